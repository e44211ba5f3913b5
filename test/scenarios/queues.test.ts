import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import { writeWidgetKey } from '../../src/domain/webchat-account.ts';
import { guideExamples, shapeOf } from '../support/guide-examples.ts';
import { describeOnStoreKinds } from '../support/stores.ts';
import { VisitorClient } from '../support/visitor-client.ts';
import { customerOf } from './customer.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, eventually } from './desk.ts';
import { anas, closedHours } from './profile-house.ts';
import { readLog } from './read-log.ts';
import { askedFor, careOf, customers, ownersOf, queueOf, throughRestarts, waitingOf } from './routing-house.ts';

const roomy = { capacity: { total: null } } as const;
const one = { capacity: { total: 1 } } as const;
const sue = { id: 'sue', role: 'supervisor', ...roomy } as const;
const second = { id: 'second', department: 'care', acceptance: 'assign', distribution: 'pull' } as const;

const owner = async (desk: Desk, ticketId: string) => (await desk.ticket(ticketId)).owner;
const kindsOf = async (desk: Desk, kind: string) => (await readLog(desk)).filter((event) => event.kind === kind);

describeScenarios('queues', (server) => {
  it('[I16] [I20] a queue says who waits in the order of service, for what, and whoever waits longest', async () => {
    const desk = await Desk.open(
      server(),
      careOf(
        [{ id: 'ana', ...one, skills: ['tax'] }, { id: 'mia', ...one, channels: ['email'] }, sue],
        {},
        {
          skills: [
            { id: 'tax', name: 'Tax' },
            { id: 'greek', name: 'Greek' },
          ],
        },
      ),
    );
    await desk.online('ana');
    const [busy, tax, greek, urgent] = (await customers(desk, 4)) as [string, string, string, string];
    await ownersOf(desk, [busy]);
    const { ticketId: mail } = await desk.conversation({ account: 'mail' });
    const change = (id: string, body: object) => desk.as('sue').post(`/v1/tickets/${id}/reroute`, body);
    expect((await change(tax, { skills: ['tax'] })).status).toBe(200);
    expect((await change(greek, { skills: ['greek', 'tax'] })).status).toBe(200);
    expect((await change(urgent, { priority: 1 })).status).toBe(200);
    const queue = await queueOf(desk);
    expect(
      queue.waiting.map(({ ticketId, position, reason }: any) => [ticketId, position, reason.code, reason.sentence]),
    ).toEqual([
      [urgent, 1, 'nobody_free', 'No agent online for web chat has a free slot.'],
      [tax, 2, 'nobody_free', 'No agent online for web chat with Tax has a free slot.'],
      [greek, 3, 'nobody_skilled', 'Nobody in care who may serve web chat has Greek and Tax.'],
      [mail, 4, 'nobody_free', 'No agent online for e-mail has a free slot.'],
    ]);
    expect(queue.reasons).toEqual({ nobody_free: 3, nobody_skilled: 1 });
    expect(queue).toMatchObject({ length: 4, oldestTicketId: tax });
    const [listed] = (await desk.api.get('/v1/queues?channelKind=email')).body.items;
    expect(listed).toMatchObject({ id: 'care', length: 4, oldestTicketId: tax, oldestQueuedAt: queue.oldestQueuedAt });
    expect(listed.waiting).toBeUndefined();
  });

  it('[I20] [S-L4] a visitor is told their place and a range in steps, as it gets better, and neither ever rises', async () => {
    const [chat, ...others] = careOf([{ id: 'ana', ...one }]).accounts ?? [];
    const desk = await Desk.open(server(), {
      ...careOf([{ id: 'ana', ...one }], { distribution: 'pull' }),
      accounts: [{ ...chat, type: 'webchat' } as never, ...others],
    });
    await desk.online('ana');
    const ahead = await customers(desk, 2);
    const key = writeWidgetKey({ organizationId: desk.organizationId, accountId: 'chat' });
    const visitor = new VisitorClient({ url: server().url, key });
    await visitor.start();
    expect((await visitor.say('Hello')).status).toBe(201);
    await visitor.open();
    const toldPlaces = () => visitor.standings.map((standing) => standing?.position ?? null);
    await eventually(async () => toldPlaces().includes(3));
    for (const ticketId of ahead) {
      await desk.as('ana').post(`/v1/tickets/${ticketId}/take`);
      await desk.as('ana').post(`/v1/tickets/${ticketId}/close`);
    }
    await eventually(async () => toldPlaces().at(-1) === 1);
    const ranges = visitor.standings.flatMap((standing) => (standing === null ? [] : [standing]));
    for (const [n, { position, lowSeconds, highSeconds }] of ranges.entries()) {
      const before = ranges[n - 1];
      expect([Number(lowSeconds) % 30, Number(highSeconds) % 30]).toEqual([0, 0]);
      if (before === undefined) continue;
      expect(position).toBeLessThanOrEqual(before.position);
      expect(highSeconds).toBeLessThanOrEqual(before.highSeconds as number);
    }
    const [{ ticketId }] = (await queueOf(desk)).waiting;
    await desk.as('ana').post(`/v1/tickets/${ticketId}/take`);
    await eventually(async () => toldPlaces().at(-1) === null);
    visitor.cut();
    expect(visitor.received).not.toContain('care');
  });

  it('[I18] a supervisor sends a waiting ticket to another queue of its department: it keeps its time', async () => {
    const desk = await Desk.open(
      server(),
      careOf([{ id: 'ana', ...one }, sue], { distribution: 'pull' }, { queues: [second] }),
    );
    const [first, later] = (await customers(desk, 2)) as [string, string];
    const before = await desk.ticket(later);
    const rerouted = await desk
      .as('sue')
      .post(`/v1/tickets/${later}/reroute`, { queueId: 'second', reason: 'wrong queue' });
    expect([rerouted.status, rerouted.body.ticketVersion]).toEqual([200, before.version + 1]);
    const after = await desk.ticket(later);
    expect(after).toMatchObject({
      queuedAt: before.queuedAt,
      owner: { kind: 'queue', id: 'second' },
      departmentId: 'care',
    });
    await desk.as('sue').post(`/v1/tickets/${first}/reroute`, { queueId: 'second' });
    expect((await queueOf(desk, 'second')).waiting.map(({ ticketId }: any) => ticketId)).toEqual([first, later]);
    expect((await queueOf(desk)).length).toBe(0);
    const { items } = (await desk.api.get('/v1/audit?category=routing')).body;
    expect(items.map((entry: any) => [entry.actor.id, entry.before.queueId, entry.after.queueId])).toEqual([
      ['sue', 'care', 'second'],
      ['sue', 'care', 'second'],
    ]);
    expect(items[1].details).toMatchObject({ ticketId: later, reason: 'wrong queue' });
    const { segments } = await desk.lineage(after.conversationId);
    expect(segments.map(({ owner: { id }, endReason }: any) => [id, endReason])).toEqual([
      ['care', 'requeued'],
      ['second', null],
    ]);
  });

  it('[I3] [I4] [I13] whoever is asked and does not fit any more is asked no more; whom it waits for is asked alone', async () => {
    const desk = await Desk.open(
      server(),
      careOf(
        [{ id: 'ana', ...one }, { id: 'ben', ...one, skills: ['tax'] }, { id: 'cem', ...one }, sue],
        { acceptance: 'offer' },
        {
          skills: [{ id: 'tax' }],
        },
      ),
    );
    await desk.online('ana');
    const [ticketId] = (await customers(desk, 1)) as [string];
    await askedFor(desk, ticketId, 'ana');
    const change = (body: object) => desk.as('sue').post(`/v1/tickets/${ticketId}/reroute`, body);
    // It still fits: nothing is taken from her.
    await change({ priority: 50 });
    expect((await desk.as('ana').get('/v1/offers')).body.items).toHaveLength(1);
    await change({ skills: ['tax'] });
    expect((await desk.as('ana').get('/v1/offers')).body.items).toEqual([]);
    expect((await desk.agent('ana')).used).toBe(0);
    await desk.online('cem');
    await change({ skills: [], preferredAgentId: 'cem', preferredSeconds: 600 });
    await desk.online('ben');
    expect((await askedFor(desk, ticketId, 'cem')).agentId).toBe('cem');
    const [withdrawn] = (await kindsOf(desk, 'offer.withdrawn')) as any[];
    expect(withdrawn.data).toMatchObject({ agentId: 'ana', outcome: 'rerouted' });
  });

  it('the examples of the guide are taken, and answers look as they are shown', async () => {
    const [wait, standing, reason, reroute] = guideExamples('queues.md');
    const [, written = ''] = /```yaml\n([\s\S]*?)```/.exec(readFileSync('docs/guide/queues.md', 'utf8')) ?? [];
    const setup = parse(written) as WrittenDocument;
    const skills = ['french'];
    const desk = await Desk.open(server(), {
      ...setup,
      profile: 'baton',
      queues: [...(setup.queues ?? []), second],
      agents: [
        { id: 'ana', departments: ['care'], skills, ...one },
        { ...sue, departments: ['care'] },
      ],
      accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'care' } }],
    });
    await desk.online('ana');
    const [, waits] = (await customers(desk, 2)) as [string, string];
    await eventually(async () => (await queueOf(desk)).reasons.nobody_free === 1);
    const queue = await queueOf(desk);
    expect(shapeOf(queue.wait)).toEqual(shapeOf(wait));
    const said = queue.waiting.find(({ ticketId }: any) => ticketId === waits).reason;
    expect([said.code, said.sentence]).toEqual([reason.code, reason.sentence]);
    expect(shapeOf(said)).toEqual(shapeOf(reason));
    expect(shapeOf(await waitingOf(desk, waits))).toEqual(shapeOf(standing));
    expect((await desk.as('sue').post(`/v1/tickets/${waits}/reroute`, reroute)).status).toBe(200);
    expect(await waitingOf(desk, waits)).toMatchObject({ queueId: reroute.queueId, position: 1 });
  });

  it('what cannot be waited for is refused by a word of its own, and another department is told to be a transfer', async () => {
    const desk = await Desk.open(
      server(),
      careOf(
        [{ id: 'ana', ...roomy }, { id: 'tom', ...roomy, departments: ['tax'] }, sue],
        { distribution: 'pull' },
        {
          departments: [{ id: 'tax', defaultQueue: 'tax' }],
          queues: [{ id: 'tax', department: 'tax' }],
        },
      ),
    );
    await desk.online('ana');
    const [ticketId] = (await customers(desk, 1)) as [string];
    const change = async (body: object, who = 'sue', id = ticketId) => {
      const answer = await desk.as(who).post(`/v1/tickets/${id}/reroute`, body);
      return [answer.status, answer.body.code ?? null];
    };
    expect(await change({ queueId: 'tax' })).toEqual([409, 'queue_elsewhere']);
    expect(await change({ queueId: 'nowhere' })).toEqual([409, 'target_unknown']);
    expect(await change({ skills: ['klingon'] })).toEqual([409, 'entry_unknown']);
    expect(await change({ preferredAgentId: 'nobody' })).toEqual([409, 'target_unknown']);
    expect(await change({ preferredAgentId: 'tom' })).toEqual([409, 'target_not_permitted']);
    expect(await change({ priority: 1 }, 'ana')).toEqual([403, 'permission_missing']);
    expect(await change({ priority: 1 }, 'tom')).toEqual([404, 'not_found']);
    expect(await change({ priority: -1 })).toEqual([400, 'validation']);
    const served = await desk.conversation({ owner: anas });
    expect(await change({ priority: 1 }, 'sue', served.ticketId)).toEqual([409, 'not_waiting']);
    await desk.as('sue').post(`/v1/tickets/${ticketId}/close`);
    expect(await change({ priority: 1 })).toEqual([409, 'ticket_closed']);
    expect(await kindsOf(desk, 'ticket.rerouted')).toEqual([]);
    // Nothing asked, nothing done.
    const [other] = (await customers(desk, 1, 'other')) as [string];
    const { version } = await desk.ticket(other);
    expect(await change({}, 'sue', other)).toEqual([200, null]);
    expect((await desk.ticket(other)).version).toBe(version);
  });

  it('[I21] [I26] whoever comes to a full queue goes along its fallback, and is in all the same where that admits nobody', async () => {
    const full = (secondMax: number) =>
      careOf(
        [{ id: 'ana', ...one }],
        { distribution: 'pull', lengthMax: 2, whenFull: 'fallback', fallback: [{ kind: 'queue', id: 'second' }] },
        {
          queues: [{ ...second, lengthMax: secondMax }],
        },
      );
    const desk = await Desk.open(server(), full(1));
    const writes = async (address: string) => {
      const said = await (await customerOf(desk, { address })).write('Hello');
      expect(said.status).toBeLessThan(300);
      return said.body.conversationId as string;
    };
    const ownerOf = async (id: string) => (await desk.api.get(`/v1/conversations/${id}`)).body.owner.id;
    const places = [];
    for (const address of ['a', 'b', 'c', 'd']) places.push(await ownerOf(await writes(address)));
    expect(places).toEqual(['care', 'care', 'second', 'care']);
    const events = await readLog(desk);
    expect(events.filter(({ kind }) => kind === 'transfer.completed')).toHaveLength(1);
    expect(events.filter(({ kind }) => kind === 'transfer.refused').map(({ data }) => data.code)).toEqual([
      'queue_full',
    ]);
    // By the integration too, where it names no place; one that names it is taken at its word.
    await desk.configure(full(5));
    expect(await owner(desk, (await desk.conversation()).ticketId)).toEqual({ kind: 'queue', id: 'second' });
    const named = await desk.conversation({ owner: { kind: 'queue', id: 'care' } });
    expect(await owner(desk, named.ticketId)).toEqual({ kind: 'queue', id: 'care' });
  });

  it('of many customers who come at once as many find room as there is', async () => {
    const queues = [{ ...second, lengthMax: 100 }];
    const limit = { distribution: 'pull' as const, lengthMax: 2, whenFull: 'fallback' as const };
    const limited = { ...limit, fallback: [{ kind: 'queue' as const, id: 'second' }] };
    const desk = await Desk.open(server(), careOf([{ id: 'ana', ...one }], limited, { queues }));
    const customers = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((address) => customerOf(desk, { address })));
    const said = await Promise.all(customers.map((customer) => customer.write('Hello')));
    const owners = await Promise.all(
      said.map(async ({ body }) => (await desk.api.get(`/v1/conversations/${body.conversationId}`)).body.owner.id),
    );
    expect(owners.sort()).toEqual(['care', 'care', 'second', 'second', 'second', 'second']);
  });

  it('a customer who comes back waits for the agent they had, as long as the queue says, while that one is there', async () => {
    const desk = await Desk.open(
      server(),
      careOf(
        [
          { id: 'ana', ...one },
          { id: 'ben', ...one },
        ],
        { preferLastAgentSeconds: 600 },
      ),
    );
    await desk.online('ana');
    const customer = await customerOf(desk, { address: 'returns' });
    const said = await customer.write('Hello');
    const { ticketId } = (await desk.api.get(`/v1/conversations/${said.body.conversationId}`)).body;
    await ownersOf(desk, [ticketId]);
    await desk.as('ana').post(`/v1/tickets/${ticketId}/close`);
    await ownersOf(desk, await customers(desk, 1, 'meanwhile'));
    await desk.online('ben');
    await customer.write('One more thing');
    const reason = await eventually(async () => (await queueOf(desk)).waiting[0]?.reason);
    expect(reason).toMatchObject({ code: 'waits_for_agent', sentence: 'It waits for ana.' });
    expect((await desk.agent('ben')).used).toBe(0);
    // Gone, she is waited for no more.
    await desk.as('ana').put('/v1/agents/ana/presence', { presence: 'away' });
    expect(await ownersOf(desk, [ticketId])).toEqual(['ben']);
  });

  it('whoever leaves unserved is told of once, with the queue and the wait; a customer who was served is not', async () => {
    const desk = await Desk.open(server(), careOf([{ id: 'ana', ...roomy }, sue], { distribution: 'pull' }));
    await desk.online('ana');
    const [served, waits] = (await customers(desk, 2)) as [string, string];
    await desk.as('ana').post(`/v1/tickets/${served}/take`);
    const back = { target: { kind: 'queue', id: 'care' } };
    expect((await desk.as('ana').post(`/v1/tickets/${served}/transfers`, back)).body.state).toBe('completed');
    for (const id of [waits, served]) await desk.as('sue').post(`/v1/tickets/${id}/close`);
    const abandoned = await kindsOf(desk, 'conversation.abandoned');
    expect(abandoned.map(({ data }) => [data.ticketId, data.queueId])).toEqual([[waits, 'care']]);
    expect(abandoned[0].data.waitedMs).toBeGreaterThanOrEqual(0);
    const alerts = await kindsOf(desk, 'alert.raised');
    expect(alerts.map(({ data }) => [data.alert, data.ticketId])).toEqual([['abandoned', waits]]);
  });
});

describeOnStoreKinds('queues, when time has passed', (kind) => {
  it('[I28] [I21] those who wait go on when the hours end, and whoever comes while it is closed does so at once', async () => {
    await throughRestarts(kind, async ({ open, restart }) => {
      const always = { zone: 'UTC', weekly: Object.fromEntries(days.map((day) => [day, [['00:00', '24:00']]])) };
      const tomorrow = days[(new Date().getUTCDay() + 1) % 7] as string;
      const untilTomorrow = { ...always, weekly: { ...always.weekly, [tomorrow]: [['00:00', '00:01']] } };
      const house = (hours: object) =>
        careOf(
          [{ id: 'ana', ...one }],
          { distribution: 'pull', whenClosed: 'fallback', fallback: [{ kind: 'department', id: 'night' }] },
          {
            departments: [
              {
                id: 'care',
                defaultQueue: 'care',
                hours: hours as never,
                moveRules: [{ channels: 'all', destinations: 'all' }],
              },
              { id: 'night', defaultQueue: 'night' },
            ],
            queues: [{ id: 'night', department: 'night', distribution: 'pull' }],
          },
        );
      const daysLater = "conversation set wait_until = wait_until - interval '3 days'";
      let desk = await open(house(untilTomorrow));
      const [waits] = (await customers(desk, 1)) as [string];
      const waitUntil = async () => (await queueOf(desk)).waiting[0]?.waitUntil ?? null;
      expect(Date.parse(await waitUntil())).toBeGreaterThan(Date.now());
      // The hours were made longer meanwhile: it waits on.
      await desk.configure(house(always));
      desk = await restart(desk, daysLater);
      await eventually(async () => (await waitUntil()) === null);
      expect(await owner(desk, waits)).toEqual({ kind: 'queue', id: 'care' });
      await desk.configure(house(untilTomorrow));
      const [again] = (await customers(desk, 1, 'again')) as [string];
      await desk.configure(house(closedHours));
      desk = await restart(desk, daysLater);
      const moved = await eventually(async () => (await desk.ticket(again)).nextTicketId);
      expect(await desk.ticket(moved)).toMatchObject({ departmentId: 'night', owner: { kind: 'queue', id: 'night' } });
      const closed = await (await customerOf(desk, { address: 'late' })).write('Anybody there?');
      const { departmentId, ticketId } = (await desk.api.get(`/v1/conversations/${closed.body.conversationId}`)).body;
      expect(departmentId).toBe('night');
      const { items } = (await desk.api.get(`/v1/conversations/${closed.body.conversationId}/messages`)).body;
      expect(items.map((message: any) => [message.text, message.ticketId])).toEqual([['Anybody there?', ticketId]]);
    });
  }, 60_000);

  it('[I21] at the end of the wait it goes on once, and stays where nobody takes it, with one alert', async () => {
    await throughRestarts(kind, async ({ open, restart }) => {
      const limits = {
        distribution: 'pull',
        waitSecondsMax: 600,
        fallback: [{ kind: 'queue', id: 'second' }],
      } as const;
      let desk = await open(careOf([{ id: 'ana', ...one }], limits, { queues: [{ ...second, lengthMax: 1 }] }));
      const overAt = "conversation set wait_until = wait_until - interval '10 minutes'";
      const alerts = async () => (await kindsOf(desk, 'alert.raised')).map(({ data }) => data.alert);
      const [goes] = (await customers(desk, 1, 'first')) as [string];
      desk = await restart(desk, overAt);
      await eventually(async () => (await owner(desk, goes)).id === 'second');
      const [stays] = (await customers(desk, 1, 'second')) as [string];
      desk = await restart(desk, overAt);
      await eventually(async () => (await alerts()).length > 0);
      desk = await restart(desk, overAt);
      await new Promise((resolve) => setTimeout(resolve, 600));
      expect(await alerts()).toEqual(['wait_limit_without_fallback']);
      expect((await owner(desk, stays)).id).toBe('care');
      expect(await kindsOf(desk, 'transfer.completed')).toHaveLength(1);
    });
  }, 60_000);
});

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
