import { describe, expect, test } from 'vitest';
import {
  adminKey,
  type Browser,
  codeOfApp,
  freshAddress,
  nodeForSuite,
  passwords,
  SignInNode,
  type TestOrganization,
} from '../../test/support/sign-in-node.ts';
import { describeOnStoreKinds } from '../../test/support/stores.ts';

// Signing in, over real HTTP on both stores. Rules in titles: X… are abuse cases of the invariants.

const strange: readonly unknown[] = [{ $ne: null }, ['a'], 7, true, null, { toString: 'x' }];

describeOnStoreKinds('signing in', (kind) => {
  const node = nodeForSuite(kind);
  let home: TestOrganization;
  const shop = async (): Promise<TestOrganization> => (home ??= await node().organization());

  describe('the first step', () => {
    test('lets in whoever has the password, by a cookie that scripts and other sites do not get', async () => {
      const browser = await node().signedIn(await shop(), 'bea');
      expect(browser.sent).toHaveLength(1);
      expect(browser.sent[0]).toMatch(/^baton_session=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
      const { body } = await browser.call('GET', '/v1/me');
      expect(body).toEqual({
        user: {
          id: expect.any(String),
          name: 'Bea Lindqvist',
          email: browser.email,
          secondFactor: false,
          hasPassword: true,
        },
        organization: { id: home.id, name: home.name },
        organizations: [{ id: home.id, name: home.name }],
        agent: {
          id: 'bea',
          name: 'Bea',
          role: 'agent',
          permissions: expect.arrayContaining(['ticket.take', 'conversation.reply']),
          departments: [
            { id: 'support', name: 'support' },
            { id: 'billing', name: 'Billing' },
          ],
        },
      });
    });

    test('reads an address whatever its case, and space around it', async () => {
      const email = await node().user(await shop(), 'bea');
      await node().browser().signIn(` ${email.toUpperCase()} `, passwords[0]);
    });

    test('[X31] answers a wrong password, an unknown address and no address at all alike', async () => {
      const email = await node().user(await shop(), 'bea');
      const tries = [
        { email, password: 'not the password' },
        { email, password: `${passwords[0]} ` },
        { email: freshAddress(), password: passwords[0] },
        { email: 'nobody', password: passwords[0] },
        { email, password: 'x'.repeat(1000) },
      ];
      const said = await Promise.all(tries.map((body) => node().browser().call('POST', '/v1/sign-in', { body })));
      for (const one of said) {
        expect(one.body).toEqual(said[0]?.body);
        expect(one.body).toMatchObject({ status: 401, code: 'credentials_wrong' });
        expect(one.headers.getSetCookie()).toEqual([]);
      }
    });

    test('[X31] takes as long for an address that nobody has', async () => {
      const email = await node().user(await shop(), 'bea');
      const took = async (address: string): Promise<number> => {
        const started = performance.now();
        await node()
          .browser()
          .call('POST', '/v1/sign-in', { body: { email: address, password: 'not the password' } });
        return performance.now() - started;
      };
      const known: number[] = [];
      const unknown: number[] = [];
      for (let i = 0; i < 9; i++) {
        known.push(await took(email));
        unknown.push(await took(freshAddress()));
      }
      const median = (all: number[]): number => all.sort((a, b) => a - b)[4] as number;
      const ratio = median(known) / median(unknown);
      expect(ratio).toBeGreaterThan(0.5);
      expect(ratio).toBeLessThan(2);
    });

    test('ends the session that was there before: a token from before opens nothing after', async () => {
      const browser = await node().signedIn(await shop(), 'bea');
      const before = browser.session;
      await browser.signIn(browser.email, passwords[0]);
      expect(browser.session).not.toBe(before);
      const thief = node().browser();
      thief.cookies.set('baton_session', before as string);
      expect(await thief.isIn()).toBe(false);
    });

    test('does not let in somebody who is no agent any more', async () => {
      const email = await node().user(await shop(), 'bea');
      await node().user(home, 'bea');
      const said = await node()
        .browser()
        .call('POST', '/v1/sign-in', { body: { email, password: passwords[0] } });
      expect(said.body).toMatchObject({ status: 403, code: 'no_membership' });
      expect(said.headers.getSetCookie()).toEqual([]);
    });

    test.each([
      '/v1/sign-in',
      '/v1/sign-in/second-factor',
      '/v1/sign-in/setup',
      '/v1/password/forgot',
      '/v1/password/reset',
    ])('[X6] [X8] %s takes texts and nothing else', async (path) => {
      const good: Record<string, string> = {
        email: freshAddress(),
        password: passwords[0],
        code: '123456',
        token: 'a',
        organizationName: 'a',
        name: 'a',
      };
      const fields: Record<string, readonly string[]> = {
        '/v1/sign-in': ['email', 'password'],
        '/v1/sign-in/second-factor': ['code'],
        '/v1/sign-in/setup': ['token', 'organizationName', 'name', 'email', 'password'],
        '/v1/password/forgot': ['email'],
        '/v1/password/reset': ['token', 'password'],
      };
      const named = fields[path] ?? [];
      for (const field of named) {
        for (const value of strange) {
          const body = Object.fromEntries(named.map((one) => [one, one === field ? value : good[one]]));
          const said = await node().browser().call('POST', path, { body });
          expect(said.body, JSON.stringify(body)).toMatchObject({ status: 400, code: 'validation' });
        }
      }
      const more = Object.fromEntries([...named.map((one) => [one, good[one]]), ['organizationId', home.id]]);
      expect((await node().browser().call('POST', path, { body: more })).status).toBe(400);
      expect((await node().browser().call('POST', path, { body: '{' })).body.code).toBe('malformed_body');
    });
  });

  describe('a session', () => {
    test('is nobody’s who was never let in', async () => {
      for (const cookie of ['', 'x', 'x.y', '%', `${'a'.repeat(32)}.${'b'.repeat(43)}=`]) {
        const browser = node().browser();
        browser.cookies.set('baton_session', cookie);
        const said = await browser.call('GET', '/v1/me');
        expect(said.body, cookie).toMatchObject({ status: 401, code: 'unauthenticated' });
      }
    });

    test('works as its agent, whom alone the log names', async () => {
      const browser = await node().signedIn(await shop(), 'bea');
      await node().ask(home.key, 'PUT', '/v1/agents/bea/presence', { presence: 'online' });
      const started = await browser.call('POST', '/v1/conversations', {
        body: { accountId: 'web', contact: { address: freshAddress() } },
      });
      expect(started.status).toBe(201);
      const { body } = await node().ask(home.key, 'GET', '/v1/events?format=json&limit=500');
      const opened = body.events.find(
        (event: any) => event.kind === 'conversation.opened' && event.conversationId === started.body.id,
      );
      expect(opened.actor).toEqual({ kind: 'agent', id: 'bea' });
      const joined = body.events.filter(({ kind }: { kind: string }) => kind === 'agent.joined');
      expect(joined.at(-1).data).toMatchObject({ agentId: 'bea', userId: expect.any(String) });
    });

    test('has its own answers to idempotency keys', async () => {
      const [bea, cy] = [await node().signedIn(await shop(), 'bea'), await node().signedIn(home, 'cy')];
      const body = { accountId: 'web', contact: { address: freshAddress() } };
      const headers = { 'idempotency-key': 'the same' };
      const first = await bea.call('POST', '/v1/conversations', { body, headers });
      const again = await bea.call('POST', '/v1/conversations', { body, headers });
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(again.body).toEqual(first.body);
      const other = await cy.call('POST', '/v1/conversations', { body, headers });
      expect(other.headers.get('idempotency-replayed')).toBeNull();
    });

    test('gives way to a key, and never acts for somebody else', async () => {
      const browser = await node().signedIn(await shop(), 'bea');
      const withKey = await browser.call('GET', '/v1/me', { headers: { authorization: `Bearer ${home.key}` } });
      expect(withKey.body).toMatchObject({ user: null, agent: null, organization: { id: home.id } });
      const bad = await browser.call('GET', '/v1/me', { headers: { authorization: 'Bearer nothing' } });
      expect(bad.status).toBe(401);
      const acting = await browser.call('GET', '/v1/me', { headers: { 'baton-act-as': 'ada' } });
      expect(acting.body).toMatchObject({ status: 403, code: 'permission_missing', data: { permission: 'act_as' } });
      const making = await browser.call('POST', '/v1/api-keys', { body: { name: 'a', scopes: ['ticket.read_all'] } });
      expect(making.body).toMatchObject({ status: 403, code: 'permission_missing' });
    });

    test('[X15] is not made by headers in which proxies name users and addresses', async () => {
      const said = await node()
        .browser()
        .call('GET', '/v1/me', {
          headers: {
            'x-remote-user': 'ada',
            'x-forwarded-user': 'ada',
            'x-forwarded-for': '127.0.0.1',
            remote_user: 'a',
          },
        });
      expect(said.status).toBe(401);
      const browser = await node().signedIn(await shop(), 'bea');
      const { body } = await browser.call('GET', '/v1/me/sessions', {
        headers: { 'x-forwarded-for': '203.0.113.7', 'baton-client-address': '203.0.113.8' },
      });
      expect(body.items.map(({ address }: { address: string }) => address)).toEqual(['127.0.0.1']);
    });

    test('[X15] tells from where it was opened as the connection says, whatever the request claims', async () => {
      const email = await node().user(await shop(), 'bea');
      const browser = node().browser();
      await browser.call('POST', '/v1/sign-in', {
        body: { email, password: passwords[0] },
        headers: {
          'x-forwarded-for': '203.0.113.7',
          'baton-client-address': '203.0.113.8',
          'x-forwarded-proto': 'https',
        },
      });
      const { body } = await browser.call('GET', '/v1/me/sessions');
      expect(body.items[0].address).toBe('127.0.0.1');
      expect(browser.sent.every((cookie) => !cookie.includes('Secure'))).toBe(true);
    });

    test('changes nothing for a page of somebody else', async () => {
      const browser = await node().signedIn(await shop(), 'bea');
      const change = async (headers: Record<string, string | undefined>) =>
        (await browser.call('PUT', '/v1/agents/bea/presence', { body: { presence: 'away' }, headers })).body;
      const refused = { status: 403, code: 'origin_refused' };
      expect(await change({ origin: 'https://evil.example' })).toMatchObject(refused);
      expect(await change({ origin: 'null' })).toMatchObject(refused);
      expect(await change({ origin: undefined })).toMatchObject(refused);
      expect(await change({ origin: node().url, 'sec-fetch-site': 'cross-site' })).toMatchObject(refused);
      expect(await change({ origin: node().url, 'sec-fetch-site': 'same-site' })).toMatchObject(refused);
      expect(await change({ origin: node().url.replace('http', 'chrome-extension') })).toMatchObject(refused);
      expect(await change({ origin: node().url })).toMatchObject({ presence: 'away' });
      expect(await change({ origin: undefined, 'sec-fetch-site': 'same-origin' })).toMatchObject({ presence: 'away' });
      expect((await browser.call('GET', '/v1/me', { headers: { origin: undefined } })).status).toBe(200);
    });

    test('is not begun by a page of somebody else either', async () => {
      const email = await node().user(await shop(), 'bea');
      const body = { email, password: passwords[0] };
      const from = async (headers: Record<string, string | undefined>) =>
        (await node().browser().call('POST', '/v1/sign-in', { body, headers })).status;
      expect(await from({ origin: 'https://evil.example' })).toBe(403);
      expect(await from({ origin: undefined, 'sec-fetch-site': 'cross-site' })).toBe(403);
      expect(await from({ origin: undefined })).toBe(200);
    });

    test('ends with signing out, at once and for good', async () => {
      const browser = await node().signedIn(await shop(), 'bea');
      const token = browser.session as string;
      const said = await browser.call('POST', '/v1/sign-out');
      expect(said.status).toBe(204);
      expect(browser.session).toBeUndefined();
      browser.cookies.set('baton_session', token);
      expect(await browser.isIn()).toBe(false);
      expect((await browser.call('POST', '/v1/sign-out')).status).toBe(204);
    });

    test('ends with its week', async () => {
      const browser = await node().signedIn(await shop(), 'bea');
      await node().tamper(
        `update auth.session set "expiresAt" = "expiresAt" - interval '8 days' where "userId" = (select id from auth."user" where email = $1)`,
        browser.email,
      );
      await expect.poll(() => browser.isIn(), { timeout: 5000 }).toBe(false);
    });

    test('lasts another week when it is used, for thirty days', async () => {
      const browser = await node().signedIn(await shop(), 'bea');
      const [{ id }] = await node().rows('select id from auth."user" where email = $1', browser.email);
      const age = (days: number, left: number) =>
        node().tamper(
          `update auth.session set "createdAt" = clock_timestamp() - $2::int * interval '1 day',
            "expiresAt" = clock_timestamp() + $3::int * interval '1 day' where "userId" = $1`,
          id,
          String(days),
          String(left),
        );
      const daysLeft = async (): Promise<number> =>
        (
          await node().rows(
            `select round(extract(epoch from "expiresAt" - clock_timestamp()) / 86400)::int as days from auth.session where "userId" = $1`,
            id,
          )
        )[0].days;
      await age(3, 4);
      await expect.poll(async () => (await browser.call('GET', '/v1/me')).headers.getSetCookie().length).toBe(1);
      expect(await daysLeft()).toBe(7);
      await age(26, 1);
      await expect.poll(async () => (await browser.call('GET', '/v1/me')).headers.getSetCookie().length).toBe(1);
      expect(await daysLeft()).toBe(4);
      expect(await browser.isIn()).toBe(true);
    });

    test('opens less as soon as its agent may do less', async () => {
      const organization = await node().organization();
      const browser = await node().signedIn(organization, 'ada');
      expect((await browser.call('GET', '/v1/users')).status).toBe(200);
      const { body: document } = await node().ask(organization.key, 'GET', '/v1/configuration');
      for (const agent of document.agents) if (agent.id === 'ada') agent.role = 'agent';
      await node().ask(organization.key, 'PUT', '/v1/configuration', document);
      expect((await browser.call('GET', '/v1/users')).body).toMatchObject({ code: 'permission_missing' });
      document.agents = document.agents.filter(({ id }: { id: string }) => id !== 'ada');
      await node().ask(organization.key, 'PUT', '/v1/configuration', document);
      expect((await browser.call('GET', '/v1/me')).body).toMatchObject({ status: 401, code: 'unauthenticated' });
    });

    test('[X28] ends with the membership, and its live streams with it', async () => {
      const organization = await node().organization();
      const [browser, other] = [await node().signedIn(organization, 'bea'), await node().signedIn(organization, 'cy')];
      const ends = await Promise.all([follow(browser), follow(other)]);
      expect((await node().ask(organization.key, 'DELETE', '/v1/agents/bea/sign-in')).status).toBe(204);
      expect(await ends[0].ended).toContain('"reason":"revoked"');
      expect(await browser.isIn()).toBe(false);
      await other.call('POST', '/v1/sign-out');
      expect(await ends[1].ended).toContain('"reason":"revoked"');
    });

    test('[X28] a key ends its live streams when it is revoked, and no other’s', async () => {
      const organization = await node().organization();
      const body = { name: 'reader', scopes: ['events.read'] };
      const made = (await node().ask(organization.key, 'POST', '/v1/api-keys', body)).body;
      const theirs = await follow({ authorization: `Bearer ${made.apiKey}` });
      const ada = await node().signedIn(organization, 'ada');
      const ours = await follow(ada);
      // Whoever manages keys may revoke one, also by a session.
      expect((await ada.call('DELETE', `/v1/api-keys/${made.id}`)).body).toMatchObject({ id: made.id, name: 'reader' });
      expect(await theirs.ended).toContain('"reason":"revoked"');
      await ada.call('POST', '/v1/sign-out');
      expect(await ours.ended).toContain('"kind":"api_key.revoked"');
    });

    /** A live stream of a session or a key, from the moment that it is open. */
    async function follow(
      by: Browser | { readonly authorization: string },
    ): Promise<{ readonly ended: Promise<string> }> {
      const response = await fetch(`${node().url}/v1/events`, {
        headers: 'authorization' in by ? by : { cookie: `baton_session=${by.session}` },
      });
      expect(response.status).toBe(200);
      return { ended: response.text() };
    }
  });

  describe('who one is', () => {
    test('is told to keys too', async () => {
      const { key, id, name } = await shop();
      expect((await node().ask(key, 'GET', '/v1/me')).body).toEqual({
        user: null,
        organization: { id, name },
        organizations: [{ id, name }],
        agent: null,
      });
      const acting = await node().ask(key, 'GET', '/v1/me', undefined, { 'baton-act-as': 'sam' });
      expect(acting.body).toMatchObject({ user: null, agent: { id: 'sam', role: 'supervisor' } });
      expect((await node().ask(adminKey, 'GET', '/v1/me')).body).toMatchObject({
        faults: [{ in: 'header', path: '/baton-organization' }],
      });
      const named = await node().ask(adminKey, 'GET', '/v1/me', undefined, { 'baton-organization': id });
      expect(named.body.organization).toEqual({ id, name });
    });

    test.each([
      ['PUT', '/v1/me/organization', { organizationId: '01a1fe3d-04e6-7f8a-9a72-f78283b4c18b' }],
      ['PUT', '/v1/me/password', { currentPassword: 'a', newPassword: passwords[1] }],
      ['POST', '/v1/me/second-factor', { password: 'a' }],
      ['POST', '/v1/me/second-factor/confirm', { code: '123456' }],
      ['DELETE', '/v1/me/second-factor', { password: 'a' }],
      ['GET', '/v1/me/sessions', undefined],
      ['DELETE', '/v1/me/sessions/1', undefined],
    ])('%s %s needs a session: neither a key will do, nor nothing', async (method, path, body) => {
      const { key } = await shop();
      expect((await node().ask(key, method, path, body)).body).toMatchObject({ status: 403, code: 'session_required' });
      const none = await node()
        .browser()
        .call(method, path, body === undefined ? {} : { body });
      expect(none.body).toMatchObject({ status: 401, code: 'unauthenticated' });
      const browser = await node().signedIn(home, 'bea');
      if (body !== undefined) {
        for (const field of Object.keys(body)) {
          for (const value of strange) {
            const said = await browser.call(method, path, { body: { ...body, [field]: value } });
            expect(said.body, `${field} ${JSON.stringify(value)}`).toMatchObject({ code: 'validation' });
          }
        }
      }
    });

    test('is another agent in another organization, of which the session chooses', async () => {
      const other = await node().organization();
      const browser = await node().signedIn(await shop(), 'bea');
      const { email } = browser;
      const choose = (organizationId: string) =>
        browser.call('PUT', '/v1/me/organization', { body: { organizationId } });
      expect((await choose(other.id)).body).toMatchObject({ status: 404, code: 'not_found' });
      await node().node.signIn.createUser({
        name: 'Bea Lindqvist',
        email,
        password: passwords[0],
        organizationId: other.id,
        agentId: 'sam',
      });
      const chosen = await choose(other.id);
      expect(chosen.body).toMatchObject({ organization: { id: other.id }, agent: { id: 'sam' } });
      expect(chosen.body.organizations.map(({ id }: { id: string }) => id).sort()).toEqual([home.id, other.id].sort());
      expect((await browser.call('GET', '/v1/me')).body).toMatchObject({ agent: { id: 'sam' } });
      const change = { currentPassword: passwords[0], newPassword: passwords[1] };
      expect((await browser.call('PUT', '/v1/me/password', { body: change })).status).toBe(204);
      const { body: made } = await browser.call('POST', '/v1/me/second-factor', { body: { password: passwords[1] } });
      const confirmed = { body: { code: codeOfApp(made.secret) } };
      expect((await browser.call('POST', '/v1/me/second-factor/confirm', confirmed)).status).toBe(204);
      expect((await browser.call('DELETE', '/v1/me/second-factor', { body: { password: passwords[1] } })).status).toBe(
        204,
      );
      expect((await browser.call('GET', '/v1/me')).body).toMatchObject({ agent: { id: 'sam' } });
      await node().ask(other.key, 'DELETE', '/v1/agents/sam/sign-in');
      expect((await browser.call('GET', '/v1/me')).body).toMatchObject({ organization: { id: home.id } });
    });

    test('lists where one is signed in, and signs one out there', async () => {
      const here = await node().signedIn(await shop(), 'bea');
      const there = await node().browser().signIn(here.email, passwords[0]);
      const { body } = await here.call('GET', '/v1/me/sessions');
      expect(body.items).toHaveLength(2);
      const other = body.items.find(({ isCurrent }: { isCurrent: boolean }) => !isCurrent);
      expect(other).toMatchObject({ userAgent: 'node', address: '127.0.0.1' });
      const stranger = await node().signedIn(home, 'cy');
      expect((await stranger.call('DELETE', `/v1/me/sessions/${other.id}`)).status).toBe(404);
      expect((await here.call('DELETE', `/v1/me/sessions/${other.id}`)).status).toBe(204);
      expect(await there.isIn()).toBe(false);
      expect(await here.isIn()).toBe(true);
      expect((await here.call('DELETE', `/v1/me/sessions/${other.id}`)).status).toBe(404);
    });
  });

  describe('one’s password', () => {
    const change = (browser: Browser, currentPassword: string, newPassword: string) =>
      browser.call('PUT', '/v1/me/password', { body: { currentPassword, newPassword } });

    test('is changed by whoever knows it, which signs one out everywhere else', async () => {
      const here = await node().signedIn(await shop(), 'bea');
      const there = await node().browser().signIn(here.email, passwords[0]);
      const before = here.session as string;
      expect((await change(here, passwords[0], passwords[1])).status).toBe(204);
      expect(await here.isIn()).toBe(true);
      expect(await there.isIn()).toBe(false);
      there.cookies.set('baton_session', before);
      expect(await there.isIn()).toBe(false);
      await node().browser().signIn(here.email, passwords[1]);
      const old = await node()
        .browser()
        .call('POST', '/v1/sign-in', { body: { email: here.email, password: passwords[0] } });
      expect(old.body).toMatchObject({ code: 'credentials_wrong' });
    });

    test('stays when the current one is wrong', async () => {
      const browser = await node().signedIn(await shop(), 'bea');
      expect((await change(browser, passwords[2], passwords[1])).body).toMatchObject({ code: 'credentials_wrong' });
      await node().browser().signIn(browser.email, passwords[0]);
    });

    test.each([
      ['too short', 'too_short'],
      ['x'.repeat(129), 'too_long'],
      ['Password123', 'frequent'],
      ['1234567890', 'pattern'],
      ['lindqvist forever', 'personal'],
    ])('is not changed to %s', async (password, rule) => {
      const browser = await node().signedIn(await shop(), 'bea');
      const { body } = await change(browser, passwords[0], password);
      expect(body).toMatchObject({
        status: 400,
        code: 'password_weak',
        data: { rule, lengthMin: 10, lengthMax: 128 },
      });
    });
  });

  describe('a second factor', () => {
    const setUp = async (browser: Browser) => {
      const { body } = await browser.call('POST', '/v1/me/second-factor', { body: { password: passwords[0] } });
      return body as { readonly uri: string; readonly secret: string; readonly backupCodes: readonly string[] };
    };
    const confirm = (browser: Browser, code: string) =>
      browser.call('POST', '/v1/me/second-factor/confirm', { body: { code } });
    /** Somebody with a second factor, signed out; the code of the moment before is used up. */
    const protectedUser = async () => {
      const browser = await node().signedIn(await shop(), 'bea');
      const made = await setUp(browser);
      expect((await confirm(browser, codeOfApp(made.secret, -1))).status).toBe(204);
      await browser.call('POST', '/v1/sign-out');
      return { ...made, email: browser.email };
    };
    const begin = async (email: string): Promise<Browser> => {
      const browser = node().browser();
      const said = await browser.call('POST', '/v1/sign-in', { body: { email, password: passwords[0] } });
      expect(said.body).toEqual({ secondFactor: true });
      return browser;
    };
    const answer = (browser: Browser, code: string) =>
      browser.call('POST', '/v1/sign-in/second-factor', { body: { code } });

    test('is asked for once a code has confirmed it, and not before', async () => {
      const browser = await node().signedIn(await shop(), 'bea');
      const wrong = await browser.call('POST', '/v1/me/second-factor', { body: { password: 'not the password' } });
      expect(wrong.body).toMatchObject({ code: 'credentials_wrong' });
      expect((await confirm(browser, '123456')).body).toMatchObject({ code: 'second_factor_off' });
      const made = await setUp(browser);
      expect(made.uri).toBe(
        `otpauth://totp/Baton:${encodeURIComponent(browser.email)}?secret=${made.secret}&issuer=Baton&digits=6&period=30`,
      );
      expect(new Set(made.backupCodes).size).toBe(10);
      await node().browser().signIn(browser.email, passwords[0]);
      expect((await confirm(browser, '000000')).body).toMatchObject({ status: 401, code: 'code_wrong' });
      const before = browser.session;
      expect((await confirm(browser, codeOfApp(made.secret))).status).toBe(204);
      expect(browser.session).not.toBe(before);
      expect((await browser.call('GET', '/v1/me')).body.user.secondFactor).toBe(true);
      const again = await browser.call('POST', '/v1/me/second-factor', { body: { password: passwords[0] } });
      expect(again.body).toMatchObject({ status: 409, code: 'second_factor_on' });
    });

    test('lets nobody in by the password alone', async () => {
      const { email } = await protectedUser();
      const browser = await begin(email);
      expect(await browser.isIn()).toBe(false);
      expect([...browser.cookies.keys()]).toEqual(['baton.two_factor']);
      expect(
        browser.sent.filter((cookie) => cookie.startsWith('baton_session=') && !/max-age=0/i.test(cookie)),
      ).toEqual([]);
    });

    test('takes a code of the app once', async () => {
      const { email, secret } = await protectedUser();
      const browser = await begin(email);
      const code = codeOfApp(secret);
      const said = await answer(browser, ` ${code.slice(0, 3)} ${code.slice(3)} `);
      expect(said.body).toEqual({ secondFactor: false });
      expect(await browser.isIn()).toBe(true);
      const second = await begin(email);
      expect((await answer(second, code)).body).toMatchObject({ status: 401, code: 'code_wrong' });
      expect((await answer(second, codeOfApp(secret, 1))).status).toBe(200);
    });

    test('takes the code by which it was confirmed for nothing else', async () => {
      const { email, secret } = await protectedUser();
      expect((await answer(await begin(email), codeOfApp(secret, -1))).body).toMatchObject({ code: 'code_wrong' });
    });

    test('takes one of several equal codes at once', async () => {
      const { email, secret } = await protectedUser();
      const browsers = await Promise.all([begin(email), begin(email), begin(email)]);
      const code = codeOfApp(secret);
      const said = await Promise.all(browsers.map((browser) => answer(browser, code)));
      expect(said.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    });

    test('takes each backup code once, also when two come at once', async () => {
      const { email, backupCodes } = await protectedUser();
      const code = backupCodes[3] as string;
      const browsers = await Promise.all([begin(email), begin(email)]);
      const said = await Promise.all(browsers.map((browser) => answer(browser, code)));
      expect(said.map(({ status }) => status).sort()).toEqual([200, 401]);
      expect((await answer(await begin(email), code)).body).toMatchObject({ code: 'code_wrong' });
      expect((await answer(await begin(email), backupCodes[4] as string)).status).toBe(200);
    });

    test('ends the challenge after five wrong codes, or when none was begun', async () => {
      const { email, secret } = await protectedUser();
      const browser = await begin(email);
      for (let i = 0; i < 5; i++) expect((await answer(browser, `00000${i}`)).body.code).toBe('code_wrong');
      expect((await answer(browser, codeOfApp(secret))).body).toMatchObject({ status: 401, code: 'challenge_over' });
      expect((await answer(node().browser(), codeOfApp(secret))).body).toMatchObject({ code: 'challenge_over' });
      const forged = node().browser();
      forged.cookies.set('baton.two_factor', 'a.b');
      expect((await answer(forged, codeOfApp(secret))).body).toMatchObject({ code: 'challenge_over' });
    });

    test('locks after ten wrong codes over however many challenges', async () => {
      const { email } = await protectedUser();
      const codes: string[] = [];
      for (let i = 0; i < 11; i++) {
        const browser = await begin(email);
        const said = await answer(browser, `0000${i}${i}`.slice(0, 6));
        codes.push(said.body.code);
        if (said.status === 429) expect(said.headers.get('retry-after')).toBe('900');
      }
      expect(codes.at(-1)).toBe('rate_limited');
    });

    test('is one for whom it was begun: a session of somebody else in the same browser does not answer', async () => {
      const { email, secret } = await protectedUser();
      const browser = await node().signedIn(home, 'cy');
      await browser.call('POST', '/v1/sign-in', { body: { email, password: passwords[0] } });
      expect((await answer(browser, codeOfApp(secret))).status).toBe(200);
      expect((await browser.call('GET', '/v1/me')).body.user.email).toBe(email);
    });

    test('is taken off by the password', async () => {
      const { email, secret } = await protectedUser();
      const browser = await begin(email);
      await answer(browser, codeOfApp(secret));
      const off = (password: string) => browser.call('DELETE', '/v1/me/second-factor', { body: { password } });
      expect((await off('not the password')).body).toMatchObject({ code: 'credentials_wrong' });
      expect((await off(passwords[0])).status).toBe(204);
      expect((await off(passwords[0])).body).toMatchObject({ status: 409, code: 'second_factor_off' });
      expect(await browser.isIn()).toBe(true);
      await node().browser().signIn(email, passwords[0]);
    });
  });

  test('[X14] nothing that opens anything can be read in the store', async () => {
    const organization = await node().organization();
    const browser = await node().signedIn(organization, 'ada');
    const { body: made } = await browser.call('POST', '/v1/me/second-factor', { body: { password: passwords[0] } });
    const { body: invited } = await browser.call('POST', '/v1/agents/bea/invitation', {
      body: { email: freshAddress() },
    });
    await node().user(organization, 'cy');
    const { body: reset } = await browser.call('POST', '/v1/agents/cy/password-reset');
    const tables = [
      'auth."user"',
      'auth.session',
      'auth.account',
      'auth.verification',
      'auth."twoFactor"',
      'membership',
      'command',
      'event',
    ];
    let stored = '';
    for (const table of tables) stored += JSON.stringify(await node().rows(`select t::text as row from ${table} t`));
    const [token] = decodeURIComponent(browser.session as string).split('.');
    // What follows the first `_` is random in base64url, and may hold more of them.
    const opened = [invited.url, reset.url].map((url: string) => url.split('/').at(-1) as string);
    const secrets = [
      token,
      passwords[0],
      made.secret,
      ...made.backupCodes,
      ...opened,
      ...opened.map((code) => code.slice(code.indexOf('_') + 1)),
    ];
    expect(stored.length).toBeGreaterThan(1000);
    expect(secrets.filter((secret) => stored.includes(secret))).toEqual([]);
  });
});

describe('a node behind TLS', () => {
  test('marks its cookies for TLS, by its public address or by a proxy that it trusts', async () => {
    const started = await SignInNode.start('pglite', {
      publicUrl: 'https://baton.example',
      trustedProxies: ['127.0.0.1'],
    });
    try {
      const email = await started.user(await started.organization(), 'bea');
      const browser = started.browser();
      const said = await browser.call('POST', '/v1/sign-in', {
        body: { email, password: passwords[0] },
        headers: { origin: 'https://baton.example' },
      });
      expect(said.status).toBe(200);
      expect(browser.sent[0]).toMatch(/; Secure$/);
      const change = (headers: Record<string, string>) =>
        browser.call('PUT', '/v1/agents/bea/presence', { body: { presence: 'online' }, headers });
      expect((await change({ origin: 'https://baton.example' })).status).toBe(200);
      expect((await change({ origin: 'https://other.example', 'x-forwarded-host': 'other.example' })).status).toBe(200);
      expect((await change({ origin: 'https://evil.example' })).status).toBe(403);
    } finally {
      await started.close();
    }
  });
});
