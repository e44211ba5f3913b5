import { type DueKind, dueKinds, duePage, readClock, readDue } from '../storage/due.ts';
import type { Reads } from './reads.ts';

export { type DueKind, dueKinds, duePage };

/** Something whose deadline has passed. */
export interface Due {
  readonly organizationId: string;
  readonly id: string;
  /** For a wrap-up, whose it is. */
  readonly agentId?: string;
}

/** What of a kind is due at an instant: at most a page. @throws DatabaseError */
export async function findDue({ database }: Reads, kind: DueKind, at: number): Promise<readonly Due[]> {
  return (await database.read(readDue(kind, at))).rows as Due[];
}

/** The store's clock, against which deadlines were set. @throws DatabaseError */
export async function askClock({ database }: Reads): Promise<number> {
  return (await database.read(readClock)).rows[0]?.now as number;
}
