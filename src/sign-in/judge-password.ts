import { frequentPasswords } from './frequent-passwords.ts';

export const passwordLengthMin = 10;
export const passwordLengthMax = 128;

/**
 * What a new password breaks:
 * - `too_short`, `too_long`: fewer than 10, more than 128 characters;
 * - `frequent`: among those that are tried first;
 * - `pattern`: one character or a short piece repeated, or a row of neighbours such as `abcdefghij`;
 * - `personal`: holds the person's name, their address, or ours.
 */
export type PasswordFault = 'too_short' | 'too_long' | 'frequent' | 'pattern' | 'personal';

/** Whose password it shall be. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/**
 * Judges a new password as NIST SP 800-63B says: by length and by what is easily guessed. No rule asks for digits or signs,
 * which make passwords harder to remember and no harder to guess.
 */
export function judgePassword(password: string, person: Person): PasswordFault | null {
  const characters = [...password.normalize('NFKC')];
  if (characters.length < passwordLengthMin) return 'too_short';
  if (characters.length > passwordLengthMax) return 'too_long';
  const plain = characters.join('').toLowerCase();
  if (frequentPasswords.has(plain)) return 'frequent';
  if (isRepetition(plain) || isRow(plain)) return 'pattern';
  return wordsOf(person).some((word) => plain.includes(word)) ? 'personal' : null;
}

/** A piece of at most four characters, again and again. */
function isRepetition(text: string): boolean {
  return /^(.{1,4}?)\1+.{0,3}$/su.test(text) && new Set(text).size <= 4;
}

const keyboardRows = ['qwertyuiop', 'qwertzuiop', 'azertyuiop', 'asdfghjkl', 'zxcvbnm', 'yxcvbnm', '1234567890'];

/** Characters of which each is the next, or the one before, of the one before it; or a keyboard's rows after one another. */
function isRow(text: string): boolean {
  const codes = [...text].map((character) => character.codePointAt(0) as number);
  const step = (codes[1] ?? 0) - (codes[0] ?? 0);
  if (Math.abs(step) === 1 && codes.every((code, i) => i === 0 || code - (codes[i - 1] as number) === step))
    return true;
  let rest = text;
  for (const row of keyboardRows)
    rest = rest
      .split(row)
      .join('')
      .split([...row].reverse().join(''))
      .join('');
  return rest.length <= text.length / 3 && rest.length < passwordLengthMin / 2;
}

/** Words of a name or an address that are long enough to be no accident. */
function wordsOf({ name, email }: Person): string[] {
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  const pieces = [
    ...name
      .toLowerCase()
      .normalize('NFKC')
      .split(/[^\p{L}\p{N}]+/u),
    local,
    ...local.split(/[^\p{L}\p{N}]+/u),
  ];
  return [...pieces, domain, 'baton'].filter((word) => [...word].length >= 4);
}
