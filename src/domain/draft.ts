import { assert } from '../base/assert.ts';
import type { Instant } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import { type Actor, nameActor } from './actor.ts';
import { type Configuration, settingsOf } from './configuration.ts';
import type { Conversation, Owner } from './conversation.ts';
import type { EventOptions } from './event-table.ts';
import type { EventKind, NewEvent } from './events.ts';
import { type RowKind, type Rows, rowKinds } from './rows.ts';
import type { Settings } from './settings.ts';

/**
 * The rows that a batch has locked and loaded for one organization, with what its commands changed so far. Commands of a
 * batch are decided one after the other on it; each works on a draft, merged only when its decision stands.
 */
export class WorkingSet {
  readonly organizationId: string;
  readonly rows: { readonly [K in RowKind]: Map<string, Rows[K]> };
  /** What must be saved: `added` rows are inserted, `changed` ones updated. */
  readonly dirty: { readonly [K in RowKind]: Map<string, 'added' | 'changed'> };
  /** The fields that some changed row differs in from what was loaded: only these are written. */
  readonly changedFields: { readonly [K in RowKind]: Set<string> };
  readonly events: NewEvent[] = [];
  /** Facts that are read, not locked, by name: lengths of queues (kept current within the batch), whether anybody is online. */
  readonly readings = new Map<string, unknown>();

  constructor(organizationId: string) {
    this.organizationId = organizationId;
    this.rows = forEachKind(() => new Map());
    this.dirty = forEachKind(() => new Map());
    this.changedFields = forEachKind(() => new Set());
  }
}

function forEachKind<T>(make: () => unknown): T {
  return Object.fromEntries(rowKinds.map((kind) => [kind, make()])) as T;
}

interface Circumstances {
  readonly set: WorkingSet;
  readonly configuration: Configuration;
  readonly actor: Actor;
  readonly now: Instant;
  readonly ids: Ids;
}

const treeKinds: ReadonlySet<RowKind> = new Set(['conversation', 'ticket', 'segment', 'transfer', 'offer', 'message']);

/** The texts that never enter the log, by row kind. */
const unlogged: Readonly<Partial<Record<RowKind, readonly string[]>>> = {
  message: ['text'],
  // A file is called what its sender likes, and a hash tells whoever guesses right.
  file: ['name', 'sha256'],
  transfer: ['note', 'draft'],
  segment: ['wrapUpNote'],
  apiKey: ['secretHash'],
  accountSecret: ['secret'],
  membership: ['invitedEmail', 'invitationHash'],
  configurationItem: ['data'],
  configurationChange: ['changes'],
  transferBatch: ['note'],
  flowVersion: ['entry'],
  flowDraft: ['entry'],
  // What customers answered, and what a call brought.
  flowRun: ['answers'],
  dutyAlert: ['text'],
};

/**
 * One command's view of the working set: reads see the batch so far and what the command itself changed; writes are
 * staged; `emit` records a fact together with all changes staged since the one before, so that no change can be left out
 * of the log.
 */
export class Draft {
  readonly configuration: Configuration;
  readonly now: Instant;
  #actor: Actor;
  readonly #set: WorkingSet;
  readonly #ids: Ids;
  readonly #staged = new Map<RowKind, Map<string, unknown>>();
  readonly #events: NewEvent[] = [];
  /** Changes since the last emit: [kind, id, changed fields]. */
  #unspoken: [RowKind, string, Record<string, unknown>][] = [];
  readonly #changedFields: [RowKind, Record<string, unknown>][] = [];

  constructor(circumstances: Circumstances) {
    this.#set = circumstances.set;
    this.configuration = circumstances.configuration;
    this.#actor = circumstances.actor;
    this.now = circumstances.now;
    this.#ids = circumstances.ids;
  }

  newId(): string {
    return this.#ids.next();
  }

  /** Who does it: whose permissions count, and whom events name. */
  get actor(): Actor {
    return this.#actor;
  }

  /** From here on it is done in this actor's name: Baton carries out at its time what somebody asked for before. */
  actFor(actor: Actor): void {
    this.#actor = actor;
  }

  get organizationId(): string {
    return this.#set.organizationId;
  }

  /** The row, as of now in this command; undefined when it does not exist or was not asked for. */
  find<K extends RowKind>(kind: K, id: string): Rows[K] | undefined {
    return (this.#staged.get(kind)?.get(id) as Rows[K] | undefined) ?? this.#set.rows[kind].get(id);
  }

  /** The row, which must be there. @throws BrokenBelief */
  get<K extends RowKind>(kind: K, id: string): Rows[K] {
    const row = this.find(kind, id);
    assert(row !== undefined, `A command counted on ${kind} ${id}, which was not loaded.`);
    return row;
  }

  /** All loaded rows of a kind, with this command's own changes. */
  *all<K extends RowKind>(kind: K): Iterable<Rows[K]> {
    const staged = this.#staged.get(kind);
    for (const [id, row] of this.#set.rows[kind]) yield (staged?.get(id) as Rows[K] | undefined) ?? row;
    for (const [id, row] of staged ?? []) if (!this.#set.rows[kind].has(id)) yield row as Rows[K];
  }

  /** A fact that was read without a lock; undefined when it was not asked for. */
  reading<T>(name: string): T | undefined {
    return this.#set.readings.get(name) as T | undefined;
  }

  add<K extends RowKind>(kind: K, id: string, row: Rows[K]): Rows[K] {
    assert(this.find(kind, id) === undefined, `${kind} ${id} already exists.`);
    this.#stage(kind, id, row, row as unknown as Record<string, unknown>);
    return row;
  }

  /** Stages the fields in which the row will differ; what is the same already is neither written nor told. */
  change<K extends RowKind>(kind: K, id: string, fields: Partial<Rows[K]>): Rows[K] {
    const before = this.get(kind, id);
    const differing: Record<string, unknown> = {};
    let differs = false;
    for (const field in fields) {
      if (fields[field] === before[field]) continue;
      differing[field] = fields[field];
      differs = true;
    }
    if (!differs) return before;
    const row = { ...before, ...differing };
    this.#stage(kind, id, row, differing);
    this.#changedFields.push([kind, differing]);
    return row;
  }

  /** Tells the whole row in the next event, for somebody who has not heard of it before. */
  repeat(kind: RowKind, id: string): void {
    this.#unspoken.push([kind, id, { ...(this.get(kind, id) as object) }]);
  }

  #stage(kind: RowKind, id: string, row: unknown, fields: Record<string, unknown>): void {
    let staged = this.#staged.get(kind);
    if (staged === undefined) this.#staged.set(kind, (staged = new Map()));
    staged.set(id, row);
    this.#unspoken.push([kind, id, fields]);
  }

  /**
   * Records a fact. With a conversation, it gets the next sequence of that conversation; `details` are what readers of
   * this kind want to know besides the changes.
   */
  emit<K extends EventKind>(kind: K, options: EventOptions<K>): void;
  emit(
    kind: EventKind,
    options: {
      readonly conversationId?: string;
      readonly departments?: readonly string[];
      readonly agents?: readonly string[];
      readonly details?: Readonly<Record<string, unknown>>;
    },
  ): void {
    const conversationId = options.conversationId ?? null;
    let sequence: number | null = null;
    if (conversationId !== null) {
      const conversation = this.get('conversation', conversationId);
      sequence = conversation.eventSequence + 1;
      this.change('conversation', conversationId, { eventSequence: sequence });
    }
    const changes: Record<string, Record<string, unknown>> = {};
    assert(
      conversationId !== null || !this.#unspoken.some(([rowKind, id]) => this.#isInTree(rowKind, id)),
      `${kind} changes a conversation's rows without raising its sequence, by which nodes know their copies are old.`,
    );
    for (const [rowKind, id, fields] of this.#unspoken) {
      let ofKind = changes[rowKind];
      if (ofKind === undefined) changes[rowKind] = ofKind = {};
      const hidden = unlogged[rowKind];
      const shown = hidden === undefined ? fields : withoutFields(fields, hidden);
      const before = ofKind[id];
      ofKind[id] = before === undefined ? shown : { ...(before as object), ...shown };
    }
    this.#unspoken = [];
    this.#events.push({
      kind,
      actor: nameActor(this.#actor),
      conversationId,
      sequence,
      data: {
        audience: { departments: options.departments ?? [], agents: options.agents ?? [] },
        ...options.details,
        changes,
      },
    });
  }

  #isInTree(kind: RowKind, id: string): boolean {
    return treeKinds.has(kind) || (kind === 'flowRun' && this.get('flowRun', id).conversationId !== null);
  }

  /** What was said so far, in order. */
  get said(): readonly NewEvent[] {
    return this.#events;
  }

  /** Whether anything was changed or said. */
  get isEmpty(): boolean {
    return this.#staged.size === 0 && this.#events.length === 0;
  }

  /** Makes the staged changes the batch's. @throws BrokenBelief when a change was not told in an event */
  merge(): void {
    assert(this.#unspoken.length === 0, `A change of ${this.#unspoken[0]?.[0]} was not told in any event.`);
    for (const [kind, staged] of this.#staged) {
      const rows = this.#set.rows[kind] as Map<string, unknown>;
      const dirty = this.#set.dirty[kind];
      for (const [id, row] of staged) {
        if (!dirty.has(id)) dirty.set(id, rows.has(id) ? 'changed' : 'added');
        if (kind === 'conversation') this.#countQueues(rows.get(id) as Conversation | undefined, row as Conversation);
        rows.set(id, row);
      }
    }
    for (const [kind, fields] of this.#changedFields) {
      const changed = this.#set.changedFields[kind];
      for (const field in fields) changed.add(field);
    }
    for (const event of this.#events) this.#set.events.push(event);
  }

  /** Keeps the lengths of queues that were read current within the batch, so that two who come at once do not both find room. */
  #countQueues(before: Conversation | undefined, after: Conversation): void {
    const change = (owner: Owner | null | undefined, by: 1 | -1): void => {
      if (owner?.kind !== 'queue') return;
      const name = `queueLength ${owner.id}`;
      const length = this.#set.readings.get(name);
      if (typeof length === 'number') this.#set.readings.set(name, length + by);
    };
    if (before?.owner === after.owner) return;
    change(before?.owner, -1);
    change(after.owner, 1);
  }

  /** The settings that hold in a department; the organization's for one that was retired meanwhile. */
  settingsOf(departmentId: string): Settings {
    return settingsOf(this.configuration, departmentId);
  }
}

function withoutFields(fields: Record<string, unknown>, hidden: readonly string[]): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const name in fields) if (!hidden.includes(name)) shown[name] = fields[name];
  return shown;
}
