import { marksOf } from '../domain/mask-conversation.ts';
import { maskingNeighbours, maskText } from '../domain/redaction.ts';
import type { RowKind } from '../domain/rows.ts';
import type { Database, Statement } from './database.ts';
import { encodeArray } from './encode.ts';
import { type LogEvent, readEventsAfter, readPositions } from './event-log.ts';
import { readConfigVersion } from './read-configuration.ts';
import { selectFields } from './select-fields.ts';
import { readRow } from './tables.ts';

/** What live streams ask: pages of the log, the texts that it lacks, and open conversations as they are. Short reads, each bounded. */

interface Asked {
  readonly messages: readonly { readonly conversationId: string; readonly sequence: number }[];
  readonly notes: readonly string[];
  readonly about: readonly string[];
  readonly entering: readonly string[];
}

type Row = Record<string, unknown>;
interface About {
  readonly conversationId: string;
  readonly channelKind: string;
  readonly contact: { readonly id: string; readonly name: string | null };
}
interface Entry {
  readonly conversation: Row & { readonly id: string; readonly departmentId: string };
  readonly ticket: Row;
  readonly transfer: Row | null;
  readonly offer: Row | null;
  readonly contact: { readonly id: string; readonly name: string | null };
  readonly preview: Row | null;
}

const textsText = `
  select m.conversation_id as "conversationId", m.sequence, m.text
  from unnest($2::uuid[], $3::int[]) as k (conversation_id, sequence)
  join message m on m.organization_id = $1::uuid and m.conversation_id = k.conversation_id and m.sequence = k.sequence`;

// A note is shown to whom it travels; where policy holds it back it stays with the sender's own reads.
const notesText = `
  select id, note from transfer
  where organization_id = $1::uuid and id = any($2::uuid[]) and note is not null and (receipt ->> 'note')::boolean`;

const aboutText = `
  select c.id as "conversationId", c.channel_kind as "channelKind", c.contact_id as "contactId", p.name
  from conversation c left join contact p on p.organization_id = c.organization_id and p.id = c.contact_id
  where c.organization_id = $1::uuid and c.id = any($2::uuid[])`;

/** Letters of a preview. */
const previewLength = 200;

const previewNeighboursText = `
  select m.conversation_id as "conversationId", m.sequence, m.direction, m.text
  from unnest($2::uuid[], $3::int[]) as k (conversation_id, sequence)
  join message m on m.organization_id = $1::uuid and m.conversation_id = k.conversation_id
    and m.sequence between k.sequence - ${maskingNeighbours} and k.sequence + ${maskingNeighbours}
  order by m.conversation_id, m.sequence`;

/**
 * The last message that is no note, of what the present ticket may read, and since when the customer waits for a person's
 * answer. Only the last 200 messages are looked at: whoever wrote more than that without an answer has waited since then.
 */
function previewText(page: string): string {
  const of = (alias: string) =>
    `${alias}.organization_id = c.organization_id and ${alias}.conversation_id = c.id
     and ${alias}.sequence > c.message_sequence - 200 and ${alias}.sequence >= t.history_from`;
  return `with page as materialized (${page})
    select c.id as "conversationId", m.sequence, m.direction, m.author, m.automatic, left(m.text, ${previewLength}) as text, m.at,
      case when m.sequence < t.from_message then t.redact else '{}' end as redact,
      (select min(w.at) from message w where ${of('w')} and w.direction = 'inbound' and w.sequence > coalesce(
        (select max(a.sequence) from message a where ${of('a')} and a.direction = 'outbound' and not a.automatic), 0)
      ) as "unansweredSince"
    from page
    join conversation c on c.organization_id = $1::uuid and c.id = page.id
    join ticket t on t.organization_id = c.organization_id and t.id = c.ticket_id
    join lateral (select * from message l where ${of('l')} and l.direction in ('inbound', 'outbound')
      order by l.sequence desc limit 1) m on true`;
}

/** A part of an entry: the rows of one kind, or the last message. */
type EntryPart = RowKind | 'preview';

/** The parts of a conversation's entry, for the conversations that `page` names. */
function entryTexts(page: string): { readonly kind: EntryPart; readonly text: string }[] {
  const of = (kind: RowKind, alias: string, join: string) => ({
    kind,
    text: `with page as materialized (${page}) select ${selectFields(kind, alias)} from page
      join conversation c on c.organization_id = $1::uuid and c.id = page.id ${join}`,
  });
  return [
    of('conversation', 'c', ''),
    of('ticket', 't', 'join ticket t on t.organization_id = c.organization_id and t.id = c.ticket_id'),
    of('transfer', 't', 'join transfer t on t.organization_id = c.organization_id and t.id = c.pending_transfer_id'),
    of('offer', 'o', 'join offer o on o.organization_id = c.organization_id and o.id = c.live_offer_id'),
    of('contact', 'p', 'join contact p on p.organization_id = c.organization_id and p.id = c.contact_id'),
    { kind: 'preview', text: previewText(page) },
  ];
}

const enteringTexts = entryTexts(
  `select id from conversation where organization_id = $1::uuid and id = any($2::uuid[]) and status = 'open'`,
);

// By id, so that a page after the other sees each conversation that is open all the while. An agent who owns a
// conversation of a department that they were taken out of still has it in hand.
const pageText = `select id from conversation
  where organization_id = $1::uuid and status = 'open' and ($4::uuid is null or id > $4::uuid)
    and ($2::text[] is null or department_id = any($2::text[]) or (owner_kind = 'agent' and owner_id = $3))
  order by id limit $5::int`;
const snapshotTexts = entryTexts(pageText);

const offersText = `select ${selectFields('offer', 'o')} from offer o
  where o.organization_id = $1::uuid and o.agent_id = $2 and o.state = 'live' order by o.id limit 500`;
const offeredTransfersText = `select ${selectFields('transfer', 't')} from offer o
  join transfer t on t.organization_id = o.organization_id and t.id = o.transfer_id
  where o.organization_id = $1::uuid and o.agent_id = $2 and o.state = 'live' limit 500`;
const offeredAboutText = `
  select c.id as "conversationId", c.channel_kind as "channelKind", c.contact_id as "contactId", p.name
  from offer o join conversation c on c.organization_id = o.organization_id and c.id = o.conversation_id
  left join contact p on p.organization_id = c.organization_id and p.id = c.contact_id
  where o.organization_id = $1::uuid and o.agent_id = $2 and o.state = 'live' limit 500`;

const wrapUpsText = `select ${selectFields('segment', 's')}, c.channel_kind as "channelKind", c.contact_id as "contactId", p.name
  from segment s join conversation c on c.organization_id = s.organization_id and c.id = s.conversation_id
  left join contact p on p.organization_id = c.organization_id and p.id = c.contact_id
  where s.organization_id = $1::uuid and s.owner_kind = 'agent' and s.owner_id = $2
    and s.wrap_up_until is not null and s.wrap_up_ended_at is null order by s.id limit 500`;

const changedBesideText = `
  select entry ->> 'id' as id from configuration_change c, jsonb_array_elements(c.changes -> 'changes') as entry
  where c.organization_id = $1::uuid and c.version = $2::int and entry ->> 'kind' = 'agent' and not exists (
    select from jsonb_array_elements(entry -> 'fields') as changed where changed ->> 'field' = any($3::text[]))`;

/** Reads for live streams. `hidden` names the fields of conversations that are nobody else's business. */
export function liveReads(database: Database, hidden: ReadonlySet<string>) {
  const run = (name: string, text: string, values: readonly (string | null)[]): Statement => ({ name, text, values });

  async function find(organizationId: string, asked: Asked) {
    const statements: Statement[] = [];
    const takers: ((rows: readonly any[]) => void)[] = [];
    const messages = new Map<string, string>();
    const notes = new Map<string, string>();
    const about = new Map<string, About>();
    const entering = new Map<string, Entry>();
    const gathered = new Map<EntryPart, readonly any[]>();
    const ask = (statement: Statement, taker: (rows: readonly any[]) => void): void => {
      statements.push(statement);
      takers.push(taker);
    };
    if (asked.messages.length > 0) {
      const conversations = encodeArray(asked.messages.map((message) => message.conversationId));
      const sequences = encodeArray(asked.messages.map((message) => message.sequence));
      ask(run('live_texts', textsText, [organizationId, conversations, sequences]), (rows) => {
        for (const row of rows) messages.set(`${row.conversationId} ${row.sequence}`, row.text);
      });
    }
    if (asked.notes.length > 0) {
      ask(run('live_notes', notesText, [organizationId, encodeArray(asked.notes)]), (rows) => {
        for (const row of rows) notes.set(row.id, row.note);
      });
    }
    if (asked.about.length > 0) {
      ask(run('live_about', aboutText, [organizationId, encodeArray(asked.about)]), (rows) => {
        for (const row of rows) about.set(row.conversationId, aboutOf(row));
      });
    }
    if (asked.entering.length > 0) {
      const values = [organizationId, encodeArray(asked.entering)];
      for (const { kind, text } of enteringTexts) {
        ask(run(`live_entering_${kind}`, text, values), (rows) => gathered.set(kind, rows));
      }
    }
    const results = await database.readTogether(statements);
    for (const [index, take] of takers.entries()) take(results[index]?.rows ?? []);
    if (asked.entering.length > 0) {
      gathered.set('preview', await maskPreviews(organizationId, gathered.get('preview') ?? []));
      for (const entry of entriesOf(gathered, hidden)) entering.set(entry.conversation.id, entry);
    }
    return { messages, notes, about, entering };
  }

  /**
   * Masks previews of what was said before the ticket came to its department. A preview is the same for everybody who sees the
   * ticket, and a glimpse: it errs on the side of hiding, and takes every number of the shape for a card.
   */
  async function maskPreviews(organizationId: string, rows: readonly any[]): Promise<readonly any[]> {
    const past = rows.filter(({ redact }) => redact.length > 0);
    const marks = new Map<string, ReturnType<typeof marksOf>>();
    const texts = new Map<string, string>();
    if (past.length > 0) {
      const conversations = encodeArray(past.map(({ conversationId }) => conversationId));
      const sequences = encodeArray(past.map(({ sequence }) => sequence));
      const values = [organizationId, conversations, sequences];
      const around = await database.read(run('live_preview_neighbours', previewNeighboursText, values));
      for (const [id, messages] of Map.groupBy(around.rows, ({ conversationId }) => conversationId as string)) {
        marks.set(id, marksOf(messages as any[], { onlyValidCards: false }));
        for (const { sequence, text } of messages) texts.set(`${id} ${sequence}`, text);
      }
    }
    return rows.map(({ redact, ...preview }) => {
      const { conversationId: id, sequence } = preview;
      if (redact.length === 0) return preview;
      const masked = maskText(texts.get(`${id} ${sequence}`) ?? '', marks.get(id)?.get(sequence) ?? [], redact);
      return { ...preview, text: [...masked].slice(0, previewLength).join('') };
    });
  }

  async function snapshot(
    organizationId: string,
    scope: { readonly departments: readonly string[] | null; readonly agentId: string | null },
    page: { readonly after: string | null; readonly limit: number },
  ) {
    const departments = scope.departments === null ? null : encodeArray(scope.departments);
    const values = [organizationId, departments, scope.agentId, page.after, String(page.limit)];
    const agent = [organizationId, scope.agentId ?? ''];
    const statements = [
      readPositions([organizationId]),
      readConfigVersion(organizationId),
      ...snapshotTexts.map(({ kind, text }) => run(`live_snapshot_${kind}`, text, values)),
      run('live_offers', offersText, agent),
      run('live_offered_transfers', offeredTransfersText, agent),
      run('live_offered_about', offeredAboutText, agent),
      run('live_wrap_ups', wrapUpsText, agent),
    ];
    const results = await database.readTogether(statements);
    const gathered = new Map(snapshotTexts.map(({ kind }, index) => [kind, results[index + 2]?.rows ?? []] as const));
    gathered.set('preview', await maskPreviews(organizationId, gathered.get('preview') ?? []));
    const [offers, transfers, about, wrapUps] = results.slice(-4).map((result) => result.rows);
    return {
      position: results[0]?.rows[0]?.position as number,
      configurationVersion: results[1]?.rows[0]?.version as number,
      conversations: entriesOf(gathered, hidden),
      offers: offersOf({ offers: offers ?? [], transfers: transfers ?? [], about: about ?? [] }),
      wrapUps: (wrapUps ?? []).map((row) => {
        const { wrapUpNote: _, ...segment } = readRow('segment', row);
        return { segment, about: aboutOf(row) };
      }),
    };
  }

  return {
    eventsAfter: async (organizationId: string, position: number, limit: number) =>
      (await database.read(readEventsAfter(organizationId, position, limit))).rows as LogEvent[],
    headOf: async (organizationId: string) =>
      ((await database.read(readPositions([organizationId]))).rows[0]?.position as number | undefined) ?? null,
    find,
    agentsChangedBeside: async (organizationId: string, version: number, fields: readonly string[]) => {
      const values = [organizationId, String(version), encodeArray(fields)];
      const found = await database.read(run('live_changed_beside', changedBesideText, values));
      return found.rows.map(({ id }) => id as string);
    },
    snapshot,
  };
}

function aboutOf(row: Row): About {
  return {
    conversationId: row.conversationId as string,
    channelKind: row.channelKind as string,
    contact: { id: row.contactId as string, name: (row.name as string | null) ?? null },
  };
}

function entriesOf(gathered: ReadonlyMap<EntryPart, readonly any[]>, hidden: ReadonlySet<string>): Entry[] {
  const byId = (kind: RowKind): Map<string, Row> =>
    new Map((gathered.get(kind) ?? []).map((record) => [record.id as string, readRow(kind, record) as unknown as Row]));
  const [tickets, transfers, offers, contacts] = [byId('ticket'), byId('transfer'), byId('offer'), byId('contact')];
  const previews = new Map(
    (gathered.get('preview') ?? []).map(({ conversationId, ...preview }): [string, Row] => [conversationId, preview]),
  );
  const entries: Entry[] = [];
  for (const conversation of byId('conversation').values()) {
    const ticket = tickets.get(conversation.ticketId as string);
    if (ticket === undefined) continue;
    const transfer = transfers.get(conversation.pendingTransferId as string);
    entries.push({
      conversation: Object.fromEntries(
        Object.entries(conversation).filter(([name]) => !hidden.has(name)),
      ) as Entry['conversation'],
      ticket,
      transfer: transfer === undefined ? null : withTravellingNote(transfer),
      offer: offers.get(conversation.liveOfferId as string) ?? null,
      contact: {
        id: conversation.contactId as string,
        name: (contacts.get(conversation.contactId as string)?.name as string | null) ?? null,
      },
      preview: previews.get(conversation.id as string) ?? null,
    });
  }
  return entries.sort((a, b) => (a.conversation.id < b.conversation.id ? -1 : 1));
}

function withTravellingNote(transfer: Row): Row {
  // A draft is read where it is taken over, by a click: no list shows it.
  const { note, draft: _, ...rest } = transfer;
  const travels = (transfer.receipt as { readonly note?: boolean } | null)?.note === true;
  return travels && note !== null ? { ...rest, note } : rest;
}

function offersOf(given: {
  readonly offers: readonly any[];
  readonly transfers: readonly any[];
  readonly about: readonly any[];
}) {
  const transfers = new Map(
    given.transfers.map((record) => [record.id as string, readRow('transfer', record) as unknown as Row]),
  );
  const about = new Map(given.about.map((row) => [row.conversationId as string, aboutOf(row)]));
  return given.offers.map((record) => {
    const offer = readRow('offer', record) as unknown as Row & { readonly id: string };
    const transfer = transfers.get(offer.transferId as string);
    return {
      offer,
      transfer: transfer === undefined ? null : withTravellingNote(transfer),
      about: about.get(offer.conversationId as string) as About,
    };
  });
}
