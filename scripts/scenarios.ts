/**
 * `npm run scenarios`: plays the scenarios and prints every row of the requirements with what became of it: `passed`,
 * `failed`, or `later` with the part of the project that closes it. Exit code 1 when anything failed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtClosers, rows } from '../test/scenarios/rows.ts';

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

const folder = mkdtempSync(join(tmpdir(), 'baton-scenarios-'));
const output = join(folder, 'report.json');
const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
spawnSync(
  process.execPath,
  [vitest, 'run', 'test/scenarios', 'test/races', 'test/browser', '--reporter=json', `--outputFile=${output}`],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
const report = JSON.parse(readFileSync(output, 'utf8')) as Report;
rmSync(folder, { recursive: true });
const tests = report.testResults.flatMap((file) => file.assertionResults);
let failed = 0;
for (const { code, closer } of rows) {
  const of = tests.filter(({ title }) => title.includes(`[${code}]`) && !title.includes('skipped:'));
  const isFailed = of.some(({ status }) => status === 'failed');
  if (isFailed) failed++;
  const said = of.length === 0 ? `later: ${closer}` : isFailed ? 'FAILED' : `passed (${of.length})`;
  process.stdout.write(
    `${code.padEnd(6)} ${said}${of.length > 0 && !builtClosers.includes(closer) ? `, closed by: ${closer}` : ''}\n`,
  );
}
process.exitCode = failed > 0 ? 1 : 0;
