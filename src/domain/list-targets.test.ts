import { describe, expect, test } from 'vitest';
import { listTargets, type TargetQuery } from './list-targets.ts';
import { decideTransfer, type TransferFacts } from './policy.ts';
import { actor, bankWith, compile, factsOf, key, noon, type World } from './policy-fixtures.ts';
import type { Settings } from './settings.ts';

const ids = (world: World, query: TargetQuery = {}) =>
  listTargets(factsOf(world), query).targets.map(({ target }) => `${target.kind} ${target.id}`);
const hidden: Partial<Settings> = { blockedTargets: 'hidden' };
const flows = [
  { id: 'welcome', name: 'Welcome', departmentId: null, published: true },
  { id: 'draft', name: 'Draft', departmentId: null, published: false },
];
const externals = [
  { id: 'notary', name: 'Notary', enabled: true, reachable: true },
  { id: 'off', name: 'Off', enabled: false, reachable: true },
];

/** Pages of that size, one after the other. */
function pages(facts: TransferFacts, limit: number): string[] {
  const found: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = listTargets(facts, { limit, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.targets.length).toBeLessThanOrEqual(limit);
    found.push(...page.targets.map(({ target }) => `${target.kind} ${target.id}`));
    cursor = page.nextCursor;
  }
  return found;
}

describe('the list of targets', () => {
  test('shows blocked ones with the reason, or hides them', () => {
    const world: World = { agents: { ben: { presence: 'offline' } }, flows, externals };
    const shown = listTargets(factsOf(world), { kind: 'agent' }).targets;
    expect(shown.find(({ target }) => target.id === 'ben')).toMatchObject({
      allowed: false,
      step: null,
      refusal: { code: 'agent_offline' },
      presence: 'offline',
    });
    expect(ids({ ...world, configuration: compile(bankWith({ settings: hidden })) }, { kind: 'agent' })).not.toContain(
      'agent ben',
    );
  });

  test('[G7] never lists a department that does not serve the channel, where blocked ones are hidden', () => {
    const configuration = compile(bankWith({ settings: hidden }));
    expect(ids({ configuration }, { kind: 'department' })).toEqual([
      'department billing',
      'department nights',
      'department sales',
    ]);
    const email = { channelKind: 'email', accountId: 'mail' } as const;
    expect(ids({ configuration, conversation: email }, { kind: 'department' })).toContain('department finance');
  });

  test('[G18] under glassix a forbidden department is not shown, nor its people', () => {
    const configuration = compile(
      bankWith({ profile: 'glassix', departments: { support: { moveRules: [{ destinations: ['sales'] }] } } }),
    );
    const listed = ids({ configuration });
    expect(listed).toContain('department sales');
    expect(listed).not.toContain('department billing');
    expect(listed).not.toContain('agent bella');
  });

  test('departments that the actor may not know of are absent under every setting, with all that is in them', () => {
    const all = pages(factsOf(), 3).join();
    expect(all).not.toMatch(/vault|vera/);
    expect(ids({ actor: actor('ada') })).toContain('department vault');
    expect(ids({}, { q: 'vault' })).toEqual([]);
    expect(ids({}, { departmentId: 'vault' })).toEqual([]);
  });

  test('[S4] [S6] [S2] kinds that are off, need a permission or are switched off have no rows', () => {
    const world: World = { flows, externals };
    expect(ids(world, { kind: 'flow' })).toEqual(['flow draft', 'flow welcome']);
    expect(ids(world, { kind: 'external' })).toEqual(['external notary']);
    expect(ids({ ...world, actor: key('transfer.request') }, { kind: 'flow' })).toEqual([]);
    expect(
      ids({ configuration: compile(bankWith({ settings: { directToAgent: false } })) }, { kind: 'agent' }),
    ).toEqual([]);
    expect(
      ids({ configuration: compile(bankWith({ settings: { targetKinds: ['queue'] } })) }, { kind: 'agent' }),
    ).toEqual([]);
  });

  test('[S9] [S10] under salesforce only online agents are listed, full ones with their load and a warning', () => {
    const configuration = compile(bankWith({ profile: 'salesforce' }));
    const agents = {
      ben: { load: { email: 1, webchat: 1 } },
      susan: { presence: 'away' },
      bella: { load: { webchat: 1 } },
    } as const;
    const listed = listTargets(factsOf({ configuration, agents }), { kind: 'agent' }).targets;
    expect(listed.map(({ target }) => target.id)).not.toContain('susan');
    expect(listed.find(({ target }) => target.id === 'ben')).toMatchObject({
      allowed: true,
      step: 'wait',
      load: { used: 2, capacity: 2, percent: 100 },
      warnings: [{ code: 'agent_at_capacity' }],
    });
    expect(listed.find(({ target }) => target.id === 'bella')).toMatchObject({
      step: 'offer',
      load: { percent: 50 },
      warnings: [],
    });
  });

  test('[S5] somebody who may not serve the channel never appears for it', () => {
    expect(ids({}, { kind: 'agent' })).not.toContain('agent fred');
    expect(ids({ conversation: { channelKind: 'email', accountId: 'mail' } }, { kind: 'agent' })).toContain(
      'agent fred',
    );
  });

  test('the load shown is that of the nearest bound', () => {
    const configuration = compile(
      bankWith({
        agents: { ben: { capacity: { total: 10, perChannel: { webchat: 2 } } }, susan: { capacity: { total: null } } },
      }),
    );
    const agents = { ben: { load: { webchat: 1, email: 3 } }, susan: { load: { webchat: 7 } } };
    const listed = listTargets(factsOf({ configuration, agents }), { kind: 'agent' }).targets;
    expect(listed.find(({ target }) => target.id === 'ben')?.load).toEqual({ used: 1, capacity: 2, percent: 50 });
    expect(listed.find(({ target }) => target.id === 'susan')?.load).toEqual({
      used: 7,
      capacity: null,
      percent: null,
    });
  });

  test('a closed department shows its next opening', () => {
    const [billing] = listTargets(factsOf({ now: Date.UTC(2026, 10, 24, 18) }), {
      kind: 'department',
      q: 'billing',
    }).targets;
    expect(billing).toMatchObject({
      isOpen: false,
      opensAt: Date.UTC(2026, 10, 25, 9),
      refusal: { code: 'department_closed' },
    });
    const [open] = listTargets(factsOf({ now: noon }), { kind: 'department', q: 'billing' }).targets;
    expect(open).toMatchObject({ isOpen: true, opensAt: null, allowed: true });
  });

  test('what the sender could not have filled in yet blocks nothing', () => {
    const configuration = compile(bankWith({ settings: { notes: 'required', reason: 'required' } }));
    expect(listTargets(factsOf({ configuration }), { kind: 'department', q: 'sales' }).targets[0]?.allowed).toBe(true);
  });

  test('what speaks against every transfer is a reason like any other', () => {
    const pending: World = { conversation: { pendingTransferId: 't1' } };
    expect(
      listTargets(factsOf(pending), { kind: 'queue' }).targets.every(
        ({ refusal }) => refusal?.code === 'transfer_pending',
      ),
    ).toBe(true);
  });

  test('an agent of several departments is listed where the query says, else where the move is allowed', () => {
    const row = (query: TargetQuery) => listTargets(factsOf(), { kind: 'agent', q: 'bruno', ...query }).targets[0];
    expect(row({})).toMatchObject({ target: { departmentId: 'billing' }, departmentName: 'billing', isMove: true });
    expect(row({ departmentId: 'sales' })).toMatchObject({ target: { departmentId: 'sales' }, isMove: true });
    expect(listTargets(factsOf(), { kind: 'agent', q: 'ben' }).targets[0]).toMatchObject({
      target: { departmentId: 'support' },
      isMove: false,
    });
  });

  test('an agent without any live state is offline', () => {
    const facts = { ...factsOf(), agent: () => undefined };
    expect(listTargets(facts, { kind: 'agent', q: 'ben' }).targets[0]).toMatchObject({
      presence: 'offline',
      load: { used: 0, capacity: 2, percent: 0 },
      refusal: { code: 'agent_offline' },
    });
  });

  test('searches names and ids, narrows to a department, and holds at most 50', () => {
    expect(ids({}, { q: 'BIL' })).toEqual(['department billing', 'queue billing', 'queue billing-disputes']);
    expect(ids({}, { departmentId: 'sales' })).toEqual([
      'department sales',
      'queue sales',
      'agent bruno',
      'agent silvio',
    ]);
    const agents = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`x${i}`, { departments: ['support'] }]));
    const { targets, nextCursor } = listTargets(factsOf({ configuration: compile(bankWith({ agents })) }), {
      kind: 'agent',
      limit: 500,
    });
    expect(targets.length).toBe(50);
    expect(nextCursor).not.toBeNull();
  });

  test('pages of every size give the same rows, once each', () => {
    const facts = factsOf({ flows, externals });
    const whole = pages(facts, 50);
    expect(new Set(whole).size).toBe(whole.length);
    for (const limit of [1, 2, 3, 7]) expect(pages(facts, limit)).toEqual(whole);
  });

  test('a cursor stays good when others come and go', () => {
    const first = listTargets(factsOf(), { kind: 'agent', limit: 3 });
    expect(first.targets.map(({ target }) => target.id)).toEqual(['anna', 'bella', 'ben']);
    const changed = compile(
      bankWith({
        agents: {
          aaron: { departments: ['support'] },
          ben: { name: 'Zoe', departments: ['support'] },
          bertha: { departments: ['support'] },
        },
      }),
    );
    const next = listTargets(factsOf({ configuration: changed }), {
      kind: 'agent',
      limit: 3,
      cursor: first.nextCursor as string,
    });
    expect(next.targets.map(({ target }) => target.id)).toEqual(['bertha', 'bruno', 'nina']);
  });

  test('a cursor that is none begins at the beginning', () => {
    const whole = ids({});
    for (const cursor of ['', '%', 'null', '[]', '%5B%22agent%22%5D', '{}']) expect(ids({}, { cursor })).toEqual(whole);
  });

  test('[G18] every row says what deciding says', () => {
    const worlds: World[] = [
      { flows, externals },
      { now: Date.UTC(2026, 10, 24, 20), agents: { ben: { load: { webchat: 2 } }, bella: { presence: 'away' } } },
      { configuration: compile(bankWith({ profile: 'glassix' })), queueLengths: { 'support-vip': 2 } },
      {
        configuration: compile(bankWith({ profile: 'salesforce' })),
        flows,
        externals,
        agents: { bella: { load: { webchat: 2 } } },
      },
      { configuration: compile(bankWith({ profile: 'singlecomm' })) },
      { configuration: compile(bankWith({ profile: 'respond' })), agents: { ben: { load: { webchat: 2 } } } },
      { actor: actor('susan'), conversation: { pendingTransferId: 't1' } },
    ];
    for (const world of worlds) {
      const facts = factsOf(world);
      const { configuration } = facts;
      const rows = listTargets(facts).targets;
      for (const row of rows) {
        const decision = decideTransfer(facts, { target: row.target, mode: 'cold' });
        expect([row.target, row.allowed, row.refusal?.code]).toEqual([
          row.target,
          decision.kind === 'allowed',
          decision.kind === 'refused' ? decision.refusal.code : undefined,
        ]);
        if (decision.kind === 'allowed') expect(row.step).toBe(decision.plan.step.kind);
      }
      // And what is not listed is refused, or nothing that the actor may know of.
      const listed = new Set(rows.map(({ target }) => `${target.kind} ${target.id}`));
      const shows = configuration.departments.get('support')?.resolved.blockedTargets === 'shown';
      for (const [kind, entries] of [
        ['department', configuration.departments],
        ['queue', configuration.queues],
        ['agent', configuration.agents],
      ] as const) {
        for (const id of entries.keys()) {
          if (listed.has(`${kind} ${id}`)) continue;
          const decision = decideTransfer(facts, { target: { kind, id }, mode: 'cold' });
          expect(decision.kind).toBe('refused');
          if (decision.kind === 'refused' && shows && id !== 'fred') {
            expect(['target_unknown', 'target_not_permitted', 'target_kind_off', 'direct_routing_off']).toContain(
              decision.refusal.code,
            );
          }
        }
      }
    }
  });
});
