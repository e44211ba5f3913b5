import { expect, it } from 'vitest';
import type { RunningNode } from '../../src/node.ts';
import { filesFolder } from '../support/files-folder.ts';
import { HandClock } from '../support/hand-clock.ts';
import { describeOnPostgres } from '../support/stores.ts';
import { customerOf } from './customer.ts';
import { startServerOn } from './desk.ts';
import { careWith, FlowDesk, flowOf, minute, soon } from './flow-house.ts';

const runs = 40;

describeOnPostgres(
  'flows on two nodes',
  (store) => {
    const filesDir = filesFolder();
    const start = (clock: HandClock): Promise<RunningNode> =>
      startServerOn({ databaseUrl: store.url, filesDir, clock });

    it('[I41] [U4] a turn that both take up is done once, and what a node that ends leaves behind the other does', async () => {
      const clock = new HandClock();
      const first = await start(clock);
      let second: RunningNode | undefined;
      try {
        second = await start(clock);
        const waiting = flowOf([
          { id: 'wait', kind: 'wait', seconds: 60, next: { elapsed: 'say', failed: 'end' } },
          { id: 'say', kind: 'send_message', text: 'Still here?', next: { sent: 'again', failed: 'end' } },
          { id: 'again', kind: 'jump', times: 2, next: { jump: 'wait', exhausted: 'end', failed: 'end' } },
        ]);
        let flow = await FlowDesk.open(first, clock, careWith([waiting]));
        const customer = await customerOf(flow.desk);
        const conversationIds: string[] = [];
        for (let n = 0; n < runs; n++)
          conversationIds.push((await customer.write('Hello', { thread: `thread-${n}` })).body.conversationId);
        const waitsAgain = (count: number) =>
          expect
            .poll(async () => (await flow.steps('flow')).filter((step) => step === 'again:jump').length, {
              timeout: 15_000,
            })
            .toBe(count);
        await soon(async () => (await flow.events('flow.advanced')).length).toBe(runs);
        await flow.pass(minute);
        await waitsAgain(runs);
        clock.pass(minute);
        flow = flow.at(second.url);
        await first.close();
        await waitsAgain(2 * runs);
        clock.pass(minute);
        await flow.ended('flow', runs);
        for (const id of conversationIds)
          expect(await flow.texts(id, 'outbound')).toEqual(['Still here?', 'Still here?', 'Still here?']);
        const numbers = (await flow.events('flow.advanced')).flatMap(({ data }) =>
          (data.steps ?? []).map(({ number }: any) => `${data.runId} ${number}`),
        );
        expect(new Set(numbers).size).toBe(numbers.length);
      } finally {
        await first.close();
        await second?.close();
      }
    });
  },
  'one node, which no other shares',
);
