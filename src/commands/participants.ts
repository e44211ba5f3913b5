import { participantsMax } from '../contract/conversations.ts';
import { type CommandDefinition, done, refused } from '../domain/command.ts';
import type { Participant } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { addressKey } from '../domain/move-rules.ts';
import { audienceOf } from './conversations.ts';
import { findTicket, refuseOtherAgent, refuseUnlessOpen } from './find-ticket.ts';

/** Who takes part in a conversation as a customer: the primary contact, and those in To and Cc or in the group. */

/**
 * Writes down who takes part from now on, and tells of it where it changed. The primary contact stays, and stays first; each
 * address counts once, and ours on the conversation's own account is nobody. What is beyond fifty is left out: a reply goes to
 * nobody who is not shown.
 */
export function noteParticipants(draft: Draft, conversationId: string, given: readonly Participant[]): void {
  const { participants, accountId, channelKind } = draft.get('conversation', conversationId);
  const own = draft.configuration.accounts.get(accountId)?.address;
  const seen = new Set(own ? [addressKey({ channel: channelKind, address: own })] : []);
  const after: Participant[] = [];
  for (const participant of [...participants.slice(0, 1), ...given]) {
    const { channel, address } = participant;
    const key = addressKey(participant);
    if (seen.has(key) || after.length === participantsMax) continue;
    seen.add(key);
    after.push({ channel, address });
  }
  if (JSON.stringify(after) === JSON.stringify(participants)) return;
  draft.change('conversation', conversationId, { participants: after });
  draft.emit('participants.changed', {
    conversationId,
    ...audienceOf(draft, conversationId),
    details: { ticketId: draft.get('conversation', conversationId).ticketId, count: after.length },
  });
}

/**
 * The owner says to whom replies go, or somebody who may take the ticket over, or an integration. The whole list is given; the
 * primary contact may be left out of it, and stays.
 */
export const setParticipants: CommandDefinition<
  { readonly conversationId: string; readonly participants: readonly Participant[] },
  { readonly conversationId: string; readonly participants: readonly Participant[] }
> = {
  name: 'setParticipants',
  needs: ({ conversationId }) => ({ conversations: [conversationId] }),
  decide(draft, { conversationId, participants }) {
    const { actor } = draft;
    const ticketId = draft.find('conversation', conversationId)?.ticketId;
    const found = ticketId === undefined ? undefined : findTicket(draft, ticketId);
    if (found === undefined) return refused('not_found');
    if (!actor.permissions.has('conversation.reply'))
      return refused('permission_missing', { data: { permission: 'conversation.reply' } });
    const refusal = refuseUnlessOpen(found.ticket, undefined) ?? refuseOtherAgent(draft, found);
    if (refusal !== null) return refusal;
    noteParticipants(draft, conversationId, participants);
    return done({ conversationId, participants: draft.get('conversation', conversationId).participants });
  },
};
