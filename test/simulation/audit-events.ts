import { directAgent, fits, type House, isOpenAt, sameValue } from './house.ts';
import type { AuditedEvent, Change, OwnerValue, Replica, Row } from './replica.ts';
import { demand } from './violation.ts';

/** What each single event must keep, seen with the rows before and after it. */

/** The picture of design, section 2, in the auditor's own words. */
const transferMoves: Readonly<Record<string, readonly string[]>> = {
  requested: ['refused', 'completed', 'waiting', 'offered', 'consulting'],
  waiting: ['waiting', 'offered', 'completed', 'cancelled', 'returned', 'fell_back', 'failed'],
  consulting: ['offered', 'waiting', 'completed', 'cancelled', 'returned', 'fell_back', 'failed'],
  offered: ['offered', 'waiting', 'completed', 'cancelled', 'returned', 'fell_back', 'failed'],
};
const pending = new Set(['waiting', 'consulting', 'offered']);
const terminalOffers = new Set(['accepted', 'declined', 'timed_out', 'withdrawn']);
const wrapUpFields = new Set([
  'wrapUpUntil',
  'wrapUpEndedAt',
  'wrapUpExtensions',
  'disposition',
  'dispositionName',
  'wrapUpNote',
]);

export interface Scene {
  readonly event: AuditedEvent;
  readonly changes: readonly Change[];
  readonly replica: Replica;
  readonly house: House;
}

export function checkEvent(scene: Scene): void {
  for (const change of scene.changes) {
    switch (change.kind) {
      case 'conversation':
        checkConversation(scene, change);
        break;
      case 'ticket':
        checkTicket(scene, change);
        break;
      case 'segment':
        checkSegment(scene, change);
        break;
      case 'offer':
        checkOffer(scene, change);
        break;
      case 'transfer':
        checkTransfer(scene, change);
        break;
      case 'message':
        checkMessage(scene, change);
        break;
      case 'agent':
        checkAgent(scene, change);
        break;
    }
  }
  checkDeadlines(scene);
  forgetOvertaken(scene);
}

const where = ({ event }: Scene): string => `event ${event.position} (${event.kind})`;

function checkConversation(scene: Scene, { id, before, after }: Change): void {
  const { event, house, replica } = scene;
  demand(event.conversationId === id, 'I34', () => `${where(scene)} changes conversation ${id}, which is not its own.`);
  demand(
    after.eventSequence === event.sequence,
    'I34',
    () => `${where(scene)} leaves sequence ${after.eventSequence} on ${id}.`,
  );
  const was = (before?.owner ?? null) as OwnerValue | null;
  const is = (after.owner ?? null) as OwnerValue | null;
  const versionBefore = (before?.ownershipVersion ?? 0) as number;
  const said = event.data.owner as { from: OwnerValue | null; to: OwnerValue | null; version: number } | undefined;
  const changed = !sameValue(was, is) || versionBefore !== after.ownershipVersion;
  demand(
    changed === (said !== undefined),
    'I6',
    () => `${where(scene)} of ${id}: the owner ${changed ? 'changed unsaid' : 'was said to change and did not'}.`,
  );
  if (said !== undefined) {
    demand(
      sameValue(said.from, was),
      'I6',
      () => `${where(scene)} of ${id} says it came from ${show(said.from)}; it was ${show(was)}.`,
    );
    demand(
      sameValue(said.to, is),
      'I6',
      () => `${where(scene)} of ${id} says it went to ${show(said.to)}; it is ${show(is)}.`,
    );
    demand(
      after.ownershipVersion === versionBefore + 1 && said.version === after.ownershipVersion,
      'I6',
      () =>
        `${where(scene)} of ${id}: version ${versionBefore} became ${after.ownershipVersion}, said ${said.version}.`,
    );
    if (is !== null) checkNewOwner(scene, { conversation: after, owner: is, was });
  }
  if (before !== undefined && before.status === 'closed' && after.status === 'open')
    checkReopened(scene, { before, after });
  const hopsMax = Math.max(
    hopsMaxOf(house, before?.departmentId, after.departmentId),
    replica.hopsMax.get(event.data.transferId as string) ?? 0,
  );
  demand(
    ((after.automaticHops ?? 0) as number) <= hopsMax ||
      !changed ||
      sameValue(before?.automaticHops, after.automaticHops),
    'I27',
    () => `${where(scene)} is hop ${after.automaticHops} that nobody chose in ${id}.`,
  );
  for (const [pair, hops] of Object.entries((after.automaticPairs ?? {}) as Record<string, number>)) {
    demand(hops <= 3, 'I27', () => `${where(scene)} is hop ${hops} over ${pair} that nobody chose in ${id}.`);
  }
  for (const entry of (after.wrapUps ?? []) as { segmentId: string; agentId: string; slots: number }[]) {
    const segment = replica.get('segment', entry.segmentId);
    demand(
      segment !== undefined && segment.wrapUpUntil !== null && segment.wrapUpEndedAt === null,
      'I13',
      () => `${id} keeps a wrap-up of segment ${entry.segmentId}, which has none.`,
    );
  }
}

const show = (owner: OwnerValue | null): string => (owner === null ? 'nobody' : `${owner.kind}:${owner.id}`);

/** The hops that nobody chose which these departments allow. */
function hopsMaxOf({ departments }: House, ...ids: readonly unknown[]): number {
  return Math.max(...ids.map((id) => departments.get(id as string)?.hopsMax ?? 0));
}

function checkNewOwner(
  scene: Scene,
  { conversation, owner, was }: { conversation: Row; owner: OwnerValue; was: OwnerValue | null },
): void {
  const { event, house, replica } = scene;
  const departmentId = conversation.departmentId as string;
  const direct = directAgent(owner);
  if (owner.kind === 'agent' || direct !== null) {
    const agentId = direct ?? owner.id;
    const agent = house.agents.get(agentId);
    demand(
      agent?.departments.includes(departmentId),
      'I2',
      () => `${where(scene)} gives ${conversation.id} to ${agentId}, who is no member of ${departmentId}.`,
    );
    // A successor was named by a person, who saw what there was to take over.
    const isAutomatic = event.actor.kind === 'system' && event.data.because !== 'retired';
    if (isAutomatic && direct === null) {
      const presence = replica.get('agent', agentId)?.presence;
      demand(
        presence === 'online',
        'I14',
        () => `${where(scene)} assigns ${conversation.id} by itself to ${agentId}, who is ${presence}.`,
      );
      demand(
        was === null || was.kind === 'queue' || event.kind.startsWith('transfer.'),
        'I8',
        () => `${where(scene)} takes ${conversation.id} from ${show(was)} by itself.`,
      );
    }
  } else if (owner.kind === 'queue') {
    demand(
      house.queues.get(owner.id)?.department === departmentId,
      'I16',
      () =>
        `${where(scene)} puts ${conversation.id} of ${departmentId} into queue ${owner.id} of ${house.queues.get(owner.id)?.department}.`,
    );
  }
}

function checkReopened(scene: Scene, { before, after }: { before: Row; after: Row }): void {
  const { event, house } = scene;
  const window = house.accounts.get(after.accountId as string)?.reopenWindowMs ?? 0;
  const closedAt = before.closedAt as number;
  demand(
    event.kind === 'conversation.reopened' && event.actor.kind !== 'agent',
    'I39',
    () => `${where(scene)} by ${event.actor.kind} opens ${after.id} again.`,
  );
  // A flow's own step opens it whenever it says so.
  if (event.actor.kind === 'flow') return;
  demand(
    event.at < closedAt + window,
    'I39',
    () =>
      `${where(scene)} opens ${after.id} again ${event.at - closedAt} ms after it was closed; ${window} are allowed.`,
  );
}

function checkTicket(scene: Scene, { id, before, fields, after }: Change): void {
  if (before === undefined) return checkNewTicket(scene, after);
  const { state } = before;
  demand(
    state !== 'moved' && state !== 'merged',
    'I29',
    () => `${where(scene)} changes ticket ${id}, which is ${state} for good: ${Object.keys(fields)}.`,
  );
  demand(
    (after.version as number) > (before.version as number),
    'I34',
    () => `${where(scene)} changes ticket ${id} and leaves its version at ${after.version}.`,
  );
  if (state === 'closed')
    demand(after.state === 'open', 'I39', () => `${where(scene)} writes to the closed ticket ${id}.`);
  if (after.state === 'open' && scene.event.kind !== 'conversation.changed') {
    for (const field of ['attributes', 'tags', 'form', 'slaStartedAt', 'historyFrom', 'fromMessage'] as const) {
      // A clock that stood still is set on by what it stood; a hand-over within may close what was said before it.
      if (field === 'slaStartedAt' && before.slaPausedAt !== null) continue;
      if (field === 'historyFrom' && scene.event.kind.startsWith('transfer.') && historyShown(scene) !== 'full')
        continue;
      demand(sameValue(before[field], after[field]), 'I29', () => `${where(scene)} changes ${field} of ticket ${id}.`);
    }
  }
}

function historyShown({ replica, event }: Scene): unknown {
  return (replica.get('transfer', event.data.transferId)?.receipt as Row | undefined)?.history;
}

function checkNewTicket(scene: Scene, ticket: Row): void {
  const { replica, event } = scene;
  if (ticket.previousTicketId === null) return;
  const from = replica.get('ticket', ticket.previousTicketId);
  demand(
    from !== undefined && from.state === 'moved' && from.nextTicketId === ticket.id,
    'I31',
    () => `${where(scene)} opens ticket ${ticket.id} as the copy of one that was not moved to it.`,
  );
  if (from === undefined) return;
  demand(
    ticket.fromMessage === (from.toMessage as number) + 1,
    'I31',
    () => `Ticket ${ticket.id} begins at message ${ticket.fromMessage}; the one before ended at ${from.toMessage}.`,
  );
  demand(
    (ticket.historyFrom as number) <= (ticket.fromMessage as number),
    'I29',
    () => `Ticket ${ticket.id} cannot read its own messages.`,
  );
  const transfer = replica.get('transfer', event.data.transferId);
  const receipt = transfer?.receipt as
    | { attributes: string[]; tags: string[]; heldBack: { what: string }[] }
    | undefined;
  demand(receipt !== undefined, 'I29', () => `${where(scene)} moves a ticket without a receipt.`);
  const held = new Set(receipt?.heldBack.map(({ what }) => what));
  const old = (from.attributes ?? {}) as Row;
  const now = (ticket.attributes ?? {}) as Row;
  for (const name of Object.keys(old)) {
    if (held.has(`attribute:${name}`))
      demand(!(name in now), 'I29', () => `Attribute ${name} was held back and is there.`);
    else
      demand(
        sameValue(old[name], now[name]),
        'I29',
        () => `Attribute ${name} was lost on the way to ticket ${ticket.id}.`,
      );
  }
  demand(
    sameValue(from.tags, ticket.tags) && sameValue(from.form, ticket.form),
    'I29',
    () => `Tags or answers were lost on the way to ticket ${ticket.id}.`,
  );
}

function checkSegment(scene: Scene, { id, before, fields }: Change): void {
  if (before === undefined || before.endedAt === null) return;
  const written = Object.keys(fields).filter((field) => !wrapUpFields.has(field));
  demand(written.length === 0, 'I29', () => `${where(scene)} changes ${written} of segment ${id}, which has ended.`);
}

function checkOffer(scene: Scene, { id, before, fields, after }: Change): void {
  const { replica, event, house } = scene;
  if (before === undefined) {
    demand(after.state === 'live', 'I4', () => `${where(scene)} makes offer ${id} as ${after.state}.`);
    const agentId = after.agentId as string;
    const conversation = replica.get('conversation', after.conversationId);
    const presence = replica.get('agent', agentId)?.presence;
    demand(
      presence === 'online',
      'I14',
      () => `${where(scene)} offers ${after.conversationId} to ${agentId}, who is ${presence}.`,
    );
    demand(
      conversation?.liveOfferId === id,
      'I3',
      () => `${where(scene)} makes offer ${id} beside ${conversation?.liveOfferId}.`,
    );
    demand(
      (after.expiresAt as number) > event.at - 1000,
      'I4',
      () => `${where(scene)} makes offer ${id}, which has expired already.`,
    );
    if (after.transferId === null) {
      const queue = house.queues.get((conversation?.owner as OwnerValue | null)?.id ?? '');
      demand(
        (conversation?.owner as OwnerValue | null)?.kind === 'queue',
        'I8',
        () => `${where(scene)} offers ${after.conversationId} by itself; it does not wait.`,
      );
      const waitUntil = (conversation?.waitUntil ?? null) as number | null;
      demand(
        waitUntil === null || event.at <= waitUntil,
        'I26',
        () => `${where(scene)} offers ${after.conversationId}, whose wait was over at ${waitUntil}.`,
      );
      const waited = event.at - ((conversation?.queuedAt as number | null) ?? event.at);
      const asked = queue?.steps.findLast(({ afterMs }) => waited >= afterMs)?.levels ?? {};
      const levels = house.agents.get(agentId)?.levels ?? {};
      const lacking = Object.keys(asked).filter((skill) => (levels[skill] ?? 0) < (asked[skill] as number));
      demand(
        lacking.length === 0,
        'I17',
        () => `${where(scene)} offers ${after.conversationId} of ${queue?.id} to ${agentId}, who lacks ${lacking}.`,
      );
      const before = conversation === undefined ? undefined : findOvertaken(scene, conversation);
      const last = before === undefined ? undefined : replica.overtaken.get(before.id as string);
      demand(
        last === undefined || event.at - last <= togetherMs,
        'I18',
        () =>
          `${where(scene)} offers ${after.conversationId} of ${queue?.id} before ${before?.id}, not for the first time.`,
      );
      if (before !== undefined && last === undefined) replica.overtaken.set(before.id as string, event.at);
    }
    return;
  }
  demand(
    before.state === 'live',
    'I4',
    () => `${where(scene)} changes ${Object.keys(fields)} of offer ${id}, which was ${before.state}.`,
  );
  if (after.state !== 'live') {
    demand(terminalOffers.has(after.state as string), 'I4', () => `${where(scene)} leaves offer ${id} ${after.state}.`);
    demand(after.endedAt !== null, 'I4', () => `${where(scene)} ends offer ${id} at no time.`);
  }
}

/** Longer than anything that was decided before is under way: a queue's order may be old by so much. */
const orderMs = 10_000;
/** What was proposed together may be committed in another order, once. */
const togetherMs = 3_000;

/**
 * A ticket of the same queue that asks the same, could have been offered for a good while, and stands before this one: nobody
 * may be overtaken but by who is more urgent.
 */
function findOvertaken({ replica, event, house }: Scene, conversation: Row): Row | undefined {
  const queueId = (conversation.owner as OwnerValue).id;
  const ageing = house.departments.get(conversation.departmentId as string)?.ageingMs ?? 0;
  const rank = ({ priority, queuedAt }: Row): number => (queuedAt as number) + (priority as number) * ageing;
  for (const other of replica.all('conversation')) {
    const owner = other.owner as OwnerValue | null;
    const isLike =
      owner?.kind === 'queue' &&
      owner.id === queueId &&
      other !== conversation &&
      other.channelKind === conversation.channelKind;
    if (!isLike || other.liveOfferId !== null || other.pendingTransferId !== null) continue;
    if (((other.waitUntil as number | null) ?? Number.POSITIVE_INFINITY) <= event.at) continue;
    if ((other.passedOver as string[]).length > 0 || other.preferredAgentId !== null) continue;
    if (event.at - (replica.toldAt.get(other.id as string) ?? 0) < orderMs) continue;
    if (rank(other) < rank(conversation)) return other;
  }
  return undefined;
}

/** Forgets who was overtaken once they wait no more. */
function forgetOvertaken({ replica }: Scene): void {
  for (const id of replica.overtaken.keys()) {
    const { owner, liveOfferId, pendingTransferId } = replica.get('conversation', id) ?? {};
    const waits = (owner as OwnerValue | null)?.kind === 'queue' && liveOfferId === null && pendingTransferId === null;
    if (!waits) replica.overtaken.delete(id);
  }
}

function checkTransfer(scene: Scene, { id, before, fields, after }: Change): void {
  const { event, house, replica } = scene;
  const was = (before?.state ?? 'requested') as string;
  const is = after.state as string;
  if (!sameValue(before?.currentTarget, after.currentTarget))
    replica.hopsMax.set(id, hopsMaxOf(house, after.fromDepartmentId, after.toDepartmentId));
  if (before !== undefined && !pending.has(was))
    demand(
      false,
      'I23',
      () => `${where(scene)} changes ${Object.keys(fields)} of transfer ${id}, which has ended as ${was}.`,
    );
  if (before === undefined || 'state' in fields) {
    demand(transferMoves[was]?.includes(is), 'I23', () => `${where(scene)} takes transfer ${id} from ${was} to ${is}.`);
    demand(event.kind === `transfer.${is}`, 'I23', () => `${where(scene)} makes transfer ${id} ${is}.`);
  }
  const conversation = replica.get('conversation', after.conversationId);
  demand(
    (conversation?.pendingTransferId === id) === pending.has(is),
    'I24',
    () => `${where(scene)} leaves transfer ${id} ${is} and ${conversation?.pendingTransferId} pending.`,
  );
  demand(
    (after.endedAt === null) === pending.has(is),
    'I23',
    () => `${where(scene)} leaves transfer ${id} ${is} with end ${after.endedAt}.`,
  );
  if (is === 'completed') {
    demand(
      after.newTicketId === conversation?.ticketId,
      'I25',
      () =>
        `${where(scene)} completes transfer ${id} in ticket ${after.newTicketId}; it goes on in ${conversation?.ticketId}.`,
    );
    const target = after.currentTarget as OwnerValue;
    const owner = conversation?.owner as OwnerValue | null;
    if (target.kind !== 'department') {
      demand(
        sameValue(owner, { kind: target.kind, id: target.id }),
        'I25',
        () => `${where(scene)} completes transfer ${id} to ${show(target)}; ${show(owner)} owns.`,
      );
    }
  }
  if (before === undefined && (is === 'completed' || is === 'offered')) checkHours(scene, after);
}

/** Nothing goes silently into a closed department. */
function checkHours(scene: Scene, transfer: Row): void {
  const { event, house } = scene;
  if (transfer.fromDepartmentId === transfer.toDepartmentId) return;
  const hours = house.departments.get(transfer.toDepartmentId as string)?.hours;
  if (!hours || isOpenAt(hours, event.at)) return;
  const warned = ((event.data.warnings ?? []) as { code: string }[]).some(({ code }) => code === 'department_closed');
  const overridden = ((event.data.overrides ?? []) as string[]).includes('department_closed');
  demand(
    warned || overridden,
    'I28',
    () => `${where(scene)} hands over to ${transfer.toDepartmentId}, which is closed, as if it were open.`,
  );
}

function checkMessage(scene: Scene, { id, before, after }: Change): void {
  const { replica } = scene;
  demand(before === undefined, 'I31', () => `${where(scene)} changes message ${id}.`);
  const conversation = replica.get('conversation', after.conversationId);
  demand(
    after.sequence === conversation?.messageSequence,
    'I31',
    () =>
      `${where(scene)} numbers message ${id} ${after.sequence}; its conversation has ${conversation?.messageSequence}.`,
  );
  demand(
    after.ticketId === conversation?.ticketId && conversation?.status === 'open',
    'I31',
    () => `${where(scene)} puts message ${id} into a ticket that is not the open one.`,
  );
  if (after.direction !== 'outbound') return;
  const author = after.author as OwnerValue;
  const owner = conversation?.owner as OwnerValue | null;
  if (author.kind === 'agent' || author.kind === 'external') {
    const parties = conversation?.parties as { who: OwnerValue; role: string; joined: boolean }[];
    const party = parties.find(({ who }) => who.kind === author.kind && who.id === author.id);
    const isOwner = sameValue(owner, { kind: author.kind, id: author.id }) && after.spokeAs === null;
    const isJoined = party?.joined === true && after.spokeAs === party.role;
    demand(
      (isOwner || isJoined) && after.automatic === false,
      'I10',
      () => `${where(scene)}: ${author.id} speaks as ${after.spokeAs ?? 'the owner'}; ${show(owner)} owns.`,
    );
  } else
    demand(after.automatic === true, 'I10', () => `${where(scene)}: what ${author.kind} says is not marked automatic.`);
}

function checkAgent(scene: Scene, { id, before, after }: Change): void {
  const { event, house, replica } = scene;
  const load = (after.load ?? {}) as Record<string, number>;
  const wasLoad = (before?.load ?? {}) as Record<string, number>;
  // Whoever takes what they are offered gives the offer's slots back first, which may have been given over their capacity.
  const key = `${event.commandId} ${id}`;
  const began = replica.loadsBefore.get(key) ?? wasLoad;
  replica.loadsBefore.set(key, began);
  for (const [kind, units] of Object.entries(load)) {
    demand(units > 0, 'I11', () => `${where(scene)} leaves ${id} with ${units} of ${kind}.`);
    if (units <= Math.max(wasLoad[kind] ?? 0, began[kind] ?? 0)) continue;
    const agent = house.agents.get(id);
    const overridden =
      ((event.data.overrides ?? []) as string[]).includes('agent_at_capacity') || event.data.because === 'retired';
    const room = agent !== undefined && fits(agent, load, kind, 0);
    demand(
      room || overridden,
      'I12',
      () =>
        `${where(scene)} raises ${id} to ${JSON.stringify(load)}, above ${JSON.stringify({ total: agent?.total, ...agent?.perChannel })}.`,
    );
  }
}

/** Nothing ends before its time. */
function checkDeadlines(scene: Scene): void {
  const { event, changes } = scene;
  for (const { kind, before, after } of changes) {
    if (kind === 'offer' && before?.state === 'live' && after.state === 'timed_out') {
      demand(
        event.at >= (before.expiresAt as number),
        'I40',
        () => `${where(scene)} comes ${(before.expiresAt as number) - event.at} ms too early.`,
      );
    }
    if (kind === 'offer' && before?.state === 'live' && after.state === 'accepted') {
      demand(
        (after.endedAt as number) < (before.expiresAt as number),
        'I5',
        () => `${where(scene)} accepts an offer that had expired.`,
      );
    }
    // A flow asks for advice for as long as its step says.
    const isOwnTime = event.actor.kind === 'flow' && before?.state === 'consulting';
    if (kind === 'transfer' && typeof before?.deadlineAt === 'number' && after.outcome === 'expired' && !isOwnTime) {
      demand(event.at >= (before.deadlineAt as number), 'I40', () => `${where(scene)} comes before the wait was over.`);
    }
    if (
      kind === 'segment' &&
      before?.wrapUpEndedAt === null &&
      after.wrapUpEndedAt !== null &&
      event.actor.kind === 'system'
    ) {
      demand(
        event.at >= (before.wrapUpUntil as number),
        'I40',
        () => `${where(scene)} ends a wrap-up before its time.`,
      );
    }
  }
}
