import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestOrganization, TestServer } from '../../test/support/http-server.ts';
import { describeOnStores } from '../../test/support/stores.ts';

const configuration = {
  departments: [{ id: 'support', duty: ['anna'] }],
  agents: ['anna', 'zoe'].map((id) => ({ id, departments: ['support'], capacity: { total: null } })),
  accounts: [{ id: 'web', kind: 'webchat', entry: { department: 'support' } }],
};
const alert = { id: 'raise', kind: 'alert', text: 'Look', next: { alerted: 'end', failed: 'end' } };
const alarm = { triggers: [{ kind: 'conversation_opened', sources: ['api'] }], start: 'raise', steps: [alert] };

describeOnStores('flows over HTTP', (store) => {
  let server: TestServer;
  let home: TestOrganization;

  beforeAll(async () => {
    server = await TestServer.open(store.database);
    home = await server.organization(configuration);
  });
  afterAll(async () => {
    expect(server.defects).toEqual([]);
    await server.close();
  });

  const keyWith = async (...scopes: string[]): Promise<string> =>
    (await server.call('POST', '/v1/api-keys', { key: home.key, body: { name: 'some', scopes } })).body.apiKey;

  test('a publication that is sent again leaves the draft that came after it', async () => {
    const { key } = home;
    const save = (text: string) => {
      const body = { entry: { ...alarm, steps: [{ ...alert, text }] } };
      return server.call('PUT', '/v1/flows/again/draft', { key, body });
    };
    const publish = () =>
      server.call('POST', '/v1/flows/again/publish', { key, headers: { 'idempotency-key': 'publish once' } });
    await save('First');
    const first = await publish();
    expect(first.status).toBe(200);
    expect((await server.call('GET', '/v1/flows/again', { key })).body.draft).toBeNull();
    await save('Second');
    const again = await publish();
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true']);
    const { entry, draft } = (await server.call('GET', '/v1/flows/again', { key })).body;
    expect([entry.steps[0].text, draft?.entry.steps[0].text]).toEqual(['First', 'Second']);
  });

  test('[X6] what a store cannot hold is no defect of a publication, wherever it stands', async () => {
    for (const entry of [
      { ...alarm, 'NUL \0': 1 },
      { ...alarm, steps: [{ ...alert, 'half \ud83d': 'x' }] },
    ]) {
      const said = await server.call('POST', '/v1/flows/strange/publish', { key: home.key, body: { entry } });
      expect(said.body).toMatchObject({ status: 400, faults: [{ path: '/entry', code: 'bad_text' }] });
    }
  });

  test('[I36] a run, and a past conversation, are told to those who may read either', async () => {
    await server.call('POST', '/v1/flows/alarm/publish', { key: home.key, body: { entry: alarm } });
    const opening = { accountId: 'web', contact: { address: 'fl-1' }, owner: { kind: 'queue', id: 'support' } };
    const { id: conversationId } = (await server.call('POST', '/v1/conversations', { key: home.key, body: opening }))
      .body;
    const runId = await server.firstOf('/v1/flows/alarm/runs', home.key);
    const run = `/v1/flow-runs/${runId}`;
    for (const scope of ['configuration.read', 'ticket.read_all'])
      expect((await server.call('GET', run, { key: await keyWith(scope) })).body).toMatchObject({ conversationId });
    expect((await server.call('GET', run, { key: home.key, as: 'anna' })).status).toBe(200);
    const none = await server.call('GET', '/v1/flow-runs/01a1fe3d-04e6-7f8a-9a72-f78283b4c18b', { key: home.key });
    const weak = await server.call('GET', run, { key: await keyWith('message.receive', 'conversation.reply') });
    expect([weak.status, weak.text]).toEqual([404, none.text]);

    const rehearse = async (key: string) =>
      server.call('POST', '/v1/flows/dry-run', { key, body: { entry: { ...alarm, id: 'alarm' }, conversationId } });
    expect((await rehearse(await keyWith('configuration.write'))).body).toMatchObject({
      code: 'permission_missing',
      data: { permission: 'ticket.read_all' },
    });
    expect((await rehearse(await keyWith('configuration.write', 'ticket.read_all'))).body).toMatchObject({
      faults: [{ path: '/conversationId', code: 'nothing_said' }],
    });
  });

  test('[X31] whether a contact exists is not told by what a key may not write', async () => {
    const { items } = (await server.call('GET', '/v1/contacts', { key: home.key })).body;
    const key = await keyWith('message.receive');
    const body = { channelKind: 'sms', address: '+49 30 1' };
    const [there, none] = await Promise.all(
      [items[0].id, '01a1fe3d-04e6-7f8a-9a72-f78283b4c18b'].map((id) =>
        server.call('POST', `/v1/contacts/${id}/addresses`, { key, body }),
      ),
    );
    expect(there?.body.code).toBe('permission_missing');
    expect(none?.text).toBe(there?.text);
  });
});
