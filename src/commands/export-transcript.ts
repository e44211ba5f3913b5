import { type CommandDefinition, done, refused } from '../domain/command.ts';
import type { TranscriptUse } from '../domain/transcript.ts';

/**
 * Records that somebody took a transcript along. What they may read of it was looked at before; that they may take it is judged
 * here, so that there is no export without a record.
 */
export const exportTranscript: CommandDefinition<
  { readonly conversationId: string; readonly use: TranscriptUse; readonly format: string },
  null
> = {
  name: 'exportTranscript',
  needs: ({ conversationId }) => ({ conversations: [conversationId] }),
  decide(draft, { conversationId, use, format }) {
    const conversation = draft.find('conversation', conversationId);
    if (conversation === undefined) return refused('not_found');
    if (!draft.actor.permissions.has('transcript.export'))
      return refused('permission_missing', { data: { permission: 'transcript.export' } });
    draft.emit('transcript.exported', {
      conversationId,
      departments: [conversation.departmentId],
      details: { ticketId: conversation.ticketId, for: use, format },
    });
    return done(null);
  },
};
