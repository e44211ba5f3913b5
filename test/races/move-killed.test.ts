import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { requestTransfer } from '../../src/commands/request-transfer.ts';
import { startConversation } from '../../src/commands/start-conversation.ts';
import { scopes } from '../../src/domain/principal.ts';
import type { Moment } from '../../src/engine/batch.ts';
import { Engine } from '../../src/engine/engine.ts';
import { ids, insertSmallOrganization } from '../support/small-node.ts';
import { describeOnPostgres } from '../support/stores.ts';

const moments: readonly Moment[] = ['locked', 'loaded', 'decided', 'saved'];

describeOnPostgres(
  'a node killed in the middle of a move',
  (store) => {
    it.each(moments)(
      '[7.1] [G20] [F13] at "%s" leaves exactly one open ticket, and the same request then moves it once',
      async (moment) => {
        const organizationId = await insertSmallOrganization(store.database);
        const engine = new Engine({ database: store.database, clock: systemClock, ids });
        const principal = { kind: 'key', keyId: 'test', scopes: [...scopes] } as const;
        const started = await engine.submit({
          organizationId,
          principal,
          key: ids.next(),
          requestHash: '',
          definition: startConversation,
          input: { accountId: 'web', channelKind: 'webchat', contact: { address: 'ada' } },
        });
        if (started.kind !== 'done') throw new Error(JSON.stringify(started));
        const { conversationId, ticketId } = started.answer;
        const input = { ticketId, request: { target: { kind: 'department', id: 'billing' }, mode: 'cold' } } as const;
        const submission = { organizationId, principal, key: 'the-move', requestHash: 'same', input };

        const child = fork(join(import.meta.dirname, 'killed-node.ts'), [
          store.url,
          moment,
          JSON.stringify(submission),
        ]);
        expect((await once(child, 'message'))[0]).toBe('reached');
        child.kill('SIGKILL');
        await once(child, 'exit');

        const tickets = async () =>
          (
            await store.database.read({
              name: '',
              text: `select department_id as department, state from ticket where conversation_id = '${conversationId}' order by opened_at, id`,
              values: [],
            })
          ).rows;
        expect(await tickets()).toEqual([{ department: 'support', state: 'open' }]);
        const moved = await engine.submit({ ...submission, definition: requestTransfer });
        expect(moved).toMatchObject({ kind: 'done', repeated: false });
        expect(await tickets()).toEqual([
          { department: 'support', state: 'moved' },
          { department: 'billing', state: 'open' },
        ]);
        await engine.stop();
      },
    );
  },
  'one process per data folder: kill -9 of the embedded store has tests of its own',
);
