import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { checkConfiguration } from '../../src/domain/check-configuration.ts';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import type { TriggerKind } from '../../src/domain/flows/graph.ts';
import { triggerTable } from '../../src/domain/flows/step-table.ts';
import { breakFlow, waysToBreak } from './broken-flow.ts';
import { drawFlow, placesOf } from './random-flow.ts';
import { Dice } from './scheduler.ts';

/** Every run checks a thousand graphs, the long one ten thousand. */
const graphs = process.env.BATON_LONG ? 10_000 : 1_000;

/** A house with everything that a flow can name, and a department where only bots are. */
const house: WrittenDocument = {
  departments: [
    { id: 'support', defaultQueue: 'support', dispositions: [{ id: 'solved' }] },
    { id: 'billing', defaultQueue: 'billing' },
    { id: 'robots', defaultQueue: 'robots', botOnly: true },
  ],
  queues: [
    { id: 'support', department: 'support' },
    { id: 'billing', department: 'billing' },
    { id: 'robots', department: 'robots' },
  ],
  agents: [
    { id: 'a0', departments: ['support'] },
    { id: 'a1', departments: ['support', 'billing'] },
  ],
  accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'support' } }],
  externals: [{ id: 'plumber', kind: 'telephone', address: '+49 30 1' }],
  flows: [
    { id: 'greeter', greeting: 'Hello.' },
    { id: 'asleep', published: false },
  ],
};

const flowIndex = 2;

function drawHouse(dice: Dice): WrittenDocument {
  const where = dice.pick(['anywhere', 'support', 'robots'] as const);
  const flow = drawFlow(dice, placesOf(house), {
    id: 'drawn',
    stepsMax: 12,
    triggers: Object.keys(triggerTable) as TriggerKind[],
    ...(where === 'anywhere' ? {} : { department: where, botOnly: where === 'robots' }),
  });
  return { ...house, flows: [...(house.flows ?? []), flow] };
}

describe('[G13] random graphs', () => {
  it(`${graphs} valid ones are accepted`, () => {
    for (let seed = 1; seed <= graphs; seed++) {
      const document = drawHouse(new Dice(seededRandom(seed)));
      expect(checkConfiguration(document), `seed ${seed}`).toEqual([]);
    }
  });

  it(`${graphs} that were broken in one place are refused with the place`, () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= graphs; seed++) {
      const dice = new Dice(seededRandom(seed));
      const { name, document, code, places, isAlone } = breakFlow(dice, drawHouse(dice), flowIndex);
      seen.add(name);
      const faults = checkConfiguration(document);
      const told = faults.filter((fault) => fault.code === code && places.includes(fault.path));
      const sentence = `seed ${seed}: ${name}; ${code} at ${places}; told ${JSON.stringify(faults)}`;
      expect(told.length, sentence).toBeGreaterThan(0);
      if (isAlone) expect(faults.length, sentence).toBe(1);
    }
    expect([...seen].sort()).toEqual([...waysToBreak].sort());
  });
});
