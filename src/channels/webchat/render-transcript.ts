import { type Instant, isoInstant } from '../../base/clock.ts';
import type { MessageEntry, TranscriptEntry, TurnEntry, VisitorView } from '../../contract/webchat.ts';
import type { CustomerNames } from '../../domain/customer-names.ts';
import { type FoundTurn, followTurns } from '../../domain/customer-turns.ts';
import { displayName } from '../../domain/display-name.ts';
import { wordings } from '../../domain/event-wordings.ts';
import type { EventKind } from '../../domain/events.ts';

/**
 * A conversation as its customer may see it: the only way from our rows and events to a customer's browser. It is given
 * nothing that is not for customers (the store hands out messages without notes, and of events the few fields below), and
 * builds what it answers field by field.
 */

/** Whether an event of this kind may be something to the customer: others do not even wake their stream. */
export function isTold(kind: EventKind): boolean {
  return wordings[kind].customer !== null;
}

/** A message that is no note, with the place of the event that told of it. */
export interface FoundMessage {
  readonly eventSequence: number;
  readonly id: string;
  readonly direction: 'inbound' | 'outbound';
  readonly author: { readonly kind: string; readonly id: string };
  readonly automatic: boolean;
  readonly text: string;
  readonly fileIds: readonly string[];
  readonly externalId: string | null;
  readonly at: Instant;
}

export interface FoundFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

export interface FoundTranscript {
  /** All of the conversation so far, oldest first. */
  readonly turns: readonly FoundTurn[];
  /** Of the page, oldest first. */
  readonly messages: readonly FoundMessage[];
  readonly files: readonly FoundFile[];
}

export interface RenderOptions {
  readonly names: CustomerNames;
  /** Before the ids of the visitor's own messages, where they are kept. */
  readonly ownPrefix: string;
  readonly cursorOf: (sequence: number) => string;
  /** Entries after this event, up to and with the other. */
  readonly after: number;
  readonly until: number;
}

/** The entries of a page, oldest first, and who has the conversation after the last of all turns. */
export function renderTranscript(
  found: FoundTranscript,
  options: RenderOptions,
): { readonly view: VisitorView; readonly entries: TranscriptEntry[] } {
  const files = new Map(found.files.map((file) => [file.id, file]));
  const { lines, view } = followTurns(found.turns, options.names);
  const placed = [
    ...lines.map(({ sequence, at, code, view: then }): Placed<TurnEntry> => {
      const entry = { kind: 'turn', cursor: options.cursorOf(sequence), code, view: then, at: isoInstant(at) } as const;
      return { sequence, entry };
    }),
    ...found.messages.map((message) => ({
      sequence: message.eventSequence,
      entry: renderMessage(message, files, options),
    })),
  ];
  const entries = placed
    .filter(({ sequence }) => sequence > options.after && sequence <= options.until)
    .sort((a, b) => a.sequence - b.sequence)
    .map(({ entry }) => entry);
  return { view, entries };
}

interface Placed<E extends TranscriptEntry> {
  readonly sequence: number;
  readonly entry: E;
}

function renderMessage(
  message: FoundMessage,
  files: ReadonlyMap<string, FoundFile>,
  { names, ownPrefix, cursorOf }: RenderOptions,
): MessageEntry {
  const { id, direction, author, automatic, externalId } = message;
  const isOwn = direction === 'inbound';
  const isPerson = !automatic && author.kind === 'agent';
  return {
    kind: 'message',
    cursor: cursorOf(message.eventSequence),
    id: isOwn && externalId?.startsWith(ownPrefix) ? externalId.slice(ownPrefix.length) : id,
    from: isOwn ? 'visitor' : isPerson ? 'agent' : 'automatic',
    name: !isOwn && isPerson ? names.agent(author.id) : null,
    text: message.text,
    files: message.fileIds.flatMap((fileId) => renderFile(files.get(fileId))),
    at: isoInstant(message.at),
  };
}

function renderFile(file: FoundFile | undefined): MessageEntry['files'] {
  if (file === undefined) return [];
  const { id, name, mediaType, bytes } = file;
  return [{ id, name: displayName(name), mediaType, bytes }];
}
