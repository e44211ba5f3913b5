import { expect, test } from 'vitest';
import { adminKey, passwords, SignInNode } from '../../test/support/sign-in-node.ts';
import { describeOnStoreKinds, describeUnless, missingPostgres, openStore } from '../../test/support/stores.ts';

// The first run: each test begins on a store where nobody has made an organization.

const person = {
  organizationName: 'Lantern & Loom',
  name: 'Ada',
  email: 'ada@lantern.example',
  password: passwords[0],
};
const tokenOf = (setUpUrl: string | null): string => new URL(String(setUpUrl)).searchParams.get('token') as string;

describeOnStoreKinds('the first run', (kind) => {
  test('makes the organization and its administrator by the link that was printed, once', async () => {
    const started = await SignInNode.start(kind, { offerSetUp: true });
    const browser = started.browser();
    expect((await browser.call('GET', '/v1/sign-in')).body).toEqual({
      needsSetup: true,
      providers: [],
      mailsLinks: false,
      demo: null,
    });
    expect(started.node.setUpUrl).toBe(`${started.url}/set-up?token=${tokenOf(started.node.setUpUrl)}`);
    const body = { ...person, token: tokenOf(started.node.setUpUrl) };
    for (const token of ['', ' ', 'null', `${body.token} `, body.token.slice(1), 'a'.repeat(43)]) {
      const said = await browser.call('POST', '/v1/sign-in/setup', { body: { ...body, token } });
      expect(said.body, token).toMatchObject({ status: 404, code: 'token_invalid' });
    }
    const weak = await browser.call('POST', '/v1/sign-in/setup', { body: { ...body, password: 'lantern' } });
    expect(weak.body).toMatchObject({ code: 'password_weak' });
    const nowhere = await browser.call('POST', '/v1/sign-in/setup', { body: { ...body, email: 'ada' } });
    expect(nowhere.body).toMatchObject({ code: 'validation', faults: [{ path: '/email' }] });
    const done = await browser.call('POST', '/v1/sign-in/setup', { body });
    expect(done.body).toEqual({ secondFactor: false });
    expect((await browser.call('GET', '/v1/me')).body).toMatchObject({
      user: { name: 'Ada', email: person.email },
      organization: { name: person.organizationName },
      agent: { id: 'administrator', role: 'administrator', permissions: expect.arrayContaining(['users.manage']) },
    });
    const again = await browser.call('POST', '/v1/sign-in/setup', { body: { ...body, email: 'eve@lantern.example' } });
    expect(again.body).toMatchObject({ status: 409, code: 'already_set_up' });
    expect((await browser.call('GET', '/v1/sign-in')).body).toMatchObject({
      needsSetup: false,
      organizationName: person.organizationName,
    });
    await started.browser().signIn(person.email, passwords[0]);
    expect(started.defects).toEqual([]);
    await started.close();
  });

  test('lets one of several who try at once make it', async () => {
    const started = await SignInNode.start(kind, { offerSetUp: true });
    const token = tokenOf(started.node.setUpUrl);
    const people = passwords.map((password, i) => ({ ...person, token, email: `ada-${i}@lantern.example`, password }));
    const said = await Promise.all(people.map((body) => started.browser().call('POST', '/v1/sign-in/setup', { body })));
    expect(said.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    const ins = await Promise.all(
      people.map(({ email, password }) => started.browser().call('POST', '/v1/sign-in', { body: { email, password } })),
    );
    expect(ins.map(({ status }) => status)).toEqual(said.map(({ status }) => (status === 200 ? 200 : 401)));
    expect(await started.rows('select count(*) as n from organization')).toEqual([{ n: 1 }]);
    expect(started.defects).toEqual([]);
    await started.close();
  });

  test('is over when an organization was made with the administration key', async () => {
    const started = await SignInNode.start(kind, { offerSetUp: true });
    await started.organization();
    const body = { ...person, token: tokenOf(started.node.setUpUrl) };
    const said = await started.browser().call('POST', '/v1/sign-in/setup', { body });
    expect(said.body).toMatchObject({ status: 409, code: 'already_set_up' });
    expect(await started.node.signIn.isSetUp()).toBe(true);
    await started.close();
  });

  test('is open to nobody where no link was asked for', async () => {
    const started = await SignInNode.start(kind);
    expect(started.node.setUpUrl).toBeNull();
    const said = await started.browser().call('POST', '/v1/sign-in/setup', { body: { ...person, token: '' } });
    expect(said.body).toMatchObject({ status: 404, code: 'token_invalid' });
    await started.close();
  });
});

describeUnless(missingPostgres(), 'two nodes on one store [postgres]', () => {
  test('make one organization, whichever of their links is used first, and share its sessions', async () => {
    const store = await openStore('postgres');
    const on = { databaseUrl: store.url as string };
    const more = { offerSetUp: true, secret: 'the one secret of both, long enough' };
    const nodes = [await SignInNode.start(on, more), await SignInNode.start(on, more)] as const;
    const browsers = nodes.map((one) => one.browser());
    const said = await Promise.all(
      nodes.map(({ node }, i) =>
        browsers[i]?.call('POST', '/v1/sign-in/setup', { body: { ...person, token: tokenOf(node.setUpUrl) } }),
      ),
    );
    expect(said.map((one) => one?.status).sort()).toEqual([200, 409]);
    const winner = said.findIndex((one) => one?.status === 200);
    const there = (nodes[1 - winner] as SignInNode).browser();
    there.cookies.set('baton_session', browsers[winner]?.session as string);
    expect(await there.isIn()).toBe(true);
    expect((await browsers[winner]?.call('POST', '/v1/sign-out'))?.status).toBe(204);
    await expect.poll(() => there.isIn(), { timeout: 2000 }).toBe(false);
    for (const one of nodes) await one.close();
    await store.close();
  });
});

test('a demo’s people are named where one signs in, while it says so', async () => {
  const started = await SignInNode.start('pglite');
  const people = [{ name: 'Tom', role: 'Agent in Support', email: 'tom@shop.example', password: 'three quiet words' }];
  started.node.signIn.showDemo(people);
  expect((await started.browser().call('GET', '/v1/sign-in')).body.demo).toEqual({ people });
  started.node.signIn.showDemo(null);
  expect((await started.browser().call('GET', '/v1/sign-in')).body.demo).toBeNull();
  await started.close();
});

test('users are made in one call from within the process, or not at all', async () => {
  const started = await SignInNode.start('pglite');
  const { id } = await started.organization();
  const user = { name: 'Bea', email: 'Bea@shop.example', password: passwords[0], organizationId: id, agentId: 'bea' };
  const { userId } = await started.node.signIn.createUser(user);
  expect(await started.node.signIn.createUser({ ...user, password: passwords[1] })).toEqual({ userId });
  await started.browser().signIn('bea@shop.example', passwords[1]);
  const make = (more: object) => started.node.signIn.createUser({ ...user, ...more });
  await expect(make({ password: 'short' })).rejects.toThrow('too_short');
  await expect(make({ email: 'bea' })).rejects.toThrow('bea');
  await expect(make({ agentId: 'nobody' })).rejects.toThrow('nobody');
  await expect(make({ agentId: 'cy' })).rejects.toThrow('already_member');
  expect((await started.ask(adminKey, 'GET', '/v1/me', undefined, { 'baton-organization': id })).status).toBe(200);
  await started.close();
});
