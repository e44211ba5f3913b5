import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { startNode } from '../../src/node.ts';
import { encodeJson } from '../../src/storage/encode.ts';
import { insertOrganization } from '../support/organization.ts';
import { openStore } from '../support/stores.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk } from './desk.ts';
import { anas, ask, codeOf, hand, house, openHouse, toAgent } from './profile-house.ts';
import { readLog } from './read-log.ts';

const transfersMeasured = process.env.BATON_LONG ? 1_000 : 100;

describeScenarios('messaging transfers', (server, kind) => {
  it('[T3] notes are off until they are switched on apart, and are for the receiver only', async () => {
    const desk = await openHouse(server(), 'flex');
    const note = 'She is angry, and right.';
    const noted = toAgent('sam', 'sales', { note });
    const shown = async () => {
      const { items } = (await desk.as('ana').get('/v1/departments')).body;
      return items.find(({ id }: any) => id === 'care').settings.notes;
    };
    const { ticketId, conversationId } = await desk.conversation({ owner: anas });
    expect(await shown()).toBe('off');
    expect(await codeOf(desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, noted))).toBe('notes_disabled');
    await desk.configure(house('flex', { notes: 'optional' }));
    expect(await shown()).toBe('optional');
    const { id } = await ask(desk, ticketId, noted);
    const [offer] = (await desk.as('sam').get('/v1/offers')).body.items;
    expect([offer.transferId, offer.note]).toEqual([id, note]);
    await desk.as('sam').post(`/v1/transfers/${id}/accept`);
    expect((await desk.as('sam').get(`/v1/transfers/${id}`)).body.note).toBe(note);
    const said = await desk.api.get(`/v1/conversations/${conversationId}/messages`);
    expect(JSON.stringify(said.body)).not.toContain('angry');
  });

  it('[T4] notes cannot be switched on while transfers are off', async () => {
    const desk = await openHouse(server(), 'flex');
    const faultsOf = async (written: object) => {
      const put = await desk.api.put('/v1/configuration', written);
      return [put.status, ...(put.body.faults ?? []).map(({ path, code }: any) => `${path} ${code}`)];
    };
    const off = house('flex', { transfers: 'off', notes: 'optional' });
    expect(await faultsOf(off)).toEqual([400, '/settings/notes notes_without_transfers']);
    const care = house('flex', { transfers: 'off' }).departments?.map((each) =>
      each.id === 'care' ? { ...each, settings: { notes: 'required' } } : each,
    );
    expect(await faultsOf({ ...house('flex', { transfers: 'off' }), departments: care })).toEqual([
      400,
      '/departments/0/settings/notes notes_without_transfers',
    ]);
    expect(await faultsOf(house('flex', { transfers: 'on', notes: 'optional' }))).toEqual([200]);
  });

  it('[T6] who handed over to whom, how it ended, how long it took and how often: the API and the event log agree', async () => {
    const desk = await openHouse(server(), 'baton');
    const answers = ['accept', 'decline', 'cancel', 'none'] as const;
    for (let n = 0; n < 16; n++) {
      const { ticketId } = await desk.conversation({ owner: anas });
      const first = n % 2 === 0 ? toAgent('ben', 'care') : toAgent('sam', 'sales');
      const { id } = await ask(desk, ticketId, first);
      const answer = answers[(n >> 1) % 4];
      if (answer === 'cancel') await desk.as('ana').post(`/v1/transfers/${id}/cancel`);
      else if (answer !== 'none') await desk.as(first.target.id).post(`/v1/transfers/${id}/${answer}`);
      if (answer === 'decline') await ask(desk, ticketId, { target: { kind: 'queue', id: 'care' } }).catch(() => null);
      await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toAgent('sid', 'stock'));
    }
    const transfers: any[] = [];
    for (let cursor = ''; ; ) {
      const page = (await desk.api.get(`/v1/transfers?limit=7${cursor}`)).body;
      transfers.push(...page.items);
      if (page.nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
    interface Told {
      state: string;
      by: string;
      to: string;
      first: string;
      last: string;
    }
    const told = new Map<string, Told>();
    const hops = new Map<string, number>();
    for (const event of await readLog(desk)) {
      const { at, data } = event;
      for (const [id, row] of Object.entries<any>(data.changes?.conversation ?? {}))
        if (row.hops !== undefined) hops.set(id, row.hops);
      if (!event.kind.startsWith('transfer.')) continue;
      const row = data.changes.transfer?.[data.transferId] ?? {};
      const before = told.get(data.transferId) ?? { by: event.actor.id, first: at, state: '', to: '' };
      const to = row.currentTarget?.id ?? before.to;
      told.set(data.transferId, { ...before, to, state: row.state ?? before.state, last: at });
    }
    const isOver = (state: string): boolean => !['offered', 'waiting'].includes(state);
    const byApi = transfers.map(({ id, state, requestedBy, currentTarget, requestedAt, endedAt }) =>
      [id, state, requestedBy.id, currentTarget.id, requestedAt, endedAt].join(' '),
    );
    const byLog = [...told].map(([id, { state, by, to, first, last }]) =>
      [id, state, by, to, first, isOver(state) ? last : null].join(' '),
    );
    expect(byApi.toSorted()).toEqual(byLog.toSorted());
    const states = Map.groupBy(transfers, ({ state }) => state);
    expect(new Set(states.keys())).toEqual(new Set(['completed', 'cancelled', 'offered', 'returned', 'refused']));
    for (const each of states.get('completed') ?? [])
      expect(Date.parse(each.endedAt) - Date.parse(each.requestedAt)).toBeGreaterThanOrEqual(0);
    for (const [conversationId, counted] of hops) {
      const { body } = await desk.api.get(`/v1/conversations/${conversationId}`);
      const done = transfers.filter((each) => each.conversationId === conversationId && each.state === 'completed');
      expect([body.hops, done.length]).toEqual([counted, counted]);
    }
  });

  it('[T7] a second integration that would change owners on one channel account is refused by the configuration', async () => {
    const desk = await openHouse(server(), 'flex');
    const written = house('flex');
    const numbers = [
      { id: 'ours', kind: 'whatsapp', address: '+49 30 1000', entry: { department: 'care' } },
      { id: 'plugin', kind: 'whatsapp', address: '+49301000', entry: { department: 'sales' } },
    ];
    const twice = await desk.api.put('/v1/configuration', { ...written, accounts: numbers });
    expect([twice.status, twice.body.faults.map(({ path, code }: any) => [path, code])]).toEqual([
      400,
      [['/accounts/1/address', 'second_integration']],
    ]);
    const pushed = written.queues?.map((queue) => ({ ...queue, distribution: 'push' }));
    const routed = await desk.api.put('/v1/configuration', { ...written, queues: pushed });
    expect([routed.status, routed.body.faults.map(({ path, code }: any) => [path, code])]).toEqual([
      400,
      [['/accounts/1/partnerRouted', 'second_integration']],
    ]);
    const one = await desk.api.put('/v1/configuration', { ...written, accounts: numbers.slice(0, 1) });
    expect(one.status, JSON.stringify(one.body)).toBe(200);
  });

  it('[T7] a server does not start on a stored configuration with two of them', async () => {
    const { database } = await openStore(kind);
    const organizationId = await insertOrganization(database);
    const data = { kind: 'sms', address: '+1 555 0100', entry: { department: 'support' } };
    await database.withSession((session) =>
      session.pipeline(
        ['first', 'second'].map((id) => ({
          name: '',
          text: "insert into configuration_item values ($1::uuid, 'account', $2, 1, false, $3::jsonb)",
          values: [organizationId, id, encodeJson(data)],
        })),
      ),
    );
    await expect(startNode({ database, dataDir: tmpdir(), port: 0 })).rejects.toThrow(
      `Organization ${organizationId}: +1 555 0100 is connected already, as account first`,
    );
  });

  it(`[T-L5] ${transfersMeasured} transfers, and the receiver looks at random moments: no note is ever missing`, async () => {
    const desk = await Desk.open(server(), {
      ...house('flex', { notes: 'optional', release: 'on_accept' }),
      agents: ['ana', 'sam'].map((id, n) => ({
        id,
        departments: [n === 0 ? 'care' : 'sales'],
        capacity: { total: null },
      })),
      departments: house('flex').departments?.map((each) => ({ ...each, fallback: [] })) as never,
    });
    await desk.online('ana', 'sam');
    const random = seededRandom(5);
    const below = (bound: number): number => Math.floor(random.fraction() * bound);
    const seen = new Map<string, Set<string | null>>();
    const note = (transferId: string, said: string | null) =>
      seen.set(transferId, (seen.get(transferId) ?? new Set()).add(said));
    let isOver = false;
    // Four ways to look: what is asked, what there is, one of them, and the stream of what happens.
    const looks = async (): Promise<void> => {
      const sam = desk.as('sam');
      for (let cursor = 0; !isOver; ) {
        const door = below(4);
        if (door === 0) for (const each of (await sam.get('/v1/offers')).body.items) note(each.transferId, each.note);
        else if (door === 1) for (const each of (await sam.get('/v1/transfers')).body.items) note(each.id, each.note);
        else if (door === 2 && seen.size > 0) {
          const id = [...seen.keys()][below(seen.size)] as string;
          note(id, (await sam.get(`/v1/transfers/${id}`)).body.note);
        } else if (door === 3) {
          const { body } = await sam.get(`/v1/events?format=json&after=${cursor}&limit=500`);
          for (const each of body.events) if (each.kind === 'transfer.offered') note(each.data.transferId, each.note);
          cursor = body.cursor;
        }
        await new Promise((resolve) => setTimeout(resolve, below(6)));
      }
    };
    const looking = [looks(), looks()];
    const expected = new Map<string, string>();
    const sends = async (from: number, step: number): Promise<void> => {
      for (let n = from; n < transfersMeasured; n += step) {
        const { ticketId } = await desk.conversation({ owner: anas });
        const said = `Note number ${n}`;
        const { id } = await ask(desk, ticketId, toAgent('sam', 'sales', { note: said }));
        expected.set(id, said);
        await new Promise((resolve) => setTimeout(resolve, below(10)));
        const accepted = await desk.as('sam').post(`/v1/transfers/${id}/accept`);
        expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
        note(id, (await desk.as('sam').get(`/v1/transfers/${id}`)).body.note);
      }
    };
    await Promise.all(Array.from({ length: 4 }, (_, lane) => sends(lane, 4)));
    isOver = true;
    await Promise.all(looking);
    expect(expected.size).toBe(transfersMeasured);
    const wrong = [...seen].filter(([id, notes]) => notes.size !== 1 || !notes.has(expected.get(id) ?? null));
    expect(wrong).toEqual([]);
    expect(seen.size).toBe(transfersMeasured);
  });

  it('[T-L6] under flex nothing but listed attributes travels, which the receipt says; under baton all of them', async () => {
    for (const [profile, listed, expected] of [
      ['flex', undefined, {}],
      ['flex', ['plan'], { plan: 'gold' }],
      ['baton', undefined, { plan: 'gold', seats: 12, trial: false }],
    ] as const) {
      const desk = await openHouse(
        server(),
        profile,
        listed === undefined ? {} : { attributesThatTravel: [...listed] },
      );
      const attributes = { plan: 'gold', seats: 12, trial: false };
      const { ticketId } = await desk.conversation({ owner: anas, attributes });
      const { receipt, newTicketId } = await hand(desk, ticketId, toAgent('sam', 'sales'));
      expect((await desk.ticket(newTicketId)).attributes).toEqual(expected);
      expect(receipt.attributes.toSorted()).toEqual(Object.keys(expected).toSorted());
      expect(receipt.heldBack.map(({ what, why }: any) => `${what} ${why}`).toSorted()).toEqual(
        Object.keys(attributes)
          .filter((name) => !(name in expected))
          .map((name) => `attribute:${name} attributes_that_travel`)
          .toSorted(),
      );
    }
  });
});

it('[T-L8] every promise about upgrades and failures names a test that exists', () => {
  const root = join(import.meta.dirname, '../..');
  const page = readFileSync(join(root, 'docs/guide/upgrade-and-failure.md'), 'utf8');
  const named = [...page.matchAll(/^\s*- `((?:src|test)\/[\w./-]+\.test\.ts)`: (.+)$/gm)];
  expect(named.length).toBeGreaterThanOrEqual(20);
  for (const [, file = '', title = ''] of named) {
    const source = readFileSync(join(root, file), 'utf8');
    expect([file, title, source.includes(title)]).toEqual([file, title, true]);
  }
});
