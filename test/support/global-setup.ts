/** Once per `vitest` run: a PostgreSQL with a migrated template, and the image of a migrated PGlite. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../src/storage/migrate.ts';
import { makeImage } from '../../src/storage/pglite/image.ts';
import { openPostgres } from '../../src/storage/postgres.ts';
import { startPostgresServer } from './postgres-server.ts';
import { createTemplate, dropDatabase, patienceMs, refuseUnlessEmpty } from './test-databases.ts';

/** What test files are told about the stores; everything in it can be sent to another thread. */
export interface ProvidedStores {
  /** Where databases are created from which template, or why there are none. */
  readonly postgres: { readonly adminUrl: string; readonly template: string } | { readonly missing: string };
  /** The file with the image for in-memory PGlites. */
  readonly pgliteImage: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    stores: ProvidedStores;
  }
}

/** Vitest calls this before the first test file, and what it gives back after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-test-pglite-'));
  const pgliteImage = join(folder, 'migrated.tar');
  // One after the other: making the image keeps this thread busy for longer than a connection waits to be made.
  await writeMigratedImage(pgliteImage);
  const postgres = await preparePostgres();
  project.provide('stores', { postgres: postgres.provided, pgliteImage });
  return async () => {
    rmSync(folder, { recursive: true, force: true });
    await postgres.tearDown();
  };
}

/** Writes the data folder of a migrated PGlite; starting from it takes a tenth of the time. */
async function writeMigratedImage(file: string): Promise<void> {
  writeFileSync(file, await makeImage(migrate));
}

async function preparePostgres(): Promise<{
  provided: ProvidedStores['postgres'];
  tearDown: () => Promise<void>;
}> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    const database = await openPostgres({ url: given, waitMsMax: patienceMs });
    await refuseUnlessEmpty(database).finally(() => database.close());
    const template = await createTemplate(given);
    return { provided: { adminUrl: given, template }, tearDown: () => dropDatabase(given, template) };
  }
  const server = await startPostgresServer();
  console.info(`Stores: PGlite, ${'missing' in server ? `no PostgreSQL (${server.missing})` : server.version}`);
  if ('missing' in server) return { provided: server, tearDown: async () => {} };
  const adminUrl = server.url('postgres');
  return { provided: { adminUrl, template: await createTemplate(adminUrl) }, tearDown: server.stop };
}
