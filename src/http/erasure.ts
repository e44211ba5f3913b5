import { isoInstant } from '../base/clock.ts';
import { eraseMessage } from '../commands/erase-message.ts';
import { erasedMessage, sequencePath } from '../contract/transcripts.ts';
import { nothingBody } from '../contract/transfers.ts';
import { answers } from './answers.ts';
import type { App, HttpContext } from './context.ts';
import { answerCommand } from './submit.ts';
import { rowId } from './transfers.ts';

/** Taking single messages away for good. */
export function erasureRoutes(app: App, context: HttpContext): void {
  app.post(
    '/conversations/:id/messages/:sequence/erase',
    {
      schema: {
        tags: ['Messages'],
        summary: 'Erase a message for good',
        description:
          'Its text is gone at once, and so are the names of its files; their bytes within some hours. It stays in its place, empty. Final tickets allow it.',
        params: sequencePath,
        body: nothingBody,
        response: answers({ 200: erasedMessage }),
      },
    },
    (request, reply) =>
      answerCommand(context, request, reply, {
        definition: eraseMessage,
        input: { conversationId: rowId(request.params), sequence: Number(request.params.sequence) },
        present: ({ messageId: id, conversationId, sequence, erasedAt }) => ({
          id,
          conversationId,
          sequence,
          erasedAt: isoInstant(erasedAt),
        }),
      }),
  );
}
