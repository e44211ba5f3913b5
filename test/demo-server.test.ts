import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from './scenarios/desk.ts';

// The demo as people meet it: a server started from the command line.

const root = resolve(import.meta.dirname, '..');
let dataDir = '';
let running: ChildProcess | undefined;

interface Server {
  readonly output: () => { readonly out: string; readonly err: string };
  /** Sends SIGTERM, and answers with the exit code and how many milliseconds it took. */
  stop(): Promise<{ readonly code: number | null; readonly ms: number }>;
}

function serve(args: readonly string[] = [], more: Readonly<Record<string, string>> = {}): Server {
  const { BATON_ADMIN_KEY: _, DATABASE_URL: __, ...environment } = process.env;
  const child = spawn(process.execPath, ['scripts/launch.mjs', 'src/main.ts', 'serve', ...args], {
    cwd: root,
    env: { ...environment, PORT: '0', HOST: '127.0.0.1', BATON_DATA_DIR: dataDir, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  const ended = new Promise<number | null>((settle) => child.once('exit', settle));
  return {
    output: () => said,
    stop: async () => {
      const before = performance.now();
      child.kill('SIGTERM');
      const code = await ended;
      return { code, ms: performance.now() - before };
    },
  };
}

/** The line's last word, once the server has said such a line. */
function told({ output }: Server, pattern: RegExp): Promise<string> {
  return eventually(async () => pattern.exec(output().out)?.[1], 50_000);
}

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'baton-test-demo-'));
});

afterEach(() => {
  if (running?.exitCode === null && running.signalCode === null) running.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

const urlLine = /Baton is running at (\S+)\n/;
const keyLine = /demo key +(\S+)\n/;

describe('npm start', () => {
  it('makes a demo that is named as one, plays it, and goes on with it after a restart', {
    timeout: 120_000,
  }, async () => {
    const first = serve();
    const url = await told(first, urlLine);
    const key = await told(first, keyLine);
    const ask = async (path: string, at = url) =>
      (await fetch(at + path, { headers: { authorization: `Bearer ${key}` } })).json() as Promise<any>;
    const { demo } = await ask('/v1/sign-in');
    expect(demo.people.map(({ role }: { role: string }) => role)).toEqual([
      'Agent in Support',
      'Agent in Billing',
      'Supervisor',
      'Administrator',
    ]);
    expect((await ask('/v1/me')).organization.name).toMatch(/\(demo\)$/);
    const [person] = demo.people;
    const signedIn = await fetch(`${url}/v1/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ email: person.email, password: person.password }),
    });
    expect(signedIn.status).toBe(200);
    const open = await eventually(async () => {
      const { conversations } = await ask('/v1/snapshot');
      return conversations.length >= 8 && conversations;
    }, 30_000);
    const stopped = await first.stop();
    expect(stopped.code).toBe(0);
    expect(stopped.ms).toBeLessThan(5_000);
    expect(first.output().err).toBe('');

    const second = serve();
    const again = await told(second, urlLine);
    expect(await told(second, keyLine)).toBe(key);
    const { conversations } = await ask('/v1/snapshot', again);
    const known = new Set(conversations.map(({ conversation }: any) => conversation.id));
    expect(open.some(({ conversation }: any) => known.has(conversation.id))).toBe(true);
    const { cursor } = await ask('/v1/snapshot', again);
    await eventually(async () => (await ask('/v1/snapshot', again)).cursor > cursor, 30_000);
    expect((await second.stop()).ms).toBeLessThan(5_000);
    expect(second.output().err).toBe('');
  });

  it('stops at once, and without complaint, while it makes the demo, and makes it at the next start', {
    timeout: 120_000,
  }, async () => {
    const first = serve();
    await told(first, urlLine);
    const { code, ms } = await first.stop();
    expect([code, first.output().err]).toEqual([0, '']);
    expect(ms).toBeLessThan(5_000);
    const second = serve();
    const key = await told(second, keyLine);
    const url = await told(second, urlLine);
    const headers = { authorization: `Bearer ${key}` };
    const agents = await fetch(`${url}/v1/agents`, { headers }).then((response) => response.json() as Promise<any>);
    expect(agents.items).toHaveLength(12);
    expect((await second.stop()).code).toBe(0);
    expect(second.output().err).toBe('');
  });

  it('makes none with --empty or an administration key of one’s own, and prints where to set it up', {
    timeout: 120_000,
  }, async () => {
    const empty = serve(['--empty']);
    const url = await told(empty, urlLine);
    expect(await told(empty, /set it up at +(\S+)\n/)).toContain('/set-up?token=');
    expect((await fetch(`${url}/v1/sign-in`).then((response) => response.json() as Promise<any>)).demo).toBeNull();
    expect((await empty.stop()).code).toBe(0);
    expect(empty.output().out).not.toMatch(/demo key|password/);
    const own = serve([], { BATON_ADMIN_KEY: 'an administration key that was given, long enough' });
    await told(own, /set it up at +(\S+)\n/);
    expect((await own.stop()).code).toBe(0);
    expect(own.output().out).not.toMatch(/demo key|password/);
  });
});
