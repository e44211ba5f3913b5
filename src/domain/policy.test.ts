import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor } from './actor.ts';
import { type AcceptSubject, decideAccept, decideTransfer, explainAccept, explainTransfer } from './policy.ts';
import { actor, bankWith, compile, factsOf, key, noon, offer, transfer, type World } from './policy-fixtures.ts';
import { type RefusalCode, refusalCodes, refusalTable } from './refusal.ts';
import type { Settings } from './settings.ts';
import type { Target, TransferRequest } from './transfer.ts';

const to = (kind: Target['kind'], id: string, more: Partial<TransferRequest> = {}): TransferRequest => ({
  target: { kind, id },
  mode: 'cold',
  ...more,
});

const withSettings = (settings: Partial<Settings>) => compile(bankWith({ settings }));
const withDepartments = (departments: Record<string, object>) => compile(bankWith({ departments }));

type Scenario = { readonly world: World } & (
  | { readonly request: TransferRequest }
  | { readonly accept: Partial<AcceptSubject> & { readonly offer: AcceptSubject['offer'] } }
);

const bella = actor('bella');
const closedAt = Date.UTC(2026, 10, 24, 18);
const flow = { id: 'welcome', name: 'Welcome', departmentId: null, published: true };
const outside = { id: 'notary', name: 'Notary', enabled: true, reachable: true };

/** One world for each reason in which it is the only one that holds. A reason without a scenario does not compile. */
const scenarios: Readonly<Record<RefusalCode, Scenario>> = {
  transfers_disabled: { world: { configuration: withSettings({ transfers: 'off' }) }, request: to('queue', 'billing') },
  target_kind_off: {
    world: { configuration: withSettings({ targetKinds: ['agent'] }) },
    request: to('queue', 'billing'),
  },
  kind_not_supported: {
    world: { conversation: { channelKind: 'voice', accountId: 'phone' } },
    request: to('queue', 'billing'),
  },
  note_required: {
    world: { configuration: withSettings({ notes: 'required' }) },
    request: to('queue', 'billing', { note: ' ' }),
  },
  notes_disabled: {
    world: { configuration: withSettings({ notes: 'off' }) },
    request: to('queue', 'billing', { note: 'Hi' }),
  },
  reason_required: { world: { configuration: withSettings({ reason: 'required' }) }, request: to('queue', 'billing') },
  consent_missing: { world: {}, request: to('queue', 'billing', { accountId: 'sms' }) },

  permission_missing: { world: { actor: key('message.receive') }, request: to('queue', 'billing') },
  not_owner: { world: { actor: actor('ben') }, request: to('queue', 'billing') },
  not_a_member: {
    world: { actor: bella, conversation: { owner: { kind: 'agent', id: 'bella' } } },
    request: to('queue', 'sales'),
  },
  offer_not_yours: { world: { actor: actor('bruno') }, accept: { offer, transfer } },

  ticket_closed: {
    world: { ticket: { state: 'closed' }, conversation: { owner: null } },
    request: to('queue', 'billing'),
  },
  ticket_moved: { world: { ticket: { state: 'moved', nextTicketId: 'k2' } }, request: to('queue', 'billing') },
  transfer_pending: { world: { conversation: { pendingTransferId: 't1' } }, request: to('queue', 'billing') },
  offer_answered: { world: { actor: bella }, accept: { offer: { ...offer, state: 'withdrawn' }, transfer } },
  offer_expired: { world: { actor: bella, now: offer.expiresAt }, accept: { offer, transfer } },
  version_conflict: { world: {}, request: to('queue', 'billing', { ticketVersion: 6 }) },

  channel_not_transferable: { world: { conversation: { accountId: 'walled' } }, request: to('queue', 'billing') },
  channel_not_served: { world: {}, request: to('department', 'finance') },
  message_window_closed: {
    world: { messageWindowOpen: false },
    request: to('queue', 'billing', { accountId: 'sms', consent: true }),
  },

  outside_program: {
    world: { configuration: withSettings({ boundary: 'program' }) },
    request: to('department', 'nights'),
  },
  no_move_rule: {
    world: { configuration: withDepartments({ support: { moveRules: [] } }) },
    request: to('department', 'sales'),
  },
  receive_rule: {
    world: { configuration: withDepartments({ sales: { receiveRules: [{ channels: ['email'] }] } }) },
    request: to('department', 'sales'),
  },
  participant_conflict: {
    world: { participants: [{ channel: 'email', address: 'BILLING@bank.example ' }] },
    request: to('department', 'billing'),
  },

  target_unknown: { world: {}, request: to('department', 'vault') },
  target_not_permitted: {
    world: {},
    request: to('agent', 'fred', { target: { kind: 'agent', id: 'fred', departmentId: 'sales' } }),
  },
  direct_routing_off: { world: { configuration: withSettings({ directToAgent: false }) }, request: to('agent', 'ben') },
  already_there: { world: {}, request: to('agent', 'anna') },
  department_closed: { world: { now: closedAt }, request: to('department', 'billing') },
  not_accepting: {
    world: { configuration: withDepartments({ sales: { accepting: false } }) },
    request: to('queue', 'sales'),
  },
  queue_full: { world: { queueLengths: { 'billing-disputes': 2 } }, request: to('queue', 'billing-disputes') },
  skill_missing: {
    world: {
      configuration: compile(
        bankWith({ settings: { missingSkill: 'refuse' }, queues: { billing: { skills: ['loans'] } } }),
      ),
    },
    request: to('agent', 'bella'),
  },
  agent_offline: { world: { agents: { ben: { presence: 'away' } } }, request: to('agent', 'ben') },
  agent_at_capacity: { world: { agents: { ben: { load: { email: 2 } } } }, request: to('agent', 'ben') },
  flow_unpublished: { world: { flows: [{ ...flow, published: false }] }, request: to('flow', 'welcome') },
  external_disabled: { world: { externals: [{ ...outside, enabled: false }] }, request: to('external', 'notary') },
  external_unreachable: { world: { externals: [{ ...outside, reachable: false }] }, request: to('external', 'notary') },

  hop_limit: {
    world: { actor: key('transfer.request'), conversation: { automaticHops: 8 } },
    request: to('queue', 'billing'),
  },
};

const explain = (scenario: Scenario) =>
  'request' in scenario
    ? explainTransfer(factsOf(scenario.world), scenario.request)
    : explainAccept(factsOf(scenario.world), { transfer: null, ...scenario.accept });

const decide = (scenario: Scenario) =>
  'request' in scenario
    ? decideTransfer(factsOf(scenario.world), scenario.request)
    : decideAccept(factsOf(scenario.world), { transfer: null, ...scenario.accept });

describe('each reason', () => {
  test.each(Object.entries(scenarios) as [RefusalCode, Scenario][])(
    '%s is answered in a world where it alone holds',
    (code, scenario) => {
      const decision = decide(scenario);
      expect(decision.kind === 'refused' ? decision.refusal.code : 'allowed').toBe(code);
      const failed = explain(scenario).checks.filter((check) => check.outcome === 'failed');
      expect(failed.map((check) => check.code)).toEqual([code]);
    },
  );

  test.each(Object.entries(scenarios) as [RefusalCode, Scenario][])(
    '%s brings the data that its sentence needs',
    (code, scenario) => {
      const decision = decide(scenario);
      const named = refusalTable.find((row) => row.code === code)?.data ?? [];
      expect(decision.kind === 'refused' && Object.keys(decision.refusal.data)).toEqual(
        expect.arrayContaining([...named]),
      );
    },
  );

  test('none of the worlds is refused when nothing is wrong', () => {
    expect(decideTransfer(factsOf(), to('queue', 'billing')).kind).toBe('allowed');
    expect(decideAccept(factsOf({ actor: bella }), { transfer, offer }).kind).toBe('allowed');
  });
});

describe('the order', () => {
  test('is the documented one, group by group', () => {
    const groups = refusalTable.map((row) => row.group);
    const order = ['request', 'actor', 'ticket', 'channel', 'boundary', 'target', 'guard'];
    expect(groups).toEqual([...groups].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
    expect(new Set(refusalCodes).size).toBe(refusalCodes.length);
  });

  /** Anything that can go wrong, together with anything else. */
  const anything = fc.record({
    settings: fc.record(
      {
        transfers: fc.constantFrom('on', 'on', 'on', 'off'),
        boundary: fc.constantFrom('rules', 'program', 'none'),
        targetKinds: fc.constantFrom(
          ['agent', 'queue', 'department'],
          ['agent', 'queue', 'department', 'flow', 'external'],
          ['agent'],
        ),
        notes: fc.constantFrom('off', 'optional', 'required'),
        reason: fc.constantFrom('optional', 'required'),
        acceptance: fc.constantFrom('offer', 'assign'),
        release: fc.constantFrom('on_accept', 'now', 'on_accept_now_if_full'),
        whenFull: fc.constantFrom('refuse', 'wait', 'next', 'ask'),
        whenOffline: fc.constantFrom('refuse', 'wait', 'ask'),
        whenClosed: fc.constantFrom('refuse', 'wait', 'next', 'ask'),
        directToAgent: fc.boolean(),
        needsAgentOnline: fc.boolean(),
        missingSkill: fc.constantFrom('warn', 'refuse'),
        crossChannel: fc.boolean(),
        warmTransfer: fc.boolean(),
        automaticHopsMax: fc.constantFrom(1, 8),
      },
      { requiredKeys: [] },
    ),
    moveRules: fc.constantFrom([], [{}], [{ channels: ['email'] }], [{ destinations: ['billing'], history: 'none' }]),
    accepting: fc.boolean(),
    receiveRules: fc.constantFrom([], [{ origins: ['sales'] }]),
    actor: fc.constantFrom<Actor>(
      actor('anna'),
      actor('ben'),
      bella,
      actor('susan'),
      actor('ada'),
      key('transfer.request'),
      key(),
    ),
    owner: fc.constantFrom({ kind: 'agent', id: 'anna' } as const, { kind: 'queue', id: 'support' } as const, null),
    state: fc.constantFrom('open', 'open', 'open', 'closed', 'moved'),
    pending: fc.constantFrom(null, null, 't9'),
    channelKind: fc.constantFrom('webchat', 'email', 'voice'),
    accountId: fc.constantFrom('site', 'walled'),
    target: fc.constantFrom<Target>(
      { kind: 'queue', id: 'billing' },
      { kind: 'queue', id: 'support-vip' },
      { kind: 'department', id: 'billing' },
      { kind: 'department', id: 'finance' },
      { kind: 'department', id: 'vault' },
      { kind: 'department', id: 'support' },
      { kind: 'department', id: 'nowhere' },
      { kind: 'agent', id: 'ben' },
      { kind: 'agent', id: 'bella' },
      { kind: 'agent', id: 'bruno' },
      { kind: 'agent', id: 'vera' },
      { kind: 'agent', id: 'fred', departmentId: 'billing' },
      { kind: 'flow', id: 'welcome' },
      { kind: 'external', id: 'notary' },
    ),
    more: fc.record<Partial<TransferRequest>>(
      {
        note: fc.constantFrom('', 'Hello'),
        reason: fc.constantFrom('', 'wrong team'),
        whenBlocked: fc.constantFrom('refuse', 'wait', 'next', 'deliver_when_back'),
        release: fc.constantFrom('now', 'on_accept'),
        override: fc.boolean(),
        ticketVersion: fc.constantFrom(7, 8),
        accountId: fc.constantFrom('site', 'sms', 'gone'),
        consent: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    mode: fc.constantFrom('cold', 'cold', 'warm'),
    now: fc.constantFrom(noon, closedAt),
    presence: fc.constantFrom('online', 'away', 'offline'),
    load: fc.integer({ min: 0, max: 3 }),
    queueLength: fc.integer({ min: 0, max: 3 }),
    nobodyOnline: fc.constantFrom([], ['billing']),
    hops: fc.constantFrom(0, 7, 8, 20),
    published: fc.boolean(),
    reachable: fc.boolean(),
  });

  const configurations = new Map<string, ReturnType<typeof compile>>();
  const worldOf = (
    any: typeof anything extends fc.Arbitrary<infer T> ? T : never,
  ): { world: World; request: TransferRequest } => {
    const { settings, moveRules, accepting, receiveRules } = any;
    const name = JSON.stringify([settings, moveRules, accepting, receiveRules]);
    let configuration = configurations.get(name);
    if (configuration === undefined) {
      configuration = compile(
        bankWith({
          settings: settings as Partial<Settings>,
          departments: { support: { moveRules }, billing: { accepting, receiveRules } },
          queues: { billing: { skills: ['loans'] } },
        }),
      );
      configurations.set(name, configuration);
    }
    const state = { presence: any.presence, load: { webchat: any.load } } as const;
    return {
      world: {
        configuration,
        now: any.now,
        actor: any.actor,
        conversation: {
          owner: any.owner,
          pendingTransferId: any.pending,
          channelKind: any.channelKind as 'webchat',
          accountId: any.accountId,
          automaticHops: any.hops,
          hops: any.hops,
        },
        ticket: { state: any.state as 'open' },
        agents: { ben: state, bella: state, bruno: state, vera: state },
        queueLengths: { 'support-vip': any.queueLength },
        nobodyOnline: any.nobodyOnline,
        flows: [{ ...flow, published: any.published }],
        externals: [{ ...outside, reachable: any.reachable }],
      },
      request: { target: any.target, mode: any.mode as 'cold', ...any.more },
    };
  };

  test('when several reasons hold, the first documented one is answered, and explain’s first failure is the same', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anything, (any) => {
        const { world, request } = worldOf(any);
        const facts = factsOf(world);
        const decision = decideTransfer(facts, request);
        const { checks, decision: explained } = explainTransfer(facts, request);
        expect(explained).toEqual(decision);
        expect(checks.map((check) => check.code)).toEqual(refusalCodes);
        const first = checks.find((check) => check.outcome === 'failed');
        expect(first?.code).toBe(decision.kind === 'refused' ? decision.refusal.code : undefined);
        if (decision.kind === 'refused') {
          expect(first?.data).toEqual(decision.refusal.data);
          expect(first?.until).toEqual(decision.refusal.until);
          expect(first?.alternatives).toEqual(decision.refusal.alternatives);
        }
        seen.add(decision.kind === 'refused' ? decision.refusal.code : decision.plan.step.kind);
      }),
      { numRuns: 3_000 },
    );
    expect(seen.size).toBeGreaterThan(20);
  });

  test('what is allowed has an owner-to-be, and never a chain that comes back to its target', () => {
    fc.assert(
      fc.property(anything, (any) => {
        const { world, request } = worldOf(any);
        const decision = decideTransfer(factsOf(world), request);
        if (decision.kind === 'refused') return;
        const { plan } = decision;
        expect(plan.ownerNow !== null).toBe(
          plan.step.kind === 'admit' ||
            plan.step.kind === 'assign' ||
            (plan.release === 'now' && plan.step.kind !== 'consult'),
        );
        const places = [plan.target, ...plan.chain].map(({ kind, id }) => (kind === 'agent' ? `agent:${id}` : id));
        expect(new Set(places).size).toBe(places.length);
        expect(plan.overrides.length === 0 || request.override === true).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('reasons of the request and the actor', () => {
  const refusalOf = (world: World, request: TransferRequest) => {
    const decision = decideTransfer(factsOf(world), request);
    return decision.kind === 'refused' ? decision.refusal : undefined;
  };
  const codeOf = (world: World, request: TransferRequest) => refusalOf(world, request)?.code ?? 'allowed';

  test('[G2] a forbidden move is refused alike for agent, key, flow and assistant', () => {
    const configuration = withDepartments({ support: { moveRules: [] } });
    const may = new Set(['transfer.request', 'transfer.as_assistant'] as const);
    for (const kind of ['agent', 'key', 'flow', 'assistant'] as const) {
      const asking = kind === 'agent' ? actor('anna') : { kind, id: kind, permissions: may };
      expect(codeOf({ configuration, actor: asking }, to('department', 'sales'))).toBe('no_move_rule');
    }
  });

  test('[S4] a flow and a contact outside each need a permission of their own', () => {
    const world = { flows: [flow], externals: [outside] };
    expect(codeOf({ ...world, actor: key('transfer.request') }, to('flow', 'welcome'))).toBe('permission_missing');
    expect(codeOf({ ...world, actor: key('transfer.request') }, to('external', 'notary'))).toBe('permission_missing');
    expect(codeOf({ ...world, actor: key('transfer.request', 'transfer.to_flow') }, to('flow', 'welcome'))).toBe(
      'allowed',
    );
  });

  test('a supervisor may transfer what others own, and takes the place of a pending transfer', () => {
    const decision = decideTransfer(
      factsOf({ actor: actor('susan'), conversation: { pendingTransferId: 't1' } }),
      to('queue', 'billing'),
    );
    expect(decision).toMatchObject({ kind: 'allowed', plan: { replacesTransferId: 't1' } });
    const nothingPending = decideTransfer(factsOf({ actor: actor('susan') }), to('queue', 'billing'));
    expect(nothingPending).toMatchObject({ kind: 'allowed', plan: { replacesTransferId: null } });
    const own = factsOf({ actor: actor('susan'), conversation: { pendingTransferId: 't1' } });
    expect(decideTransfer(own, to('queue', 'billing'), { ownTransferId: 't1' })).toMatchObject({
      plan: { replacesTransferId: null },
    });
  });

  test('automation knows every department: an administrator wrote its targets', () => {
    const may = actor('ada').permissions;
    for (const kind of ['flow', 'assistant', 'system'] as const) {
      expect(codeOf({ actor: { kind, id: kind, permissions: may } }, to('department', 'vault'))).toBe('allowed');
    }
    expect(codeOf({ actor: key('transfer.request') }, to('department', 'vault'))).toBe('target_unknown');
    expect(codeOf({ actor: key('transfer.request', 'configuration.read') }, to('department', 'vault'))).toBe('allowed');
  });

  test('automation never talks over a pending transfer, whatever it may do', () => {
    const system: Actor = { kind: 'system', id: 'timer', permissions: actor('ada').permissions };
    expect(codeOf({ actor: system, conversation: { pendingTransferId: 't1' } }, to('queue', 'billing'))).toBe(
      'transfer_pending',
    );
  });

  test('a department that the actor may not know of answers like one that does not exist', () => {
    const hidden = refusalOf({}, to('department', 'vault'));
    const missing = refusalOf({}, to('department', 'nowhere'));
    expect({ ...hidden, data: { ...hidden?.data, id: '' } }).toEqual({
      ...missing,
      data: { ...missing?.data, id: '' },
    });
    // Not even through reasons that come earlier.
    const configuration = withDepartments({
      vault: { knownTo: ['vera'], channels: ['email'] },
      support: { moveRules: [] },
    });
    expect(codeOf({ configuration }, to('department', 'vault'))).toBe('target_unknown');
    expect(codeOf({ configuration }, to('queue', 'vault'))).toBe('target_unknown');
    expect(codeOf({ configuration }, to('agent', 'vera'))).toBe('target_unknown');
    expect(codeOf({ configuration, actor: actor('ada', configuration) }, to('department', 'vault'))).toBe(
      'channel_not_served',
    );
  });

  test('[C1] a call is refused whatever the target', () => {
    for (const target of ['queue', 'department'] as const) {
      expect(codeOf({ conversation: { channelKind: 'voice' } }, to(target, 'billing'))).toBe('kind_not_supported');
    }
  });

  test('a consult needs somebody to ask, and the setting', () => {
    expect(codeOf({}, to('queue', 'billing', { mode: 'warm' }))).toBe('kind_not_supported');
    const configuration = withSettings({ warmTransfer: false });
    expect(refusalOf({ configuration }, to('agent', 'ben', { mode: 'warm' }))).toMatchObject({
      code: 'transfers_disabled',
      data: { mode: 'warm' },
    });
    const decision = decideTransfer(
      factsOf({ agents: { ben: { load: { webchat: 2 } } } }),
      to('agent', 'ben', { mode: 'warm' }),
    );
    expect(decision).toMatchObject({
      kind: 'allowed',
      plan: { step: { kind: 'consult', with: { kind: 'agent', id: 'ben' } }, ownerNow: null },
    });
  });
});
