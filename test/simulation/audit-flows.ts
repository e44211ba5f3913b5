import { sameValue } from './house.ts';
import type { AuditedEvent, Change, OwnerValue, Replica, Row } from './replica.ts';
import type { Query } from './stored-rows.ts';
import { demand } from './violation.ts';

/**
 * What flows must keep, in the auditor's own words: who owns has one run, what runs wakes up, a step is done once, nothing is
 * said in the name of somebody who does not own any more, and whoever must look is told until they say that they do.
 */

const isLive = (run: Row): boolean => run.state !== 'ended';
const same = (owner: OwnerValue | null | undefined, kind: string, id: unknown): boolean =>
  owner?.kind === kind && owner.id === id;

// ---------------------------------------------------------------------------------------------------- between rows

/** The flows under way in each conversation. */
export function liveRunsOf(replica: Replica): ReadonlyMap<string, readonly Row[]> {
  const runs = new Map<string, Row[]>();
  for (const run of replica.all('flowRun')) {
    if (!isLive(run) || typeof run.conversationId !== 'string') continue;
    const some = runs.get(run.conversationId);
    if (some === undefined) runs.set(run.conversationId, [run]);
    else some.push(run);
  }
  return runs;
}

export function checkRunsOf(replica: Replica, conversation: Row, runs: readonly Row[]): void {
  const { id } = conversation;
  const named = [...(conversation.flowRunIds as string[])].sort();
  const there = runs.map((run) => run.id as string).sort();
  demand(sameValue(named, there), 'I1', () => `${id} names the runs ${named}; under way are ${there}.`);
  const owner = conversation.owner as OwnerValue | null;
  const owning = runs.filter((run) => run.owns === true);
  if (owner?.kind === 'flow') {
    demand(owning.length === 1, 'I1', () => `${id} is owned by flow ${owner.id}; ${owning.length} runs own it.`);
    const [run] = owning as [Row];
    demand(
      run.flowId === owner.id && run.ownershipVersion === conversation.ownershipVersion,
      'I10',
      () =>
        `${id} is owned by flow ${owner.id} under version ${conversation.ownershipVersion}; run ${run.id} is one of ${run.flowId} under ${run.ownershipVersion}.`,
    );
  } else
    demand(
      owning.length === 0,
      'I10',
      () => `${id} is owned by ${owner?.kind ?? 'nobody'}, and run ${owning[0]?.id} believes that it owns it.`,
    );
  for (const run of runs) checkWaiting(replica, conversation, run);
  const armed = runs.filter((run) => (run.waitsFor as Waits | null)?.kind === 'queue');
  const triggers = armed.map(({ flowId, version, trigger }) => `${flowId} ${version} ${(trigger as Row).place}`);
  demand(
    new Set(triggers).size === triggers.length,
    'I41',
    () => `${id} waits in its queue for one and the same trigger twice: ${triggers}.`,
  );
}

interface Waits {
  readonly kind: string;
  readonly transferId?: string;
  readonly ended?: unknown;
  readonly pausedAt?: number | null;
  readonly on?: Readonly<Record<string, string>>;
}

const pending = new Set(['waiting', 'consulting', 'offered']);

/** Whatever a run waits for can still come; or else it wakes by itself. */
function checkWaiting(replica: Replica, conversation: Row, run: Row): void {
  if (run.wakeAt !== null) return;
  const waits = run.waitsFor as Waits | null;
  if (waits?.kind === 'transfer') {
    const transfer = replica.get('transfer', waits.transferId);
    demand(
      transfer !== undefined && pending.has(transfer.state as string),
      'I40',
      () => `Run ${run.id} waits for transfer ${waits.transferId}, which is ${transfer?.state}, and never wakes.`,
    );
    return;
  }
  demand(
    waits?.kind === 'time' && typeof waits.pausedAt === 'number',
    'I40',
    () => `Run ${run.id} waits for ${JSON.stringify(waits)} and never wakes.`,
  );
  const ticket = replica.get('ticket', conversation.ticketId);
  demand(
    conversation.status === 'open' && (ticket?.onHold === true || typeof ticket?.snoozedUntil === 'number'),
    'I40',
    () => `Run ${run.id} stands still until its ticket is taken up again, which is not put aside, and never wakes.`,
  );
}

/** Of one run, whatever it belongs to. */
export function checkRun(replica: Replica, run: Row, stepsOf: ReadonlyMap<string, number>): void {
  const { id } = run;
  demand(
    ((run.steps ?? 0) as number) === (stepsOf.get(id as string) ?? 0),
    'I41',
    () => `Run ${id} counts ${run.steps} steps; ${stepsOf.get(id as string) ?? 0} were written.`,
  );
  // So many, and one that hands over: more is a flow that goes round in circles.
  demand((run.steps as number) <= 1001, 'I43', () => `Run ${id} has done ${run.steps} steps.`);
  demand(
    replica.get('flowVersion', `${run.flowId} ${run.version}`) !== undefined,
    'I42',
    () => `Run ${id} runs version ${run.version} of ${run.flowId}, which is not kept.`,
  );
  if (isLive(run)) {
    demand(run.stepId !== null && run.outcome === null, 'I41', () => `Run ${id} is under way and stands nowhere.`);
    if (run.conversationId === null)
      demand(run.wakeAt !== null, 'I40', () => `Run ${id} has no conversation and never wakes.`);
    return;
  }
  demand(
    run.wakeAt === null && run.waitsFor === null && run.stepId === null,
    'I41',
    () => `Run ${id} has ended and still waits.`,
  );
  demand(run.endedAt !== null && run.outcome !== null, 'I41', () => `Run ${id} has ended, and nothing says how.`);
}

/** What a stored run must not keep; the log never knew it. */
export function checkStoredRun(run: Row): void {
  demand(
    isLive(run) || Object.keys(run.answers as object).length === 0,
    'I41',
    () => `Run ${run.id} has ended and keeps what it was told.`,
  );
}

export function checkAlert(alert: Row): void {
  const isOpen = alert.acknowledgedAt === null;
  demand(isOpen === (alert.nextAt !== null), 'alert', () => `Alert ${alert.id} is told next at ${alert.nextAt}.`);
  demand((alert.people as string[]).length > 0, 'alert', () => `Alert ${alert.id} is told nobody.`);
}

// ---------------------------------------------------------------------------------------------------- events

/** What is kept of the commands that were seen since the last commit was looked at. */
export interface FlowScene {
  readonly event: AuditedEvent;
  readonly changes: readonly Change[];
  readonly replica: Replica;
}

/** What a flow's turn did, judged when all of its events are known: which run it was stands in the last. */
interface Deed {
  readonly event: AuditedEvent;
  readonly what: 'said' | 'given_to_the_absent';
  readonly owner: OwnerValue | null;
}

/** A conversation as it was before a command. */
interface Before {
  readonly owner: OwnerValue | null;
  readonly version: number;
  readonly live: readonly Row[];
  closedBy: AuditedEvent | null;
}

export class FlowAudit {
  readonly #query: Query;
  readonly #organizationId: string;
  /** How many steps of each run were written. */
  readonly steps = new Map<string, number>();
  /** Segments in which an agent was given work while not online. */
  readonly givenAbsent: Set<string>;
  /** Of the commands of this look: by command and conversation. */
  #before = new Map<string, Before>();
  #deeds: Deed[] = [];
  /** The run whose turn a command was, and the steps that it may have done. */
  #turns = new Map<string, { readonly run: Row; readonly was: Row; readonly stepIds: readonly string[] }>();
  #fellBack: AuditedEvent[] = [];
  #alerted = new Set<string>();

  constructor(options: { readonly query: Query; readonly organizationId: string; readonly givenAbsent: Set<string> }) {
    this.#query = options.query;
    this.#organizationId = options.organizationId;
    this.givenAbsent = options.givenAbsent;
  }

  /** Before an event's changes are merged. */
  remember(event: AuditedEvent, replica: Replica): void {
    const { conversationId, commandId } = event;
    if (conversationId === null) return;
    const key = `${commandId} ${conversationId}`;
    if (this.#before.has(key)) return;
    const conversation = replica.get('conversation', conversationId);
    const ids = (conversation?.flowRunIds ?? []) as string[];
    this.#before.set(key, {
      owner: (conversation?.owner ?? null) as OwnerValue | null,
      version: (conversation?.ownershipVersion ?? 0) as number,
      live: ids.map((id) => replica.get('flowRun', id)).filter((run) => run !== undefined),
      closedBy: null,
    });
  }

  check(scene: FlowScene): void {
    const { event, changes, replica } = scene;
    for (const change of changes) {
      if (change.kind === 'flowStep') this.#checkStep(scene, change);
      if (change.kind === 'flowRun') this.#checkRunChange(scene, change);
      if (change.kind === 'flowVersion')
        demand(change.before === undefined, 'I42', () => `Event ${event.position} changes version ${change.id}.`);
      if (change.kind === 'dutyAlert') checkAlertChange(scene, change);
      if (change.kind === 'message') this.#checkMessage(scene, change);
      if (change.kind === 'conversation') this.#checkConversation(scene, change);
    }
    if (event.kind === 'alert.raised') this.#alerted.add(event.commandId);
    if (event.kind === 'flow.ended' && event.data.outcome === 'fell_back') this.#fellBack.push(event);
    if (event.kind === 'alert.repeated' || (event.kind === 'alert.raised' && event.data.alertId !== undefined)) {
      const alert = replica.get('dutyAlert', event.data.alertId);
      demand(
        (alert?.people as string[] | undefined)?.includes(event.data.agentId as string),
        'alert',
        () => `Event ${event.position} tells ${event.data.agentId} of alert ${event.data.alertId}.`,
      );
    }
  }

  #checkStep({ event }: FlowScene, { id, before, after }: Change): void {
    const runId = after.runId as string;
    demand(before === undefined, 'I41', () => `Event ${event.position} does step ${id} once more.`);
    const count = (this.steps.get(runId) ?? 0) + 1;
    demand(
      after.number === count && id === `${runId} ${count}`,
      'I41',
      () => `Event ${event.position} writes step ${after.number} of run ${runId}; ${count} was next.`,
    );
    this.steps.set(runId, count);
  }

  #checkRunChange({ event }: FlowScene, { id, before, fields, after }: Change): void {
    if (before === undefined) {
      demand(event.kind === 'flow.started', 'I41', () => `Event ${event.position} (${event.kind}) begins run ${id}.`);
      return;
    }
    demand(isLive(before), 'I41', () => `Event ${event.position} changes run ${id}, which has ended.`);
    for (const field of ['flowId', 'version', 'conversationId', 'depth', 'startedAt'] as const)
      demand(!(field in fields), 'I42', () => `Event ${event.position} changes ${field} of run ${id}.`);
    // Of several triggers its first turn says which it was.
    demand(
      !('trigger' in fields) || (before.turn === 0 && after.turn === 1),
      'I42',
      () => `Event ${event.position} changes what set off run ${id}, which has begun.`,
    );
    demand(
      before.owns === true || after.owns === false,
      'I10',
      () => `Event ${event.position} lets run ${id} own what it did not.`,
    );
    const [was, is] = [before.turn as number, after.turn as number];
    demand(
      is === was || is === was + 1,
      'I41',
      () => `Event ${event.position}: turn ${was} of run ${id} became ${is}.`,
    );
    if (is === was) return;
    const waits = before.waitsFor as Waits | null;
    // What comes of a call is brought back before its lease is over; everything else has its time.
    const isEarly = waits?.kind !== 'call' && (before.wakeAt === null || event.at < (before.wakeAt as number));
    demand(
      !isEarly,
      'I40',
      () => `Event ${event.position} takes a turn of run ${id}, which was due at ${before.wakeAt}, at ${event.at}.`,
    );
    const done = (event.data.steps ?? []) as { readonly stepId: string }[];
    const stepIds = [before.stepId as string, ...done.map(({ stepId }) => stepId), event.data.stepId as string];
    this.#turns.set(event.commandId, { run: after, was: before, stepIds });
  }

  #checkMessage({ event, replica }: FlowScene, { after }: Change): void {
    const author = after.author as OwnerValue;
    if (after.direction !== 'outbound' || author.kind !== 'flow') return;
    const owner = (replica.get('conversation', after.conversationId)?.owner ?? null) as OwnerValue | null;
    this.#deeds.push({ event, what: 'said', owner });
  }

  #checkConversation({ event, replica }: FlowScene, { id, before, after }: Change): void {
    if (before?.status === 'open' && after.status === 'closed') {
      const remembered = this.#before.get(`${event.commandId} ${id}`);
      if (remembered !== undefined) remembered.closedBy = event;
    }
    const owner = (after.owner ?? null) as OwnerValue | null;
    if (owner?.kind !== 'agent' || event.data.owner === undefined || event.actor.kind !== 'flow') return;
    if (replica.get('agent', owner.id)?.presence === 'online') return;
    this.givenAbsent.add(after.segmentId as string);
    this.#deeds.push({ event, what: 'given_to_the_absent', owner });
  }

  /** Once every event of the commits is known. */
  async conclude(replica: Replica): Promise<void> {
    for (const deed of this.#deeds) await this.#judge(deed);
    for (const [commandId, { run, was }] of this.#turns) this.#checkFence(commandId, { run, was });
    for (const [key, before] of this.#before) checkClosed(replica, key, before);
    for (const event of this.#fellBack) {
      demand(
        this.#alerted.has(event.commandId),
        'I43',
        () => `Event ${event.position}: run ${event.data.runId} gave up, and nobody was told.`,
      );
    }
    this.#before = new Map();
    this.#deeds = [];
    this.#turns = new Map();
    this.#fellBack = [];
    this.#alerted = new Set();
  }

  /** A run that owned, and whose ticket is somebody else's, has no turn any more. */
  #checkFence(commandId: string, { run, was }: { readonly run: Row; readonly was: Row }): void {
    if (was.owns !== true) return;
    const before = this.#before.get(`${commandId} ${run.conversationId}`);
    demand(
      before !== undefined && same(before.owner, 'flow', run.flowId) && before.version === was.ownershipVersion,
      'I10',
      () =>
        `Run ${run.id} acts under version ${was.ownershipVersion}; ${before?.owner?.kind}:${before?.owner?.id} owns under ${before?.version}.`,
    );
  }

  async #judge({ event, what, owner }: Deed): Promise<void> {
    const turn = this.#turns.get(event.commandId);
    demand(turn !== undefined, 'I10', () => `Event ${event.position}: a flow does something, and no run does.`);
    if (turn === undefined) return;
    const { run, stepIds } = turn;
    demand(
      run.flowId === event.actor.id && run.conversationId === event.conversationId,
      'I10',
      () => `Event ${event.position}: flow ${event.actor.id} acts by run ${run.id} of ${run.flowId}.`,
    );
    if (what === 'said') {
      demand(
        same(owner, 'flow', run.flowId) || run.owns === false,
        'I10',
        () => `Event ${event.position}: run ${run.id} speaks as the owner; ${owner?.kind}:${owner?.id} is.`,
      );
      return;
    }
    const [version] = await this.#query(
      'select entry from flow_version where organization_id = $1::uuid and flow_id = $2 and version = $3::int',
      [this.#organizationId, run.flowId as string, String(run.version)],
    );
    const steps = ((version?.entry as Row | undefined)?.steps ?? []) as Row[];
    const isMeant = steps.some(
      ({ id, kind, onlyOnline }) => stepIds.includes(id as string) && kind === 'assign' && onlyOnline === false,
    );
    demand(
      isMeant,
      'I14',
      () => `Event ${event.position} assigns ${event.conversationId} to ${owner?.id}, who is not online, unasked.`,
    );
  }
}

/** Whatever was under way when a conversation was closed has ended, or was told to go on. */
function checkClosed(replica: Replica, key: string, { live, closedBy }: Before): void {
  if (closedBy === null) return;
  for (const was of live) {
    const run = replica.get('flowRun', was.id) as Row;
    const waits = was.waitsFor as Waits | null;
    // Whoever closed it goes on, and so does what was between two steps, or before its end.
    if (waits === null || waits.kind === 'fallback' || !isLive(run) || run.turn !== was.turn) continue;
    const now = run.waitsFor as Waits | null;
    // What closed by being merged is told so.
    const isMerged = (now as { readonly interruptedBy?: unknown } | null)?.interruptedBy === 'merge';
    const isTold =
      waits.kind === 'time'
        ? isMerged || ['ignore', 'port'].includes(waits.on?.close ?? '')
        : (waits.kind === 'transfer' || waits.kind === 'advice') && Boolean(now?.ended);
    demand(isTold, 'I22', () => `${key} was closed, and run ${run.id} still waits for ${JSON.stringify(now)}.`);
  }
}

function checkAlertChange({ event }: FlowScene, { id, before, after }: Change): void {
  if (before === undefined) {
    demand(after.told === 1, 'alert', () => `Alert ${id} begins told ${after.told} times.`);
    return;
  }
  demand(before.nextAt !== null, 'alert', () => `Event ${event.position} changes alert ${id}, which was acknowledged.`);
  if (after.told === before.told) return;
  const next = event.at + (after.repeatSeconds as number) * 1000;
  demand(
    after.told === (before.told as number) + 1 && event.at >= (before.nextAt as number) && after.nextAt === next,
    'I40',
    () => `Event ${event.position} tells alert ${id} for the ${after.told}th time, the next at ${after.nextAt}.`,
  );
}
