import { type Instant, isoInstant } from '../../base/clock.ts';
import type { MessageEntry, TranscriptEntry, TurnEntry, VisitorView } from '../../contract/webchat.ts';
import type { Owner } from '../../domain/conversation.ts';
import type { EventKind } from '../../domain/events.ts';
import { displayName } from '../files/display-name.ts';
import type { CustomerNames } from './customer-names.ts';

/**
 * A conversation as its customer may see it: the only way from our rows and events to a customer's browser. It is given
 * nothing that is not for customers (the store hands out messages without notes, and of events the few fields below), and
 * builds what it answers field by field.
 */

/** What the customer is told of each kind of event. A kind that is new does not compile before it is decided here. */
const toldKinds: Readonly<Record<EventKind, 'turn' | 'message' | 'nothing'>> = {
  'organization.created': 'nothing',
  'api_key.created': 'nothing',
  'account_secret.created': 'nothing',
  'configuration.changed': 'nothing',
  'agent.added': 'nothing',
  'agent.presence_changed': 'nothing',
  'agent.invited': 'nothing',
  'agent.joined': 'nothing',
  'agent.sign_in_ended': 'nothing',
  'agent.password_reset_made': 'nothing',
  'contact.created': 'nothing',
  'contact.changed': 'nothing',
  'conversation.opened': 'turn',
  'conversation.closed': 'turn',
  'conversation.reopened': 'turn',
  'conversation.changed': 'nothing',
  'message.received': 'message',
  'message.sent': 'message',
  'note.added': 'nothing',
  'consult.said': 'nothing',
  'whisper.said': 'nothing',
  'message.erased': 'nothing',
  'file.stored': 'nothing',
  'ticket.taken': 'turn',
  'ticket.released': 'turn',
  'ticket.requeued': 'turn',
  'ticket.held': 'nothing',
  'ticket.resumed': 'nothing',
  'ticket.snoozed': 'nothing',
  'ticket.woken': 'nothing',
  'ticket.merged': 'turn',
  'offer.made': 'nothing',
  'offer.declined': 'nothing',
  'offer.timed_out': 'nothing',
  'offer.withdrawn': 'nothing',
  'offer.accepted': 'turn',
  'transfer.refused': 'nothing',
  'transfer.waiting': 'turn',
  // Asked in private: the customer is none the wiser.
  'transfer.consulting': 'nothing',
  'transfer.offered': 'turn',
  'transfer.completed': 'turn',
  'transfer.cancelled': 'turn',
  'transfer.returned': 'turn',
  'transfer.fell_back': 'turn',
  'transfer.failed': 'turn',
  'wrap_up.extended': 'nothing',
  'wrap_up.ended': 'nothing',
  'party.invited': 'nothing',
  'party.joined': 'nothing',
  'party.left': 'nothing',
  'help.raised': 'nothing',
  'help.cleared': 'nothing',
  'channel.changed': 'nothing',
  'participants.changed': 'nothing',
  'external.returned': 'turn',
  'transfer_batch.created': 'nothing',
  'transfer_batch.item_done': 'nothing',
  'transfer_batch.cancelled': 'nothing',
  'transfer_batch.done': 'nothing',
  'transcript.exported': 'nothing',
  // A loop of automatic hops ends in a queue, and the event that says so is the alert.
  'alert.raised': 'turn',
};

function kindsOf(what: 'turn' | 'message'): readonly string[] {
  return Object.entries(toldKinds).flatMap(([kind, told]) => (told === what ? [kind] : []));
}

/** Kinds of events that may change who has the conversation. */
export const turnKinds = kindsOf('turn');
/** Whether an event of this kind may be something to the customer: others do not even wake their stream. */
export function isTold(kind: EventKind): boolean {
  return toldKinds[kind] !== 'nothing';
}

/** What of an event says who has the conversation, as far as the event changed it. */
export interface FoundTurn {
  readonly sequence: number;
  /** Events of one command make one line. */
  readonly commandId: string;
  readonly at: Instant;
  readonly status: 'open' | 'closed' | null;
  readonly owner: Owner | null;
  readonly departmentId: string | null;
  readonly touchesPending: boolean;
  readonly pendingTransferId: string | null;
  /** The transfer that the event is about, and where it leads, if the event says. */
  readonly transferId: string | null;
  readonly toDepartmentId: string | null;
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
  const { lines, view } = renderTurns(found.turns, options);
  const placed = [
    ...lines,
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

/** Who has the conversation, by ids: what becomes names when it is shown. */
interface Place {
  readonly isClosed: boolean;
  readonly agentId: string | null;
  readonly departmentId: string;
  readonly pendingTransferId: string | null;
  /** The department that the pending transfer leads to. */
  readonly to: string | null;
}

const nowhere: Place = { isClosed: false, agentId: null, departmentId: '', pendingTransferId: null, to: null };

function renderTurns(turns: readonly FoundTurn[], options: RenderOptions) {
  const lines: Placed<TurnEntry>[] = [];
  const leadsTo = new Map<string, string>();
  let place: Place | null = null;
  let lastAgentId: string | null = null;
  for (const command of byCommand(turns)) {
    const before: Place | null = place;
    for (const turn of command) place = follow(place ?? nowhere, turn, leadsTo);
    const last = command.at(-1) as FoundTurn;
    const code = place === null ? null : codeOf(before, place, lastAgentId);
    if (place !== null && code !== null) {
      const entry: TurnEntry = {
        kind: 'turn',
        cursor: options.cursorOf(last.sequence),
        code,
        view: viewOf(place, options.names),
        at: isoInstant(last.at),
      };
      lines.push({ sequence: last.sequence, entry });
    }
    lastAgentId = place?.agentId ?? lastAgentId;
  }
  return { lines, view: viewOf(place ?? nowhere, options.names) };
}

function byCommand(turns: readonly FoundTurn[]): FoundTurn[][] {
  const commands: FoundTurn[][] = [];
  for (const turn of turns) {
    const last = commands.at(-1);
    if (last?.[0]?.commandId === turn.commandId) last.push(turn);
    else commands.push([turn]);
  }
  return commands;
}

/** Where the conversation is after an event that may have changed it. */
function follow(before: Place, turn: FoundTurn, leadsTo: Map<string, string>): Place {
  const { status, owner, departmentId, transferId, toDepartmentId } = turn;
  if (transferId !== null && toDepartmentId !== null) leadsTo.set(transferId, toDepartmentId);
  const pendingTransferId = turn.touchesPending ? turn.pendingTransferId : before.pendingTransferId;
  const isClosed = status === null ? before.isClosed : status === 'closed';
  const agentId = owner === null ? before.agentId : owner.kind === 'agent' ? owner.id : null;
  return {
    isClosed,
    agentId: isClosed ? null : agentId,
    departmentId: departmentId ?? before.departmentId,
    pendingTransferId,
    to: pendingTransferId === null ? null : (leadsTo.get(pendingTransferId) ?? null),
  };
}

/** What became of the conversation, in a word; null where its customer would notice nothing. */
function codeOf(before: Place | null, now: Place, lastAgentId: string | null): TurnEntry['code'] | null {
  if (now.isClosed) return before?.isClosed === true ? null : 'closed';
  if (before?.isClosed === true) return 'reopened';
  const isElsewhere = before !== null && before.departmentId !== now.departmentId;
  if (now.agentId !== null && (now.agentId !== before?.agentId || isElsewhere))
    return now.agentId === lastAgentId && !isElsewhere ? 'back' : 'served';
  if (now.to !== null && now.to !== before?.to) return 'bringing';
  if (now.to === null && typeof before?.to === 'string') return now.agentId === null ? 'waiting' : 'back';
  if (now.agentId !== null) return null;
  if (isElsewhere) return 'bringing';
  return before === null || before.agentId !== null ? 'waiting' : null;
}

function viewOf({ isClosed, agentId, departmentId, to }: Place, names: CustomerNames): VisitorView {
  return {
    phase: isClosed ? 'closed' : agentId === null ? 'waiting' : 'served',
    agent: agentId === null ? null : names.agent(agentId),
    department: names.department(departmentId),
    to: isClosed || to === null ? null : { department: names.department(to), isSame: to === departmentId },
  };
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
