import type { Conversation } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import { isSameParty } from './parties-of.ts';

/** By what colleagues stopped taking part, or a call for help ended, without anybody saying so. */
export type EndedBy = 'handed_over' | 'taken' | 'requeued' | 'closed' | 'merged';

/**
 * Tells what came to an end beside what was just told: of the conversation as it was before, the colleagues who take part no
 * more, each in person, and the call for help. A consult is told of by its transfer, and whoever owns it now by having got it.
 */
export function tellWhatEnded(draft: Draft, before: Conversation, because: EndedBy): void {
  const { owner, parties, help } = draft.get('conversation', before.id);
  const audience = { conversationId: before.id, departments: [before.departmentId] };
  for (const party of before.parties) {
    const { who, role, joined, transferId } = party;
    const isThere = parties.some((each) => isSameParty(each.who, who)) || (owner !== null && isSameParty(owner, who));
    if (transferId !== null || isThere) continue;
    draft.emit('party.left', {
      ...audience,
      agents: [who.id],
      details: { ticketId: before.ticketId, agentId: who.id, role, wasJoined: joined, remains: false, because },
    });
  }
  if (before.help === null || help !== null) return;
  const { agentId } = before.help;
  draft.emit('help.cleared', {
    ...audience,
    agents: [agentId],
    details: { ticketId: before.ticketId, agentId, because },
  });
}
