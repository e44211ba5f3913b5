import { expect, test } from 'vitest';
import type { ConversationView } from '../../contract/conversations.ts';
import { compareIncident, type Lineage } from './judge-hand-overs.ts';
import { matchThreads } from './match-threads.ts';
import { planIncident } from './plan-hand-overs.ts';

// What the API would show of an incident that went from group 1 to person 7 of group 2: only what is compared.
const plan = planIncident({
  number: '17',
  rows: [
    { line: 2, group: '1', assignee: null },
    { line: 3, group: '2', assignee: '7' },
  ],
});
const conversation = { status: 'closed', owner: null } as ConversationView;
const clean = {
  tickets: [
    { id: 't1', departmentId: 'g-1', state: 'moved', previousTicketId: null },
    { id: 't2', departmentId: 'g-2', state: 'closed', previousTicketId: 't1' },
  ],
  segments: [
    { departmentId: 'g-1', owner: { kind: 'queue', id: 'g-1' } },
    { departmentId: 'g-2', owner: { kind: 'agent', id: 'a-7' } },
  ],
  transfers: [{ state: 'completed' }],
} as Lineage;
const compare = (seen: ConversationView, lineage: Lineage): string[] =>
  plan === null ? [] : compareIncident(plan, seen, lineage);

test('an incident that went as the log says has no difference', () => {
  expect(compare(conversation, clean)).toEqual([]);
});

const { tickets, segments, transfers } = clean;
test.each<[title: string, seen: ConversationView, lineage: Lineage, sentence: string]>([
  [
    'another department',
    conversation,
    { ...clean, tickets: tickets.map((ticket) => ({ ...ticket, departmentId: 'g-1' })) },
    'Incident 17: departments must be g-1 → g-2, and g-1 → g-1 was found.',
  ],
  [
    'departments the other way round',
    conversation,
    { ...clean, tickets: tickets.toReversed() },
    'departments must be g-1 → g-2, and g-2 → g-1',
  ],
  [
    'a hand-over too few',
    conversation,
    { ...clean, tickets: tickets.slice(0, 1) },
    'departments must be g-1 → g-2, and g-1 was found.',
  ],
  [
    'a ticket that is open still',
    conversation,
    { ...clean, tickets: tickets.map((ticket) => ({ ...ticket, state: 'open' })) },
    'moved → closed',
  ],
  [
    'a ticket that is not linked to the one before',
    conversation,
    { ...clean, tickets: tickets.map((ticket) => ({ ...ticket, previousTicketId: null })) },
    'the links of its tickets must be t1, and none was found.',
  ],
  [
    'another owner',
    conversation,
    { ...clean, segments: segments.map((segment) => ({ ...segment, owner: { kind: 'agent', id: 'a-8' } })) },
    'owners must be queue:g-1 in g-1 → agent:a-7 in g-2',
  ],
  ['an owner too many', conversation, { ...clean, segments: [...segments, ...segments] }, 'owners must be'],
  [
    'a transfer that was refused',
    conversation,
    { ...clean, transfers: transfers.map((it) => ({ ...it, state: 'refused' })) },
    'its transfers must be completed',
  ],
  [
    'a conversation that is open',
    { ...conversation, status: 'open' },
    clean,
    'its end must be closed, and open was found.',
  ],
  [
    'a closed one with an owner',
    { ...conversation, owner: { kind: 'agent', id: 'a-7' } },
    clean,
    'closed with an owner',
  ],
])('%s is a difference', (_, seen, lineage, sentence) => {
  const differences = compare(seen, lineage);
  expect(differences.length).toBeGreaterThan(0);
  expect(differences.join('\n')).toContain(sentence);
});

test('a thread with no conversation, with two, or with one too many is a difference', () => {
  const listed = [
    { id: 'c1', threadKey: 'a' },
    { id: 'c2', threadKey: 'a' },
    { id: 'c3', threadKey: 'x' },
  ];
  const { byThread, differences } = matchThreads(listed, ['a', 'b'], 'incident');
  expect([...byThread.keys()]).toEqual(['a']);
  expect(differences).toEqual([
    'There are two conversations of incident a: c1 and c2.',
    'There must be no conversation of incident x, and c3 is there.',
    'There is no conversation of incident b.',
  ]);
});
