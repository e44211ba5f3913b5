import { describe, expect, test } from 'vitest';
import { decideFallback, loopFallback } from './decide-fallback.ts';
import { bankWith, compile, factsOf, transfer, type World } from './policy-fixtures.ts';
import type { Target, Transfer } from './transfer.ts';

const chain: readonly Target[] = [
  { kind: 'queue', id: 'billing' },
  { kind: 'department', id: 'sales' },
];
const pending: World = { conversation: { pendingTransferId: 't1' } };
const decide = (world: World, changes: Partial<Transfer> = {}) =>
  decideFallback(factsOf(world), { ...transfer, chain, ...changes });

describe('a transfer that its target does not take', () => {
  test('[S-L2] goes to the first admissible link, with what is left of the chain', () => {
    expect(decide(pending)).toMatchObject({
      kind: 'next',
      target: { kind: 'queue', id: 'billing' },
      plan: {
        step: { kind: 'admit', queueId: 'billing' },
        isMove: true,
        automatic: true,
        chain: [{ kind: 'department', id: 'sales' }],
      },
      passed: [],
    });
  });

  test('passes over links that may not take it now, and says why', () => {
    const configuration = compile(bankWith({ departments: { billing: { accepting: false } } }));
    const decision = decide({ ...pending, configuration });
    expect(decision).toMatchObject({ kind: 'next', target: { kind: 'department', id: 'sales' }, plan: { chain: [] } });
    expect(decision.passed).toMatchObject([
      { target: { kind: 'queue', id: 'billing' }, refusal: { code: 'not_accepting' } },
    ]);
  });

  test('is bound by the origin’s move rules like any other', () => {
    const configuration = compile(bankWith({ departments: { support: { moveRules: [{ destinations: ['sales'] }] } } }));
    expect(decide({ ...pending, configuration })).toMatchObject({
      kind: 'next',
      target: { kind: 'department', id: 'sales' },
    });
  });

  test('is not bound by what a sender may choose, nor by a feature switched off meanwhile', () => {
    const configuration = compile(
      bankWith({ settings: { targetKinds: ['agent'], transfers: 'off', notes: 'required' } }),
    );
    expect(decide({ ...pending, configuration })).toMatchObject({
      kind: 'next',
      target: { kind: 'queue', id: 'billing' },
    });
  });

  test('skips the one that failed, also under its other name', () => {
    const failed: Target = { kind: 'department', id: 'billing' };
    expect(decide(pending, { currentTarget: failed })).toMatchObject({
      kind: 'next',
      target: { kind: 'department', id: 'sales' },
    });
  });

  test('goes to the queue of the department where it is when the chain names that department', () => {
    const back: Target = { kind: 'department', id: 'support' };
    expect(decide(pending, { chain: [back] })).toMatchObject({
      kind: 'next',
      plan: { step: { kind: 'admit', queueId: 'support' }, isMove: false },
    });
  });

  test('[F10] returns to the sender when the chain is used up and the sender still owns', () => {
    expect(decide(pending, { chain: [] })).toEqual({
      kind: 'returned',
      owner: { kind: 'agent', id: 'anna' },
      passed: [],
    });
  });

  test('[I26] falls to the destination’s default queue when the sender has gone', () => {
    const gone: World = { conversation: { pendingTransferId: 't1', owner: { kind: 'queue', id: 'support' } } };
    expect(decide(gone, { chain: [] })).toMatchObject({
      kind: 'fell_back',
      departmentId: 'billing',
      queueId: 'billing',
      plan: { isMove: true },
    });
  });

  test('stays with the origin’s queue when the destination may not take it either', () => {
    const configuration = compile(bankWith({ departments: { billing: { accepting: false } } }));
    const gone: World = {
      configuration,
      conversation: { pendingTransferId: 't1', owner: { kind: 'queue', id: 'support' } },
    };
    expect(decide(gone, { chain: [] })).toEqual({
      kind: 'returned',
      owner: { kind: 'queue', id: 'support' },
      passed: [],
    });
  });

  test('stays with the department’s queue that took over from a sender of the same department', () => {
    const inside: Partial<Transfer> = {
      chain: [],
      toDepartmentId: 'support',
      currentTarget: { kind: 'agent', id: 'ben', departmentId: 'support' },
    };
    const gone: World = { conversation: { pendingTransferId: 't1', owner: { kind: 'queue', id: 'support' } } };
    expect(decide(gone, inside)).toEqual({ kind: 'returned', owner: { kind: 'queue', id: 'support' }, passed: [] });
  });

  test('stays where it is when the destination is gone altogether', () => {
    const gone: World = { conversation: { pendingTransferId: 't1', owner: { kind: 'queue', id: 'support' } } };
    const decision = decide(gone, { chain: [], toDepartmentId: 'abolished' });
    expect(decision).toEqual({ kind: 'returned', owner: { kind: 'queue', id: 'support' }, passed: [] });
  });

  test('[F12] leaves a direct queue for the department’s own, whatever hours and limits say', () => {
    const configuration = compile(
      bankWith({ departments: { billing: { accepting: false } }, queues: { billing: { lengthMax: 0 } } }),
    );
    const released: World = {
      configuration,
      ticket: { departmentId: 'billing' },
      conversation: { pendingTransferId: 't1', departmentId: 'billing', owner: { kind: 'queue', id: 'direct:bella' } },
    };
    expect(decide(released, { chain: [], release: 'now' })).toEqual({
      kind: 'fell_back',
      owner: { kind: 'queue', id: 'billing' },
      departmentId: 'billing',
      queueId: 'billing',
      plan: null,
      passed: [],
    });
  });

  test('[I27] past the hop limit no link is tried: it returns', () => {
    const looping: World = { conversation: { pendingTransferId: 't1', automaticHops: 8 } };
    const decision = decide(looping);
    expect(decision.kind).toBe('returned');
    expect(decision.passed.map(({ refusal }) => refusal.code)).toEqual(['hop_limit', 'hop_limit']);
    expect(loopFallback(factsOf(looping))).toEqual({ kind: 'queue', id: 'support' });
  });
});
