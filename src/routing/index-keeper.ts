import type { Instant } from '../base/clock.ts';
import type { AgentState } from '../domain/agent.ts';
import type { Configuration } from '../domain/configuration.ts';
import type { Database } from '../storage/database.ts';
import { type LogEvent, readPositions } from '../storage/event-log.ts';
import { readAllAgentStates } from '../storage/read-agents.ts';
import { readOpen, readPastWaits, readWaiting, readWaitingOf } from '../storage/waiting.ts';
import type { WaitingRow } from './lines.ts';
import type { OpenRow } from './open-contacts.ts';
import type { PastWait } from './queue-waits.ts';
import { asksForContacts, RoutingIndex } from './routing-index.ts';

/**
 * Keeps one organization's index as new as the log: loads it from a snapshot that names its position, and applies every event
 * after that position, those included that came while it was loaded. What does not follow directly makes it load anew.
 */
export class IndexKeeper {
  readonly #organizationId: string;
  readonly #database: Database;
  readonly #now: () => Instant;
  #index: RoutingIndex | null = null;
  #loading: Promise<RoutingIndex> | null = null;
  /** What was heard while it is loaded. */
  #heard: LogEvent[] = [];

  constructor(organizationId: string, database: Database, now: () => Instant) {
    this.#organizationId = organizationId;
    this.#database = database;
    this.#now = now;
  }

  /** Null until it is loaded. */
  get current(): RoutingIndex | null {
    return this.#index;
  }

  hear(events: readonly LogEvent[]): void {
    if (this.#loading !== null) this.#heard.push(...events);
    const index = this.#index;
    if (index === null) return;
    for (const event of events) {
      if (event.position <= index.position) continue;
      if (event.position !== index.position + 1) {
        this.#index = null;
        return;
      }
      index.apply(event);
    }
  }

  /** Loads it, or waits for whoever does already. @throws DatabaseError */
  load(configuration: Configuration): Promise<RoutingIndex> {
    this.#loading ??= this.#load(configuration).finally(() => {
      this.#loading = null;
      this.#heard = [];
    });
    return this.#loading;
  }

  async #load(configuration: Configuration): Promise<RoutingIndex> {
    const id = this.#organizationId;
    const [positions, agents, waiting, past, open] = await this.#database.readTogether([
      readPositions([id]),
      readAllAgentStates(id),
      readWaiting(id),
      readPastWaits(id),
      ...(asksForContacts(configuration) ? [readOpen(id)] : []),
    ]);
    const snapshot = {
      position: (positions?.rows[0]?.position as number | undefined) ?? 0,
      agents: (agents?.rows ?? []) as AgentState[],
      waiting: (waiting?.rows ?? []) as WaitingRow[],
      open: (open?.rows ?? []) as OpenRow[],
      past: (past?.rows ?? []) as PastWait[],
    };
    const index = new RoutingIndex(configuration, snapshot, this.#now);
    this.#index = index;
    const heard = this.#heard;
    this.#heard = [];
    this.hear(heard);
    return index;
  }

  /** Reads the tickets of which the log alone told too little. @throws DatabaseError */
  async readUnread(): Promise<void> {
    const index = this.#index;
    if (index === null || index.unread.size === 0) return;
    const asked = new Map(index.unread);
    const { rows } = await this.#database.read(readWaitingOf(this.#organizationId, [...asked.keys()]));
    const found = new Map(rows.map((row) => [row.id as string, row as WaitingRow]));
    // Of whom the log spoke meanwhile the row may be older than that: it is read again, or waits no more.
    for (const [id, spoken] of asked) if (index.unread.get(id) === spoken) index.read(id, found.get(id) ?? null);
  }
}
