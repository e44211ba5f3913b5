import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import type { Principal } from '../../../src/domain/principal.ts';
import { type LiveServer, startLiveServer } from '../../../test/support/live-server.ts';
import { RandomWork } from '../../../test/support/random-work.ts';
import {
  agent,
  type Item,
  insertSmallOrganization,
  key,
  type SmallNode,
  startSmallNode,
} from '../../../test/support/small-node.ts';
import { describeOnStores } from '../../../test/support/stores.ts';
import { LiveConnection } from './live-connection.ts';
import type { LiveState } from './live-machine.ts';
import { createClient } from './request.ts';
import type { Entry, LiveEvent, SnapshotPage } from './row-types.ts';
import { Rows } from './rows.ts';

/** Everything that rows hold, in an order that does not depend on how it came. */
function shown(rows: Rows): unknown {
  const byId = <T>(list: readonly T[], idOf: (row: T) => string) =>
    list.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  return {
    viewer: rows.viewer,
    conversations: byId(rows.all('conversation'), ({ conversation }) => conversation.id),
    offers: byId(rows.all('offer'), ({ offer }) => offer.id),
    wrapUps: byId(rows.all('wrapUp'), ({ segment }) => segment.id),
  };
}

/** A viewer whose network can be pulled out. */
class Watcher {
  readonly rows = new Rows();
  readonly connection: LiveConnection;
  readonly states: LiveState['name'][] = [];
  readonly #server: LiveServer;
  readonly #headers: Record<string, string>;
  #network = new AbortController();
  #nudge: (because: 'network' | 'looked_at') => void = () => {};
  snapshots = 0;

  constructor(server: LiveServer, organizationId: string, principal: Principal) {
    this.#server = server;
    this.#headers = server.headers(organizationId, principal);
    const client = createClient({ url: server.url, fetch: (url, init) => this.#fetch(String(url), init) });
    this.connection = new LiveConnection({
      client,
      target: this.rows,
      pageSize: 3,
      random: () => 0,
      onState: (state) => this.states.push(state.name),
      signs: (nudge) => {
        this.#nudge = nudge;
        return () => {};
      },
    });
  }

  async #fetch(url: string, init: RequestInit = {}): Promise<Response> {
    if (url.includes('/v1/snapshot') && !url.includes('after=')) this.snapshots++;
    const network = this.#network.signal;
    const signal = init.signal ? AbortSignal.any([init.signal, network]) : network;
    return fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...this.#headers }, signal });
  }

  pullOut(): void {
    this.#network.abort(new TypeError('network pulled out'));
  }

  plugIn(): void {
    this.#network = new AbortController();
    this.#nudge('network');
  }

  /** Ends when everything up to the position was applied. */
  async reach(position: number): Promise<void> {
    await expect
      .poll(async () => {
        await this.#server.hub.beat();
        const { state } = this.connection;
        return state.name === 'live' ? state.cursor : -1;
      })
      .toBeGreaterThanOrEqual(position);
  }

  async fresh(): Promise<unknown> {
    const pages: SnapshotPage[] = [];
    for (let after: string | null = ''; after !== null; after = pages.at(-1)?.after ?? null) {
      const query = after === '' ? '' : `?after=${after}`;
      const response = await fetch(`${this.#server.url}/v1/snapshot${query}`, { headers: this.#headers });
      pages.push((await response.json()) as SnapshotPage);
    }
    const rows = new Rows();
    rows.replace(pages);
    return shown(rows);
  }
}

const wrappingUp: readonly Item[] = [
  ['organization', 'organization', { profile: 'baton', settings: { wrapUpSeconds: 600 } }],
  ...['support', 'billing'].flatMap((id): Item[] => [
    [
      'department',
      id,
      { id, defaultQueue: id, moveRules: [{}], ...(id === 'billing' ? { settings: { history: 'none' } } : {}) },
    ],
    ['queue', id, { id, department: id, distribution: 'push' }],
  ]),
  ...['ana', 'ann'].map((id): Item => ['agent', id, { id, departments: ['support'], capacity: { total: null } }]),
  ...['ben', 'cat'].map((id): Item => ['agent', id, { id, departments: ['billing'], capacity: { total: null } }]),
  ['agent', 'eve', { id: 'eve', departments: [], capacity: { total: null } }],
  ['agent', 'root', { id: 'root', role: 'administrator', departments: [], capacity: { total: null } }],
  ['account', 'web', { id: 'web', kind: 'webchat', entry: { department: 'support' } }],
];

describeOnStores('live rows', (store) => {
  let node: SmallNode;
  let server: LiveServer;
  let organizationId: string;
  const watchers: Watcher[] = [];

  beforeEach(async () => {
    node = await startSmallNode(store.database);
    organizationId = await insertSmallOrganization(store.database, wrappingUp);
    // An hour of a small organization is more than a client may have missed: then it begins again.
    server = await startLiveServer(node, { backlogMax: 120 });
  });
  afterEach(async () => {
    for (const watcher of watchers.splice(0)) watcher.connection.stop();
    await server.close();
    await node.close();
  });

  const watch = async (principal: Principal): Promise<Watcher> => {
    const watcher = new Watcher(server, organizationId, principal);
    watchers.push(watcher);
    watcher.connection.start();
    await expect.poll(() => watcher.connection.state.name).toBe('live');
    return watcher;
  };
  const head = async (): Promise<number> =>
    (
      await store.database.read({
        name: '',
        text: 'select position from organization_head where organization_id = $1::uuid',
        values: [organizationId],
      })
    ).rows[0].position as number;

  const seeds = process.env.BATON_LONG ? Array.from({ length: 20 }, (_, i) => i + 1) : [9];
  test.each(seeds)(
    '[I35] end with what a fresh snapshot shows, after a second, a minute and an hour without a network (seed %i)',
    {
      timeout: 90_000,
    },
    async (seed) => {
      const random = seededRandom(seed);
      const members = { support: ['ana', 'ann'], billing: ['ben', 'cat'] };
      const work = new RandomWork({ node, organizationId, random, members });
      const all = await Promise.all(
        [key('events.read'), ...['ana', 'ann', 'ben', 'cat', 'eve', 'root'].map(agent)].map(watch),
      );
      // What is missed, in things done: a moment's few, a minute's some, and an hour's more than the server keeps for one.
      for (const missed of [3, 40, 260]) {
        for (let round = 0; round < 4; round++) {
          const away = all.filter(() => random.fraction() < 0.6);
          for (const watcher of away) watcher.pullOut();
          for (let deed = 0; deed < missed / (round + 1); deed++) await work.step();
          for (const watcher of away) watcher.plugIn();
          await work.step();
        }
        const last = await head();
        for (const watcher of all) {
          await watcher.reach(last);
          expect(shown(watcher.rows)).toEqual(await watcher.fresh());
        }
      }
      // The longest absence really was too long to catch up, and the shorter ones were not.
      expect(Math.max(...all.map(({ snapshots }) => snapshots))).toBeGreaterThan(1);
      expect(all.some(({ rows }) => rows.all('wrapUp').length > 0)).toBe(true);
      expect(all.some(({ rows }) => rows.all('conversation').some(({ preview }) => preview !== null))).toBe(true);
    },
  );
});

const conversation = (id: string, more: object = {}): Entry => ({
  conversation: {
    id,
    accountId: 'web',
    channelKind: 'webchat',
    threadKey: id,
    contactId: `contact of ${id}`,
    status: 'open',
    departmentId: 'support',
    ticketId: `ticket of ${id}`,
    segmentId: `segment of ${id}`,
    owner: { kind: 'agent', id: 'ana' },
    ownershipVersion: 1,
    pendingTransferId: null,
    liveOfferId: null,
    messageSequence: 0,
    queuedAt: null,
    priority: 100,
    waitUntil: null,
    hops: 0,
    openedAt: 0,
    closedAt: null,
    ...more,
  },
  ticket: { id: `ticket of ${id}`, conversationId: id, state: 'open', version: 1 } as Entry['ticket'],
  transfer: null,
  offer: null,
  contact: { id: `contact of ${id}`, name: 'Ada' },
  preview: null,
});

let position = 0;
function happened(
  conversationId: string,
  kind: string,
  changes: LiveEvent['data']['changes'],
  more: Partial<LiveEvent> = {},
) {
  return {
    position: ++position,
    at: new Date(position).toISOString(),
    kind,
    actor: { kind: 'system', id: 'test' },
    conversationId,
    sequence: position,
    data: { changes },
    ...more,
  } satisfies LiveEvent;
}

function said(id: string, sequence: number, direction: 'inbound' | 'outbound' | 'note', more: object = {}): LiveEvent {
  const message = {
    id: `${id}-${sequence}`,
    conversationId: id,
    sequence,
    direction,
    author: { kind: 'contact', id: 'x' },
    automatic: false,
    at: sequence * 1000,
    ...more,
  };
  const kind = direction === 'inbound' ? 'message.received' : direction === 'note' ? 'note.added' : 'message.sent';
  return happened(
    id,
    kind,
    { message: { [message.id]: message }, conversation: { [id]: { messageSequence: sequence } } },
    { text: `text ${sequence}` },
  );
}

describe('rows', () => {
  const viewer = { agentId: 'ana', readsAll: false, departments: ['support'] };
  const rowsWith = (...conversations: Entry[]): Rows => {
    const rows = new Rows();
    rows.replace([{ cursor: 0, viewer, conversations, offers: [], wrapUps: [], after: null }]);
    return rows;
  };

  test('are told of one by one, and of a kind, once for all that came together', () => {
    const rows = rowsWith(conversation('a'), conversation('b'));
    rows.tell();
    const told: string[] = [];
    rows.subscribe('conversation', 'a', () => told.push('a'));
    rows.subscribe('conversation', 'b', () => told.push('b'));
    rows.subscribe('conversation', '*', () => told.push('*'));
    const before = rows.get('conversation', 'a');
    const list = rows.all('conversation');
    rows.apply(said('a', 1, 'inbound'));
    rows.apply(said('a', 2, 'inbound'));
    expect(told).toEqual([]);
    rows.tell();
    expect(told.toSorted()).toEqual(['*', 'a']);
    expect(before?.conversation.messageSequence).toBe(0);
    expect(rows.all('conversation')).not.toBe(list);
    expect(rows.all('conversation')).toBe(rows.all('conversation'));
  });

  test('are told of no more by a subscription that ended', () => {
    const rows = rowsWith(conversation('a'));
    let told = 0;
    const stop = rows.subscribe('conversation', 'a', () => told++);
    stop();
    stop();
    rows.apply(said('a', 1, 'inbound'));
    rows.tell();
    expect(told).toBe(0);
  });

  test('know since when the customer waits: from the first message that no person answered', () => {
    const rows = rowsWith(conversation('a'));
    const waiting = (): number | null | undefined => rows.get('conversation', 'a')?.preview?.unansweredSince;
    rows.apply(said('a', 1, 'inbound'));
    rows.apply(said('a', 2, 'inbound'));
    expect(waiting()).toBe(1000);
    rows.apply(said('a', 3, 'outbound', { automatic: true }));
    rows.apply(said('a', 4, 'note'));
    expect(waiting()).toBe(1000);
    expect(rows.get('conversation', 'a')?.preview?.sequence).toBe(3);
    rows.apply(said('a', 5, 'outbound'));
    expect(waiting()).toBeNull();
    rows.apply(said('a', 6, 'inbound'));
    expect(waiting()).toBe(6000);
    // One that is told again changes nothing.
    rows.apply(said('a', 5, 'outbound'));
    expect(waiting()).toBe(6000);
  });

  test('of a conversation go when it closes, or leaves the viewer’s departments and hands', () => {
    const rows = rowsWith(conversation('a'), conversation('b'), conversation('c'));
    rows.apply(happened('a', 'conversation.closed', { conversation: { a: { status: 'closed', owner: null } } }));
    rows.apply(
      happened('b', 'transfer.completed', {
        conversation: { b: { departmentId: 'billing', owner: { kind: 'agent', id: 'ben' } } },
      }),
    );
    rows.apply(happened('c', 'transfer.completed', { conversation: { c: { departmentId: 'billing' } } }));
    expect(rows.all('conversation').map((entry) => entry.conversation.id)).toEqual(['c']);
  });

  test('hold an offer until it ends, and a wrap-up until it is over', () => {
    const rows = rowsWith(conversation('a'));
    const about = { conversationId: 'x', channelKind: 'email', contact: { id: 'k', name: 'Kim' } };
    const offer = { id: 'o', conversationId: 'x', transferId: 't', agentId: 'ana', state: 'live' as const };
    rows.apply(
      happened('x', 'transfer.offered', { offer: { o: offer }, transfer: { t: { id: 't' } } }, { about, note: 'hi' }),
    );
    expect(rows.get('offer', 'o')).toMatchObject({ about, transfer: { id: 't', note: 'hi' } });
    rows.apply(happened('x', 'transfer.returned', { offer: { o: { state: 'declined' } } }));
    expect(rows.all('offer')).toEqual([]);
    const owner = { kind: 'agent' as const, id: 'ana' };
    const whole = { id: 'segment of a', conversationId: 'a', owner, endedAt: 5, wrapUpUntil: 50, wrapUpEndedAt: null };
    const others = { ...whole, id: 's2', owner: { ...owner, id: 'ben' } };
    rows.apply(happened('a', 'transfer.completed', { segment: { 'segment of a': whole, s2: others } }, { about }));
    expect(rows.all('wrapUp')).toEqual([{ segment: whole, about }]);
    rows.apply(happened('a', 'wrap_up.ended', { segment: { 'segment of a': { wrapUpEndedAt: 9 } } }));
    expect(rows.all('wrapUp')).toEqual([]);
  });
});
