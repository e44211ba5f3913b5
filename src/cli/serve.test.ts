import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { registerServe } from './serve.ts';
import { openSettings } from './settings.ts';

let dataDir: string;
const said: string[] = [];
const signals = ['SIGINT', 'SIGTERM'] as const;
const listeners = signals.map((signal) => process.listeners(signal));

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'baton-test-serve-'));
  said.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => said.push(String(line)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const [i, signal] of signals.entries())
    for (const listener of process.listeners(signal))
      if (!listeners[i]?.includes(listener)) process.removeListener(signal, listener);
  rmSync(dataDir, { recursive: true, force: true });
});

/** What `serve --empty` says with these variables. */
async function told(environment: NodeJS.ProcessEnv): Promise<string> {
  const program = new Command();
  registerServe(program, {
    settings: openSettings({ BATON_DATA_DIR: dataDir, ...environment }),
    start: async () => ({ url: 'http://127.0.0.1:7400', setUpUrl: null, close: async () => {} }),
    startDemo: () => expect.unreachable(),
    migrate: async () => [],
  });
  await program.parseAsync(['serve', '--empty'], { from: 'user' });
  return said.join('');
}

it('says where to go, what store it is, and where the administration key is', async () => {
  const text = await told({});
  expect(text).toContain('Baton is running at http://127.0.0.1:7400\n');
  expect(text).toContain(`store              embedded, in ${dataDir}\n`);
  expect(text).toContain(`administration key in ${join(dataDir, 'admin-key')}\n`);
});

it.each([
  ['a database and no secret', { DATABASE_URL: 'postgres://localhost/baton' }, true],
  ['a database and a secret', { DATABASE_URL: 'postgres://localhost/baton', BATON_SECRET: 's'.repeat(32) }, false],
  ['the embedded store, which no other server uses', {}, false],
])('with %s, says that other servers need the same secret: %3$s', async (_, environment, isSaid) => {
  expect((await told(environment)).includes('BATON_SECRET')).toBe(isSaid);
});

it.each([
  ['a database and no folder', { DATABASE_URL: 'postgres://localhost/baton' }, (dir: string) => join(dir, 'files')],
  [
    'a database and a folder',
    { DATABASE_URL: 'postgres://localhost/baton', BATON_FILES_DIR: '/srv/f' },
    () => '/srv/f',
  ],
  ['the embedded store, which no other server uses', {}, () => null],
])('with %s, says which folder for files other servers need too', async (_, environment, folderOf) => {
  const folder = folderOf(dataDir);
  const text = await told(environment);
  expect(text.includes('BATON_FILES_DIR')).toBe(folder !== null);
  if (folder !== null) expect(text).toContain(`in ${folder}: other servers on this database need the same folder`);
});

const https = { BATON_PUBLIC_URL: 'https://baton.example' };
it.each([
  ['an https address and no proxy', https, 1],
  ['an https address and a proxy', { ...https, BATON_TRUSTED_PROXIES: '10.0.0.1' }, 0],
  ['an http address', { BATON_PUBLIC_URL: 'http://baton.example' }, 0],
  ['no address', {}, 0],
])('[X26] with %s, warns that all people count as one: %3$s times', async (_, environment, times) => {
  expect((await told(environment)).split('WARNING').length - 1).toBe(times);
});
