import { describe, expect, test } from 'vitest';
import type { Actor } from './actor.ts';
import { countHop, forgottenHops } from './loop-guard.ts';
import { decideTransfer, explainTransfer } from './policy.ts';
import { actor, bankWith, compile, conversation, factsOf, key, minute, noon, type World } from './policy-fixtures.ts';
import type { ProfileName, Settings } from './settings.ts';
import type { Target, TransferRequest } from './transfer.ts';

const to = (kind: Target['kind'], id: string, more: Partial<TransferRequest> = {}): TransferRequest => ({
  target: { kind, id },
  mode: 'cold',
  ...more,
});
const withSettings = (settings: Partial<Settings>) => compile(bankWith({ settings }));
const planOf = (world: World, request: TransferRequest) => {
  const decision = decideTransfer(factsOf(world), request);
  if (decision.kind === 'refused') throw new Error(`refused: ${decision.refusal.code}`);
  return decision.plan;
};
const refusalOf = (world: World, request: TransferRequest) => {
  const decision = decideTransfer(factsOf(world), request);
  if (decision.kind === 'allowed') throw new Error('allowed');
  return decision.refusal;
};

const six = Date.UTC(2026, 10, 24, 18);
const nine = Date.UTC(2026, 10, 25, 9);

describe('business hours of the destination', () => {
  test('[G19] [G27] decide half-open, with the next opening', () => {
    expect(planOf({ now: six - 1000 }, to('department', 'billing')).step).toMatchObject({
      kind: 'admit',
      queueId: 'billing',
    });
    expect(refusalOf({ now: six }, to('department', 'billing'))).toMatchObject({
      code: 'department_closed',
      until: nine,
      data: { department: 'billing', choices: ['wait', 'next'] },
    });
  });

  test('[G27] [G-L5] the refusal names what rules and hours allow instead', () => {
    expect(refusalOf({ now: six }, to('department', 'billing')).alternatives).toEqual([
      { kind: 'department', id: 'sales' },
    ]);
    const { checks } = explainTransfer(factsOf({ now: six }), to('department', 'billing'));
    expect(checks.find(({ code }) => code === 'department_closed')).toMatchObject({
      outcome: 'failed',
      until: nine,
      alternatives: [{ kind: 'department', id: 'sales' }],
    });
  });

  test('[G-L5] the sender may have it wait for the opening, in the queue or for a person', () => {
    const wait = { whenBlocked: 'wait' } as const;
    expect(planOf({ now: six }, to('department', 'billing', wait))).toMatchObject({
      step: { kind: 'admit', queueId: 'billing' },
      warnings: [{ code: 'department_closed' }],
    });
    expect(planOf({ now: six }, to('agent', 'bella', wait))).toMatchObject({
      step: {
        kind: 'wait',
        agentId: 'bella',
        because: 'department_closed',
        opensAt: nine,
        deadlineAt: nine + 15 * minute,
      },
      ownerNow: null,
    });
  });

  test('[G-L5] or go to the fallback, whose own rules are judged', () => {
    expect(planOf({ now: six }, to('department', 'billing', { whenBlocked: 'next' }))).toMatchObject({
      toDepartmentId: 'sales',
      target: { kind: 'department', id: 'sales' },
      redirected: { from: { kind: 'department', id: 'billing' }, because: 'department_closed' },
      chain: [],
    });
    const { decision, checks } = explainTransfer(
      factsOf({ now: six }),
      to('department', 'billing', { whenBlocked: 'next' }),
    );
    expect(decision.kind).toBe('allowed');
    expect(checks.find(({ code }) => code === 'department_closed')).toMatchObject({
      outcome: 'passed',
      settledBy: 'next',
    });
    const configuration = compile(
      bankWith({ departments: { support: { moveRules: [{ destinations: ['billing'] }] } } }),
    );
    expect(refusalOf({ now: six, configuration }, to('department', 'billing', { whenBlocked: 'next' })).code).toBe(
      'department_closed',
    );
  });

  test('where the destination says refuse, the sender’s wish is no way in', () => {
    const configuration = withSettings({ whenClosed: 'refuse' });
    for (const whenBlocked of ['wait', 'next', 'deliver_when_back'] as const) {
      const refusal = refusalOf({ now: six, configuration }, to('department', 'billing', { whenBlocked }));
      expect(refusal).toMatchObject({ code: 'department_closed', data: { choices: [] } });
    }
  });

  test('stop nothing inside the department', () => {
    const world: World = {
      now: six,
      actor: actor('bella'),
      ticket: { departmentId: 'billing' },
      conversation: { departmentId: 'billing', owner: { kind: 'agent', id: 'bella' } },
    };
    expect(planOf(world, to('agent', 'bruno')).step.kind).toBe('offer');
    expect(planOf(world, to('queue', 'billing')).step.kind).toBe('admit');
  });
});

describe('a destination that does not accept', () => {
  test.each<[string, World]>([
    ['switched_off', { configuration: compile(bankWith({ departments: { sales: { accepting: false } } })) }],
    [
      'queue_at_limit',
      { configuration: compile(bankWith({ queues: { sales: { lengthMax: 3 } } })), queueLengths: { sales: 3 } },
    ],
    ['no_agent_online', { configuration: withSettings({ needsAgentOnline: true }), nobodyOnline: ['sales'] }],
  ])('[G19] says why: %s', (cause, world) => {
    expect(refusalOf(world, to('department', 'sales'))).toMatchObject({ code: 'not_accepting', data: { cause } });
  });

  test('a queue that is chosen itself and full is queue_full, and knows only the way on', () => {
    const world = { queueLengths: { 'support-vip': 2 } };
    expect(refusalOf(world, to('queue', 'support-vip'))).toMatchObject({
      code: 'queue_full',
      data: { queue: 'support-vip', length: 2, lengthMax: 2, choices: ['next'] },
      alternatives: [
        { kind: 'queue', id: 'support' },
        { kind: 'department', id: 'sales' },
      ],
    });
    expect(refusalOf(world, to('queue', 'support-vip', { whenBlocked: 'wait' })).code).toBe('queue_full');
    expect(planOf(world, to('queue', 'support-vip', { whenBlocked: 'next' }))).toMatchObject({
      step: { kind: 'admit', queueId: 'support' },
      redirected: { because: 'queue_full' },
    });
  });

  test('lengths are asked for only where there is a limit', () => {
    const asked: string[] = [];
    const facts = { ...factsOf(), queueLength: (id: string) => asked.push(id) };
    decideTransfer(facts, to('department', 'sales'));
    decideTransfer(facts, to('queue', 'billing'));
    decideTransfer(facts, to('queue', 'support-vip'));
    expect(asked).toEqual(['support-vip']);
  });

  test('[F10] one’s own department is already there; its queue is a target like any other', () => {
    expect(refusalOf({}, to('department', 'support')).code).toBe('already_there');
    expect(planOf({}, to('queue', 'support')).step).toMatchObject({ kind: 'admit', queueId: 'support' });
  });

  test('nobody is asked for advice about what they own, by whomever and in whichever of their departments', () => {
    const configuration = compile(bankWith({ agents: { anna: { departments: ['support', 'billing'] } } }));
    const asked = { departmentId: 'billing', kind: 'agent', id: 'anna' } as const;
    const warm = { ...to('agent', 'anna', { mode: 'warm' }), target: asked };
    const by = actor('ben', configuration);
    expect(refusalOf({ configuration, now: nine }, warm).code).toBe('already_there');
    expect(refusalOf({ configuration, now: nine, actor: { ...by, kind: 'key' } }, warm).code).toBe('already_there');
    // To take it along into another department is a hand-over like any other.
    expect(planOf({ configuration, now: nine }, { ...warm, mode: 'cold' }).isMove).toBe(true);
  });
});

describe('an agent who is full or absent', () => {
  const full: World = { agents: { ben: { load: { webchat: 1, email: 1 } } } };

  test('is refused until the sender chooses', () => {
    expect(refusalOf(full, to('agent', 'ben'))).toMatchObject({
      code: 'agent_at_capacity',
      data: { agent: 'ben', used: 2, capacity: 2, choices: ['wait', 'next'] },
      alternatives: [
        { kind: 'queue', id: 'support' },
        { kind: 'department', id: 'sales' },
      ],
    });
    expect(planOf(full, to('agent', 'ben', { whenBlocked: 'next' }))).toMatchObject({
      target: { kind: 'department', id: 'sales' },
    });
  });

  test('[S-L3] waiting leaves the sender in charge, with a deadline and a warning', () => {
    expect(planOf(full, to('agent', 'ben', { whenBlocked: 'wait' }))).toMatchObject({
      step: { kind: 'wait', because: 'agent_at_capacity', deadlineAt: noon + 15 * minute, delivery: 'offer' },
      release: 'on_accept',
      ownerNow: null,
      warnings: [{ code: 'agent_at_capacity', data: { used: 2, capacity: 2 } }],
    });
  });

  test('[S15] under salesforce the sender is released at once, and the target’s direct queue owns', () => {
    const configuration = compile(bankWith({ profile: 'salesforce' }));
    expect(planOf({ ...full, configuration }, to('agent', 'ben'))).toMatchObject({
      step: { kind: 'wait' },
      release: 'now',
      ownerNow: { kind: 'queue', id: 'direct:ben' },
    });
    expect(planOf({ configuration }, to('agent', 'ben'))).toMatchObject({
      step: { kind: 'offer' },
      release: 'on_accept',
      ownerNow: null,
    });
  });

  test('a channel’s own bound counts beside the whole', () => {
    const configuration = compile(
      bankWith({ agents: { ben: { capacity: { total: 10, perChannel: { webchat: 1 } } } } }),
    );
    expect(refusalOf({ ...full, configuration }, to('agent', 'ben')).code).toBe('agent_at_capacity');
    const email = { channelKind: 'email', accountId: 'mail' } as const;
    expect(planOf({ ...full, configuration, conversation: email }, to('agent', 'ben')).step.kind).toBe('offer');
  });

  test('[T9] [T-L4] a ticket that comes back reuses the slot of its own wrap-up', () => {
    expect(planOf({ ...full, reusableSlots: 1 }, to('agent', 'ben')).step.kind).toBe('offer');
  });

  test('[S9] away is not online', () => {
    for (const presence of ['away', 'offline'] as const) {
      expect(refusalOf({ agents: { ben: { presence } } }, to('agent', 'ben'))).toMatchObject({
        code: 'agent_offline',
        data: { presence, choices: ['deliver_when_back', 'next'] },
      });
    }
  });

  test('[S-L5] delivery when they are back waits for them', () => {
    const world: World = { agents: { ben: { presence: 'offline' } } };
    expect(planOf(world, to('agent', 'ben', { whenBlocked: 'deliver_when_back' }))).toMatchObject({
      step: { kind: 'wait', because: 'agent_offline' },
      warnings: [{ code: 'agent_offline' }],
    });
  });

  test('nobody waits to be consulted', () => {
    const world: World = { agents: { ben: { presence: 'offline' } } };
    expect(refusalOf(world, to('agent', 'ben', { mode: 'warm', whenBlocked: 'wait' })).code).toBe('agent_offline');
  });

  test('[S5] [S-L9] a missing skill is a warning, or a refusal where set', () => {
    const queues = { support: { skills: ['german'] } };
    const warned = compile(bankWith({ queues }));
    expect(planOf({ configuration: warned }, to('agent', 'ben')).warnings).toEqual([
      { code: 'skill_missing', data: { agent: 'ben', skills: ['german'] } },
    ]);
    const refused = compile(bankWith({ queues, settings: { missingSkill: 'refuse' } }));
    expect(refusalOf({ configuration: refused }, to('agent', 'ben'))).toMatchObject({
      code: 'skill_missing',
      data: { skills: ['german'] },
    });
  });

  test('[S5] a skill is asked for at its level, and so is what the ticket needs besides', () => {
    const configuration = compile(
      bankWith({
        queues: { support: { skills: ['german'], skillLevels: { german: 4 } } },
        agents: { ben: { skills: ['german'], skillLevels: { german: 2 } } },
      }),
    );
    const lacking = (world: World) =>
      planOf({ configuration, ...world }, to('agent', 'ben')).warnings.map(({ data }) => data.skills);
    expect(lacking({})).toEqual([['german']]);
    expect(lacking({ conversation: { skills: ['loans'] } })).toEqual([['german', 'loans']]);
    const enough = compile(
      bankWith({
        queues: { support: { skills: ['german'], skillLevels: { german: 4 } } },
        agents: { ben: { skills: ['german'], skillLevels: { german: 4 } } },
      }),
    );
    expect(lacking({ configuration: enough })).toEqual([]);
  });
});

describe('override', () => {
  const susan = actor('susan');
  const asked = { override: true } as const;

  test('passes a closed or unwilling department and a full agent, and says so', () => {
    expect(planOf({ now: six, actor: susan }, to('department', 'billing', asked)).overrides).toEqual([
      'department_closed',
    ]);
    const off = compile(bankWith({ departments: { sales: { accepting: false } } }));
    expect(planOf({ configuration: off, actor: susan }, to('department', 'sales', asked)).overrides).toEqual([
      'not_accepting',
    ]);
    const full: World = { agents: { ben: { load: { webchat: 2 } } }, actor: susan };
    expect(planOf(full, to('agent', 'ben', asked))).toMatchObject({
      step: { kind: 'offer' },
      overrides: ['agent_at_capacity'],
    });
  });

  test('passes nothing else', () => {
    const offline: World = { agents: { ben: { presence: 'offline' } }, actor: susan };
    expect(refusalOf(offline, to('agent', 'ben', asked)).code).toBe('agent_offline');
    const noRule = compile(bankWith({ departments: { support: { moveRules: [] } } }));
    expect(refusalOf({ configuration: noRule, actor: susan }, to('department', 'sales', asked)).code).toBe(
      'no_move_rule',
    );
    expect(
      refusalOf({ queueLengths: { 'support-vip': 2 }, actor: susan }, to('queue', 'support-vip', asked)).code,
    ).toBe('queue_full');
  });

  test('is never implied by the permission, and needs it', () => {
    expect(refusalOf({ now: six, actor: susan }, to('department', 'billing')).code).toBe('department_closed');
    expect(refusalOf({ now: six }, to('department', 'billing', asked))).toMatchObject({
      code: 'permission_missing',
      data: { permission: 'transfer.override' },
    });
  });
});

describe('the plan', () => {
  test.each<[string, World, TransferRequest, object]>([
    [
      'a queue of the department',
      {},
      to('queue', 'support'),
      { step: { kind: 'admit', queueId: 'support' }, isMove: false, allowedBy: { kind: 'inside' } },
    ],
    [
      'another department',
      {},
      to('department', 'sales'),
      {
        step: { kind: 'admit', queueId: 'sales' },
        isMove: true,
        fromDepartmentId: 'support',
        toDepartmentId: 'sales',
        allowedBy: { kind: 'move_rule', row: 0, label: 'Everything everywhere' },
      },
    ],
    [
      'an agent',
      {},
      to('agent', 'ben'),
      {
        step: { kind: 'offer', to: { kind: 'agent', id: 'ben' }, timeoutMs: 60_000, expiresAt: noon + 60_000 },
        ownerNow: null,
      },
    ],
    [
      'an agent, released now',
      {},
      to('agent', 'bella', { release: 'now' }),
      { step: { kind: 'offer' }, release: 'now', ownerNow: { kind: 'queue', id: 'direct:bella' }, isMove: true },
    ],
    [
      'an agent who is not asked',
      { configuration: withSettings({ acceptance: 'assign' }) },
      to('agent', 'ben'),
      { step: { kind: 'assign', agentId: 'ben' }, ownerNow: { kind: 'agent', id: 'ben' } },
    ],
    [
      'a flow of every department',
      { flows: [{ id: 'f', name: 'F', departmentId: null, published: true }] },
      to('flow', 'f'),
      { step: { kind: 'admit', owner: { kind: 'flow', id: 'f' }, queueId: null }, isMove: false },
    ],
    [
      'a contact outside',
      { externals: [{ id: 'e', name: 'E', enabled: true, reachable: true, timeoutSeconds: 30 }] },
      to('external', 'e'),
      {
        step: { kind: 'offer', to: { kind: 'external', id: 'e' }, timeoutMs: 30_000, watchingQueueId: 'support' },
        ownerNow: null,
      },
    ],
    [
      'a contact outside, released now',
      { externals: [{ id: 'e', name: 'E', enabled: true, reachable: true }] },
      to('external', 'e', { release: 'now' }),
      { ownerNow: { kind: 'queue', id: 'support' } },
    ],
  ])('for %s', (_, world, request, expected) => {
    expect(planOf(world, request)).toMatchObject(expected);
  });

  test('[S2] contacts outside need a partner-routed account where the setting asks for it', () => {
    const externals = [{ id: 'e', name: 'E', enabled: true, reachable: true }];
    const plain = compile(bankWith({ profile: 'salesforce' }));
    expect(refusalOf({ configuration: plain, externals }, to('external', 'e'))).toMatchObject({
      code: 'external_disabled',
      data: { cause: 'not_partner_routed' },
    });
    const partner = compile(bankWith({ profile: 'salesforce', accounts: { site: { partnerRouted: true } } }));
    expect(planOf({ configuration: partner, externals }, to('external', 'e')).step.kind).toBe('offer');
  });

  test('a sender chooses the release only where the setting leaves it', () => {
    const now = withSettings({ release: 'now' });
    expect(planOf({ configuration: now }, to('agent', 'ben', { release: 'on_accept' })).release).toBe('now');
    const ifFull = withSettings({ release: 'on_accept_now_if_full' });
    expect(planOf({ configuration: ifFull }, to('agent', 'ben', { release: 'now' })).release).toBe('on_accept');
  });

  test('[S13] [S14] may cancel is the origin’s word, may decline the destination’s', () => {
    const configuration = compile(
      bankWith({
        departments: {
          support: { settings: { mayCancel: false } },
          billing: { settings: { mayDeclineTransfer: false } },
        },
      }),
    );
    expect(planOf({ configuration }, to('agent', 'bella'))).toMatchObject({ mayCancel: false, mayDecline: false });
    expect(planOf({ configuration }, to('agent', 'silvio'))).toMatchObject({ mayCancel: false, mayDecline: true });
  });

  test.each<[string, Target, readonly Target[]]>([
    [
      'a person',
      { kind: 'agent', id: 'bella' },
      [
        { kind: 'queue', id: 'billing' },
        { kind: 'department', id: 'sales' },
      ],
    ],
    ['the department', { kind: 'department', id: 'billing' }, [{ kind: 'department', id: 'sales' }]],
    ['its default queue', { kind: 'queue', id: 'billing' }, [{ kind: 'department', id: 'sales' }]],
    [
      'a queue with a fallback',
      { kind: 'queue', id: 'support-vip' },
      [
        { kind: 'queue', id: 'support' },
        { kind: 'department', id: 'sales' },
      ],
    ],
    ['where there is none', { kind: 'department', id: 'sales' }, []],
  ])('the chain of %s never leads back to it', (_, target, chain) => {
    expect(planOf({}, { target, mode: 'cold' }).chain).toEqual(chain);
  });

  test.each<[Partial<Settings>, Partial<Settings>, object | null, string, number]>([
    [{}, {}, null, 'full', 1],
    [{ history: 'from_here' }, {}, null, 'from_here', 5],
    [{}, { history: 'summary' }, null, 'summary', 13],
    [{ history: 'from_here' }, { history: 'none' }, null, 'none', 13],
    [{}, {}, { history: 'none' }, 'none', 13],
    [{ history: 'summary' }, {}, { history: 'from_here' }, 'summary', 13],
  ])(
    '[G-L4] history is the narrowest of origin %j, destination %j and row %j: %s',
    (origin, destination, row, history, from) => {
      const configuration = compile(
        bankWith({
          departments: { support: { settings: origin, moveRules: [{ ...row }] }, sales: { settings: destination } },
        }),
      );
      const plan = planOf({ configuration }, to('department', 'sales'));
      expect(plan).toMatchObject({
        historyFrom: from,
        travels: { history, messages: from > 12 ? null : { from, to: 12 } },
      });
      expect(plan.travels.heldBack.map(({ what }) => what)).toEqual(history === 'full' ? [] : ['history']);
      expect(planOf({ configuration }, to('agent', 'ben')).travels.history).toBe('full');
    },
  );

  test('of several rows that match, the narrowest history counts; an account may narrow it further', () => {
    const rows = (moveRules: readonly object[]) => compile(bankWith({ departments: { support: { moveRules } } }));
    for (const configuration of [rows([{}, { history: 'none' }]), rows([{ history: 'none' }, {}])]) {
      expect(planOf({ configuration }, to('department', 'sales')).travels.history).toBe('none');
    }
    const account = compile(bankWith({ accounts: { site: { history: 'summary' } } }));
    expect(planOf({ configuration: account }, to('department', 'sales')).travels.history).toBe('summary');
  });

  test('[C11] under singlecomm nothing of the past is shown, inside the department neither', () => {
    const configuration = compile(bankWith({ profile: 'singlecomm' }));
    expect(planOf({ configuration }, to('agent', 'ben')).historyFrom).toBe(13);
    expect(planOf({ configuration }, to('department', 'billing')).historyFrom).toBe(13);
  });

  test.each<[ProfileName, string[], string[]]>([
    ['baton', ['plan', 'pin'], []],
    ['singlecomm', [], ['attribute:plan', 'attribute:pin']],
    ['flex', [], ['attribute:plan', 'attribute:pin']],
  ])(
    '[C12] [T-L6] under %s the attributes %j go along, and the receipt names the others',
    (profile, attributes, held) => {
      const configuration = compile(bankWith({ profile }));
      const request = profile === 'flex' ? to('queue', 'billing') : to('department', 'billing');
      const { travels } = planOf({ configuration, ticket: {} }, request);
      expect(travels.attributes).toEqual(attributes);
      expect(travels.heldBack.map(({ what }) => what).filter((what) => what !== 'history')).toEqual(held);
      expect(travels).toMatchObject({ form: ['topic'], tags: ['urgent'], sla: 'carried' });
    },
  );

  test('listed attributes go along, and within the department all stay', () => {
    const configuration = withSettings({ attributesThatTravel: ['plan'] });
    expect(planOf({ configuration }, to('department', 'sales')).travels).toMatchObject({
      attributes: ['plan'],
      heldBack: [{ what: 'attribute:pin', why: 'attributes_that_travel' }],
    });
    expect(planOf({ configuration }, to('agent', 'ben')).travels).toMatchObject({
      attributes: ['plan', 'pin'],
      heldBack: [],
    });
  });

  test('a note is on the receipt when there is one', () => {
    expect(planOf({}, to('queue', 'billing', { note: 'Was promised a call.' })).travels.note).toBe(true);
    expect(planOf({}, to('queue', 'billing')).travels.note).toBe(false);
  });

  test('the clock of the promise follows the destination', () => {
    const configuration = compile(bankWith({ departments: { sales: { settings: { slaClock: 'restart' } } } }));
    expect(planOf({ configuration }, to('department', 'sales')).travels.sla).toBe('restarted');
    expect(planOf({ configuration }, to('department', 'billing')).travels.sla).toBe('carried');
  });

  test('[C-L2] another channel account needs the setting and consent, and its channel is the one that is judged', () => {
    const request = to('department', 'finance', { accountId: 'mail', consent: true });
    expect(planOf({}, request)).toMatchObject({ toDepartmentId: 'finance' });
    expect(refusalOf({ configuration: withSettings({ crossChannel: false }) }, request)).toMatchObject({
      code: 'channel_not_transferable',
      data: { cause: 'cross_channel_off' },
    });
    const intoFinance = (channels: readonly string[]) =>
      compile(bankWith({ departments: { support: { moveRules: [{ destination: 'finance', channels }] } } }));
    // A row lets out as what it is, and in as what it becomes.
    for (const channels of [['webchat'], ['email']]) {
      expect(refusalOf({ configuration: intoFinance(channels) }, request).code).toBe('no_move_rule');
    }
    expect(planOf({ configuration: intoFinance(['webchat', 'email']) }, request).toDepartmentId).toBe('finance');
    expect(refusalOf({}, to('department', 'sales', { accountId: 'gone', consent: true }))).toMatchObject({
      data: { cause: 'account_unknown' },
    });
    expect(refusalOf({}, to('department', 'sales', { accountId: 'phone', consent: true })).code).toBe(
      'kind_not_supported',
    );
  });
});

describe('the loop guard', () => {
  const automation: Actor = { kind: 'flow', id: 'f', permissions: new Set(['transfer.request'] as const) };

  test('[I27] stops the hop after the limit, whatever the pair', () => {
    expect(planOf({ actor: automation, conversation: { automaticHops: 7 } }, to('queue', 'billing')).automatic).toBe(
      true,
    );
    expect(refusalOf({ actor: automation, conversation: { automaticHops: 8 } }, to('queue', 'billing'))).toMatchObject({
      code: 'hop_limit',
      data: { cause: 'all', hops: 8, hopsMax: 8 },
    });
  });

  test('[I27] stops the fourth hop over one pair, in either direction', () => {
    let counts: Pick<typeof conversation, 'automaticHops' | 'automaticPairs' | 'hops'> = conversation;
    const places = ['support', 'billing'] as const;
    const open = compile(bankWith({ departments: { billing: { moveRules: [{}] } } }));
    for (let hop = 0; hop < 3; hop++) {
      const from = places[hop % 2] as string;
      const world: World = {
        configuration: open,
        actor: automation,
        conversation: { ...counts, departmentId: from },
        ticket: { departmentId: from },
      };
      counts = countHop(counts, planOf(world, to('department', places[(hop + 1) % 2] as string)));
    }
    expect(counts).toMatchObject({ automaticHops: 3, hops: 3 });
    const there: World = {
      configuration: open,
      actor: automation,
      conversation: counts,
      ticket: { departmentId: 'billing' },
    };
    expect(refusalOf(there, to('department', 'support'))).toMatchObject({
      code: 'hop_limit',
      data: { cause: 'same_pair', hops: 3, hopsMax: 3 },
    });
    expect(planOf(there, to('department', 'sales')).step.kind).toBe('admit');
    expect(
      planOf({ ...there, conversation: { ...counts, ...forgottenHops } }, to('department', 'support')).step.kind,
    ).toBe('admit');
  });

  test('never refuses a person, and warns at twenty', () => {
    const counts = { automaticHops: 50, hops: 20 };
    expect(planOf({ conversation: counts }, to('queue', 'billing')).warnings).toEqual([
      { code: 'many_hops', data: { hops: 20 } },
    ]);
    expect(planOf({ conversation: { hops: 19 } }, to('queue', 'billing')).warnings).toEqual([]);
    expect(
      countHop({ ...conversation, ...counts }, planOf({ conversation: counts }, to('queue', 'billing'))),
    ).toMatchObject({ automaticHops: 50, hops: 21 });
  });

  test('an integration in its own name is no person', () => {
    expect(
      refusalOf({ actor: key('transfer.request'), conversation: { automaticHops: 8 } }, to('queue', 'billing')).code,
    ).toBe('hop_limit');
  });
});
