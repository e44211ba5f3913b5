/**
 * `npm run scenarios`: plays every test that cites a row of the requirements, and prints the rows, system by system, with
 * what became of each on both stores. Exit code 1 when one failed, or when a row of a part that is built has no test.
 *
 *   npm run scenarios                 all rows
 *   npm run scenarios -- --write      and writes docs/reference/scenarios.md
 *   npm run scenarios -- --no-pages   without the tests that need a browser; not with --write
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { TestModule, Vitest } from 'vitest/node';
import { citedRows, findOwed, judgeRows, type Played, renderScenarios } from '../test/scenarios/scenario-table.ts';

const { values } = parseArgs({
  options: { write: { type: 'boolean', default: false }, pages: { type: 'boolean', default: true } },
  allowNegative: true,
});
const root = resolve(import.meta.dirname, '..');
process.chdir(root);
if (values.write && !values.pages) {
  process.stderr.write('The page is written of all rows: leave out --no-pages.\n');
  process.exit(2);
}

/** Files with a row's code in them: only those are started. */
const files = globSync('{src,test,web}/**/*.test.{ts,tsx}').filter(
  (file) => citedRows(readFileSync(file, 'utf8')).length > 0,
);

const { startVitest } = await import('vitest/node');
const vitest = await startVitest('test', files, {
  watch: false,
  reporters: ['dot'],
  testNamePattern: /\[(?:[GSCUT](?:-L)?|7\.)\d+\]/,
  ...(values.pages ? {} : { project: ['node'] }),
});
const { played, faults } = collect(vitest);
await vitest.close();

const verdicts = judgeRows(played);
const page = renderScenarios(verdicts);
process.stdout.write(`\n${page}`);
const owed = findOwed(verdicts);
for (const { title } of played.filter(({ state }) => state === 'failed')) process.stdout.write(`failed: ${title}\n`);
for (const fault of faults) process.stdout.write(`failed: ${fault}\n`);
const passed = [...verdicts.values()].filter(({ postgres, pglite }) => [postgres, pglite].includes('pass')).length;
process.stdout.write(`${verdicts.size} rows: ${passed} pass, ${owed.length} owed${listed(owed)}\n`);
if (owed.length > 0 || faults.length > 0) process.exitCode = 1;
else if (values.write) writeFileSync('docs/reference/scenarios.md', page);

function listed(codes: readonly string[]): string {
  return codes.length === 0 ? '' : `: ${codes.join(' ')}`;
}

/** Every test that was played, and what failed beside the tests: files that could not be read, hooks. */
function collect({ state }: Vitest): { played: Played[]; faults: string[] } {
  const modules: TestModule[] = state.getTestModules();
  const tests = modules.flatMap((module) =>
    [...module.children.allTests()].map((test): Played => {
      const result = test.result().state;
      const outcome = result === 'passed' || result === 'failed' ? result : 'skipped';
      return { file: module.relativeModuleId, title: test.fullName, state: outcome };
    }),
  );
  const broken = modules.flatMap((module) => {
    const suites = [...module.children.allSuites()].flatMap((suite) => suite.errors().map(({ message }) => message));
    const all = [...module.errors().map(({ message }) => message), ...suites];
    return all.map((message) => `${module.relativeModuleId}: ${message}`);
  });
  return { played: tests, faults: [...broken, ...state.getUnhandledErrors().map(String)] };
}
