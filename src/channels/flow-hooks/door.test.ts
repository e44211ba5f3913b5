import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Said, type TestOrganization, TestServer } from '../../../test/support/http-server.ts';
import { ids } from '../../../test/support/small-node.ts';
import { describeOnStores } from '../../../test/support/stores.ts';
import { systemClock } from '../../base/clock.ts';
import { Engine } from '../../engine/engine.ts';
import { HttpProblem, sendRefusal } from '../../http/problems.ts';
import { accountSecretsReader } from '../../storage/read-account-secrets.ts';
import { signWebhook } from '../custom/webhook-signature.ts';
import { flowHookRoutes } from './door.ts';

const look = { id: 'look', kind: 'alert', text: 'Look', people: ['anna'], next: { alerted: 'end', failed: 'end' } };
const pause = { id: 'pause', kind: 'wait', seconds: 3600, next: { elapsed: 'end', failed: 'end' } };

const configuration = {
  departments: [{ id: 'support' }],
  agents: ['anna', 'bob'].map((id) => ({ id, departments: ['support'], capacity: { total: null } })),
  accounts: [{ id: 'web', kind: 'webchat', entry: { department: 'support' } }],
  flows: [
    { id: 'hooked', triggers: [{ kind: 'webhook' }], start: 'look', steps: [look] },
    { id: 'patient', triggers: [{ kind: 'webhook' }], start: 'pause', steps: [pause] },
  ],
};

describeOnStores('the door of flow hooks', (store) => {
  let server: TestServer;
  let home: TestOrganization;
  let full: Engine;
  let isFull = false;
  const secrets = new Map<string, string>();

  beforeAll(async () => {
    server = await TestServer.open(store.database, {
      publicRoutes: [
        (app) => {
          void app.register(async (scope) =>
            flowHookRoutes(scope, {
              engine: { submit: (submission) => (isFull ? full : server.engine).submit(submission) },
              clock: systemClock,
              readAccountSecrets: accountSecretsReader(store.database),
              problem: (...details) => new HttpProblem(...details),
              sendRefusal,
            }),
          );
        },
      ],
    });
    full = new Engine({ database: store.database, clock: systemClock, ids, waitingMax: 0 });
    home = await server.organization(configuration);
    for (const { id } of configuration.flows) {
      const made = await server.call('POST', `/v1/flows/${id}/secrets`, { key: home.key });
      secrets.set(id, made.body.secret);
    }
  });
  afterAll(async () => {
    expect(server.defects).toEqual([]);
    await full.stop();
    await server.close();
  });

  const call = (body: unknown, { flow = 'hooked', id = ids.next() } = {}): Promise<Said> => {
    const raw = typeof body === 'string' ? body : JSON.stringify(body);
    const timestampSeconds = Math.floor(Date.now() / 1000);
    const signed = { id, timestampSeconds, body: Buffer.from(raw) };
    return server.call('POST', `/v1/flow-hooks/${home.id}/${flow}`, {
      body: raw,
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(timestampSeconds),
        'webhook-signature': signWebhook(signed, [secrets.get(flow) as string]),
      },
    });
  };
  let serial = 0;
  const converse = async () => {
    const body = { accountId: 'web', contact: { address: `h-${++serial}` } };
    return (await server.call('POST', '/v1/conversations', { key: home.key, body })).body;
  };

  test('sets a flow off, with what it knows, about a conversation or none', async () => {
    const { id: conversationId } = await converse();
    const about = await call({ conversationId, data: { 'order.id': 'A-17', 'Größe in cm': 7, paid: true } });
    expect([about.status, about.body]).toEqual([200, { runId: expect.any(String) }]);
    const run = await server.call('GET', `/v1/flow-runs/${about.body.runId}`, { key: home.key });
    expect(run.body).toMatchObject({ flowId: 'hooked', conversationId, trigger: 'webhook' });
    const alone = await call('{}');
    expect([alone.status, alone.body]).toEqual([200, { runId: expect.any(String) }]);
  });

  test('[I32] sent again, it is answered as the first time, also where nothing began', async () => {
    const { id: conversationId } = await converse();
    const [first, second] = [await call({ conversationId }, { flow: 'patient', id: 'a' }), ids.next()];
    const meanwhile = await call({ conversationId }, { flow: 'patient', id: second });
    expect(meanwhile.body).toEqual(first.body);
    for (const id of ['a', second]) {
      const again = await call({ conversationId }, { flow: 'patient', id });
      expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true']);
    }
    const other = await call({ conversationId, data: { a: 1 } }, { flow: 'patient', id: 'a' });
    expect(other.body).toMatchObject({ status: 409, code: 'key_reused' });
  });

  test('[X1] [X6] what is no id is not found, and costs nobody else anything', async () => {
    for (const conversationId of ['x', '', "' or 1=1", 'NUL \0', 'half \ud83d', ids.next().toUpperCase(), ids.next()]) {
      const said = await call({ conversationId });
      expect([said.status, said.body.code], conversationId).toEqual([404, 'not_found']);
    }
    for (const conversationId of [7, null, {}, [], true])
      expect((await call({ conversationId })).body.code).toBe('validation');
    expect(server.defects).toEqual([]);
  });

  test('[X1] [X6] names and values in data are such as attributes have', async () => {
    for (const name of ['a\0', 'half \ud83d', '__proto__', '', 'two\nlines', "a'b", 'a'.repeat(65)]) {
      const said = await call(`{"data":{${JSON.stringify(name)}:"x"}}`);
      expect(said.body, JSON.stringify(name)).toMatchObject({ status: 400, code: 'validation' });
    }
    for (const value of ['NUL \0', 'half \ud83d', 'a'.repeat(2001), {}, [], null])
      expect((await call({ data: { name: value } })).body, String(value)).toMatchObject({ code: 'validation' });
    expect((await call('{"data":{"number":1e999}}')).status).toBe(400);
    expect(server.defects).toEqual([]);
  });

  test('[X26] waits in line like everybody: where too much waits it is busy', async () => {
    isFull = true;
    try {
      expect((await call({})).body).toMatchObject({ status: 503, code: 'busy' });
    } finally {
      isFull = false;
    }
  });

  test('[I47] what it brings stands in no command’s row', async () => {
    await call({ data: { name: 'Somebody Unmistakable' } });
    const found = await store.database.read({
      name: '',
      text: "select count(*)::int as n from command where organization_id = $1::uuid and command::text like '%Unmistakable%'",
      values: [home.id],
    });
    expect(found.rows).toEqual([{ n: 0 }]);
  });
});
