import type { MessageEntry, TranscriptEntry, TurnEntry } from '../../../../src/contract/webchat.ts';
import type { Outgoing } from './chat-state.ts';

/** A message as it is shown: one that the server has, or one on its way. */
export interface ShownMessage {
  readonly id: string;
  readonly text: string;
  readonly files: readonly { readonly id: string; readonly name: string; readonly bytes: number }[];
  readonly at: string;
  /** Null where the server has it. */
  readonly sending: Outgoing['state'] | null;
}

/** What stands in the thread, from above. */
export type Block =
  | { readonly kind: 'day'; readonly key: string; readonly at: string }
  | { readonly kind: 'turn'; readonly key: string; readonly turn: TurnEntry; readonly isLast: boolean }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly from: MessageEntry['from'];
      readonly name: string | null;
      readonly messages: readonly ShownMessage[];
    };

/** Messages of one author that follow each other within this time stand together, in milliseconds. */
const togetherMs = 300_000;

/** Which day an instant is of, and which one it is now: a thread of today alone needs no dates. */
export interface Days {
  readonly today: string;
  readonly of: (at: string) => string;
}

/** Entries and what is on its way, in groups by author, with a divider before each new day. */
export function arrangeThread(
  entries: readonly TranscriptEntry[],
  outgoing: readonly Outgoing[],
  { today, of: dayOf }: Days,
): Block[] {
  const blocks: Block[] = [];
  let day = today;
  const lastTurn = entries.findLast((entry) => entry.kind === 'turn')?.cursor;
  const beginDay = (at: string): void => {
    if (dayOf(at) === day) return;
    day = dayOf(at);
    blocks.push({ kind: 'day', key: `day ${day}`, at });
  };
  const addMessage = (from: MessageEntry['from'], name: string | null, message: ShownMessage): void => {
    beginDay(message.at);
    const last = blocks.at(-1);
    const before = last?.kind === 'group' ? last.messages.at(-1) : undefined;
    const isNear = before !== undefined && Date.parse(message.at) - Date.parse(before.at) < togetherMs;
    if (last?.kind === 'group' && last.from === from && last.name === name && isNear)
      blocks[blocks.length - 1] = { ...last, messages: [...last.messages, message] };
    else blocks.push({ kind: 'group', key: message.id, from, name, messages: [message] });
  };
  for (const entry of afterWhatOpened(entries)) {
    if (entry.kind === 'message') addMessage(entry.from, entry.name, { ...entry, sending: null });
    else {
      beginDay(entry.at);
      blocks.push({ kind: 'turn', key: entry.cursor, turn: entry, isLast: entry.cursor === lastTurn });
    }
  }
  for (const { id, text, files, at, state } of outgoing) {
    addMessage('visitor', null, { id, text, files, at, sending: state === 'sent' ? null : state });
  }
  return blocks;
}

/** Whoever writes first is in line from then on: the line stands after the message that it came with. */
function afterWhatOpened(entries: readonly TranscriptEntry[]): readonly TranscriptEntry[] {
  const [first, second] = entries;
  if (first?.kind !== 'turn' || first.code !== 'waiting') return entries;
  const isOpening = second?.kind === 'message' && second.from === 'visitor' && second.at === first.at;
  return isOpening ? [second, first, ...entries.slice(2)] : entries;
}
