import { expect, it } from 'vitest';
import { changeItems, type Item, ids, insertSmallOrganization } from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import { systemClock } from '../base/clock.ts';
import type { CommandDefinition } from '../domain/command.ts';
import type { Principal } from '../domain/principal.ts';
import { Engine } from '../engine/engine.ts';
import { recheckTransfer } from './end-transfer.ts';
import { setPresence } from './presence.ts';
import { requestTransfer } from './request-transfer.ts';
import { startConversation } from './start-conversation.ts';
import { succeedOwner } from './succeed-owner.ts';

const ana = { id: 'ana', departments: ['support'], capacity: { total: null } };
const setup = (settings: object): readonly Item[] => [
  ['organization', 'organization', { profile: 'baton', settings: { warmTransfer: true } }],
  ['department', 'support', { id: 'support', defaultQueue: 'support', settings }],
  ['queue', 'support', { id: 'support', department: 'support', distribution: 'pull' }],
  ['agent', 'ana', ana],
  ...['ben', 'eve'].map((id): Item => ['agent', id, { ...ana, id }]),
  ['account', 'web', { id: 'web', kind: 'webchat', entry: { department: 'support' } }],
];
const as = (agentId: string): Principal => ({ kind: 'user', userId: agentId, agentId });
const system: Principal = { kind: 'system', part: 'dispatcher' };

describeOnStores('what somebody owned who was retired', (store) => {
  /** Ana with a customer; `retire` takes her away, and says who owns the conversation then. */
  async function withCustomer(settings: object = {}) {
    const engine = new Engine({ database: store.database, clock: systemClock, ids });
    const organizationId = await insertSmallOrganization(store.database, setup(settings));
    const send = async <I, A>(definition: CommandDefinition<I, A>, input: I, principal: Principal): Promise<A> => {
      const answer = await engine.submit({
        ...{ organizationId, principal, definition, input },
        key: ids.next(),
        requestHash: '',
      });
      if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.refusal));
      return answer.answer;
    };
    const started = { accountId: 'web', channelKind: 'webchat', contact: { address: 'ada' } } as const;
    const { ticketId, conversationId } = await send(startConversation, started, as('ana'));
    const read = async (): Promise<readonly unknown[]> => {
      const text = `select c.owner_kind, c.owner_id, t.state, o.state as offer from conversation c
        left join transfer t on t.conversation_id = c.id left join offer o on o.transfer_id = t.id
        where c.id = '${conversationId}'`;
      return (await store.database.read({ name: '', text, values: [] })).rows;
    };
    const retire = async (successor: string): Promise<readonly unknown[]> => {
      await send(changeItems, { items: [['agent', 'ana', { ...ana, retired: true }]] }, system);
      await send(succeedOwner, { conversationId, from: { kind: 'agent', id: 'ana' }, successor }, system);
      await engine.stop();
      return read();
    };
    return { send, ticketId, read, retire };
  }

  it.each([
    ['warm', 'ben', 'cancelled', 'ben'],
    ['cold', 'ben', 'cancelled', 'ben'],
    ['warm', 'eve', 'consulting', 'ben'],
    ['cold', 'eve', 'offered', 'ben'],
  ] as const)(
    '[I30] goes on being handed over: %s to %s is %s when %s succeeds them',
    async (mode, asked, state, successor) => {
      const { send, ticketId, retire } = await withCustomer();
      await send(requestTransfer, { ticketId, request: { target: { kind: 'agent', id: asked }, mode } }, as('ana'));
      const offer = mode === 'warm' ? null : asked === successor ? 'withdrawn' : 'live';
      expect(await retire(successor)).toEqual([{ owner_kind: 'agent', owner_id: successor, state, offer }]);
    },
  );

  it('[I26] [I30] what waited for them, released at once, waits for their successor, and its transfer for nobody', async () => {
    const { send, read, ticketId } = await withCustomer();
    const request = {
      target: { kind: 'agent', id: 'ben' },
      mode: 'cold',
      release: 'now',
      whenBlocked: 'wait',
    } as const;
    await send(setPresence, { agentId: 'ben', presence: 'offline' }, as('ben'));
    const { transfer } = await send(requestTransfer, { ticketId, request }, as('ana'));
    expect(await read()).toEqual([{ owner_kind: 'queue', owner_id: 'direct:ben', state: 'waiting', offer: null }]);
    await send(changeItems, { items: [['agent', 'ben', { ...ana, id: 'ben', retired: true }]] }, system);
    const from = { kind: 'queue', id: 'direct:ben' } as const;
    const { conversationId } = transfer;
    await send(succeedOwner, { conversationId, from, successor: 'eve' }, system);
    expect(await read()).toMatchObject([{ owner_id: 'direct:eve', state: 'waiting' }]);
    await send(recheckTransfer, { transferId: transfer.id }, system);
    const [{ state, owner_id }] = (await read()) as [any];
    expect([state, owner_id]).toEqual(['fell_back', 'support']);
  });

  it('waits in the queue where the successor may not serve its channel', async () => {
    const { send, retire } = await withCustomer();
    await send(changeItems, { items: [['agent', 'ben', { ...ana, id: 'ben', channels: ['email'] }]] }, system);
    expect(await retire('ben')).toMatchObject([{ owner_kind: 'queue', owner_id: 'support' }]);
  });

  it.each([
    ['requeue', 'queue', 'support'],
    ['keep', 'agent', 'ben'],
  ] as const)(
    '[I15] goes to the %2$s %3$s when the successor is offline and the department says %1$s',
    async (rule, kind, id) => {
      const { send, retire } = await withCustomer({ whenAgentLeaves: rule });
      await send(setPresence, { agentId: 'ben', presence: 'offline' }, as('ben'));
      expect(await retire('ben')).toMatchObject([{ owner_kind: kind, owner_id: id }]);
    },
  );
});
