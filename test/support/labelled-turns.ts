import { openDataFile } from '../../src/cli/replay/open-data-file.ts';
import { parseColumns, tsv } from '../../src/cli/replay/parse-table.ts';

/** A turn of a chat with what its writer was labelled to have given. */
export interface LabelledTurn {
  readonly text: string;
  /** What stands there as a card number and has the length of one: 13 to 19 digits; null where nothing does. */
  readonly card: string | null;
  /** Whether anything in it is labelled as a card number, of whatever length. */
  readonly isCard: boolean;
  /** Whether something is labelled as a national id. */
  readonly hasId: boolean;
}

/** The chats of a labelled set, each with its turns in order. @throws Error when the file cannot be read */
export async function readLabelledTurns(path: string): Promise<readonly (readonly LabelledTurn[])[]> {
  const chats = new Map<string, LabelledTurn[]>();
  const columns = ['conversation', 'utterance', 'slot_labels'] as const;
  for await (const { values } of parseColumns(openDataFile(path), tsv, columns)) {
    const { conversation, utterance: text, slot_labels: labels } = values;
    const turn = {
      text,
      card: cardOf(text, labels),
      isCard: labels.includes('card_number'),
      hasId: /\bssn\b/.test(labels),
    };
    const chat = chats.get(conversation);
    if (chat === undefined) chats.set(conversation, [turn]);
    else chat.push(turn);
  }
  return [...chats.values()];
}

function cardOf(text: string, labels: string): string | null {
  const [words, labelOf] = [text.split(/ +/), labels.split(' ')];
  const card = words.filter((_, index) => labelOf[index] === 'card_number').join(' ');
  const digits = card.replace(/\D/g, '').length;
  return digits >= 13 && digits <= 19 && /^[\d .-]+$/.test(card) && text.includes(card) ? card : null;
}
