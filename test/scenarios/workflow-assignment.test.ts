import { expect, it } from 'vitest';
import { HandClock } from '../support/hand-clock.ts';
import { describeOnStoreKinds } from '../support/stores.ts';
import { customerOf } from './customer.ts';
import { describeByHandClock } from './describe-scenarios.ts';
import { eventually } from './desk.ts';
import { careWith, FlowDesk, flowOf, minute, soon } from './flow-house.ts';
import { tally, throughRestarts } from './routing-house.ts';

/** Every customer goes to somebody of the team, by a strategy. */
const distributing = (strategy: string, more: object = {}) =>
  flowOf([
    {
      id: 'assign',
      kind: 'assign',
      team: 'care',
      strategy,
      ...more,
      next: { assigned: 'end', nobody: 'end', declined: 'end', failed: 'fallback' },
    },
  ]);

const trio = ['ana', 'ben', 'cem'];

/** So many customers at once, as fast as they may come, until each has somebody. */
async function customersCome(flow: FlowDesk, count: number): Promise<string[]> {
  const { desk } = flow;
  const before = await usedOf(flow);
  const mostly = await customerOf(desk);
  const ticketIds: string[] = [];
  for (let n = 0; n < count; n += 10) {
    const thread = () => ({ thread: `thread-${Math.random()}` });
    const said = await Promise.all(
      Array.from({ length: Math.min(10, count - n) }, () => mostly.write('Hello', thread())),
    );
    for (const { body } of said) ticketIds.push(body.ticketId);
  }
  const wanted = sum(before) + count;
  await eventually(async () => sum(await usedOf(flow)) === wanted, 20_000);
  return ticketIds;
}

async function usedOf({ desk }: FlowDesk): Promise<Record<string, number>> {
  const used: Record<string, number> = {};
  for (const id of trio) used[id] = (await desk.agent(id)).used;
  return used;
}

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);

/** How many more each has. */
const more = (after: Record<string, number>, before: Record<string, number>): number[] =>
  trio.map((id) => (after[id] as number) - (before[id] as number));

describeOnStoreKinds('equal shares', (kind) => {
  it('[U12] three hundred customers come to three agents a hundred each, through a restart of the server', async () => {
    const clock = new HandClock();
    await throughRestarts(
      kind,
      async (world) => {
        let flow = await FlowDesk.open(world.node(), clock, careWith([distributing('round_robin')]), trio);
        await customersCome(flow, 151);
        flow = flow.at((await world.restart(flow.desk)).url);
        await customersCome(flow, 149);
        for (const used of Object.values(await usedOf(flow))) expect([99, 100, 101]).toContain(used);
      },
      { clock },
    );
  }, 60_000);
});

describeByHandClock('who of a team is given it', (server, clock) => {
  const open = (flows: Parameters<typeof careWith>[0], online = trio, more: Parameters<typeof careWith>[1] = {}) =>
    FlowDesk.open(server(), clock, careWith(flows, more), online);

  it('[U12] whoever joins later or was away gets as many from then on, and makes up for nothing', async () => {
    const flow = await open([distributing('round_robin')], ['ana', 'ben']);
    await customersCome(flow, 20);
    const alone = await usedOf(flow);
    for (const share of [alone.ana, alone.ben]) expect([9, 10, 11]).toContain(share);
    await flow.desk.online('cem');
    await customersCome(flow, 30);
    const joined = await usedOf(flow);
    for (const share of more(joined, alone)) expect([9, 10, 11]).toContain(share);
    await flow.desk.as('ben').put('/v1/agents/ben/presence', { presence: 'away' });
    await customersCome(flow, 20);
    const without = await usedOf(flow);
    expect(without.ben).toBe(joined.ben);
    await flow.desk.online('ben');
    await customersCome(flow, 30);
    for (const share of more(await usedOf(flow), without)) expect([9, 10, 11]).toContain(share);
  });

  it('[U8] with the toggle off somebody offline is given it too, and keeps it where the department lets them', async () => {
    const anybody = distributing('longest_idle', { onlyOnline: false });
    const keeping = await open([anybody], [], { settings: { whenAgentLeaves: 'keep' } });
    const kept = await keeping.customer();
    await keeping.owned(kept.ticketId, 'agent:ana');
    const flow = await open([anybody], []);
    const { ticketId, conversationId } = await flow.customer();
    await flow.ended('flow');
    await flow.owned(ticketId, 'queue:care');
    expect(await flow.history(conversationId)).toEqual(['queue:care', 'agent:ana', 'queue:care']);
    expect(await keeping.owner(kept.ticketId)).toBe('agent:ana');
  });

  it('[U13] least open counts contacts: two conversations of one are one, and what is snoozed or wrapped up is none', async () => {
    const flow = await open([distributing('least_open')], trio, {
      settings: { wrapUpSeconds: 600, wrapUpHoldsSlot: true },
    });
    const { desk } = flow;
    const give = async (agent: string, address: string) => {
      const said = await desk.api.post('/v1/conversations', {
        accountId: 'chat',
        threadKey: `${address}-${Math.random()}`,
        contact: { address },
        owner: { kind: 'agent', id: agent },
      });
      expect(said.status, JSON.stringify(said.body)).toBe(201);
      await flow.pass(1000);
      return said.body.ticketId as string;
    };
    // Ana: one contact in three conversations. Ben: two contacts. Cem: two, one of them snoozed, and a wrap-up.
    for (let n = 0; n < 3; n++) await give('ana', 'one');
    for (const address of ['two', 'three']) await give('ben', address);
    await give('cem', 'four');
    const asleep = await give('cem', 'five');
    const done = await give('cem', 'six');
    const until = new Date(clock.now() + 60 * minute).toISOString();
    expect((await desk.as('cem').post(`/v1/tickets/${asleep}/snooze`, { until })).status).toBe(200);
    expect((await desk.as('cem').post(`/v1/tickets/${done}/close`)).status).toBe(200);
    expect((await desk.agent('cem')).used).toBe(3);
    // Ana and cem have one each: ana was given work longer ago. Then cem has the fewest, then all have two.
    const order: string[] = [];
    for (let n = 0; n < 3; n++) {
      const { ticketId } = await flow.customer();
      await soon(() => flow.owner(ticketId)).toMatch(/^agent:/);
      order.push(await flow.owner(ticketId));
      await flow.pass(1000);
    }
    expect(order).toEqual(['agent:ana', 'agent:cem', 'agent:ben']);
  });

  it('[U13] what is equal goes to whoever was given work longest ago, and then by name', async () => {
    const flow = await open([distributing('least_open')]);
    const order: string[] = [];
    for (let n = 0; n < 6; n++) {
      const { ticketId } = await flow.customer();
      await soon(() => flow.owner(ticketId)).toMatch(/^agent:/);
      order.push(await flow.owner(ticketId));
      await flow.pass(1000);
    }
    expect(order).toEqual(['agent:ana', 'agent:ben', 'agent:cem', 'agent:ana', 'agent:ben', 'agent:cem']);
    expect(tally(order)).toEqual({ 'agent:ana': 2, 'agent:ben': 2, 'agent:cem': 2 });
  });

  it('[U7] [U-L3] the team is asked one after the other where each may decline, and nobody is given it twice', async () => {
    const asking = distributing('longest_idle');
    const flow = await open([asking], trio, { settings: { acceptance: 'offer' } });
    const { desk } = flow;
    const { ticketId } = await flow.customer();
    const asked: string[] = [];
    for (let n = 0; n < 3; n++) {
      const [who, transferId] = await eventually(async () => {
        for (const id of trio) {
          const offer = (await desk.as(id).get('/v1/offers')).body.items.find(
            (each: any) => each.ticketId === ticketId,
          );
          if (offer !== undefined) return [id, offer.transferId] as const;
        }
        return null;
      });
      asked.push(who);
      expect((await desk.as(who).post(`/v1/transfers/${transferId}/decline`)).status).toBe(200);
    }
    await flow.ended('flow');
    expect([new Set(asked).size, await flow.steps('flow')]).toEqual([3, ['assign:declined']]);
    expect(await flow.owner(ticketId)).toBe('queue:care');
  });
});
