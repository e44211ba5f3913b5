import type { ConversationRow, Entry } from '../../../../client/src/index.ts';
import type { Self } from '../desk/desk.ts';

/** How somebody stands to a conversation, and what of it is theirs to do. The server decides; this only shows what it would allow. */
export interface Standing {
  /** Who has it: oneself, a queue (it waits), somebody else, nobody any more; or another department, of which one sees the past. */
  readonly with: 'self' | 'queue' | 'other' | 'closed' | 'elsewhere';
  readonly mayReply: boolean;
  readonly mayNote: boolean;
  readonly mayTransfer: boolean;
  readonly mayEnd: boolean;
  /** Takes what waits, or with the permission to take over, what a colleague has. */
  readonly mayTake: boolean;
}

const nothing = { mayReply: false, mayNote: false, mayTransfer: false, mayEnd: false, mayTake: false };

export function standingOf(
  entry: Entry | undefined,
  conversation: ConversationRow | null,
  {
    self,
    departments,
  }: { readonly self: Pick<Self, 'agentId' | 'permissions'>; readonly departments: readonly string[] },
): Standing {
  if (entry === undefined) {
    // What is closed may be read; what is open and not in view goes on where one sees nothing of it.
    const isClosed = conversation === null || (conversation.departmentId !== '' && conversation.status === 'closed');
    return { with: isClosed ? 'closed' : 'elsewhere', ...nothing };
  }
  const { owner, departmentId, pendingTransferId } = entry.conversation;
  const may = (permission: string): boolean => self.permissions.has(permission);
  const isOwn = owner?.kind === 'agent' && owner.id === self.agentId;
  const isMember = departments.includes(departmentId);
  const mayReplace = pendingTransferId === null || may('transfer.cancel_any');
  const isFree = owner?.kind === 'queue' && pendingTransferId === null && mayBeTaken(entry, self.agentId);
  return {
    with: isOwn ? 'self' : owner?.kind === 'queue' ? 'queue' : 'other',
    mayReply: isOwn && may('conversation.reply'),
    mayNote: may('conversation.reply'),
    mayTransfer: isOwn && may('transfer.request') && mayReplace,
    mayEnd: isOwn && may('conversation.close'),
    mayTake: !isOwn && isMember && may('ticket.take') && (isFree || may('ticket.take_over')),
  };
}

/** What is being offered to somebody else is theirs to answer first. */
function mayBeTaken({ offer }: Entry, agentId: string): boolean {
  return offer === null || offer.state !== 'live' || offer.agentId === agentId;
}
