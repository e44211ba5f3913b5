import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LiveServer, startLiveServer } from '../../test/support/live-server.ts';
import { agent, insertSmallOrganization, key, type SmallNode, startSmallNode } from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import type { Principal } from '../domain/principal.ts';

describeOnStores('live streams at once', (store) => {
  let node: SmallNode;
  let server: LiveServer;
  let here: string;
  let there: string;
  const opened: AbortController[] = [];

  beforeEach(async () => {
    node = await startSmallNode(store.database);
    [here, there] = [await insertSmallOrganization(store.database), await insertSmallOrganization(store.database)];
    server = await startLiveServer(node, { streamsOfCallerMax: 3, streamsOfOrganizationMax: 5, streamsMax: 7 });
  });
  afterEach(async () => {
    for (const each of opened.splice(0)) each.abort();
    await server.close();
    await node.close();
  });

  const reader = key('events.read');
  const other: Principal = { ...reader, keyId: '00000000-0000-7000-8000-000000000009' };
  /** Asks for a stream, and keeps it. */
  const open = async (principal: Principal, of = here) => {
    const controller = new AbortController();
    opened.push(controller);
    const headers = server.headers(of, principal);
    const response = await fetch(`${server.url}/v1/events`, { headers, signal: controller.signal });
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    const body = isStream ? undefined : ((await response.json()) as any);
    return { status: response.status, retryAfter: response.headers.get('retry-after'), body, controller };
  };
  const statuses = (all: readonly { status: number }[]) => all.map(({ status }) => status).sort();

  test('[X16] are so many for a key, also when they are asked for together, and anew when some have gone', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => open(reader)));
    expect(statuses(all)).toEqual([200, 200, 200, 429, 429]);
    const full = all.find(({ status }) => status === 429);
    expect(full?.body).toMatchObject({ code: 'too_many_streams', data: { of: 'caller', limit: 3 } });
    expect(full?.retryAfter).toBe('10');
    all.find(({ status }) => status === 200)?.controller.abort();
    await expect.poll(() => server.hub.size, { timeout: 10_000 }).toBe(2);
    expect(statuses([await open(reader), await open(reader)])).toEqual([200, 429]);
  });

  test('[X16] are counted for each agent for whom a key acts, then for the organization, then for the node', async () => {
    expect(statuses([await open(agent('ana')), await open(agent('ben'))])).toEqual([200, 200]);
    expect(statuses([await open(reader), await open(reader), await open(reader)])).toEqual([200, 200, 200]);
    const beyond = await open(other);
    expect(beyond).toMatchObject({
      status: 429,
      body: { code: 'too_many_streams', data: { of: 'organization', limit: 5 } },
    });
    expect(statuses([await open(reader, there), await open(other, there)])).toEqual([200, 200]);
    expect(await open(agent('ana'), there)).toMatchObject({ status: 503, body: { code: 'busy' }, retryAfter: '10' });
  });

  test('[X16] that were refused, or began again at once, leave their place', async () => {
    for (let i = 0; i < 5; i++) {
      expect((await open(key())).status).toBe(403);
      const reset = await fetch(`${server.url}/v1/events?after=99999`, { headers: server.headers(here, reader) });
      expect(await reset.text()).toContain('event: reset');
    }
    expect(statuses(await Promise.all([open(reader), open(reader), open(reader)]))).toEqual([200, 200, 200]);
  });
});
