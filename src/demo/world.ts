/**
 * What the demo knows of its organization, as any client of the live interface would: a snapshot, and then the events
 * after it, whose changed rows are applied in order. Nothing here decides anything.
 */
export interface World {
  /** The position of the last event that was applied. */
  cursor: number;
  /** Open conversations, by id. */
  readonly talks: Map<string, Talk>;
  /** Live offers, by id. */
  readonly offers: Map<string, Offer>;
  /** Agents who wrap up, by segment. */
  readonly wrapUps: Map<string, WrapUp>;
  /** Agents as they are configured, with their presence and load. */
  readonly staff: Map<string, Colleague>;
  /** Whose stretch an open segment is. */
  readonly segments: Map<string, string>;
  /** Who asked for the transfers that are pending. */
  readonly requesters: Map<string, string>;
}

export interface Talk {
  readonly id: string;
  readonly accountId: string;
  readonly threadKey: string;
  departmentId: string;
  ticketId: string;
  segmentId: string;
  owner: { readonly kind: string; readonly id: string } | null;
  /** Since when this owner has it, in milliseconds since 1970. */
  ownedSince: number;
  pendingTransferId: string | null;
  liveOfferId: string | null;
  /** Who wrote last to whom; internal notes do not count. Null while nobody has. */
  last: { readonly direction: 'inbound' | 'outbound'; readonly at: number } | null;
}

export interface Offer {
  readonly id: string;
  readonly conversationId: string;
  readonly transferId: string | null;
  readonly agentId: string;
  readonly offeredAt: number;
}

export interface WrapUp {
  readonly segmentId: string;
  readonly conversationId: string;
  readonly agentId: string;
  readonly since: number;
}

export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly departments: readonly string[];
  readonly skills: readonly string[];
  /** Conversations at once; null is without limit. */
  readonly capacity: number | null;
  presence: string;
  used: number;
}

/** A row, or its changed fields, as it lies in the log. */
// biome-ignore lint/suspicious/noExplicitAny: rows come from the server's own log, and every kind has fields of its own
type Row = Readonly<Record<string, any>>;

export interface SnapshotEntry {
  readonly conversation: Row;
  readonly transfer: Row | null;
  readonly offer: Row | null;
}

/** An event as `GET /v1/events?format=json` answers it. */
export interface ToldEvent {
  readonly position: number;
  readonly at: string;
  readonly kind: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly conversationId: string | null;
  readonly data: { readonly changes: Readonly<Record<string, Readonly<Record<string, Row>>>> };
  readonly entry?: SnapshotEntry;
}

/** An agent as `GET /v1/agents` answers one. */
export type ToldAgent = Colleague;

export function newWorld(cursor: number): World {
  return {
    cursor,
    talks: new Map(),
    offers: new Map(),
    wrapUps: new Map(),
    staff: new Map(),
    segments: new Map(),
    requesters: new Map(),
  };
}

/** Takes in a conversation with its pending transfer and live offer. `now` stands for when its owner got it, if nothing says. */
export function addEntry(world: World, { conversation, transfer, offer }: SnapshotEntry, now: number): void {
  addTalk(world, conversation, now);
  if (transfer !== null) world.requesters.set(transfer.id, transfer.requestedBy.id);
  if (offer !== null && offer.state === 'live') world.offers.set(offer.id, offer as Offer);
}

function addTalk(world: World, row: Row, now: number): void {
  const { id, accountId, threadKey, departmentId, ticketId, segmentId, owner, pendingTransferId, liveOfferId } = row;
  world.talks.set(id, {
    ...{ id, accountId, threadKey, departmentId, ticketId, segmentId, owner, pendingTransferId, liveOfferId },
    ownedSince: row.queuedAt ?? now,
    last: null,
  });
  if (owner?.kind === 'agent') world.segments.set(segmentId, owner.id);
}

/** Replaces what is known of the agents. */
export function setStaff(world: World, agents: readonly ToldAgent[]): void {
  world.staff.clear();
  for (const { id, name, departments, skills, capacity, presence, used } of agents)
    world.staff.set(id, { id, name, departments, skills, capacity, presence, used });
}

/** Applies one event. Events must come in order, each once. */
export function applyEvent(world: World, event: ToldEvent): void {
  const at = Date.parse(event.at);
  const { changes } = event.data;
  if (event.entry !== undefined && !world.talks.has(event.entry.conversation.id)) addEntry(world, event.entry, at);
  for (const [id, row] of rows(changes, 'conversation')) applyTalk(world, id, row, at);
  for (const [id, row] of rows(changes, 'segment')) applySegment(world, { id, row, event, at });
  for (const [id, row] of rows(changes, 'offer')) {
    if (row.state === 'live') world.offers.set(id, row as Offer);
    else if (row.state !== undefined) world.offers.delete(id);
  }
  for (const [id, row] of rows(changes, 'transfer')) {
    if (row.requestedBy !== undefined) world.requesters.set(id, row.requestedBy.id);
    if (row.endedAt !== undefined && row.endedAt !== null) world.requesters.delete(id);
  }
  for (const [, row] of rows(changes, 'message')) {
    const talk = world.talks.get(row.conversationId);
    if (talk !== undefined && row.direction !== 'note') talk.last = { direction: row.direction, at: row.at };
  }
  for (const [id, row] of rows(changes, 'agent')) applyAgent(world, id, row);
  world.cursor = event.position;
}

function rows(changes: ToldEvent['data']['changes'], kind: string): [string, Row][] {
  return Object.entries(changes[kind] ?? {});
}

function applyTalk(world: World, id: string, row: Row, at: number): void {
  const talk = world.talks.get(id);
  if (row.status === 'closed') {
    world.talks.delete(id);
    return;
  }
  // A row that says its thread is whole: it is new.
  if (talk === undefined) {
    if (row.threadKey !== undefined) addTalk(world, row, at);
    return;
  }
  if (row.owner !== undefined) talk.ownedSince = at;
  const fields = ['departmentId', 'ticketId', 'segmentId', 'owner', 'pendingTransferId', 'liveOfferId'] as const;
  for (const field of fields) if (row[field] !== undefined) talk[field] = row[field] as never;
}

function applySegment(
  world: World,
  { id, row, event, at }: { id: string; row: Row; event: ToldEvent; at: number },
): void {
  if (row.owner?.kind === 'agent') world.segments.set(id, row.owner.id);
  const agentId = world.segments.get(id);
  if (row.endedAt !== undefined && row.endedAt !== null) world.segments.delete(id);
  if (row.wrapUpEndedAt) world.wrapUps.delete(id);
  else if (row.wrapUpUntil && agentId !== undefined && event.conversationId !== null) {
    world.wrapUps.set(id, { segmentId: id, conversationId: event.conversationId, agentId, since: at });
  }
}

function applyAgent(world: World, id: string, row: Row): void {
  const agent = world.staff.get(id);
  if (agent === undefined) return;
  if (row.presence !== undefined) agent.presence = row.presence;
  if (row.load !== undefined) agent.used = Object.values(row.load as Record<string, number>).reduce((a, b) => a + b, 0);
}

/** Conversations that nobody has and nobody is asked about, in a queue. */
export function waitingIn(world: World, queueId: string): Talk[] {
  return [...world.talks.values()].filter(
    ({ owner, liveOfferId, pendingTransferId }) =>
      owner?.kind === 'queue' && owner.id === queueId && liveOfferId === null && pendingTransferId === null,
  );
}
