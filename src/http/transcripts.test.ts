import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestOrganization, TestServer } from '../../test/support/http-server.ts';
import { describeOnStores } from '../../test/support/stores.ts';

describeOnStores('transcripts', (store) => {
  let server: TestServer;
  let home: TestOrganization;

  beforeAll(async () => {
    server = await TestServer.open(store.database);
    home = await server.organization();
  });
  afterAll(async () => {
    expect(server.defects).toEqual([]);
    await server.close();
  });

  test('[I45] every one that is taken along is recorded, whatever key the request brings', async () => {
    const { key } = home;
    const opening = { accountId: 'web', contact: { address: 'tr-1', name: 'Cy' } };
    const { id, ticketId } = (await server.call('POST', '/v1/conversations', { key, as: 'anna', body: opening })).body;
    const headers = { 'idempotency-key': 'once' };
    const path = `/v1/conversations/${id}/transcript`;
    for (const query of ['for=internal', 'for=internal', 'for=customer', 'for=internal&format=text']) {
      const said = await server.call('GET', `${path}?${query}`, { key, headers });
      expect([said.status, said.headers['idempotency-replayed']], query).toEqual([200, undefined]);
    }
    // Nor does a header that no change could have get in the way of a reading.
    const odd = { 'idempotency-key': 'é' };
    expect((await server.call('GET', `${path}?for=internal`, { key, headers: odd })).status).toBe(200);
    // The key is free for a change, and a change by it is not mistaken for the reading.
    const tagged = await server.call('PATCH', `/v1/tickets/${ticketId}`, { key, headers, body: { tags: ['told'] } });
    expect([tagged.status, tagged.body.tags]).toEqual([200, ['told']]);
    const { items } = (await server.call('GET', '/v1/audit?limit=100', { key })).body;
    const exports = items.filter(({ kind }: { kind: string }) => kind === 'transcript.exported');
    const told = exports.map(({ details }: any) => `${details.for} ${details.format}`);
    expect(told).toEqual(['internal json', 'internal text', 'customer json', 'internal json', 'internal json']);
  });
});
