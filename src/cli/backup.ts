import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Command } from 'commander';
import { namedServer } from './named-server.ts';

/** What a backup says of itself, as far as people are told. */
interface Backup {
  readonly head: { readonly at: string };
  readonly end: {
    readonly rows: Readonly<Record<string, number>>;
    readonly files: number;
    readonly missing: readonly string[];
  };
}

export interface BackupTools {
  readonly environment: NodeJS.ProcessEnv;
  /** Reads a backup to its end. @throws BackupDamaged */
  readonly check: (content: AsyncIterable<Uint8Array>) => Promise<Backup>;
  /** Puts a backup into the store that the settings name. @throws BackupDamaged, RestoreRefused, DataFolderInUse */
  readonly restore: (content: AsyncIterable<Uint8Array>) => Promise<Backup>;
}

/** Adds `backup FILE`, by a running server, and `restore FILE`, into a store that holds nothing and has no server. */
export function registerBackup(program: Command, { environment, check, restore }: BackupTools): void {
  program
    .command('backup <file>')
    .description('take a backup of everything that a running server’s store holds')
    .option('--url <url>', 'the server (BATON_URL)', environment.BATON_URL || 'http://127.0.0.1:7400')
    .option(
      '--key <key>',
      'the administration key (BATON_API_KEY, BATON_ADMIN_KEY)',
      environment.BATON_API_KEY || environment.BATON_ADMIN_KEY || undefined,
    )
    .action(async (file: string, { url, key }: { readonly url: string; readonly key?: string }) => {
      if (!key) throw new Error('Say which key to use: --key, or BATON_API_KEY. It is the administration key.');
      const draft = `${file}.part`;
      try {
        await download(url, key, draft);
        // As it lies there: what cannot be read back is no backup.
        tell(await check(createReadStream(draft)), 'Backed up');
        await rename(draft, file);
      } finally {
        await rm(draft, { force: true });
      }
    });
  program
    .command('restore <file>')
    .description('put a backup into a new store: DATABASE_URL, BATON_DATA_DIR and BATON_FILES_DIR say where')
    .action(async (file: string) => {
      await stat(file);
      tell(await restore(createReadStream(file)), 'Restored');
    });
}

/** Writes what the server gives to a file that only its owner reads, for good. @throws Error, with a sentence */
async function download(url: string, key: string, draft: string): Promise<void> {
  const request = { headers: { authorization: `Bearer ${key}` } };
  const response = await namedServer(url)('/v1/backup', request, async (answer) => answer);
  if (!response.ok || response.body === null) {
    const problem = (await response.json().catch(() => ({}))) as { readonly title?: string };
    throw new Error(`${url} answered ${response.status}: ${problem.title ?? 'is Baton there, and running?'}`);
  }
  const content = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
  await pipeline(content, createWriteStream(draft, { mode: 0o600 })).catch((error) => {
    throw new Error(`The backup broke off: ${error.cause?.message || error.message}.`, { cause: error });
  });
  const written = await open(draft, 'r+');
  await written.sync();
  await written.close();
}

function tell({ head: { at }, end: { rows, files, missing } }: Backup, done: string): void {
  const count = (table: string): string => (rows[`public.${table}`] ?? 0).toLocaleString('en');
  process.stdout.write(
    `${done}, as of ${at}: ${count('organization')} organizations, ${count('conversation')} conversations, ` +
      `${count('message')} messages, ${files.toLocaleString('en')} files.\n`,
  );
  if (missing.length > 0)
    process.stderr.write(`The bytes of ${missing.length} files were not there: ${missing.slice(0, 10).join(', ')}\n`);
}
