import type { Instant } from '../base/clock.ts';
import { isShownToCustomer, type Message } from '../domain/conversation.ts';
import { type DataClass, dataClasses } from '../domain/redaction.ts';
import type { MessageRange } from '../storage/read-messages.ts';
import type { SeenConversation } from './conversations.ts';
import { type Reader, readsAll } from './reads.ts';
import type { SeenTicket } from './tickets.ts';

/**
 * What of a conversation's messages somebody may read, and what of them is masked. Each ticket that they may know of opens a
 * stretch of what was said to and by the customer. What was said within stays with those who have its ticket whole: notes,
 * whispers, words of a consult; the last also with whoever is consulted, as long as that lasts.
 */

const endless = 2_147_483_647;

/** What one ticket opens. */
interface Opening {
  /** Of what the customer saw; null for nothing. */
  readonly range: MessageRange | null;
  /** The ticket whose words within it opens: all of them, or since an instant those of its consult. */
  readonly within: { readonly ticketId: string; readonly consultSince: Instant | null } | null;
  /** What is masked of a message that is read through it. */
  masked(message: Pick<Message, 'sequence' | 'at'>): readonly DataClass[];
}

const nothing: readonly DataClass[] = [];

function openingOf({ ticket, access, opened }: SeenTicket): Opening {
  const to = ticket.toMessage ?? endless;
  if (access === 'full') {
    return {
      range: { from: ticket.historyFrom, to },
      within: { ticketId: ticket.id, consultSince: null },
      masked: ({ sequence }) => (sequence < ticket.fromMessage ? ticket.redact : nothing),
    };
  }
  const { messagesFrom = null, redact = nothing, partySince = null } = opened ?? {};
  return {
    range: messagesFrom === null ? null : { from: messagesFrom, to },
    within: partySince === null ? null : { ticketId: ticket.id, consultSince: partySince },
    // To whoever it is only offered all of it is the past; to a colleague who takes part, what was there before them.
    masked: ({ at }) => (partySince !== null && at >= partySince ? nothing : redact),
  };
}

/** The way in which somebody reads a conversation. */
export class Openings {
  readonly #openings: readonly Opening[] | 'all';

  constructor(reader: Reader, { tickets }: Pick<SeenConversation, 'tickets'>) {
    this.#openings = readsAll(reader) ? 'all' : tickets.map(openingOf);
  }

  /** What the store is to hand out: see `MessageFilter`. */
  get filter() {
    const all = this.#openings;
    if (all === 'all') return { ranges: [{ from: 1, to: endless }], notesOf: null, consult: null };
    const consult = all.find(({ within }) => within !== null && within.consultSince !== null)?.within ?? null;
    return {
      ranges: all.flatMap(({ range }) => range ?? []),
      notesOf: all.flatMap(({ within }) => (within?.consultSince === null ? [within.ticketId] : [])),
      consult: consult === null ? null : { ticketId: consult.ticketId, since: consult.consultSince ?? 0 },
    };
  }

  /** Whether the message may be read. */
  opens(message: ReadMessage): boolean {
    return this.#openings === 'all' || this.#openings.some((opening) => opensIt(opening, message));
  }

  /** What of the message is masked: only what every ticket that opens it masks. */
  masked(message: ReadMessage): readonly DataClass[] {
    if (this.#openings === 'all') return nothing;
    const opening = this.#openings.filter((each) => opensIt(each, message)).map((each) => each.masked(message));
    if (opening.length === 0 || opening.some((classes) => classes.length === 0)) return nothing;
    return dataClasses.filter((dataClass) => opening.every((classes) => classes.includes(dataClass)));
  }
}

type ReadMessage = Pick<Message, 'sequence' | 'at' | 'direction' | 'ticketId'>;

function opensIt({ range, within }: Opening, { sequence, at, direction, ticketId }: ReadMessage): boolean {
  const isInRange = range !== null && range.from <= sequence && sequence <= range.to;
  if (isShownToCustomer(direction)) return isInRange;
  if (within?.ticketId !== ticketId) return false;
  return within.consultSince === null ? isInRange : direction === 'consult' && at >= within.consultSince;
}
