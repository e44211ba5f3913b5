import Type from 'typebox';
import { eventKinds } from '../domain/events.ts';
import { actorName, instant, nullable, oneOf, shape, uuid } from './words.ts';

const row = { type: 'object', additionalProperties: true };

/**
 * An event as streams, pages and webhooks show it. `data.changes` are changed fields by kind of row and id: applied in
 * order to a snapshot, they give what a fresh snapshot would. What a viewer may not see is not in it.
 */
export const event = shape({
  position: Type.Integer({ minimum: 1 }),
  at: instant,
  kind: oneOf(eventKinds, 'More come with later versions: ignore what you do not know. See the reference of events.'),
  actor: actorName,
  conversationId: nullable(uuid),
  sequence: nullable(Type.Integer({ minimum: 1, description: '1..n within the conversation, without gaps.' })),
  data: Type.Unsafe<Record<string, unknown>>({
    type: 'object',
    required: ['changes'],
    properties: { changes: { type: 'object', additionalProperties: { type: 'object', additionalProperties: row } } },
    additionalProperties: true,
  }),
  text: Type.Optional(Type.String({ description: 'Of a message or note, for whoever may read it.' })),
  note: Type.Optional(Type.String({ description: 'Of a transfer.' })),
  about: Type.Optional(Type.Unsafe<Record<string, unknown>>(row)),
  entry: Type.Optional(Type.Unsafe<Record<string, unknown>>(row)),
});
