import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { realDataAbsent, realDataPath } from '../../../test/support/real-data.ts';
import { checkConfiguration } from '../../domain/check-configuration.ts';
import { openDataFile } from './open-data-file.ts';
import { type HandOverPlan, planHandOvers, planIncident } from './plan-hand-overs.ts';
import { readIncidents } from './read-incidents.ts';

/** `56` is a group that nobody is known of, `56/7` one with the person; the other words are the steps and their lines. */
const table: readonly [title: string, rows: string, steps: string, departments: string, owners: string][] = [
  ['one group is opened and closed', '1 1 1', 'open1:g-1 close3', 'g-1', 'queue:g-1'],
  ['no known group: nothing happens', '? ?/7', '', '', ''],
  ['a known person is asked and accepts', '1/7 1/7', 'open1:g-1 offer1:g-1/a-7 close2', 'g-1', 'queue:g-1 agent:a-7'],
  ['A, B is a hand-over', '1 2', 'open1:g-1 move2:g-2 close2', 'g-1 g-2', 'queue:g-1 queue:g-2'],
  ['A, ?, A is no hand-over', '1/7 ? 1/7', 'open1:g-1 offer1:g-1/a-7 close3', 'g-1', 'queue:g-1 agent:a-7'],
  ['A, ?, B is one', '1 ? 2 ?', 'open1:g-1 move3:g-2 close4', 'g-1 g-2', 'queue:g-1 queue:g-2'],
  [
    'a person without a group is not looked at',
    '1/7 ?/8 1/7',
    'open1:g-1 offer1:g-1/a-7 close3',
    'g-1',
    'queue:g-1 agent:a-7',
  ],
  ['what comes before the first known group is not looked at', '?/7 ? 1', 'open3:g-1 close3', 'g-1', 'queue:g-1'],
  [
    'straight back is two hand-overs, by whoever owns',
    '1 2/7 1',
    'open1:g-1 offer2:g-2/a-7 move3:g-1@a-7 close3',
    'g-1 g-2 g-1',
    'queue:g-1 agent:a-7 queue:g-1',
  ],
  [
    'another person of the group takes over inside the department',
    '1/7 1/8',
    'open1:g-1 offer1:g-1/a-7 offer2:g-1/a-8@a-7 close2',
    'g-1',
    'queue:g-1 agent:a-7 agent:a-8',
  ],
  [
    'a person who gives it back leaves it to the queue',
    '1/7 1 1/7',
    'open1:g-1 offer1:g-1/a-7 back2:g-1@a-7 offer3:g-1/a-7 close3',
    'g-1',
    'queue:g-1 agent:a-7 queue:g-1 agent:a-7',
  ],
  [
    'the same person goes along to another group',
    '1/7 2/7',
    'open1:g-1 offer1:g-1/a-7 offer2:g-2/a-7@a-7 close2',
    'g-1 g-2',
    'queue:g-1 agent:a-7 agent:a-7',
  ],
];

test.each(table)('%s (%s)', (_, rows, steps, departments, owners) => {
  const plan = planIncident({ number: '1', rows: rows.split(' ').map(readRow) });
  expect(plan?.steps.map(writeStep).join(' ') ?? '').toBe(steps);
  expect(plan?.departments.join(' ') ?? '').toBe(departments);
  expect(plan?.stretches.map(({ owner }) => owner).join(' ') ?? '').toBe(owners);
});

function readRow(text: string, index: number) {
  const [group = '?', assignee = null] = text.split('/');
  return { line: index + 1, group: group === '?' ? null : group, assignee };
}

function writeStep(step: NonNullable<ReturnType<typeof planIncident>>['steps'][number]): string {
  const by = 'by' in step && step.by !== 'desk' ? `@${step.by}` : '';
  switch (step.kind) {
    case 'open':
      return `open${step.line}:${step.department}`;
    case 'admit':
      return `${step.isMove ? 'move' : 'back'}${step.line}:${step.department}${by}`;
    case 'offer':
      return `offer${step.line}:${step.department}/${step.agent}${by}`;
    case 'close':
      return `close${step.line}`;
  }
}

test('an agent is a member of every department that they appear in, and the document has no fault', async () => {
  const text = 'number,assignment_group,assigned_to\n1,Group 5,Resolver 7\n1,Group 6,Resolver 7\n2,Group 5,?\n';
  const { configuration } = planHandOvers(await readIncidents([text]));
  expect(checkConfiguration(configuration)).toEqual([]);
  expect(configuration.departments?.map(({ id }) => id)).toEqual(['g-group-5', 'g-group-6']);
  expect(configuration.agents?.slice(1)).toMatchObject([
    { id: 'a-resolver-7', departments: ['g-group-5', 'g-group-6'] },
  ]);
});

test('two names that would get one id are refused', async () => {
  const text = 'number,assignment_group,assigned_to\n1,Group 5,?\n1,group-5,?\n';
  const incidents = await readIncidents([text]);
  expect(() => planHandOvers(incidents)).toThrow('Group 5 and group-5');
});

test('a limit keeps the first incidents, with all of their rows', async () => {
  const text = 'number,assignment_group,assigned_to\n1,5,?\n2,5,?\n3,5,?\n1,6,?\n';
  const incidents = await readIncidents([text], 2);
  expect(incidents.map(({ number, rows }) => [number, rows.length])).toEqual([
    ['1', 2],
    ['2', 1],
  ]);
});

describe.each([
  [
    'the small log',
    join(import.meta.dirname, 'fixtures/incidents.csv'),
    { incidents: 12, unknown: 1, handOvers: 27, straightBack: 19 },
  ],
  [
    'the real log',
    realDataPath('handovers/incident_event_log.csv.xz'),
    { incidents: 14_703, unknown: 297, handOvers: 12_230, straightBack: 2_300 },
  ],
])('%s', (_, path, expected) => {
  test('has the hand-overs that another way of counting finds', async ({ skip }) => {
    if (path === null) return skip(realDataAbsent);
    const text = await textOf(path);
    const plan = planHandOvers(await readIncidents([text]));
    expect(totalsOf(plan)).toEqual(expected);
    expect(countAgain(text)).toEqual(expected);
    expect(checkConfiguration(plan.configuration)).toEqual([]);
  });
});

function totalsOf({ incidents, unknownIncidents, handOvers, straightBack }: HandOverPlan) {
  return { incidents: incidents.length, unknown: unknownIncidents.length, handOvers, straightBack };
}

async function textOf(path: string): Promise<string> {
  let text = '';
  for await (const piece of openDataFile(path)) text += piece;
  return text;
}

/** The same numbers without our parser and plan: quotes taken out by a pattern, lines cut at commas, the 24th cell. */
function countAgain(text: string) {
  const plain = text.replace(/"(?:[^"]|"")*"/g, (quoted) => quoted.replace(/[",\r\n]/g, ''));
  const places = new Map<string, string[]>();
  for (const line of plain.split(/\r?\n/).slice(1)) {
    const cells = line.split(',');
    const [number, group] = [cells[0] ?? '', cells[23] ?? '?'];
    if (number === '') continue;
    const seen = places.get(number) ?? [];
    places.set(number, seen);
    if (group !== '?' && seen.at(-1) !== group) seen.push(group);
  }
  let [incidents, unknown, handOvers, straightBack] = [0, 0, 0, 0];
  for (const seen of places.values()) {
    if (seen.length === 0) unknown++;
    else incidents++;
    for (let i = 1; i < seen.length; i++) handOvers++;
    for (let i = 2; i < seen.length; i++) if (seen[i] === seen[i - 2]) straightBack++;
  }
  return { incidents, unknown, handOvers, straightBack };
}
