import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { serviceAccount, serviceKeyFile, servicePublicKey } from '../../test/support/google-key-file.ts';
import { makeAssertion, readServiceAccount } from './google-account.ts';

const pem = (key: { export(options: { type: 'pkcs8'; format: 'pem' }): string | Buffer }) =>
  key.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('the file of a service account', () => {
  test('is read', () => {
    expect(readServiceAccount(serviceKeyFile())).toMatchObject({
      kind: 'read',
      account: {
        clientEmail: 'baton@shop.iam.gserviceaccount.com',
        privateKeyId: 'key-1',
        tokenUri: 'https://oauth2.googleapis.com/token',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
  });

  const small = pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey);
  const curve = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
  test.each<[string, string, string]>([
    ['is no JSON', '{', 'no JSON object'],
    ['is a text', '"a"', 'no JSON object'],
    ['is null', 'null', 'no JSON object'],
    ['is that of a user', serviceKeyFile({ type: 'authorized_user' }), 'type'],
    ['is that of a web client', '{"web":{"client_id":"1"}}', 'client_email'],
    ['has no client_email', serviceKeyFile({ client_email: undefined }), 'client_email'],
    ['has a number as client_email', serviceKeyFile({ client_email: 1 }), 'client_email'],
    ['has no private_key', serviceKeyFile({ private_key: '' }), 'private_key'],
    ['has a broken private_key', serviceKeyFile({ private_key: '-----BEGIN PRIVATE KEY-----\nSECRET' }), 'PEM'],
    [
      'has a public key',
      serviceKeyFile({ private_key: servicePublicKey.export({ type: 'spki', format: 'pem' }) }),
      'PEM',
    ],
    ['has a short RSA key', serviceKeyFile({ private_key: small }), '2048 bits'],
    ['has a key of another kind', serviceKeyFile({ private_key: curve }), 'RSA'],
    ['has no private_key_id', serviceKeyFile({ private_key_id: undefined }), 'private_key_id'],
    ['has no token_uri', serviceKeyFile({ token_uri: undefined }), 'token_uri'],
    ['has a word as token_uri', serviceKeyFile({ token_uri: 'token' }), 'token_uri'],
  ])('that %s is refused with a sentence that says so, and nothing of the key', (_, file, word) => {
    const read = readServiceAccount(file);
    expect(read).toEqual({ kind: 'unusable', why: expect.stringContaining(word) });
    expect(read).toEqual({ kind: 'unusable', why: expect.not.stringContaining('SECRET') });
  });

  test('has a fingerprint of its own when any part differs', () => {
    const other = pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
    const fingerprints = [
      {},
      { private_key: other },
      { private_key_id: 'key-2' },
      { client_email: 'b@shop.test' },
      { token_uri: 'https://a.test/' },
    ].map((parts) => serviceAccount(parts).fingerprint);
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
    expect(serviceAccount({ project_id: 'other' }).fingerprint).toBe(fingerprints[0]);
  });
});

test('an assertion is a JWT of RFC 7523, signed by RS256 and good for an hour from the clock it is given', () => {
  const at = Date.parse('2026-11-22T01:02:03.999Z');
  const assertion = makeAssertion(serviceAccount(), { scope: 'https://a.test/scope', at });
  expect(assertion).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  const [header = '', claims = '', signature = ''] = assertion.split('.');
  const decode = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
  expect(decode(header)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' });
  const iat = Date.parse('2026-11-22T01:02:03Z') / 1000;
  expect(decode(claims)).toEqual({
    iss: 'baton@shop.iam.gserviceaccount.com',
    scope: 'https://a.test/scope',
    aud: 'https://oauth2.googleapis.com/token',
    iat,
    exp: iat + 3600,
  });
  const isSigned = (text: string): boolean =>
    verify('sha256', Buffer.from(text), servicePublicKey, Buffer.from(signature, 'base64url'));
  expect(isSigned(`${header}.${claims}`)).toBe(true);
  expect(isSigned(`${header}.${claims}x`)).toBe(false);
});
