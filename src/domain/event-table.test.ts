import { describe, expect, test } from 'vitest';
import { expectReferencePage, inCode, markdownTable } from '../../test/support/reference-page.ts';
import { type AlertRow, alertTable } from './alert-table.ts';
import { type DetailName, detailSentences } from './event-details.ts';
import { type EventRow, eventRows } from './event-table.ts';
import { type EventKind, eventKinds } from './events.ts';

/** The kinds under the words before their dot, as people look for them. */
const groups: Readonly<Record<string, readonly string[]>> = {
  'Conversations and messages': [
    ...['conversation', 'message', 'note', 'consult', 'whisper', 'file'],
    ...['channel', 'participants', 'transcript'],
  ],
  Tickets: ['ticket', 'wrap_up', 'party', 'help'],
  Offers: ['offer'],
  Transfers: ['transfer', 'external', 'transfer_batch'],
  Alerts: ['alert'],
  Flows: ['flow'],
  Agents: ['agent'],
  Contacts: ['contact'],
  'Organization, keys, configuration': ['organization', 'api_key', 'account_secret', 'configuration'],
};

const kindsOf = (prefixes: readonly string[]): readonly EventKind[] =>
  eventKinds.filter((kind) => prefixes.includes(kind.slice(0, kind.indexOf('.'))));

const marks: Readonly<Record<NonNullable<EventRow['tells']>, string>> = {
  log: ' *Log.*',
  department: ' *Department.*',
  asker: ' *Asker.*',
};
const conversations: Readonly<Record<EventRow['conversation'], string>> = { always: 'yes', never: '', maybe: 'maybe' };

function said(names: readonly DetailName[], words: EventRow['words'] = {}): string {
  return names.map((name) => `\`${name}\`${words[name] === undefined ? '' : ` (${inCode(words[name])})`}`).join(', ');
}

function eventsReference(): string {
  return [
    '# Events',
    '',
    'Made from `src/domain/event-table.ts`, `event-details.ts` and `alert-table.ts`; a test fails when they differ. How to follow',
    'events, and who sees which, stands in [live events](live.md).',
    '',
    'Every event has `position`, `at`, `kind`, `actor` (whose `throughKey` is the key by which an agent acted), `conversationId` and',
    '`sequence`, and `data`: the `changes` of rows, and what its kind says besides. `conversationId` and `sequence` (1, 2, 3 … within the',
    'conversation) are null where the table does not say “yes” under *of a conversation*.',
    '',
    '**Kinds come to be more, and kinds come to say more.** Ignore a kind that you do not know, but for its `changes`, which you apply as',
    'always; ignore a detail that you do not know. A kind or detail is never used for something else.',
    '',
    'Some kinds are told to fewer: *log* to whoever has `events.read`; *department* to members of the department, and never to an agent',
    'who is named in person and belongs to another; *asker* to whoever asked for it and whoever reads every ticket. Any other event that',
    'concerns no conversation, department or agent is for the log too.',
    '',
    ...Object.entries(groups).flatMap(([group, prefixes]) => [
      `## ${group}`,
      '',
      ...markdownTable(
        ['kind', 'when', 'of a conversation', 'says', 'may say'],
        kindsOf(prefixes).map((kind) => {
          const { sentence, conversation, says, maySay = [], words, tells } = eventRows[kind];
          const told = tells === undefined ? '' : marks[tells];
          return [`\`${kind}\``, sentence + told, conversations[conversation], said(says, words), said(maySay, words)];
        }),
      ),
    ]),
    '## What they say',
    '',
    'Times are milliseconds since 1970, in UTC, as in rows; only `at` is text.',
    '',
    ...markdownTable(
      ['detail', ''],
      Object.entries(detailSentences).map(([name, sentence]) => [`\`${name}\``, sentence]),
    ),
    '## Alerts, and what to do',
    '',
    '`alert.raised` has one of these codes in `data.alert`. Where somebody is on *duty* (of the flow, or of the department), they are told one',
    'after the other, each two minutes after the one before or as the flow says, until one of them, or a supervisor of the department, says',
    'that they see to it: `GET /v1/alerts`, `POST /v1/alerts/{id}/acknowledge`, by the `alertId` that the event then has. All others tell',
    'the department once.',
    '',
    ...markdownTable(
      ['code', 'what has happened', 'what to do', 'tells', 'says besides'],
      Object.entries<AlertRow>(alertTable).map(([code, { sentence, remedy, tells, says }]) => [
        ...[`\`${code}\``, sentence, remedy],
        ...[tells === 'duty' ? 'those on duty' : 'the department', said(says)],
      ]),
    ),
  ].join('\n');
}

describe('events', () => {
  test('are what docs/reference/events.md says (BATON_WRITE_REFERENCE=1 writes it)', () => {
    expectReferencePage('events.md', eventsReference());
  });

  test('stand on the page once each, in one order everywhere', () => {
    expect(Object.keys(eventRows)).toEqual(eventKinds);
    expect(Object.values(groups).flatMap(kindsOf).sort()).toEqual([...eventKinds].sort());
  });

  test('and alerts say nothing that is not explained, explain nothing that none says, and each have a sentence', () => {
    const names = Object.values(eventRows).flatMap(({ says, maySay = [] }) => [...says, ...maySay]);
    expect([...new Set(names)].sort()).toEqual(Object.keys(detailSentences).sort());
    const alerts = Object.values<AlertRow>(alertTable);
    const ofAlerts = eventRows['alert.raised'].maySay ?? [];
    expect(alerts.flatMap(({ says }) => says).filter((name) => !ofAlerts.includes(name))).toEqual([]);
    const sentences = [...Object.values(eventRows), ...alerts].map(({ sentence }) => sentence);
    for (const each of [...sentences, ...Object.values(detailSentences), ...alerts.map(({ remedy }) => remedy)])
      expect(each).toMatch(/^[A-Z`‘“].*\.$/);
  });
});
