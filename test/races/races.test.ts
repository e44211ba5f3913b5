import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { uuidIds } from '../../src/base/ids.ts';
import { secureRandom } from '../../src/base/random.ts';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import type { Row } from '../simulation/replica.ts';
import { describeOnPostgres } from '../support/stores.ts';
import { agent, Fleet, type Heard, insertBareOrganization, NodeProcess } from './fleet.ts';

/** Every race is run so often; ten times as often in the long run. */
const rounds = process.env.BATON_LONG ? 1000 : 100;
/** So many at once. */
const wave = 25;
const seed = Number(process.env.BATON_SEED ?? 1);

const setup: WrittenDocument = {
  settings: { offerTimeoutSeconds: 5, wrapUpSeconds: 0 },
  departments: [
    { id: 'support', moveRules: [{}] },
    { id: 'billing', moveRules: [{}] },
  ],
  queues: [
    { id: 'support', department: 'support', distribution: 'pull' },
    { id: 'billing', department: 'billing', distribution: 'pull' },
  ],
  agents: [
    ...['ana', 'ben', 'eve'].map((id) => ({ id, departments: ['support', 'billing'], capacity: { total: null } })),
    { id: 'one', departments: ['support'], capacity: { total: 1 } },
  ],
  accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'support' } }],
};

/** Done or refused with which code. */
const word = (heard: Heard): string => (heard.kind === 'done' ? 'done' : (heard.answer as { code: string }).code);

describeOnPostgres(
  'races between three nodes, each in a process of its own',
  (store) => {
    let fleet: Fleet;
    let threads = 0;
    beforeAll(async () => {
      const organizationId = uuidIds(systemClock, secureRandom()).next();
      await insertBareOrganization(store.database, organizationId);
      const nodes = await Promise.all([1, 2, 3].map((n) => NodeProcess.start('postgres', store.url, seed * 10 + n)));
      fleet = new Fleet({ nodes, organizationId, database: store.database });
      await fleet.configure(setup);
    });
    afterAll(async () => {
      await fleet.audit();
      const [row] = (
        await store.database.read({
          name: '',
          text: 'select deadlocks from pg_stat_database where datname = current_database()',
          values: [],
        })
      ).rows;
      await fleet.close();
      expect(row?.deadlocks).toBe(0);
    });

    const times = async <T>(run: (i: number) => Promise<T>, count = rounds): Promise<T[]> => {
      const results: T[] = [];
      for (let i = 0; i < count; i += wave) {
        results.push(...(await Promise.all(Array.from({ length: Math.min(wave, count - i) }, (_, k) => run(i + k)))));
      }
      return results;
    };
    const open = (owner?: string): Promise<Row> => {
      const input = {
        accountId: 'chat',
        channelKind: 'webchat',
        contact: { address: `a${threads++}` },
        owner:
          owner === undefined
            ? { kind: 'queue', id: 'support' }
            : { kind: 'agent', id: owner, departmentId: 'support' },
      };
      return fleet.done(threads % 3, 'startConversation', { input });
    };
    /** A conversation of Ana's that was offered to Ben. */
    const offered = async (
      departmentId = 'support',
    ): Promise<{ conversationId: string; ticketId: string; transferId: string; offerId: string }> => {
      const { conversationId, ticketId } = await open('ana');
      const request = { target: { kind: 'agent', id: 'ben', departmentId }, mode: 'cold' };
      const { transfer, offerId } = await fleet.done(0, 'requestTransfer', {
        input: { ticketId, request },
        as: agent('ana'),
      });
      return { conversationId, ticketId, offerId, transferId: (transfer as Row).id } as never;
    };
    const ownerOf = async (conversationId: unknown): Promise<unknown> => {
      const text = `select owner_kind || ':' || owner_id as owner, status from conversation where id = '${conversationId}'`;
      const [row] = (await store.database.read({ name: '', text, values: [] })).rows;
      return row.owner ?? row.status;
    };

    it(`[I1] [I5] [F1] of two who take one ticket at once one has it, ${rounds} times`, async () => {
      const outcomes = await times(async () => {
        const { conversationId, ticketId } = await open();
        const both = await Promise.all(
          ['ben', 'eve'].map((id, i) => fleet.run(i + 1, 'takeTicket', { input: { ticketId }, as: agent(id) })),
        );
        const winner = both.findIndex((heard) => heard.kind === 'done');
        expect(await ownerOf(conversationId)).toBe(`agent:${['ben', 'eve'][winner]}`);
        return both.map(word).sort().join();
      });
      expect(new Set(outcomes)).toEqual(new Set(['done,not_owner']));
    });

    it(`[I4] [I5] of two accepts of one offer one counts, ${rounds} times`, async () => {
      const outcomes = await times(async () => {
        const { conversationId, offerId } = await offered();
        const both = await Promise.all(
          [1, 2].map((node) => fleet.run(node, 'acceptOffer', { input: { offer: { offerId } }, as: agent('ben') })),
        );
        expect(await ownerOf(conversationId)).toBe('agent:ben');
        return both.map(word).sort().join();
      });
      expect(new Set(outcomes)).toEqual(new Set(['done,offer_answered']));
    });

    it(`[I5] [I23] cancel and accept have one winner, and the loser is told who owns, ${rounds} times`, async () => {
      await times(async (i) => {
        const { conversationId, transferId } = await offered();
        const [cancel, accept] = (await Promise.all([
          fleet.run(i % 3, 'cancelTransfer', { input: { transferId }, as: agent('ana') }),
          fleet.run((i + 1) % 3, 'acceptOffer', { input: { offer: { transferId } }, as: agent('ben') }),
        ])) as [Heard, Heard];
        const owner = await ownerOf(conversationId);
        if (accept.kind === 'done') expect([word(cancel), owner]).toEqual(['offer_answered', 'agent:ben']);
        else expect([word(cancel), word(accept), owner]).toEqual(['done', 'offer_answered', 'agent:ana']);
        const loser = accept.kind === 'done' ? cancel : accept;
        expect((loser.answer as { data: { owner?: unknown } }).data.owner).toBe(owner);
      });
    });

    it(`[I5] [I25] accept and close have one winner, and nobody owns what is closed, ${rounds} times`, async () => {
      await times(async (i) => {
        const { conversationId, ticketId, offerId } = await offered();
        const [accept, close] = (await Promise.all([
          fleet.run(i % 3, 'acceptOffer', { input: { offer: { offerId } }, as: agent('ben') }),
          fleet.run((i + 2) % 3, 'closeConversation', { input: { ticketId }, as: agent('ana') }),
        ])) as [Heard, Heard];
        if (accept.kind === 'done')
          expect([word(close), await ownerOf(conversationId)]).toEqual(['not_owner', 'agent:ben']);
        else
          expect([word(close), word(accept), await ownerOf(conversationId)]).toEqual([
            'done',
            expect.stringMatching(/^(offer_answered|ticket_closed)$/),
            'closed',
          ]);
      });
    });

    it(`[I25] [I31] a message that arrives during a move is in one ticket, ${rounds} times`, async () => {
      await times(async (i) => {
        const { conversationId, offerId } = await offered('billing');
        const threadKey = (
          await store.database.read({
            name: '',
            text: `select thread_key from conversation where id = '${conversationId}'`,
            values: [],
          })
        ).rows[0].thread_key;
        const message = {
          accountId: 'chat',
          channelKind: 'webchat',
          threadKey,
          from: { address: threadKey },
          externalId: `m${conversationId}`,
          text: 'hello',
          fileIds: [],
        };
        const [accept, inbound] = (await Promise.all([
          fleet.run(i % 3, 'acceptOffer', { input: { offer: { offerId } }, as: agent('ben') }),
          fleet.run((i + 1) % 3, 'receiveMessage', { input: message }),
        ])) as [Heard, Heard];
        expect([word(accept), word(inbound)]).toEqual(['done', 'done']);
        expect((inbound.answer as Row).conversationId).toBe(conversationId);
      });
    });

    it(`[I33] [F17] twenty first messages of one thread at once open one conversation, ${rounds / 20} times`, async () => {
      for (let round = 0; round < rounds / 20; round++) {
        const threadKey = `first${round}`;
        const messages = await Promise.all(
          Array.from({ length: 20 }, (_, i) => {
            const input = {
              accountId: 'chat',
              channelKind: 'webchat',
              threadKey,
              from: { address: threadKey },
              externalId: `${threadKey}-${i % 15}`,
              text: 'hello',
              fileIds: [],
            };
            return fleet.done(i % 3, 'receiveMessage', { input });
          }),
        );
        expect(new Set(messages.map((message) => message.conversationId)).size).toBe(1);
        expect(new Set(messages.map((message) => message.messageId)).size).toBe(15);
      }
    });

    it('[7.8] [I11] [I12] [F2] of a hundred transfers at once to an agent with one slot one is offered', async () => {
      const tickets = await Promise.all(Array.from({ length: 100 }, () => open('ana')));
      const heard = await Promise.all(
        tickets.map(({ ticketId }, i) =>
          fleet.run(i % 3, 'requestTransfer', {
            input: { ticketId, request: { target: { kind: 'agent', id: 'one' }, mode: 'cold' } },
            as: agent('ana'),
          }),
        ),
      );
      const words = heard.map(word);
      expect(words.filter((one) => one === 'done')).toHaveLength(1);
      expect(words.filter((one) => one === 'agent_at_capacity')).toHaveLength(99);
      const [row] = (
        await store.database.read({
          name: '',
          text: `select load from agent where organization_id = '${fleet.organizationId}' and id = 'one'`,
          values: [],
        })
      ).rows;
      expect(row.load).toEqual({ webchat: 1 });
    });

    it(`[I5] [I40] decline and deadline have one winner, ${wave} times`, { timeout: 60_000 }, async () => {
      const offers = await times(() => offered(), wave);
      // They are answered exactly when their time is over: by the database's clock, which is the one that counts.
      const left = (
        await store.database.read({
          name: '',
          text: `select max(expires_at) - clock_timestamp() as left, extract(epoch from max(expires_at) - clock_timestamp())::float8 * 1000 as ms from offer where state = 'live'`,
          values: [],
        })
      ).rows[0].ms as number;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, left - 20)));
      const outcomes = await Promise.all(
        offers.map(async ({ conversationId, offerId }, i) => {
          const declining = fleet.run(i % 3, 'declineOffer', { input: { offer: { offerId } }, as: agent('ben') });
          const [decline] = (await Promise.all([declining, untilOver(offerId, i)])) as [Heard, unknown];
          expect(await ownerOf(conversationId)).toBe('agent:ana');
          return word(decline);
        }),
      );
      for (const outcome of outcomes) expect(['done', 'offer_expired', 'offer_answered']).toContain(outcome);
    });

    /** What the sweeper does, until the offer is over. */
    async function untilOver(offerId: string, i: number): Promise<void> {
      for (;;) {
        const heard = await fleet.run((i + 1) % 3, 'expireOffer', { input: { offerId } });
        const state = (
          await store.database.read({ name: '', text: `select state from offer where id = '${offerId}'`, values: [] })
        ).rows[0].state;
        if (heard.kind === 'done' || state !== 'live') return;
      }
    }

    it('[I7] a node that is stopped between lock and commit holds nobody up for more than 3 s, and changes nothing when it wakes', {
      timeout: 30_000,
    }, async () => {
      const { conversationId, ticketId } = await open('ana');
      const [stopped, other] = [fleet.nodes[2], fleet.nodes[1]] as [NodeProcess, NodeProcess];
      expect(other.isOver).toBe(false);
      const standing = stopped.stand('decided', 50);
      const late = fleet.run(2, 'requestTransfer', {
        input: { ticketId, request: { target: { kind: 'agent', id: 'ben' }, mode: 'cold' }, ticketVersion: undefined },
        as: agent('ana'),
      });
      late.catch(() => {});
      await standing;
      stopped.signal('SIGSTOP');
      const before = performance.now();
      const taken = await fleet.run(1, 'closeConversation', { input: { ticketId }, as: agent('ana') });
      const waitedMs = performance.now() - before;
      stopped.signal('SIGCONT');
      expect(word(taken)).toBe('done');
      expect(waitedMs).toBeLessThan(3000);
      // Decided again, it finds the ticket closed.
      expect(word(await late)).toBe('ticket_closed');
      expect(await ownerOf(conversationId)).toBe('closed');
    });
  },
  'one connection, so it says nothing about races',
);
