import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { namedServer } from './named-server.ts';

interface Flags {
  readonly url: string;
  readonly key?: string;
  readonly organization?: string;
}

/** Adds `plan FILE` and `apply FILE`: an organization's whole setup from a YAML or JSON document, by a running server. */
export function registerConfiguration(program: Command, environment: NodeJS.ProcessEnv): void {
  const add = (name: 'plan' | 'apply', description: string): void => {
    program
      .command(`${name} <file>`)
      .description(description)
      .option('--url <url>', 'the server (BATON_URL)', environment.BATON_URL || 'http://127.0.0.1:7400')
      .option(
        '--key <key>',
        'a key of the organization, or the administration key (BATON_API_KEY)',
        environment.BATON_API_KEY || undefined,
      )
      .option(
        '--organization <id>',
        'the organization, where the key is the administration key (BATON_ORGANIZATION)',
        environment.BATON_ORGANIZATION || undefined,
      )
      .action(async (file: string, flags: Flags) => {
        process.exitCode = await send(name, file, flags);
      });
  };
  add('plan', 'show what a configuration document would change');
  add('apply', 'make a configuration document the organization’s setup');
}

/** Sends the document and prints the answer; the exit code. @throws Error, with a sentence, when there is no answer of Baton's */
async function send(name: 'plan' | 'apply', file: string, { url, key, organization }: Flags): Promise<number> {
  if (!key) throw new Error('Say which key to use: --key, or BATON_API_KEY.');
  const ask = namedServer(url);
  const isJson = file.endsWith('.json');
  const document = await readFile(file, 'utf8');
  const request = {
    method: name === 'plan' ? 'POST' : 'PUT',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': isJson ? 'application/json' : 'application/yaml',
      ...(organization === undefined ? {} : { 'baton-organization': organization }),
    },
    body: document,
  };
  const path = `/v1/configuration${name === 'plan' ? '/plan' : ''}`;
  const { status, ok, text } = await ask(path, request, async (response) => ({
    ...{ status: response.status, ok: response.ok },
    text: await response.text(),
  }));
  const answer = parse(text);
  if (answer === undefined)
    throw new Error(`${url} answered ${status} with something that is no JSON: is Baton there, and running?`);
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  return ok ? 0 : 1;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
