import { describe, expect, test } from 'vitest';
import { uuidIds } from '../../base/ids.ts';
import { seededRandom } from '../../base/random.ts';
import { checkConfiguration } from '../../domain/check-configuration.ts';
import { compileConfiguration } from '../../domain/compile-configuration.ts';
import { fillDocument, fillFlow, type WrittenDocument, type WrittenFlow } from '../../domain/fill-configuration.ts';
import type { Weekday } from '../../domain/hours.ts';
import { itemsOf } from '../../domain/plan-configuration.ts';
import { rehearse, type ScriptLine } from './rehearse.ts';

const at = Date.UTC(2026, 4, 20, 10);
const minute = 60_000;

const care = { id: 'care', duty: ['sue'] };
const house: WrittenDocument = {
  profile: 'respond',
  departments: [care],
  queues: [{ id: 'care', department: 'care', distribution: 'pull' }],
  agents: ['ana', 'ben', 'sue'].map((id) => ({ id, departments: ['care'] })),
  accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'care' } }],
};

const moveOn: WrittenFlow = {
  id: 'move-on',
  triggers: [{ kind: 'conversation_opened' }],
  start: 'first',
  steps: [
    {
      id: 'first',
      kind: 'assign',
      who: 'agent',
      agent: 'ana',
      next: { assigned: 'wait', nobody: 'end', declined: 'end', failed: 'fallback' },
    },
    { id: 'wait', kind: 'wait', seconds: 900, next: { elapsed: 'check', failed: 'fallback' } },
    {
      id: 'check',
      kind: 'branch',
      branches: [{ id: 'silent', when: { field: 'time.since_last_outgoing', is: 'does_not_exist' } }],
      next: { silent: 'second', else: 'end', failed: 'fallback' },
    },
    {
      id: 'second',
      kind: 'assign',
      next: { assigned: 'end', nobody: 'fallback', declined: 'fallback', failed: 'fallback' },
    },
  ],
};

interface Stage {
  readonly setup?: Partial<WrittenDocument>;
  readonly at?: number;
  readonly attributes?: Readonly<Record<string, string>>;
}

function play(flow: WrittenFlow, script: readonly ScriptLine[] = [], stage: Stage = {}) {
  const setup = { ...house, ...stage.setup };
  expect(checkConfiguration({ ...setup, flows: [flow] })).toEqual([]);
  const configuration = compileConfiguration('o', 1, itemsOf(fillDocument(setup), 1));
  const { at: from = at, attributes = {} } = stage;
  return rehearse({
    configuration,
    flow: { ...fillFlow(flow), version: 1 },
    ids: uuidIds({ now: () => from }, seededRandom(1)),
    at: from,
    accountId: 'chat',
    customer: { address: 'maria', attributes },
    online: null,
    script,
  });
}

const trace = ({ steps }: ReturnType<typeof play>) =>
  steps.map(({ atMs, stepId, port }) => `${atMs / minute} ${stepId} ${port}`);

describe('a rehearsal', () => {
  test('[U1] shows what would happen, in virtual time', () => {
    const shown = play(moveOn);
    expect(trace(shown)).toEqual(['0 first assigned', '15 wait elapsed', '15 check silent', '15 second assigned']);
    expect(shown).toMatchObject({ outcome: 'done', owner: { kind: 'agent', id: 'ben' } });
  });

  test('[U5] plays replies of the script', () => {
    const shown = play(moveOn, [{ afterMs: 14 * minute, what: 'reply', text: 'Here I am' }]);
    expect(trace(shown)).toEqual(['0 first assigned', '15 wait elapsed', '15 check else']);
    expect(shown.owner).toEqual({ kind: 'agent', id: 'ana' });
    expect(shown.happened).toContainEqual({ atMs: 14 * minute, kind: 'message.sent', text: 'Here I am', by: 'ana' });
  });

  test('[U16] plays a hold, during which time stands still', () => {
    const shown = play(moveOn, [
      { afterMs: 5 * minute, what: 'hold' },
      { afterMs: 35 * minute, what: 'resume' },
    ]);
    expect(trace(shown).at(-1)).toBe('45 second assigned');
  });

  test('[U16] begins a wait on hold where the ticket is on hold', () => {
    const later = {
      ...moveOn,
      steps: [
        {
          id: 'before',
          kind: 'wait',
          seconds: 60,
          on: { hold: 'ignore' },
          next: { elapsed: 'first', failed: 'fallback' },
        },
        ...(moveOn.steps ?? []).slice(1),
      ],
      start: 'take',
    };
    const steps = [
      {
        ...(moveOn.steps?.[0] as object),
        id: 'take',
        next: { assigned: 'before', nobody: 'end', declined: 'end', failed: 'fallback' },
      },
      { ...(later.steps[0] as object), next: { elapsed: 'wait', failed: 'fallback' } },
      ...later.steps.slice(1),
    ];
    const shown = play({ ...later, steps }, [
      { afterMs: 30_000, what: 'hold' },
      { afterMs: 11 * minute, what: 'resume' },
    ]);
    expect(trace(shown)).toEqual([
      '0 take assigned',
      '1 before elapsed',
      '26 wait elapsed',
      '26 check silent',
      '26 second assigned',
    ]);
  });

  describe('with hours from nine to five', () => {
    const days: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    const weekly = Object.fromEntries(days.map((day) => [day, [['09:00', '17:00'] as const]]));
    const setup = { departments: [{ ...care, hours: { zone: 'UTC', weekly, holidays: [], overrides: {} } }] };
    const waits = (wait: object): WrittenFlow => {
      const [first] = moveOn.steps ?? [];
      return {
        ...moveOn,
        steps: [
          first,
          { id: 'wait', kind: 'wait', seconds: 900, ...wait, next: { elapsed: 'end', failed: 'end' } },
        ] as WrittenFlow['steps'] & object,
      };
    };
    const hold = (from: number, to: number): readonly ScriptLine[] => [
      { afterMs: from * minute, what: 'hold' },
      { afterMs: to * minute, what: 'resume' },
    ];
    const business = { hours: 'business' };
    const opening = { until: 'opening', seconds: 86_400 };
    const at = (hour: number, minutes = 0) => Date.UTC(2026, 4, 20, hour, minutes);

    test.each<[string, object, number, readonly [from: number, to: number], number]>([
      // 16:50, held 16:55, taken up again at 09:00: ten open minutes are left.
      ['what is left of open minutes is waited for in open minutes', business, at(16, 50), [5, 970], 980],
      // The rest begins at 16:55 of the next day.
      ['open minutes that are taken up again just before closing', business, at(16, 50), [5, 1_445], 2_415],
      ['open minutes that are held while it is closed, and taken up then', business, at(16, 50), [30, 60], 975],
      ['all hours, where those count', {}, at(16, 50), [5, 970], 980],
      ['an opening comes when it comes, however long it was held', opening, at(18), [5, 840], 900],
      ['an opening that has come meanwhile is over with the hold', opening, at(18), [5, 960], 960],
      ['of an opening the limit stands still', { ...opening, seconds: 3_600 }, at(18), [30, 45], 75],
    ])('[U16] [U18] %s', (_, wait, from, [held, resumed], over) => {
      const shown = play(waits(wait), hold(held, resumed), { setup, at: from });
      expect(trace(shown)).toEqual(['0 first assigned', `${over} wait elapsed`]);
    });

    test('[U16] [U18] a wait that begins on hold has all of its open minutes left', () => {
      const [first, wait] = waits(business).steps ?? [];
      const before = { id: 'before', kind: 'wait', seconds: 60, on: { hold: 'ignore' } };
      const steps = [
        { ...(first as object), next: { assigned: 'before', nobody: 'end', declined: 'end', failed: 'fallback' } },
        { ...before, next: { elapsed: 'wait', failed: 'end' } },
        wait,
      ] as WrittenFlow['steps'] & object;
      const script = [{ afterMs: 30_000, what: 'hold' } as const, { afterMs: 11 * minute, what: 'resume' } as const];
      const shown = play({ ...moveOn, steps }, script, { setup, at: at(16, 48) });
      // 16:59 to 17:00, and from 09:00 to 09:14.
      expect(trace(shown).at(-1)).toBe(`${11 + 1 + 960 + 14} wait elapsed`);
    });
  });

  describe('of a flow that several triggers set off', () => {
    const vip = { field: 'contact.field.vip', is: 'equal_to', value: 'yes' } as const;
    const note = { id: 'note', kind: 'comment', text: '{{trigger.kind}}', next: { done: 'end', failed: 'end' } };
    const noted = (triggers: readonly object[], more: object = {}) =>
      ({ id: 'noted', triggers, steps: [note], ...more }) as WrittenFlow;
    const notes = ({ happened }: ReturnType<typeof play>) =>
      happened.flatMap(({ kind, text, atMs }) => (kind === 'note.added' ? [`${atMs / minute} ${text}`] : []));
    const opened = { kind: 'conversation_opened' };
    const written = { kind: 'message_received' };
    const waited = (seconds: number, more: object = {}) => ({ kind: 'queue_wait_passed', seconds, ...more });
    const setup = {
      accounts: [
        { id: 'chat', kind: 'webchat', entry: { department: 'care' } },
        { id: 'mail', kind: 'email', entry: { department: 'care' } },
      ],
    } as Partial<WrittenDocument>;

    test.each<[string, readonly object[], readonly string[]]>([
      [
        'its own condition counts, whatever others of the kind ask',
        [
          { ...opened, accounts: ['chat'], when: vip },
          { ...opened, accounts: ['mail'] },
        ],
        [],
      ],
      [
        'one condition of those that it was for is enough',
        [
          { ...opened, when: vip },
          { ...opened, when: { not: vip } },
        ],
        ['0 conversation_opened'],
      ],
      ['it begins once by one message', [opened, written], ['0 conversation_opened']],
      ['another kind begins it where the first does not', [{ ...opened, when: vip }, written], ['0 message_received']],
      [
        'each wait in the queue has its time',
        [waited(60), waited(300)],
        ['1 queue_wait_passed', '5 queue_wait_passed'],
      ],
      ['waits are judged apart', [waited(60, { when: vip }), waited(300)], ['5 queue_wait_passed']],
      ['equal waits are one', [waited(60, { when: vip }), waited(60), waited(60)], ['1 queue_wait_passed']],
      [
        'a wait has its time beside what begins at once',
        [opened, waited(60)],
        ['0 conversation_opened', '1 queue_wait_passed'],
      ],
    ])('%s', (_, triggers, shown) => {
      expect(notes(play(noted(triggers), [], { setup }))).toEqual(shown);
    });

    test('a wait that is over while the flow is under way begins nothing', () => {
      const wait = { id: 'wait', kind: 'wait', seconds: 120, next: { elapsed: 'note', failed: 'end' } };
      const shown = play(noted([opened, waited(60), waited(300)], { start: 'wait', steps: [wait, note] }));
      expect(notes(shown)).toEqual(['2 conversation_opened', '7 queue_wait_passed']);
    });

    test('what happens before a condition was looked at is not lost with it', () => {
      const ends = { assigned: 'end', nobody: 'end', declined: 'end', failed: 'end' };
      const steps = [{ id: 'ana', kind: 'assign', who: 'agent', agent: 'ana', next: ends }];
      const triggers = [opened, { ...written, when: vip }, { kind: 'conversation_closed' }];
      // Both at once: it is closed before the run that the message set off has its turn.
      const script = (['message', 'close'] as const).map((what) => ({ afterMs: minute, what }));
      expect(trace(play(noted(triggers, { steps }), script))).toEqual(['0 ana assigned', '1 ana failed']);
    });

    test('it tells how the first of its runs ended that began', () => {
      expect(play(noted([waited(60, { when: vip }), waited(300)])).outcome).toBe('done');
      expect(play(noted([waited(60, { when: vip })])).outcome).toBe('not_met');
    });
  });

  test('[S18] a flag that ends with the flow is told to have ended', () => {
    const flag = { id: 'flag', kind: 'flag_supervisor', text: 'Look!', next: { flagged: 'fallback', failed: 'end' } };
    const entry = { department: 'care', flow: 'bot' };
    const setup = { accounts: [{ id: 'chat', kind: 'webchat', entry }] } as Partial<WrittenDocument>;
    const shown = play({ id: 'bot', steps: [flag] } as WrittenFlow, [], { setup });
    expect(shown.outcome).toBe('fell_back');
    expect(shown.happened.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['help.raised', 'alert.raised', 'help.cleared']),
    );
  });

  test('[U8] finds nobody where nobody is online, and tells those on duty', () => {
    const shown = play(moveOn, [
      { afterMs: 1 * minute, what: 'go_offline', agent: 'ben' },
      { afterMs: 1 * minute, what: 'go_offline', agent: 'sue' },
    ]);
    expect(trace(shown).at(-1)).toBe('15 second nobody');
    expect(shown.outcome).toBe('fell_back');
    expect(shown.happened.map(({ kind, text }) => `${kind} ${text}`)).toContain('alert.raised flow_fell_back');
  });

  test('answers calls outside by itself', () => {
    const call = {
      id: 'calls',
      triggers: [{ kind: 'conversation_opened' }],
      start: 'call',
      steps: [
        {
          id: 'call',
          kind: 'http_request',
          url: 'https://crm.example/x',
          next: { ok: 'ai', error_status: 'end', timeout: 'end', failed: 'end' },
        },
        {
          id: 'ai',
          kind: 'ai_agent',
          endpoint: 'https://models.example/v1',
          model: 'm',
          instructions: 'Help.',
          next: { handed_over: 'end', resolved: 'end', turns: 'end', timeout: 'end', failed: 'end' },
        },
      ],
    };
    expect(trace(play(call))).toEqual(['0 call ok', '0 ai handed_over']);
  });
});
