import { setTimeout as pause } from 'node:timers/promises';
import { id, organizations, ownerNumber, type Range, ticketNumber, type World } from './fill.ts';

/**
 * What the engine's callers and HTTP's do: each works on tickets of its own, requests a transfer to the next agent, and
 * accepts it as that agent, in turns. One call is one command.
 */

export interface Seat {
  readonly organizationId: string;
  readonly ticketId: string;
  readonly number: number;
  handOvers: number;
  /** The transfer that waits to be accepted. */
  transferId: string | null;
}

/** Does one command and answers what the next one needs: a request its transfer's id, an accept nothing. */
export interface Door {
  request(seat: Seat, from: string, to: string): Promise<string>;
  accept(seat: Seat, agent: string): Promise<void>;
}

/** The seats of a range as the database has them: what an earlier run left is gone on with. */
export async function readSeats(
  query: (sql: string) => Promise<readonly Record<string, unknown>[]>,
  world: World,
  range: Range,
): Promise<Seat[]> {
  const seats = Array.from({ length: world.active }, (_, n): Seat => {
    const number = ticketNumber(world, range, n);
    return {
      organizationId: id('organization', number % organizations),
      ticketId: id('ticket', number),
      number,
      handOvers: 0,
      transferId: null,
    };
  });
  const rows = await query(
    `select ticket_id, ownership_version, pending_transfer_id from conversation where ownership_version > 1 or pending_transfer_id is not null`,
  );
  const byTicket = new Map(seats.map((seat) => [seat.ticketId, seat]));
  for (const row of rows) {
    const seat = byTicket.get(row.ticket_id as string);
    if (seat === undefined) continue;
    seat.handOvers = Number(row.ownership_version) - 1;
    seat.transferId = row.pending_transfer_id as string | null;
  }
  return seats;
}

/** Runs `callers` callers until the deadline; each has an equal share of the seats, in order. `everyMs` paces each caller. */
export async function runCallers(
  door: Door,
  world: World,
  seats: readonly Seat[],
  options: { readonly callers: number; readonly until: number; readonly everyMs?: number },
): Promise<number[]> {
  const latencies: number[] = [];
  const share = Math.floor(seats.length / options.callers);
  const call = async (caller: number): Promise<void> => {
    const own = seats.slice(caller * share, (caller + 1) * share);
    // Goes on with the ticket that has been handed over least.
    const least = Math.min(...own.map((seat) => seat.handOvers));
    let n = own.findIndex((seat) => seat.transferId !== null);
    if (n < 0) n = own.findIndex((seat) => seat.handOvers === least);
    // Paced callers begin one after the other, so that they do not call in step.
    let next = performance.now() + ((options.everyMs ?? 0) * caller) / options.callers;
    while (performance.now() < options.until) {
      if (options.everyMs !== undefined) {
        await pause(Math.max(0, next - performance.now()));
        next += options.everyMs;
      }
      const seat = own[n % own.length] as Seat;
      const from = `a${ownerNumber(world, seat.number, seat.handOvers)}`;
      const to = `a${ownerNumber(world, seat.number, seat.handOvers + 1)}`;
      const start = performance.now();
      if (seat.transferId === null) seat.transferId = await door.request(seat, from, to);
      else {
        await door.accept(seat, to);
        seat.transferId = null;
        seat.handOvers++;
        n++;
      }
      latencies.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: options.callers }, (_, caller) => call(caller)));
  return latencies;
}
