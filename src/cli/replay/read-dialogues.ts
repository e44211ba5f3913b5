import { parseColumns, tsv } from './parse-table.ts';

export interface Turn {
  readonly line: number;
  readonly id: string;
  readonly text: string;
}

/** What one customer wrote in one conversation, in the order of the file. */
export interface Dialogue {
  readonly conversation: string;
  readonly domain: string;
  readonly turns: readonly Turn[];
}

/**
 * The customers of a set of service chats. The turn numbers are not read: some are missing, and the order of the lines is
 * the order of the conversation. `limit` keeps the first conversations.
 *
 * @throws Error when an utterance stands in the file twice, or a conversation in two domains
 */
export async function readDialogues(
  text: AsyncIterable<string> | Iterable<string>,
  limit = Number.POSITIVE_INFINITY,
): Promise<Dialogue[]> {
  const columns = ['domain', 'conversation', 'utterance_id', 'utterance'] as const;
  const dialogues = new Map<string, { domain: string; turns: Turn[] }>();
  const ids = new Set<string>();
  for await (const { line, values } of parseColumns(text, tsv, columns)) {
    const { conversation, domain } = values;
    const turn = { line, id: values.utterance_id, text: values.utterance };
    const known = dialogues.get(conversation);
    if (known === undefined && dialogues.size >= limit) continue;
    if (known !== undefined && known.domain !== domain) {
      throw new Error(`Line ${line}: conversation ${conversation} stands in ${known.domain} and in ${domain}.`);
    }
    if (ids.has(turn.id)) throw new Error(`Line ${line}: utterance ${turn.id} stands in the file twice.`);
    ids.add(turn.id);
    if (known === undefined) dialogues.set(conversation, { domain, turns: [turn] });
    else known.turns.push(turn);
  }
  return [...dialogues].map(([conversation, { domain, turns }]) => ({ conversation, domain, turns }));
}
