import { expect, it } from 'vitest';
import { writeWidgetKey } from '../../src/domain/webchat-account.ts';
import { VisitorClient } from '../support/visitor-client.ts';
import { customerOf } from './customer.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, eventually, twoDepartments } from './desk.ts';

const ofAna = { kind: 'agent', id: 'ana' };
const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** The desk, with these settings of the organization. */
const withSettings = (settings: object, more: object = {}) =>
  ({ ...twoDepartments, settings, ...more }) as typeof twoDepartments;

/** Support knows how conversations end; a disposition of its own marks a hand-over. */
const withDispositions = (settings: object, names: Record<string, string> = { solved: 'Solved' }) =>
  withSettings(settings, {
    departments: twoDepartments.departments?.map((department) =>
      department.id === 'support'
        ? {
            ...department,
            dispositions: Object.entries(names).map(([id, name]) => ({
              id,
              name,
              marksTransfer: id.startsWith('sent'),
            })),
          }
        : department,
    ),
  });

const codeOf = ({ status, body }: { status: number; body: any }) => [status, body?.code];

describeScenarios('putting a ticket aside', (server) => {
  it('[U16] on hold the clock stands still, owner and load stay, and it goes on where it stood', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'bob');
    const { ticketId } = await desk.conversation({ owner: ofAna });
    const before = await desk.ticket(ticketId);
    expect(codeOf(await desk.as('bob').post(`/v1/tickets/${ticketId}/hold`))).toEqual([403, 'not_owner']);
    const held = await desk.as('ana').post(`/v1/tickets/${ticketId}/hold`);
    expect(held.status, JSON.stringify(held.body)).toBe(200);
    const on = await desk.ticket(ticketId);
    expect(on).toMatchObject({ onHold: true, owner: ofAna, state: 'open', version: held.body.ticketVersion });
    expect(on.slaPausedAt).not.toBeNull();
    expect((await desk.agent('ana')).used).toBe(1);
    expect((await desk.as('ana').post(`/v1/tickets/${ticketId}/hold`)).body).toEqual(held.body);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect((await desk.as('sue').post(`/v1/tickets/${ticketId}/resume`)).status).toBe(200);
    const after = await desk.ticket(ticketId);
    expect(after).toMatchObject({ onHold: false, slaPausedAt: null });
    expect(Date.parse(after.slaStartedAt) - Date.parse(before.slaStartedAt)).toBeGreaterThanOrEqual(50);
    const again = await desk.as('ana').post(`/v1/tickets/${ticketId}/resume`);
    expect(again.body.ticketVersion).toBe(after.version);
  });

  it('a queue’s ticket is put aside by nobody, and what the customer writes does not end a hold', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana');
    const waiting = await desk.conversation();
    for (const verb of ['hold', 'resume', 'wake']) {
      expect(codeOf(await desk.as('sue').post(`/v1/tickets/${waiting.ticketId}/${verb}`))).toEqual([403, 'not_owner']);
    }
    const snoozed = await desk.as('sue').post(`/v1/tickets/${waiting.ticketId}/snooze`, { until: inAnHour() });
    expect(codeOf(snoozed)).toEqual([403, 'not_owner']);
    const { ticketId } = await desk.conversation({ owner: ofAna, contact: 'ada' });
    await desk.as('ana').post(`/v1/tickets/${ticketId}/hold`);
    expect((await (await customerOf(desk, { address: 'ada' })).write('Anybody there?')).status).toBe(200);
    expect((await desk.ticket(ticketId)).onHold).toBe(true);
  });

  it('a snoozed ticket wakes at its time, by hand, and when the customer writes', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana');
    const { ticketId } = await desk.conversation({ owner: ofAna, contact: 'ada' });
    const ana = desk.as('ana');
    const snooze = (until: string) => ana.post(`/v1/tickets/${ticketId}/snooze`, { until });
    for (const wrong of ['2020-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z', 'tomorrow']) {
      const answer = await snooze(wrong);
      expect(codeOf(answer)).toEqual([400, 'validation']);
      expect(answer.body.errors ?? answer.body.faults).toMatchObject([{ path: '/until' }]);
    }
    const until = inAnHour();
    expect((await snooze(until)).status).toBe(200);
    expect(await desk.ticket(ticketId)).toMatchObject({ snoozedUntil: until, owner: ofAna });
    expect((await desk.agent('ana')).used).toBe(1);
    expect((await ana.post(`/v1/tickets/${ticketId}/wake`)).status).toBe(200);
    expect(await desk.ticket(ticketId)).toMatchObject({ snoozedUntil: null, slaPausedAt: null });

    await snooze(inAnHour());
    await (await customerOf(desk, { address: 'ada' })).write('One more thing.');
    expect(await desk.ticket(ticketId)).toMatchObject({ snoozedUntil: null, owner: ofAna });

    await snooze(new Date(Date.now() + 700).toISOString());
    await eventually(async () => (await desk.ticket(ticketId)).snoozedUntil === null);
    expect((await desk.ticket(ticketId)).owner).toEqual(ofAna);
  });

  it('nobody inherits a hold or a snooze, neither by a move, nor by taking over, nor by closing', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'sue');
    const putAside = async () => {
      const { ticketId } = await desk.conversation({ owner: ofAna });
      await desk.as('ana').post(`/v1/tickets/${ticketId}/hold`);
      await desk.as('ana').post(`/v1/tickets/${ticketId}/snooze`, { until: inAnHour() });
      expect(await desk.ticket(ticketId)).toMatchObject({ onHold: true });
      return ticketId;
    };
    const free = { onHold: false, snoozedUntil: null, slaPausedAt: null };
    const moved = await putAside();
    const { body } = await desk
      .as('ana')
      .post(`/v1/tickets/${moved}/transfers`, { target: { kind: 'department', id: 'billing' } });
    expect(await desk.ticket(moved)).toMatchObject({ ...free, state: 'moved' });
    expect(await desk.ticket(body.newTicketId)).toMatchObject(free);
    const taken = await putAside();
    await desk.as('sue').post(`/v1/tickets/${taken}/take`);
    expect(await desk.ticket(taken)).toMatchObject(free);
    const closed = await putAside();
    await desk.as('ana').post(`/v1/tickets/${closed}/close`);
    expect(await desk.ticket(closed)).toMatchObject({ ...free, state: 'closed' });
    expect(codeOf(await desk.as('ana').post(`/v1/tickets/${closed}/hold`))).toEqual([409, 'ticket_closed']);
    expect(codeOf(await desk.as('ana').post(`/v1/tickets/${moved}/hold`))).toEqual([409, 'ticket_moved']);
  });
});

describeScenarios('merging tickets', (server) => {
  /** Two conversations of one contact on one mailbox, both Ana’s. */
  async function twins(desk: Desk, owner: object = ofAna) {
    const start = async (threadKey: string) => {
      const started = await desk.api.post('/v1/conversations', {
        accountId: 'mail',
        threadKey,
        contact: { address: 'ada@example.org' },
        owner,
      });
      expect(started.status, JSON.stringify(started.body)).toBe(201);
      return started.body as { id: string; ticketId: string };
    };
    return { first: await start('thread-1'), second: await start('thread-2') };
  }

  it('[I31] [I13] [F29] what is merged is final, its slot free, its messages stay, and a reply to it is never lost', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana');
    const { first, second } = await twins(desk);
    const ada = await customerOf(desk, { account: 'mail', address: 'ada@example.org' });
    await ada.write('My first mail', { thread: 'thread-1' });
    await ada.write('My second mail', { thread: 'thread-2' });
    expect((await desk.agent('ana')).used).toBe(2);
    const merged = await desk.as('ana').post(`/v1/tickets/${second.ticketId}/merge`, { into: first.ticketId });
    expect(merged.status, JSON.stringify(merged.body)).toBe(200);
    expect(merged.body).toMatchObject({ conversationId: first.id, ticketId: first.ticketId });
    expect((await desk.agent('ana')).used).toBe(1);
    expect(await desk.ticket(second.ticketId)).toMatchObject({
      state: 'merged',
      nextTicketId: first.ticketId,
      closeReason: 'merged',
      owner: null,
    });
    expect((await desk.api.get(`/v1/conversations/${second.id}`)).body).toMatchObject({
      status: 'closed',
      mergedIntoId: first.id,
    });
    expect((await desk.api.get(`/v1/conversations/${first.id}`)).body).toMatchObject({
      status: 'open',
      mergedIds: [second.id],
      linkedSessions: [{ accountId: 'mail', threadKey: 'thread-2', address: 'ada@example.org' }],
    });
    expect((await desk.lineage(first.id)).mergedIds).toEqual([second.id]);
    const late = await ada.write('Did you get my second mail?', { thread: 'thread-2' });
    expect(late.status).toBe(200);
    const texts = async (id: string) =>
      (await desk.as('ana').get(`/v1/conversations/${id}/messages`)).body.items.map((message: any) => message.text);
    expect(await texts(first.id)).toEqual(['My first mail', 'Did you get my second mail?']);
    expect(await texts(second.id)).toEqual(['My second mail']);
    for (const [verb, body] of [
      ['close', {}],
      ['hold', {}],
      ['merge', { into: first.ticketId }],
      ['transfers', { target: { kind: 'queue', id: 'support' } }],
    ] as const) {
      const answer = await desk.as('ana').post(`/v1/tickets/${second.ticketId}/${verb}`, body);
      expect([verb, ...codeOf(answer)]).toEqual([verb, 409, 'ticket_moved']);
    }
    for (const who of [desk.as('ana'), desk.api]) {
      const said = await who.post(`/v1/conversations/${second.id}/messages`, { text: 'Still here?' });
      expect(codeOf(said)).toEqual([409, 'ticket_moved']);
    }
  });

  it('[F29] replies follow a chain of merges of any length, and the reopening rules of where it ended', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana');
    const ada = await customerOf(desk, { account: 'mail', address: 'ada@example.org' });
    const chain: { conversationId: string; ticketId: string }[] = [];
    for (let i = 0; i < 9; i++) {
      const { body } = await ada.write(`mail ${i}`, { thread: `thread-${i}` });
      const ticket = (await desk.api.get(`/v1/tickets?conversationId=${body.conversationId}`)).body.items[0];
      chain.push({ conversationId: body.conversationId, ticketId: ticket.id });
    }
    for (let i = 1; i < chain.length; i++) {
      const { ticketId } = chain[i - 1] as { ticketId: string };
      const merged = await desk.as('ana').post(`/v1/tickets/${ticketId}/merge`, { into: chain[i]?.ticketId });
      expect(merged.status, JSON.stringify(merged.body)).toBe(200);
    }
    const last = chain.at(-1) as { conversationId: string; ticketId: string };
    expect((await ada.write('to the first', { thread: 'thread-0' })).body.conversationId).toBe(last.conversationId);
    expect((await desk.lineage(last.conversationId)).mergedIds).toHaveLength(8);
    await desk.api.post(`/v1/tickets/${last.ticketId}/close`);
    expect((await ada.write('and once more', { thread: 'thread-3' })).body.conversationId).toBe(last.conversationId);
    expect((await desk.ticket(last.ticketId)).state).toBe('open');
  });

  it('only two open tickets of one contact in one department become one, by whoever may', async () => {
    const desk = await Desk.open(server(), {
      ...twoDepartments,
      agents: twoDepartments.agents?.map((agent) =>
        agent.id === 'bob' ? { ...agent, deny: ['ticket.merge'] } : agent,
      ) as never,
    });
    await desk.online('ana', 'bob', 'sue');
    const { first, second } = await twins(desk);
    const merge = (who: string, ticketId: string, into: string) =>
      desk.as(who).post(`/v1/tickets/${ticketId}/merge`, { into });
    const other = await desk.conversation({ owner: ofAna });
    const cause = async (ticketId: string, into: string) => {
      const { status, body } = await merge('ana', ticketId, into);
      return [status, body.code, body.data?.cause ?? body.cause];
    };
    expect(await cause(first.ticketId, other.ticketId)).toEqual([409, 'merge_not_possible', 'other_contact']);
    expect(await cause(first.ticketId, first.ticketId)).toEqual([409, 'merge_not_possible', 'same_conversation']);
    expect(codeOf(await merge('bob', first.ticketId, second.ticketId))).toEqual([403, 'permission_missing']);
    expect(codeOf(await merge('cy', first.ticketId, second.ticketId))).toEqual([404, 'not_found']);
    const moved = await desk.api.post(`/v1/tickets/${second.ticketId}/transfers`, {
      target: { kind: 'department', id: 'billing' },
    });
    const api = await desk.api.post(`/v1/tickets/${first.ticketId}/merge`, { into: moved.body.newTicketId });
    expect([...codeOf(api), api.body.data?.cause ?? api.body.cause]).toEqual([
      409,
      'merge_not_possible',
      'other_department',
    ]);
    expect(codeOf(await merge('ana', second.ticketId, first.ticketId))).toEqual([409, 'ticket_moved']);
    expect(codeOf(await merge('ana', first.ticketId, '01a1fe20-3512-701f-bb54-5759f74bbddb'))).toEqual([
      404,
      'not_found',
    ]);
  });

  it('a colleague’s ticket is merged away only by whoever may take it over, and its pending transfer ends', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'bob', 'sue');
    const { first, second } = await twins(desk);
    const asked = await desk
      .as('ana')
      .post(`/v1/tickets/${second.ticketId}/transfers`, { target: { kind: 'agent', id: 'bob' } });
    expect(asked.body.state).toBe('offered');
    const merge = (who: string) => desk.as(who).post(`/v1/tickets/${second.ticketId}/merge`, { into: first.ticketId });
    expect(codeOf(await merge('bob'))).toEqual([403, 'not_owner']);
    expect((await merge('sue')).status).toBe(200);
    expect((await desk.api.get(`/v1/transfers/${asked.body.id}`)).body).toMatchObject({
      state: 'cancelled',
      outcome: 'merged',
    });
    expect([(await desk.agent('ana')).used, (await desk.agent('bob')).used]).toEqual([1, 0]);
    const { segments } = await desk.lineage(second.id);
    expect(segments.at(-1)).toMatchObject({ endReason: 'merged', owner: ofAna });
  });

  it('[I1] two merges that cross each other have one winner, and one conversation stays open', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana');
    for (let round = 0; round < 8; round++) {
      const start = async (threadKey: string) =>
        (
          await desk.api.post('/v1/conversations', {
            accountId: 'mail',
            threadKey,
            contact: { address: `crossing-${round}` },
          })
        ).body as { id: string; ticketId: string };
      const [a, b] = [await start(`a-${round}`), await start(`b-${round}`)];
      const answers = await Promise.all([
        desk.as('ana').post(`/v1/tickets/${a.ticketId}/merge`, { into: b.ticketId }),
        desk.as('ana').post(`/v1/tickets/${b.ticketId}/merge`, { into: a.ticketId }),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect(answers.find(({ status }) => status === 409)?.body.code).toBe('ticket_moved');
      const states = await Promise.all([a, b].map(async ({ ticketId }) => (await desk.ticket(ticketId)).state));
      expect(states.sort()).toEqual(['merged', 'open']);
    }
  });

  it('[F29] the visitor of a merged chat is sent on to where it goes on, and is answered there', async () => {
    const desk = await Desk.open(server(), {
      ...twoDepartments,
      accounts: [{ id: 'site', kind: 'webchat', type: 'webchat', entry: { department: 'support' } }],
    });
    await desk.online('ana');
    const key = writeWidgetKey({ organizationId: desk.organizationId, accountId: 'site' });
    const visitor = new VisitorClient({ url: desk.url, key });
    await visitor.start();
    await visitor.say('Hello?');
    await visitor.open();
    const chat = (await desk.api.get('/v1/conversations')).body.items[0];
    const other = await desk.api.post('/v1/conversations', {
      accountId: 'site',
      threadKey: 'another',
      contact: { address: chat.threadKey },
      owner: ofAna,
    });
    const merged = await desk.as('ana').post(`/v1/tickets/${chat.ticketId}/merge`, { into: other.body.ticketId });
    expect(merged.status, JSON.stringify(merged.body)).toBe(200);
    await visitor.until(({ ends }) => ends.includes('reset'));
    await visitor.open();
    expect((await visitor.say('Still me')).status).toBeLessThan(300);
    await desk.as('ana').post(`/v1/conversations/${other.body.id}/messages`, { text: 'I have both now.' });
    await visitor.until(({ entries }) => entries.some((entry) => 'text' in entry && entry.text === 'I have both now.'));
    expect((await desk.ticket(other.body.ticketId)).state).toBe('open');
    expect((await desk.api.get(`/v1/conversations/${chat.id}`)).body.status).toBe('closed');
    visitor.cut();
  });

  it('what was merged is read through what it was merged into, also after that moves', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana');
    const { first, second } = await twins(desk);
    await desk.as('ana').post(`/v1/conversations/${second.id}/messages`, { text: 'About the second mail' });
    await desk.as('ana').post(`/v1/conversations/${second.id}/messages`, { text: 'between us', kind: 'note' });
    await desk.as('ana').post(`/v1/tickets/${second.ticketId}/merge`, { into: first.ticketId });
    expect((await desk.as('cy').get(`/v1/conversations/${second.id}/messages`)).status).toBe(404);
    await desk
      .as('ana')
      .post(`/v1/tickets/${first.ticketId}/transfers`, { target: { kind: 'department', id: 'billing' } });
    const read = await desk.as('cy').get(`/v1/conversations/${second.id}/messages`);
    expect(read.body.items.map((message: any) => message.text)).toEqual(['About the second mail']);
    expect((await desk.as('leo').get(`/v1/conversations/${second.id}/messages`)).status).toBe(404);
  });
});

describeScenarios('wrapping up', (server) => {
  const segmentsOf = async (desk: Desk, conversationId: string) => (await desk.lineage(conversationId)).segments;

  it('a wrap-up may be extended three times, by its own agent, where the department says so', async () => {
    const desk = await Desk.open(server(), withSettings({ wrapUpSeconds: 600, wrapUpExtensionSeconds: 60 }));
    await desk.online('ana', 'bob');
    const { ticketId, conversationId } = await desk.conversation({ owner: ofAna });
    const [open] = await segmentsOf(desk, conversationId);
    const extend = (who: string, id = open.id) => desk.as(who).post(`/v1/segments/${id}/wrap-up/extend`);
    expect(codeOf(await extend('ana'))).toEqual([409, 'wrap_up_over']);
    await desk.as('ana').post(`/v1/tickets/${ticketId}/close`);
    const [segment] = await segmentsOf(desk, conversationId);
    expect(codeOf(await extend('bob'))).toEqual([403, 'not_owner']);
    expect(codeOf(await extend('leo'))).toEqual([404, 'not_found']);
    for (let times = 1; times <= 3; times++) {
      const { body } = await extend('ana');
      expect(body).toMatchObject({ wrapUpExtensions: times });
      expect(Date.parse(body.wrapUpUntil) - Date.parse(segment.wrapUpUntil)).toBe(times * 60_000);
    }
    const fourth = await extend('ana');
    expect([...codeOf(fourth), fourth.body.data?.cause ?? fourth.body.cause]).toEqual([
      409,
      'extension_not_allowed',
      'used_up',
    ]);
    await desk.as('ana').put(`/v1/segments/${segment.id}/wrap-up`, { end: true });
    expect(codeOf(await extend('ana'))).toEqual([409, 'wrap_up_over']);
    await desk.configure(withSettings({ wrapUpSeconds: 600, wrapUpExtensionSeconds: 0 }));
    const other = await desk.conversation({ owner: ofAna });
    await desk.as('ana').post(`/v1/tickets/${other.ticketId}/close`);
    const [short] = await segmentsOf(desk, other.conversationId);
    expect(codeOf(await extend('ana', short.id))).toEqual([409, 'extension_not_allowed']);
  });

  it('a required disposition is asked for when the wrap-up ends, or, without wrap-up, when its owner closes', async () => {
    const desk = await Desk.open(server(), withDispositions({ wrapUpSeconds: 600, disposition: 'required' }));
    await desk.online('ana');
    const { ticketId, conversationId } = await desk.conversation({ owner: ofAna });
    expect((await desk.as('ana').post(`/v1/tickets/${ticketId}/close`)).status).toBe(200);
    const [segment] = await segmentsOf(desk, conversationId);
    const write = (body: object) => desk.as('ana').put(`/v1/segments/${segment.id}/wrap-up`, body);
    expect(codeOf(await write({ end: true }))).toEqual([409, 'disposition_required']);
    expect(codeOf(await write({ disposition: 'unheard-of', end: true }))).toEqual([409, 'disposition_unknown']);
    expect((await write({ disposition: 'solved', end: true })).body).toMatchObject({
      disposition: 'solved',
      dispositionName: 'Solved',
    });

    await desk.configure(withDispositions({ disposition: 'required' }));
    const other = await desk.conversation({ owner: ofAna });
    const close = (body: object) => desk.as('ana').post(`/v1/tickets/${other.ticketId}/close`, body);
    expect(codeOf(await close({}))).toEqual([409, 'disposition_required']);
    expect(codeOf(await close({ disposition: 'unheard-of' }))).toEqual([409, 'disposition_unknown']);
    expect((await desk.ticket(other.ticketId)).state).toBe('open');
    expect((await close({ disposition: 'solved' })).status).toBe(200);
    expect((await segmentsOf(desk, other.conversationId)).at(-1)).toMatchObject({ dispositionName: 'Solved' });
    // Whoever closes it for somebody else is not asked how it ended.
    const third = await desk.conversation({ owner: ofAna });
    expect((await desk.as('sue').post(`/v1/tickets/${third.ticketId}/close`)).status).toBe(200);
  });

  it('a wrap-up whose time runs out without the required disposition ends, and says so', async () => {
    const desk = await Desk.open(server(), withDispositions({ wrapUpSeconds: 1, disposition: 'required' }));
    await desk.online('ana');
    const { ticketId, conversationId } = await desk.conversation({ owner: ofAna });
    await desk.as('ana').post(`/v1/tickets/${ticketId}/close`);
    await eventually(async () => (await segmentsOf(desk, conversationId))[0].wrapUpEndedAt);
    expect((await segmentsOf(desk, conversationId))[0]).toMatchObject({ disposition: null });
    expect((await desk.agent('ana')).used).toBe(0);
  });

  it('[C8] [C9] a custom disposition belongs to its department, and a new name changes no history', async () => {
    const named = (name: string) => withDispositions({ wrapUpSeconds: 600 }, { 'sent-to-sales': name });
    const desk = await Desk.open(server(), named('Sent to Sales'));
    await desk.online('ana', 'cy');
    const departments = (await desk.as('ana').get('/v1/departments')).body.items;
    const of = (id: string) => departments.find((department: any) => department.id === id)?.dispositions;
    expect(of('support')).toEqual([{ id: 'sent-to-sales', name: 'Sent to Sales', marksTransfer: true }]);
    const close = async (agent: string, departmentId: string) => {
      const { ticketId, conversationId } = await desk.conversation({
        owner: { kind: 'agent', id: agent, departmentId },
      });
      const closed = await desk.as(agent).post(`/v1/tickets/${ticketId}/close`, { disposition: 'sent-to-sales' });
      return { closed, segment: (await segmentsOf(desk, conversationId))[0] };
    };
    expect(codeOf((await close('cy', 'billing')).closed)).toEqual([409, 'disposition_unknown']);
    const { segment } = await close('ana', 'support');
    expect(segment).toMatchObject({ disposition: 'sent-to-sales', dispositionName: 'Sent to Sales' });
    await desk.configure(named('Handed to Sales'));
    const { items } = (await desk.as('ana').get(`/v1/segments?conversationId=${segment.conversationId}`)).body;
    expect(items[0]).toMatchObject({ disposition: 'sent-to-sales', dispositionName: 'Sent to Sales' });
    expect((await close('ana', 'support')).segment).toMatchObject({
      disposition: 'sent-to-sales',
      dispositionName: 'Handed to Sales',
    });
    // Taken out, it may be chosen no more, and stands where it was chosen.
    await desk.configure(withDispositions({ wrapUpSeconds: 600 }, {}));
    expect((await segmentsOf(desk, segment.conversationId))[0]).toMatchObject({ dispositionName: 'Sent to Sales' });
    expect(codeOf((await close('ana', 'support')).closed)).toEqual([409, 'disposition_unknown']);
  });

  it('[C10] [C-L3] two transfers are three segments with times and codes of their own, in one conversation; transferred is the system’s word', async () => {
    const desk = await Desk.open(server(), withDispositions({ wrapUpSeconds: 600, acceptance: 'assign' }));
    await desk.online('ana', 'bob', 'sue');
    const { ticketId, conversationId } = await desk.conversation({ owner: ofAna });
    const hand = (from: string, to: string) =>
      desk.as(from).post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'agent', id: to } });
    expect((await hand('ana', 'bob')).body.state).toBe('completed');
    expect((await hand('bob', 'sue')).body.state).toBe('completed');
    await desk.as('sue').post(`/v1/tickets/${ticketId}/close`, { disposition: 'solved' });
    const segments = await segmentsOf(desk, conversationId);
    expect(segments.map((segment: any) => [segment.owner.id, segment.endReason, segment.disposition])).toEqual([
      ['ana', 'transferred', null],
      ['bob', 'transferred', null],
      ['sue', 'closed', 'solved'],
    ]);
    for (let i = 1; i < segments.length; i++) expect(segments[i].startedAt).toBe(segments[i - 1].endedAt);
    expect((await desk.api.get('/v1/conversations')).body.items).toHaveLength(1);
  });

  it('[T-L4] [T9] a transfer back to the agent who still wraps up works, and the first wrap-up can be saved', async () => {
    const desk = await Desk.open(
      server(),
      withDispositions({ wrapUpSeconds: 600, disposition: 'required', wrapUpHoldsSlot: true }),
    );
    await desk.online('ana', 'bob');
    const { ticketId, conversationId } = await desk.conversation({ owner: ofAna });
    const hand = async (from: string, to: string) => {
      const asked = await desk
        .as(from)
        .post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'agent', id: to } });
      const accepted = await desk.as(to).post(`/v1/transfers/${asked.body.id}/accept`);
      expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
    };
    await hand('ana', 'bob');
    await hand('bob', 'ana');
    const [wrapping, , live] = await segmentsOf(desk, conversationId);
    expect([wrapping.owner.id, wrapping.wrapUpEndedAt, live.owner.id, live.endedAt]).toEqual([
      'ana',
      null,
      'ana',
      null,
    ]);
    expect((await desk.agent('ana')).used).toBe(1);
    const saved = await desk
      .as('ana')
      .put(`/v1/segments/${wrapping.id}/wrap-up`, { disposition: 'solved', note: 'First part.', end: true });
    expect(saved.body).toMatchObject({ disposition: 'solved', endReason: 'transferred' });
    expect((await desk.ticket(ticketId)).owner).toEqual(ofAna);
    expect((await desk.agent('ana')).used).toBe(1);
  });
});

describeScenarios('who is responsible', (server) => {
  it('[I44] the segments of a conversation cover its open time, second by second, with one owner each', async () => {
    const desk = await Desk.open(server(), withSettings({ acceptance: 'assign' }));
    await desk.online('ana', 'bob', 'cy', 'sue');
    let seed = 20_261_121;
    const pick = <T>(from: readonly T[]): T => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return from[Math.floor((seed / 2_147_483_648) * from.length)] as T;
    };
    for (let story = 0; story < 4; story++) {
      const ada = await customerOf(desk, { address: `ada-${story}` });
      const { body } = await ada.write('Hello');
      const { conversationId } = body;
      const present = async () => (await desk.api.get(`/v1/conversations/${conversationId}`)).body.ticketId as string;
      const to = (kind: string, id: string) => async () =>
        desk.api.post(`/v1/tickets/${await present()}/transfers`, { target: { kind, id } });
      const moves = [
        to('agent', 'ana'),
        to('agent', 'bob'),
        to('agent', 'cy'),
        to('queue', 'support'),
        to('department', 'billing'),
        to('department', 'support'),
        async () => desk.as('sue').post(`/v1/tickets/${await present()}/take`),
        async () => desk.as('ana').post(`/v1/tickets/${await present()}/hold`),
        async () => desk.as('ana').post(`/v1/tickets/${await present()}/snooze`, { until: inAnHour() }),
        async () => desk.api.post(`/v1/tickets/${await present()}/close`),
        async () => ada.write('And now?'),
      ];
      for (let step = 0; step < 25; step++) await pick(moves)();
      await desk.api.post(`/v1/tickets/${await present()}/close`);
      const { segments } = await desk.lineage(conversationId);
      const spans = segments.map((segment: any) => [Date.parse(segment.startedAt), Date.parse(segment.endedAt)]);
      const events = await lifeOf(desk, conversationId);
      expect(
        spans.every(([from, until]: number[]) => Number.isFinite(until) && (until as number) >= (from as number)),
      ).toBe(true);
      const open = events.reduce(
        (sum: number, [from, until]: number[]) => sum + (until as number) - (from as number),
        0,
      );
      const covered = spans.reduce(
        (sum: number, [from, until]: number[]) => sum + (until as number) - (from as number),
        0,
      );
      expect(covered).toBe(open);
      const { openedAt, closedAt } = (await desk.api.get(`/v1/conversations/${conversationId}`)).body;
      expect([segments[0].startedAt, segments.at(-1).endedAt]).toEqual([openedAt, closedAt]);
      for (let i = 1; i < spans.length; i++) expect(spans[i][0]).toBeGreaterThanOrEqual(spans[i - 1][1]);
    }
  });

  /** From when to when the conversation was open, from its segments' gaps: it is closed exactly between a close and a reopening. */
  async function lifeOf(desk: Desk, conversationId: string): Promise<number[][]> {
    const { segments } = await desk.lineage(conversationId);
    const life: number[][] = [];
    for (const segment of segments) {
      const [from, until] = [Date.parse(segment.startedAt), Date.parse(segment.endedAt)];
      const last = life.at(-1);
      if (last === undefined || segments[segments.indexOf(segment) - 1].endReason === 'closed')
        life.push([from, until]);
      else last[1] = until;
    }
    return life;
  }
});
