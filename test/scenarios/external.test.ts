import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import { guideExamples, shapeOf } from '../support/guide-examples.ts';
import { Partner } from '../support/partner.ts';
import { postWebhook, type Signing } from '../support/signed-post.ts';
import { customerOf } from './customer.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, eventually, twoDepartments } from './desk.ts';
import { readLog } from './read-log.ts';

let partner: Partner;
beforeAll(async () => {
  partner = await Partner.start();
});
afterAll(() => partner.close());

/** Two departments, and whoever is outside: a partner by webhook, somebody by telephone. */
function withOutside(more: Partial<WrittenDocument> = {}, partnerEntry: object = {}): WrittenDocument {
  return {
    ...twoDepartments,
    externals: [
      { id: 'courier', name: 'Courier', url: partner.url, ...partnerEntry },
      { id: 'notary', name: 'Notary', kind: 'telephone', address: '+49 30 1234' },
    ],
    ...more,
  };
}

const toPartner = { target: { kind: 'external', id: 'courier' } };

/** A desk whose partner and whose chat have their secrets. */
class OutsideDesk {
  readonly desk: Desk;
  #partnerSecret = '';

  constructor(desk: Desk) {
    this.desk = desk;
  }

  static async open(server: Parameters<typeof Desk.open>[0], setup: WrittenDocument): Promise<OutsideDesk> {
    const desk = await Desk.open(server, setup);
    const outside = new OutsideDesk(desk);
    const made = await desk.api.post('/v1/externals/courier/secrets');
    expect([made.status, made.body.externalId]).toEqual([201, 'courier']);
    outside.#partnerSecret = made.body.secret;
    partner.secret = made.body.secret;
    return outside;
  }

  /** Somebody's ticket, with its customer. */
  async owned(owner: string, more: object = {}) {
    const customer = await customerOf(this.desk);
    const asked = { owner: { kind: 'agent', id: owner }, contact: customer.address, ...more };
    return { ...(await this.desk.conversation(asked)), customer };
  }

  partnerSays(word: unknown, signing: Signing & { secret?: string; path?: string } = {}) {
    const { organizationId, url } = this.desk;
    const path = signing.path ?? `/v1/external/${organizationId}/courier`;
    return postWebhook(url + path, signing.secret ?? this.#partnerSecret, word, signing);
  }

  async told(conversationId: string, type: string, count = 1): Promise<any> {
    const found = await eventually(async () => {
      const all = partner.of(conversationId).filter((each) => each.type === type);
      return all.length >= count ? all : null;
    });
    return found[count - 1];
  }

  async transfer(id: string): Promise<any> {
    return (await this.desk.api.get(`/v1/transfers/${id}`)).body;
  }

  async alerts(conversationId: string): Promise<string[]> {
    return (await readLog(this.desk))
      .filter((event) => event.kind === 'alert.raised' && event.conversationId === conversationId)
      .map((event) => event.data.alert);
  }

  texts(client: { get(path: string): Promise<{ body: any }> }, conversationId: string): Promise<string[]> {
    return client
      .get(`/v1/conversations/${conversationId}/messages`)
      .then(({ body }) => body.items.map((message: any) => message.text));
  }
}

describeScenarios(
  'contacts outside',
  (server) => {
    it('[S1] [S2] [S-L6] [C12] a partner is asked with everything that travels, takes it, speaks with the customer, and gives it back', async () => {
      const outside = await OutsideDesk.open(server(), withOutside());
      const { desk } = outside;
      await desk.online('ana');
      const { ticketId, conversationId, customer } = await outside.owned('ana', {
        form: { order: 'A-17' },
        attributes: { city: 'Kiel' },
      });
      await customer.write('Where is my parcel?');
      const asked = await desk
        .as('ana')
        .post(`/v1/tickets/${ticketId}/transfers`, { ...toPartner, note: 'Please look.' });
      expect([asked.status, asked.body.state]).toEqual([201, 'offered']);
      const question = await outside.told(conversationId, 'transfer.offered');
      const heard = partner.told.filter(({ body }) => body.conversationId === conversationId);
      expect(heard.map(({ webhookId, isSigned }) => [webhookId, isSigned])).toEqual([[question.id, true]]);
      expect(question).toMatchObject({
        transferId: asked.body.id,
        note: 'Please look.',
        form: { order: 'A-17' },
        attributes: { city: 'Kiel' },
        receipt: { history: 'full', note: true },
        answer: { path: `/v1/external/${desk.organizationId}/courier` },
      });
      expect(question.messages.map((message: any) => message.text)).toEqual(['Where is my parcel?']);
      // What the guide shows is what goes over the wire, and what it says to answer is what is answered below.
      const [asks, tells, returns, accept, reply, giveBack] = guideExamples('outside-contacts.md');
      expect(shapeOf(question)).toEqual(shapeOf(asks));
      expect(Date.parse(question.until)).toBeGreaterThan(Date.now());
      expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'agent', id: 'ana' });

      // What the customer writes while the partner thinks about it reaches the partner too.
      await customer.write('Hello?');
      const meanwhile = await outside.told(conversationId, 'message');
      expect(meanwhile.message.text).toBe('Hello?');
      expect(shapeOf(meanwhile)).toEqual(shapeOf(tells));
      const accepted = await outside.partnerSays({ ...accept, transferId: asked.body.id });
      expect([accepted.status, accepted.body.state]).toEqual([200, 'completed']);
      expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'external', id: 'courier' });
      expect((await desk.agent('ana')).used).toBe(0);

      await customer.write('Are you there?');
      expect((await outside.told(conversationId, 'message', 2)).message.text).toBe('Are you there?');
      const word = { ...reply, conversationId };
      const said = await outside.partnerSays(word);
      expect(said.status).toBe(200);
      const repeated = await outside.partnerSays(word);
      expect([repeated.status, repeated.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
      expect(repeated.body).toEqual(said.body);
      expect((await outside.partnerSays({ ...word, text: 'It is lost.' })).body.code).toBe('key_reused');
      const seen = (await desk.api.get(`/v1/conversations/${conversationId}/messages`)).body.items;
      expect(
        seen.map((message: any) => [message.direction, message.author.kind, message.text, message.automatic]),
      ).toEqual([
        ['inbound', 'contact', 'Where is my parcel?', false],
        ['inbound', 'contact', 'Hello?', false],
        ['inbound', 'contact', 'Are you there?', false],
        ['outbound', 'external', 'It arrives at noon.', false],
      ]);
      // With every word its time to be silent begins anew.
      const spoken = (await readLog(desk)).find(
        ({ kind, actor }) => kind === 'message.sent' && actor.kind === 'external',
      );
      const { waitUntil } = spoken.data.changes.conversation[conversationId];
      expect(waitUntil - Date.parse(spoken.at)).toBe(3_600_000);
      // The department that watches sees it all.
      expect(await outside.texts(desk.as('bob'), conversationId)).toHaveLength(4);

      const back = await outside.partnerSays({ ...giveBack, conversationId });
      expect(back.status).toBe(200);
      expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'queue', id: 'support' });
      const returned = await outside.told(conversationId, 'returned');
      expect([returned.reason, shapeOf(returned)]).toEqual(['delivered', shapeOf(returns)]);
      expect(await outside.alerts(conversationId)).toEqual(['external_returned']);
      await customer.write('Thank you!');
      const late = await outside.partnerSays({ type: 'message', conversationId, text: 'Bye', messageId: 'r2' });
      expect([late.status, late.body.code]).toEqual([404, 'not_found']);
      expect(partner.types(conversationId)).toEqual([
        'transfer.offered',
        'message',
        'transfer.completed',
        'message',
        'returned',
      ]);
    });

    it('[S2] a partner is no target unless it is switched on, and under salesforce only where the account is routed by a partner', async () => {
      const listed = async (desk: Desk, account: string): Promise<string[]> => {
        const { ticketId } = await desk.conversation({ account, owner: { kind: 'agent', id: 'ana' } });
        const page = await desk.as('ana').get(`/v1/tickets/${ticketId}/transfer-targets?kind=external`);
        const refused = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toPartner);
        return [...page.body.items.map((item: any) => item.target.id), refused.body.code ?? refused.body.state];
      };
      const off = await Desk.open(server(), withOutside({}, { enabled: false }));
      await off.online('ana');
      expect(await listed(off, 'chat')).toEqual(['notary', 'external_disabled']);
      const accounts = twoDepartments.accounts?.map((each) => ({ ...each, partnerRouted: each.id === 'wa' }));
      const salesforce = await Desk.open(server(), withOutside({ profile: 'salesforce', accounts: accounts ?? [] }));
      await salesforce.online('ana');
      expect(await listed(salesforce, 'chat')).toEqual(['external_disabled']);
      expect(await listed(salesforce, 'wa')).toEqual(['courier', 'notary', 'offered']);
      await salesforce.configure(
        withOutside({
          profile: 'salesforce',
          accounts: accounts ?? [],
          agents: twoDepartments.agents?.map((each) =>
            each.id === 'ana' ? { ...each, deny: ['transfer.to_external'] } : each,
          ) as never,
        }),
      );
      const { ticketId } = await salesforce.conversation({ account: 'wa', owner: { kind: 'agent', id: 'ana' } });
      const denied = await salesforce.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toPartner);
      expect([denied.status, denied.body.code]).toEqual([403, 'permission_missing']);
    });

    it('[S2] [I26] a partner that declines, or cannot be reached, leaves the ticket with its owner, and a person is told', async () => {
      const outside = await OutsideDesk.open(server(), withOutside());
      const { desk } = outside;
      await desk.online('ana');
      const declined = await outside.owned('ana');
      const first = await desk.as('ana').post(`/v1/tickets/${declined.ticketId}/transfers`, toPartner);
      await outside.told(declined.conversationId, 'transfer.offered');
      const no = await outside.partnerSays({ type: 'decline', transferId: first.body.id, reason: 'no van' });
      expect([no.status, no.body.state]).toEqual([200, 'failed']);
      expect(await outside.transfer(first.body.id)).toMatchObject({ state: 'failed', outcome: 'no van' });
      expect((await outside.partnerSays({ type: 'accept', transferId: first.body.id })).body.code).toBe(
        'offer_answered',
      );

      const unreached = await outside.owned('ana');
      partner.answer = ({ conversationId }) => (conversationId === unreached.conversationId ? 503 : 200);
      const second = await desk.as('ana').post(`/v1/tickets/${unreached.ticketId}/transfers`, toPartner);
      const failed = await eventually(async () => {
        const transfer = await outside.transfer(second.body.id);
        return transfer.state === 'failed' ? transfer : null;
      }, 20_000);
      partner.answer = () => 200;
      expect(failed.outcome).toBe('external_unreachable');
      for (const { ticketId, conversationId } of [declined, unreached]) {
        expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'agent', id: 'ana' });
        expect(await outside.alerts(conversationId)).toEqual(['external_failed']);
      }
    }, 30_000);

    it('[S2] [I26] a partner that says nothing in time is asked no more, and the owner stays', async () => {
      const outside = await OutsideDesk.open(server(), withOutside({}, { answerSeconds: 10 }));
      const { desk } = outside;
      await desk.online('ana');
      const { ticketId, conversationId } = await outside.owned('ana');
      const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toPartner);
      const over = await eventually(async () => {
        const transfer = await outside.transfer(asked.body.id);
        return transfer.state === 'failed' ? transfer : null;
      }, 40_000);
      expect(over.outcome).toBe('expired');
      expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'agent', id: 'ana' });
      expect(await outside.told(conversationId, 'transfer.cancelled')).toMatchObject({ outcome: 'expired' });
      expect((await outside.partnerSays({ type: 'accept', transferId: asked.body.id })).body.code).toBe(
        'offer_answered',
      );
    }, 60_000);

    it('[S-L2] [S2] a declined transfer whose next of the fallback chain is outside is asked there, in its time', async () => {
      const departments = twoDepartments.departments?.map((each) =>
        each.id === 'billing' ? { ...each, fallback: [{ kind: 'external', id: 'courier' }] } : each,
      );
      const outside = await OutsideDesk.open(server(), withOutside({ departments: departments as never }));
      const { desk } = outside;
      await desk.online('ana', 'cy');
      const { ticketId, conversationId } = await outside.owned('ana');
      const toCy = { target: { kind: 'agent', id: 'cy', departmentId: 'billing' } };
      const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toCy);
      await desk.as('cy').post(`/v1/transfers/${asked.body.id}/decline`);
      const next = await outside.transfer(asked.body.id);
      expect(next).toMatchObject({ state: 'offered', currentTarget: toPartner.target });
      const question = await outside.told(conversationId, 'transfer.offered');
      expect(question.transferId).toBe(asked.body.id);
      expect(Date.parse(question.until)).toBeGreaterThan(Date.now());
      expect((await desk.agent('cy')).used).toBe(0);
      const accepted = await outside.partnerSays({ type: 'accept', transferId: asked.body.id });
      expect([accepted.status, accepted.body.state]).toEqual([200, 'completed']);
      expect((await desk.ticket(ticketId)).owner).toEqual(toPartner.target);
    });

    it('[X24] [I32] the door takes only what is signed by the secret of that contact outside, of now, and once', async () => {
      const outside = await OutsideDesk.open(server(), withOutside());
      const other = await OutsideDesk.open(server(), withOutside());
      const foreign = (await other.desk.api.post('/v1/externals/courier/secrets')).body.secret;
      const { desk } = outside;
      await desk.online('ana');
      const { ticketId } = await outside.owned('ana');
      const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toPartner);
      const accept = { type: 'accept', transferId: asked.body.id };
      const chatSecret = (await desk.api.post('/v1/channel-accounts/chat/secrets')).body.secret;
      const now = Math.floor(Date.now() / 1000);
      const wrong: Parameters<typeof outside.partnerSays>[1][] = [
        { timestampSeconds: now - 360 },
        { timestampSeconds: now + 360 },
        { secret: foreign },
        { secret: chatSecret },
        { path: `/v1/external/${desk.organizationId}/notary` },
        { path: `/v1/external/${desk.organizationId}/nobody` },
        { path: `/v1/external/${other.desk.organizationId}/courier` },
        { path: '/v1/external/nowhere/courier' },
      ];
      for (const signing of wrong) {
        const answer = await outside.partnerSays(accept, signing);
        expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
      }
      expect((await outside.transfer(asked.body.id)).state).toBe('offered');
      const bad: [unknown, string][] = [
        ['{"type":', 'malformed_body'],
        [{ type: 'accept' }, 'validation'],
        [{ ...accept, text: 'yes' }, 'validation'],
        [{ type: 'message', conversationId: asked.body.conversationId, text: 'no id' }, 'validation'],
        [{ type: 'own', transferId: asked.body.id }, 'validation'],
        [{ ...accept, organizationId: 'x' }, 'validation'],
      ];
      for (const [word, code] of bad) expect((await outside.partnerSays(word)).body.code).toBe(code);
      const webhookId = `once-${desk.organizationId}`;
      const once = await outside.partnerSays(accept, { webhookId });
      const again = await outside.partnerSays(accept, { webhookId });
      expect([once.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 200, 'true']);
      expect(again.body).toEqual(once.body);
      // Two are valid at once, so that a secret can be changed without a gap; a third takes the oldest away.
      const second = (await desk.api.post('/v1/externals/courier/secrets')).body.secret;
      const nothing = { type: 'return', conversationId: asked.body.id };
      await eventually(async () => (await outside.partnerSays(nothing, { secret: second })).status === 404);
      expect((await outside.partnerSays(nothing)).status).toBe(404);
      await desk.api.post('/v1/externals/courier/secrets');
      await eventually(async () => (await outside.partnerSays(nothing)).status === 401);
      expect((await desk.api.post('/v1/externals/notary/secrets')).status).toBe(404);
    });

    it('[X20] nobody answers for another contact outside, and nobody outside touches what is not theirs', async () => {
      const externals = [
        { id: 'courier', url: partner.url },
        { id: 'rival', url: partner.url },
      ];
      const outside = await OutsideDesk.open(server(), withOutside({ externals }));
      const { desk } = outside;
      const rivalSecret = (await desk.api.post('/v1/externals/rival/secrets')).body.secret;
      await desk.online('ana');
      const { ticketId, conversationId } = await outside.owned('ana');
      const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toPartner);
      const rival = { secret: rivalSecret, path: `/v1/external/${desk.organizationId}/rival` };
      for (const word of [
        { type: 'accept', transferId: asked.body.id },
        { type: 'decline', transferId: asked.body.id },
        { type: 'message', conversationId, text: 'hello', messageId: 'x1' },
        { type: 'consult', conversationId, text: 'hello', messageId: 'x2' },
        { type: 'return', conversationId },
      ]) {
        expect([word.type, (await outside.partnerSays(word, rival)).status]).toEqual([word.type, 404]);
      }
      // The sender cannot answer for whoever answers for themselves.
      const forced = await desk.as('ana').post(`/v1/transfers/${asked.body.id}/accept`);
      expect([forced.status, forced.body.code]).toEqual([403, 'offer_not_yours']);
      expect((await outside.partnerSays({ type: 'message', conversationId, text: 'hi', messageId: 'y' })).status).toBe(
        404,
      );
      expect((await outside.transfer(asked.body.id)).state).toBe('offered');
      const cancelled = await desk.as('ana').post(`/v1/transfers/${asked.body.id}/cancel`);
      expect(cancelled.body.state).toBe('cancelled');
      expect(await outside.told(conversationId, 'transfer.cancelled')).toMatchObject({ outcome: 'cancelled' });
    });

    it('[S-L6] for somebody on the telephone the sender enters the answer, and the queue that watches takes it back', async () => {
      const outside = await OutsideDesk.open(server(), withOutside());
      const { desk } = outside;
      await desk.online('ana', 'bob', 'sue');
      const { ticketId, conversationId, customer } = await outside.owned('ana');
      const toNotary = { target: { kind: 'external', id: 'notary' }, note: 'Ask for Ms Roth.' };
      const first = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toNotary);
      expect(first.body).toMatchObject({ state: 'offered', currentTarget: { kind: 'external', id: 'notary' } });
      const foreign = await desk.as('bob').post(`/v1/transfers/${first.body.id}/accept`);
      expect([foreign.status, foreign.body.code]).toEqual([403, 'offer_not_yours']);
      expect((await desk.as('cy').post(`/v1/transfers/${first.body.id}/accept`)).status).toBe(404);
      const no = await desk.as('ana').post(`/v1/transfers/${first.body.id}/decline`, { reason: 'line busy' });
      expect(no.body.transfer).toMatchObject({ state: 'failed', outcome: 'line busy' });
      const second = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toNotary);
      const yes = await desk.as('ana').post(`/v1/transfers/${second.body.id}/accept`);
      expect([yes.status, yes.body.transfer?.state, yes.body.offerId]).toEqual([200, 'completed', null]);
      const seen = (await desk.as('bob').get(`/v1/conversations/${conversationId}`)).body;
      expect(seen).toMatchObject({ owner: { kind: 'external', id: 'notary' }, watchingQueueId: 'support' });
      await customer.write('When can I come?');
      expect(await outside.texts(desk.as('bob'), conversationId)).toEqual(['When can I come?']);
      // Given back by whoever may, into the queue; or taken by any who watches.
      const plain = await desk.as('bob').post(`/v1/tickets/${ticketId}/return`);
      expect([plain.status, plain.body.code]).toEqual([403, 'permission_missing']);
      const back = await desk.as('sue').post(`/v1/tickets/${ticketId}/return`, { reason: 'she called' });
      expect([back.status, back.body.ticketId]).toEqual([200, ticketId]);
      expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'queue', id: 'support' });
      expect((await desk.as('sue').post(`/v1/tickets/${ticketId}/return`)).body.code).toBe('not_owner');
      const third = await desk.as('sue').post(`/v1/tickets/${ticketId}/transfers`, toNotary);
      await desk.as('sue').post(`/v1/transfers/${third.body.id}/accept`);
      const taken = await desk.as('bob').post(`/v1/tickets/${ticketId}/take`);
      expect(taken.status).toBe(200);
      expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'agent', id: 'bob' });
    });

    it('[T-L1] [X27] a partner is asked for advice in private: its words and those to it never reach the customer', async () => {
      const outside = await OutsideDesk.open(server(), withOutside());
      const { desk } = outside;
      await desk.online('ana');
      const { ticketId, conversationId, customer } = await outside.owned('ana');
      await customer.write('May I change the address?');
      const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, { ...toPartner, mode: 'warm' });
      expect(asked.body.state).toBe('consulting');
      const question = await outside.told(conversationId, 'consult.asked');
      expect(question.messages).toHaveLength(1);
      const say = (text: string) =>
        desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { kind: 'consult', text });
      expect((await say('Can you still do that?')).status).toBe(201);
      expect((await outside.told(conversationId, 'consult')).message).toMatchObject({
        text: 'Can you still do that?',
        author: { kind: 'agent', id: 'ana' },
      });
      const word = await outside.partnerSays({ type: 'consult', conversationId, text: 'Until six.', messageId: 'c1' });
      expect(word.status).toBe(200);
      const speaks = await outside.partnerSays({ type: 'message', conversationId, text: 'Hello!', messageId: 'c2' });
      expect([speaks.status, speaks.body.code]).toEqual([403, 'not_owner']);
      const items = (await desk.api.get(`/v1/conversations/${conversationId}/messages`)).body.items;
      expect(items.map((message: any) => message.direction)).toEqual(['inbound', 'consult', 'consult']);
      const done = await desk.as('ana').post(`/v1/transfers/${asked.body.id}/complete`);
      expect(done.body.state).toBe('completed');
      expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'external', id: 'courier' });
      await outside.told(conversationId, 'transfer.completed');
      expect((await desk.as('ana').post(`/v1/tickets/${ticketId}/close`)).body.code).toBe('not_owner');
      await desk.api.post(`/v1/tickets/${ticketId}/close`);
      await outside.told(conversationId, 'conversation.closed');

      const second = await outside.owned('ana');
      const again = await desk
        .as('ana')
        .post(`/v1/tickets/${second.ticketId}/transfers`, { ...toPartner, mode: 'warm' });
      await outside.told(second.conversationId, 'consult.asked');
      await outside.partnerSays({ type: 'decline', transferId: again.body.id, reason: 'not ours' });
      expect(await outside.told(second.conversationId, 'consult.ended')).toMatchObject({ outcome: 'not ours' });
      expect(await outside.transfer(again.body.id)).toMatchObject({ state: 'returned', outcome: 'not ours' });
    });

    it('[S-L6] who owns a ticket is not retired without a word about it; then it comes back to the queue that watched', async () => {
      const outside = await OutsideDesk.open(server(), withOutside());
      const { desk } = outside;
      await desk.online('ana');
      const [held, pending] = [await outside.owned('ana'), await outside.owned('ana')];
      const asked = await desk.as('ana').post(`/v1/tickets/${held.ticketId}/transfers`, toPartner);
      await outside.partnerSays({ type: 'accept', transferId: asked.body.id });
      const second = await desk.as('ana').post(`/v1/tickets/${pending.ticketId}/transfers`, toPartner);
      const without = { ...withOutside(), externals: [{ id: 'notary', kind: 'telephone', address: '1' }] } as const;
      const refused = await desk.api.put('/v1/configuration', without);
      expect([refused.status, refused.body.code]).toEqual([409, 'still_in_use']);
      await desk.configure({ ...without, retire: { externals: { courier: 'notary' } } } as never);
      await eventually(async () => (await desk.ticket(held.ticketId)).owner.kind === 'queue');
      expect((await desk.ticket(held.ticketId)).owner).toEqual({ kind: 'queue', id: 'support' });
      const over = await eventually(async () => {
        const transfer = await outside.transfer(second.body.id);
        return transfer.state === 'failed' ? transfer : null;
      });
      expect(over.outcome).toBe('target_unknown');
      const late = await outside.partnerSays({ type: 'accept', transferId: second.body.id });
      expect(late.status).toBe(401);
    });

    it('[X27] [G6] what policy holds back is not told outside: no notes, no history, no attributes that stay', async () => {
      const setup = withOutside({ settings: { history: 'none', attributesThatTravel: ['city'] } });
      const outside = await OutsideDesk.open(server(), setup);
      const { desk } = outside;
      await desk.online('ana');
      const { ticketId, conversationId, customer } = await outside.owned('ana', {
        attributes: { city: 'Kiel', iban: 'DE02' },
      });
      await customer.write('My secret is 4711');
      await desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { kind: 'note', text: 'Difficult.' });
      const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toPartner);
      const question = await outside.told(conversationId, 'transfer.offered');
      expect(question).toMatchObject({ messages: [], attributes: { city: 'Kiel' }, receipt: { messages: null } });
      await customer.write('Still there?');
      await outside.partnerSays({ type: 'accept', transferId: asked.body.id });
      await customer.write('Hello!');
      expect((await outside.told(conversationId, 'message')).message.text).toBe('Hello!');
      const whole = JSON.stringify(partner.of(conversationId));
      for (const hidden of ['is 4711', 'Difficult', 'DE02', 'Still there']) expect(whole).not.toContain(hidden);
    });

    it('[C-L1] where the history policy sends a summary, that is what is told outside', async () => {
      const outside = await OutsideDesk.open(
        server(),
        withOutside({ settings: { history: 'summary', redact: ['card'] } }),
      );
      const { desk } = outside;
      await desk.online('ana');
      const { ticketId, conversationId, customer } = await outside.owned('ana');
      await customer.write('Where is my parcel?');
      await desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { text: 'I will look.' });
      await customer.write('I paid by 4111 1111 1111 1111.');
      await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toPartner);
      const { messages, summary, receipt } = await outside.told(conversationId, 'transfer.offered');
      expect([messages, receipt.history]).toEqual([[], 'summary']);
      expect(summary).toMatchObject({
        messages: { customer: 2, agent: 1, automatic: 0 },
        departments: ['support'],
        firstWords: 'Where is my parcel?',
        lastWords: 'I paid by •••• 1111.',
      });
    });

    it('[X27] [T-L7] what a department masks at its boundary is masked in everything that goes outside', async () => {
      const outside = await OutsideDesk.open(server(), withOutside({ settings: { redact: ['card'] } }));
      const { desk } = outside;
      await desk.online('ana');
      const { ticketId, conversationId, customer } = await outside.owned('ana');
      await customer.write('My card is 4111 1111 1111 1111.');
      const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toPartner);
      const question = await outside.told(conversationId, 'transfer.offered');
      expect(question.receipt.redacted).toEqual(['card']);
      expect(question.messages.map((message: any) => message.text)).toEqual(['My card is •••• 1111.']);
      await customer.write('I mean 5555 5555 5555 4444.');
      await outside.partnerSays({ type: 'accept', transferId: asked.body.id });
      await customer.write('Or in pieces: 4012 8888');
      await customer.write('8888 1881');
      await outside.told(conversationId, 'message', 3);
      const whole = JSON.stringify(partner.of(conversationId));
      // As they were written: a few digits alone may be part of an id.
      for (const hidden of ['4111 1111', '5555 5555', '8888 1881']) expect(whole).not.toContain(hidden);
      // Whoever has it in the house reads it as it was written.
      expect((await outside.texts(desk.as('bob'), conversationId))[0]).toBe('My card is 4111 1111 1111 1111.');
    });
  },
  { allowPrivateDelivery: true },
);

describeScenarios('contacts outside at private addresses', (server) => {
  it('[X3] are not asked there unless the operator allows it: the transfer fails at once, and the owner stays', async () => {
    const outside = await OutsideDesk.open(server(), withOutside());
    const { desk } = outside;
    await desk.online('ana');
    const { ticketId, conversationId } = await outside.owned('ana');
    const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toPartner);
    const over = await eventually(async () => {
      const transfer = await outside.transfer(asked.body.id);
      return transfer.state === 'failed' ? transfer : null;
    });
    expect(over.outcome).toBe('external_unreachable');
    expect((await desk.ticket(ticketId)).owner).toEqual({ kind: 'agent', id: 'ana' });
    expect(partner.of(conversationId)).toEqual([]);
  });
});
