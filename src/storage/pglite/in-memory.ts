/** PGlite in this thread's memory: for tests and the simulator. Nothing of it survives. */
import type { Database } from '../database.ts';
import { PgliteDatabase } from './database.ts';
import { startPglite } from './engine.ts';

/** A database that can also be written out, to start others from. */
export interface InMemoryPglite extends Database {
  readonly kind: 'pglite';
  /** The data folder as a tar, for `image` of another one. Call it while no session is open. */
  image(): Promise<Uint8Array>;
}

/**
 * Starts a PGlite that lives in this thread's memory and runs on it: no worker, no timers, so the same calls give the
 * same order of events every time.
 *
 * @param options.image what `image()` of another one gave; without it an empty database is made, which takes seconds
 */
export async function openPgliteInMemory(options: { readonly image?: Uint8Array } = {}): Promise<InMemoryPglite> {
  const engine = await startPglite({ fsync: false, ...options });
  const image = (): Promise<Uint8Array> => database.alone(() => engine.dump());
  const database: PgliteDatabase = new PgliteDatabase({
    runner: engine,
    copy: async () => openPgliteInMemory({ image: await image() }),
    stop: () => engine.close(),
  });
  return Object.assign(database, { kind: 'pglite' as const, image });
}
