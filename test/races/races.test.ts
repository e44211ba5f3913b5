import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Row } from '../simulation/replica.ts';
import { describeOnPostgres } from '../support/stores.ts';
import { Arena, type Asked, setup, threes, word } from './arena.ts';
import { agent, type Heard, NodeProcess } from './fleet.ts';

/** Every race is run so often; ten times as often in the long run. */
const rounds = process.env.BATON_LONG ? 10_000 : 1_000;
/** So many in one organization, which is audited whole after them. */
const chapter = 1_000;
const dispatcher = { kind: 'system', part: 'dispatcher' } as const;
/** So many at once. */
const wave = 25;
const seed = Number(process.env.BATON_SEED ?? 1);
/** A round of three processes on a busy machine takes some milliseconds; this is far beyond. */
const timeout = rounds * 120;

describeOnPostgres(
  'races between three nodes, each in a process of its own',
  (store) => {
    let nodes: NodeProcess[];
    beforeAll(async () => {
      nodes = await Promise.all([1, 2, 3].map((n) => NodeProcess.start('postgres', store.url, seed * 10 + n)));
    });
    afterAll(async () => {
      const [row] = (
        await store.database.read({
          name: '',
          text: 'select deadlocks from pg_stat_database where datname = current_database()',
          values: [],
        })
      ).rows;
      await Promise.all(nodes.map((node) => node.kill()));
      expect(row?.deadlocks).toBe(0);
    });

    /** Runs waves of rounds, organization after organization, and audits each. */
    const race = (title: string, runWave: (arena: Arena, first: number) => Promise<unknown>): void => {
      it(`${title}, ${rounds} times`, { timeout }, async () => {
        for (let done = 0; done < rounds; done += chapter) {
          const arena = await Arena.open(store.database, nodes);
          for (let first = 0; first < chapter; first += wave) await runWave(arena, first);
          await arena.fleet.audit();
        }
      });
    };
    /** The same, where rounds do not touch each other. */
    const raceEach = (title: string, run: (arena: Arena, i: number) => Promise<void>): void =>
      race(title, (arena, first) => Promise.all(Array.from({ length: wave }, (_, k) => run(arena, first + k))));

    raceEach('[I1] [I5] [F1] of two who take one ticket at once one has it', async (arena) => {
      const { conversationId, ticketId } = await arena.start();
      const both = await Promise.all(
        ['ben', 'eve'].map((id, i) => arena.fleet.run(i + 1, 'takeTicket', { input: { ticketId }, as: agent(id) })),
      );
      const winner = both.findIndex((heard) => heard.kind === 'done');
      expect(await arena.ownerOf(conversationId)).toBe(`agent:${['ben', 'eve'][winner]}`);
      expect(both.map(word).sort()).toEqual(['done', 'not_owner']);
    });

    raceEach('[I4] [I5] of two accepts of one offer one counts', async (arena, i) => {
      const { conversationId, offerId } = await arena.ask();
      const both = await Promise.all(
        [i % 3, (i + 1) % 3].map((node) =>
          arena.fleet.run(node, 'acceptOffer', { input: { offer: { offerId } }, as: agent('ben') }),
        ),
      );
      expect(await arena.ownerOf(conversationId)).toBe('agent:ben');
      expect(both.map(word).sort()).toEqual(['done', 'offer_answered']);
    });

    raceEach(
      '[I5] [I23] [S-L1] cancel and accept have one winner, and the loser is told who owns',
      async (arena, i) => {
        const { conversationId, transferId } = await arena.ask();
        const [cancel, accept] = (await Promise.all([
          arena.fleet.run(i % 3, 'cancelTransfer', { input: { transferId }, as: agent('ana') }),
          arena.fleet.run((i + 1) % 3, 'acceptOffer', { input: { offer: { transferId } }, as: agent('ben') }),
        ])) as [Heard, Heard];
        const owner = await arena.ownerOf(conversationId);
        if (accept.kind === 'done') expect([word(cancel), owner]).toEqual(['offer_answered', 'agent:ben']);
        else expect([word(cancel), word(accept), owner]).toEqual(['done', 'offer_answered', 'agent:ana']);
        const loser = accept.kind === 'done' ? cancel : accept;
        expect((loser.answer as { data: { owner?: unknown } }).data.owner).toBe(owner);
      },
    );

    raceEach('[I5] [I25] accept and close have one winner, and nobody owns what is closed', async (arena, i) => {
      const { conversationId, ticketId, offerId } = await arena.ask();
      const [accept, close] = (await Promise.all([
        arena.fleet.run(i % 3, 'acceptOffer', { input: { offer: { offerId } }, as: agent('ben') }),
        arena.fleet.run((i + 2) % 3, 'closeConversation', { input: { ticketId }, as: agent('ana') }),
      ])) as [Heard, Heard];
      const owner = await arena.ownerOf(conversationId);
      if (accept.kind === 'done') expect([word(close), owner]).toEqual(['not_owner', 'agent:ben']);
      else {
        expect([word(close), owner]).toEqual(['done', 'closed']);
        expect(['offer_answered', 'ticket_closed']).toContain(word(accept));
      }
    });

    raceEach('[I5] [I30] [T-L1] a consult that is taken and one that is closed have one winner', async (arena, i) => {
      const { conversationId, ticketId, transferId } = await arena.ask({
        mode: 'warm',
        departmentId: i % 2 === 0 ? 'support' : 'billing',
      });
      const [taken, closed] = (await Promise.all([
        i % 4 < 2
          ? arena.fleet.run(i % 3, 'acceptOffer', { input: { offer: { transferId } }, as: agent('ben') })
          : arena.fleet.run(i % 3, 'completeTransfer', { input: { transferId }, as: agent('ana') }),
        arena.fleet.run((i + 1) % 3, 'closeConversation', { input: { ticketId }, as: agent('ana') }),
      ])) as [Heard, Heard];
      const owner = await arena.ownerOf(conversationId);
      // Handed over before he had said a word, it was offered to Ben, and Ana closed it all the same.
      if (taken.kind === 'done' && owner === 'closed') expect(word(closed)).toBe('done');
      else if (taken.kind === 'done') {
        expect(owner).toBe('agent:ben');
        expect(['not_owner', 'ticket_moved']).toContain(word(closed));
      } else expect([word(taken), word(closed), owner]).toEqual(['offer_answered', 'done', 'closed']);
    });

    race('[G28] [I25] an accept and the end of the rule that allows it have one winner', async (arena, first) => {
      const without = {
        ...setup,
        departments: [{ id: 'support', moveRules: [] }, ...(setup.departments ?? []).slice(1)],
      };
      const asked = await Promise.all(Array.from({ length: wave }, () => arena.ask({ departmentId: 'billing' })));
      const [, ...accepts] = await Promise.all([
        arena.fleet.configure(without),
        ...asked.map(({ offerId }, k) =>
          arena.fleet.run((first + k) % 3, 'acceptOffer', { input: { offer: { offerId } }, as: agent('ben') }),
        ),
      ]);
      for (const [k, accept] of accepts.entries()) {
        const owner = await arena.ownerOf(asked[k]?.conversationId);
        expect([word(accept), owner]).toEqual(
          accept.kind === 'done' ? ['done', 'agent:ben'] : ['no_move_rule', 'agent:ana'],
        );
      }
      await arena.fleet.configure(setup);
    });

    raceEach('[I25] [I31] [G26] a message that arrives during a move is in one ticket', async (arena, i) => {
      const { conversationId, offerId } = await arena.ask({ departmentId: 'billing' });
      const [row] = await arena.read(`select thread_key from conversation where id = '${conversationId}'`);
      const threadKey = row?.thread_key as string;
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
        arena.fleet.run(i % 3, 'acceptOffer', { input: { offer: { offerId } }, as: agent('ben') }),
        arena.fleet.run((i + 1) % 3, 'receiveMessage', { input: message }),
      ])) as [Heard, Heard];
      expect([word(accept), word(inbound)]).toEqual(['done', 'done']);
      expect((inbound.answer as Row).conversationId).toBe(conversationId);
    });

    it(`[I5] [I40] decline and deadline have one winner, ${rounds} times`, { timeout }, async () => {
      for (let done = 0; done < rounds; done += chapter) {
        const arena = await Arena.open(store.database, nodes);
        // Each is answered exactly when its time is over: by the database's clock, which is the one that counts.
        const [row] = await arena.read('select extract(epoch from clock_timestamp())::float8 * 1000 as now');
        const aheadMs = (row?.now as number) - Date.now();
        const racing: Promise<void>[] = [];
        for (let first = 0; first < chapter; first += wave) {
          const asked = await Promise.all(Array.from({ length: wave }, () => arena.ask()));
          racing.push(...asked.map((one, k) => declineAtDeadline(arena, one, { i: first + k, aheadMs })));
        }
        await Promise.all(racing);
        await arena.fleet.audit();
      }
    });

    async function declineAtDeadline(
      arena: Arena,
      { conversationId, offerId, expiresAt }: Asked,
      { i, aheadMs }: { readonly i: number; readonly aheadMs: number },
    ): Promise<void> {
      const leftMs = expiresAt - aheadMs - Date.now() - 5;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, leftMs)));
      const [decline] = (await Promise.all([
        arena.fleet.run(i % 3, 'declineOffer', { input: { offer: { offerId } }, as: agent('ben') }),
        untilOver(arena, offerId, i),
      ])) as [Heard, unknown];
      expect(await arena.ownerOf(conversationId)).toBe('agent:ana');
      expect(['done', 'offer_expired', 'offer_answered']).toContain(word(decline));
    }

    /** What the sweeper does, until the offer is over. */
    async function untilOver(arena: Arena, offerId: string | null, i: number): Promise<void> {
      for (;;) {
        const heard = await arena.fleet.run((i + 1) % 3, 'expireOffer', { input: { offerId } });
        const [row] = await arena.read(`select state from offer where id = '${offerId}'`);
        if (heard.kind === 'done' || row?.state !== 'live') return;
      }
    }

    it(`[I33] [F17] twenty first messages of one thread at once open one conversation, ${rounds / 20} times`, {
      timeout,
    }, async () => {
      const arena = await Arena.open(store.database, nodes);
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
            return arena.fleet.done(i % 3, 'receiveMessage', { input });
          }),
        );
        expect(new Set(messages.map((message) => message.conversationId)).size).toBe(1);
        expect(new Set(messages.map((message) => message.messageId)).size).toBe(15);
      }
      await arena.fleet.audit();
    });

    it(`[7.8] [I11] [I12] [F2] of a hundred transfers at once to an agent with one slot one is offered, and the others are refused or wait, as they ask, ${rounds / 10} times`, {
      timeout,
    }, async () => {
      const arena = await Arena.open(store.database, nodes);
      const { organizationId } = arena.fleet;
      const tickets = await Promise.all(Array.from({ length: 100 }, () => arena.start('ana')));
      for (let round = 0; round < rounds / 10; round++) {
        // Whoever is not offered it is refused in one round, and waits in the next.
        const blocked = round % 2 === 0 ? { state: 'agent_at_capacity' } : { state: 'waiting', whenBlocked: 'wait' };
        const { state, ...choice } = blocked;
        const heard = await Promise.all(
          tickets.map(({ ticketId }, i) =>
            arena.fleet.run((i + round) % 3, 'requestTransfer', {
              input: { ticketId, request: { target: { kind: 'agent', id: 'one' }, mode: 'cold', ...choice } },
              as: agent('ana'),
            }),
          ),
        );
        const transfers = heard.flatMap((each) =>
          each.kind === 'done' ? [(each.answer as { transfer: { id: string; state: string } }).transfer] : [],
        );
        const states = heard.map((each) =>
          each.kind === 'done' ? (each.answer as { transfer: { state: string } }).transfer.state : word(each),
        );
        expect(states.filter((one) => one === 'offered')).toHaveLength(1);
        expect(states.filter((one) => one === state)).toHaveLength(99);
        const [row] = await arena.read(
          `select load from agent where organization_id = '${organizationId}' and id = 'one'`,
        );
        expect(row?.load).toEqual({ webchat: 1 });
        await Promise.all(
          transfers.map(({ id }, i) =>
            arena.fleet.done(i % 3, 'cancelTransfer', { input: { transferId: id }, as: agent('ana') }),
          ),
        );
      }
      await arena.fleet.audit();
    });

    raceEach(
      '[F3] [F5] [I6] [I8] of a person who takes a ticket and a dispatcher who gives it away one wins, and it stays',
      async (arena, i) => {
        const { conversationId, ticketId } = await arena.wait();
        const [taken, given] = await Promise.all([
          arena.fleet.run(i % 3, 'takeTicket', { input: { ticketId }, as: agent('ben') }),
          arena.fleet.run((i + 1) % 3, 'offerFromQueue', {
            input: { conversationId, candidates: ['eve'], turnsMin: 0 },
            as: dispatcher,
          }),
        ]);
        const { agentId } = given.answer as { agentId: string | null };
        const outcome = [await arena.ownerOf(conversationId), word(taken), agentId];
        expect([
          ['agent:ben', 'done', null],
          ['agent:eve', 'not_owner', 'eve'],
        ]).toContainEqual(outcome);
      },
    );

    it(`[F2] [I11] [I12] of a hundred tickets that three nodes give at once to five agents with three slots each fifteen are given, ${rounds / 100} times`, {
      timeout,
    }, async () => {
      const arena = await Arena.open(store.database, nodes);
      for (let round = 0; round < rounds / 100; round++) {
        const tickets = await Promise.all(Array.from({ length: 100 }, () => arena.wait()));
        const heard = await Promise.all(
          tickets.map(({ conversationId }, i) => {
            // Each believes somebody else to be the best.
            const candidates = threes.map((_, k) => threes[(i + k) % threes.length]);
            return arena.fleet.run(i % 3, 'offerFromQueue', {
              input: { conversationId, candidates, turnsMin: 0 },
              as: dispatcher,
            });
          }),
        );
        const given = heard.map(({ answer }) => (answer as { agentId: string | null }).agentId);
        for (const id of threes) expect(given.filter((one) => one === id)).toHaveLength(3);
        const loads = await arena.read(
          `select load from agent where organization_id = '${arena.fleet.organizationId}' and id like 'p%'`,
        );
        expect(loads).toEqual(threes.map(() => ({ load: { webchat: 3 } })));
        await Promise.all(
          tickets.map(({ ticketId }, i) =>
            arena.fleet.done(i % 3, 'closeConversation', { input: { ticketId }, as: { kind: 'system', part: 'test' } }),
          ),
        );
      }
      await arena.fleet.audit();
    });

    it('[I7] a node that is stopped between lock and commit holds nobody up for more than 3 s, and changes nothing when it wakes', {
      timeout: 30_000,
    }, async () => {
      const arena = await Arena.open(store.database, nodes);
      const { conversationId, ticketId } = await arena.start('ana');
      const [stopped, other] = [nodes[2], nodes[1]] as [NodeProcess, NodeProcess];
      expect(other.isOver).toBe(false);
      const standing = stopped.stand('decided', 50);
      const late = arena.fleet.run(2, 'requestTransfer', {
        input: { ticketId, request: { target: { kind: 'agent', id: 'ben' }, mode: 'cold' }, ticketVersion: undefined },
        as: agent('ana'),
      });
      late.catch(() => {});
      await standing;
      stopped.signal('SIGSTOP');
      const before = performance.now();
      const taken = await arena.fleet.run(1, 'closeConversation', { input: { ticketId }, as: agent('ana') });
      const waitedMs = performance.now() - before;
      stopped.signal('SIGCONT');
      expect(word(taken)).toBe('done');
      expect(waitedMs).toBeLessThan(3000);
      // Decided again, it finds the ticket closed.
      expect(word(await late)).toBe('ticket_closed');
      expect(await arena.ownerOf(conversationId)).toBe('closed');
      await arena.fleet.audit();
    });
  },
  'one connection, so it says nothing about races',
);
