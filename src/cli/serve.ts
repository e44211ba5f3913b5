import { type Command, Option } from 'commander';
import { pino } from 'pino';
import { present } from '../base/assert.ts';
import { hasOrganizations } from '../reads/organizations.ts';
import type { ReadDatabase } from '../reads/reads.ts';
import { sampleConfiguration, sampleOrganizationName } from './sample-organization.ts';
import { keptAdminKey, type ServerSettings } from './settings.ts';

/** A server that runs. */
interface Running {
  readonly url: string;
  readonly database: ReadDatabase;
  close(): Promise<void>;
}

interface Surroundings {
  readonly settings: ServerSettings;
  readonly start: (
    settings: ServerSettings & { readonly adminKey: string },
    onDefect: (error: unknown) => void,
  ) => Promise<Running>;
  /** Brings the schema up to date; the names of what ran. */
  readonly migrate: () => Promise<readonly string[]>;
}

/** Adds `serve` and `migrate`. */
export function registerServe(program: Command, around: Surroundings): void {
  program
    .command('serve')
    .description('run a server: PORT, HOST, BATON_DATA_DIR, DATABASE_URL and BATON_ADMIN_KEY say where and how')
    .addOption(new Option('--empty', 'start without the sample organization'))
    .action((flags: { readonly empty?: boolean }) => serve(around, flags.empty === true));
  program
    .command('migrate')
    .description('bring the database’s schema up to this version, and end')
    .action(async () => {
      const executed = await around.migrate();
      say(executed.length === 0 ? 'The schema is up to date.' : `Migrated: ${executed.join(', ')}.`);
    });
}

async function serve({ settings, start }: Surroundings, empty: boolean): Promise<void> {
  const kept = settings.adminKey === undefined ? keptAdminKey(settings.dataDir) : null;
  const adminKey = settings.adminKey ?? present(kept, 'A key is kept where none is given.').key;
  // What people start by hand speaks to them on standard output; what goes wrong is one JSON line each for collectors.
  const log = pino({ name: 'baton' }, pino.destination({ dest: 2, sync: true }));
  const node = await start({ ...settings, adminKey }, (error) => log.error({ err: error }));
  stopOnSignals(node);
  const sample = kept !== null && !empty ? await makeSample(node, adminKey) : null;
  say(`Baton is running at ${node.url}`);
  say(`  API reference      ${node.url}/docs`);
  say(`  store              ${settings.databaseUrl === undefined ? `embedded, in ${settings.dataDir}` : 'PostgreSQL'}`);
  if (kept !== null) say(`  administration key in ${kept.path}`);
  if (sample !== null) {
    say(`  sample             ${sampleOrganizationName}, organization ${sample.organizationId}`);
    say(`  sample key         ${sample.key} (shown once)`);
  }
}

function stopOnSignals(node: Running): void {
  const stop = (): void => {
    node.close().then(
      () => process.exit(0),
      (error) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

/** Makes the sample organization where there is none yet, by the API that everybody uses. */
async function makeSample(node: Running, adminKey: string): Promise<{ organizationId: string; key: string } | null> {
  const call = async (method: string, path: string, key: string, body: unknown): Promise<Record<string, string>> => {
    const response = await fetch(node.url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, string>;
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  };
  if (await hasOrganizations(node)) return null;
  const made = await call('POST', '/v1/organizations', adminKey, { name: sampleOrganizationName });
  const key = present(made.apiKey, 'A new organization comes with its first key.');
  await call('PUT', '/v1/configuration', key, sampleConfiguration);
  return { organizationId: present(made.id, 'A new organization has an id.'), key };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
