import { expect, test } from 'vitest';
import { readCookie, SessionCookie } from './session-cookie.ts';

const cookie = new SessionCookie('the key of these tests');
const token = 'a-token_of32letters-and-some-more';

test('a cookie gives back the token that it was made for, and only under its own key', () => {
  const pair = cookie.pair(token);
  expect(cookie.tokenIn(pair)).toBe(token);
  expect(cookie.tokenIn(`theme=dark; ${pair}; other=1`)).toBe(token);
  expect(new SessionCookie('another key').tokenIn(pair)).toBeNull();
});

test('nothing that was changed is read', () => {
  const pair = cookie.pair(token);
  const changed = [
    undefined,
    '',
    'baton_session',
    'baton_session=',
    'baton_session=.',
    `baton_session=${token}`,
    `baton_session=${token}.`,
    pair.replace(token, `${token}x`),
    pair.replace(token, token.toUpperCase()),
    pair.slice(0, -1),
    `${pair}x`,
    pair.replace('%3D', ''),
    pair.replace('baton_session', 'Baton_session'),
    `x${pair}`,
    'baton_session=%E0%A4%A',
  ];
  for (const header of changed) expect(cookie.tokenIn(header), header).toBeNull();
});

test('of two cookies of a name the first counts', () => {
  expect(readCookie('a=1; b=2; a=3', 'a')).toBe('1');
  expect(readCookie('a = 1 ;b=%20', 'b')).toBe(' ');
  expect(readCookie('a', 'a')).toBeNull();
});

test('browsers keep it for a week, from scripts and other sites, and send it by TLS only where there is TLS', () => {
  expect(cookie.set(token, false)).toMatch(/^baton_session=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(cookie.set(token, true)).toMatch(/; Secure$/);
  expect(cookie.clear(true)).toBe('baton_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure');
});
