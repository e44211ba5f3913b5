import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';

/** Adds `plan FILE` and `apply FILE`: an organization's whole setup from a YAML or JSON document, by a running server. */
export function registerConfiguration(program: Command, environment: NodeJS.ProcessEnv): void {
  const add = (name: 'plan' | 'apply', description: string): void => {
    program
      .command(`${name} <file>`)
      .description(description)
      .option('--url <url>', 'the server (BATON_URL)', environment.BATON_URL || 'http://127.0.0.1:7400')
      .option('--key <key>', 'a key of the organization (BATON_API_KEY)', environment.BATON_API_KEY)
      .action(async (file: string, { url, key }: { url: string; key?: string }) => {
        if (!key) throw new Error('Say which key to use: --key, or BATON_API_KEY.');
        process.exitCode = await send(name, file, { url, key });
      });
  };
  add('plan', 'show what a configuration document would change');
  add('apply', 'make a configuration document the organization’s setup');
}

async function send(name: 'plan' | 'apply', file: string, { url, key }: { url: string; key: string }): Promise<number> {
  const isJson = file.endsWith('.json');
  const response = await fetch(`${url}/v1/configuration${name === 'plan' ? '/plan' : ''}`, {
    method: name === 'plan' ? 'POST' : 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': isJson ? 'application/json' : 'application/yaml' },
    body: await readFile(file, 'utf8'),
  });
  const answer = await response.json();
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  return response.ok ? 0 : 1;
}
