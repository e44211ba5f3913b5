import { expect, it } from 'vitest';
import { type Item, ids, insertSmallOrganization } from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import { systemClock } from '../base/clock.ts';
import { type CommandDefinition, done } from '../domain/command.ts';
import { type Principal, scopes } from '../domain/principal.ts';
import { Engine } from '../engine/engine.ts';
import type { Answer } from '../engine/submission.ts';
import { acceptOffer } from './answer-offer.ts';
import { offerFromQueue } from './dispatch.ts';
import { raiseFlag } from './help.ts';
import { returnTicket } from './outside.ts';
import { requestTransfer } from './request-transfer.ts';
import { startConversation } from './start-conversation.ts';

const setup: readonly Item[] = [
  ['organization', 'organization', { profile: 'baton', settings: { automaticHopsMax: 1 } }],
  ['department', 'support', { id: 'support', defaultQueue: 'support' }],
  ['queue', 'support', { id: 'support', department: 'support' }],
  ['queue', 'given', { id: 'given', department: 'support', acceptance: 'assign' }],
  ['agent', 'ana', { id: 'ana', departments: ['support'], capacity: { total: null } }],
  ['external', 'notary', { id: 'notary', name: 'Notary', kind: 'telephone', address: '+49 30 1234' }],
  ['account', 'web', { id: 'web', kind: 'webchat', entry: { department: 'support' } }],
];
const key: Principal = { kind: 'key', keyId: ids.next(), scopes };
const ana: Principal = { kind: 'user', userId: 'u', agentId: 'ana' };
const dispatcher: Principal = { kind: 'system', part: 'dispatcher' };

/** A flow calls supervisors to what nobody of the house has in hand. */
const flag: CommandDefinition<{ readonly conversationId: string }, null> = {
  name: 'flag',
  needs: ({ conversationId }) => ({ conversations: [conversationId] }),
  decide(draft, { conversationId }) {
    const conversation = draft.get('conversation', conversationId);
    const about = { ticketId: conversation.ticketId, flowId: 'greeter' };
    raiseFlag(draft, conversation, { agentId: 'greeter', text: 'Look!', automatic: true, about });
    return done(null);
  },
};

interface Played {
  readonly send: <I, A>(definition: CommandDefinition<I, A>, input: I, principal?: Principal) => Promise<A>;
  readonly submit: <I, A>(definition: CommandDefinition<I, A>, input: I, principal: Principal) => Promise<Answer<A>>;
  readonly conversationId: string;
  readonly ticketId: string;
}

describeOnStores('a call for help that ends by what becomes of its ticket', (store) => {
  it.each<[string, string, 'support' | 'given', (played: Played) => Promise<unknown>]>([
    [
      'somebody accepts it out of a queue',
      'taken',
      'support',
      async ({ send, conversationId }) => {
        await send(offerFromQueue, { conversationId, candidates: ['ana'], turnsMin: 0 }, dispatcher);
        const text = `select live_offer_id as id from conversation where id = '${conversationId}'`;
        const { rows } = await store.database.read({ name: '', text, values: [] });
        await send(flag, { conversationId }, dispatcher);
        await send(acceptOffer, { offer: { offerId: rows[0]?.id as string } }, ana);
      },
    ],
    [
      'a queue gives it to somebody',
      'taken',
      'given',
      async ({ send, conversationId }) => {
        await send(flag, { conversationId }, dispatcher);
        await send(offerFromQueue, { conversationId, candidates: ['ana'], turnsMin: 0 }, dispatcher);
      },
    ],
    [
      'it is taken back from somebody outside',
      'requeued',
      'support',
      async ({ send, conversationId, ticketId }) => {
        const request = { target: { kind: 'external', id: 'notary' }, mode: 'cold' } as const;
        const { transfer } = await send(requestTransfer, { ticketId, request });
        await send(acceptOffer, { offer: { transferId: transfer.id } });
        await send(flag, { conversationId }, dispatcher);
        await send(returnTicket, { ticketId });
      },
    ],
    [
      'a loop is stopped',
      'requeued',
      'support',
      async ({ send, submit, conversationId, ticketId }) => {
        const toQueue = (id: string) =>
          ({ ticketId, request: { target: { kind: 'queue', id }, mode: 'cold' } }) as const;
        await send(requestTransfer, toQueue('given'));
        await send(flag, { conversationId }, dispatcher);
        const stopped = await submit(requestTransfer, toQueue('support'), key);
        expect(stopped).toMatchObject({ kind: 'refused', refusal: { code: 'hop_limit' } });
      },
    ],
  ])('[S18] is told to be over when %s', async (_, because, queueId, play) => {
    const engine = new Engine({ database: store.database, clock: systemClock, ids });
    const organizationId = await insertSmallOrganization(store.database, setup);
    const submit: Played['submit'] = (definition, input, principal) =>
      engine.submit({ ...{ organizationId, principal, definition, input }, key: ids.next(), requestHash: '' });
    const send: Played['send'] = async (definition, input, principal = key) => {
      const answer = await submit(definition, input, principal);
      if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.refusal));
      return answer.answer;
    };
    const owner = { kind: 'queue', id: queueId } as const;
    const started = { accountId: 'web', channelKind: 'webchat', contact: { address: 'ada' }, owner } as const;
    const { ticketId, conversationId } = await send(startConversation, started);
    await play({ send, submit, ticketId, conversationId });
    const text = `select kind, data ->> 'because' as because from event
      where organization_id = $1::uuid and kind like 'help.%' order by position`;
    const { rows } = await store.database.read({ name: '', text, values: [organizationId] });
    expect(rows).toEqual([
      { kind: 'help.raised', because: null },
      { kind: 'help.cleared', because },
    ]);
    await engine.stop();
  });
});
