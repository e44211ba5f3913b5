import { type CommandDefinition, done, refused } from '../domain/command.ts';

const dayMs = 86_400_000;

/**
 * Takes the names from files that nothing has carried for a day (X5, I47): nobody can send them any more, and their bytes go
 * soon after (`jobs/retention.ts`). Sent by the clock.
 */
export const eraseUploads: CommandDefinition<{ readonly fileIds: readonly string[] }, { readonly erased: number }> = {
  name: 'eraseUploads',
  needs: ({ fileIds }) => ({ files: fileIds }),
  decide(draft, { fileIds }) {
    if (draft.actor.kind !== 'system') return refused('not_found');
    const unsent = fileIds.filter((id) => {
      const file = draft.find('file', id);
      if (file === undefined || file.conversationId !== null || file.name === '') return false;
      return draft.now >= file.createdAt + dayMs;
    });
    if (unsent.length === 0) return done({ erased: 0 });
    for (const id of unsent) draft.change('file', id, { name: '' });
    draft.emit('message.erased', { details: { because: 'retention', fileIds: unsent } });
    return done({ erased: unsent.length });
  },
};
