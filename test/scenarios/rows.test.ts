import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtClosers, rows } from './rows.ts';

const root = join(import.meta.dirname, '..');

/** Codes in the titles of tests below `test/`. */
function citedCodes(): Set<string> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  const titles = files.flatMap(
    (file) =>
      readFileSync(join(root, file), 'utf8').match(
        /\b(?:it|test)(?:\.each\([^)]*\))?\(\s*[`'"]((?:\[[^\]]+\]\s*)+)/g,
      ) ?? [],
  );
  return new Set(titles.flatMap((title) => [...title.matchAll(/\[([^\]]+)\]/g)].map((match) => match[1] as string)));
}

it('every row of a part that is built is cited by a test', () => {
  const cited = citedCodes();
  const owed = rows.filter(({ code, closer }) => builtClosers.includes(closer) && !cited.has(code));
  expect(owed.map(({ code }) => code)).toEqual([]);
});

it('names every row once', () => {
  expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length);
  expect(rows.length).toBe(131);
});
