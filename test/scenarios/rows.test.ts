import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rows } from './rows.ts';

const root = join(import.meta.dirname, '..');

/** Codes in the titles of tests below `test/`. */
function citedCodes(): Set<string> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'));
  const titles = files.flatMap(
    (file) =>
      readFileSync(join(root, file), 'utf8').match(/\bit(?:\.each\([^)]*\))?\(\s*[`'"]((?:\[[^\]]+\]\s*)+)/g) ?? [],
  );
  return new Set(titles.flatMap((title) => [...title.matchAll(/\[([^\]]+)\]/g)].map((match) => match[1] as string)));
}

it('every row that the engine closes is cited by a test', () => {
  const cited = citedCodes();
  expect(rows.filter(({ code, closer }) => closer === 'engine' && !cited.has(code)).map(({ code }) => code)).toEqual(
    [],
  );
});

it('names every row once', () => {
  expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length);
  expect(rows.length).toBe(131);
});
