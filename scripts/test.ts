// `npm test`: the checks of the house, then every test, then one line: `N passed, N failed`.
//
//   npm test                        everything
//   npm test -- src/domain/hours    only the test files whose path contains that; no checks of the house
//   npm run test:long               everything, with the full counts (BATON_LONG=1)

import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { TestModule, Vitest } from 'vitest/node';

interface Tally {
  passed: number;
  failed: number;
  /** Titles of the skipped tests by the reason that they gave. */
  skipped: Map<string, string[]>;
}

const root = resolve(import.meta.dirname, '..');

/** Tools that look at the whole tree; each counts as one test. */
const houseChecks: readonly { name: string; command: readonly string[] }[] = [
  { name: 'biome: format, lint and import order', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'tsc: types', command: ['tsc', '--noEmit', '-p', '.'] },
  ...['web/client', 'web/console', 'web/widget', 'test/browser'].map((part) => ({
    name: `tsc: types of ${part}`,
    command: ['tsc', '--noEmit', '-p', part],
  })),
  { name: 'knip: nothing unused, nothing undeclared', command: ['knip', '--no-progress'] },
];

const { values, positionals: filters } = parseArgs({
  options: { long: { type: 'boolean', default: false } },
  allowPositionals: true,
});
if (values.long) process.env.BATON_LONG = '1';
process.chdir(root);

const tally: Tally = { passed: 0, failed: 0, skipped: new Map() };
if (filters.length === 0) for (const check of houseChecks) await runHouseCheck(check);
await runTests();
report();

async function runHouseCheck({ name, command }: (typeof houseChecks)[number]): Promise<void> {
  const before = performance.now();
  const { output, code } = await run(command);
  const seconds = ((performance.now() - before) / 1_000).toFixed(1);
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)\n`);
  if (code === 0) {
    tally.passed++;
  } else {
    tally.failed++;
    process.stdout.write(`${output}\n`);
  }
}

function run([tool, ...args]: readonly string[]): Promise<{ output: string; code: number }> {
  const child = spawn(resolve(root, 'node_modules/.bin', String(tool)), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return new Promise((settle) => {
    child.on('error', (cause) => settle({ output: cause.message, code: 1 }));
    child.on('close', (code) => settle({ output, code: code ?? 1 }));
  });
}

async function runTests(): Promise<void> {
  const { startVitest } = await import('vitest/node');
  const vitest = await startVitest('test', filters, { watch: false, reporters: ['default'] });
  try {
    count(vitest);
  } finally {
    await vitest.close();
  }
}

function count(vitest: Vitest): void {
  const modules: TestModule[] = vitest.state.getTestModules();
  if (modules.length === 0) tally.failed++;
  for (const module of modules) {
    // A file that could not be read, or a suite whose hook failed, fails even though none of its tests did.
    tally.failed += module.errors().length;
    for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
    for (const test of module.children.allTests()) {
      const result = test.result();
      if (result.state === 'passed') tally.passed++;
      else if (result.state === 'failed') tally.failed++;
      else
        countSkipped(
          `${module.relativeModuleId}: ${test.fullName}`,
          result.state === 'skipped' ? result.note : undefined,
        );
    }
  }
  tally.failed += vitest.state.getUnhandledErrors().length;
}

/** A skip without a reason fails. Whole suites carry theirs at the end of their title: `skipped: REASON`. */
function countSkipped(title: string, note: string | undefined): void {
  const reason = note ?? /skipped: (.+?)( > |$)/.exec(title)?.[1];
  if (reason === undefined) tally.failed++;
  const key = reason ?? 'without a reason, so counted as failed';
  tally.skipped.set(key, [...(tally.skipped.get(key) ?? []), title]);
}

function report(): void {
  for (const [reason, titles] of tally.skipped) {
    process.stdout.write(`skipped, ${reason}:\n${titles.map((title) => `  ${title}\n`).join('')}`);
  }
  process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
}
