import { type CommandDefinition, done, refused } from '../domain/command.ts';
import type { FileRecord } from '../domain/conversation.ts';

/** What is remembered of the answer: its name and its hash stand in one place, from which they can be taken away. */
export type StoredFileAnswer = Pick<FileRecord, 'id' | 'createdAt'>;

/** Records a file whose bytes are stored already. Nobody but its uploader's next message can show it to anybody. */
export const storeFile: CommandDefinition<Omit<FileRecord, 'createdAt' | 'conversationId'>, StoredFileAnswer> = {
  name: 'storeFile',
  needs: () => ({}),
  decide(draft, file) {
    if (!draft.actor.permissions.has('conversation.reply'))
      return refused('permission_missing', { data: { permission: 'conversation.reply' } });
    draft.add('file', file.id, { ...file, conversationId: null, createdAt: draft.now });
    draft.emit('file.stored', { details: { fileId: file.id, bytes: file.bytes } });
    return done({ id: file.id, createdAt: draft.now });
  },
};
