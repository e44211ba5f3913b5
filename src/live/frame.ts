import { isoInstant } from '../base/clock.ts';
import type { Found, LogEvent, Missing } from './reads.ts';
import { type RightsChange, rightsChangeOf } from './rights-changes.ts';
import type { Addressed, Grade } from './viewer.ts';

/**
 * An event on its way to viewers. What it lacks (the log has no texts) was read for the whole page that it came with; it is
 * written as JSON once for each grade, whoever and however many see it.
 */
export class Frame implements Addressed {
  readonly position: number;
  readonly kind: string;
  readonly audience: Addressed['audience'];
  readonly isOfConversation: boolean;
  readonly enters: string | null;
  /** Whose rights it changes. */
  readonly rightsChange: RightsChange | null;
  readonly #event: LogEvent;
  readonly #found: Found;
  readonly #json: Partial<Record<Grade, string>> = {};
  readonly #bytes: Partial<Record<Grade, Buffer>> = {};

  constructor(event: LogEvent, found: Found) {
    this.position = event.position;
    this.kind = event.kind;
    this.audience = event.data.audience;
    this.isOfConversation = event.conversationId !== null;
    this.enters = departmentEntered(event);
    this.rightsChange = rightsChangeOf(event);
    this.#event = event;
    this.#found = found;
  }

  /** The event as JSON. */
  json(grade: Grade): string {
    let json = this.#json[grade];
    if (json === undefined)
      this.#json[grade] = json = JSON.stringify(presentEvent(this.#event, this.#found, grade, this.enters));
    return json;
  }

  /** The event as a server-sent event. */
  bytes(grade: Grade): Buffer {
    let bytes = this.#bytes[grade];
    if (bytes === undefined)
      this.#bytes[grade] = bytes = Buffer.from(`id: ${this.position}\ndata: ${this.json(grade)}\n\n`);
    return bytes;
  }
}

type Row = Readonly<Record<string, unknown>>;
type Changes = Readonly<Record<string, Readonly<Record<string, Row>> | undefined>>;

/**
 * The department for which the conversation begins with this event. Its members had not heard of it, or of its closing
 * long ago, and changed fields alone say too little.
 */
function departmentEntered({ kind, conversationId, data }: LogEvent): string | null {
  if (conversationId === null || kind === 'conversation.opened') return null;
  if (kind === 'conversation.reopened') return '*';
  const moved = (data.changes as Changes).conversation?.[conversationId]?.departmentId;
  return typeof moved === 'string' ? moved : null;
}

const withAbout: ReadonlySet<string> = new Set(['conversation.opened', 'offer.made', 'transfer.offered']);

/** Whether it says besides whom the conversation is about: to somebody who sees nothing else of it, now or any more. */
function needsAbout({ kind, data }: LogEvent): boolean {
  if (withAbout.has(kind)) return true;
  const segments = Object.values((data.changes as Changes).segment ?? {});
  return segments.some(({ wrapUpUntil }) => typeof wrapUpUntil === 'number');
}

/** What must be read before the events can be shown. */
export function missingOf(events: readonly LogEvent[]): Missing {
  const messages: { conversationId: string; sequence: number }[] = [];
  const [notes, about, entering] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const event of events) {
    const { conversationId, data } = event;
    if (conversationId === null) continue;
    if (typeof data.messageSequence === 'number') messages.push({ conversationId, sequence: data.messageSequence });
    if (typeof data.transferId === 'string') notes.add(data.transferId);
    if (needsAbout(event)) about.add(conversationId);
    if (departmentEntered(event) !== null) entering.add(conversationId);
  }
  return { messages, notes: [...notes], about: [...about], entering: [...entering] };
}

export function lacksNothing({ messages, notes, about, entering }: Missing): boolean {
  return messages.length + notes.length + about.length + entering.length === 0;
}

export const foundNothing: Found = { messages: new Map(), notes: new Map(), about: new Map(), entering: new Map() };

/** Rows that concern whoever looks; the others are keys and copies of ours. */
const shownRows = ['conversation', 'ticket', 'segment', 'transfer', 'offer', 'message', 'agent', 'contact'] as const;
const rowsInPerson = ['transfer', 'offer'] as const;

/** Counters and marks by which Baton works, which say nothing to anybody else. */
export const hiddenFields: ReadonlySet<string> = new Set([
  'eventSequence',
  'automaticHops',
  'automaticPairs',
  'automaticRuns',
  'passedOver',
  'passedOverAt',
  // Of agents: what routing counts by, and why somebody's capacity is what it is.
  'rotation',
  'missedOffers',
  'idleSince',
  'capacityOverride',
  'wrapUps',
  'noticeSent',
]);

function presentEvent(event: LogEvent, found: Found, grade: Grade, enters: string | null): Record<string, unknown> {
  const { audience: _, changes, ...details } = event.data;
  const { position, at, kind, actor, conversationId, sequence } = event;
  const shown: Record<string, unknown> = { position, at: isoInstant(at), kind, actor, conversationId, sequence };
  shown.data = { ...details, changes: presentChanges(changes as Changes, grade === 'bare' ? rowsInPerson : shownRows) };
  if (conversationId === null) return shown;
  const { messageSequence, transferId } = details;
  if (grade !== 'bare' && typeof messageSequence === 'number') {
    const text = found.messages.get(`${conversationId} ${messageSequence}`);
    if (text !== undefined) shown.text = text;
  }
  if (typeof transferId === 'string') {
    const note = found.notes.get(transferId);
    if (note !== undefined) shown.note = note;
  }
  const about = needsAbout(event) ? found.about.get(conversationId) : undefined;
  if (about !== undefined) shown.about = about;
  if (grade === 'entering') {
    const entry = found.entering.get(conversationId);
    // What was read just now may have moved on since the event; then a later event says so, to whom it concerns.
    const departments = enters === '*' ? event.data.audience.departments : [enters];
    if (entry !== undefined && departments.includes(entry.conversation.departmentId)) shown.entry = entry;
  }
  return shown;
}

function presentChanges(changes: Changes, kinds: readonly string[]): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const kind of kinds) {
    const rows = changes[kind];
    if (rows === undefined) continue;
    if (kind !== 'conversation') {
      shown[kind] = rows;
      continue;
    }
    const conversations: Record<string, unknown> = {};
    for (const id in rows) {
      const fields = Object.entries(rows[id] as Row).filter(([name]) => !hiddenFields.has(name));
      if (fields.length > 0) conversations[id] = Object.fromEntries(fields);
    }
    shown.conversation = conversations;
  }
  return shown;
}
