import { type Command, Option } from 'commander';
import { pino } from 'pino';
import { present } from '../base/assert.ts';
import { keptAdminKey, type ServerSettings } from './settings.ts';

/** A server that runs. */
interface Running {
  readonly url: string;
  /** Where the first organization is made; null when there is one, or a demo is made instead. */
  readonly setUpUrl: string | null;
  close(): Promise<void>;
}

/** Players on a server that runs. */
interface Demo {
  /** Null where the store has other organizations. Rejects when it could not be made, or was stopped before. */
  readonly founded: Promise<{ readonly organizationId: string; readonly key: string } | null>;
  readonly people: readonly { readonly role: string; readonly email: string; readonly password: string }[];
  stop(): Promise<void>;
}

interface Surroundings<N extends Running> {
  readonly settings: ServerSettings;
  readonly start: (
    settings: ServerSettings & { readonly adminKey: string; readonly offerSetUp: boolean },
    onDefect: (error: unknown) => void,
  ) => Promise<N>;
  readonly startDemo: (
    node: N,
    options: {
      readonly adminKey: string;
      readonly dataDir: string;
      readonly onDefect: (error: unknown) => void;
    },
  ) => Demo;
  /** Brings the schema up to date; the names of what ran. */
  readonly migrate: () => Promise<readonly string[]>;
}

/** Adds `serve` and `migrate`. */
export function registerServe<N extends Running>(program: Command, around: Surroundings<N>): void {
  program
    .command('serve')
    .description('run a server: PORT, HOST, BATON_DATA_DIR, DATABASE_URL and BATON_ADMIN_KEY say where and how')
    .addOption(new Option('--empty', 'start without the demo'))
    .action((flags: { readonly empty?: boolean }) => serve(around, flags.empty === true));
  program
    .command('migrate')
    .description('bring the database’s schema up to this version, and end')
    .action(async () => {
      const executed = await around.migrate();
      say(executed.length === 0 ? 'The schema is up to date.' : `Migrated: ${executed.join(', ')}.`);
    });
}

async function serve<N extends Running>(
  { settings, start, startDemo }: Surroundings<N>,
  empty: boolean,
): Promise<void> {
  const kept = settings.adminKey === undefined ? keptAdminKey(settings.dataDir) : null;
  const adminKey = settings.adminKey ?? present(kept, 'A key is kept where none is given.').key;
  // What people start by hand speaks to them on standard output; what goes wrong is one JSON line each for collectors.
  const log = pino({ name: 'baton' }, pino.destination({ dest: 2, sync: true }));
  const onDefect = (error: unknown): void => log.error({ err: error });
  const playsDemo = kept !== null && !empty;
  const node = await start({ ...settings, adminKey, offerSetUp: !playsDemo }, onDefect);
  const demo = playsDemo ? startDemo(node, { adminKey, dataDir: settings.dataDir, onDefect }) : null;
  stopOnSignals(node, demo);
  say(`Baton is running at ${node.url}`);
  say(`  API reference      ${node.url}/docs`);
  say(`  store              ${settings.databaseUrl === undefined ? `embedded, in ${settings.dataDir}` : 'PostgreSQL'}`);
  if (kept !== null) say(`  administration key in ${kept.path}`);
  sayWhatServersShare(settings);
  sayWhoseAddressesCount(settings);
  if (node.setUpUrl !== null) say(`  set it up at       ${node.setUpUrl}`);
  if (demo !== null) await sayDemo(node, demo);
}

/** What every server on one database needs alike, where it is known to this one only. */
function sayWhatServersShare({ databaseUrl, secret, dataDir, filesDir }: ServerSettings): void {
  if (databaseUrl === undefined) return;
  // Sessions and links of one server mean nothing to another with a secret of its own.
  if (secret === undefined)
    say(`  secret             in ${dataDir}: other servers on this database need the same, as BATON_SECRET`);
  say(`  files              in ${filesDir}: other servers on this database need the same folder, as BATON_FILES_DIR`);
}

/** TLS is somebody else's in front of Baton: where that is no trusted proxy, everybody seems to come from one address. */
function sayWhoseAddressesCount({ publicUrl, trustedProxies }: ServerSettings): void {
  if (publicUrl?.startsWith('https:') !== true || trustedProxies !== undefined) return;
  say(
    '  WARNING            BATON_PUBLIC_URL is https, and no proxy is trusted: limits that count by address then count',
  );
  say('                     all people as one, who lock each other out. Name your proxy in BATON_TRUSTED_PROXIES.');
}

/** Tells how to get into the demo, when it is made. What went wrong with it was told as a defect. */
async function sayDemo(node: Running, { founded, people }: Demo): Promise<void> {
  const demo = await founded.catch(() => null);
  if (demo === null) return;
  say(`  demo               sign in at ${node.url}/sign-in, and write as a customer at ${node.url}/try`);
  for (const { role, email, password } of people) say(`    ${role.padEnd(17)}${email}, password: ${password}`);
  say(`  demo key           ${demo.key}`);
}

function stopOnSignals(node: Running, demo: Demo | null): void {
  const stop = (): void => {
    Promise.resolve(demo?.stop())
      .then(() => node.close())
      .then(
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

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
