import { isoInstant } from '../base/clock.ts';
import { exportTranscript } from '../commands/export-transcript.ts';
import { summary, transcript, transcriptQuery } from '../contract/transcripts.ts';
import { idPath } from '../contract/words.ts';
import type { TranscriptLine } from '../domain/transcript.ts';
import { findSummary, type Summary } from '../reads/summaries.ts';
import { findTranscript } from '../reads/transcripts.ts';
import { answers } from './answers.ts';
import { authorizeReader } from './authorize.ts';
import type { App, HttpContext } from './context.ts';
import { readSequenceCursor, writeCursor } from './cursor.ts';
import { notFound, sendRefusal } from './problems.ts';
import { submitCommand } from './submit.ts';
import { rowId } from './transfers.ts';

/** Events looked at for a page of a transcript: more than most conversations have, and some megabytes at the worst. */
const eventsPerPage = 2_000;

/** Transcripts to be taken along, and summaries of what may not be read. */
export function transcriptRoutes(app: App, context: HttpContext): void {
  app.get(
    '/conversations/:id/transcript',
    {
      schema: {
        tags: ['Conversations'],
        summary: 'Take a transcript along',
        description:
          'Every page that is taken is told in the log as `transcript.exported`. As `text` the next page stands in the header `Link`.',
        params: idPath,
        querystring: transcriptQuery,
        response: answers({ 200: transcript }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_messages');
      await authorizeReader(context, request, 'export_transcript');
      const { for: use, format = 'json', cursor } = request.query;
      const conversationId = rowId(request.params);
      const after = readSequenceCursor(cursor) ?? 0;
      const found = await findTranscript(context.reads, reader, { conversationId, use, after, limit: eventsPerPage });
      if (found === undefined) throw notFound();
      const recorded = await submitCommand(context, request, reply, {
        definition: exportTranscript,
        input: { conversationId, use, format },
      });
      if (recorded.kind === 'refused') return sendRefusal(reply, recorded.refusal);
      const nextCursor = writeCursor(found.next === null ? null : String(found.next));
      const file = `transcript-${conversationId}-${use}`;
      if (format === 'text') {
        const path = `/v1/conversations/${conversationId}/transcript?for=${use}&format=text&cursor=${nextCursor}`;
        if (nextCursor !== null) reply.header('link', `<${path}>; rel="next"`);
        return reply
          .header('content-disposition', `attachment; filename="${file}.txt"`)
          .type('text/plain; charset=utf-8')
          .send(found.lines.map(writeLine).join(''));
      }
      return reply
        .header('content-disposition', `attachment; filename="${file}.json"`)
        .send({ conversationId, for: use, lines: found.lines.map(presentLine), nextCursor });
    },
  );

  app.get(
    '/tickets/:id/summary',
    {
      schema: {
        tags: ['Tickets'],
        summary: 'Read the summary of what was before a ticket',
        description: 'Where its history policy sends a summary in place of the messages; 404 elsewhere.',
        params: idPath,
        response: answers({ 200: summary }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_messages');
      const found = await findSummary(context.reads, reader, rowId(request.params));
      if (found === undefined) throw notFound();
      return reply.send(presentSummary(found));
    },
  );
}

function presentLine(line: TranscriptLine) {
  if (line.kind === 'event') return { kind: line.kind, code: line.code, text: line.text, at: isoInstant(line.at) };
  const { kind, from, name, text, isErased, at } = line;
  const files = line.files.map(({ name: called, mediaType, bytes }) => ({ name: called, mediaType, bytes }));
  return { kind, from, name, text, files, erased: isErased, at: isoInstant(at) };
}

const withinKinds: ReadonlySet<string> = new Set(['note', 'consult', 'whisper']);

/** One line of plain text; what goes over several is indented, so that no text looks like a line of somebody else's. */
function writeLine(line: TranscriptLine): string {
  const at = isoInstant(line.at);
  if (line.kind === 'event') return `${at}  * ${plain(line.text)}\n`;
  const { from, name, files } = line;
  const who = from === 'customer' ? 'Customer' : (name ?? (from === 'automatic' ? 'Automatic' : 'Agent'));
  const within = withinKinds.has(from) ? ` (${from})` : '';
  const text = line.isErased ? '[erased]' : plain(line.text);
  const carried = files.map((file) => `\n    [file: ${plain(file.name)}, ${file.bytes} bytes]`).join('');
  return `${at}  ${plain(who)}${within}: ${text}${carried}\n`;
}

/** Without what moves a terminal's cursor or turns the direction of what follows. */
function plain(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '')
    .replaceAll('\n', '\n    ');
}

function presentSummary({ from, to, startedAt, departments, form, messages, ...rest }: Summary) {
  const { customer, agent, automatic } = messages;
  return {
    ...rest,
    fromMessage: from,
    toMessage: to,
    messages: { customer, agent, automatic },
    departments: [...departments],
    form: [...form],
    startedAt: startedAt === null ? null : isoInstant(startedAt),
  };
}
