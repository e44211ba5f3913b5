import { type DueKind, dueKinds, readDue } from '../storage/due.ts';
import type { Reads } from './reads.ts';

export { type DueKind, dueKinds };

/** Something whose deadline has passed. */
export interface Due {
  readonly kind: DueKind;
  readonly organizationId: string;
  /** Nothing where `of` is an agent's lease or grace, or a schedule that is to be fired. */
  readonly id: string;
  /**
   * For a wrap-up, a lease or a grace whose it is, for a contact outside which; for a batch, its next ticket. For a flow's run or
   * firing more than one thing, as JSON.
   */
  readonly of: string | null;
}

/**
 * What is due at an instant, or, with null, by the store's clock, against which deadlines were set; at most a page of each
 * kind, and the instant by which it was judged.
 *
 * @throws DatabaseError
 */
export async function findDue(
  { database }: Reads,
  at: number | null,
): Promise<{ readonly now: number; readonly due: readonly Due[] }> {
  const [clock, ...due] = (await database.read(readDue(at))).rows;
  return { now: clock.now, due };
}
