import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isBuilt, rows } from './rows.ts';
import { citedRows, findOwed, judgeRows, type Played, readVerdicts, renderScenarios } from './scenario-table.ts';

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
  return new Set(titles.flatMap(citedRows));
}

it('every row of a part that is built is cited by a test', () => {
  const cited = citedCodes();
  const owed = rows.filter((row) => isBuilt(row) && !cited.has(row.code));
  expect(owed.map(({ code }) => code)).toEqual([]);
});

it('names every row once, in a sentence', () => {
  expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length);
  expect(rows.length).toBe(131);
  for (const { code, sentence } of rows) expect([code, sentence]).toEqual([code, expect.stringMatching(/^[^|]+\.$/)]);
});

it('the page of the scenarios holds these rows with their sentences, and no failure', () => {
  const page = readFileSync(join(root, '../docs/reference/scenarios.md'), 'utf8');
  const written = readVerdicts(page);
  expect(page).toBe(renderScenarios(written));
  expect(findOwed(written)).toEqual([]);
  for (const row of rows) {
    const verdicts = Object.values(written.get(row.code) ?? {});
    const expected = isBuilt(row) ? ['pass', '–'] : [`later: ${row.closer}`];
    expect([row.code, verdicts.filter((verdict) => !expected.includes(verdict))]).toEqual([row.code, []]);
  }
});

it('judges a row by every test that cites it, store by store', () => {
  const file = 'test/scenarios/a.test.ts';
  const test = (title: string, more: Partial<Played> = {}): Played => ({ file, title, state: 'passed', ...more });
  const judged = judgeRows([
    test('a [postgres] > [G1] [G5] one'),
    test('a [pglite] > [G1] one', { state: 'failed' }),
    test('a [pglite] > [G1] another'),
    test('a [pglite] > [G5] one', { state: 'skipped' }),
    test('[S7] in a page', { file: 'test/browser/b.browser.test.ts' }),
    test('[G9] of no store'),
    test('[G8] beside the code', { file: 'src/domain/c.test.ts' }),
    test('a [pglite] > [G4] not built yet'),
    test('a [pglite] > [T8] not built yet', { state: 'failed' }),
  ]);
  expect(judged.get('G1')).toEqual({ postgres: 'pass', pglite: 'FAIL' });
  expect(judged.get('G5')).toEqual({ postgres: 'pass', pglite: '–' });
  expect(judged.get('S7')).toEqual({ postgres: '–', pglite: 'pass' });
  expect(judged.get('G9')).toEqual({ postgres: 'pass', pglite: 'pass' });
  expect(judged.get('G8')).toEqual({ postgres: '–', pglite: '–' });
  const later = 'later: The place where people work';
  expect(judged.get('G4')).toEqual({ postgres: later, pglite: later });
  expect(findOwed(judged)).toEqual(expect.arrayContaining(['G1', 'G8', 'T8']));
  expect(findOwed(judged)).not.toContain('G4');
});
