import Type, { type Static } from 'typebox';
import { turnCodes } from '../domain/customer-turns.ts';
import { widgetThemes } from '../domain/webchat-settings.ts';
import { attributes, instant, line, nullable, oneOf, shape, textFormat, uuid } from './words.ts';

/**
 * What a visitor's browser and Baton say to each other. Everything here may be read by whoever opens the developer tools of
 * a customer's browser: names that customers may know, and no id of an agent, a queue, a ticket or a transfer.
 */

/** Longer than anybody types into a chat. */
const messageLengthMax = 20_000;

export const widgetKeyPath = shape({
  key: Type.String({ maxLength: 120, description: '`w_ORGANIZATION_ACCOUNT`, as it stands in the page.' }),
});
export const visitorFilePath = shape({ ...widgetKeyPath.properties, id: uuid });

export const sessionBody = shape({
  token: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 2000,
      description: 'The visitor’s token of before. One that is void is answered with a new visitor.',
    }),
  ),
  identity: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 4096,
      description: 'A JWT (HS256, with `sub` and `exp`) by which your server names its user.',
    }),
  ),
  name: Type.Optional(line(200, 'What the visitor calls themselves. Not heeded beside an `identity`.')),
});

const conversationState = nullable(shape({ id: uuid, status: oneOf(['open', 'closed']) }));

const preChatField = shape({ id: Type.String(), label: Type.String(), required: Type.Boolean() });

export const sessionAnswer = shape({
  token: Type.String({ description: 'For `Authorization: Bearer` of the other routes.' }),
  identified: Type.Boolean({ description: 'Whether your server vouches for who this is.' }),
  expiresAt: nullable(instant),
  name: nullable(Type.String()),
  conversation: conversationState,
  account: shape({
    name: Type.String(),
    greeting: nullable(Type.String()),
    preChat: Type.Array(preChatField),
    locale: nullable(Type.String()),
    theme: oneOf(widgetThemes),
  }),
});
export type VisitorSession = Static<typeof sessionAnswer>;

/** Made by the visitor's browser: enough letters that nobody makes the same. */
const visitorMessageId = Type.String({ pattern: '^[A-Za-z0-9_-]{16,64}$' });
const fileReference = Type.String({
  pattern: '^[0-9a-f-]{36}\\.[A-Za-z0-9_-]{43}$',
  description: '`reference` of an upload of this visitor.',
});

export const visitorMessageBody = shape({
  id: visitorMessageId,
  text: Type.String({
    format: textFormat,
    maxLength: messageLengthMax,
    description: 'May be empty where there are files.',
  }),
  fileIds: Type.Optional(Type.Array(fileReference, { maxItems: 10, uniqueItems: true })),
  form: Type.Optional(attributes),
});
export type VisitorMessageBody = Static<typeof visitorMessageBody>;

export const visitorMessageAnswer = shape({
  id: visitorMessageId,
  conversation: shape({ id: uuid, status: oneOf(['open', 'closed']) }),
});

const shownFile = shape({ id: uuid, name: Type.String(), mediaType: Type.String(), bytes: Type.Integer() });

/** Opaque: where an entry stands in the visitor's conversation. */
const cursor = Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' });

/** Who has the conversation, as its customer may know it. Names are null where they are not for customers. */
const view = shape({
  phase: oneOf(['waiting', 'served', 'closed']),
  agent: nullable(Type.String({ description: 'Who serves; null while nobody does.' })),
  department: nullable(Type.String()),
  to: nullable(
    shape(
      { department: nullable(Type.String()), isSame: Type.Boolean() },
      'Set while a hand-over is under way: where to, and whether that is the same department.',
    ),
  ),
});
export type VisitorView = Static<typeof view>;

const messageEntry = shape({
  kind: oneOf(['message']),
  cursor,
  id: Type.String({ description: 'Of a visitor’s message, the one that their browser made.' }),
  from: oneOf(['visitor', 'agent', 'automatic']),
  name: nullable(Type.String()),
  text: Type.String(),
  files: Type.Array(shownFile),
  at: instant,
});

/** A line between messages: what became of the conversation. Sentences are the widget's. */
const turnEntry = shape({ kind: oneOf(['turn']), cursor, code: oneOf(turnCodes), view, at: instant });

export const transcriptEntry = Type.Unsafe<Static<typeof messageEntry> | Static<typeof turnEntry>>({
  anyOf: [messageEntry, turnEntry],
});
export type TranscriptEntry = Static<typeof transcriptEntry>;
export type TurnEntry = Static<typeof turnEntry>;
export type MessageEntry = Static<typeof messageEntry>;

export const transcriptQuery = shape({
  after: Type.Optional(cursor),
  before: Type.Optional(cursor),
});

export const transcriptAnswer = shape({
  conversation: conversationState,
  view: nullable(view),
  entries: Type.Array(transcriptEntry),
  cursor: nullable(Type.String({ description: 'From which to go on: for `after`, or as `Last-Event-ID`.' })),
  older: nullable(Type.String({ description: '`before` of the page of older entries; null on the oldest.' })),
  reset: Type.Boolean({ description: 'The cursor is of another conversation, or too old: these are the newest.' }),
});
export type Transcript = Static<typeof transcriptAnswer>;

/** Where a visitor stands in line while they wait, and between what their wait is likely to be: the data of `standing`. */
export interface VisitorStanding {
  /** 1 is next. */
  readonly position: number;
  /** Both null where there is no number to tell. On steps that people speak in. */
  readonly lowSeconds: number | null;
  readonly highSeconds: number | null;
}

export const visitorFileQuery = shape({
  name: Type.String({
    format: textFormat,
    minLength: 1,
    maxLength: 1000,
    description: 'As the file is called where it comes from.',
  }),
});
export const visitorFileAnswer = shape({
  reference: Type.String({ description: 'For `fileIds` of a message.' }),
  ...shownFile.properties,
});
export type VisitorFile = Static<typeof visitorFileAnswer>;
