import { hash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { participant, participantsMax } from '../../contract/conversations.ts';
import type { Fault } from '../../contract/problem.ts';
import { attributes, line, oneOf, shape, textFormat } from '../../contract/words.ts';

/** Longer than any channel's longest message. */
const textLengthMax = 20_000;
const filesMax = 10;

const inboundFile = shape({
  name: Type.String({
    format: textFormat,
    minLength: 1,
    maxLength: 1000,
    description: 'Kept as it is; shown without what hides or reverses.',
  }),
  mediaType: Type.String({ pattern: '^[a-zA-Z0-9!#$&^_.+-]{1,60}/[a-zA-Z0-9!#$&^_.+-]{1,60}$' }),
  content: Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$', description: 'The bytes in base64.' }),
});

/** What a `custom` account's connector posts for each message of a customer. */
export const inboundMessage = shape(
  {
    type: oneOf(['message']),
    thread: line(300, 'What the channel calls the thread: one open conversation for each.'),
    from: shape({ address: line(320), name: Type.Optional(line(200)) }),
    messageId: line(
      200,
      'The channel’s id of the message. Sent again with the same content, it is answered as the first time.',
    ),
    text: Type.String({
      format: textFormat,
      maxLength: textLengthMax,
      description: 'May be empty where there are files.',
    }),
    files: Type.Optional(Type.Array(inboundFile, { maxItems: filesMax })),
    form: Type.Optional(attributes),
    participants: Type.Optional(
      Type.Array(participant, {
        maxItems: participantsMax,
        description:
          'Who takes part besides `from`: To and Cc, or the group, as of this message. Replies go to all of them. Left out, those who did before.',
      }),
    ),
  },
  'A message of a customer, as the channel’s connector tells it.',
);
export type InboundMessage = Static<typeof inboundMessage>;

/** What the shape alone does not say. */
export function checkInboundMessage({ text, files = [] }: InboundMessage): Fault[] {
  const faults: Fault[] = [];
  if (text === '' && files.length === 0) {
    faults.push({ in: 'body', path: '/text', code: 'missing', message: 'A message without files needs a text.' });
  }
  files.forEach(({ content }, index) => {
    if (content.length % 4 === 0) return;
    faults.push({
      in: 'body',
      path: `/files/${index}/content`,
      code: 'bad_base64',
      message: 'This must be base64 with its padding.',
    });
  });
  return faults;
}

/** Equal for messages that say the same, whatever the order of their fields. */
export function hashMessage(message: InboundMessage): string {
  const { thread, from, messageId, text, files = [], form = {}, participants } = message;
  const said = [
    ...[thread, from.address, from.name ?? null, messageId, text],
    files.map((file) => [file.name, file.mediaType, hash('sha256', file.content, 'base64url')]),
    Object.entries(form).sort(([a], [b]) => (a < b ? -1 : 1)),
    ...(participants === undefined ? [] : [participants.map(({ channel, address }) => [channel, address])]),
  ];
  return hash('sha256', JSON.stringify(said), 'base64url');
}
