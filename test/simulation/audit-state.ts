import { checkRunsOf, liveRunsOf } from './audit-flows.ts';
import { directAgent, type House, isRetired, sameValue } from './house.ts';
import type { OwnerValue, Replica, Row } from './replica.ts';
import { demand } from './violation.ts';

/** What must hold between rows after every commit. */

const pending = new Set(['waiting', 'consulting', 'offered']);

/** @param touched the conversations to look at; loads are looked at for all */
export function checkState(replica: Replica, house: House, touched: Iterable<string>): void {
  const children = childrenOf(replica);
  const runs = liveRunsOf(replica);
  for (const id of touched) {
    checkConversation(replica, house, children, id);
    const conversation = replica.get('conversation', id);
    if (conversation !== undefined) checkRunsOf(replica, conversation, runs.get(id) ?? []);
  }
  checkLoads(replica);
  checkThreads(replica);
}

interface Children {
  readonly live: Map<string, Row[]>;
  readonly pending: Map<string, Row[]>;
  readonly openTickets: Map<string, Row[]>;
  readonly openSegments: Map<string, Row[]>;
}

function childrenOf(replica: Replica): Children {
  const group = (kind: string, keep: (row: Row) => boolean): Map<string, Row[]> => {
    const groups = new Map<string, Row[]>();
    for (const row of replica.all(kind)) {
      if (!keep(row)) continue;
      const id = row.conversationId as string;
      const rows = groups.get(id);
      if (rows === undefined) groups.set(id, [row]);
      else rows.push(row);
    }
    return groups;
  };
  return {
    live: group('offer', (row) => row.state === 'live'),
    pending: group('transfer', (row) => pending.has(row.state as string)),
    openTickets: group('ticket', (row) => row.state === 'open'),
    openSegments: group('segment', (row) => row.endedAt === null),
  };
}

function only(rows: readonly Row[] | undefined): unknown {
  return rows?.[0]?.id ?? null;
}

function checkConversation(replica: Replica, house: House, children: Children, id: string): void {
  const conversation = replica.get('conversation', id);
  if (conversation === undefined) return;
  const [live, pendings, tickets, segments] = [
    children.live,
    children.pending,
    children.openTickets,
    children.openSegments,
  ].map((rows) => rows.get(id) ?? []) as [Row[], Row[], Row[], Row[]];
  const isOpen = conversation.status === 'open';
  const owner = conversation.owner as OwnerValue | null;
  demand(
    isOpen === (owner !== null),
    'I1',
    () => `${id} is ${conversation.status} and its owner is ${JSON.stringify(owner)}.`,
  );
  demand(
    live.length <= 1 && conversation.liveOfferId === only(live),
    'I3',
    () => `${id} names live offer ${conversation.liveOfferId}; there are ${live.map((row) => row.id)}.`,
  );
  demand(
    pendings.length <= 1 && conversation.pendingTransferId === only(pendings),
    'I24',
    () => `${id} names pending transfer ${conversation.pendingTransferId}; there are ${pendings.map((row) => row.id)}.`,
  );
  demand(
    tickets.length === (isOpen ? 1 : 0),
    'I1',
    () => `${id} is ${conversation.status} and has ${tickets.length} open tickets.`,
  );
  demand(
    segments.length === (isOpen ? 1 : 0),
    'I44',
    () => `${id} is ${conversation.status} and has ${segments.length} segments under way.`,
  );
  const offer = live[0];
  const transfer = pendings[0];
  if (transfer !== undefined)
    demand(
      (transfer.state === 'offered' && !isOutside(transfer)) === (offer?.transferId === transfer.id),
      'I23',
      () => `${id}: transfer ${transfer.id} is ${transfer.state}, its offer ${offer?.id}.`,
    );
  else
    demand(
      offer === undefined || offer.transferId === null,
      'I3',
      () => `${id}: offer ${offer?.id} belongs to a transfer that is over.`,
    );
  checkParties(conversation, transfer);
  if (!isOpen) {
    demand(
      offer === undefined &&
        transfer === undefined &&
        conversation.queuedAt === null &&
        conversation.waitUntil === null,
      'I22',
      () => `${id} is closed and still waits, or is offered.`,
    );
    return;
  }
  const [ticket, segment] = [tickets[0], segments[0]];
  demand(
    ticket?.id === conversation.ticketId && ticket?.departmentId === conversation.departmentId,
    'I1',
    () =>
      `${id} stands in ticket ${conversation.ticketId} of ${conversation.departmentId}, its open one is ${ticket?.id} of ${ticket?.departmentId}.`,
  );
  demand(
    segment?.id === conversation.segmentId &&
      sameValue(segment?.owner, owner) &&
      segment?.ticketId === conversation.ticketId,
    'I44',
    () => `${id}: segment ${segment?.id} is not its owner's.`,
  );
  demand(
    (owner?.kind === 'queue') === (conversation.queuedAt !== null),
    'I16',
    () => `${id} is owned by ${owner?.kind} and queued at ${conversation.queuedAt}.`,
  );
  demand(
    (owner?.kind === 'external') === (conversation.watchingQueueId !== null),
    'I1',
    () => `${id} is owned by ${owner?.kind} and watched by ${conversation.watchingQueueId}.`,
  );
  demand(
    owner?.kind !== 'external' || conversation.waitUntil !== null,
    'I26',
    () => `${id} is with a contact outside for ever.`,
  );
  if (owner?.kind === 'queue' && directAgent(owner) === null && !isRetired(house, owner)) {
    demand(
      house.queues.get(owner.id)?.department === conversation.departmentId,
      'I16',
      () =>
        `${id} of ${conversation.departmentId} waits in queue ${owner.id}, of ${house.queues.get(owner.id)?.department}.`,
    );
  }
  for (const entry of conversation.wrapUps as { agentId: string; slots: number }[]) {
    if (owner?.kind === 'agent' && owner.id === entry.agentId)
      demand(
        entry.slots === 0,
        'I13',
        () => `${id}: ${entry.agentId} owns it again and its wrap-up still holds ${entry.slots}.`,
      );
  }
}

/** Whoever was asked for advice is there as long as they are asked; nobody is left behind in what is over. */
function checkParties(conversation: Row, pendingTransfer: Row | undefined): void {
  const parties = conversation.parties as { who: OwnerValue; transferId: string | null; joined: boolean }[];
  const consulted = pendingTransfer?.state === 'consulting' ? pendingTransfer : undefined;
  const brought = parties.filter(({ transferId }) => transferId !== null);
  demand(
    brought.every(({ transferId }) => transferId === consulted?.id),
    'I30',
    () => `${conversation.id} keeps ${JSON.stringify(brought)} of a consult that is over.`,
  );
  if (consulted !== undefined) {
    const target = consulted.currentTarget as OwnerValue;
    demand(
      parties.some(({ who }) => who.kind === target.kind && who.id === target.id),
      'I30',
      () => `${conversation.id}: ${show(target)} is asked for advice and takes no part.`,
    );
  }
  demand(
    conversation.status === 'open' || parties.length === 0,
    'I30',
    () => `${conversation.id} is closed and ${parties.length} still take part.`,
  );
  const owner = conversation.owner as OwnerValue | null;
  demand(
    !parties.some(({ who }) => who.kind === owner?.kind && who.id === owner.id),
    'I30',
    () => `${conversation.id}: ${show(owner)} owns it and takes part besides.`,
  );
}

const show = (owner: OwnerValue | null): string => (owner === null ? 'nobody' : `${owner.kind}:${owner.id}`);

/** A contact outside is asked by the transfer itself: there is no slot that an offer could hold. */
function isOutside(transfer: Row): boolean {
  return (transfer.currentTarget as OwnerValue).kind === 'external';
}

/** Load is what is owned, offered and wrapped up: derived here, and compared with what was counted. */
function checkLoads(replica: Replica): void {
  const loads = new Map<string, Record<string, number>>();
  const add = (agentId: string, kind: string, units: number): void => {
    if (units === 0) return;
    const load = loads.get(agentId) ?? {};
    load[kind] = (load[kind] ?? 0) + units;
    loads.set(agentId, load);
  };
  for (const conversation of replica.all('conversation')) {
    const kind = conversation.channelKind as string;
    const owner = conversation.owner as OwnerValue | null;
    if (owner?.kind === 'agent') add(owner.id, kind, conversation.units as number);
    const offer = replica.get('offer', conversation.liveOfferId);
    if (offer !== undefined) add(offer.agentId as string, kind, offer.slots as number);
    let wrapped = 0;
    for (const entry of conversation.wrapUps as { agentId: string; slots: number }[]) {
      add(entry.agentId, kind, entry.slots);
      if (entry.agentId === offer?.agentId) wrapped += entry.slots;
    }
    if (offer !== undefined)
      demand(
        (offer.slots as number) + wrapped >= 1,
        'I11',
        () => `Offer ${offer.id} holds no slot, and neither does a wrap-up.`,
      );
  }
  for (const [id, agent] of replica.entries('agent')) {
    const derived = loads.get(id) ?? {};
    demand(
      sameValue(agent.load, derived),
      'I11',
      () => `${id} is counted at ${JSON.stringify(agent.load)} and holds ${JSON.stringify(derived)}.`,
    );
  }
}

function checkThreads(replica: Replica): void {
  const open = new Map<string, unknown>();
  for (const { status, accountId, threadKey, id } of replica.all('conversation')) {
    if (status !== 'open') continue;
    const key = `${accountId} ${threadKey}`;
    demand(!open.has(key), 'I33', () => `Thread ${key} has two open conversations, ${open.get(key)} and ${id}.`);
    open.set(key, id);
  }
}

/** What must hold of whole histories, at the end. */
export function checkHistories(replica: Replica): void {
  checkSegments(replica);
  checkMessages(replica);
}

/** Each second of an open conversation has one responsible party. */
function checkSegments(replica: Replica): void {
  const byConversation = Map.groupBy(replica.all('segment'), (segment) => segment.conversationId as string);
  for (const [id, segments] of byConversation) {
    const conversation = replica.get('conversation', id);
    // Ids do not tell the order, nor do equal times: the chain is followed from end to beginning.
    segments.sort((a, b) => (a.startedAt as number) - (b.startedAt as number) || endOf(a) - endOf(b));
    for (const [i, segment] of segments.entries()) {
      const next = segments[i + 1];
      demand(
        endOf(segment) >= (segment.startedAt as number),
        'I44',
        () => `Segment ${segment.id} ends before it begins.`,
      );
      if (next === undefined) continue;
      demand(
        endOf(segment) <= (next.startedAt as number),
        'I44',
        () => `Segments ${segment.id} and ${next.id} of ${id} overlap.`,
      );
      const gap = (next.startedAt as number) - endOf(segment);
      demand(
        gap === 0 || segment.endReason === 'closed',
        'I44',
        () => `Nobody is responsible for ${id} for ${gap} ms after segment ${segment.id}.`,
      );
    }
    demand(
      segments[0]?.startedAt === conversation?.openedAt,
      'I44',
      () => `${id} opened at ${conversation?.openedAt}; its first segment began at ${segments[0]?.startedAt}.`,
    );
    demand(
      conversation?.status === 'open' || endOf(segments.at(-1) as Row) === conversation?.closedAt,
      'I44',
      () => `${id} closed at ${conversation?.closedAt}; its last segment ended at ${segments.at(-1)?.endedAt}.`,
    );
  }
}

const endOf = (segment: Row): number => (segment.endedAt ?? Number.POSITIVE_INFINITY) as number;

function checkMessages(replica: Replica): void {
  const byConversation = Map.groupBy(replica.all('message'), (message) => message.conversationId as string);
  for (const [id, conversation] of replica.entries('conversation')) {
    const messages = byConversation.get(id) ?? [];
    const sequences = messages.map((message) => message.sequence as number).sort((a, b) => a - b);
    demand(
      sequences.length === conversation.messageSequence && sequences.every((sequence, i) => sequence === i + 1),
      'I31',
      () => `${id} counts ${conversation.messageSequence} messages and has ${sequences}.`,
    );
    for (const message of messages) {
      const ticket = replica.get('ticket', message.ticketId);
      const sequence = message.sequence as number;
      demand(
        ticket?.conversationId === id &&
          sequence >= (ticket.fromMessage as number) &&
          sequence <= ((ticket.toMessage ?? Number.POSITIVE_INFINITY) as number),
        'I31',
        () => `Message ${sequence} of ${id} lies outside of its ticket.`,
      );
    }
  }
  const external = new Set<string>();
  for (const { accountId, externalId } of replica.all('message')) {
    if (externalId === null) continue;
    const key = `${accountId} ${externalId}`;
    demand(!external.has(key), 'I32', () => `Message ${key} of the channel is there twice.`);
    external.add(key);
  }
}
