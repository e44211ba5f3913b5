import { assert } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import type { Needs, Outcome } from '../domain/command.ts';
import type { Configuration } from '../domain/configuration.ts';
import { Draft, WorkingSet } from '../domain/draft.ts';
import type { NewEvent } from '../domain/events.ts';
import { react } from '../domain/flows/react.ts';
import { resolveActor } from '../domain/principal.ts';
import { type RowKind, rowKinds } from '../domain/rows.ts';
import type { Database, Result, Session } from '../storage/database.ts';
import {
  findConversationsOf,
  type LoadRequest,
  type LoadStep,
  lockAndLoad,
  lockForConfiguration,
  lockNaturalKeys,
} from '../storage/lock-and-load.ts';
import { readConfigurationItems } from '../storage/read-configuration.ts';
import { headsMoved, type OrganizationChanges, save } from '../storage/save.ts';
import { tables } from '../storage/tables.ts';
import { rollback } from '../storage/transaction-statements.ts';
import { Gathered } from './gather.ts';
import { type Answer, EngineError, type Entry, isAbandoned, type StoredAnswer } from './submission.ts';
import type { Trees } from './trees.ts';

/** Events of one organization as they were committed: positions `position - events.length + 1` to `position`. */
export interface CommittedEvents {
  readonly organizationId: string;
  readonly position: number;
  readonly at: number;
  readonly events: readonly (NewEvent & { readonly commandId: string })[];
}

/** What became of a batch that was not broken off by an error. */
export interface BatchReport {
  readonly committed: readonly CommittedEvents[];
  /** Entries that asked for more rows, to be decided in the next batch. */
  readonly again: readonly Entry[];
  /** Organizations whose configuration is newer than the one in memory: nothing was decided. */
  readonly stale: readonly string[];
  /** How long row locks were held. */
  readonly heldMs: number;
}

/** Moments of a batch at which tests and the simulator stop, slow or kill a node. */
export type Moment = 'locked' | 'loaded' | 'decided' | 'saved';

interface Surroundings {
  readonly database: Database;
  readonly trees: Trees;
  readonly ids: Ids;
  readonly clock: Clock;
  /** Where a command's time comes from: the store's clock, or in the simulator the injected one. */
  readonly time: 'database' | 'clock';
  readonly pause?: ((moment: Moment) => Promise<void>) | undefined;
  readonly configurationOf: (organizationId: string) => Configuration;
}

/** Asked for more rows so often, a command is a defect of ours. A flow's turn asks for its version, what it looks at, and agents. */
const roundsMax = 8;

/**
 * Runs one batch: lock → load → decide each in turn → save → append → commit. Entries are settled by the caller's
 * `settle` only after the commit. Throws DatabaseError when it was broken off; then nothing was committed, unless the
 * connection was lost on the way.
 */
export async function runBatch(entries: readonly Entry[], around: Surroundings): Promise<BatchReport> {
  const gathered = new Gathered();
  for (const entry of entries) {
    const { organizationId } = entry.submission;
    for (const needs of needsOf(entry, around))
      gathered.add(organizationId, needs, around.configurationOf(organizationId));
  }
  await placeRows(gathered, around);
  return around.database.withSession((session) => runLocked(session, entries, gathered, around));
}

/** What an entry's definition names, and what it asked for while it was decided. */
function needsOf({ submission, extraNeeds }: Entry, around: Surroundings): Needs[] {
  const { definition, input, principal, organizationId } = submission;
  const configuration = around.configurationOf(organizationId);
  return [definition.needs(input, resolveActor(principal, configuration), configuration), ...extraNeeds];
}

/** Whether an entry's conversations are among those that another node has changed. */
function touchesOutdated(entry: Entry, { outdated, sets }: Loaded, gathered: Gathered, around: Surroundings): boolean {
  if (outdated.size === 0) return false;
  const { organizationId } = entry.submission;
  const threads = sets.get(organizationId)?.rows.thread;
  const isOutdated = (id: string | null | undefined): boolean => id !== null && id !== undefined && outdated.has(id);
  return needsOf(entry, around).some(
    (needs) =>
      needs.conversations?.some(isOutdated) ||
      [needs.tickets, needs.segments, needs.transfers, needs.offers].some((ids) =>
        ids?.some((id) => isOutdated(gathered.placeOf({ organizationId, id }))),
      ) ||
      needs.threads?.some((thread) =>
        isOutdated(threads?.get(`${thread.accountId} ${thread.threadKey}`)?.conversationId),
      ),
  );
}

/** Finds the conversations of named tickets, transfers, offers and segments, from memory or without locks. */
async function placeRows(gathered: Gathered, { database, trees }: Surroundings): Promise<void> {
  const unplaced = gathered.place((key) => trees.conversationOf(key));
  if (Object.values(unplaced).some((keys) => keys.length > 0)) {
    const found = await database.read(findConversationsOf(unplaced));
    const places = new Map<string, string>(found.rows.map((row) => [row.organizationId + row.id, row.conversationId]));
    // In our order, not the store's, which may be any: what is remembered last is forgotten last.
    for (const key of Object.values(unplaced).flat()) {
      const conversationId = places.get(key.organizationId + key.id);
      if (conversationId === undefined) continue;
      gathered.placeRow(key, conversationId);
      trees.rememberConversationOf(key, conversationId);
    }
  }
  gathered.dropUnplaced();
}

interface Loaded {
  readonly sets: Map<string, WorkingSet>;
  readonly heads: Map<string, { readonly configVersion: number; readonly now: number }>;
  readonly answered: Map<string, { readonly requestHash: string; readonly answer: StoredAnswer }>;
  /** Conversations that another node has changed since this one kept its copy. */
  readonly outdated: ReadonlySet<string>;
  readonly now: number;
}

async function runLocked(
  session: Session,
  entries: readonly Entry[],
  gathered: Gathered,
  around: Surroundings,
): Promise<BatchReport> {
  const isConfiguration = entries.some((entry) => needsConfiguration(entry));
  assert(!isConfiguration || entries.length === 1, 'A change of configuration runs in a batch of its own.');
  const started = around.clock.monotonic();
  const sets = new Map<string, WorkingSet>();
  for (const { submission } of entries) {
    if (!sets.has(submission.organizationId))
      sets.set(submission.organizationId, new WorkingSet(submission.organizationId));
  }
  const { threads, addresses } = gathered.naturalKeys;
  const hasNaturalKeys = threads.length + addresses.length > 0;
  if (hasNaturalKeys) {
    const steps = lockNaturalKeys({ threads, addresses });
    take(steps, await session.pipeline(steps.map((step) => step.statement)), sets);
    for (const [organizationId, set] of sets) {
      for (const thread of set.rows.thread.values()) {
        if (thread.conversationId !== null) gathered.conversations.add(organizationId, thread.conversationId);
      }
      for (const address of set.rows.contactAddress.values()) {
        if (address.contactId !== null) gathered.contacts.add(organizationId, address.contactId);
      }
    }
  }
  const request = gathered.request(entries, around.trees);
  const steps = isConfiguration
    ? lockForConfiguration(
        request,
        request.organizations.map((id) => readConfigurationItems(id, -1)),
      )
    : lockAndLoad(request, { begun: hasNaturalKeys });
  const results = await session.pipeline(steps.map((step) => step.statement));
  await around.pause?.('locked');
  const loaded = absorb(steps, results, sets, request, around);
  await around.pause?.('loaded');
  const stale = [...loaded.heads]
    .filter(([id, head]) => head.configVersion !== around.configurationOf(id).version)
    .map(([id]) => id);
  if (stale.length > 0) {
    await session.pipeline([rollback]);
    return { committed: [], again: [...entries], stale, heldMs: around.clock.monotonic() - started };
  }
  const delayed = entries.filter((entry) => touchesOutdated(entry, loaded, gathered, around));
  const ready = delayed.length === 0 ? entries : entries.filter((entry) => !delayed.includes(entry));
  const decided = decideAll(ready, loaded, around);
  decided.again.push(...delayed);
  await around.pause?.('decided');
  const committed = await saveAll(session, decided, loaded, around);
  const heldMs = around.clock.monotonic() - started;
  for (const { entry, settled } of decided.answers) settleEntry(entry, settled);
  return { committed, again: decided.again, stale: [], heldMs };
}

export function needsConfiguration(entry: Entry): boolean {
  return entry.submission.definition.configuration === true;
}

/** Puts the rows of answered steps into the working sets. */
function take(steps: readonly LoadStep[], results: readonly Result[], sets: ReadonlyMap<string, WorkingSet>): void {
  steps.forEach(({ gives }, i) => {
    if (!isRowKind(gives)) return;
    for (const record of results[i]?.rows ?? []) {
      const row = tables[gives].read(record) as { id: string };
      const set = sets.get(record.organizationId);
      (set?.rows[gives] as Map<string, unknown> | undefined)?.set(tables[gives].idOf(row as never), row);
    }
  });
}

const rowKindSet: ReadonlySet<string> = new Set(rowKinds);
function isRowKind(gives: LoadStep['gives']): gives is RowKind {
  return rowKindSet.has(gives);
}

function absorb(
  steps: readonly LoadStep[],
  results: readonly Result[],
  sets: Map<string, WorkingSet>,
  request: LoadRequest,
  around: Surroundings,
): Loaded {
  take(steps, results, sets);
  const locked = results[steps.findIndex((step) => step.gives === 'sequence')];
  const sequences = new Map<string, number>((locked?.rows ?? []).map((row) => [row.id, row.sequence]));
  const outdated = new Set<string>();
  for (const key of request.conversations) {
    const set = sets.get(key.organizationId);
    if (key.known < 0 || set === undefined) continue;
    const isCurrent = sequences.get(key.id) === key.known && around.trees.restore(key, set);
    if (!isCurrent) outdated.add(key.id);
  }
  around.trees.forget(request.conversations.filter((key) => outdated.has(key.id)));
  const loaded: Loaded = { sets, heads: new Map(), answered: new Map(), outdated, now: 0 };
  let now = around.clock.now();
  steps.forEach(({ gives }, i) => {
    const rows = results[i]?.rows ?? [];
    for (const row of rows) {
      const readings = sets.get(row.organizationId)?.readings;
      if (gives === 'head') {
        const clock = around.time === 'database' ? (row.now as number) : around.clock.now();
        now = clock;
        loaded.heads.set(row.organizationId, { configVersion: row.configVersion, now: Math.max(clock, row.lastAt) });
      } else if (gives === 'command') {
        loaded.answered.set(answerId(row.organizationId, row.principal, row.key), row);
      } else if (gives === 'external') {
        readings?.set(`externalMessage ${row.accountId} ${row.externalId}`, row);
      } else if (gives === 'carriers') {
        readings?.set(`carriers ${row.fileId}`, row.messageIds);
      } else if (gives === 'queueLength') {
        readings?.set(`queueLength ${row.id}`, row.length);
      } else if (gives === 'openIn') {
        readings?.set(`openIn ${row.id}`, row.open);
      } else if (gives === 'ownedBy') {
        const name = `ownedBy ${row.ownerId}`;
        const { id, departmentId } = row;
        readings?.set(name, [...((readings.get(name) as object[] | undefined) ?? []), { id, departmentId }]);
      } else if (gives === 'leaseUntil') {
        readings?.set(`leaseUntil ${row.agentId}`, row.until);
      } else if (gives === 'openContacts') {
        readings?.set(`openContacts ${row.id}`, row.open);
      } else if (gives === 'story') {
        readings?.set(`story ${row.conversationId}`, row);
      }
    }
  });
  request.agentsOnline.forEach((asked, n) => {
    const index = steps.findIndex((step) => step.gives === 'anyAgentOnline') + n;
    const online = results[index]?.rows[0]?.online === true;
    sets.get(asked.organizationId)?.readings.set(`anyAgentOnline ${asked.departmentId} ${asked.channelKind}`, online);
  });
  return { ...loaded, now };
}

function answerId(organizationId: string, principal: string, key: string): string {
  return `${organizationId}\n${principal}\n${key}`;
}

interface Decided {
  readonly answers: { readonly entry: Entry; readonly settled: Answer | EngineError }[];
  readonly again: Entry[];
  readonly commands: Map<string, OrganizationChanges['commands'][number][]>;
  /** Which command said which events, by organization: events are merged in the order of deciding. */
  readonly commandIds: Map<string, string[]>;
  readonly newVersions: Map<string, number>;
}

function decideAll(entries: readonly Entry[], loaded: Loaded, around: Surroundings): Decided {
  const decided: Decided = {
    answers: [],
    again: [],
    commands: new Map(),
    commandIds: new Map(),
    newVersions: new Map(),
  };
  for (const entry of entries) decideOne(entry, loaded, around, decided);
  return decided;
}

function decideOne(entry: Entry, loaded: Loaded, around: Surroundings, decided: Decided): void {
  const { submission, principalName } = entry;
  const { organizationId } = submission;
  const known = loaded.answered.get(answerId(organizationId, principalName, submission.key));
  const head = loaded.heads.get(organizationId);
  const set = loaded.sets.get(organizationId);
  if (known !== undefined) {
    decided.answers.push({ entry, settled: repeatedAnswer(known, submission.requestHash) });
    return;
  }
  if (head === undefined || set === undefined) {
    decided.answers.push({
      entry,
      settled: new EngineError('organization_unknown', `There is no organization ${organizationId}.`),
    });
    return;
  }
  if (isAbandoned(entry)) {
    decided.answers.push({ entry, settled: new EngineError('abandoned', 'The caller went away.') });
    return;
  }
  const configuration = around.configurationOf(organizationId);
  const actor = resolveActor(submission.principal, configuration);
  const draft = new Draft({ set, configuration, actor, now: head.now, ids: around.ids });
  let outcome: Outcome<unknown>;
  try {
    outcome = submission.definition.decide(draft, submission.input);
    if (outcome.kind === 'needs') {
      entry.rounds++;
      assert(entry.rounds <= roundsMax, `${submission.definition.name} asked for more rows ${roundsMax} times.`);
      entry.extraNeeds.push(outcome.needs);
      decided.again.push(entry);
      return;
    }
    if (outcome.kind === 'done' || outcome.keep === true) {
      const before = set.events.length;
      react(draft);
      draft.merge();
      const ids = decided.commandIds.get(organizationId) ?? [];
      for (let i = before; i < set.events.length; i++) ids.push(submission.key);
      decided.commandIds.set(organizationId, ids);
    }
  } catch (error) {
    // Changes are staged on the draft, so what threw left no trace: the others of the batch go on.
    decided.answers.push({
      entry,
      settled: new EngineError('broken', `${submission.definition.name} failed.`, { cause: error }),
    });
    return;
  }
  const stored: StoredAnswer =
    outcome.kind === 'done' ? { done: outcome.answer ?? null } : { refused: outcome.refusal };
  const settled: Answer =
    outcome.kind === 'done'
      ? {
          kind: 'done',
          answer: outcome.answer,
          repeated: false,
          ...(outcome.once === undefined ? {} : { once: outcome.once }),
        }
      : { kind: 'refused', refusal: outcome.refusal, repeated: false };
  decided.answers.push({ entry, settled });
  // A deadline that turned out to be nobody's any more leaves nothing to remember.
  if (entry.isSystem && draft.isEmpty) return;
  const rows = decided.commands.get(organizationId) ?? [];
  rows.push({ principal: principalName, key: submission.key, requestHash: submission.requestHash, answer: stored });
  decided.commands.set(organizationId, rows);
}

/** The answer that stands in a command's row, for a caller who asks again. */
export function repeatedAnswer(
  row: { readonly requestHash: string; readonly answer: StoredAnswer },
  requestHash: string,
): Answer | EngineError {
  if (row.requestHash !== requestHash) {
    return new EngineError('key_reused', 'This idempotency key came before with another request.');
  }
  return 'done' in row.answer
    ? { kind: 'done', answer: row.answer.done, repeated: true }
    : { kind: 'refused', refusal: row.answer.refused, repeated: true };
}

export function settleEntry(entry: Entry, settled: Answer | EngineError): void {
  if (settled instanceof EngineError) entry.fail(settled);
  else entry.settle(settled);
}

async function saveAll(
  session: Session,
  decided: Decided,
  loaded: Loaded,
  around: Surroundings,
): Promise<CommittedEvents[]> {
  const organizations: OrganizationChanges[] = [];
  for (const [organizationId, set] of loaded.sets) {
    const commandIds = decided.commandIds.get(organizationId) ?? [];
    const commands = decided.commands.get(organizationId) ?? [];
    if (set.events.length === 0 && commands.length === 0) continue;
    const version = around.configurationOf(organizationId).version;
    organizations.push({
      organizationId,
      configVersion: version,
      newConfigVersion: set.dirty.configurationChange.size > 0 ? version + 1 : version,
      ...changedRows(set),
      events: set.events.map((event, i) => ({ ...event, commandId: commandIds[i] as string })),
      commands,
    });
  }
  if (organizations.length === 0) {
    await session.pipeline([rollback]);
    return [];
  }
  // Heads are locked in this order by every node.
  organizations.sort((a, b) => (a.organizationId < b.organizationId ? -1 : 1));
  const statements = save({ at: loaded.now, organizations });
  // Where a test wants to stop between saving and committing, they are two trips.
  const commit = around.pause === undefined ? [] : statements.splice(-1);
  let results = await session.pipeline(statements);
  if (commit.length > 0) {
    await around.pause?.('saved');
    results = [...results, ...(await session.pipeline(commit))];
  }
  assert(results.at(-1)?.tag === 'COMMIT', 'A failed transaction answered its commit without an error.');
  const heads = headsMoved(results);
  for (const set of loaded.sets.values()) around.trees.keep(set);
  return organizations
    .filter((changes) => changes.events.length > 0)
    .map(({ organizationId, events }) => {
      const head = heads.get(organizationId);
      assert(head !== undefined, `The head of ${organizationId} was not moved.`);
      return { organizationId, position: head.position, at: head.at, events };
    });
}

function changedRows(set: WorkingSet): Pick<OrganizationChanges, 'added' | 'changed' | 'changedFields'> {
  const added: Partial<Record<RowKind, unknown[]>> = {};
  const changed: Partial<Record<RowKind, unknown[]>> = {};
  for (const kind of rowKinds) {
    for (const [id, way] of set.dirty[kind]) {
      const into = way === 'added' ? added : changed;
      (into[kind] ??= []).push(set.rows[kind].get(id));
    }
  }
  return { added, changed, changedFields: set.changedFields };
}
