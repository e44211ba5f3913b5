import { type Call, type CommandTrace, checkAnswers } from './audit-answers.ts';
import { DutyRoster, listDuties } from './audit-bounds.ts';
import { checkEvent } from './audit-events.ts';
import { checkAlert, checkRun, checkStoredRun, FlowAudit } from './audit-flows.ts';
import { checkHistories, checkState } from './audit-state.ts';
import { type House, readHouse, sameValue } from './house.ts';
import { type AuditedEvent, canonical, Replica, type Row } from './replica.ts';
import { type Query, readStoredRows, storedKinds } from './stored-rows.ts';
import { demand } from './violation.ts';

/**
 * Watches one organization from outside: reads its log and rows by plain SQL and holds them against what must stay true
 * (`docs/spec/invariants.md`). It shares no code with what it watches. After every commit it merges the new events into
 * its own copy, compares the rows that they touched, and checks what must hold between rows; at the end it compares
 * everything, and what callers were told with what is there.
 */
export class Auditor {
  readonly organizationId: string;
  readonly replica = new Replica();
  readonly roster = new DutyRoster();
  readonly traces = new Map<string, CommandTrace>();
  readonly #flows: FlowAudit;
  position = 0;
  readonly #query: Query;
  readonly #clock: { now(): number; wall(): number };
  #house: House = {
    agents: new Map(),
    queues: new Map(),
    departments: new Map(),
    accounts: new Map(),
    flows: new Map(),
    statuses: new Map(),
    retired: new Set(),
  };
  #lastAt = 0;
  readonly #trace: (line: string) => void;

  constructor(options: {
    readonly organizationId: string;
    readonly query: Query;
    readonly clock: { now(): number; wall(): number };
    readonly trace?: (line: string) => void;
  }) {
    this.organizationId = options.organizationId;
    this.#query = options.query;
    this.#clock = options.clock;
    this.#trace = options.trace ?? (() => {});
    const { query, organizationId } = options;
    this.#flows = new FlowAudit({ query, organizationId, givenAbsent: this.replica.givenAbsent });
  }

  get house(): House {
    return this.#house;
  }

  /** Takes what is there as given: to be called before anything happens. */
  async begin(): Promise<void> {
    const [head] = await this.#query('select position from organization_head where organization_id = $1::uuid', [
      this.organizationId,
    ]);
    this.position = head?.position as number;
    const all = new Map(Object.keys(storedKinds).map((kind) => [kind, 'all' as const]));
    for (const { kind, id, row } of await readStoredRows(this.#query, this.organizationId, all))
      this.replica.put(kind, id, row);
    this.#house = await readHouse(this.#query, this.organizationId);
  }

  /** Looks at what was committed since the last time. @throws Violation */
  async look(): Promise<void> {
    const events = await this.#newEvents();
    if (events.length === 0) return;
    const touched = new Map<string, Set<string>>();
    const conversations = new Set<string>();
    for (const event of events) this.#take(event, touched, conversations);
    await this.#flows.conclude(this.replica);
    await this.#compare(touched);
    checkState(this.replica, this.#house, conversations);
    this.#checkFlows(touched);
    this.roster.replace(listDuties(this.replica, this.#house), { now: this.#clock.now(), wall: this.#clock.wall() });
  }

  #checkFlows(touched: ReadonlyMap<string, ReadonlySet<string>>): void {
    for (const id of touched.get('flowRun') ?? [])
      checkRun(this.replica, this.replica.get('flowRun', id) as Row, this.#flows.steps);
    for (const id of touched.get('dutyAlert') ?? []) checkAlert(this.replica.get('dutyAlert', id) as Row);
  }

  async #newEvents(): Promise<AuditedEvent[]> {
    const rows = await this.#query(
      `select h.position as head, e.position, e.conversation_id as "conversationId", e.sequence, e.command_id as "commandId",
        e.kind, e.actor, e.data, (extract(epoch from e.at) * 1000)::bigint as at
      from organization_head h left join event e on e.organization_id = h.organization_id and e.position > $2::bigint
      where h.organization_id = $1::uuid order by e.position`,
      [this.organizationId, String(this.position)],
    );
    const head = rows[0]?.head as number;
    const events = rows.filter((row) => row.position !== null) as unknown as AuditedEvent[];
    demand(
      head === this.position + events.length,
      'I34',
      () => `The head stands at ${head}; after ${this.position} come ${events.length} events.`,
    );
    if (events.some((event) => event.kind === 'configuration.changed'))
      this.#house = await readHouse(this.#query, this.organizationId);
    return events;
  }

  #take(event: AuditedEvent, touched: Map<string, Set<string>>, conversations: Set<string>): void {
    demand(event.position === this.position + 1, 'I34', () => `After event ${this.position} comes ${event.position}.`);
    this.position = event.position;
    demand(event.at >= this.#lastAt, 'I40', () => `Event ${event.position} happened before the one before it.`);
    this.#lastAt = event.at;
    const conversation = this.replica.get('conversation', event.conversationId);
    if (event.conversationId !== null) {
      conversations.add(event.conversationId);
      const expected = ((conversation?.eventSequence ?? 0) as number) + 1;
      demand(
        event.sequence === expected,
        'I34',
        () => `Event ${event.position} is number ${event.sequence} of ${event.conversationId}; ${expected} was next.`,
      );
    }
    this.#trace(
      `${event.position} ${event.kind} by ${event.actor.kind}:${event.actor.id} (${event.commandId}) ${canonical(event.data)}`,
    );
    const trace = this.#remember(event, conversation);
    this.#flows.remember(event, this.replica);
    const changes = this.replica.apply(event);
    for (const { kind, id } of changes) {
      const ids = touched.get(kind) ?? new Set();
      touched.set(kind, ids.add(id));
      trace.changed.add(`${kind} ${id}`);
    }
    checkEvent({ event, changes, replica: this.replica, house: this.#house });
    this.#flows.check({ event, changes, replica: this.replica });
  }

  #remember(event: AuditedEvent, conversation: Row | undefined): CommandTrace {
    let trace = this.traces.get(event.commandId);
    if (trace === undefined) {
      const ticket = this.replica.get('ticket', conversation?.ticketId);
      const before = {
        ownershipVersion: (conversation?.ownershipVersion ?? null) as number | null,
        ticketVersion: (ticket?.version ?? null) as number | null,
      };
      trace = { before, kinds: [], changed: new Set() };
      this.traces.set(event.commandId, trace);
    }
    trace.kinds.push(event.kind);
    return trace;
  }

  /** Stored rows are what the log says. */
  async #compare(wanted: ReadonlyMap<string, ReadonlySet<string> | 'all'>): Promise<void> {
    const seen = new Map<string, Set<string>>();
    for (const { kind, id, row } of await readStoredRows(this.#query, this.organizationId, wanted)) {
      seen.set(kind, (seen.get(kind) ?? new Set()).add(id));
      this.#compareRow(kind, id, row);
    }
    for (const [kind, ids] of wanted) {
      const expected = ids === 'all' ? [...this.replica.entries(kind)].map(([id]) => id) : ids;
      if (storedKinds[kind] === undefined) continue;
      for (const id of expected)
        demand(seen.get(kind)?.has(id), 'I34', () => `The log knows ${kind} ${id}; it is not stored.`);
    }
  }

  #compareRow(kind: string, id: string, row: Row): void {
    const logged = this.replica.get(kind, id);
    const stored = storedKinds[kind];
    if (stored?.natural === true) {
      const named = (kind === 'thread' ? row.conversationId : row.contactId) ?? null;
      const said = (kind === 'thread' ? logged?.conversationId : logged?.contactId) ?? null;
      demand(named === said, 'I34', () => `${kind} ${id} names ${named}; the log says ${said}.`);
      return;
    }
    demand(logged !== undefined, 'I34', () => `${kind} ${id} is stored; no event spoke of it.`);
    if (kind === 'flowRun') checkStoredRun(row);
    for (const [field, value] of Object.entries(row)) {
      if (stored?.unlogged?.includes(field) === true) continue;
      demand(
        sameValue(logged?.[field], value),
        'I34',
        () => `${kind} ${id}: ${field} is stored as ${canonical(value)}; the log says ${canonical(logged?.[field])}.`,
      );
    }
  }

  /** Time has moved on. @throws Violation when something was left undone for too long */
  checkTime(troubleAt: number): void {
    this.roster.check({ now: this.#clock.now(), wall: this.#clock.wall(), troubleAt });
  }

  /** Everything, once nothing moves any more. @throws Violation */
  async finish(calls: Iterable<Call>): Promise<void> {
    await this.look();
    await this.#compare(new Map(Object.keys(storedKinds).map((kind) => [kind, 'all' as const])));
    checkState(
      this.replica,
      this.#house,
      [...this.replica.entries('conversation')].map(([id]) => id),
    );
    checkHistories(this.replica);
    await checkAnswers({
      query: this.#query,
      organizationId: this.organizationId,
      calls,
      traces: this.traces,
      replica: this.replica,
    });
  }
}
