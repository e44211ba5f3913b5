/**
 * An organization rebuilt from its log alone: the auditor's copy, merged from the `changes` that events carry. It knows
 * nothing of how Baton decides; it only remembers what was said.
 */

export type Row = Record<string, unknown>;

export interface OwnerValue {
  readonly kind: string;
  readonly id: string;
}

export interface AuditedEvent {
  readonly position: number;
  readonly conversationId: string | null;
  readonly sequence: number | null;
  readonly commandId: string;
  readonly kind: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly data: Row & { readonly changes: Record<string, Record<string, Row>> };
  readonly at: number;
}

/** One row that an event changed. */
export interface Change {
  readonly kind: string;
  readonly id: string;
  readonly fields: Row;
  readonly before: Row | undefined;
  readonly after: Row;
}

export class Replica {
  readonly #rows = new Map<string, Map<string, Row>>();
  /** When the log last spoke of a conversation. */
  readonly toldAt = new Map<string, number>();
  /** Tickets that wait and before which a later one was offered, and when. */
  readonly overtaken = new Map<string, number>();
  /** The limits of hops by which transfers were judged when somebody was asked: by them they are accepted. */
  readonly hopsMax = new Map<string, number>();
  /** Segments that began with an agent who was not online, by a flow’s assignment that does not ask for it. */
  readonly givenAbsent = new Set<string>();

  /** What agents carried when a command began, by command and agent. */
  readonly loadsBefore = new Map<string, Readonly<Record<string, number>>>();

  get(kind: string, id: unknown): Row | undefined {
    return typeof id === 'string' ? this.#rows.get(kind)?.get(id) : undefined;
  }

  all(kind: string): Iterable<Row> {
    return this.#rows.get(kind)?.values() ?? [];
  }

  entries(kind: string): Iterable<[string, Row]> {
    return this.#rows.get(kind)?.entries() ?? [];
  }

  kinds(): Iterable<string> {
    return this.#rows.keys();
  }

  put(kind: string, id: string, row: Row): void {
    let rows = this.#rows.get(kind);
    if (rows === undefined) {
      rows = new Map();
      this.#rows.set(kind, rows);
    }
    rows.set(id, row);
  }

  /** Merges an event's changes; what was and what is, for the checks. */
  apply(event: AuditedEvent): Change[] {
    const changes: Change[] = [];
    if (event.conversationId !== null) this.toldAt.set(event.conversationId, event.at);
    for (const [kind, byId] of Object.entries(event.data.changes)) {
      for (const [id, fields] of Object.entries(byId)) {
        const before = this.get(kind, id);
        const after = { ...before, ...fields };
        this.put(kind, id, after);
        changes.push({ kind, id, fields, before, after });
      }
    }
    return changes;
  }
}

/** JSON with the keys of objects sorted: equal texts are equal values, in whatever order a store gives them back. */
export function canonical(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
