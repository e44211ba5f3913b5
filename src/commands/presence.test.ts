import { afterEach, beforeEach, expect, it } from 'vitest';
import { SteppedClock } from '../../test/support/hand-clock.ts';
import { type Item, ids, insertSmallOrganization, startSweptEngine } from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import type { AgentState, Presence } from '../domain/agent.ts';
import type { CommandDefinition } from '../domain/command.ts';
import type { Principal } from '../domain/principal.ts';
import type { Engine } from '../engine/engine.ts';
import { PresenceLeases } from '../jobs/presence-leases.ts';
import type { Sweeper } from '../jobs/sweeper.ts';
import { presenceLeaseStore } from '../storage/presence-leases.ts';
import { readAgentStates } from '../storage/read-agents.ts';
import { readRow } from '../storage/tables.ts';
import { acceptOffer, declineOffer } from './answer-offer.ts';
import { overrideCapacity } from './capacity.ts';
import { closeConversation } from './close-conversation.ts';
import { receiveMessage } from './messages.ts';
import { lapsePresence, requeueAfterLeaving, restorePresence, setPresence } from './presence.ts';
import { requestTransfer } from './request-transfer.ts';
import { startConversation } from './start-conversation.ts';
import { takeTicket } from './take-ticket.ts';

// Leases, graces and missed offers to the millisecond, by a clock that is moved by hand.

const setup: readonly Item[] = [
  ['organization', 'organization', { profile: 'baton', settings: {} }],
  ['department', 'support', { id: 'support', defaultQueue: 'support' }],
  [
    'department',
    'billing',
    {
      id: 'billing',
      defaultQueue: 'billing',
      settings: { absenceGraceSeconds: 300, missedOffersMax: 2, offerTimeoutSeconds: 20 },
    },
  ],
  [
    'department',
    'sales',
    { id: 'sales', defaultQueue: 'sales', settings: { missedOffersMax: 1, missedOffersPresence: 'offline' } },
  ],
  ...['support', 'billing', 'sales'].map((id): Item => ['queue', id, { id, department: id, distribution: 'pull' }]),
  ['status', 'writing', { id: 'writing', presence: 'online', channels: ['webchat', 'email'] }],
  ['agent', 'ana', { id: 'ana', departments: ['support', 'billing'], capacity: { total: null } }],
  ['agent', 'ben', { id: 'ben', departments: ['support', 'billing', 'sales'], capacity: { total: null } }],
  ['agent', 'sue', { id: 'sue', role: 'supervisor', departments: ['support'], capacity: { total: null } }],
  ['account', 'web', { id: 'web', kind: 'webchat', entry: { department: 'support' } }],
  ['account', 'mail', { id: 'mail', kind: 'email', entry: { department: 'support' } }],
];
const dispatcher: Principal = { kind: 'system', part: 'dispatcher' };
const person = (agentId: string): Principal => ({ kind: 'user', userId: `u-${agentId}`, agentId });

describeOnStores('presence', (store) => {
  let clock: SteppedClock;
  let engine: Engine;
  let sweeper: Sweeper;
  let leases: PresenceLeases;
  let organizationId: string;

  beforeEach(async () => {
    clock = new SteppedClock(Date.now() + 10_000);
    ({ engine, sweeper } = startSweptEngine(store.database, clock));
    leases = new PresenceLeases({ store: presenceLeaseStore(store.database), clock, time: 'clock' });
    organizationId = await insertSmallOrganization(store.database, setup);
  });
  afterEach(async () => {
    await leases.close();
    await engine.stop();
  });

  async function submit<I, A>(definition: CommandDefinition<I, A>, input: I, principal: Principal) {
    return engine.submit({ organizationId, principal, key: ids.next(), requestHash: '', definition, input });
  }
  async function send<I, A>(definition: CommandDefinition<I, A>, input: I, principal = person('ana')): Promise<A> {
    const answer = await submit(definition, input, principal);
    if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.refusal));
    return answer.answer;
  }
  const state = async (id = 'ana'): Promise<AgentState> => {
    const { rows } = await store.database.read(readAgentStates(organizationId, [id]));
    return readRow('agent', rows[0]);
  };
  const read = async (text: string): Promise<readonly any[]> =>
    (await store.database.read({ name: '', text, values: [organizationId] })).rows;
  const beat = (seconds = 30, device = 'laptop', agentId = 'ana') =>
    leases.renew({ organizationId, agentId, device, seconds });
  const devices = async (): Promise<string[]> =>
    (await read('select device from presence_lease where organization_id = $1::uuid order by 1')).map(
      (row) => row.device,
    );
  async function comeOnline(as: { presence: Presence } | { status: string } = { presence: 'online' }): Promise<void> {
    await beat();
    await send(setPresence, { agentId: 'ana', leased: true, ...as });
  }
  async function sweepAt(at: number): Promise<void> {
    clock.goTo(at);
    await sweeper.sweep();
  }
  async function ticketOfAnas(departmentId = 'support') {
    const owner = { kind: 'agent', id: 'ana', departmentId } as const;
    const contact = { address: ids.next() };
    return send(startConversation, { accountId: 'web', channelKind: 'webchat', contact, owner });
  }
  /** What the dispatcher does when it hears that somebody is offline. */
  const clearHands = (conversationId: string) =>
    send(requeueAfterLeaving, { conversationId, agentId: 'ana' }, dispatcher);
  const ownerOf = async (conversationId: string): Promise<string> => {
    const [row] = await read(
      `select owner_kind || ' ' || owner_id as owner from conversation where organization_id = $1::uuid and id = '${conversationId}'`,
    );
    return row.owner;
  };

  it('[I15] what somebody got in the very moment of leaving is not theirs either', async () => {
    await comeOnline();
    const { conversationId } = await ticketOfAnas();
    await send(setPresence, { agentId: 'ana', presence: 'offline' });
    await clearHands(conversationId);
    expect(await ownerOf(conversationId)).toBe('queue support');
  });

  it('[I15] [F8] [S5] work moves a minute after the last heartbeat: the lease, and the grace after it', async () => {
    await comeOnline();
    const { conversationId } = await ticketOfAnas();
    clock.pass(20_000);
    await beat();
    const last = clock.now();
    await sweepAt(last + 29_999);
    expect(await state()).toMatchObject({ presence: 'online', leased: true });
    await sweepAt(last + 30_000);
    expect(await state()).toMatchObject({
      presence: 'offline',
      leased: false,
      lapsedFrom: { presence: 'online', statusId: null },
      graceUntil: last + 60_000,
    });
    clock.goTo(last + 59_999);
    await sweeper.sweep();
    await clearHands(conversationId);
    expect(await ownerOf(conversationId)).toBe('agent ana');
    await sweepAt(last + 60_000);
    const kinds = await read(
      `select kind from event where organization_id = $1::uuid and kind like 'agent.%' order by position`,
    );
    expect(kinds.at(-1)).toEqual({ kind: 'agent.grace_ended' });
    await clearHands(conversationId);
    expect(await ownerOf(conversationId)).toBe('queue support');
  });

  it('[I15] [S5] who comes back into line after a reopening has the place of that opening, not of the first', async () => {
    await comeOnline();
    const said = async (externalId: string) => {
      const message = { threadKey: 'ada', from: { address: 'ada' }, externalId, text: 'Hello', fileIds: [] };
      const by: Principal = { kind: 'contact', accountId: 'mail', address: 'ada' };
      return send(receiveMessage, { accountId: 'mail', channelKind: 'email', ...message }, by);
    };
    const { conversationId, ticketId } = await said('1');
    const opened = clock.now();
    const comeBack = async (): Promise<number> => {
      await send(setPresence, { agentId: 'ana', presence: 'online' });
      await send(takeTicket, { ticketId });
      await send(setPresence, { agentId: 'ana', presence: 'offline' });
      await clearHands(conversationId);
      const [row] = await read(
        `select queued_at from conversation where organization_id = $1::uuid and id = '${conversationId}'`,
      );
      return row.queued_at;
    };
    clock.pass(60_000);
    expect(await comeBack()).toBe(opened);
    await send(setPresence, { agentId: 'ana', presence: 'online' });
    await send(takeTicket, { ticketId });
    await send(closeConversation, { ticketId });
    clock.pass(10 * 86_400_000);
    expect(await said('2')).toMatchObject({ conversationId });
    const reopened = clock.now();
    clock.pass(60_000);
    expect(await comeBack()).toBe(reopened);
  });

  it('[I15] each department’s grace ends by itself, and the row waits for the next', async () => {
    await comeOnline();
    const short = await ticketOfAnas('support');
    const long = await ticketOfAnas('billing');
    const lapsedAt = clock.now() + 30_000;
    await sweepAt(lapsedAt);
    await sweepAt(lapsedAt + 30_000);
    expect((await state()).graceUntil).toBe(lapsedAt + 300_000);
    for (const { conversationId } of [short, long]) await clearHands(conversationId);
    expect([await ownerOf(short.conversationId), await ownerOf(long.conversationId)]).toEqual([
      'queue support',
      'agent ana',
    ]);
    await sweepAt(lapsedAt + 300_000);
    expect((await state()).graceUntil).toBe(null);
    await clearHands(long.conversationId);
    expect(await ownerOf(long.conversationId)).toBe('queue billing');
    // Nothing is due any more, however long nobody comes.
    const before = await state();
    await sweepAt(clock.now() + 86_400_000);
    expect(await state()).toEqual(before);
  });

  it('[I15] [F8] whoever comes back within the grace has everything as it was, status and all', async () => {
    await comeOnline({ status: 'writing' });
    const { conversationId } = await ticketOfAnas();
    await sweepAt(clock.now() + 30_000);
    expect(await state()).toMatchObject({ presence: 'offline', statusId: null });
    clock.pass(29_000);
    expect((await beat())?.lapsedFrom).toEqual({ presence: 'online', statusId: 'writing' });
    expect(await send(restorePresence, { agentId: 'ana' })).toMatchObject({ restored: true, status: 'writing' });
    expect(await state()).toMatchObject({
      presence: 'online',
      statusId: 'writing',
      leased: true,
      lapsedFrom: null,
      graceUntil: null,
      idleSince: clock.now(),
    });
    await sweepAt(clock.now() + 1000);
    await clearHands(conversationId);
    expect(await ownerOf(conversationId)).toBe('agent ana');
    expect(await send(restorePresence, { agentId: 'ana' })).toMatchObject({ restored: false });
  });

  it('[I14] [I40] a lease that is renewed before the lapse is decided has won, and so has any other device', async () => {
    await comeOnline();
    await beat(600, 'phone');
    clock.pass(31_000);
    // The sweeper that found the laptop's lease over is told of the telephone's, and so is one that comes too late.
    await sweeper.sweep();
    await send(lapsePresence, { agentId: 'ana' }, dispatcher);
    expect((await state()).presence).toBe('online');
    await beat(0, 'phone');
    await beat(30, 'laptop');
    await send(lapsePresence, { agentId: 'ana' }, dispatcher);
    expect((await state()).presence).toBe('online');
    await sweepAt(clock.now() + 30_000);
    expect((await state()).presence).toBe('offline');
  });

  it('a presence that was set without a lease stands, however long, and one that was left offline has none', async () => {
    await send(setPresence, { agentId: 'ana', presence: 'away' });
    await beat(1);
    await sweepAt(clock.now() + 86_400_000);
    expect(await state()).toMatchObject({ presence: 'away', leased: false });
    await send(setPresence, { agentId: 'ana', presence: 'offline', leased: true });
    expect(await state()).toMatchObject({ presence: 'offline', leased: false, lapsedFrom: null });
  });

  it('[F8] whoever chooses for somebody else does not take their lease away', async () => {
    await comeOnline();
    await send(setPresence, { agentId: 'ana', presence: 'away', reason: 'fire drill' }, person('sue'));
    expect(await state()).toMatchObject({ presence: 'away', leased: true });
    await sweepAt(clock.now() + 30_000);
    expect(await state()).toMatchObject({ presence: 'offline', lapsedFrom: { presence: 'away', statusId: null } });
  });

  it('expired leases are kept as long as they say that somebody is gone, and no longer', async () => {
    await comeOnline();
    await beat(10, 'tablet');
    clock.pass(15_000);
    await leases.forget();
    expect(await devices()).toEqual(['laptop']);
    clock.pass(30_000);
    await leases.forget();
    expect(await devices()).toEqual(['laptop']);
    await sweeper.sweep();
    expect((await state()).lapsedFrom).not.toBe(null);
    await leases.forget();
    expect(await devices()).toEqual([]);
  });

  it('many heartbeats are one statement, of one device the last counts, and nobody has more devices than a person has', async () => {
    const beats = Array.from({ length: 60 }, (_, n) => beat(n, 'laptop'));
    const answers = await Promise.all([...beats, beat(30, 'phone', 'nobody')]);
    expect(answers.slice(0, -1).every((each) => each?.id === 'ana')).toBe(true);
    expect(answers.at(-1)).toBe(null);
    const [row] = await read('select until from presence_lease where organization_id = $1::uuid');
    expect(row.until).toBe(clock.now() + 59_000);
    for (let n = 0; n < 25; n++) {
      clock.pass(1000);
      await beat(3600, `device-${n}`);
    }
    expect((await devices()).length).toBeLessThanOrEqual(21);
    // Who is renewed already may go on.
    clock.pass(1000);
    await beat(3600, 'device-3');
    const [renewed] = await read(
      `select until from presence_lease where organization_id = $1::uuid and device = 'device-3'`,
    );
    expect(renewed.until).toBe(clock.now() + 3_600_000);
  });

  it('leaving empties the rotation, and whoever comes begins to be idle', async () => {
    await store.database.withSession((session) =>
      session.pipeline([
        {
          name: '',
          text: `update agent set rotation = '{"support": {"turns": 3, "recent": []}}' where organization_id = $1::uuid and id = 'ana'`,
          values: [organizationId],
        },
      ]),
    );
    await send(setPresence, { agentId: 'ana', status: 'writing' });
    expect((await state()).rotation).toEqual({ support: { turns: 3, recent: [] } });
    await send(setPresence, { agentId: 'ana', presence: 'away' });
    expect((await state()).rotation).toEqual({});
    clock.pass(5000);
    await send(setPresence, { agentId: 'ana', presence: 'online' });
    expect((await state()).idleSince).toBe(clock.now());
  });

  it('nothing is told of a presence that is as it was', async () => {
    await send(setPresence, { agentId: 'ana', presence: 'away' });
    const before = await read('select position from organization_head where organization_id = $1::uuid');
    await send(setPresence, { agentId: 'ana', presence: 'away', reason: 'again' });
    expect(await read('select position from organization_head where organization_id = $1::uuid')).toEqual(before);
  });

  it('offers that nobody answers make their agent absent where the department says so, and any answer begins anew', async () => {
    const miss = async (departmentId: string): Promise<void> => {
      const { ticketId } = await ticketOfAnas('billing');
      const request = { target: { kind: 'agent', id: 'ben', departmentId }, mode: 'cold' } as const;
      const asked = await submit(requestTransfer, { ticketId, request }, person('ana'));
      if (asked.kind === 'refused') throw new Error(JSON.stringify(asked.refusal));
      await sweepAt(clock.now() + 60_000);
    };
    const decline = async (): Promise<void> => {
      const { ticketId } = await ticketOfAnas('billing');
      const request = { target: { kind: 'agent', id: 'ben', departmentId: 'billing' }, mode: 'cold' } as const;
      const { offerId } = await send(requestTransfer, { ticketId, request });
      await send(declineOffer, { offer: { offerId: offerId ?? '' } }, person('ben'));
    };
    await miss('billing');
    expect(await state('ben')).toMatchObject({ presence: 'online', missedOffers: 1 });
    await decline();
    expect(await state('ben')).toMatchObject({ presence: 'online', missedOffers: 0 });
    await miss('billing');
    await miss('billing');
    expect(await state('ben')).toMatchObject({ presence: 'away', missedOffers: 0 });
    const [told] = await read(
      `select data ->> 'because' as because, actor ->> 'kind' as by from event
        where organization_id = $1::uuid and kind = 'agent.presence_changed' order by position desc limit 1`,
    );
    expect(told).toEqual({ because: 'missed_offers', by: 'system' });
    // Whoever is back begins at none.
    await send(setPresence, { agentId: 'ben', presence: 'online' }, person('ben'));
    await miss('billing');
    expect(await state('ben')).toMatchObject({ presence: 'online', missedOffers: 1 });
  });

  it('[I12] a capacity for now names its maker, ends by itself, and takes nothing away', async () => {
    const first = await ticketOfAnas();
    const until = clock.now() + 3_600_000;
    const capacity = { total: 0, perChannel: {}, interruptible: [] };
    const input = { agentId: 'ana', capacity, reason: null, until };
    expect(await submit(overrideCapacity, input, person('ana'))).toMatchObject({
      refusal: { code: 'permission_missing' },
    });
    await send(overrideCapacity, input, person('sue'));
    expect(await ownerOf(first.conversationId)).toBe('agent ana');
    expect((await state()).capacityOverride).toMatchObject({
      total: 0,
      by: { kind: 'agent', id: 'sue' },
      at: clock.now(),
    });
    await expect(ticketOfAnas()).rejects.toThrow('agent_at_capacity');
    clock.goTo(until);
    await ticketOfAnas();
  });

  it('[F12] an offer that is accepted while its agent is away counts as an answer', async () => {
    const { ticketId } = await ticketOfAnas('support');
    const request = { target: { kind: 'agent', id: 'ben', departmentId: 'support' }, mode: 'cold' } as const;
    const { offerId } = await send(requestTransfer, { ticketId, request });
    await send(setPresence, { agentId: 'ben', presence: 'away' }, person('ben'));
    await send(acceptOffer, { offer: { offerId: offerId ?? '' } }, person('ben'));
    expect(await state('ben')).toMatchObject({ presence: 'away', missedOffers: 0 });
  });
});
