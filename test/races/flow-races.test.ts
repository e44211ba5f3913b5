import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WrittenFlow } from '../../src/domain/fill-configuration.ts';
import { describeOnPostgres } from '../support/stores.ts';
import { Arena, word } from './arena.ts';
import { agent, NodeProcess } from './fleet.ts';

/** So often; ten times as often in the long run. Each waits for its deadline, many beside each other. */
const rounds = process.env.BATON_LONG ? 1_000 : 100;
const wave = 50;
const seed = Number(process.env.BATON_SEED ?? 1);

/** Whoever says nothing for a second loses the ticket to the queue. */
const patience: WrittenFlow = {
  id: 'patience',
  triggers: [{ kind: 'conversation_opened', sources: ['api'] }],
  start: 'wait',
  steps: [
    { id: 'wait', kind: 'wait', seconds: 1, next: { elapsed: 'check', failed: 'fallback' } },
    {
      id: 'check',
      kind: 'branch',
      branches: [{ id: 'silent', when: { field: 'reply.since_assignment', is: 'equal_to', value: false } }],
      next: { silent: 'assign', else: 'end', failed: 'fallback' },
    },
    {
      id: 'assign',
      kind: 'transfer',
      target: { kind: 'queue', id: 'support' },
      next: { completed: 'end', refused: 'end', returned: 'end', fell_back: 'end', cancelled: 'end', failed: 'end' },
    },
  ],
};

describeOnPostgres(
  'flows on three nodes, each in a process of its own',
  (store) => {
    let nodes: NodeProcess[];
    beforeAll(async () => {
      nodes = await Promise.all([1, 2, 3].map((n) => NodeProcess.start('postgres', store.url, seed * 10 + n)));
    });
    afterAll(async () => {
      await Promise.all(nodes.map((node) => node.kill()));
    });

    it(`[U17] [I41] a reply and a deadline have one winner, and two nodes that take one turn do it once, ${rounds} times`, {
      timeout: rounds * 300,
    }, async () => {
      const arena = await Arena.open(store.database, nodes, { flows: [patience] });
      const turn = (node: number, conversationId: unknown, runId: unknown, number: number) =>
        arena.fleet.run(node % 3, 'advanceRun', {
          input: { runId, conversationId, turn: number },
          as: { kind: 'flow', flowId: 'patience', runId: String(runId) },
        });
      const begin = async (_: unknown, k: number) => {
        const { conversationId, ticketId } = await arena.start('ana');
        const [run] = await arena.read(`select id from flow_run where conversation_id = '${conversationId}'`);
        await turn(k, conversationId, run?.id, 0);
        return { conversationId, ticketId, runId: run?.id };
      };
      let moved = 0;
      for (let first = 0; first < rounds; first += wave) {
        const begun = await Promise.all(Array.from({ length: wave }, begin));
        const isEarly = `select count(*)::int as early from flow_run where wake_at > clock_timestamp()`;
        while (((await arena.read(isEarly))[0]?.early as number) > 0) await pause(20);
        await Promise.all(
          begun.map(async ({ conversationId, runId }, k) => {
            const [reply] = await Promise.all([
              arena.fleet.run(k % 3, 'sendMessage', {
                input: { conversationId, kind: 'reply', text: 'Here I am', fileIds: [] },
                as: agent('ana'),
              }),
              turn(k + 1, conversationId, runId, 1),
              turn(k + 2, conversationId, runId, 1),
            ]);
            const owner = await arena.ownerOf(conversationId);
            expect([word(reply), owner]).toEqual(
              owner === 'agent:ana' ? ['done', 'agent:ana'] : ['not_owner', 'queue:support'],
            );
            if (owner !== 'agent:ana') moved++;
            const [row] = await arena.read(`select c.ownership_version as version, (
                select count(*)::int from flow_step where run_id = '${runId}') as steps
              from conversation c where c.id = '${conversationId}'`);
            expect(row).toEqual(owner === 'agent:ana' ? { version: 1, steps: 2 } : { version: 2, steps: 3 });
          }),
        );
      }
      // Both win now and then, or nothing was raced.
      expect(moved).toBeGreaterThan(0);
      expect(moved).toBeLessThan(rounds);
      await arena.fleet.audit();
    });
  },
  'several processes on one store',
);
