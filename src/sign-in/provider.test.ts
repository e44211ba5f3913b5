import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OidcProvider, type Person, type Wrong } from '../../test/support/oidc-provider.ts';
import {
  type Browser,
  codeOfApp,
  freshAddress,
  passwords,
  SignInNode,
  type TestOrganization,
} from '../../test/support/sign-in-node.ts';
import { describeOnStoreKinds } from '../../test/support/stores.ts';

// Signing in by OpenID Connect, there and back over real HTTP, against a provider that lies where it is told to.

describeOnStoreKinds('a provider', (kind) => {
  let provider: OidcProvider;
  let node: SignInNode & { close(): Promise<void> };
  let home: TestOrganization;
  // Where people are sent back to. Nothing listens there: tests take what was sent, and bring it to the node.
  const publicUrl = 'http://baton.example';

  beforeAll(async () => {
    provider = await new OidcProvider().listen();
    node = await SignInNode.start(kind, { publicUrl, providers: [provider.settings] });
    home = await node.organization();
  });
  beforeEach(() => {
    provider.wrong = {};
    provider.isAway = false;
  });
  afterAll(async () => {
    expect(node.defects).toEqual([]);
    await node.close();
    await provider.close();
  });

  let serial = 0;
  const someone = (more: Partial<Person> = {}): Person => ({
    sub: `person-${++serial}`,
    email: freshAddress(),
    email_verified: true,
    name: 'Kit Marlowe',
    ...more,
  });
  /** Leaves for the provider; the path by which one comes back. */
  const leave = async (browser: Browser, person: Person): Promise<string> => {
    provider.person = person;
    const { status, headers } = await browser.call('GET', '/v1/sign-in/oidc/house');
    expect(status).toBe(302);
    const there = await fetch(String(headers.get('location')), { redirect: 'manual' });
    expect(there.status, await there.text()).toBe(302);
    const back = String(there.headers.get('location'));
    expect(back.startsWith(`${publicUrl}/v1/sign-in/oidc/house/callback?`)).toBe(true);
    return back.slice(publicUrl.length);
  };
  /** There and back; where one ends. */
  const visit = async (browser: Browser, person: Person): Promise<string | null> =>
    (await browser.call('GET', await leave(browser, person))).headers.get('location');
  const problem = (code: string): string => `/sign-in?problem=${code}`;

  test('is named where one signs in', async () => {
    expect((await node.browser().call('GET', '/v1/sign-in')).body.providers).toEqual([{ id: 'house', name: 'House' }]);
    expect((await node.browser().call('GET', '/v1/sign-in/oidc/other')).body).toMatchObject({ code: 'not_found' });
    expect((await node.browser().call('GET', '/v1/sign-in/oidc/other/callback')).status).toBe(404);
  });

  test('signs in whoever was invited by an address that it has verified', async () => {
    const person = someone();
    await node.ask(home.key, 'POST', '/v1/agents/bea/invitation', { email: person.email });
    const browser = node.browser();
    expect(await visit(browser, { ...person, email: person.email?.toUpperCase() as string })).toBe('/');
    expect((await browser.call('GET', '/v1/me')).body).toMatchObject({
      user: { name: 'Kit Marlowe', email: person.email, hasPassword: false },
      agent: { id: 'bea' },
      organization: { id: home.id },
    });
    const again = node.browser();
    expect(await visit(again, { ...person, email: 'renamed@shop.example' })).toBe('/');
    expect((await again.call('GET', '/v1/me')).body.user.email).toBe(person.email);
    const byPassword = await node.browser().call('POST', '/v1/sign-in', {
      body: { email: person.email, password: passwords[0] },
    });
    expect(byPassword.body).toMatchObject({ code: 'credentials_wrong' });
  });

  test('keeps none of its tokens here', async () => {
    const person = someone();
    await node.ask(home.key, 'POST', '/v1/agents/cy/invitation', { email: person.email });
    expect(await visit(node.browser(), person)).toBe('/');
    const [row] = await node.rows('select * from auth.account where "accountId" = $1', person.sub);
    expect(row).toMatchObject({ accessToken: null, refreshToken: null, idToken: null, password: null });
  });

  test('[X4] voids what was set before its address was proved, the first time that it proves it', async () => {
    const worker = await node.signedIn(home, 'sam');
    const { body: factor } = await worker.call('POST', '/v1/me/second-factor', { body: { password: passwords[0] } });
    await worker.call('POST', '/v1/me/second-factor/confirm', { body: { code: codeOfApp(factor.secret) } });
    const browser = node.browser();
    const person = someone({ email: worker.email });
    expect(await visit(browser, person)).toBe('/');
    expect((await browser.call('GET', '/v1/me')).body).toMatchObject({
      user: { email: worker.email, hasPassword: false, secondFactor: false },
      agent: { id: 'sam' },
    });
    expect(await worker.isIn()).toBe(false);
    const old = await node.browser().call('POST', '/v1/sign-in', {
      body: { email: worker.email, password: passwords[0] },
    });
    expect(old.body).toMatchObject({ code: 'credentials_wrong' });
    expect(await visit(node.browser(), person)).toBe('/');
    expect(await browser.isIn()).toBe(true);
  });

  test.each([
    ['says that the address is not verified', { email_verified: false }, 'address_unverified'],
    ['says nothing of it', { email_verified: undefined }, 'address_unverified'],
    ['says so in a word of its own', { email_verified: 'true' }, 'address_unverified'],
    ['says so by a number', { email_verified: 1 }, 'address_unverified'],
    ['names no address', { email: undefined }, 'address_unverified'],
    ['names several', { email: ['a@shop.example'] as never }, 'address_unverified'],
  ])('[X4] lets nobody in when it %s', async (_, more, code) => {
    const email = await node.user(home, 'ada');
    const browser = node.browser();
    expect(await visit(browser, { ...someone({ email }), ...more } as Person)).toBe(problem(code));
    expect(await browser.isIn()).toBe(false);
    await node.browser().signIn(email, passwords[0]);
  });

  test('makes nobody who was not invited', async () => {
    const person = someone();
    const browser = node.browser();
    expect(await visit(browser, person)).toBe(problem('address_unknown'));
    expect(await browser.isIn()).toBe(false);
    expect(await node.rows('select 1 from auth."user" where email = $1', String(person.email))).toEqual([]);
    const late = someone();
    await node.ask(home.key, 'POST', '/v1/agents/cy/invitation', { email: late.email });
    await node.tamper(
      'update membership set invited_until = clock_timestamp() where invited_email = $1',
      String(late.email),
    );
    expect(await visit(browser, late)).toBe(problem('address_unknown'));
  });

  test('lets nobody in who is no agent any more', async () => {
    const organization = await node.organization();
    const person = someone();
    await node.ask(organization.key, 'POST', '/v1/agents/cy/invitation', { email: person.email });
    const browser = node.browser();
    expect(await visit(browser, person)).toBe('/');
    await node.ask(organization.key, 'DELETE', '/v1/agents/cy/sign-in');
    expect(await visit(browser, person)).toBe(problem('address_unknown'));
    await node.ask(organization.key, 'POST', '/v1/agents/bea/invitation', { email: person.email });
    expect(await visit(browser, person)).toBe('/');
    expect((await browser.call('GET', '/v1/me')).body.agent.id).toBe('bea');
  });

  const wrongs: readonly (readonly [string, Wrong])[] = [
    ['of another issuer', { claims: { iss: 'https://evil.example' } }],
    ['for another client', { claims: { aud: 'another' } }],
    ['for several others', { claims: { aud: ['another', 'a third'] } }],
    ['of another request', { claims: { nonce: 'another' } }],
    ['of no request', { claims: { nonce: undefined } }],
    ['that is over', { claims: { exp: 1 } }],
    ['without an end', { claims: { exp: undefined } }],
    ['of nobody', { claims: { sub: undefined } }],
    ['signed by somebody else', { foreignKey: true }],
    ['signed by nobody', { header: { alg: 'none' } }],
    ['signed by a shared secret', { header: { alg: 'HS256' } }],
    ['that it leaves out', { withoutIdToken: true }],
  ];
  test.each(wrongs)('lets nobody in by a token %s', async (_, wrong) => {
    const email = await node.user(home, 'ada');
    provider.wrong = wrong;
    const browser = node.browser();
    expect(await visit(browser, someone({ email }))).toBe(problem('provider_failed'));
    expect(await browser.isIn()).toBe(false);
  });

  test('may tell the address in its user info, of the same account', async () => {
    const person = someone();
    await node.ask(home.key, 'POST', '/v1/agents/hr/invitation', { email: person.email });
    provider.wrong = { thinToken: true, userInfo: { sub: 'another' } };
    expect(await visit(node.browser(), person)).toBe(problem('provider_failed'));
    provider.wrong = { thinToken: true };
    expect(await visit(node.browser(), person)).toBe('/');
  });

  test('brings back only the browser that left, by the state that it took along, once', async () => {
    const email = await node.user(home, 'ada');
    const person = someone({ email });
    const [left, other] = [node.browser(), node.browser()];
    const back = await leave(left, person);
    expect((await other.call('GET', back)).headers.get('location')).toBe(problem('provider_failed'));
    const unasked = back.replace(/state=[^&]+/, `state=${'a'.repeat(32)}`);
    expect((await left.call('GET', unasked)).headers.get('location')).toBe(problem('provider_failed'));
    const mixed = await leave(other, person);
    const state = new URL(mixed, publicUrl).searchParams.get('state');
    const swapped = back.replace(/state=[^&]+/, `state=${state}`);
    expect((await left.call('GET', swapped)).headers.get('location')).toBe(problem('provider_failed'));
    const stateless = back.replace(/state=[^&]+/, '');
    expect((await left.call('GET', stateless)).headers.get('location')).toBe(problem('provider_failed'));
    const again = await leave(left, person);
    expect((await left.call('GET', again)).headers.get('location')).toBe('/');
    expect((await left.call('GET', again)).headers.get('location')).toBe(problem('provider_failed'));
    const refused = await leave(node.browser(), person);
    const denied = refused.replace(/code=[^&]+/, 'error=access_denied');
    expect((await node.browser().call('GET', denied)).headers.get('location')).toBe(problem('provider_failed'));
  });

  test('begins a new session in the browser that comes back', async () => {
    const browser = await node.signedIn(home, 'bea');
    const before = browser.session as string;
    const email = await node.user(home, 'olu');
    expect(await visit(browser, someone({ email }))).toBe('/');
    expect((await browser.call('GET', '/v1/me')).body.agent.id).toBe('olu');
    const thief = node.browser();
    thief.cookies.set('baton_session', before);
    expect(await thief.isIn()).toBe(false);
  });
});

describe('a provider that does not answer', () => {
  test('is noted and told, holds up no password, and is asked again the next time', async () => {
    const provider = await new OidcProvider().listen();
    provider.isAway = true;
    const node = await SignInNode.start('pglite', {
      publicUrl: 'http://baton.example',
      providers: [provider.settings],
    });
    const email = await node.user(await node.organization(), 'bea');
    const go = async () => (await node.browser().call('GET', '/v1/sign-in/oidc/house')).headers.get('location');
    expect(await go()).toBe('/sign-in?problem=provider_failed');
    expect(String(node.defects[0])).toContain('503');
    await node.browser().signIn(email, passwords[0]);
    provider.isAway = false;
    provider.statedIssuer = 'https://evil.example';
    expect(await go()).toBe('/sign-in?problem=provider_failed');
    expect(String(node.defects[1])).toContain('evil.example');
    provider.statedIssuer = undefined;
    expect(await go()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/authorize\?/);
    await node.close();
    await provider.close();
  });
});
