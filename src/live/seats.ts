import { type Principal, principalName } from '../domain/principal.ts';
import type { Credential } from './stream.ts';

/** Who watches, and by which key or session. */
export interface Watcher {
  readonly organizationId: string;
  readonly principal: Principal;
  readonly credential: Credential;
}

/** How many streams there may be at once on this node. */
export interface SeatLimits {
  /** Of one key or session, and where a key acts for agents, of each of them. */
  readonly caller: number;
  /** Of one organization, so that others are watched too. */
  readonly organization: number;
  readonly node: number;
}

/** A stream that may be opened, until `leave`; or whose limit is reached. */
export type Seat = { readonly leave: () => void } | { readonly full: keyof SeatLimits; readonly limit: number };

/** Counts streams from the moment in which they are allowed: many that are opened at once do not slip by. */
export class Seats {
  readonly #limits: SeatLimits;
  readonly #taken = new Map<string, number>();

  constructor(limits: SeatLimits) {
    this.#limits = limits;
  }

  take({ organizationId, principal, credential }: Watcher): Seat {
    const { caller, organization, node } = this.#limits;
    const names = {
      caller: `${organizationId} ${credential.kind} ${credential.id} ${principalName(principal)}`,
      organization: organizationId,
      node: '',
    };
    for (const [full, limit] of [
      ['caller', caller],
      ['organization', organization],
      ['node', node],
    ] as const)
      if (this.#of(names[full]) >= limit) return { full, limit };
    for (const name of Object.values(names)) this.#add(name, 1);
    let isTaken = true;
    const leave = (): void => {
      if (!isTaken) return;
      isTaken = false;
      for (const name of Object.values(names)) this.#add(name, -1);
    };
    return { leave };
  }

  #of(name: string): number {
    return this.#taken.get(name) ?? 0;
  }

  #add(name: string, seats: 1 | -1): void {
    const taken = this.#of(name) + seats;
    if (taken === 0) this.#taken.delete(name);
    else this.#taken.set(name, taken);
  }
}
