import { describe, expect, test } from 'vitest';
import { freshAddress, passwords, SignInNode } from '../../test/support/sign-in-node.ts';

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
