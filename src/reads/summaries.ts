import type { Instant } from '../base/clock.ts';
import type { DataClass } from '../domain/redaction.ts';
import { mayKnow } from '../domain/situation.ts';
import { readMessageCounts, readMessages } from '../storage/read-messages.ts';
import { readRow } from '../storage/tables.ts';
import { maskMessages } from './mask-messages.ts';
import type { Reader, Reads } from './reads.ts';
import { findTicket, loadConversationTrees, type SeenTicket } from './tickets.ts';

/** What is told of a past that may not be read: how much, by whom, and the customer's first and last words. */
export interface Summary {
  readonly ticketId: string;
  readonly from: number;
  readonly to: number;
  readonly messages: { readonly customer: number; readonly agent: number; readonly automatic: number };
  readonly departments: readonly string[];
  readonly firstWords: string | null;
  readonly lastWords: string | null;
  readonly form: readonly string[];
  readonly startedAt: Instant | null;
  readonly durationSeconds: number;
}

const wordsMax = 200;

/**
 * The summary of what was before a ticket, where its history policy sends one, made when it is asked for: of the same messages
 * it is always the same. To whoever the ticket is only offered, of what they would not get to read. Undefined otherwise.
 *
 * @throws DatabaseError
 */
export async function findSummary(reads: Reads, reader: Reader, ticketId: string): Promise<Summary | undefined> {
  const seen = await findTicket(reads, reader, ticketId);
  const past = seen && pastOf(seen);
  if (seen === undefined || past === undefined) return undefined;
  return summarize(reads, reader, { ...seen, past });
}

/**
 * The summary of a stretch of a conversation, for somebody who may not read it.
 *
 * @throws DatabaseError
 */
export async function summarize(
  reads: Reads,
  reader: Reader,
  { ticket, conversation, past }: Pick<SeenTicket, 'ticket' | 'conversation'> & { readonly past: Past },
): Promise<Summary> {
  const { organizationId } = reader;
  const [{ rows }, departments] = await Promise.all([
    reads.database.read(readMessageCounts(organizationId, conversation.id, past)),
    departmentsPassed(reads, reader, conversation.id, past),
  ]);
  const counted = rows[0] as Counted;
  return {
    ticketId: ticket.id,
    from: past.from,
    to: past.to,
    messages: { customer: counted.customer, agent: counted.agent, automatic: counted.automatic },
    departments,
    firstWords: await wordsOf(reads, reader, { ...past, conversationId: conversation.id, sequence: counted.first }),
    lastWords: await wordsOf(reads, reader, { ...past, conversationId: conversation.id, sequence: counted.last }),
    form: Object.keys(ticket.form).sort(),
    startedAt: counted.startedAt,
    durationSeconds:
      counted.startedAt === null || counted.endedAt === null
        ? 0
        : Math.round((counted.endedAt - counted.startedAt) / 1000),
  };
}

interface Past {
  readonly from: number;
  readonly to: number;
  readonly redact: readonly DataClass[];
}

interface Counted {
  readonly customer: number;
  readonly agent: number;
  readonly automatic: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
}

function pastOf({ ticket, conversation, access, opened }: SeenTicket): Past | undefined {
  if (access === 'full') {
    if (ticket.history !== 'summary' || ticket.summaryFrom === null) return undefined;
    return { from: ticket.summaryFrom, to: ticket.fromMessage - 1, redact: ticket.redact };
  }
  if (opened?.receipt?.history !== 'summary') return undefined;
  return { from: ticket.historyFrom, to: conversation.messageSequence, redact: opened.redact };
}

async function departmentsPassed(
  reads: Reads,
  { organizationId, actor, configuration }: Reader,
  conversationId: string,
  { from, to }: Past,
): Promise<string[]> {
  const { tickets } = await loadConversationTrees(reads, organizationId, [conversationId]);
  return tickets
    .filter(({ fromMessage, toMessage }) => fromMessage <= to && (toMessage === null || toMessage >= from))
    .sort((a, b) => a.fromMessage - b.fromMessage || a.openedAt - b.openedAt)
    .flatMap(({ departmentId }) => {
      const department = configuration.departments.get(departmentId);
      if (department === undefined) return configuration.retired.get(`department:${departmentId}`) ?? [];
      return mayKnow(actor, department) ? [department.name] : [];
    })
    .filter((name, index, names) => name !== names[index - 1]);
}

async function wordsOf(
  reads: Reads,
  reader: Reader,
  { conversationId, sequence, redact }: Past & { readonly conversationId: string; readonly sequence: number | null },
): Promise<string | null> {
  if (sequence === null) return null;
  const only = { ranges: [{ from: sequence, to: sequence }], notesOf: [], after: null, newestFirst: false, limit: 1 };
  const { rows } = await reads.database.read(readMessages(reader.organizationId, conversationId, only));
  const messages = rows.map((record) => readRow('message', record));
  const [masked] = await maskMessages(reads, reader, conversationId, { messages, classesOf: () => redact });
  return masked === undefined ? null : [...masked.text].slice(0, wordsMax).join('');
}
