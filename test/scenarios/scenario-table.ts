import type { StoreKind } from '../support/stores.ts';
import { isBuilt, type Row, rows, sections } from './rows.ts';

/** The rows of the requirements with what became of each: what `npm run scenarios` prints and writes. */

/** A test that was played. `title` is its own with those of the suites around it. */
export interface Played {
  readonly file: string;
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
}

const stores: readonly StoreKind[] = ['postgres', 'pglite'];

/** What a row came to on each store: `pass`, `FAIL`, `later: PART`, or `–` where no test of it is played there. */
export type Verdicts = Readonly<Record<StoreKind, string>>;

const notPlayed = '–';
const cited = /\[((?:[GSCUT](?:-L)?|7\.)\d+)\]/g;

/** The codes of rows that a title cites. */
export function citedRows(title: string): readonly string[] {
  return [...title.matchAll(cited)].map(([, code]) => code as string);
}

/**
 * The store that a test is played on, where its suite names one. Pages are played on the embedded store only; what looks at
 * no store at all counts for both.
 */
function isPlayedOn(store: StoreKind, { file, title }: Played): boolean {
  const named = stores.find((each) => title.includes(`[${each}]`)) ?? (isOfPages(file) ? 'pglite' : undefined);
  return named === undefined || named === store;
}

function isOfPages(file: string): boolean {
  return file.includes('test/browser/');
}

/** Only whole scenarios prove a row; a unit test beside the code can only fail it. */
function isProof({ file, state }: Played): boolean {
  return state === 'passed' && file.includes('test/');
}

/** What became of every row. A row of a part that is not built is later, whatever passes of it already. */
export function judgeRows(played: readonly Played[]): ReadonlyMap<string, Verdicts> {
  const byCode = new Map<string, Played[]>();
  for (const test of played) {
    for (const code of citedRows(test.title)) {
      const before = byCode.get(code);
      if (before === undefined) byCode.set(code, [test]);
      else before.push(test);
    }
  }
  return new Map(
    rows.map((row) => {
      const tests = byCode.get(row.code) ?? [];
      return [row.code, { postgres: judge(row, tests, 'postgres'), pglite: judge(row, tests, 'pglite') }];
    }),
  );
}

function judge(row: Row, tests: readonly Played[], store: StoreKind): string {
  const here = tests.filter((test) => isPlayedOn(store, test));
  if (here.some(({ state }) => state === 'failed')) return 'FAIL';
  if (!isBuilt(row)) return `later: ${row.closer}`;
  return here.some(isProof) ? 'pass' : notPlayed;
}

/** Rows that failed somewhere, and rows of built parts that no test proves anywhere: what makes the command fail. */
export function findOwed(verdicts: ReadonlyMap<string, Verdicts>): readonly string[] {
  return rows
    .filter(({ code }) => {
      const cells = stores.map((store) => verdicts.get(code)?.[store] ?? notPlayed);
      return cells.includes('FAIL') || cells.every((cell) => cell === notPlayed);
    })
    .map(({ code }) => code);
}

const columns = ['Row', 'What it asks for', 'PostgreSQL', 'PGlite', 'Widened by'] as const;

/** The page: a table for each system. */
export function renderScenarios(verdicts: ReadonlyMap<string, Verdicts>): string {
  const lines = [
    '# The five systems, row by row',
    '',
    'Written by `npm run scenarios -- --write`, which plays every test that cites a row, on both stores, and fails when one does',
    'or when a row of a part that is built has none. `later` names the part of the project that closes a row; *widened by* the',
    'one that takes it further. `–` is a store on which the row has nothing to play: pages are played on the embedded one.',
    '',
  ];
  for (const { title, rows: ofSection } of sections) {
    lines.push(`## ${title}`, '', ...renderTable(ofSection, verdicts), '');
  }
  return lines.join('\n');
}

function renderTable(ofSection: readonly Row[], verdicts: ReadonlyMap<string, Verdicts>): string[] {
  const cells = ofSection.map(({ code, sentence, widened }) => {
    const { postgres, pglite } = verdicts.get(code) ?? { postgres: notPlayed, pglite: notPlayed };
    return [code, sentence, postgres, pglite, widened ?? ''];
  });
  const widths = columns.map((name, i) => Math.max(name.length, ...cells.map((row) => (row[i] as string).length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] as number)).join(' | ')} |`;
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)];
}

/** The verdicts that a page holds. */
export function readVerdicts(page: string): ReadonlyMap<string, Verdicts> {
  const known = new Set(rows.map(({ code }) => code));
  const verdicts = new Map<string, Verdicts>();
  for (const line of page.split('\n')) {
    const [, code = '', , postgres = '', pglite = ''] = line.split('|').map((cell) => cell.trim());
    if (known.has(code)) verdicts.set(code, { postgres, pglite });
  }
  return verdicts;
}
