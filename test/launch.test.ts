import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryRoot } from './support/lock-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'baton-launch-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function launch(...args: readonly string[]) {
  const launcher = join(repositoryRoot, 'scripts/launch.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('a TypeScript file runs as the main module, with its arguments and its exit code', () => {
  const file = join(folder, 'main.ts');
  writeFileSync(
    file,
    'const args: string[] = process.argv.slice(2);\nconsole.log(import.meta.main, ...args);\nprocess.exitCode = 7;\n',
  );
  expect(launch(file, 'serve', '--port', '1')).toEqual({ status: 7, stdout: 'true serve --port 1\n', stderr: '' });
});

test('a file that is not there is named', () => {
  expect(launch('src/nothing.ts')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'There is no src/nothing.ts in this copy of Baton.\n',
  });
});

test('no file at all gets the usage', () => {
  expect(launch().stderr).toContain('FILE [ARGUMENTS]');
});
