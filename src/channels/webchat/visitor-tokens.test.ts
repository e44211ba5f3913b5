import { describe, expect, test } from 'vitest';
import { secureRandom } from '../../base/random.ts';
import { Cursors } from './cursors.ts';
import { namedAddress, newVisitor, type Visitor, VisitorTokens } from './visitor-tokens.ts';

const account = { organizationId: '01a1fe3d-04e6-7f8a-9a72-f78283b4c18b', accountId: 'site' };
const tokens = new VisitorTokens(new Uint8Array(32).fill(1));
const random = secureRandom();
const now = 1_800_000_000_000;

describe('a visitor’s token', () => {
  test('[X6] is of somebody with 128 random bits, and is who it says for its account only', () => {
    const visitor = newVisitor(account, random, 'Ada');
    expect(Buffer.from(visitor.address, 'base64url')).toHaveLength(16);
    expect(newVisitor(account, random, null).address).not.toBe(visitor.address);
    const token = tokens.issue(visitor, null);
    expect(tokens.read(token, account, [], now)).toEqual(visitor);
    expect(tokens.read(token, { ...account, accountId: 'other' }, [], now)).toBeNull();
    const elsewhere = { ...account, organizationId: '01a1fe3d-04e6-7f8a-9a72-f78283b4c18c' };
    expect(tokens.read(token, elsewhere, [], now)).toBeNull();
    expect(new VisitorTokens(new Uint8Array(32).fill(2)).read(token, account, [], now)).toBeNull();
  });

  test('[X28] of a named one ends with its time, and with the secret that vouched for it', () => {
    const named: Visitor = { ...account, address: namedAddress('81'), name: 'Ada', expiresAt: now + 1_000 };
    const token = tokens.issue(named, 'a secret');
    expect(tokens.read(token, account, ['another', 'a secret'], now)).toEqual(named);
    expect(tokens.read(token, account, ['a secret'], now + 1_000)).toBeNull();
    expect(tokens.read(token, account, ['another'], now)).toBeNull();
    expect(tokens.read(token, account, [], now)).toBeNull();
    // Nobody calls themselves named: such a token is not made without a secret, and would not be taken.
    expect(tokens.read(tokens.issue(named, null), account, ['a secret'], now)).toBeNull();
    expect(tokens.read(tokens.issue({ ...named, expiresAt: null }, 'a secret'), account, ['a secret'], now)).toBeNull();
  });

  test('[X10] cannot be made longer, shorter or another', () => {
    const visitor = newVisitor(account, random, null);
    const token = tokens.issue(visitor, null);
    const [payload = '', mac = ''] = token.split('.');
    const payloadOf = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const forged = [
      `${payload}.`,
      `.${mac}`,
      `${payload}.${mac.slice(0, -1)}`,
      `${payload}.${mac}A`,
      `${payload}.${mac}.${mac}`,
      `${payload}A.${mac}`,
      `${payloadOf([visitor.address, 'Mallory', null])}.${mac}`,
      `${payloadOf([namedAddress('81'), null, now + 1_000])}.${mac}`,
      `${payloadOf([[visitor.address], null, null])}.${mac}`,
      `${payloadOf({ 0: visitor.address })}.${mac}`,
      `${payloadOf([visitor.address, null])}.${mac}`,
      `${payloadOf(null)}.${mac}`,
    ];
    expect(forged.map((each) => tokens.read(each, account, ['a secret'], now))).toEqual(forged.map(() => null));
  });

  test('[X5] names the files of its own visitor only', () => {
    const [a, b] = [newVisitor(account, random, null), newVisitor(account, random, null)];
    const fileId = '01a1fe3d-04e6-7f8a-9a72-f78283b4c18c';
    const reference = tokens.fileReference(a, fileId);
    expect(tokens.readFileReference(a, reference)).toBe(fileId);
    const others = [
      tokens.readFileReference(b, reference),
      tokens.readFileReference({ ...a, accountId: 'other' }, reference),
      tokens.readFileReference(a, fileId),
      tokens.readFileReference(a, `${fileId}.`),
      tokens.readFileReference(a, reference.replace('c18c', 'c18d')),
      tokens.readFileReference(a, 'x.y'),
    ];
    expect(others).toEqual(others.map(() => null));
  });
});

describe('a cursor', () => {
  const cursors = new Cursors(new Uint8Array(32).fill(1));
  const conversation = '01a1fe3d-04e6-7f8a-9a72-f78283b4c18b';

  test('says where in its conversation, and to nobody else how far', () => {
    const made = [1, 2, 3, 4_294_967_295].map((sequence) => cursors.write(conversation, sequence));
    expect(made.map((cursor) => cursors.read(conversation, cursor))).toEqual([1, 2, 3, 4_294_967_295]);
    expect(new Set(made.map((cursor) => cursor.slice(0, 4))).size).toBe(4);
    expect(made.every((cursor) => /^[A-Za-z0-9_-]{22}$/.test(cursor))).toBe(true);
    expect(cursors.write(conversation, 1)).toBe(made[0]);
  });

  test('is none of another conversation, another server, or somebody’s own making', () => {
    const cursor = cursors.write(conversation, 1);
    expect(cursors.read('01a1fe3d-04e6-7f8a-9a72-f78283b4c18c', cursor)).toBeNull();
    expect(new Cursors(new Uint8Array(32).fill(2)).read(conversation, cursor)).toBeNull();
    const madeUp = ['', 'x', 'A'.repeat(22), `${cursor.slice(0, -2)}AA`, `${cursor}AA`];
    expect(madeUp.map((each) => cursors.read(conversation, each))).toEqual(madeUp.map(() => null));
  });
});
