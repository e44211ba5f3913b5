import type { Instant } from '../base/clock.ts';
import type { ActorName } from './actor.ts';
import type { Configuration } from './configuration.ts';
import type { FileRecord, Message } from './conversation.ts';
import { customerNames } from './customer-names.ts';
import { type FoundTurn, followTurns, type TurnCode } from './customer-turns.ts';
import { displayName } from './display-name.ts';
import { sayTurn, type Told, wordings } from './event-wordings.ts';
import type { Audience, EventKind } from './events.ts';
import type { Target, Transfer } from './transfer.ts';

/** A conversation as it is given out: to its customer, or to colleagues. */

export const transcriptUses = ['customer', 'internal'] as const;
export type TranscriptUse = (typeof transcriptUses)[number];

export interface TranscriptFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/** One line, in the order of what happened. Names and codes only where they are for whoever it is made for. */
export type TranscriptLine =
  | {
      readonly kind: 'message';
      readonly sequence: number;
      /** `customer`, `agent`, `automatic`; within, what it is: `note`, `consult`, `whisper`. */
      readonly from: 'customer' | 'agent' | 'automatic' | 'note' | 'consult' | 'whisper';
      readonly name: string | null;
      readonly text: string;
      readonly files: readonly TranscriptFile[];
      readonly isErased: boolean;
      readonly at: Instant;
    }
  | {
      readonly kind: 'event';
      /** For colleagues the event's kind, for the customer what became of the conversation. */
      readonly code: EventKind | TurnCode;
      readonly text: string;
      readonly at: Instant;
    };

export interface TranscriptEvent {
  readonly sequence: number;
  readonly kind: EventKind;
  readonly actor: ActorName;
  /** Without the changes of rows. */
  readonly data: { readonly audience: Audience; readonly [detail: string]: unknown };
  readonly at: Instant;
}

/** What a transcript is made of; only what may be read, masked as it may be read. */
export interface TranscriptParts {
  readonly events: readonly TranscriptEvent[];
  /** By the sequence of the event that told of each. */
  readonly messages: ReadonlyMap<number, Message>;
  readonly files: ReadonlyMap<string, Pick<FileRecord, 'name' | 'mediaType' | 'bytes'>>;
  readonly transfers: ReadonlyMap<string, Transfer>;
  /** Of the whole conversation, from its beginning. */
  readonly turns: readonly FoundTurn[];
  readonly configuration: Configuration;
}

/** Kinds of events that may change who has a conversation. */
export const turnKinds: readonly string[] = Object.entries(wordings).flatMap(([kind, { customer }]) =>
  customer === 'turn' ? [kind] : [],
);

/** The lines of a transcript. What the customer's has is decided by the table of wordings, and by nothing else. */
export function makeTranscript(use: TranscriptUse, parts: TranscriptParts): TranscriptLine[] {
  return use === 'customer' ? forCustomer(parts) : forColleagues(parts);
}

function forCustomer(parts: TranscriptParts): TranscriptLine[] {
  const names = customerNames(parts.configuration);
  const lines = new Map(followTurns(parts.turns, names).lines.map((line) => [line.sequence, line]));
  return parts.events.flatMap((event): TranscriptLine[] => {
    const told = wordings[event.kind].customer;
    if (told === 'turn') {
      const line = lines.get(event.sequence);
      return line === undefined
        ? []
        : [{ kind: 'event', code: line.code, text: sayTurn(line.code, line.view), at: line.at }];
    }
    const message = parts.messages.get(event.sequence);
    if (told === null || message === undefined) return [];
    // Said once more, so that no event of a wrong kind lets anything else through.
    if (message.direction !== 'inbound' && message.direction !== 'outbound') return [];
    const isPerson = message.author.kind === 'agent' && !message.automatic;
    const from = message.direction === 'inbound' ? 'customer' : isPerson ? 'agent' : 'automatic';
    return [messageLine(message, { from, name: from === 'agent' ? names.agent(message.author.id) : null }, parts)];
  });
}

function forColleagues(parts: TranscriptParts): TranscriptLine[] {
  const said = new Set<string>();
  return parts.events.flatMap((event): TranscriptLine[] => {
    const { kind, at, data } = event;
    const { internal } = wordings[kind];
    if (internal === 'message') {
      const message = parts.messages.get(event.sequence);
      if (message === undefined) return [];
      const name = nameOf(parts.configuration, message.author);
      return [messageLine(message, { from: internalSide(message), name }, parts)];
    }
    const transfer = parts.transfers.get(String(data.transferId));
    const note = transfer?.note ?? null;
    const withNote = transfer !== undefined && note !== null && !said.has(transfer.id);
    if (withNote) said.add(transfer.id);
    const sentence = internal(toldOf(event, transfer, parts.configuration));
    return [{ kind: 'event', code: kind, text: withNote ? `${sentence}\nNote: ${note}` : sentence, at }];
  });
}

function internalSide({ direction, automatic }: Message): Extract<TranscriptLine, { kind: 'message' }>['from'] {
  if (direction === 'inbound') return 'customer';
  return direction === 'outbound' ? (automatic ? 'automatic' : 'agent') : direction;
}

function messageLine(
  { sequence, text, fileIds, erasedAt, at }: Message,
  { from, name }: Pick<Extract<TranscriptLine, { kind: 'message' }>, 'from' | 'name'>,
  { files }: TranscriptParts,
): TranscriptLine {
  const carried = fileIds.flatMap((id) => files.get(id) ?? []);
  return {
    kind: 'message',
    sequence,
    from,
    name,
    text,
    files: carried.map(({ name: called, mediaType, bytes }) => ({ name: displayName(called), mediaType, bytes })),
    isErased: erasedAt !== null,
    at,
  };
}

function toldOf({ actor, data }: TranscriptEvent, transfer: Transfer | undefined, configuration: Configuration): Told {
  const name: Told['name'] = (kind, id) => (typeof id === 'string' ? findName(configuration, kind, id) : 'somebody');
  return {
    who: nameOf(configuration, actor),
    data,
    name,
    target: transfer === undefined ? 'somebody' : targetName(configuration, transfer.currentTarget),
  };
}

function targetName(configuration: Configuration, { kind, id }: Target): string {
  const name = findName(configuration, kind, id);
  return kind === 'agent' || kind === 'external' ? name : `the ${kind} ${name}`;
}

/** How colleagues call whoever did something. */
function nameOf(configuration: Configuration, { kind, id }: ActorName): string {
  switch (kind) {
    case 'agent':
    case 'flow':
    case 'external':
      return findName(configuration, kind, id);
    case 'contact':
      return 'the customer';
    case 'key':
      return 'an integration';
    case 'assistant':
      return 'an assistant';
    case 'system':
      return 'Baton';
  }
}

function findName(configuration: Configuration, kind: Parameters<Told['name']>[0], id: string): string {
  const { agents, queues, departments, flows, externals, accounts, retired } = configuration;
  const entries = {
    agent: agents,
    queue: queues,
    department: departments,
    flow: flows,
    external: externals,
    account: accounts,
  };
  return entries[kind].get(id)?.name ?? retired.get(`${kind}:${id}`) ?? id;
}
