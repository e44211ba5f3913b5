import { type CommandDefinition, done } from '../domain/command.ts';
import {
  type Conversation,
  directQueue,
  directQueueAgent,
  type Owner,
  openingOf,
  sameOwner,
} from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { whyNotServing } from '../domain/may-serve.ts';
import type { Transfer } from '../domain/transfer.ts';
import { cancelPending } from './hand-over.ts';
import { withdrawLiveOffer } from './offers.ts';
import { changeOwner, defaultQueue, ownerChange, waitLimit } from './ownership.ts';
import { tellWhatEnded } from './tell-what-ended.ts';

export interface SucceedOwnerInput {
  readonly conversationId: string;
  /** The agent, queue, flow or contact outside that was retired. */
  readonly from: Owner;
  /** Who was named to follow; the department's default queue takes what cannot go there. */
  readonly successor: string | null;
}

/**
 * The owner of this conversation was retired: the successor owns it, keeping its place in line, over capacity too; what an agent
 * cannot take who is offline, also for a moment, or may not serve its channel, waits in the department's default queue. Sent for each conversation by whoever reads the change of
 * configuration.
 */
export const succeedOwner: CommandDefinition<SucceedOwnerInput, null> = {
  name: 'succeedOwner',
  needs: ({ conversationId, from, successor }) => ({
    conversations: [conversationId],
    agents: personOf(from) !== null && successor !== null ? [successor] : [],
  }),
  decide(draft, { conversationId, from, successor }) {
    const conversation = draft.find('conversation', conversationId);
    if (conversation === undefined || !sameOwner(conversation.owner, from) || !isRetired(draft, from))
      return done(null);
    const { departmentId } = conversation;
    const to = successorOf(draft, { from, successor }, conversation);
    // Who was asked about it in the old owner's name is not asked any more; a transfer of its own goes on, unless it is the
    // successor who was asked: they have it by this.
    if (conversation.pendingTransferId === null) withdrawLiveOffer(draft, conversation, 'retired');
    else if (isTarget(draft.get('transfer', conversation.pendingTransferId), to))
      cancelPending(draft, conversationId, 'taken_over');
    changeOwner(draft, {
      conversationId,
      to,
      endReason: 'requeued',
      queuedAt: conversation.queuedAt ?? openingOf(draft.get('ticket', conversation.ticketId)),
      waitUntil: waitLimit(draft, to, departmentId),
    });
    draft.emit('ticket.requeued', {
      conversationId,
      departments: [departmentId],
      agents: [from, to].flatMap((owner) => (owner.kind === 'agent' ? [owner.id] : [])),
      details: { ticketId: conversation.ticketId, because: 'retired', owner: ownerChange(draft, conversation) },
    });
    tellWhatEnded(draft, conversation, 'requeued');
    return done(null);
  },
};

/** The agent whose it is: theirs, or what waits for them in their direct queue. */
function personOf(owner: Owner): string | null {
  return owner.kind === 'agent' ? owner.id : directQueueAgent(owner);
}

function isTarget({ currentTarget }: Transfer, { kind, id }: Owner): boolean {
  return currentTarget.kind === kind && currentTarget.id === id;
}

function isRetired({ configuration }: Draft, owner: Owner): boolean {
  if (owner.kind === 'flow') return !configuration.flows.has(owner.id);
  if (owner.kind === 'external') return !configuration.externals.has(owner.id);
  const person = personOf(owner);
  return person === null ? !configuration.queues.has(owner.id) : !configuration.agents.has(person);
}

function successorOf(
  draft: Draft,
  { from, successor }: Pick<SucceedOwnerInput, 'from' | 'successor'>,
  {
    departmentId,
    channelKind,
    watchingQueueId,
  }: Pick<Conversation, 'departmentId' | 'channelKind' | 'watchingQueueId'>,
): Owner {
  const { agents, flows, queues } = draft.configuration;
  const agent = personOf(from) === null ? undefined : agents.get(successor ?? '');
  if (agent?.memberOf.has(departmentId) === true && whyNotServing(agent, channelKind) === undefined) {
    // Somebody who is not there owns nothing that their department does not leave them: no customer waits for their return.
    const isAbsent = draft.find('agent', agent.id)?.presence === 'offline';
    if (!isAbsent || draft.settingsOf(departmentId).whenAgentLeaves === 'keep')
      return from.kind === 'agent' ? { kind: 'agent', id: agent.id } : directQueue(agent.id);
  }
  if (successor !== null && from.kind === 'queue' && queues.get(successor)?.department === departmentId) {
    return { kind: 'queue', id: successor };
  }
  const flow = from.kind === 'flow' ? flows.get(successor ?? '') : undefined;
  if (flow?.published && (flow.department ?? departmentId) === departmentId) return { kind: 'flow', id: flow.id };
  // Nobody outside is given a customer without being asked: from one who is retired it comes back to the queue that watched.
  const watching = from.kind === 'external' ? queues.get(watchingQueueId ?? '') : undefined;
  return watching?.department === departmentId ? { kind: 'queue', id: watching.id } : defaultQueue(draft, departmentId);
}
