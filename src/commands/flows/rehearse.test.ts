import { describe, expect, test } from 'vitest';
import { uuidIds } from '../../base/ids.ts';
import { seededRandom } from '../../base/random.ts';
import { checkConfiguration } from '../../domain/check-configuration.ts';
import { compileConfiguration } from '../../domain/compile-configuration.ts';
import { fillDocument, fillFlow, type WrittenDocument, type WrittenFlow } from '../../domain/fill-configuration.ts';
import { itemsOf } from '../../domain/plan-configuration.ts';
import { rehearse, type ScriptLine } from './rehearse.ts';

const at = Date.UTC(2026, 4, 20, 10);
const minute = 60_000;

const house: WrittenDocument = {
  profile: 'respond',
  departments: [{ id: 'care', duty: ['sue'] }],
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

function play(flow: WrittenFlow, script: readonly ScriptLine[] = [], online: readonly string[] | null = null) {
  expect(checkConfiguration({ ...house, flows: [flow] })).toEqual([]);
  const configuration = compileConfiguration('o', 1, itemsOf(fillDocument(house), 1));
  return rehearse({
    configuration,
    flow: { ...fillFlow(flow), version: 1 },
    ids: uuidIds({ now: () => at }, seededRandom(1)),
    at,
    accountId: 'chat',
    customer: { address: 'maria' },
    online,
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
