import { describe, expect, test } from 'vitest';
import { frequentPasswords } from './frequent-passwords.ts';
import { judgePassword, passwordLengthMin } from './judge-password.ts';

const person = { name: 'Priya Raghunathan', email: 'priya.r@lantern.example' };

describe('a new password', () => {
  test.each([
    ['nine char', 'too_short'],
    ['🦊🦊🦊🦊🦊', 'too_short'],
    ['', 'too_short'],
    [' '.repeat(3), 'too_short'],
    ['a'.repeat(129), 'too_long'],
    ['Password123', 'frequent'],
    ['CorrectHorseBatteryStaple', 'frequent'],
    ['aaaaaaaaaaaa', 'pattern'],
    ['abababababab', 'pattern'],
    ['1234567890', 'pattern'],
    ['0987654321', 'pattern'],
    ['abcdefghijkl', 'pattern'],
    ['qwertyuiopasdfghjkl', 'pattern'],
    ['my name is Raghunathan', 'personal'],
    ['priya.r and a fox', 'personal'],
    ['lantern.example!', 'personal'],
    ['the baton of trust', 'personal'],
  ])('%j is %s', (password, fault) => {
    expect(judgePassword(password, person)).toBe(fault);
  });

  test.each(['otter lamp river', 'drei Worte genügen', 'kurz, aber gut', '日本語のパスワードは長い', '7fK2-xx9m-Qd3v'])(
    '%j will do, whatever it is made of',
    (password) => {
      expect(judgePassword(password, person)).toBeNull();
    },
  );

  test('counts characters as people do, and takes 128 of them', () => {
    expect(judgePassword('🦊🐙🦉🐢🦔🐝🦋🐬🦜🐧', person)).toBeNull();
    expect(judgePassword('two foxes, one otter '.repeat(6).slice(0, 128), person)).toBeNull();
  });

  test('is looked for in a list of passwords that only the list refuses', () => {
    expect(frequentPasswords.size).toBeGreaterThan(250);
    for (const password of frequentPasswords) {
      expect([...password].length, password).toBeGreaterThanOrEqual(passwordLengthMin);
      expect(password).toBe(password.toLowerCase());
    }
  });
});
