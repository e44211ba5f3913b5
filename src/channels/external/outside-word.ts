import { hash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import type { Fault } from '../../contract/problem.ts';
import { line, oneOf, shape, text, uuid } from '../../contract/words.ts';

/** Longer than any channel's longest message. */
const textLengthMax = 20_000;

const wordTypes = ['accept', 'decline', 'message', 'consult', 'return'] as const;

/** What a contact outside posts: an answer to what it was asked, a message, or that it gives a ticket back. */
export const outsideWord = shape(
  {
    type: oneOf(
      wordTypes,
      'An answer to a transfer or a consult; a message to the customer, a word to whoever asked for advice; giving back.',
    ),
    transferId: Type.Optional(uuid),
    conversationId: Type.Optional(uuid),
    text: Type.Optional(text(textLengthMax)),
    messageId: Type.Optional(
      line(200, 'Your own id of the message. Sent again with the same content, it is answered as the first time.'),
    ),
    reason: Type.Optional(line(200, 'Why it is declined or given back.')),
  },
  'A word of a contact outside.',
);
export type OutsideWord = Static<typeof outsideWord>;

/** What each type needs; everything else it must do without, but for a reason where it ends something. */
const neededBy = {
  accept: ['transferId'],
  decline: ['transferId'],
  message: ['conversationId', 'text', 'messageId'],
  consult: ['conversationId', 'text', 'messageId'],
  return: ['conversationId'],
} as const satisfies Record<OutsideWord['type'], readonly (keyof OutsideWord)[]>;
const mayHave: Readonly<Record<OutsideWord['type'], readonly string[]>> = {
  accept: [],
  decline: ['reason'],
  message: [],
  consult: [],
  return: ['reason'],
};

/** What the shape alone does not say: which fields go with which type. */
export function checkOutsideWord(word: OutsideWord): Fault[] {
  const needed: readonly string[] = neededBy[word.type];
  const missing = needed
    .filter((field) => !(field in word))
    .map((field) => fault(field, 'missing', `A word of type ${word.type} needs this.`));
  const strange = Object.keys(word)
    .filter((field) => field !== 'type' && !needed.includes(field) && !mayHave[word.type].includes(field))
    .map((field) => fault(field, 'unknown_key', `A word of type ${word.type} does not have this.`));
  return [...missing, ...strange];
}

function fault(field: string, code: string, message: string): Fault {
  return { in: 'body', path: `/${field}`, code, message };
}

/** Equal for words that say the same, whatever the order of their fields. */
export function hashWord({ type, transferId, conversationId, text: said, messageId, reason }: OutsideWord): string {
  const parts = [type, transferId, conversationId, said, messageId, reason].map((part) => part ?? null);
  return hash('sha256', JSON.stringify(parts), 'base64url');
}
