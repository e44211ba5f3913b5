import type { Reader } from '../reads/reads.ts';
import type { WaitingRoom } from '../reads/waiting-room.ts';
import type { HttpContext } from './context.ts';
import { notFound } from './problems.ts';

/** Where the reader's customers wait. @throws HttpProblem, DatabaseError */
export async function waitingRoomOf({ rooms }: HttpContext, { organizationId }: Reader): Promise<WaitingRoom> {
  const room = await rooms.of(organizationId);
  if (room === null) throw notFound();
  return room;
}
