import Type from 'typebox';
import { actorKinds } from '../domain/actor.ts';
import { auditCategories } from '../domain/audit-entry.ts';
import { eventKinds } from '../domain/events.ts';
import { actorName, instant, line, nullable, oneOf, page, pageQuery, shape, uuid } from './words.ts';

export const auditQuery = shape({
  ...pageQuery,
  category: Type.Optional(oneOf(auditCategories)),
  actorKind: Type.Optional(oneOf(actorKinds)),
  actorId: Type.Optional(line(320)),
  conversationId: Type.Optional(uuid),
  from: Type.Optional(Type.String({ format: 'date-time' })),
  to: Type.Optional(Type.String({ format: 'date-time', description: 'Not included.' })),
});

const anything = Type.Unsafe<unknown>({});

export const auditPage = page(
  shape({
    position: Type.Integer({ description: 'The place of its event in the log.' }),
    at: instant,
    category: oneOf(auditCategories),
    kind: oneOf(eventKinds),
    actor: actorName,
    conversationId: nullable(uuid),
    before: anything,
    after: anything,
    details: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
  }),
);

const link = shape({
  firstPosition: Type.Integer(),
  lastPosition: Type.Integer(),
  hash: Type.String({ description: 'SHA-256, in hexadecimal.' }),
  at: instant,
});

export const verifyQuery = shape({
  after: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 2_147_483_647, description: '`nextAfter` of the answer before.' }),
  ),
});

export const verifyAnswer = shape({
  holds: Type.Boolean({ description: 'Whether every link that was looked at is what the log says.' }),
  broken: nullable(link),
  last: nullable(link),
  unlinked: Type.Integer({ description: 'Events after the last link that was looked at.' }),
  nextAfter: nullable(Type.Integer({ description: 'Where to go on, while a long chain is not at its end.' })),
});
