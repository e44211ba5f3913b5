import type { Static } from 'typebox';
import type { message, messagePage } from '../../contract/conversations.ts';
import type { Api } from './call-api.ts';
import { matchThreads } from './match-threads.ts';
import type { DialoguePlan } from './plan-dialogues.ts';
import { readConversations } from './read-conversations.ts';
import type { Dialogue } from './read-dialogues.ts';
import { runCallers } from './run-callers.ts';

export type MessageView = Static<typeof message>;

export interface DialogueVerdict {
  readonly conversations: number;
  readonly messages: number;
  /** Empty is clean. */
  readonly differences: readonly string[];
}

/** Asks the API for every message of every conversation. Nothing that was answered while playing is looked at. */
export async function judgeDialogues(
  api: Api,
  callers: number,
  plan: DialoguePlan,
  stepped: () => void,
): Promise<DialogueVerdict> {
  const conversations = await readConversations(api);
  const expected = plan.dialogues.map(({ conversation }) => conversation);
  const { byThread, differences } = matchThreads(conversations, expected, 'thread');
  let messages = 0;
  await runCallers(callers, plan.dialogues, async (dialogue) => {
    const conversation = byThread.get(dialogue.conversation);
    if (conversation === undefined) return;
    if (conversation.accountId !== dialogue.domain) {
      differences.push(
        `Thread ${dialogue.conversation} must be on ${dialogue.domain}, and it is on ${conversation.accountId}.`,
      );
    }
    const seen = await readMessages(api, conversation.id);
    messages += seen.length;
    differences.push(...compareDialogue(dialogue, seen));
    stepped();
  });
  return { conversations: conversations.length, messages, differences };
}

async function readMessages(api: Api, conversationId: string): Promise<MessageView[]> {
  const all: MessageView[] = [];
  let cursor: string | null = null;
  do {
    const query: string = `?limit=100${cursor === null ? '' : `&cursor=${cursor}`}`;
    const page: Static<typeof messagePage> = await api.call({
      method: 'GET',
      path: `/v1/conversations/${conversationId}/messages${query}`,
    });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return all;
}

/** In what the messages differ from what the customer wrote: each once, in order, word for word. */
export function compareDialogue({ conversation, turns }: Dialogue, seen: readonly MessageView[]): string[] {
  const differences: string[] = [];
  const say = (sentence: string): unknown => differences.push(`Thread ${conversation}: ${sentence}`);
  if (seen.length !== turns.length) say(`${turns.length} messages must be there, and ${seen.length} are.`);
  for (const [index, turn] of turns.entries()) {
    const found = seen[index];
    if (found === undefined) break;
    if (found.externalId !== turn.id) {
      // What comes after a gap or a repetition is shifted: the first one says it.
      say(`message ${index + 1} must be ${turn.id}, and ${found.externalId} is there.`);
      break;
    }
    if (found.sequence !== index + 1) say(`${turn.id} must have the number ${index + 1}, and has ${found.sequence}.`);
    if (found.text !== turn.text)
      say(`${turn.id} must say ${JSON.stringify(turn.text)}, and says ${JSON.stringify(found.text)}.`);
    if (found.direction !== 'inbound') say(`${turn.id} must be inbound, and is ${found.direction}.`);
  }
  return differences;
}
