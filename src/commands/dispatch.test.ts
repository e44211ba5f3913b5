import { afterEach, beforeEach, expect, it } from 'vitest';
import { HandClock } from '../../test/support/hand-clock.ts';
import { type Item, ids, insertSmallOrganization } from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import type { CommandDefinition } from '../domain/command.ts';
import type { Principal } from '../domain/principal.ts';
import { Engine } from '../engine/engine.ts';
import { endCapacityOverride, overrideCapacity } from './capacity.ts';
import { offerFromQueue, resumeTransfer } from './dispatch.ts';
import { setPresence } from './presence.ts';
import { requestTransfer } from './request-transfer.ts';
import { startConversation } from './start-conversation.ts';

const setup: readonly Item[] = [
  ['organization', 'organization', { profile: 'baton', settings: { whenOffline: 'wait', whenFull: 'next' } }],
  ['department', 'support', { id: 'support', defaultQueue: 'support', fallback: [{ kind: 'agent', id: 'eve' }] }],
  [
    'queue',
    'support',
    { id: 'support', department: 'support', waitSecondsMax: 60, fallback: [{ kind: 'queue', id: 'second' }] },
  ],
  ['queue', 'second', { id: 'second', department: 'support' }],
  ...['ana', 'ben', 'eve'].map(
    (id): Item => ['agent', id, { id, departments: ['support'], capacity: { total: null } }],
  ),
  ['account', 'web', { id: 'web', kind: 'webchat', entry: { department: 'support' } }],
];
const ana: Principal = { kind: 'user', userId: 'u', agentId: 'ana' };
const dispatcher: Principal = { kind: 'system', part: 'dispatcher' };

describeOnStores('what the dispatcher proposes', (store) => {
  let clock: HandClock;
  let engine: Engine;
  let organizationId: string;

  beforeEach(async () => {
    clock = new HandClock(Date.now() + 10_000);
    engine = new Engine({ database: store.database, clock, ids, time: 'clock' });
    organizationId = await insertSmallOrganization(store.database, setup);
  });
  afterEach(() => engine.stop());

  async function send<I, A>(definition: CommandDefinition<I, A>, input: I, principal: Principal): Promise<A> {
    const answer = await engine.submit({
      ...{ organizationId, principal, definition, input },
      key: ids.next(),
      requestHash: '',
    });
    if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.refusal));
    return answer.answer;
  }

  it('[I17] [I40] goes to the fallback when its wait is over, also after a clock that jumped was set back', async () => {
    const start = (address: string) => {
      const owner = { kind: 'queue', id: 'support' } as const;
      return send(startConversation, { accountId: 'web', channelKind: 'webchat', contact: { address }, owner }, ana);
    };
    const propose = (conversationId: string) =>
      send(offerFromQueue, { conversationId, candidates: ['ana'], turnsMin: 0 }, dispatcher);
    const queueOf = async (conversationId: string): Promise<unknown> => {
      const text = `select owner_id from conversation where id = '${conversationId}'`;
      return (await store.database.read({ name: '', text, values: [] })).rows[0]?.owner_id;
    };

    const { conversationId } = await start('ada');
    // The log has heard of the later time: the organization's time goes on from there, and the sweeper's stays behind.
    clock.pass(3_600_000);
    await start('bob');
    clock.pass(-3_600_000);
    expect(await propose(conversationId)).toEqual({ agentId: null });
    expect(await queueOf(conversationId)).toBe('second');
    expect(await propose(conversationId)).toEqual({ agentId: 'ana' });
  });

  it('[I25] waits on for whom it was asked, and is offered to nobody else, where they come back full', async () => {
    await send(setPresence, { agentId: 'ben', presence: 'offline' }, dispatcher);
    const contact = { address: 'ada' };
    const started = { accountId: 'web', channelKind: 'webchat', contact } as const;
    const { ticketId } = await send(startConversation, started, ana);
    const request = { target: { kind: 'agent', id: 'ben' }, mode: 'cold' } as const;
    const { transfer } = await send(requestTransfer, { ticketId, request }, ana);
    expect(transfer.state).toBe('waiting');
    const none = { total: 0, perChannel: {}, interruptible: [] };
    await send(overrideCapacity, { agentId: 'ben', capacity: none, reason: null, until: null }, dispatcher);
    await send(setPresence, { agentId: 'ben', presence: 'online' }, dispatcher);
    const resume = () => send(resumeTransfer, { transferId: transfer.id }, dispatcher);
    expect(await resume()).toEqual({ agentId: null, because: 'agent_at_capacity' });
    await send(endCapacityOverride, { agentId: 'ben' }, dispatcher);
    expect(await resume()).toEqual({ agentId: 'ben', because: null });
  });
});
