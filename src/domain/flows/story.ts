import type { Instant } from '../../base/clock.ts';
import type { Conversation } from '../conversation.ts';
import type { Draft } from '../draft.ts';

/** What has happened in a conversation since it was opened last. */
export interface Story {
  readonly since: Instant;
  readonly incoming: number;
  readonly outgoing: number;
  /** Of those outgoing, what people wrote. */
  readonly human: number;
  readonly lastIncomingAt: Instant | null;
  readonly lastOutgoingAt: Instant | null;
  readonly lastHumanAt: Instant | null;
  /** Since when the customer has waited for a person's answer. */
  readonly waitingSince: Instant | null;
  /** Where the customer's last message stands. What of it may be read is the ticket's to say. */
  readonly lastSequence: number | null;
  readonly lastText: string | null;
  readonly lastHasFile: boolean;
  /** The agents who have owned it, in the order in which they did; somebody who had it twice stands there twice. */
  readonly agents: readonly string[];
  /** The contact's conversations before this one, at most 100. */
  readonly earlier: number;
}

/** As it was read from the store, up to a message and with the segments that there were. */
interface StoredStory extends Story {
  readonly upTo: number;
  readonly segments: readonly string[];
}

/**
 * The story as of now in this command: what was read, and what earlier commands of the batch and this one have added to it.
 * Undefined where it was not asked for.
 */
export function storyOf(draft: Draft, { id }: Pick<Conversation, 'id'>): Story | undefined {
  const stored = draft.reading<StoredStory>(`story ${id}`);
  if (stored === undefined) return undefined;
  const story = { ...stored };
  for (const message of draft.all('message')) {
    if (message.conversationId !== id) continue;
    // It may have been erased meanwhile.
    if (message.sequence === stored.lastSequence) {
      story.lastText = message.text;
      story.lastHasFile = message.fileIds.length > 0;
    }
    if (message.sequence <= stored.upTo) continue;
    if (message.direction === 'inbound') {
      story.incoming++;
      story.lastIncomingAt = message.at;
      story.lastSequence = message.sequence;
      story.lastText = message.text;
      story.lastHasFile = message.fileIds.length > 0;
      story.waitingSince ??= message.at;
    } else if (message.direction === 'outbound') {
      story.outgoing++;
      story.lastOutgoingAt = message.at;
      if (message.automatic) continue;
      story.human++;
      story.lastHumanAt = message.at;
      story.waitingSince = null;
    }
  }
  const agents = [...stored.agents];
  for (const segment of draft.all('segment')) {
    const isNew = segment.conversationId === id && !stored.segments.includes(segment.id);
    if (isNew && segment.owner.kind === 'agent') agents.push(segment.owner.id);
  }
  return { ...story, agents };
}
