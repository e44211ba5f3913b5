import { describe, expect, test } from 'vitest';
import {
  type Browser,
  codeOfApp,
  freshAddress,
  passwords,
  type Said,
  SignInNode,
} from '../../test/support/sign-in-node.ts';

// Guessing is slowed down: alike for what exists and what does not, by the address that the connection has.

const limits = {
  wrongPerPair: { requestsMax: 3, windowSeconds: 60 },
  wrongPerAccount: { requestsMax: 6, windowSeconds: 600 },
  wrongPerAddress: { requestsMax: 9, windowSeconds: 300 },
  visitsPerAddress: { requestsMax: 2, windowSeconds: 60 },
  linksPerAccount: { requestsMax: 2, windowSeconds: 60 },
  linksPerAddress: { requestsMax: 5, windowSeconds: 60 },
};

describe('attempts', () => {
  /** A fresh node, which believes this machine when it names the address that it speaks for. */
  const withNode = async (
    run: (node: SignInNode, from: (address: string) => Record<string, string>) => Promise<void>,
  ) => {
    const started = await SignInNode.start('pglite', { signInLimits: limits, trustedProxies: ['127.0.0.1'] });
    await run(started, (address) => ({ 'x-forwarded-for': address }));
    expect(started.defects).toEqual([]);
    await started.close();
  };
  const tooMany = { status: 429, code: 'rate_limited' };

  test('at one account from one address are few, for accounts that nobody has too', () =>
    withNode(async (node, from) => {
      const home = await node.organization();
      const known = await node.user(home, 'bea');
      for (const email of [known, freshAddress()]) {
        const guess = (password: string, address: string) =>
          node.browser().call('POST', '/v1/sign-in', { body: { email, password }, headers: from(address) });
        const address = email === known ? '203.0.113.1' : '203.0.113.2';
        for (let i = 0; i < 3; i++)
          expect((await guess('not the password', address)).body.code).toBe('credentials_wrong');
        const said = await guess(passwords[0], address);
        expect(said.body).toMatchObject({ ...tooMany, data: { quota: 3, windowSeconds: 60 } });
        const after = Number(said.headers.get('retry-after'));
        expect(after).toBeGreaterThan(0);
        expect(after).toBeLessThanOrEqual(60);
      }
      const elsewhere = await node.browser().call('POST', '/v1/sign-in', {
        body: { email: known, password: passwords[0] },
        headers: from('203.0.113.3'),
      });
      expect(elsewhere.status).toBe(200);
    }));

  test('at one account from many addresses are few too', () =>
    withNode(async (node, from) => {
      const email = freshAddress();
      const codes: string[] = [];
      for (let i = 0; i < 8; i++) {
        const headers = from(`203.0.113.${i}`);
        const body = { email: i % 2 === 0 ? email : email.toUpperCase(), password: 'not the password' };
        codes.push((await node.browser().call('POST', '/v1/sign-in', { body, headers })).body.code);
      }
      expect(codes.filter((code) => code === 'credentials_wrong')).toHaveLength(6);
      expect(codes.slice(6)).toEqual(['rate_limited', 'rate_limited']);
    }));

  test('at codes and links from one address are few', () =>
    withNode(async (node, from) => {
      const headers = from('203.0.113.1');
      const guess = () => node.browser().call('GET', `/v1/invitations/${'a'.repeat(40)}`, { headers });
      for (let i = 0; i < 9; i++) expect((await guess()).status).toBe(404);
      expect((await guess()).body).toMatchObject(tooMany);
      const reset = { body: { token: 'a', password: passwords[0] }, headers };
      expect((await node.browser().call('POST', '/v1/password/reset', reset)).body).toMatchObject(tooMany);
      const code = { body: { code: '123456' }, headers };
      expect((await node.browser().call('POST', '/v1/sign-in/second-factor', code)).body).toMatchObject(tooMany);
      expect(
        (await node.browser().call('POST', '/v1/sign-in/second-factor', { body: { code: '123456' } })).status,
      ).toBe(401);
    }));

  test('to have links mailed are few, for addresses that nobody has too', () =>
    withNode(async (node, from) => {
      const ask = (email: string, address: string) =>
        node.browser().call('POST', '/v1/password/forgot', { body: { email }, headers: from(address) });
      const email = freshAddress();
      for (const address of ['203.0.113.1', '203.0.113.2']) expect((await ask(email, address)).status).toBe(202);
      expect((await ask(email, '203.0.113.3')).body).toMatchObject(tooMany);
      for (let i = 0; i < 5; i++) expect((await ask(freshAddress(), '203.0.113.9')).status).toBe(202);
      expect((await ask(freshAddress(), '203.0.113.9')).body).toMatchObject(tooMany);
    }));

  test('at one’s own password from an open browser are few', () =>
    withNode(async (node) => {
      const browser = await node.signedIn(await node.organization(), 'bea');
      const body = { currentPassword: 'not the password', newPassword: passwords[1] };
      for (let i = 0; i < 3; i++)
        expect((await browser.call('PUT', '/v1/me/password', { body })).body.code).toBe('credentials_wrong');
      expect((await browser.call('PUT', '/v1/me/password', { body })).body).toMatchObject(tooMany);
      expect((await browser.call('DELETE', '/v1/me/second-factor', { body: { password: passwords[0] } })).status).toBe(
        409,
      );
    }));

  describe('[ASVS 15.4.2] that come all at once are as few as one after another', () => {
    const codesOf = async (tries: readonly Promise<Said>[]) => (await Promise.all(tries)).map(({ body }) => body.code);
    const wrongAmong = (codes: readonly string[], code: string) => codes.filter((one) => one === code).length;

    test('passwords', () =>
      withNode(async (node, from) => {
        const email = await node.user(await node.organization(), 'bea');
        await node.node.signIn.library();
        const guess = (password: string, address = '203.0.113.1') =>
          node.browser().call('POST', '/v1/sign-in', { body: { email, password }, headers: from(address) });
        const codes = await codesOf(Array.from({ length: 20 }, () => guess('not the password')));
        expect(wrongAmong(codes, 'credentials_wrong')).toBe(3);
        expect(wrongAmong(codes, 'rate_limited')).toBe(17);
        // From many addresses: as few as one account may have.
        const many = await codesOf(
          Array.from({ length: 20 }, (_, i) => guess('not the password', `203.0.113.${50 + i}`)),
        );
        expect(wrongAmong(many, 'credentials_wrong')).toBe(3);
      }));

    test('codes of a second factor, over however many challenges', () =>
      withNode(async (node, from) => {
        const owner = await node.signedIn(await node.organization(), 'bea');
        const { body: made } = await owner.call('POST', '/v1/me/second-factor', { body: { password: passwords[0] } });
        const confirmed = { body: { code: codeOfApp(made.secret, -1) } };
        expect((await owner.call('POST', '/v1/me/second-factor/confirm', confirmed)).status).toBe(204);
        const body = { email: owner.email, password: passwords[0] };
        const challenges = await Promise.all(Array.from({ length: 4 }, () => node.browser()));
        for (const one of challenges)
          expect((await one.call('POST', '/v1/sign-in', { body, headers: from('203.0.113.1') })).status).toBe(200);
        const guess = (i: number, address = '203.0.113.1') =>
          (challenges[i % 4] as Browser).call('POST', '/v1/sign-in/second-factor', {
            body: { code: String(100_000 + i) },
            headers: from(address),
          });
        const codes = await codesOf(Array.from({ length: 24 }, (_, i) => guess(i)));
        expect(wrongAmong(codes, 'code_wrong') + wrongAmong(codes, 'challenge_over')).toBe(3);
        expect(wrongAmong(codes, 'rate_limited')).toBe(21);
        // From elsewhere the account’s own number holds; and the right code is none of the wrong ones.
        const right = await (challenges[0] as Browser).call('POST', '/v1/sign-in/second-factor', {
          body: { code: codeOfApp(made.secret) },
          headers: from('203.0.113.2'),
        });
        expect(right.body).toEqual({ secondFactor: false });
      }));

    test('one’s own password from an open browser', () =>
      withNode(async (node) => {
        const browser = await node.signedIn(await node.organization(), 'bea');
        const body = { currentPassword: 'not the password', newPassword: passwords[1] };
        const codes = await codesOf(Array.from({ length: 12 }, () => browser.call('PUT', '/v1/me/password', { body })));
        expect(wrongAmong(codes, 'credentials_wrong')).toBe(3);
      }));

    test('while those that are right take nothing from anybody', () =>
      withNode(async (node, from) => {
        const email = await node.user(await node.organization(), 'bea');
        const body = { email, password: passwords[0] };
        for (let i = 0; i < 12; i++)
          expect(
            (await node.browser().call('POST', '/v1/sign-in', { body, headers: from('203.0.113.1') })).status,
          ).toBe(200);
      }));
  });

  test('[X26] are counted by network: whoever has a network of IPv6 has no billion addresses to guess from', () =>
    withNode(async (node, from) => {
      let host = 0;
      const fresh = () => from(`2001:db8:1:2::${(++host).toString(16)}`);
      const body = { email: freshAddress(), password: 'not the password' };
      const passwordsOf = async (headers: Record<string, string>) =>
        (await node.browser().call('POST', '/v1/sign-in', { body, headers })).body.code;
      for (let i = 0; i < 3; i++) expect(await passwordsOf(fresh())).toBe('credentials_wrong');
      expect(await passwordsOf(fresh())).toBe('rate_limited');
      expect(await passwordsOf(from('2001:db8:1:3::1'))).toBe('credentials_wrong');
      const invitation = () => node.browser().call('GET', `/v1/invitations/${'a'.repeat(40)}`, { headers: fresh() });
      for (let i = 0; i < 6; i++) expect((await invitation()).status).toBe(404);
      expect((await invitation()).body).toMatchObject(tooMany);
      const ask = () =>
        node.browser().call('POST', '/v1/password/forgot', { body: { email: freshAddress() }, headers: fresh() });
      for (let i = 0; i < 5; i++) expect((await ask()).status).toBe(202);
      expect((await ask()).body).toMatchObject(tooMany);
    }));

  test('[X26] by wrong keys are counted by network too', async () => {
    const rateLimits = {
      perKey: { requestsMax: 1000, windowSeconds: 60 },
      failuresPerAddress: { requestsMax: 3, windowSeconds: 60 },
    };
    const started = await SignInNode.start('pglite', { rateLimits, trustedProxies: ['127.0.0.1'] });
    const statuses: number[] = [];
    for (let i = 1; i <= 5; i++)
      statuses.push(
        (await started.ask('wrong', 'GET', '/v1/tickets', undefined, { 'x-forwarded-for': `2001:db8:1:2::${i}` }))
          .status,
      );
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    await started.close();
  });

  test('[X15] are counted by the connection’s address where no proxy is trusted', async () => {
    const started = await SignInNode.start('pglite', { signInLimits: limits });
    const codes: string[] = [];
    for (let i = 0; i < 5; i++) {
      const headers = {
        'x-forwarded-for': `203.0.113.${i}`,
        'x-real-ip': `203.0.113.${i}`,
        forwarded: `for=203.0.113.${i}`,
      };
      const body = { email: 'nobody@shop.example', password: 'not the password' };
      codes.push((await started.browser().call('POST', '/v1/sign-in', { body, headers })).body.code);
    }
    expect(codes).toEqual([...Array(3).fill('credentials_wrong'), 'rate_limited', 'rate_limited']);
    await started.close();
  });
});
