import Type, { type Static } from 'typebox';
import { turnCodes } from '../domain/customer-turns.ts';
import { eventKinds } from '../domain/events.ts';
import { transcriptUses } from '../domain/transcript.ts';
import { instant, nullable, oneOf, pageQuery, shape, uuid } from './words.ts';

const transcriptFormats = ['json', 'text'] as const;

export const transcriptQuery = shape({
  for: oneOf(
    transcriptUses,
    '`customer`: what the customer may see, and nothing else. `internal`: all that you may read, with what was said within.',
  ),
  format: Type.Optional(oneOf(transcriptFormats, 'Default `json`.')),
  cursor: pageQuery.cursor,
});

const file = shape({ name: Type.String(), mediaType: Type.String(), bytes: Type.Integer() });

const messageLine = shape({
  kind: oneOf(['message']),
  from: oneOf(['customer', 'agent', 'automatic', 'note', 'consult', 'whisper']),
  name: nullable(Type.String()),
  text: Type.String(),
  files: Type.Array(file),
  erased: Type.Boolean(),
  at: instant,
});
const eventLine = shape({
  kind: oneOf(['event']),
  code: oneOf(
    [...turnCodes, ...eventKinds],
    'For the customer what became of the conversation; otherwise the event’s kind.',
  ),
  text: Type.String(),
  at: instant,
});

export const transcript = shape({
  conversationId: uuid,
  for: oneOf(transcriptUses),
  lines: Type.Array(
    Type.Unsafe<Static<typeof messageLine> | Static<typeof eventLine>>({ anyOf: [messageLine, eventLine] }),
  ),
  nextCursor: nullable(Type.String()),
});

/** What a department is told of a past that it may not read. */
export const summary = shape({
  ticketId: uuid,
  fromMessage: Type.Integer(),
  toMessage: Type.Integer(),
  messages: shape({
    customer: Type.Integer(),
    agent: Type.Integer({ description: 'Of people; greetings and notices count as automatic.' }),
    automatic: Type.Integer(),
  }),
  departments: Type.Array(Type.String(), {
    description: 'Names of those that it passed, in order; without those that you may not know of.',
  }),
  firstWords: nullable(Type.String({ description: 'Of the customer: at most 200 letters, masked as the ticket is.' })),
  lastWords: nullable(Type.String()),
  form: Type.Array(Type.String(), { description: 'Names of what the customer was asked before.' }),
  startedAt: nullable(instant),
  durationSeconds: Type.Integer(),
});

export const sequencePath = shape({
  id: Type.String(),
  sequence: Type.String({ pattern: '^[1-9][0-9]{0,8}$' }),
});
export const erasedMessage = shape({
  id: uuid,
  conversationId: uuid,
  sequence: Type.Integer(),
  erasedAt: instant,
});
