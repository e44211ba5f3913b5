/**
 * Databases for tests: migrated, empty, one of its own for every suite.
 *
 *     describeOnStores('the event log', (store) => {
 *       it('gives positions without gaps', async () => {
 *         await store.database.withSession(...);
 *       });
 *     });
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import type { Database } from '../../src/storage/database.ts';
import { openPgliteInMemory } from '../../src/storage/pglite/in-memory.ts';
import { openPostgres } from '../../src/storage/postgres.ts';
import { createDatabase, patienceMs } from './test-databases.ts';

/** The two stores that Baton runs on. */
export type StoreKind = Database['kind'];

/** A database that a test opened itself, and closes itself. */
export interface OpenStore {
  readonly kind: StoreKind;
  readonly database: Database;
  /** On PostgreSQL, so that other processes can connect to the same database. */
  readonly url?: string;
  close(): Promise<void>;
}

/** What a suite sees; opened before its first test and closed after its last. */
export interface SuiteStore {
  readonly kind: StoreKind;
  /** Only inside tests and hooks. */
  readonly database: Database;
  /** The database's URL. @throws Error on PGlite, which no other process can reach */
  readonly url: string;
}

/** Why there is no PostgreSQL in this run, or undefined when there is one. */
export function missingPostgres(): string | undefined {
  const { postgres } = inject('stores');
  return 'missing' in postgres ? postgres.missing : undefined;
}

/** The image of a migrated PGlite: what `openPgliteInMemory` and the simulator start from. */
export function migratedImage(): Uint8Array {
  return readFileSync(inject('stores').pgliteImage);
}

/**
 * Opens a fresh, migrated database.
 *
 * @throws Error on `postgres` when this run has none
 */
export async function openStore(kind: StoreKind): Promise<OpenStore> {
  if (kind === 'pglite') {
    const database = await openPgliteInMemory({ image: migratedImage() });
    return { kind, database, close: () => database.close() };
  }
  const { postgres } = inject('stores');
  if ('missing' in postgres) throw new Error(postgres.missing);
  const { url, drop } = await createDatabase(postgres.adminUrl, postgres.template);
  const database = await openPostgres({ url, waitMsMax: patienceMs, applicationName: 'baton test' });
  return {
    kind,
    database,
    url,
    close: async () => {
      await database.close();
      await drop();
    },
  };
}

/** A store on which no server has ever been: for tests that run migrations themselves. */
export async function openBlankStore(kind: StoreKind): Promise<OpenStore> {
  const store = await openStore(kind);
  await store.database.withSession((session) =>
    session.pipeline(
      ['drop schema migration, auth, public cascade', 'create schema public'].map((text) => ({
        name: '',
        text,
        values: [],
      })),
    ),
  );
  return store;
}

/** Runs the suite once on each store. Where one cannot run, a skip says why. */
export function describeOnStores(title: string, suite: (store: SuiteStore) => void): void {
  describeOnStoreKinds(title, (kind) => suite(opened(kind)));
}

/** The same for a suite that opens its stores by itself. */
export function describeOnStoreKinds(title: string, suite: (kind: StoreKind) => void): void {
  describeUnless(missingPostgres(), `${title} [postgres]`, () => suite('postgres'));
  describe(`${title} [pglite]`, () => suite('pglite'));
}

/**
 * Runs the suite on PostgreSQL only. Say why PGlite cannot tell: the reason is printed beside its skip.
 *
 * @param notOnPglite for example: 'one connection, so it says nothing about races'
 */
export function describeOnPostgres(title: string, suite: (store: SuiteStore) => void, notOnPglite?: string): void {
  describeUnless(missingPostgres(), `${title} [postgres]`, () => suite(opened('postgres')));
  if (notOnPglite) describeUnless(notOnPglite, `${title} [pglite]`, () => suite(opened('pglite')));
}

/** Runs the suite, or skips it where something is in the way, and says what. */
export function describeUnless(obstacle: string | undefined, title: string, suite: () => void): void {
  if (obstacle === undefined) describe(title, () => suite());
  else describe.skip(`${title} — skipped: ${obstacle}`, () => suite());
}

function opened(kind: StoreKind): SuiteStore {
  let store: OpenStore | undefined;
  beforeAll(async () => {
    store = await openStore(kind);
  });
  afterAll(async () => {
    await store?.close();
  });
  const current = (): OpenStore => {
    if (!store) throw new Error('The store is open only inside tests and hooks.');
    return store;
  };
  return {
    kind,
    get database() {
      return current().database;
    },
    get url() {
      const { url } = current();
      if (!url) throw new Error('PGlite has no URL: no other process can reach it.');
      return url;
    },
  };
}
