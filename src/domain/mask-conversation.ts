import { isShownToCustomer, type Message } from './conversation.ts';
import type { Side } from './digit-groups.ts';
import type { CardOptions } from './find-cards.ts';
import { findSensitive, type Mark } from './redaction.ts';

/** A message as far as masking looks at it. */
export type MaskedMessage = Pick<Message, 'sequence' | 'direction' | 'text'>;

/**
 * What is to be masked in messages of one conversation, by their sequence. They come in order, with so many neighbours as
 * `maskingNeighbours` says around those whose marks are wanted.
 */
export function marksOf(
  messages: readonly MaskedMessage[],
  options: CardOptions,
): ReadonlyMap<number, readonly Mark[]> {
  const texts = messages.map(({ sequence, direction, text }) => ({
    sequence,
    text,
    side: sideOf(direction),
  }));
  const found = findSensitive(texts, options);
  return new Map(messages.map(({ sequence }, index) => [sequence, found[index] ?? []]));
}

function sideOf(direction: Message['direction']): Side {
  if (!isShownToCustomer(direction)) return 'within';
  return direction === 'inbound' ? 'customer' : 'us';
}
