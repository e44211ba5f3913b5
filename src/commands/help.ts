import { nameActor } from '../domain/actor.ts';
import { type CommandDefinition, done, refused } from '../domain/command.ts';
import type { Conversation } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { appendMessage, messageDetails } from './append-message.ts';
import { audienceOf } from './conversations.ts';
import {
  findTicket,
  findWritable,
  mayUse,
  notOwner,
  refuseUnlessOpen,
  type TicketAnswer,
  ticketAnswer,
} from './find-ticket.ts';

export interface RaiseHelpInput {
  readonly ticketId: string;
  /** What is wrong, for supervisors: the first whisper. */
  readonly message: string;
}

/**
 * The agent who owns a ticket asks the supervisors of its department for help: raises the flag, and says why in a whisper, which
 * the customer never sees. Asked again, it adds a whisper, and the flag stays as it was raised.
 */
export const raiseHelp: CommandDefinition<RaiseHelpInput, TicketAnswer> = {
  name: 'raiseHelp',
  needs: ({ ticketId }) => ({ tickets: [ticketId] }),
  decide(draft, { ticketId, message: text }) {
    const looked = findWritable(draft, { ticketId });
    if ('refusal' in looked) return looked.refusal;
    const { conversation } = looked.found;
    const { actor } = draft;
    const { owner } = conversation;
    if (actor.kind !== 'agent' || owner?.kind !== 'agent' || owner.id !== actor.id) return notOwner(conversation);
    raiseFlag(draft, conversation, { agentId: actor.id, text, automatic: false, about: { ticketId } });
    return done(ticketAnswer(draft, ticketId));
  },
};

/** The flag, unless it is up already, and a whisper that says why. `about` goes into the event of the flag. */
export function raiseFlag(
  draft: Draft,
  { id: conversationId, help }: Conversation,
  {
    agentId,
    text,
    automatic,
    about,
  }: {
    readonly agentId: string;
    readonly text: string;
    readonly automatic: boolean;
    readonly about: { readonly ticketId: string; readonly flowId?: string };
  },
): void {
  if (help === null) {
    const { ticketId, ...others } = about;
    draft.change('conversation', conversationId, { help: { agentId, raisedAt: draft.now } });
    draft.emit('help.raised', {
      conversationId,
      ...audienceOf(draft, conversationId),
      details: { ticketId, agentId, ...others },
    });
  }
  const whisper = appendMessage(draft, conversationId, {
    direction: 'whisper',
    author: nameActor(draft.actor),
    automatic,
    text,
    fileIds: [],
    externalId: null,
  });
  draft.emit('whisper.said', {
    conversationId,
    ...audienceOf(draft, conversationId),
    details: messageDetails(whisper),
  });
}

/**
 * Takes the flag down: whoever raised it, or a supervisor of the department. It goes down by itself when the ticket is closed,
 * merged or somebody else's.
 */
export const clearHelp: CommandDefinition<{ readonly ticketId: string }, TicketAnswer> = {
  name: 'clearHelp',
  needs: ({ ticketId }) => ({ tickets: [ticketId] }),
  decide(draft, { ticketId }) {
    const found = findTicket(draft, ticketId);
    if (found === undefined) return refused('not_found');
    const { ticket, conversation } = found;
    const final = refuseUnlessOpen(ticket, undefined);
    if (final !== null) return final;
    const { actor } = draft;
    const { id: conversationId, owner, help } = conversation;
    const isOwner = actor.kind === 'agent' && owner?.kind === 'agent' && owner.id === actor.id;
    if (!isOwner && !mayUse(draft, 'ticket.supervise', found))
      return refused('permission_missing', { data: { permission: 'ticket.supervise' } });
    if (help === null) return refused('help_not_raised', { data: { ticket: ticketId } });
    draft.change('conversation', conversationId, { help: null });
    draft.emit('help.cleared', {
      conversationId,
      ...audienceOf(draft, conversationId),
      details: { ticketId, agentId: help.agentId, because: 'asked' },
    });
    return done(ticketAnswer(draft, ticketId));
  },
};
