import { type CommandDefinition, done, type Outcome, refused } from '../domain/command.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { servesChannel } from '../domain/may-serve.ts';
import { writeDisposition } from './dispositions.ts';
import { endTicket } from './end-ticket.ts';
import {
  type FoundTicket,
  findTicket,
  mayUse,
  refuseOtherAgent,
  refuseUnlessOpen,
  type TicketAnswer,
  ticketAnswer,
} from './find-ticket.ts';
import { ownerChange } from './ownership.ts';
import { tellWhatEnded } from './tell-what-ended.ts';

export interface CloseInput {
  readonly ticketId: string;
  readonly reason?: string;
  /** How it ended, for the last owner's segment: one of the department's dispositions. */
  readonly disposition?: string;
  readonly ticketVersion?: number;
}

/**
 * Closes a ticket and its conversation: pending transfer and offer end, the slot is free, nobody owns it. Where the department
 * requires a disposition and has no wrap-up that would ask for it, its owner names one now, if none was written before.
 */
export const closeConversation: CommandDefinition<CloseInput, TicketAnswer> = {
  name: 'closeConversation',
  needs: ({ ticketId }) => ({ tickets: [ticketId] }),
  decide(draft, { ticketId, reason, disposition, ticketVersion }) {
    const found = findTicket(draft, ticketId);
    if (found === undefined) return refused('not_found');
    const { ticket, conversation } = found;
    const { actor } = draft;
    if (!actor.permissions.has('conversation.close'))
      return refused('permission_missing', { data: { permission: 'conversation.close' } });
    // What an agent may do differs by channel; a supervisor ends what nobody else may.
    const agent = actor.kind === 'agent' ? draft.configuration.agents.get(actor.id) : undefined;
    const { channelKind } = conversation;
    if (agent && !servesChannel(agent, channelKind) && !mayUse(draft, 'ticket.take_over', found))
      return refused('permission_missing', { data: { permission: 'conversation.close', channel: channelKind } });
    const refusal =
      refuseUnlessOpen(ticket, ticketVersion) ??
      refuseOtherAgent(draft, found) ??
      recordDisposition(draft, found, disposition);
    if (refusal !== null) return refusal;
    const { owner } = conversation;
    endTicket(draft, found, { state: 'closed', reason: reason ?? 'closed' });
    draft.emit('conversation.closed', {
      conversationId: conversation.id,
      departments: [ticket.departmentId],
      agents: owner?.kind === 'agent' ? [owner.id] : [],
      details: {
        ticketId: ticket.id,
        reason: draft.get('ticket', ticket.id).closeReason,
        owner: ownerChange(draft, conversation),
      },
    });
    tellWhatEnded(draft, conversation, 'closed');
    tellAbandoned(draft, conversation);
    return done(ticketAnswer(draft, ticket.id));
  },
};

/** A customer who waited and was served by nobody in this opening: the supervisors of the department are told. */
function tellAbandoned(draft: Draft, { id, owner, departmentId, ticketId, servedAt, queuedAt }: Conversation): void {
  if (owner?.kind !== 'queue' || servedAt !== null) return;
  const audience = { conversationId: id, departments: [departmentId] };
  const details = { ticketId, queueId: owner.id, waitedMs: draft.now - (queuedAt ?? draft.now) };
  draft.emit('conversation.abandoned', { ...audience, details });
  draft.emit('alert.raised', { ...audience, details: { alert: 'abandoned', ...details } });
}

/** Writes how it ended, or says why it cannot be closed like this; null when nothing speaks against it. */
function recordDisposition(
  draft: Draft,
  { ticket, conversation }: FoundTicket,
  disposition: string | undefined,
): Outcome<never> | null {
  const { actor } = draft;
  const { departmentId } = ticket;
  const settings = draft.settingsOf(departmentId);
  const segment = draft.get('segment', conversation.segmentId);
  const isOwner = segment.owner.kind === 'agent' && actor.kind === 'agent' && segment.owner.id === actor.id;
  const isAsked = isOwner && settings.disposition === 'required' && settings.wrapUpSeconds === 0;
  if (disposition === undefined) {
    const lacks = isAsked && segment.disposition === null;
    return lacks ? refused('disposition_required', { data: { department: departmentId } }) : null;
  }
  return writeDisposition(draft, segment, disposition);
}
