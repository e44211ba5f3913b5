/** Proves at every start that a commit reaches the disk, instead of believing the settings. */
import type { Database, Statement } from '../database.ts';

/** A commit did not make the disk sync: whatever the store says about durability would be false. */
export class StoreNotDurable extends Error {
  override name = 'StoreNotDurable';

  constructor(folder: string) {
    super(
      `A commit in ${folder} did not reach the disk, so this store would lose acknowledged work in a power cut. ` +
        'This is a defect of this build of Baton; use PostgreSQL (DATABASE_URL) until it is mended.',
    );
  }
}

/** The smallest transaction that must wait for the disk: one record in the write-ahead log, no table needed. */
const probe: Statement = {
  name: 'durability_probe',
  text: "select pg_logical_emit_message(true, 'baton', 'durable?')::text",
  values: [],
};

/**
 * Commits something and looks whether the disk was made to sync.
 *
 * @param syncs how many syncs the disk has confirmed so far
 * @throws StoreNotDurable
 */
export async function proveDurable(database: Database, syncs: () => number, folder: string): Promise<void> {
  const before = syncs();
  await database.withSession((session) => session.pipeline([probe]));
  if (syncs() === before) throw new StoreNotDurable(folder);
}
