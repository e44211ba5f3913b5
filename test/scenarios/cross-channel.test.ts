import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import { Partner } from '../support/partner.ts';
import { type Customer, customerOf } from './customer.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, eventually, twoDepartments } from './desk.ts';
import { readLog } from './read-log.ts';

/** The connector of all channel accounts: it is told what agents say. */
let connector: Partner;
beforeAll(async () => {
  connector = await Partner.start();
});
afterAll(() => connector.close());

const phone = '+49 30 5550';

/** The desk of two departments, its channels delivered; `accounts` and `agents` by id say what differs. */
function withChannels(
  differs: {
    accounts?: Record<string, object>;
    agents?: Record<string, object>;
    departments?: Record<string, object>;
  } = {},
  more: Partial<WrittenDocument> = {},
): WrittenDocument {
  const change = <T extends { id: string }>(list: readonly T[] | undefined, by: Record<string, object> = {}) =>
    (list ?? []).map((each) => ({ ...each, ...by[each.id] }));
  const delivered = (twoDepartments.accounts ?? []).map((each) => ({ ...each, deliveryUrl: connector.url }));
  return {
    ...twoDepartments,
    departments: change(twoDepartments.departments, differs.departments),
    agents: change(twoDepartments.agents, differs.agents),
    accounts: change(delivered, differs.accounts),
    ...more,
  } as WrittenDocument;
}

/** Somebody's chat with a customer who has a telephone number too. */
async function chatWith(desk: Desk, owner: string, number = phone) {
  const customer = await customerOf(desk);
  const opened = await desk.conversation({ owner: { kind: 'agent', id: owner }, contact: customer.address });
  const { contactId } = (await desk.api.get(`/v1/conversations/${opened.conversationId}`)).body;
  const added = await desk
    .as(owner)
    .post(`/v1/contacts/${contactId}/addresses`, { channelKind: 'whatsapp', address: number });
  expect([added.status, added.body.address]).toEqual([201, number]);
  return { ...opened, customer, contactId };
}

const toWhatsapp = { accountId: 'wa', address: phone, consent: true };

const conversationOf = async (desk: Desk, id: string): Promise<any> =>
  (await desk.api.get(`/v1/conversations/${id}`)).body;

async function delivered(conversationId: string, count: number): Promise<any[]> {
  return eventually(async () => {
    const found = connector.of(conversationId);
    return found.length >= count ? found : null;
  });
}

describeScenarios(
  'going on through another channel',
  (server) => {
    it('[C-L2] with the customer’s consent a conversation goes on through another account, and whatever is written on either arrives in it', async () => {
      const desk = await Desk.open(server(), withChannels());
      await desk.online('ana');
      const whatsapp = await customerOf(desk, { account: 'wa', address: phone });
      const { conversationId, ticketId, customer } = await chatWith(desk, 'ana');
      const reply = (text: string) => desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { text });
      await reply('Shall we go on by WhatsApp?');
      const version = (await desk.ticket(ticketId)).version;
      const changed = await desk.as('ana').post(`/v1/conversations/${conversationId}/channel`, toWhatsapp);
      expect(changed.status).toBe(200);
      expect(changed.body).toEqual({
        ...{ conversationId, ticketId, ticketVersion: version + 1 },
        ...{ accountId: 'wa', channelKind: 'whatsapp' },
      });
      expect(await conversationOf(desk, conversationId)).toMatchObject({
        accountId: 'wa',
        channelKind: 'whatsapp',
        threadKey: phone,
        participants: [{ channel: 'whatsapp', address: phone }],
        linkedSessions: [
          { accountId: 'chat', channelKind: 'webchat', threadKey: customer.address, address: customer.address },
        ],
      });
      expect((await desk.agent('ana')).load).toEqual({ whatsapp: 1 });
      await reply('Here I am.');
      const answers = [await whatsapp.write('Good.'), await customer.write('I am still in the chat too.')];
      expect(answers.map(({ body }) => body.conversationId)).toEqual([conversationId, conversationId]);
      const told = await delivered(conversationId, 2);
      expect(told.map(({ text, thread, to }) => [text, thread, to.address])).toContainEqual([
        'Here I am.',
        phone,
        phone,
      ]);
      const [event] = (await readLog(desk)).filter(({ kind }) => kind === 'channel.changed');
      expect(event).toMatchObject({
        actor: { kind: 'agent', id: 'ana' },
        data: { consent: true, from: { accountId: 'chat' }, to: { accountId: 'wa' } },
      });
      // And back: the chat is the present session again, and WhatsApp the linked one.
      const chat = { accountId: 'chat', address: customer.address, consent: true };
      expect((await desk.as('ana').post(`/v1/conversations/${conversationId}/channel`, chat)).status).toBe(200);
      const { linkedSessions, channelKind } = await conversationOf(desk, conversationId);
      expect([channelKind, linkedSessions.map((each: any) => each.accountId)]).toEqual(['webchat', ['wa']]);
      expect((await desk.agent('ana')).load).toEqual({ webchat: 1 });
      await desk.as('ana').post(`/v1/tickets/${ticketId}/close`);
      expect((await desk.agent('ana')).used).toBe(0);
      // Closed, it reopens from either side.
      expect((await whatsapp.write('One more thing.')).body.conversationId).toBe(conversationId);
    });

    it('[C-L2] deliveries take the thread of the account through which a message was said, wherever the conversation is by now', async () => {
      // Nobody listens at first: what was said in the chat is delivered only after the conversation went on.
      const desk = await Desk.open(server(), withChannels());
      await desk.online('ana');
      for (const account of ['chat', 'wa']) await desk.api.post(`/v1/channel-accounts/${account}/secrets`);
      const { conversationId, customer } = await chatWith(desk, 'ana');
      let isAway = true;
      connector.answer = (body) => (isAway && body.conversationId === conversationId ? 503 : 200);
      await desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { text: 'said in the chat' });
      await eventually(async () => connector.of(conversationId).length === 1);
      await desk.as('ana').post(`/v1/conversations/${conversationId}/channel`, toWhatsapp);
      isAway = false;
      connector.told.length = 0;
      const [late] = await delivered(conversationId, 1);
      expect([late.text, late.thread, late.to.address]).toEqual([
        'said in the chat',
        customer.address,
        customer.address,
      ]);
      connector.answer = () => 200;
    });

    it('[C-L2] it is refused without consent, where it is switched off, and where the address or the thread is somebody else’s', async () => {
      const desk = await Desk.open(
        server(),
        withChannels({
          agents: { bob: { channels: ['webchat'] }, cy: { capacity: { total: 5, perChannel: { whatsapp: 1 } } } },
        }),
      );
      await desk.online('ana', 'bob', 'cy');
      const { conversationId } = await chatWith(desk, 'ana');
      const go = (agent: string, id: string, body: object) =>
        desk.as(agent).post(`/v1/conversations/${id}/channel`, body);
      const codeOf = async (agent: string, body: object): Promise<unknown> => {
        const { status, body: said } = await go(agent, conversationId, body);
        return [status, said.code, said.data?.cause];
      };
      const before = await conversationOf(desk, conversationId);
      expect(await codeOf('ana', { ...toWhatsapp, consent: false })).toEqual([409, 'consent_missing', undefined]);
      expect(await codeOf('bob', toWhatsapp)).toEqual([403, 'not_owner', undefined]);
      expect(await codeOf('leo', toWhatsapp)).toEqual([404, 'not_found', undefined]);
      expect(await codeOf('ana', { ...toWhatsapp, accountId: 'nothing' })).toEqual([409, 'account_unknown', undefined]);
      expect(await codeOf('ana', { ...toWhatsapp, accountId: 'chat' })).toEqual([
        409,
        'session_not_possible',
        'same_account',
      ]);
      expect(await codeOf('ana', { ...toWhatsapp, address: '+49 1' })).toEqual([
        409,
        'session_not_possible',
        'address_unknown',
      ]);
      expect((await go('ana', conversationId, { accountId: 'wa', address: phone })).body.code).toBe('validation');

      // The number is another contact's, or in another conversation already.
      const stranger = await customerOf(desk, { account: 'wa', address: '+49 40 1' });
      const own = await customerOf(desk, { account: 'wa', address: phone });
      expect((await stranger.write('Hello')).status).toBe(200);
      expect(await codeOf('ana', { ...toWhatsapp, address: '+49 40 1' })).toEqual([
        409,
        'session_not_possible',
        'address_unknown',
      ]);
      const { status, body: open } = await own.write('It is me, by WhatsApp.');
      expect(status).toBe(200);
      expect(await codeOf('ana', toWhatsapp)).toEqual([409, 'session_not_possible', 'thread_open']);
      await desk.api.post(`/v1/tickets/${open.ticketId}/close`);
      expect(await conversationOf(desk, conversationId)).toEqual(before);

      // Who may not serve the channel, or has no room for it, does not go there.
      const ofBob = await chatWith(desk, 'bob', '+49 30 5551');
      const narrow = await go('bob', ofBob.conversationId, { ...toWhatsapp, address: '+49 30 5551' });
      expect([narrow.status, narrow.body.code]).toEqual([409, 'target_not_permitted']);
      const first = await desk.conversation({ account: 'wa', owner: { kind: 'agent', id: 'cy' } });
      const second = await chatWith(desk, 'cy', '+49 30 5552');
      const full = await go('cy', second.conversationId, { ...toWhatsapp, address: '+49 30 5552' });
      expect([full.status, full.body.code]).toEqual([409, 'agent_at_capacity']);
      await desk.as('cy').post(`/v1/tickets/${first.ticketId}/close`);
      expect((await go('cy', second.conversationId, { ...toWhatsapp, address: '+49 30 5552' })).status).toBe(200);
      expect((await desk.agent('cy')).load).toEqual({ whatsapp: 1 });

      await desk.configure(
        withChannels(
          { departments: { support: { channels: ['webchat', 'email', 'whatsapp'] } } },
          { settings: { crossChannel: false } },
        ),
      );
      expect(await codeOf('ana', toWhatsapp)).toEqual([409, 'channel_not_transferable', 'cross_channel_off']);
    });

    it('[C-L2] an address is one contact’s: given twice it changes nothing, and to somebody else it is refused', async () => {
      const desk = await Desk.open(server(), withChannels());
      await desk.online('ana');
      const one = await chatWith(desk, 'ana');
      const two = await chatWith(desk, 'ana', '+49 40 2');
      const give = (who: string, contactId: string, address: string) =>
        desk.as(who).post(`/v1/contacts/${contactId}/addresses`, { channelKind: 'whatsapp', address });
      expect((await give('ana', one.contactId, phone)).status).toBe(201);
      const taken = await give('ana', two.contactId, phone);
      expect([taken.status, taken.body.code, taken.body.data.address]).toEqual([409, 'address_taken', phone]);
      expect((await give('leo', one.contactId, '+49 40 3')).status).toBe(404);
      const nowhere = await desk.api.post(`/v1/contacts/${one.contactId}/addresses`, {
        channelKind: 'pigeon',
        address: 'x',
      });
      expect([nowhere.status, nowhere.body.code]).toEqual([400, 'validation']);
      const { addresses } = (await desk.api.get(`/v1/contacts/${one.contactId}`)).body;
      expect(addresses).toHaveLength(2);
      const changes = (await readLog(desk)).filter(({ kind }) => kind === 'contact.changed');
      expect(changes.map((event) => [event.actor.id, event.data.contactId])).toEqual([
        ['ana', one.contactId],
        ['ana', two.contactId],
      ]);
    });

    it('[C-L2] [C3] a transfer changes the channel in the commit of its acceptance, not before', async () => {
      const desk = await Desk.open(server(), withChannels());
      await desk.online('ana', 'cy', 'dee');
      const { conversationId, ticketId } = await chatWith(desk, 'ana');
      const toCy = { target: { kind: 'agent', id: 'cy', departmentId: 'billing' }, ...toWhatsapp };
      const { consent: _, ...withoutConsent } = toCy;
      const silent = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, withoutConsent);
      expect([silent.status, silent.body.code]).toEqual([409, 'consent_missing']);
      const wrong = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, { ...toCy, address: '+49 1' });
      expect([wrong.status, wrong.body.code, wrong.body.data.cause]).toEqual([
        409,
        'session_not_possible',
        'address_unknown',
      ]);
      const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toCy);
      expect(asked.body).toMatchObject({
        state: 'offered',
        session: { accountId: 'wa', channelKind: 'whatsapp', address: phone },
      });
      expect((await conversationOf(desk, conversationId)).channelKind).toBe('webchat');
      expect([(await desk.agent('ana')).load, (await desk.agent('cy')).load]).toEqual([{ webchat: 1 }, { webchat: 1 }]);
      // Somebody opened the thread there meanwhile: it is not taken away from them.
      const whatsapp = await customerOf(desk, { account: 'wa', address: phone });
      const other = await whatsapp.write('By WhatsApp, please.');
      const barred = await desk.as('cy').post(`/v1/transfers/${asked.body.id}/accept`);
      expect([barred.status, barred.body.code, barred.body.data.cause]).toEqual([
        409,
        'session_not_possible',
        'thread_open',
      ]);
      await desk.api.post(`/v1/tickets/${other.body.ticketId}/close`);
      const accepted = await desk.as('cy').post(`/v1/transfers/${asked.body.id}/accept`);
      expect(accepted.status).toBe(200);
      expect(await conversationOf(desk, conversationId)).toMatchObject({
        channelKind: 'whatsapp',
        departmentId: 'billing',
        owner: { kind: 'agent', id: 'cy' },
      });
      expect([(await desk.agent('ana')).load, (await desk.agent('cy')).load]).toEqual([{}, { whatsapp: 1 }]);
      const again = await whatsapp.write('Thank you.');
      expect(again.body.conversationId).toBe(conversationId);
    });

    it('[C-L2] a queue that admits it admits it on the new channel, and a warm transfer changes it when it is handed over', async () => {
      const desk = await Desk.open(server(), withChannels());
      await desk.online('ana', 'bob');
      const one = await chatWith(desk, 'ana');
      const admitted = await desk
        .as('ana')
        .post(`/v1/tickets/${one.ticketId}/transfers`, { target: { kind: 'queue', id: 'billing' }, ...toWhatsapp });
      expect(admitted.body.state).toBe('completed');
      expect(await conversationOf(desk, one.conversationId)).toMatchObject({
        channelKind: 'whatsapp',
        owner: { kind: 'queue', id: 'billing' },
      });
      const two = await chatWith(desk, 'ana', '+49 40 9');
      const warm = { target: { kind: 'agent', id: 'bob' }, mode: 'warm', ...toWhatsapp, address: '+49 40 9' };
      const asked = await desk.as('ana').post(`/v1/tickets/${two.ticketId}/transfers`, warm);
      expect(asked.body.state).toBe('consulting');
      await desk
        .as('bob')
        .post(`/v1/conversations/${two.conversationId}/messages`, { kind: 'consult', text: 'I can.' });
      expect((await conversationOf(desk, two.conversationId)).channelKind).toBe('webchat');
      const taken = await desk.as('bob').post(`/v1/transfers/${asked.body.id}/accept`);
      expect(taken.body.transfer?.state).toBe('completed');
      expect((await conversationOf(desk, two.conversationId)).channelKind).toBe('whatsapp');
      expect([(await desk.agent('ana')).load, (await desk.agent('bob')).load]).toEqual([{}, { whatsapp: 1 }]);
    });

    it('[S3] [C5] [C6] an account that cannot be transferred says so, and a destination that does not serve the channel is none until it does', async () => {
      const desk = await Desk.open(
        server(),
        withChannels(
          { accounts: { mail: { transferable: false } }, departments: { billing: { channels: ['email', 'sms'] } } },
          { settings: { blockedTargets: 'hidden', crossChannel: false } },
        ),
      );
      await desk.online('ana');
      const listed = async (id: string): Promise<string[]> => {
        const page = await desk.as('ana').get(`/v1/tickets/${id}/transfer-targets?kind=department`);
        return page.body.items.map((item: any) => item.target.id);
      };
      const toBilling = { target: { kind: 'department', id: 'billing' } };
      const mail = await desk.conversation({ account: 'mail', owner: { kind: 'agent', id: 'ana' } });
      const kept = await desk.as('ana').post(`/v1/tickets/${mail.ticketId}/transfers`, toBilling);
      expect([kept.status, kept.body.code, kept.body.data.cause]).toEqual([409, 'channel_not_transferable', 'account']);
      const chat = await chatWith(desk, 'ana');
      expect(await listed(chat.ticketId)).toEqual([]);
      const unserved = await desk.as('ana').post(`/v1/tickets/${chat.ticketId}/transfers`, toBilling);
      expect([unserved.status, unserved.body.code]).toEqual([409, 'channel_not_served']);
      // Same channel only: no way round by another account while that is switched off.
      const around = await desk
        .as('ana')
        .post(`/v1/tickets/${chat.ticketId}/transfers`, { ...toBilling, ...toWhatsapp });
      expect([around.status, around.body.data.cause]).toEqual([409, 'cross_channel_off']);
      await desk.configure(
        withChannels(
          { departments: { billing: { channels: ['email', 'webchat'] } } },
          { settings: { blockedTargets: 'hidden' } },
        ),
      );
      expect(await listed(chat.ticketId)).toEqual(['billing']);
      const moved = await desk.as('ana').post(`/v1/tickets/${chat.ticketId}/transfers`, toBilling);
      expect(moved.status).toBe(201);
      expect(await conversationOf(desk, chat.conversationId)).toMatchObject({
        accountId: 'chat',
        channelKind: 'webchat',
      });
    });
  },
  { allowPrivateDelivery: true },
);

describeScenarios(
  'participants',
  (server) => {
    const participants = [
      { channel: 'email', address: 'support@shop.example' },
      { channel: 'email', address: 'Billing@Shop.example' },
      { channel: 'email', address: 'partner@firm.example' },
    ];
    const setup = () =>
      withChannels({
        accounts: { mail: { address: 'support@shop.example' } },
        agents: { bob: { departments: ['support', 'billing'] } },
        departments: { billing: { addresses: [{ channel: 'email', address: 'billing@shop.example' }] } },
      });
    const writeMail = async (desk: Desk): Promise<{ customer: Customer; conversationId: string; ticketId: string }> => {
      const customer = await customerOf(desk, { account: 'mail', address: 'ada@home.example' });
      const { status, body } = await customer.write('To both of you', { participants });
      expect(status, JSON.stringify(body)).toBe(200);
      return { customer, ...body };
    };

    it('[G22] a department that takes part in the ticket itself cannot become its handler, and is named; staff of both are no conflict', async () => {
      const desk = await Desk.open(server(), setup());
      await desk.online('bob');
      const { conversationId, ticketId } = await writeMail(desk);
      const toBilling = { target: { kind: 'department', id: 'billing' } };
      const refused = await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toBilling);
      expect([refused.status, refused.body.code]).toEqual([409, 'participant_conflict']);
      expect(refused.body.data).toMatchObject({ department: 'billing', address: 'Billing@Shop.example' });
      const explained = await desk.api.post(`/v1/tickets/${ticketId}/transfers/explain`, toBilling);
      expect(explained.body.refusal.code).toBe('participant_conflict');
      // Somebody who works for both may have it where it is.
      expect((await desk.as('bob').post(`/v1/tickets/${ticketId}/take`)).status).toBe(200);
      const others = [{ channel: 'email', address: 'partner@firm.example' }];
      const put = await desk
        .as('bob')
        .put(`/v1/conversations/${conversationId}/participants`, { participants: others });
      expect([put.status, put.body.participants]).toEqual([
        200,
        [{ channel: 'email', address: 'ada@home.example' }, ...others],
      ]);
      expect((await desk.as('bob').post(`/v1/tickets/${ticketId}/transfers`, toBilling)).status).toBe(201);
    });

    it('replies go to the set that was addressed last, the primary contact first, and every change is told', async () => {
      const desk = await Desk.open(server(), setup());
      await desk.online('bob');
      const { customer, conversationId, ticketId } = await writeMail(desk);
      await desk.as('bob').post(`/v1/tickets/${ticketId}/take`);
      await desk.as('bob').post(`/v1/conversations/${conversationId}/messages`, { text: 'To all of you.' });
      const [first] = await delivered(conversationId, 1);
      expect(first.to).toEqual({
        address: 'ada@home.example',
        participants: [{ channel: 'email', address: 'ada@home.example' }, ...participants.slice(1)],
      });
      // Left out, they stay; given, they are those of now.
      await customer.write('One more line');
      expect((await conversationOf(desk, conversationId)).participants).toHaveLength(3);
      await customer.write('Only you', { participants: [] });
      expect((await conversationOf(desk, conversationId)).participants).toEqual([
        { channel: 'email', address: 'ada@home.example' },
      ]);
      const told = (await readLog(desk)).filter(({ kind }) => kind === 'participants.changed');
      expect(told.map((event) => event.data.count)).toEqual([3, 1]);
      const put = (who: string, list: unknown) =>
        desk.as(who).put(`/v1/conversations/${conversationId}/participants`, { participants: list });
      const many = Array.from({ length: 51 }, (_, n) => ({ channel: 'email', address: `p${n}@x.example` }));
      expect((await put('bob', many)).body.code).toBe('validation');
      expect((await put('bob', [{ channel: 'email', address: 'a\r\nBcc: b@x' }])).body.code).toBe('validation');
      expect((await put('bob', many.slice(0, 50))).body.participants).toHaveLength(50);
      expect((await put('ana', [])).body.code).toBe('not_owner');
      expect((await put('leo', [])).status).toBe(404);
    });
  },
  { allowPrivateDelivery: true },
);
