import { type Command, Option } from 'commander';
import { present } from '../base/assert.ts';
import type { NodeOptions, RunningNode } from '../node.ts';
import { hasOrganizations } from '../storage/bootstrap.ts';
import { migrate } from '../storage/migrate.ts';
import { openDatabase } from './open-database.ts';
import { sampleConfiguration, sampleOrganizationName } from './sample-organization.ts';
import { keptAdminKey, type ServerSettings } from './settings.ts';

interface Surroundings {
  readonly settings: ServerSettings;
  readonly startNode: (options: NodeOptions) => Promise<RunningNode>;
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
      const database = await openDatabase(around.settings);
      const { executed } = await migrate(database);
      await database.close();
      say(executed.length === 0 ? 'The schema is up to date.' : `Migrated: ${executed.join(', ')}.`);
    });
}

async function serve({ settings, startNode }: Surroundings, empty: boolean): Promise<void> {
  const kept = settings.adminKey === undefined ? keptAdminKey(settings.dataDir) : null;
  const adminKey = settings.adminKey ?? (kept?.key as string);
  const node = await startNode({
    dataDir: settings.dataDir,
    host: settings.host,
    port: settings.port,
    adminKey,
    ...(settings.databaseUrl === undefined ? {} : { databaseUrl: settings.databaseUrl }),
    ...(settings.trustedProxies === undefined ? {} : { trustedProxies: settings.trustedProxies }),
    onDefect: (error) => process.stderr.write(`${describe(error)}\n`),
  });
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

/** The first line of what went wrong, and of what caused it. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error
    ? `${error.name}: ${error.message} (${error.cause.message})`
    : `${error.name}: ${error.message}`;
}

function stopOnSignals(node: RunningNode): void {
  const stop = (): void => {
    node.close().then(
      () => process.exit(0),
      (error) => {
        process.stderr.write(`${describe(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

/** Makes the sample organization where there is none yet, by the API that everybody uses. */
async function makeSample(
  node: RunningNode,
  adminKey: string,
): Promise<{ organizationId: string; key: string } | null> {
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
  if (await hasOrganizations(node.database)) return null;
  const made = await call('POST', '/v1/organizations', adminKey, { name: sampleOrganizationName });
  const key = present(made.apiKey, 'A new organization comes with its first key.');
  await call('PUT', '/v1/configuration', key, sampleConfiguration);
  return { organizationId: present(made.id, 'A new organization has an id.'), key };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
