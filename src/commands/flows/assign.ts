import { type AgentState, capacityOf, hasRoom, unitsOf } from '../../domain/agent.ts';
import type { Agent } from '../../domain/configuration.ts';
import { type Conversation, directQueueAgent } from '../../domain/conversation.ts';
import { cutText } from '../../domain/flows/cut-text.ts';
import type { AssignStep } from '../../domain/flows/graph.ts';
import type { WaitsFor } from '../../domain/flows/run.ts';
import { storyOf } from '../../domain/flows/story.ts';
import { isServing, whyNotServing } from '../../domain/may-serve.ts';
import { compareKeys, sortKey } from '../../domain/strategies.ts';
import { defaultQueue, touchTicket } from '../ownership.ts';
import { request } from './hand-on.ts';
import { openContactsOf } from './open-contacts.ts';
import { port, type StepResult, type Turn } from './turn.ts';

/**
 * Gives the ticket to somebody of a team. Who is free and whose turn it is, is looked at in their locked rows, so that three
 * hundred tickets make a hundred each for three agents, whichever node gives them; a declined or lapsed offer goes to the next.
 */
export function assign(turn: Turn, step: AssignStep, tried: readonly string[] = []): StepResult {
  const { open } = turn;
  if (open === undefined) return port('failed', turn.closedCode);
  if (step.who === 'nobody') return giveBack(turn, open.conversation);
  const departmentId = step.team ?? open.conversation.departmentId;
  const ranked = rank(turn, step, { departmentId, tried });
  if ('result' in ranked) return ranked.result;
  let code = ranked.code;
  for (const agentId of ranked.agentIds) {
    const asked = ask(turn, step, { agentId, departmentId });
    if (asked.kind === 'needs') return asked.result;
    if (asked.kind === 'refused') {
      code = asked.code;
      // A refusal that would be the same for everybody is not tried on everybody.
      if (!ofOneAgent.has(code)) {
        asked.record();
        return port('failed', code);
      }
      continue;
    }
    countTurn(turn, step, agentId);
    if (asked.kind === 'completed') return assigned(turn, asked.transferId);
    const { transferId } = asked;
    return {
      kind: 'wait',
      waitsFor: { kind: 'transfer', transferId, ended: null, code: null, tried: [...tried, agentId] },
      wakeAt: null,
    };
  }
  turn.marks.add('nobody');
  return tried.length > 0 ? port('declined', code) : port('nobody', code);
}

/** Whom nobody had yet was not moved, only given to somebody. */
function assigned(turn: Turn, transferId: string): StepResult {
  // Once it is over, it is not among what comes with its conversation.
  const transfer = turn.draft.find('transfer', transferId);
  if (transfer === undefined) return { kind: 'needs', needs: { transfers: [transferId] } };
  if (transfer.fromOwner.kind === 'agent') turn.marks.add('moved');
  return port('assigned');
}

/** What of a refusal is about this one agent, so that the next may be asked. */
const ofOneAgent: ReadonlySet<string> = new Set([
  'target_not_permitted',
  'already_there',
  'agent_offline',
  'agent_at_capacity',
  'skill_missing',
  'direct_routing_off',
]);

/** Agents asked one after the other by one step: after so many nobody wants it. */
const triesMax = 10;

export function assignEnded(
  turn: Turn,
  step: AssignStep,
  waits: Extract<WaitsFor, { readonly kind: 'transfer' }>,
): StepResult {
  switch (waits.ended) {
    case null:
      return { kind: 'wait', waitsFor: waits, wakeAt: null };
    case 'completed':
      return assigned(turn, waits.transferId);
    case 'returned':
    case 'fell_back': {
      const tried = waits.tried ?? [];
      const { owner, departmentId } = turn.there;
      // Into the queue where it waits for the next; anywhere else is where the fallback wanted it.
      const isBack = waits.ended === 'returned' || (owner?.kind === 'queue' && departmentId === turn.run.departmentId);
      if (isBack && step.who === 'team' && tried.length < triesMax) return assign(turn, step, tried);
      if (!isBack) turn.marks.add('moved');
      return port('declined', waits.code ?? waits.ended);
    }
    case 'cancelled':
      // Somebody took it for themselves while another was asked.
      if (turn.there.owner?.kind === 'agent') return port('assigned', waits.code ?? 'cancelled');
      return port('failed', waits.code ?? 'cancelled');
    default:
      return port('failed', waits.code ?? waits.ended);
  }
}

function ask(
  turn: Turn,
  step: AssignStep,
  { agentId, departmentId }: { readonly agentId: string; readonly departmentId: string },
): ReturnType<typeof request> {
  const missing = turn.missingIn(step.note);
  if (missing !== null) return { kind: 'needs', result: missing };
  const target = { kind: 'agent', id: agentId, departmentId } as const;
  return request(
    turn,
    {
      target,
      mode: 'cold',
      reason: 'flow_assigns',
      whenBlocked: 'refuse',
      ...(step.onlyOnline ? {} : { evenOffline: true }),
      ...(step.note === '' ? {} : { note: cutText(turn.fill(step.note), 4_000) }),
    },
    'chain',
  );
}

/** Those who may be given it, in the order of the strategy. */
function rank(
  turn: Turn,
  step: AssignStep,
  asked: { readonly departmentId: string; readonly tried: readonly string[] },
): { readonly agentIds: readonly string[]; readonly code: string } | { readonly result: StepResult } {
  const { draft, there } = turn;
  const { configuration } = draft;
  const members =
    step.who === 'agent' ? [step.agent ?? ''] : [...(configuration.departments.get(asked.departmentId)?.members ?? [])];
  const agents = members.flatMap((id) => configuration.agents.get(id) ?? []);
  const unloaded = agents.filter(({ id }) => draft.find('agent', id) === undefined).map(({ id }) => id);
  const story = storyOf(draft, there);
  const asksContacts = step.who === 'team' && step.strategy === 'least_open';
  const counted = asksContacts
    ? openContactsOf(
        draft,
        agents.map(({ id }) => id),
      )
    : new Map<string, number>();
  const stories = step.excludeEarlier && story === undefined ? [there.id] : [];
  if (unloaded.length + stories.length > 0 || counted === null) {
    const openContacts = asksContacts ? agents.map(({ id }) => id) : [];
    return { result: { kind: 'needs', needs: { agents: unloaded, stories, openContacts } } };
  }
  const present = agents.filter((agent) => mayBeGiven(turn, step, agent) && !asked.tried.includes(agent.id));
  const free = present.filter((agent) => hasRoomFor(turn, agent, asked.departmentId));
  const earlier = new Set(step.excludeEarlier ? story?.agents : []);
  const { owner } = there;
  const isOwner = (id: string): boolean => owner?.kind === 'agent' && owner.id === id;
  const fresh = free.filter(({ id }) => !earlier.has(id) && !isOwner(id));
  // Those who had it before are asked again only when there is nobody else; whoever has it now is not.
  const left = fresh.length > 0 || step.who === 'agent' ? fresh : free.filter(({ id }) => !isOwner(id));
  const code =
    agents.length === 0
      ? 'target_unknown'
      : present.length === 0
        ? 'agent_offline'
        : free.length === 0
          ? 'agent_at_capacity'
          : 'already_there';
  if (step.who === 'agent') return { agentIds: present.map(({ id }) => id), code };
  return { agentIds: sorted(turn, step, left, counted), code };
}

function mayBeGiven({ draft, there }: Turn, step: AssignStep, agent: Agent): boolean {
  if (whyNotServing(agent, there.channelKind) !== undefined) return false;
  return !step.onlyOnline || isServing(draft.configuration, draft.get('agent', agent.id), there.channelKind);
}

function hasRoomFor({ draft, there }: Turn, agent: Agent, departmentId: string): boolean {
  const state = draft.get('agent', agent.id);
  const units = unitsOf(draft.settingsOf(departmentId), there.channelKind);
  return hasRoom(state.load, capacityOf(agent, state, draft.now), there.channelKind, units);
}

function sorted(
  turn: Turn,
  step: AssignStep,
  agents: readonly Agent[],
  contacts: ReadonlyMap<string, number>,
): string[] {
  const { draft } = turn;
  const key = turnsKey(turn, step);
  const states = new Map(agents.map(({ id }) => [id, draft.get('agent', id)]));
  const had = [...states.values()].flatMap(({ rotation }) => rotation[key]?.turns ?? []);
  const turnsMin = had.length === 0 ? 0 : Math.min(...had);
  const keyed = agents.map((agent) => {
    const state = states.get(agent.id) as AgentState;
    const standing = {
      load: state.load,
      capacity: capacityOf(agent, state, draft.now),
      lastAssignedAt: state.lastAssignedAt,
      idleSince: state.idleSince,
      turns: state.rotation[key]?.turns ?? null,
      openContacts: contacts.get(agent.id) ?? 0,
      level: 0,
    };
    return { id: agent.id, key: sortKey(step.strategy, standing, turnsMin) };
  });
  return keyed.sort((a, b) => compareKeys(a.key, b.key) || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
}

/** Under which an agent's turns of this step are counted, beside those of queues. */
function turnsKey({ flow }: Turn, { id }: AssignStep): string {
  return `flow:${flow.id}:${id}`;
}

/** A joiner starts at the others' least: see `strategies.ts`. */
function countTurn(turn: Turn, step: AssignStep, agentId: string): void {
  if (step.who !== 'team' || step.strategy !== 'round_robin') return;
  const { draft, there } = turn;
  const key = turnsKey(turn, step);
  const members = draft.configuration.departments.get(step.team ?? there.departmentId)?.members ?? [];
  const had = [...members].flatMap((id) => draft.find('agent', id)?.rotation[key]?.turns ?? []);
  const { rotation } = draft.get('agent', agentId);
  const turns = rotation[key]?.turns ?? (had.length === 0 ? 0 : Math.min(...had));
  draft.change('agent', agentId, { rotation: { ...rotation, [key]: { turns: turns + 1, recent: [] } } });
}

/** Back to the department's queue, for whoever is free: who had it last is not preferred any more. */
function giveBack(turn: Turn, conversation: Conversation): StepResult {
  const { draft } = turn;
  const { owner, departmentId } = conversation;
  if (owner?.kind === 'queue' && directQueueAgent(owner) === null) {
    preferNobody(turn, conversation);
    return port('assigned');
  }
  const to = defaultQueue(draft, departmentId);
  const asked = request(
    turn,
    { target: to as { kind: 'queue'; id: string }, mode: 'cold', reason: 'flow_assigns' },
    'chain',
  );
  if (asked.kind === 'needs') return asked.result;
  if (asked.kind === 'refused') {
    asked.record();
    return port('failed', asked.code);
  }
  return port('assigned');
}

function preferNobody({ draft }: Turn, conversation: Conversation): void {
  const { id: conversationId, ticketId, departmentId, owner, priority, skills } = conversation;
  const { preferredAgentId, preferredUntil } = conversation;
  if (preferredAgentId === null) return;
  touchTicket(draft, conversationId);
  draft.change('conversation', conversationId, { preferredAgentId: null, preferredUntil: null });
  const waiting = { queueId: owner?.id, priority, skills };
  draft.emit('ticket.rerouted', {
    conversationId,
    departments: [departmentId],
    details: {
      ticketId,
      before: { ...waiting, preferredAgentId, preferredUntil },
      after: { ...waiting, preferredAgentId: null, preferredUntil: null },
      reason: null,
    },
  });
}
