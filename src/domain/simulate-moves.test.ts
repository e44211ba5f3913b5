import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ActorKind, permissions } from './actor.ts';
import { channelKinds } from './channel.ts';
import { configuredTargets } from './configured-targets.ts';
import { explainTransfer } from './policy.ts';
import { bankWith, compile, factsOf } from './policy-fixtures.ts';
import { profileNames } from './settings.ts';
import { type MoveQuestion, simulateMoves } from './simulate-moves.ts';

const departments = ['support', 'billing', 'sales', 'finance', 'nights'];

const rule = fc.record(
  {
    channels: fc.oneof(fc.constant('all' as const), fc.subarray([...channelKinds], { minLength: 1 })),
    destinations: fc.oneof(fc.constant('all' as const), fc.subarray(departments, { minLength: 1 })),
    actors: fc.oneof(fc.constant('all' as const), fc.subarray(['agent', 'key', 'flow'] as const, { minLength: 1 })),
    contact: fc.constantFrom(null, { vip: true }),
    history: fc.constantFrom(null, 'from_here' as const, 'none' as const),
    redact: fc.constantFrom([], ['card' as const]),
  },
  { requiredKeys: [] },
);

/** What of a refusal is about the setup, not about the moment. */
const aboutSetup = new Set([
  'transfers_disabled',
  'kind_not_supported',
  'channel_not_served',
  'outside_program',
  'no_move_rule',
  'receive_rule',
]);

describe('the simulator', () => {
  test('[G7] [G8] [G-L6] says what the policy decides, for whatever rules', () => {
    fc.assert(
      fc.property(
        fc.array(rule, { maxLength: 4 }),
        fc.constantFrom(...profileNames),
        fc.constantFrom<ActorKind>('agent', 'key', 'flow'),
        fc.boolean(),
        (moveRules, profile, actorKind, vip) => {
          const configuration = compile(
            bankWith({ profile, settings: { targetKinds: ['department'] }, departments: { support: { moveRules } } }),
          );
          const contact = { vip };
          const question: MoveQuestion = { from: 'support', actorKind, contact };
          for (const move of simulateMoves(configuration, question).moves) {
            const account = [...configuration.accounts.values()].find(({ kind }) => kind === move.channel);
            const facts = factsOf({
              configuration,
              actor: { kind: actorKind, id: 'anna', permissions: new Set(permissions) },
              conversation: { channelKind: move.channel, accountId: account?.id ?? 'none' },
              contact: { attributes: contact },
            });
            const request = { target: { kind: 'department', id: move.to }, mode: 'cold' } as const;
            const { checks, decision } = explainTransfer({ ...facts, ...configuredTargets(configuration) }, request);
            const refused = checks.find(({ code, outcome }) => outcome === 'failed' && aboutSetup.has(code));
            expect([move, move.refusedBy]).toEqual([move, refused?.code ?? null]);
            if (decision.kind === 'refused') continue;
            expect([move.history, move.redact]).toEqual([
              decision.plan.travels.history,
              decision.plan.travels.redacted,
            ]);
            expect(move.allowedBy).toEqual(decision.plan.allowedBy);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('[G24] shows assistants’ mappings as the exceptions that they are', () => {
    const configuration = compile({
      ...bankWith({
        departments: {
          support: {
            moveRules: [{ label: 'To the loan bot', destinations: ['sales'], assistant: true, flows: ['loans'] }],
          },
        },
      }),
      flows: [{ id: 'loans', department: 'sales', greeting: 'Hello' }],
    });
    const asked = { from: 'support', to: 'sales', channel: 'webchat', actorKind: 'assistant' } as const;
    const plain = simulateMoves(configuration, asked);
    expect(plain.exceptions).toEqual([
      expect.objectContaining({ from: 'support', row: 0, label: 'To the loan bot', flows: ['loans'], holds: false }),
    ]);
    expect(plain.moves).toMatchObject([{ allowed: false, refusedBy: 'no_move_rule' }]);
    const exempt = compile({
      ...bankWith({
        settings: { assistantRowsExempt: true },
        departments: { support: { moveRules: [{ destinations: ['sales'], assistant: true, flows: ['loans'] }] } },
      }),
      flows: [{ id: 'loans', department: 'sales', greeting: 'Hello' }],
    });
    const open = simulateMoves(exempt, asked);
    expect(open.exceptions[0]?.holds).toBe(true);
    expect(open.moves).toMatchObject([
      { allowed: true, openness: 'assistants', allowedBy: { kind: 'assistant_mapping' } },
    ]);
  });
});
