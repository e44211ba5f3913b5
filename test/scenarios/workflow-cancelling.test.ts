import { expect, it } from 'vitest';
import type { Weekday } from '../../src/domain/hours.ts';
import { HandClock } from '../support/hand-clock.ts';
import { describeOnStoreKinds } from '../support/stores.ts';
import { customerOf } from './customer.ts';
import { describeByHandClock } from './describe-scenarios.ts';
import { eventually } from './desk.ts';
import { careWith, FlowDesk, flowOf, fromTemplate, minute, moveOn, second } from './flow-house.ts';
import { throughRestarts } from './routing-house.ts';

const never = { failed: 'end' };

/** The page's flow with other effects on its wait; ports lead to a comment that names them. */
function movingOn(on: object, ports: readonly string[] = []) {
  const comments = ports.map((port) => ({
    id: `said-${port}`,
    kind: 'comment',
    text: `port ${port}`,
    next: { done: 'end', failed: 'end' },
  }));
  const steps = (moveOn.steps as any[]).map((step) =>
    step.id === 'wait'
      ? { ...step, on, next: { ...step.next, ...Object.fromEntries(ports.map((port) => [port, `said-${port}`])) } }
      : step,
  );
  return { ...moveOn, steps: [...steps, ...comments] };
}

describeByHandClock('what ends a wait', (server, clock) => {
  const open = (...given: Parameters<typeof careWith>) => FlowDesk.open(server(), clock, careWith(...given));
  const anas = async (flow: FlowDesk) => {
    const found = await flow.customer();
    await flow.owned(found.ticketId, 'agent:ana');
    await flow.standsIn('move-on', 'wait');
    return found;
  };
  /** Nothing happens at the deadline or after. */
  const staysWith = async (flow: FlowDesk, ticketId: string, owner: string) => {
    await flow.pass(20 * minute);
    expect(await flow.owner(ticketId)).toBe(owner);
  };

  it('[U16] a reply: the wait is over in its commit, and the flow has saved it', async () => {
    const flow = await open([movingOn({ reply: 'end' })]);
    const { ticketId, conversationId } = await anas(flow);
    await flow.reply('ana', conversationId);
    expect(await flow.outcomes('move-on')).toEqual(['interrupted']);
    await staysWith(flow, ticketId, 'agent:ana');
  });

  it('[U16] closing: nothing is moved, and nothing is opened again', async () => {
    const flow = await open([moveOn]);
    const { ticketId } = await anas(flow);
    await flow.desk.as('ana').post(`/v1/tickets/${ticketId}/close`);
    expect(await flow.outcomes('move-on')).toEqual(['interrupted']);
    await flow.pass(20 * minute);
    expect((await flow.desk.ticket(ticketId)).state).toBe('closed');
  });

  it('[U16] a hand-over by a person: whoever has it now keeps it', async () => {
    const flow = await open([moveOn]);
    await flow.desk.online('cem');
    const { ticketId } = await anas(flow);
    const handed = await flow.desk
      .as('ana')
      .post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'agent', id: 'cem' } });
    expect([handed.status, handed.body.state]).toEqual([201, 'completed']);
    expect(await flow.outcomes('move-on')).toEqual(['interrupted']);
    await staysWith(flow, ticketId, 'agent:cem');
  });

  it('[U16] a hold: its time stands still, and goes on where it stood', async () => {
    const flow = await open([moveOn]);
    const { ticketId } = await anas(flow);
    await flow.pass(10 * minute);
    await flow.desk.as('ana').post(`/v1/tickets/${ticketId}/hold`);
    await staysWith(flow, ticketId, 'agent:ana');
    await flow.desk.as('ana').post(`/v1/tickets/${ticketId}/resume`);
    await flow.pass(5 * minute - 1);
    expect(await flow.owner(ticketId)).toBe('agent:ana');
    await flow.pass(1);
    await flow.owned(ticketId, 'agent:ben');
  });

  it('[U16] a hold ends it where the step says so, and a snooze like a hold', async () => {
    const flow = await open([movingOn({ hold: 'end' })]);
    const { ticketId } = await anas(flow);
    const until = new Date(clock.now() + 30 * minute).toISOString();
    await flow.desk.as('ana').post(`/v1/tickets/${ticketId}/snooze`, { until });
    expect(await flow.outcomes('move-on')).toEqual(['interrupted']);
    await staysWith(flow, ticketId, 'agent:ana');
  });

  it('[U16] a merge: what goes on elsewhere is not moved here', async () => {
    const flow = await open([moveOn]);
    const { ticketId, customer } = await anas(flow);
    const other = { accountId: 'chat', threadKey: 'other', contact: { address: customer.address } };
    const owner = { kind: 'agent', id: 'ana' };
    const into = (await flow.desk.api.post('/v1/conversations', { ...other, owner })).body;
    const merged = await flow.desk.as('ana').post(`/v1/tickets/${ticketId}/merge`, { into: into.ticketId });
    expect(merged.status, JSON.stringify(merged.body)).toBe(200);
    expect(await flow.outcomes('move-on')).toEqual(['interrupted']);
    await staysWith(flow, into.ticketId, 'agent:ana');
  });

  it('[U16] each of them may be a way of its own instead, and a message of the customer too', async () => {
    const ports = ['reply', 'message', 'hold', 'transfer'];
    const flow = await open([movingOn(Object.fromEntries(ports.map((port) => [port, 'port'])), ports)]);
    const { ana, api } = { ana: flow.desk.as('ana'), api: flow.desk.api };
    const does: Readonly<Record<string, (found: Awaited<ReturnType<typeof anas>>) => Promise<unknown>>> = {
      reply: ({ conversationId }) => flow.reply('ana', conversationId),
      message: ({ customer }) => customer.write('Anybody?'),
      hold: ({ ticketId }) => ana.post(`/v1/tickets/${ticketId}/hold`),
      transfer: ({ ticketId }) =>
        api.post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'agent', id: 'ben' } }),
    };
    for (const [n, port] of ports.entries()) {
      const found = await anas(flow);
      await does[port]?.(found);
      await flow.ended('move-on', n + 1);
      expect(await flow.texts(found.conversationId, 'note')).toEqual([`port ${port}`]);
    }
  });

  it('[U4] the time counts from when somebody came to own it, also where they were asked first; a move ends it', async () => {
    const flow = await open([moveOn], {
      settings: { acceptance: 'offer' },
      departments: [{ id: 'tax' }],
    });
    const { ticketId, conversationId } = await flow.customer();
    const asked = await eventually(async () => (await flow.desk.as('ana').get('/v1/offers')).body.items[0]);
    await flow.pass(40 * second);
    const accepted = await flow.desk.as('ana').post(`/v1/offers/${asked.id}/accept`);
    expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
    await flow.standsIn('move-on', 'wait');
    const last = (await flow.events('flow.advanced')).at(-1);
    expect(last.data.wakeAt).toBe((await flow.assignedAt(conversationId)) + 15 * minute);
    expect(await flow.assignedAt(conversationId)).toBe(clock.now());
    const target = { kind: 'department', id: 'tax' };
    const moved = await flow.desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, { target });
    expect(moved.body.state, JSON.stringify(moved.body)).toBe('completed');
    expect(await flow.outcomes('move-on')).toEqual(['interrupted']);
    await staysWith(flow, moved.body.newTicketId, 'queue:tax');
  });

  it('[U4] a move ends the waits of the department before even where a hand-over within it would not', async () => {
    const flow = await open([movingOn({ transfer: 'ignore' })], { departments: [{ id: 'tax' }] });
    const within = await anas(flow);
    await flow.desk.api.post(`/v1/tickets/${within.ticketId}/transfers`, { target: { kind: 'agent', id: 'ben' } });
    const away = await anas(flow);
    await flow.desk.api.post(`/v1/tickets/${away.ticketId}/transfers`, { target: { kind: 'department', id: 'tax' } });
    expect(await flow.outcomes('move-on')).toEqual(['interrupted']);
    await flow.desk.online('cem');
    await flow.pass(15 * minute);
    await flow.owned(within.ticketId, 'agent:cem');
  });

  it('[U17] [7.7] a reply that is committed a moment before the deadline has won', async () => {
    const flow = await open([moveOn]);
    const { ticketId, conversationId } = await anas(flow);
    await flow.pass(15 * minute - 1);
    await flow.reply('ana', conversationId);
    await flow.pass(1);
    await flow.ended('move-on');
    expect([await flow.owner(ticketId), await flow.history(conversationId)]).toEqual([
      'agent:ana',
      ['queue:care', 'agent:ana'],
    ]);
  });

  it('[U17] [7.7] [I10] a move that is committed first has won: the old owner’s reply is refused, and is not said', async () => {
    const flow = await open([moveOn]);
    const { ticketId, conversationId } = await anas(flow);
    await flow.pass(15 * minute);
    await flow.owned(ticketId, 'agent:ben');
    const late = await flow.desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { text: 'Too late' });
    expect([late.status, late.body.code]).toEqual([403, 'not_owner']);
    expect(await flow.texts(conversationId, 'outbound')).toEqual([]);
  });

  it('[U17] [7.7] of replies and deadlines that meet, each has one winner and never both', async () => {
    const flow = await open([moveOn]);
    const found = [];
    for (let n = 0; n < 12; n++) found.push(await anas(flow));
    clock.pass(15 * minute);
    const replies = [];
    for (const { conversationId } of found) {
      const said = await flow.desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { text: 'Now' });
      replies.push(said.status);
    }
    await flow.ended('move-on', found.length);
    for (const [n, { ticketId, conversationId }] of found.entries()) {
      const won = replies[n] === 201;
      expect([await flow.owner(ticketId), await flow.texts(conversationId, 'outbound')]).toEqual(
        won ? ['agent:ana', ['Now']] : ['agent:ben', []],
      );
    }
  });

  /** The page's flow with fifteen open minutes, ten before closing. */
  const openTenBeforeClosing = async () => {
    const days: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
    const weekly = Object.fromEntries(days.map((day) => [day, [['09:00', '17:00'] as const]]));
    const steps = (moveOn.steps as any[]).map((step) => (step.id === 'wait' ? { ...step, hours: 'business' } : step));
    clock.goToTime('16:50');
    return open([{ ...moveOn, steps }], {
      departments: [{ id: 'care', hours: { zone: 'UTC', weekly, holidays: [], overrides: {} } }],
    });
  };

  it('[U16] [U18] of fifteen open minutes that are held five before closing ten are left, and taken up at opening', async () => {
    const flow = await openTenBeforeClosing();
    const { ticketId } = await anas(flow);
    await flow.pass(5 * minute);
    await flow.desk.as('ana').post(`/v1/tickets/${ticketId}/hold`);
    await flow.pass(16 * 60 * minute + 5 * minute);
    expect(new Date(clock.now()).toISOString().slice(11)).toBe('09:00:00.000Z');
    await flow.desk.as('ana').post(`/v1/tickets/${ticketId}/resume`);
    await flow.pass(10 * minute - 1);
    expect(await flow.owner(ticketId)).toBe('agent:ana');
    await flow.pass(1);
    await flow.owned(ticketId, 'agent:ben');
  });

  it('[U18] fifteen open minutes that begin ten before closing are over five after opening', async () => {
    const flow = await openTenBeforeClosing();
    const { ticketId } = await anas(flow);
    await flow.pass(10 * minute + 16 * 60 * minute + 5 * minute - 1);
    expect(new Date(clock.now()).toISOString().slice(11)).toBe('09:04:59.999Z');
    expect(await flow.owner(ticketId)).toBe('agent:ana');
    await flow.pass(1);
    await flow.owned(ticketId, 'agent:ben');
  });

  it('[U-L1] [U-L2] every later assignment is watched as the first, up to one person, and then those on duty', async () => {
    const flow = await open([fromTemplate('watch-every-assignment', { team: 'care', lead: 'cem' })]);
    await flow.desk.online('cem');
    const { ticketId, conversationId } = await flow.customer();
    await flow.desk.as('ana').post(`/v1/tickets/${ticketId}/take`);
    const watched = 'watch-every-assignment';
    await flow.standsIn(watched, 'wait');
    await flow.reply('ana', conversationId);
    await flow.pass(minute);
    // Ana answered, and hands it to ben, who says nothing: the time counts anew for him, whatever was said before.
    await flow.desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'agent', id: 'ben' } });
    await flow.standsIn(watched, 'wait');
    await flow.pass(15 * minute - 1);
    expect(await flow.owner(ticketId)).toBe('agent:ben');
    await flow.pass(1);
    await flow.owned(ticketId, 'agent:cem');
    expect((await flow.desk.lineage(conversationId)).transfers.at(-1)).toMatchObject({
      requestedBy: { kind: 'flow', id: watched },
    });
    await flow.ended(watched, 2);
    await flow.standsIn(watched, 'wait');
    // Three have had it now, and cem is the last of them: who is on duty hears of it.
    await flow.pass(15 * minute);
    await flow.ended(watched, 3);
    expect([await flow.owner(ticketId), (await flow.alerts()).map(({ alert }) => alert)]).toEqual([
      'agent:cem',
      ['flow_fell_back'],
    ]);
  });

  it('[U-L5] silence after a first answer is noticed: the time counts from what the customer wrote last without one', async () => {
    const flow = await open([fromTemplate('customer-waits', { team: 'care' })]);
    const { ticketId, conversationId, customer } = await flow.customer();
    await flow.desk.as('ana').post(`/v1/tickets/${ticketId}/take`);
    await flow.reply('ana', conversationId);
    expect(await flow.outcomes('customer-waits')).toEqual(['interrupted']);
    await flow.pass(60 * minute);
    await customer.write('And another thing');
    await flow.standsIn('customer-waits', 'wait');
    await flow.pass(10 * minute);
    await customer.write('Hello?');
    await flow.pass(5 * minute - 1);
    expect(await flow.owner(ticketId)).toBe('agent:ana');
    await flow.pass(1);
    await flow.owned(ticketId, 'agent:ben');
    const { transfers } = await flow.desk.lineage(conversationId);
    const note = (await flow.desk.as('ben').get(`/v1/transfers/${transfers.at(-1).id}`)).body.note;
    expect(note).toBe('The customer has waited for 900 seconds.');
  });
});

describeOnStoreKinds('a wait through a restart', (kind) => {
  it('[U4] [I40] [I41] is over at its time, once, whether a server ran meanwhile or not', async () => {
    const clock = new HandClock();
    await throughRestarts(
      kind,
      async (world) => {
        let flow = await FlowDesk.open(world.node(), clock, careWith([moveOn]));
        const first = await flow.customer();
        await flow.owned(first.ticketId, 'agent:ana');
        await flow.pass(5 * minute);
        const later = await flow.customer();
        await flow.owned(later.ticketId, 'agent:ana');
        const at = await flow.assignedAt(first.conversationId);
        flow = flow.at((await world.restart(flow.desk)).url);
        await flow.goTo(at + 15 * minute - 1);
        expect(await flow.owner(first.ticketId)).toBe('agent:ana');
        await flow.goTo(at + 15 * minute);
        await flow.owned(first.ticketId, 'agent:ben');
        // The other deadline passes while there is no server at all.
        await world.restart(flow.desk).then((desk) => {
          flow = flow.at(desk.url);
        });
        clock.pass(60 * minute);
        await flow.owned(later.ticketId, 'agent:ben');
        await flow.ended('move-on', 2);
        for (const { conversationId } of [first, later])
          expect(await flow.history(conversationId)).toEqual(['queue:care', 'agent:ana', 'agent:ben']);
        expect(await flow.outcomes('move-on')).toEqual(['done', 'done']);
      },
      { clock },
    );
  });
});

describeByHandClock('which of several messages counts', (server, clock) => {
  it('[I41] a flow that a message sets off does not begin anew while it is under way', async () => {
    const steps = [{ id: 'wait', kind: 'wait', seconds: 60, next: { elapsed: 'end', ...never } }];
    const flow = await FlowDesk.open(
      server(),
      clock,
      careWith([flowOf(steps, { triggers: [{ kind: 'message_received' }] })]),
    );
    const customer = await customerOf(flow.desk);
    for (let n = 0; n < 5; n++) await customer.write(`Message ${n}`);
    expect(await flow.events('flow.started')).toHaveLength(1);
    await flow.standsIn('flow', 'wait');
    await flow.pass(minute);
    await flow.ended('flow');
    await customer.write('Later');
    expect(await flow.events('flow.started')).toHaveLength(2);
  });
});
