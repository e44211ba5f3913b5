import { afterEach, beforeEach, expect, it } from 'vitest';
import { SteppedClock } from '../../test/support/hand-clock.ts';
import { type Item, ids, insertSmallOrganization, startSweptEngine } from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import { closeConversation } from '../commands/close-conversation.ts';
import { holdTicket, resumeTicket } from '../commands/hold.ts';
import { requestTransfer } from '../commands/request-transfer.ts';
import { snoozeTicket } from '../commands/snooze.ts';
import { startConversation } from '../commands/start-conversation.ts';
import type { CommandDefinition } from '../domain/command.ts';
import type { RowKind, Rows } from '../domain/rows.ts';
import type { Engine } from '../engine/engine.ts';
import { readRow, tables } from '../storage/tables.ts';
import type { Sweeper } from './sweeper.ts';

// Deadlines to the millisecond, by a clock that is moved by hand.

const setup: readonly Item[] = [
  ['organization', 'organization', { profile: 'baton', settings: { waitLimitSeconds: 900, wrapUpSeconds: 60 } }],
  ['department', 'support', { id: 'support', defaultQueue: 'support', settings: { disposition: 'required' } }],
  ['queue', 'support', { id: 'support', department: 'support', distribution: 'pull' }],
  ['agent', 'ana', { id: 'ana', departments: ['support'], capacity: { total: null } }],
  ['agent', 'ben', { id: 'ben', departments: ['support'], capacity: { total: null } }],
  ['account', 'web', { id: 'web', kind: 'webchat', entry: { department: 'support' } }],
];

describeOnStores('deadlines', (store) => {
  let clock: SteppedClock;
  let engine: Engine;
  let sweeper: Sweeper;
  let organizationId: string;
  let of: { conversationId: string; ticketId: string };

  beforeEach(async () => {
    clock = new SteppedClock(Date.now() + 10_000);
    ({ engine, sweeper } = startSweptEngine(store.database, clock));
    organizationId = await insertSmallOrganization(store.database, setup);
    of = await send(startConversation, {
      accountId: 'web',
      channelKind: 'webchat',
      contact: { address: 'ada' },
    });
  });
  afterEach(async () => {
    await engine.stop();
  });

  /** A command of Ana’s. */
  async function send<I, A>(definition: CommandDefinition<I, A>, input: I): Promise<A> {
    const principal = { kind: 'user', userId: 'u1', agentId: 'ana' } as const;
    const answer = await engine.submit({
      organizationId,
      principal,
      key: ids.next(),
      requestHash: '',
      definition,
      input,
    });
    if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.refusal));
    return answer.answer;
  }

  async function row<K extends RowKind>(kind: K, id: string): Promise<Rows[K]> {
    const { name, columns } = tables[kind];
    const list = columns.map((column) => `${column.name} as "${camel(column.name)}"`).join(', ');
    const { rows } = await store.database.read({
      name: '',
      text: `select ${list} from ${name} where organization_id = $1::uuid and id = $2::uuid`,
      values: [organizationId, id],
    });
    return readRow(kind, rows[0] as Record<string, unknown>) as Rows[K];
  }
  const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

  async function sweepAt(at: number): Promise<void> {
    clock.goTo(at);
    await sweeper.sweep();
  }

  it('a snoozed ticket wakes at its instant and not before, and the clock of the promise goes on where it stood', async () => {
    const before = await row('ticket', of.ticketId);
    const until = clock.now() + 3_600_000;
    clock.pass(1000);
    await send(snoozeTicket, { ticketId: of.ticketId, until });
    await sweepAt(until - 1);
    expect(await row('ticket', of.ticketId)).toMatchObject({ snoozedUntil: until, slaPausedAt: until - 3_599_000 });
    await sweepAt(until);
    expect(await row('ticket', of.ticketId)).toMatchObject({
      snoozedUntil: null,
      slaPausedAt: null,
      slaStartedAt: before.slaStartedAt + 3_599_000,
    });
  });

  it('a hold within a snooze is one pause, which ends with the later of the two', async () => {
    const { slaStartedAt } = await row('ticket', of.ticketId);
    await send(snoozeTicket, { ticketId: of.ticketId, until: clock.now() + 60_000 });
    clock.pass(10_000);
    await send(holdTicket, { ticketId: of.ticketId });
    await sweepAt(clock.now() + 50_000);
    expect(await row('ticket', of.ticketId)).toMatchObject({ snoozedUntil: null, slaPausedAt: clock.now() - 60_000 });
    clock.pass(5000);
    await send(resumeTicket, { ticketId: of.ticketId });
    expect(await row('ticket', of.ticketId)).toMatchObject({ slaPausedAt: null, slaStartedAt: slaStartedAt + 65_000 });
  });

  it('[T-L1] [I30] a consult that nobody ends lapses at its deadline: the owner stays, and nobody else takes part', async () => {
    const { transfer } = await send(requestTransfer, {
      ticketId: of.ticketId,
      request: { target: { kind: 'agent', id: 'ben' }, mode: 'warm' },
    });
    const deadline = clock.now() + 900_000;
    await sweepAt(deadline - 1);
    expect((await row('conversation', of.conversationId)).parties).toMatchObject([{ role: 'consultant' }]);
    await sweepAt(deadline);
    expect(await row('transfer', transfer.id)).toMatchObject({ state: 'returned', outcome: 'expired' });
    expect(await row('conversation', of.conversationId)).toMatchObject({
      parties: [],
      pendingTransferId: null,
      owner: { kind: 'agent', id: 'ana' },
    });
  });

  it('a wrap-up that runs out without the required disposition ends, and its event says that one is missing', async () => {
    await send(closeConversation, { ticketId: of.ticketId });
    await sweepAt(clock.now() + 60_000);
    const { rows } = await store.database.read({
      name: '',
      text: `select data ->> 'missing' as missing from event where organization_id = $1::uuid and kind = 'wrap_up.ended'`,
      values: [organizationId],
    });
    expect(rows).toEqual([{ missing: 'true' }]);
  });
});
