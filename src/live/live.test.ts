import { once } from 'node:events';
import { connect, Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Entry, type LiveClient, LiveState } from '../../test/support/live-client.ts';
import { type LiveServer, startLiveServer } from '../../test/support/live-server.ts';
import { RandomWork } from '../../test/support/random-work.ts';
import {
  agent,
  changeItems,
  type Item,
  ids,
  insertSmallOrganization,
  key,
  type SmallNode,
  startSmallNode,
} from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import { seededRandom } from '../base/random.ts';
import { declineOffer } from '../commands/answer-offer.ts';
import { closeConversation } from '../commands/close-conversation.ts';
import { joinAsAgent } from '../commands/memberships.ts';
import { receiveMessage, sendMessage } from '../commands/messages.ts';
import { requestTransfer } from '../commands/request-transfer.ts';
import { takeTicket } from '../commands/take-ticket.ts';
import type { CommandDefinition } from '../domain/command.ts';
import type { Principal } from '../domain/principal.ts';
import type { Target } from '../domain/transfer.ts';
import { liveReads } from '../storage/read-live.ts';
import { hiddenFields } from './frame.ts';

describeOnStores('the live interface', (store) => {
  let node: SmallNode;
  let server: LiveServer;
  let organizationId: string;
  const opened: LiveClient[] = [];

  beforeEach(async () => {
    node = await startSmallNode(store.database);
    organizationId = await insertSmallOrganization(store.database);
    server = await startLiveServer(node);
  });
  afterEach(async () => {
    for (const client of opened.splice(0)) client.disconnect();
    await server.close();
    await node.close();
    expect(server.errors).toEqual([]);
  });

  const run = <I, A>(principal: Principal, definition: CommandDefinition<I, A>, input: I) =>
    node.run(organizationId, principal, definition, input);
  const reader = key('events.read');
  const follow = async (principal: Principal, on = server, of = organizationId): Promise<LiveClient> => {
    const client = on.client(of, principal);
    opened.push(client);
    await client.start();
    await client.connect();
    return client;
  };
  const receive = (thread: string, text = 'Hello') =>
    run({ kind: 'contact', accountId: 'web', address: thread }, receiveMessage, {
      accountId: 'web',
      channelKind: 'webchat',
      threadKey: thread,
      from: { address: thread, name: `Customer ${thread}` },
      externalId: ids.next(),
      text,
      fileIds: [],
    });
  const transfer = (by: string, ticketId: string, target: Target, note?: string) =>
    run(agent(by), requestTransfer, {
      ticketId,
      request: { target, mode: 'cold', ...(note === undefined ? {} : { note }) },
    });
  const say = (by: string, conversationId: string, text: string, kind: 'reply' | 'note' = 'reply') =>
    run(agent(by), sendMessage, { conversationId, kind, text, fileIds: [] });
  const head = async () =>
    (
      await store.database.read({
        name: '',
        text: 'select position from organization_head where organization_id = $1::uuid',
        values: [organizationId],
      })
    ).rows[0].position as number;
  /** Waits until the client has what a reader of the whole log has. */
  const caughtUp = async (...clients: LiveClient[]) => {
    const last = await head();
    await expect.poll(() => server.hub.size).toBeGreaterThanOrEqual(clients.length);
    for (const client of clients) {
      // A beat tells the cursor to whoever has heard everything; one that comes while a client opens its stream is lost on it.
      const cursor = async (): Promise<number> => {
        await server.hub.beat();
        return client.cursor ?? 0;
      };
      await expect.poll(cursor, { timeout: 20_000, interval: 10 }).toBeGreaterThanOrEqual(last);
    }
  };

  test('tells an integration everything, with the texts that the log does not hold', async () => {
    const client = await follow(reader);
    const { ticketId, conversationId } = await receive('t', 'Where is my parcel?');
    await run(agent('ana'), takeTicket, { ticketId });
    await say('ana', conversationId, 'On its way.');
    await say('ana', conversationId, 'He sounds annoyed.', 'note');
    await caughtUp(client);
    expect(client.events.map(({ kind, text }) => [kind, text])).toEqual([
      ['contact.created', undefined],
      ['conversation.opened', undefined],
      ['message.received', 'Where is my parcel?'],
      ['ticket.taken', undefined],
      ['message.sent', 'On its way.'],
      ['note.added', 'He sounds annoyed.'],
    ]);
    expect(client.seen).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('[I35] for any disconnects every viewer ends with what a fresh snapshot shows, and an integration sees each event once', {
    timeout: 60_000,
  }, async () => {
    const random = seededRandom(35);
    await run({ kind: 'system', part: 'test' }, changeItems, {
      newAgents: ['cat'],
      items: [
        ['agent', 'cat', { id: 'cat', departments: ['billing'], capacity: { total: null } }],
        // What Ben declines is offered to Cat, while it is still of another department.
        [
          'department',
          'billing',
          {
            id: 'billing',
            defaultQueue: 'billing',
            moveRules: [{}],
            fallback: [{ kind: 'agent', id: 'cat', departmentId: 'billing' }],
          },
        ],
      ],
    });
    const names = ['ana', 'ben', 'cat'];
    const watchers = [reader, ...names.map(agent), agent('eve'), agent('root')];
    const clients = await Promise.all(watchers.map((principal) => follow(principal)));
    const members = { support: ['ana'], billing: ['ben', 'cat'] };
    const work = new RandomWork({ node, organizationId, random, members });
    const changed = new Set<string>();
    for (let round = 0; round < 300; round++) {
      await work.step();
      const client = work.pick(clients);
      if (random.fraction() < 0.3) client.disconnect();
      if (random.fraction() < 0.3) {
        client.disconnect();
        await client.connect();
      }
    }
    for (const client of clients) {
      client.disconnect();
      await client.connect();
    }
    await caughtUp(...clients);
    for (const client of clients) {
      expect(client.state?.shown).toEqual(new LiveState(await client.snapshot()).shown);
      for (const event of client.events) changed.add(event.kind);
      expect(client.seen).toEqual([...new Set(client.seen)].sort((a, b) => a - b));
      expect(client.ends.filter(({ event }) => event === 'reset')).toEqual([]);
    }
    const [all] = clients as [LiveClient];
    expect(all.seen).toEqual(Array.from({ length: (await head()) - 1 }, (_, i) => i + 2));
    // The seed is worth something only if it goes where things can go wrong.
    for (const kind of [
      'conversation.closed',
      'conversation.reopened',
      'transfer.completed',
      'transfer.offered',
      'transfer.cancelled',
      'ticket.taken',
      'note.added',
      'offer.made',
      'conversation.changed',
      'agent.presence_changed',
      'message.sent',
      'transfer.returned',
    ]) {
      expect(changed, kind).toContain(kind);
    }
  });

  test('[I36] notes stay in the department that wrote them, live and on replay', async () => {
    const { ticketId, conversationId } = await receive('t');
    await run(agent('ana'), takeTicket, { ticketId });
    const clients = await Promise.all(['ana', 'ben', 'eve'].map((name) => follow(agent(name))));
    await transfer('ana', ticketId, { kind: 'agent', id: 'ben', departmentId: 'billing' }, 'for Ben');
    await say('ana', conversationId, 'never for Ben', 'note');
    await receive('t', 'a secret of the customer');
    await caughtUp(...clients);
    const [ana, ben, eve] = clients as [LiveClient, LiveClient, LiveClient];
    expect(ana.events.map(({ kind, text }) => [kind, text])).toEqual([
      ['transfer.offered', undefined],
      ['note.added', 'never for Ben'],
      ['message.received', 'a secret of the customer'],
    ]);
    const seenByBen = [
      ['transfer.offered', 'for Ben', ['transfer', 'offer']],
      ['message.received', undefined, []],
    ];
    const shown = (client: LiveClient) =>
      client.events.map(({ kind, note, data }) => [kind, note, Object.keys(data.changes)]);
    expect(shown(ben)).toEqual(seenByBen);
    expect(JSON.stringify(ben.events)).not.toMatch(/never for Ben|secret/);
    expect(eve.events).toEqual([]);
    const late = server.client(organizationId, agent('ben'));
    opened.push(late);
    late.cursor = 0;
    await late.connect();
    await caughtUp(late);
    expect(shown(late).slice(-2)).toEqual(seenByBen);
    expect(JSON.stringify(late.events)).not.toMatch(/never for Ben|secret/);
  });

  test('[I36][G3] the department that a conversation left hears of the move, and of nothing after it', async () => {
    const { ticketId, conversationId } = await receive('t', 'first words');
    await run(agent('ana'), takeTicket, { ticketId });
    const [ana, ben] = (await Promise.all(['ana', 'ben'].map((name) => follow(agent(name))))) as [
      LiveClient,
      LiveClient,
    ];
    await transfer('ana', ticketId, { kind: 'department', id: 'billing' }, 'a late bill');
    await receive('t', 'for billing only');
    const [moved] = ben.state?.entries.values() ?? [];
    await caughtUp(ana, ben);
    expect(moved ?? [...(ben.state?.entries.values() ?? [])][0]).toMatchObject({
      conversation: { id: conversationId, departmentId: 'billing' },
      contact: { name: 'Customer t' },
    });
    const billing = [...(ben.state?.entries.values() ?? [])][0] as Entry;
    await run(agent('ben'), takeTicket, { ticketId: billing.conversation.ticketId });
    await say('ben', conversationId, 'an answer');
    await run(agent('ben'), closeConversation, { ticketId: billing.conversation.ticketId });
    await caughtUp(ana, ben);
    expect(ana.events.map(({ kind }) => kind)).toEqual(['transfer.completed']);
    expect(ana.events[0]?.entry).toBeUndefined();
    expect(ana.state?.entries.size).toBe(0);
    expect(ben.events.map(({ kind, text, note }) => [kind, text ?? note])).toEqual([
      ['transfer.completed', 'a late bill'],
      ['message.received', 'for billing only'],
      ['ticket.taken', undefined],
      ['message.sent', 'an answer'],
      ['conversation.closed', undefined],
    ]);
    expect(JSON.stringify(ana.events)).not.toContain('for billing only');
  });

  test('[I36] a department that is told late of a reopening sees nothing of where the conversation has gone since', async () => {
    const { ticketId } = await receive('t');
    await run(agent('ana'), takeTicket, { ticketId });
    await run(agent('ana'), closeConversation, { ticketId });
    const before = await head();
    await receive('t', 'once more');
    await run(agent('ana'), takeTicket, { ticketId });
    await transfer('ana', ticketId, { kind: 'department', id: 'billing' });
    await receive('t', 'for billing only');
    const late = server.client(organizationId, agent('ana'));
    opened.push(late);
    late.cursor = before;
    await late.connect();
    await caughtUp(late);
    expect(late.events.map(({ kind, entry }) => [kind, entry])).toEqual([
      ['conversation.reopened', undefined],
      ['message.received', undefined],
      ['ticket.taken', undefined],
      ['transfer.completed', undefined],
    ]);
    expect(JSON.stringify(late.events)).not.toContain('for billing only');
  });

  test('an agent who declines an offer from another department hears that it ended, when it goes on to the next', async () => {
    await run({ kind: 'system', part: 'test' }, changeItems, {
      newAgents: ['cat'],
      items: [
        ['agent', 'cat', { id: 'cat', departments: ['billing'], capacity: { total: null } }],
        [
          'department',
          'billing',
          {
            id: 'billing',
            defaultQueue: 'billing',
            moveRules: [{}],
            fallback: [{ kind: 'agent', id: 'cat', departmentId: 'billing' }],
          },
        ],
      ],
    });
    const { ticketId } = await receive('t');
    await run(agent('ana'), takeTicket, { ticketId });
    const [ben, cat] = (await Promise.all(['ben', 'cat'].map((name) => follow(agent(name))))) as [
      LiveClient,
      LiveClient,
    ];
    const asked = await transfer('ana', ticketId, { kind: 'agent', id: 'ben', departmentId: 'billing' });
    await run(agent('ben'), declineOffer, { offer: { offerId: asked.offerId as string } });
    await caughtUp(ben, cat);
    expect([ben.state?.offers.size, cat.state?.offers.size]).toEqual([0, 1]);
    for (const client of [ben, cat]) expect(client.state?.shown).toEqual(new LiveState(await client.snapshot()).shown);
  });

  test('[I46] nobody is told of another organization, whatever cursor they name', async () => {
    const other = await insertSmallOrganization(store.database);
    const mine = await follow(reader);
    const foreign = await follow(reader, server, other);
    await receive('t', 'ours');
    await caughtUp(mine);
    await server.hub.beat();
    await foreign.until(() => foreign.comments > 0);
    expect(foreign.events).toEqual([]);
    const guess = server.client('00000000-0000-7000-8000-00000000abcd', reader);
    expect((await guess.connect('?after=0')).statusCode).toBe(404);
  });

  test('[X28] a stream ends at once when the viewer’s membership, permission or person is taken away', async () => {
    const cases: [string, Record<string, unknown>, string][] = [
      ['ana', { id: 'ana', departments: [] }, 'rights_changed'],
      ['root', { id: 'root', role: 'agent', departments: [] }, 'rights_changed'],
      ['ben', { id: 'ben', departments: ['billing'], retired: true }, 'revoked'],
    ];
    for (const [name, data, reason] of cases) {
      const client = await follow(agent(name));
      await expect.poll(() => server.hub.size).toBeGreaterThan(0);
      const changing = run({ kind: 'system', part: 'test' }, changeItems, { items: [['agent', name, data]] });
      const after = receive(`after ${name}`, 'not for you any more');
      await Promise.all([changing, after]);
      await client.until(() => client.ends.length > 0);
      expect(client.ends).toEqual([{ event: 'reset', reason }]);
      const [change] = (
        await store.database.read({
          name: '',
          text: `select max(position) as position from event where organization_id = $1::uuid and kind = 'configuration.changed'`,
          values: [organizationId],
        })
      ).rows;
      expect(client.seen.filter((position) => position > change.position)).toEqual([]);
    }
  });

  const change = (...items: Item[]) => run({ kind: 'system', part: 'test' }, changeItems, { items });
  const anaIn = (departments: string[], more: object = {}): Item => [
    'agent',
    'ana',
    { id: 'ana', departments, capacity: { total: null }, ...more },
  ];

  test('[I35] whose rights changed while they were away starts again, and ends with what a fresh snapshot shows', async () => {
    const { ticketId } = await receive('t');
    await run(agent('ana'), takeTicket, { ticketId });
    await transfer('ana', ticketId, { kind: 'department', id: 'billing' });
    const client = await follow(agent('ana'));
    for (const departments of [['support', 'billing'], ['support']]) {
      client.disconnect();
      await change(anaIn(departments));
      client.ends = [];
      await client.connect();
      await client.until(() => client.ends.length > 0);
      expect(client.ends).toEqual([{ event: 'reset', reason: 'rights_changed' }]);
      client.disconnect();
      await client.start();
      await client.connect();
      await caughtUp(client);
      expect([client.ends.length, client.state?.entries.size]).toEqual([1, departments.length - 1]);
    }
  });

  test('[I35] nobody starts again for changes that leave what they see as it was', async () => {
    const client = await follow(agent('ana'));
    client.disconnect();
    await change([
      'queue',
      'support',
      { id: 'support', department: 'support', distribution: 'push', name: 'First line' },
    ]);
    await change(['agent', 'ben', { id: 'ben', departments: ['billing', 'support'] }]);
    await change(anaIn(['support'], { name: 'Ana Lima', skills: {} }));
    await receive('t');
    await client.connect();
    await caughtUp(client);
    expect(client.ends).toEqual([]);
    await change(anaIn(['support'], { name: 'Ana' }));
    await receive('u');
    await caughtUp(client);
    expect([client.ends, client.state?.entries.size]).toEqual([[], 2]);
  });

  test('[I35] whose stream opens by rights of which the node is still to hear starts again when it does', async () => {
    const held: (() => void)[] = [];
    let isHolding = false;
    const position = node.tail.position(organizationId) ?? 0;
    const small = await startLiveServer(node, {
      tail: {
        listen: (listener) =>
          node.tail.listen((events) => (isHolding ? void held.push(() => listener(events)) : listener(events))),
        position: (id) => (isHolding ? position : node.tail.position(id)),
        poll: async () => {},
      },
    });
    try {
      const client = small.client(organizationId, agent('ana'));
      opened.push(client);
      await client.start();
      isHolding = true;
      await change(anaIn(['support', 'billing']));
      await client.connect();
      await expect.poll(() => small.hub.size).toBe(1);
      isHolding = false;
      for (const tell of held) tell();
      await client.until(() => client.ends.length > 0);
      expect(client.ends).toEqual([{ event: 'reset', reason: 'rights_changed' }]);
    } finally {
      await small.close();
    }
  });

  test('[I35] a snapshot, and a page of JSON, show what the rights at their position show', async () => {
    const { ticketId } = await receive('t');
    await run(agent('ana'), takeTicket, { ticketId });
    await transfer('ana', ticketId, { kind: 'department', id: 'billing' });
    const old = await node.engine.configurations.refresh(organizationId);
    const small = await startLiveServer(node, { configurationOf: async () => old });
    const page = async (after: number) =>
      (await (
        await fetch(`${small.url}/v1/events?format=json&after=${after}`, {
          headers: small.headers(organizationId, agent('ana')),
        })
      ).json()) as { events: unknown[]; cursor: number; reset: boolean };
    try {
      const before = await head();
      await change(anaIn(['support', 'billing']));
      const after = await head();
      const client = small.client(organizationId, agent('ana'));
      await client.start();
      expect([client.cursor, client.state?.entries.size]).toEqual([after, 1]);
      expect(await page(before)).toEqual({ events: [], cursor: after, more: false, reset: true });
      await receive('t', 'and now?');
      expect(await page(after)).toMatchObject({ events: [{ text: 'and now?' }], reset: false });
    } finally {
      await small.close();
    }
  });

  test('[X28] a stream goes on when others’ rights change', async () => {
    const client = await follow(agent('ben'));
    await run({ kind: 'system', part: 'test' }, changeItems, {
      items: [['agent', 'ana', { id: 'ana', departments: [] }]],
    });
    await receive('t');
    await caughtUp(client);
    expect(client.ends).toEqual([]);
  });

  test('[X28] the streams of a key end when it is revoked, those of others go on', async () => {
    const other = { ...reader, keyId: ids.next() };
    const [ours, theirs] = [await follow(reader), await follow(other)];
    await expect.poll(() => server.hub.size).toBe(2);
    server.revoked.add(reader.keyId);
    await server.hub.checkCredentials();
    await ours.until(() => ours.ends.length > 0);
    expect(ours.ends).toEqual([{ event: 'reset', reason: 'revoked' }]);
    await receive('t');
    await theirs.until(() => theirs.seen.length > 0);
    expect(theirs.ends).toEqual([]);
  });

  test('[X28] a session whose agent somebody else signs in as ends at once, while the pass over all still waits', async () => {
    const gate = Promise.withResolvers<boolean>();
    const small = await startLiveServer(node, {
      isValid: async (_, { kind }) => (kind === 'key' ? gate.promise : false),
    });
    try {
      await follow(reader, small);
      await expect.poll(() => small.hub.size).toBe(1);
      const pass = small.hub.checkCredentials();
      const session = { kind: 'session' as const, id: 's', agentId: 'ana' };
      const principal = { kind: 'user' as const, userId: 'before', agentId: 'ana' };
      const socket = new Duplex({ read() {}, write: (_, __, done) => done() }) as Socket;
      await small.hub.open(socket, { organizationId, principal, credential: session }, await head());
      await run({ kind: 'system', part: 'test' }, joinAsAgent, {
        agentId: 'ana',
        userId: 'after',
        invitationHash: null,
      });
      await expect.poll(() => small.hub.ended('revoked')).toBe(1);
      socket.destroy();
      gate.resolve(true);
      await pass;
    } finally {
      await small.close();
    }
  });

  test('keys and sessions are looked at by one pass at a time, however slow, and by one more when it was asked for', async () => {
    const looks: PromiseWithResolvers<void>[] = [];
    let looksMax = 0;
    const small = await startLiveServer(node, {
      isValid: async () => {
        looks.push(Promise.withResolvers());
        looksMax = Math.max(looksMax, looks.length);
        await looks[0]?.promise;
        looks.shift();
        return true;
      },
    });
    try {
      await follow(reader, small);
      await expect.poll(() => small.hub.size).toBe(1);
      const passes = [1, 2, 3, 4].map(() => small.hub.checkCredentials());
      for (let n = 0; n < 2; n++) {
        await expect.poll(() => looks.length).toBe(1);
        looks[0]?.resolve();
        await passes[n];
      }
      await Promise.all(passes);
      expect([looks.length, looksMax]).toEqual([0, 1]);
    } finally {
      await small.close();
    }
  });

  test('an integration without the scope is refused, an agent is not; a stranger is unknown', async () => {
    const get = (path: string, principal: Principal) =>
      fetch(`${server.url}/v1/${path}`, { headers: server.headers(organizationId, principal) });
    for (const path of ['events', 'events?format=json', 'snapshot']) {
      const refused = await get(path, key('conversation.reply'));
      expect([path, refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
        path,
        403,
        'permission_missing',
      ]);
      expect((await get(path, agent('nobody'))).status).toBe(403);
      expect((await fetch(`${server.url}/v1/${path}`)).status).toBe(401);
    }
    expect((await get('snapshot', agent('ana'))).status).toBe(200);
  });

  test.each([
    'events?after=-1',
    'events?after=x',
    'events?after=1.5',
    'events?limit=0',
    'events?limit=501',
    'events?format=xml',
    'events?x=1',
    'snapshot?after=x',
    'snapshot?limit=9999',
  ])('answers 400 to %s', async (path) => {
    const response = await fetch(`${server.url}/v1/${path}`, { headers: server.headers(organizationId, reader) });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([400, 'validation']);
  });

  test('a cursor from nowhere, or from too long ago, starts the client again', async () => {
    const small = await startLiveServer(node, { backlogMax: 3 });
    try {
      await receive('t');
      await receive('t');
      const cases: [number | null, string, string][] = [
        [0, '', 'cursor_too_old'],
        [1000, '', 'cursor_unknown'],
        [null, '?after=1000', 'cursor_unknown'],
      ];
      for (const [cursor, query, reason] of cases) {
        const client = small.client(organizationId, reader);
        client.cursor = cursor;
        await client.connect(query);
        await client.until(() => client.ends.length > 0);
        expect(client.ends).toEqual([{ event: 'reset', reason }]);
      }
      const misshapen = small.client(organizationId, reader);
      misshapen.cursor = 'x' as never;
      await misshapen.connect();
      await misshapen.until(() => misshapen.ends.length > 0);
      expect(misshapen.ends).toEqual([{ event: 'reset', reason: 'cursor_unknown' }]);
    } finally {
      await small.close();
    }
  });

  test('without a cursor a stream begins now, and says where that is', async () => {
    await receive('t');
    const client = server.client(organizationId, reader);
    opened.push(client);
    await client.connect();
    await client.until(() => client.cursor !== null);
    expect(client.cursor).toBe(await head());
    await receive('u');
    await caughtUp(client);
    expect(client.seen).toEqual([4, 5, 6]);
  });

  test('comments keep a silent stream open, and carry its cursor past what was not for it', async () => {
    const eve = await follow(agent('eve'));
    const before = eve.cursor;
    await receive('t');
    await caughtUp(eve);
    expect(eve.events).toEqual([]);
    expect(eve.cursor).toBe((before ?? 0) + 3);
  });

  test('a server that stops sends its clients away to resume, and closes', async () => {
    const client = await follow(reader);
    await expect.poll(() => server.hub.size).toBe(1);
    await server.close();
    await client.until(() => client.ends.length > 0);
    expect(client.ends).toEqual([{ event: 'resume', reason: 'stopping' }]);
    server = await startLiveServer(node);
    await receive('t');
    const back = server.client(organizationId, reader);
    opened.push(back);
    back.cursor = client.cursor;
    await back.connect();
    await caughtUp(back);
    expect(back.seen).toEqual([1, 2, 3]);
  });

  test('[I35] a store that is away for a moment delays events and loses none', async () => {
    let failures = 0;
    const whole = liveReads(store.database, hiddenFields);
    const small = await startLiveServer(node, {
      reads: {
        ...whole,
        find: (...asked) => (failures-- > 0 ? Promise.reject(new Error('away')) : whole.find(...asked)),
      },
    });
    try {
      const client = await follow(reader, small);
      await expect.poll(() => small.hub.size).toBe(1);
      failures = 2;
      await receive('t', 'one');
      await receive('t', 'two');
      await client.until(() => client.seen.length === 4);
      expect(client.events.map(({ text }) => text)).toEqual([undefined, undefined, 'one', 'two']);
      expect(small.errors).toHaveLength(2);
    } finally {
      await small.close();
    }
  });

  test('a client that does not read is sent away, costs the others nothing, and loses nothing', async () => {
    const { conversationId, ticketId } = await receive('t');
    await run(agent('ana'), takeTicket, { ticketId });
    const fast = await follow(reader);
    const [host, port] = new URL(server.url).host.split(':') as [string, string];
    const slow = connect(Number(port), host);
    slow.pause();
    const from = await head();
    slow.write(
      `GET /v1/events?after=${from} HTTP/1.1\r\nhost: x\r\ntest-caller: ${server.headers(organizationId, reader)['test-caller']}\r\n\r\n`,
    );
    await expect.poll(() => server.hub.size).toBe(2);
    const large = 'x'.repeat(20_000);
    let sent = 0;
    // The kernel takes some megabytes before anything waits in the process.
    while (server.hub.ended('slow') === 0 && sent < 1500) {
      await Promise.all(Array.from({ length: 20 }, () => say('ana', conversationId, large)));
      sent += 20;
    }
    expect(server.hub.ended('slow')).toBe(1);
    const last = await head();
    await caughtUp(fast);
    expect(fast.seen.at(-1)).toBe(last);
    let text = '';
    slow.setEncoding('utf8');
    slow.on('data', (chunk: string) => {
      text += chunk;
    });
    slow.resume();
    await new Promise((resolve) => slow.once('close', resolve));
    expect(text).toMatch(/event: resume\ndata: {"reason":"slow"/);
    const seen = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, i) => from + 1 + i));
    const back = server.client(organizationId, reader);
    opened.push(back);
    back.cursor = seen.at(-1) ?? from;
    await back.connect();
    await caughtUp(back);
    expect([...seen, ...back.seen]).toEqual(Array.from({ length: last - from }, (_, i) => from + 1 + i));
  });

  test('a stream whose client hangs up while it opens, or that cannot be opened, leaves nothing behind', async () => {
    const gate = Promise.withResolvers<void>();
    const { configurations } = node.engine;
    const small = await startLiveServer(node, {
      configurations: {
        refresh: async (id) => {
          await gate.promise;
          return configurations.refresh(id);
        },
      },
    });
    const watcher = { organizationId, principal: reader, credential: { kind: 'key' as const, id: reader.keyId } };
    try {
      const gone = new Socket();
      const opening = small.hub.open(gone, watcher, 0);
      gone.destroy();
      await once(gone, 'close');
      gate.resolve();
      await opening;
      expect([small.hub.size, small.hub.feedFor(organizationId)]).toEqual([0, undefined]);
    } finally {
      await small.close();
    }
    const away = await startLiveServer(node, {
      configurations: { refresh: () => Promise.reject(new Error('away')) },
    });
    try {
      await expect(away.hub.open(new Socket(), watcher, 0)).rejects.toThrow('away');
      expect([away.hub.size, away.hub.feedFor(organizationId)]).toEqual([0, undefined]);
    } finally {
      await away.close();
    }
  });

  test('after everybody was sent away for being slow, an organization’s streams go on', async () => {
    const stuck = new Duplex({ read() {}, write() {} }) as Socket;
    const watcher = { organizationId, principal: reader, credential: { kind: 'key' as const, id: reader.keyId } };
    await server.hub.open(stuck, watcher, await head());
    const late = new Duplex({ read() {}, write: (_, __, done) => done() }) as Socket;
    const from = await head();
    const lateOpening = server.hub.open(late, watcher, from);
    server.hub.feedFor(organizationId)?.endAll('slow');
    await lateOpening;
    expect([late.writableEnded, server.hub.ended('slow')]).toEqual([true, 2]);
    // The connection of the one who does not read is still there.
    expect([stuck.destroyed, server.hub.size]).toEqual([false, 2]);
    const client = await follow(reader);
    await receive('t');
    await caughtUp(client);
    expect(client.seen).toHaveLength(3);
    stuck.destroy();
    late.destroy();
    await expect.poll(() => server.hub.size).toBe(1);
  });

  test('pages of JSON give the same events, in as many pieces as one likes', async () => {
    const { ticketId } = await receive('t', 'hello');
    await run(agent('ana'), takeTicket, { ticketId });
    await transfer('ana', ticketId, { kind: 'department', id: 'billing' });
    const page = async (query: string, principal: Principal) =>
      (await (
        await fetch(`${server.url}/v1/events?format=json&${query}`, {
          headers: server.headers(organizationId, principal),
        })
      ).json()) as {
        events: { position: number; kind: string; text?: string }[];
        cursor: number;
        more: boolean;
        reset: boolean;
      };
    for (const principal of [reader, agent('ana'), agent('ben')]) {
      const whole = await page('limit=500', principal);
      expect(whole).toMatchObject({ cursor: await head(), more: false, reset: false });
      const pieces = [];
      for (let after = 0, more = true; more; ) {
        const piece = await page(`limit=1&after=${after}`, principal);
        pieces.push(...piece.events);
        ({ cursor: after, more } = piece);
      }
      expect(pieces).toEqual(whole.events);
    }
    expect((await page('after=0', reader)).events.find(({ kind }) => kind === 'message.received')?.text).toBe('hello');
    expect((await page('after=0', agent('ben'))).events.map(({ kind }) => kind)).toEqual(['transfer.completed']);
    expect(await page('after=1000', reader)).toEqual({ events: [], cursor: await head(), more: false, reset: true });
  });

  test('a snapshot comes in pages that lose nothing to what happens between them', async () => {
    for (let n = 0; n < 5; n++) await receive(`t${n}`);
    const paged = server.client(organizationId, reader, { snapshotLimit: 2 });
    expect((await paged.snapshot()).conversations).toHaveLength(5);
    const whole = server.client(organizationId, reader);
    expect((await paged.snapshot()).conversations).toEqual((await whole.snapshot()).conversations);
  });

  test('a server with all the streams that it may have says that it is busy', async () => {
    const small = await startLiveServer(node, { streamsMax: 1 });
    try {
      const first = small.client(organizationId, reader);
      await first.connect();
      await expect.poll(() => small.hub.size).toBe(1);
      const second = small.client(organizationId, reader);
      expect((await second.connect()).statusCode).toBe(503);
      first.disconnect();
      await expect.poll(() => small.hub.size).toBe(0);
    } finally {
      await small.close();
    }
  });
});
