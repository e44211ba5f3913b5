import { describe, expect, test } from 'vitest';
import {
  type Browser,
  codeOfApp,
  freshAddress,
  nodeForSuite,
  passwords,
  type TestOrganization,
} from '../../test/support/sign-in-node.ts';
import { describeOnStoreKinds } from '../../test/support/stores.ts';
import { rolePermissions } from '../domain/actor.ts';

// Invitations, resets, and what administrators may do about others' sign-ins; over real HTTP on both stores.

const tokenOf = (url: string): string => url.split('/').at(-1) as string;

describeOnStoreKinds('invitations', (kind) => {
  const node = nodeForSuite(kind);
  let home: TestOrganization;
  let admin: Browser & { readonly email: string };
  const ready = async () => {
    home ??= await node().organization();
    admin ??= await node().signedIn(home, 'ada');
    return { home, admin };
  };

  const invite = async (agentId: string, email = freshAddress(), by?: Browser) => {
    const said = await (by ?? (await ready()).admin).call('POST', `/v1/agents/${agentId}/invitation`, {
      body: { email },
    });
    expect(said.status, JSON.stringify(said.body)).toBe(201);
    return { email, token: tokenOf(said.body.url), ...said.body } as {
      readonly email: string;
      readonly token: string;
      readonly url: string;
      readonly expiresAt: string;
    };
  };
  const look = (token: string) => node().browser().call('GET', `/v1/invitations/${token}`);
  const accept = (token: string, body: unknown = { name: 'Kit', password: passwords[1] }, by = node().browser()) =>
    by.call('POST', `/v1/invitations/${token}`, { body });
  const gone = { status: 404, code: 'token_invalid' };

  describe('an invitation', () => {
    test('says what it is for, and makes whoever holds it the agent', async () => {
      const { url, token, email, expiresAt } = await invite('cy');
      expect(url).toBe(`${node().url}/invitation/${token}`);
      const hours = (Date.parse(expiresAt) - Date.now()) / 3_600_000;
      expect(hours).toBeGreaterThan(71.9);
      expect(hours).toBeLessThanOrEqual(72);
      expect((await look(token)).body).toEqual({
        organizationName: home.name,
        agentName: 'Cy',
        email,
        hasUser: false,
        expiresAt,
      });
      const browser = node().browser();
      expect((await accept(token, { name: 'Cy Young', password: passwords[1] }, browser)).body).toEqual({
        secondFactor: false,
      });
      expect((await browser.call('GET', '/v1/me')).body).toMatchObject({
        user: { name: 'Cy Young', email },
        agent: { id: 'cy' },
        organization: { id: home.id },
      });
      await node().browser().signIn(email, passwords[1]);
    });

    test('[X14] works once', async () => {
      const { token } = await invite('cy');
      await accept(token);
      expect((await accept(token, { name: 'Eve', password: passwords[2] })).body).toMatchObject(gone);
      expect((await look(token)).body).toMatchObject(gone);
    });

    test('[X14] works once when several answer at once, by the password of the one who was first', async () => {
      const { token, email } = await invite('cy');
      const browsers = passwords.map(() => node().browser());
      const said = await Promise.all(
        passwords.map((password, i) => accept(token, { name: `Kit ${i}`, password }, browsers[i])),
      );
      const winners = said.flatMap(({ status }, i) => (status === 200 ? [i] : []));
      expect(winners).toHaveLength(1);
      expect(said.filter(({ body }) => body.code === 'token_invalid')).toHaveLength(passwords.length - 1);
      for (const [i, password] of passwords.entries()) {
        const { status } = await node().browser().call('POST', '/v1/sign-in', { body: { email, password } });
        expect(status, password).toBe(i === winners[0] ? 200 : 401);
        expect(await browsers[i]?.isIn()).toBe(i === winners[0]);
      }
    });

    test('[X14] is over after its time, when another replaced it, and when the sign-in is taken away', async () => {
      const late = await invite('cy');
      await node().tamper(
        'update membership set invited_until = clock_timestamp() where invited_email = $1',
        late.email,
      );
      expect((await look(late.token)).body).toMatchObject(gone);
      expect((await accept(late.token)).body).toMatchObject(gone);
      const first = await invite('cy');
      const second = await invite('cy');
      expect((await accept(first.token)).body).toMatchObject(gone);
      expect((await look(second.token)).status).toBe(200);
      expect((await admin.call('DELETE', '/v1/agents/cy/sign-in')).status).toBe(204);
      expect((await accept(second.token)).body).toMatchObject(gone);
    });

    test('[X14] is opened by its own token and nothing like it', async () => {
      const { token } = await invite('cy');
      const [organization = '', secret = ''] = [token.slice(0, 32), token.slice(33)];
      const others = [
        '%20',
        'null',
        'undefined',
        '0',
        '%00',
        `${token}%20`,
        `%20${token}`,
        `${token}%0A`,
        `${token}x`,
        token.slice(0, -1),
        token.toUpperCase(),
        `${organization}_`,
        `${organization}_${'%20'.repeat(43)}`,
        `${organization}_${'A'.repeat(43)}`,
        secret,
        `${'0'.repeat(32)}_${secret}`,
        'a'.repeat(190),
      ];
      for (const other of others) {
        expect((await look(other)).body, other).toMatchObject(gone);
        expect((await accept(other)).body, other).toMatchObject(gone);
      }
      expect((await look('')).status).toBe(404);
      expect((await look('a'.repeat(300))).status).toBe(414);
      const [{ hash }] = await node().rows(
        'select invitation_hash as hash from membership where organization_id = $1::uuid and agent_id = $2',
        home.id,
        'cy',
      );
      expect((await look(`${organization}_${hash}`)).body).toMatchObject(gone);
      expect((await look(token)).status).toBe(200);
    });

    test('[X6] takes texts, and a password that will do', async () => {
      const { token } = await invite('cy');
      for (const value of [{ $ne: null }, ['a'], 7, true, null]) {
        expect((await accept(token, { name: value, password: passwords[1] })).body.code).toBe('validation');
        expect((await accept(token, { name: 'Kit', password: value })).body.code).toBe('validation');
      }
      expect((await accept(token, { name: 'Kit', password: passwords[1], agentId: 'ada' })).body.code).toBe(
        'validation',
      );
      expect((await accept(token, {})).body).toMatchObject({ status: 400, code: 'name_required' });
      expect((await accept(token, { name: 'Kit', password: 'short' })).body).toMatchObject({ code: 'password_weak' });
      expect((await accept(token)).status).toBe(200);
    });

    test('[X4] voids everything by which the address could be signed in as before', async () => {
      const { token: first, email } = await invite('cy');
      const squatter = node().browser();
      await accept(first, { name: 'Squatter', password: passwords[1] }, squatter);
      const { body: factor } = await squatter.call('POST', '/v1/me/second-factor', {
        body: { password: passwords[1] },
      });
      await squatter.call('POST', '/v1/me/second-factor/confirm', { body: { code: codeOfApp(factor.secret) } });
      await admin.call('DELETE', '/v1/agents/cy/sign-in');
      const { token: second } = await invite('cy', email);
      expect((await look(second)).body).toMatchObject({ hasUser: false });
      const owner = node().browser();
      expect((await accept(second, { name: 'Owner', password: passwords[2] }, owner)).status).toBe(200);
      expect((await owner.call('GET', '/v1/me')).body.user).toMatchObject({
        name: 'Owner',
        email,
        secondFactor: false,
      });
      expect(await squatter.isIn()).toBe(false);
      const old = await node()
        .browser()
        .call('POST', '/v1/sign-in', { body: { email, password: passwords[1] } });
      expect(old.body).toMatchObject({ code: 'credentials_wrong' });
      await node().browser().signIn(email, passwords[2]);
    });

    test('[X4] touches no sign-in by which somebody works already: they accept with a session of their own', async () => {
      const elsewhere = await node().organization();
      const worker = await node().signedIn(elsewhere, 'bea');
      const { token } = await invite('cy', worker.email);
      expect((await look(token)).body).toMatchObject({ hasUser: true });
      const needed = { status: 409, code: 'sign_in_required', data: { email: worker.email } };
      expect((await accept(token, { name: 'Eve', password: passwords[2] })).body).toMatchObject(needed);
      const stranger = await node().signedIn(home, 'sam');
      expect((await accept(token, {}, stranger)).body).toMatchObject(needed);
      const foreign = await worker.call('POST', `/v1/invitations/${token}`, {
        body: {},
        headers: { origin: undefined },
      });
      expect(foreign.body).toMatchObject({ status: 403, code: 'origin_refused' });
      const before = worker.session;
      expect((await accept(token, {}, worker)).status).toBe(200);
      expect(worker.session).toBe(before);
      const { body } = await worker.call('GET', '/v1/me');
      expect(body).toMatchObject({ organization: { id: home.id }, agent: { id: 'cy' } });
      expect(body.organizations).toHaveLength(2);
      await node().browser().signIn(worker.email, passwords[0]);
    });

    test('replaces whoever signed in as the agent when it is accepted, not before', async () => {
      const before = await node().signedIn((await ready()).home, 'cy');
      const { token } = await invite('cy');
      expect(await before.isIn()).toBe(true);
      await accept(token);
      await expect.poll(() => before.isIn(), { timeout: 3000 }).toBe(false);
    });

    test('is not made for somebody who is another agent of the organization', async () => {
      const email = await node().user((await ready()).home, 'bea');
      const said = await admin.call('POST', '/v1/agents/cy/invitation', { body: { email } });
      expect(said.body).toMatchObject({ status: 409, code: 'already_member', data: { agent: 'bea' } });
    });

    test('made before its address joined as another agent makes them no second one', async () => {
      const email = freshAddress();
      const { token } = await invite('cy', email);
      const other = await invite('sam', email);
      const browser = node().browser();
      await accept(other.token, { name: 'Kit', password: passwords[1] }, browser);
      expect((await accept(token, {}, browser)).body).toMatchObject({ code: 'already_member' });
    });

    test('is told once: the same request again is answered without the link', async () => {
      await ready();
      const ask = { body: { email: freshAddress() }, headers: { 'idempotency-key': 'invite once' } };
      const first = await admin.call('POST', '/v1/agents/cy/invitation', ask);
      const again = await admin.call('POST', '/v1/agents/cy/invitation', ask);
      expect(again.body).toEqual({ ...first.body, url: null });
      expect((await look(tokenOf(first.body.url))).status).toBe(200);
    });

    test.each([
      '',
      'nobody',
      '@shop.example',
      'a@b',
      'a b@shop.example',
      'a@shop.example\r\nBcc: b@c.example',
      'ü@shop.example',
    ])('is for an address by which one can sign in, not for %j', async (email) => {
      await ready();
      const said = await admin.call('POST', '/v1/agents/cy/invitation', { body: { email } });
      expect(said.body).toMatchObject({ status: 400, code: 'validation', faults: [{ in: 'body', path: '/email' }] });
    });
  });

  describe('a link to set a new password', () => {
    const make = async (agentId: string, by?: Browser) => {
      const said = await (by ?? (await ready()).admin).call('POST', `/v1/agents/${agentId}/password-reset`);
      expect(said.status, JSON.stringify(said.body)).toBe(201);
      return tokenOf(said.body.url);
    };
    const reset = (token: string, password: string) =>
      node().browser().call('POST', '/v1/password/reset', { body: { token, password } });

    test('[X14] works once, ends every session, and leaves no other link', async () => {
      const worker = await node().signedIn((await ready()).home, 'bea');
      const [first, second] = [await make('bea'), await make('bea')];
      expect((await reset(first, passwords[1])).status).toBe(204);
      expect(await worker.isIn()).toBe(false);
      expect((await reset(first, passwords[2])).body).toMatchObject(gone);
      expect((await reset(second, passwords[2])).body).toMatchObject(gone);
      await node().browser().signIn(worker.email, passwords[1]);
      const old = await node()
        .browser()
        .call('POST', '/v1/sign-in', { body: { email: worker.email, password: passwords[0] } });
      expect(old.status).toBe(401);
    });

    test('[X14] works once when several use it at once', async () => {
      const email = await node().user((await ready()).home, 'bea');
      const token = await make('bea');
      const said = await Promise.all(passwords.map((password) => reset(token, password)));
      expect(said.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404]);
      const winner = passwords[said.findIndex(({ status }) => status === 204)] as string;
      await node().browser().signIn(email, winner);
    });

    test('is not used up by a password that will not do', async () => {
      await node().user((await ready()).home, 'bea');
      const token = await make('bea');
      expect((await reset(token, 'short')).body).toMatchObject({ status: 400, code: 'password_weak' });
      expect((await reset(token, 'lindqvist for ever')).body).toMatchObject({ data: { rule: 'personal' } });
      expect((await reset(token, passwords[3])).status).toBe(204);
    });

    test('[X14] is opened by its own token and nothing like it', async () => {
      await node().user((await ready()).home, 'bea');
      const token = await make('bea');
      const others = ['', ' ', 'null', `${token} `, ` ${token}`, `${token}\n`, token.slice(2), `m${token.slice(1)}`];
      for (const other of [...others, token.slice(0, -1), 's_', 'reset-password', 'a'.repeat(1000)]) {
        expect((await reset(other, passwords[1])).body, other).toMatchObject(gone);
      }
      for (const { identifier } of await node().rows('select identifier from auth.verification')) {
        expect((await reset(identifier, passwords[1])).body).toMatchObject(gone);
        expect((await reset(`s_${identifier}`, passwords[1])).body).toMatchObject(gone);
      }
      expect((await reset(token, passwords[1])).status).toBe(204);
    });

    test('[X14] is over after a day, and when the password was changed meanwhile', async () => {
      const worker = await node().signedIn((await ready()).home, 'bea');
      const late = await make('bea');
      await node().tamper(`update auth.verification set "expiresAt" = clock_timestamp()`);
      expect((await reset(late, passwords[1])).body).toMatchObject(gone);
      const early = await make('bea');
      const body = { currentPassword: passwords[0], newPassword: passwords[1] };
      expect((await worker.call('PUT', '/v1/me/password', { body })).status).toBe(204);
      expect((await reset(early, passwords[2])).body).toMatchObject(gone);
    });

    test('leaves a second factor where it is', async () => {
      const worker = await node().signedIn((await ready()).home, 'bea');
      const { body } = await worker.call('POST', '/v1/me/second-factor', { body: { password: passwords[0] } });
      await worker.call('POST', '/v1/me/second-factor/confirm', { body: { code: codeOfApp(body.secret) } });
      await reset(await make('bea'), passwords[1]);
      const said = await node()
        .browser()
        .call('POST', '/v1/sign-in', { body: { email: worker.email, password: passwords[1] } });
      expect(said.body).toEqual({ secondFactor: true });
    });

    test('[X9] is not given to the administrator of one organization for somebody who works for another too', async () => {
      const elsewhere = await node().organization();
      const worker = await node().signedIn((await ready()).home, 'bea');
      const early = await make('bea');
      const foreignAdmin = await node().signedIn(elsewhere, 'ada');
      const { token } = await invite('cy', worker.email, foreignAdmin);
      await accept(token, {}, worker);
      expect((await reset(early, passwords[1])).body).toMatchObject(gone);
      for (const [by, agentId] of [
        [admin, 'bea'],
        [foreignAdmin, 'cy'],
      ] as const) {
        const said = await by.call('POST', `/v1/agents/${agentId}/password-reset`);
        expect(said.body).toMatchObject({ status: 409, code: 'mail_needed' });
      }
      await foreignAdmin.call('DELETE', '/v1/agents/cy/sign-in');
      expect((await reset(await make('bea'), passwords[1])).status).toBe(204);
    });
  });

  describe('others’ sign-ins', () => {
    const routes = [
      ['GET', '/v1/users', undefined],
      ['POST', '/v1/agents/cy/invitation', { email: 'kit@shop.example' }],
      ['POST', '/v1/agents/cy/password-reset', undefined],
      ['DELETE', '/v1/agents/cy/sign-in', undefined],
    ] as const;

    test.each(routes)('%s %s is for those who may manage users', async (method, path, body) => {
      await ready();
      const ask = body === undefined ? {} : { body };
      const none = await node().browser().call(method, path, ask);
      expect(none.body).toMatchObject({ status: 401, code: 'unauthenticated' });
      for (const agentId of ['bea', 'sam']) {
        const said = await (await node().signedIn(home, agentId)).call(method, path, ask);
        expect(said.body).toMatchObject({
          status: 403,
          code: 'permission_missing',
          data: { permission: 'users.manage' },
        });
      }
      const weak = await node().ask(home.key, 'POST', '/v1/api-keys', { name: 'weak', scopes: ['ticket.read_all'] });
      expect((await node().ask(weak.body.apiKey, method, path, body)).status).toBe(403);
      await node().user(home, 'cy');
      const able = await node().ask(home.key, 'POST', '/v1/api-keys', {
        name: 'able',
        scopes: ['users.manage', ...rolePermissions.agent],
      });
      expect((await node().ask(able.body.apiKey, method, path, body)).status).toBeLessThan(300);
    });

    test('are not for those who may do less than the agent they are about', async () => {
      const hr = await node().signedIn((await ready()).home, 'hr');
      const refused = { status: 403, code: 'permission_missing' };
      await node().user(home, 'olu');
      const body = { email: freshAddress() };
      expect((await hr.call('POST', '/v1/agents/olu/invitation', { body })).body).toMatchObject(refused);
      expect((await hr.call('POST', '/v1/agents/olu/password-reset')).body).toMatchObject(refused);
      expect((await hr.call('DELETE', '/v1/agents/olu/sign-in')).body).toMatchObject(refused);
      expect((await hr.call('POST', '/v1/agents/cy/invitation', { body })).status).toBe(201);
    });

    test('are listed with how each agent signs in, or is invited to', async () => {
      const organization = await node().organization();
      const by = await node().signedIn(organization, 'ada');
      const email = await node().user(organization, 'bea');
      await invite('cy', 'cy@shop.example', by);
      const pages = [];
      let cursor = '';
      do {
        const { body } = await by.call('GET', `/v1/users?limit=2${cursor && `&cursor=${cursor}`}`);
        pages.push(...body.items);
        cursor = body.nextCursor;
      } while (cursor);
      expect(pages.map(({ agentId }) => agentId)).toEqual(['ada', 'bea', 'cy', 'hr', 'olu', 'sam']);
      expect(pages[1]).toEqual({
        agentId: 'bea',
        name: 'Bea',
        role: 'agent',
        email,
        hasSignIn: true,
        secondFactor: false,
        invitedUntil: null,
      });
      expect(pages[2]).toMatchObject({ email: 'cy@shop.example', hasSignIn: false, invitedUntil: expect.any(String) });
      expect(pages[5]).toMatchObject({ email: null, hasSignIn: false, invitedUntil: null });
      expect((await by.call('GET', '/v1/users?limit=101')).body).toMatchObject({ code: 'validation' });
      expect((await by.call('GET', '/v1/users?cursor=bm9uZQ')).body).toMatchObject({ code: 'validation' });
    });

    test('are taken away, but nobody’s own', async () => {
      const organization = await node().organization();
      const by = await node().signedIn(organization, 'ada');
      const worker = await node().signedIn(organization, 'bea');
      expect((await by.call('DELETE', '/v1/agents/ada/sign-in')).body).toMatchObject({ code: 'own_sign_in' });
      expect((await by.call('DELETE', '/v1/agents/bea/sign-in')).status).toBe(204);
      expect(await worker.isIn()).toBe(false);
      const nothing = { status: 409, code: 'no_sign_in', data: { agent: 'bea' } };
      expect((await by.call('DELETE', '/v1/agents/bea/sign-in')).body).toMatchObject(nothing);
      expect((await by.call('POST', '/v1/agents/bea/password-reset')).body).toMatchObject(nothing);
      const { body } = await by.call('GET', '/v1/users');
      expect(body.items[1]).toMatchObject({ agentId: 'bea', email: null, hasSignIn: false });
    });

    test('of an agent who was retired are cleared away too, and their user is free to be another', async () => {
      const organization = await node().organization();
      const by = await node().signedIn(organization, 'ada');
      const email = await node().user(organization, 'bea');
      const { body: document } = await node().ask(organization.key, 'GET', '/v1/configuration');
      document.agents = document.agents.filter(({ id }: { id: string }) => id !== 'bea');
      await node().ask(organization.key, 'PUT', '/v1/configuration', document);
      const body = { email };
      expect((await by.call('POST', '/v1/agents/bea/invitation', { body })).body).toMatchObject({ code: 'not_found' });
      expect((await by.call('POST', '/v1/agents/cy/invitation', { body })).body).toMatchObject({
        code: 'already_member',
      });
      expect((await by.call('DELETE', '/v1/agents/bea/sign-in')).status).toBe(204);
      expect((await by.call('POST', '/v1/agents/cy/invitation', { body })).status).toBe(201);
    });

    test('[X9] of another organization cannot be known of', async () => {
      const elsewhere = await node().organization();
      const by = await node().signedIn(elsewhere, 'ada');
      await node().user((await ready()).home, 'sam');
      expect((await by.call('POST', '/v1/agents/sam/password-reset')).body).toMatchObject({ code: 'no_sign_in' });
      for (const path of ['/v1/agents/none/invitation', '/v1/agents/A%20B/invitation']) {
        const said = await by.call('POST', path, { body: { email: freshAddress() } });
        expect(said.body).toMatchObject({ status: 404, code: 'not_found' });
      }
      expect((await by.call('DELETE', '/v1/agents/none/sign-in')).body).toMatchObject({ code: 'not_found' });
      expect((await by.call('POST', '/v1/agents/none/password-reset')).body).toMatchObject({ code: 'not_found' });
    });

    test('[I45] leave a record of who changed what, and no address in it', async () => {
      const organization = await node().organization();
      const by = await node().signedIn(organization, 'ada');
      const { token } = await invite('cy', 'kept-out@shop.example', by);
      await accept(token);
      await by.call('POST', '/v1/agents/cy/password-reset');
      await node().ask(organization.key, 'DELETE', '/v1/agents/cy/sign-in');
      const { body } = await node().ask(organization.key, 'GET', '/v1/events?format=json&limit=500');
      const told = body.events.filter(({ kind, data }: any) => kind.startsWith('agent.') && data.agentId === 'cy');
      expect(told.map(({ kind, actor }: any) => [kind, actor.kind, actor.id])).toEqual([
        ['agent.invited', 'agent', 'ada'],
        ['agent.joined', 'agent', 'cy'],
        ['agent.password_reset_made', 'agent', 'ada'],
        ['agent.sign_in_ended', 'key', expect.any(String)],
      ]);
      expect(JSON.stringify(body)).not.toContain('kept-out');
    });
  });
});
