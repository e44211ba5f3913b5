import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answeringServer, deafPort } from '../../test/support/answering-server.ts';
import { registerConfiguration } from './configuration.ts';

let folder: string;
let file: string;
const said: string[] = [];
const exitCode = process.exitCode;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baton-test-configuration-'));
  file = join(folder, 'house.yaml');
  writeFileSync(file, 'departments: []\n');
  said.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => said.push(String(line)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = exitCode;
  rmSync(folder, { recursive: true });
});

/** Runs `baton …` with these variables; what it said, and its exit code. */
async function run(environment: NodeJS.ProcessEnv, ...words: string[]): Promise<readonly [unknown, unknown]> {
  const program = new Command();
  registerConfiguration(program, environment);
  await program.parseAsync(words, { from: 'user' });
  return [JSON.parse(said.join('')), process.exitCode];
}

const house = '00000000-0000-7000-8000-000000000009';

describe.each([
  ['plan', 'POST', '/v1/configuration/plan'],
  ['apply', 'PUT', '/v1/configuration'],
])('baton %s', (name, method, path) => {
  it('sends the document for the key’s own organization, and for another where one is named', async () => {
    const server = await answeringServer((response) => response.end('{"changes":[]}'));
    expect(await run({ BATON_URL: server.url, BATON_API_KEY: 'key' }, name, file)).toEqual([{ changes: [] }, 0]);
    expect(server.heard[0]).toMatchObject({ method, path, body: 'departments: []\n' });
    expect(server.heard[0]?.headers).toMatchObject({ authorization: 'Bearer key', 'content-type': 'application/yaml' });
    expect(server.heard[0]?.headers['baton-organization']).toBeUndefined();
    said.length = 0;
    await run({ BATON_URL: `${server.url}/`, BATON_API_KEY: 'key', BATON_ORGANIZATION: house }, name, file);
    said.length = 0;
    await run({}, name, file, '--url', server.url, '--key', 'key', '--organization', house);
    for (const one of server.heard.slice(1)) {
      expect(one.path).toBe(path);
      expect(one.headers['baton-organization']).toBe(house);
    }
    expect(server.heard).toHaveLength(3);
  });

  it('prints what was refused, and fails', async () => {
    const problem = { code: 'configuration_invalid', status: 400 };
    const server = await answeringServer((response) => response.writeHead(400).end(JSON.stringify(problem)));
    expect(await run({ BATON_URL: server.url, BATON_API_KEY: 'key' }, name, file)).toEqual([problem, 1]);
  });

  it('says in a sentence what else went wrong', async () => {
    const nobody = `http://127.0.0.1:${await deafPort()}`;
    await expect(run({ BATON_URL: nobody, BATON_API_KEY: 'key' }, name, file)).rejects.toThrow(
      new RegExp(`^${nobody} does not answer: .*ECONNREFUSED`),
    );
    await expect(run({ BATON_URL: 'nowhere', BATON_API_KEY: 'key' }, name, file)).rejects.toThrow(/^nowhere is no URL/);
    for (const text of ['<h1>Bad gateway</h1>', '']) {
      const proxy = await answeringServer((response) => response.writeHead(502).end(text));
      await expect(run({ BATON_URL: proxy.url, BATON_API_KEY: 'key' }, name, file)).rejects.toThrow(
        `${proxy.url} answered 502 with something that is no JSON`,
      );
    }
    await expect(run({ BATON_URL: nobody, BATON_API_KEY: 'key' }, name, join(folder, 'none'))).rejects.toThrow(
      /no such file/,
    );
    await expect(run({ BATON_URL: nobody }, name, file)).rejects.toThrow('BATON_API_KEY');
    expect(said).toEqual([]);
  });
});
