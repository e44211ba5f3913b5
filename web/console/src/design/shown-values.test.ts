import { describe, expect, test } from 'vitest';
import { hueOf, initialsOf } from './avatar.tsx';
import { clockText } from './countdown.tsx';
import { shortAge } from './relative-time.tsx';

describe('initials', () => {
  test.each([
    ['Priya Raman', 'PR'],
    ['Ana Sofía Ruiz', 'AR'],
    ['zoë', 'Z'],
    ['Jean-Luc Moreau', 'JM'],
    ['Harbour & Pine (demo)', 'HD'],
    ['田中 結衣', '田結'],
    ['  ', '?'],
    ['🙂', '?'],
  ])('of “%s” are %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  test('have the same tint for the same name', () => {
    expect(hueOf('Priya Raman')).toBe(hueOf('Priya Raman'));
  });
});

describe('what is left', () => {
  test.each([
    [-5, '0:00'],
    [999, '0:00'],
    [42_900, '0:42'],
    [60_000, '1:00'],
    [725_000, '12:05'],
    [3_720_000, '1:02:00'],
  ])('of %i ms is %s', (ms, text) => {
    expect(clockText(ms)).toBe(text);
  });
});

describe('how long ago', () => {
  const now = Date.UTC(2026, 10, 20, 12, 0, 0);
  const ago = (ms: number, locale = 'en-GB'): string => shortAge(now - ms, now, locale);

  test('is said as short as it can be', () => {
    expect(ago(-3000)).toBe('now');
    expect(ago(59_999)).toBe('now');
    expect(ago(4 * 60_000 + 59_000)).toBe('4m');
    expect(ago(3 * 3_600_000)).toBe('3h');
    expect(ago(2 * 86_400_000)).toMatch(/^Wed,? \d\d:\d\d$/);
    expect(ago(40 * 86_400_000)).toBe('11 Oct');
    expect(ago(400 * 86_400_000)).toBe('16 Oct 2025');
  });

  test('is said in the reader’s language', () => {
    expect(ago(3 * 3_600_000, 'de')).toContain('3');
    expect(ago(40 * 86_400_000, 'de')).toBe('11. Okt.');
    expect(ago(0, 'ar')).toBe('الآن');
  });
});
