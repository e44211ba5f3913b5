import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  answers,
  bareServer,
  ids,
  insertSmallOrganization,
  listen,
  type SmallNode,
  startSmallNode,
} from '../../../test/support/small-node.ts';
import { describeOnStores } from '../../../test/support/stores.ts';
import { secureRandom } from '../../base/random.ts';
import { EngineError } from '../../engine/submission.ts';
import { accountSecretsReader } from '../../storage/read-account-secrets.ts';
import { openDiskFileStore } from '../files/disk-file-store.ts';
import type { FileStore } from '../files/file-store.ts';
import { inboundFiles } from '../files/inbound-files.ts';
import { inboundRoutes } from './inbound.ts';
import { newWebhookSecret, signWebhook } from './webhook-signature.ts';

const random = secureRandom();
const bodyBytesMax = 100_000;
const bytesMax = 1000;

interface Signing {
  readonly id?: string;
  readonly at?: number;
  readonly secrets?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

describeOnStores('the inbound webhook of a custom account', (store) => {
  let node: SmallNode;
  let url: string;
  let organizationId: string;
  let otherOrganization: string;
  let secret: string;
  let otherSecret: string;
  let foreignSecret: string;
  let closeServer: () => Promise<unknown>;
  let fileStore: FileStore;
  let removeFiles: () => Promise<unknown>;
  let failure: Error | null = null;

  const addSecret = async (organization: string, accountId: string): Promise<string> => {
    const fresh = newWebhookSecret(random);
    await write('insert into account_secret values ($1::uuid, $2, $3::uuid, $4, clock_timestamp(), null)', [
      organization,
      accountId,
      ids.next(),
      fresh,
    ]);
    return fresh;
  };
  const write = (text: string, values: string[]) =>
    store.database.withSession((session) => session.pipeline([{ name: '', text, values }]));
  const rows = async (text: string, values: string[]) => (await store.database.read({ name: '', text, values })).rows;

  beforeAll(async () => {
    node = await startSmallNode(store.database);
    const app = bareServer();
    const engine = {
      configurations: node.engine.configurations,
      submit: ((submission) =>
        failure === null ? node.engine.submit(submission) : Promise.reject(failure)) as typeof node.engine.submit,
    };
    const clock = { now: () => Date.now(), monotonic: () => performance.now() };
    const folder = await mkdtemp(join(tmpdir(), 'baton-inbound-'));
    fileStore = await openDiskFileStore(folder, ids);
    const storeFiles = inboundFiles({
      ...{ store: fileStore, engine: node.engine, clock, ids, bytesMax },
      onDefect: (error) => expect.unreachable(String(error)),
    });
    removeFiles = () => rm(folder, { recursive: true });
    const readAccountSecrets = accountSecretsReader(store.database);
    await app.register(async (scope) =>
      inboundRoutes(scope, { engine, clock, readAccountSecrets, ...answers, storeFiles, bodyBytesMax }),
    );
    url = await listen(app);
    closeServer = () => app.close();
    organizationId = await insertSmallOrganization(store.database);
    otherOrganization = await insertSmallOrganization(store.database);
    secret = await addSecret(organizationId, 'web');
    otherSecret = await addSecret(organizationId, 'other');
    foreignSecret = await addSecret(otherOrganization, 'web');
  });
  afterAll(async () => {
    await closeServer?.();
    await node?.close();
    await removeFiles?.();
  });

  const message = (messageId: string, more: Record<string, unknown> = {}) => ({
    type: 'message',
    thread: `thread of ${messageId}`,
    from: { address: '+4930123', name: 'Ada' },
    messageId,
    text: 'Good morning',
    ...more,
  });

  async function post(
    body: unknown,
    { id = ids.next(), at = Math.floor(Date.now() / 1000), secrets = [secret], headers = {} }: Signing = {},
    path = `${organizationId}/web`,
  ) {
    const raw = typeof body === 'string' ? body : JSON.stringify(body);
    const signature = signWebhook({ id, timestampSeconds: at, body: Buffer.from(raw) }, secrets);
    const response = await fetch(`${url}/v1/inbound/${path}`, {
      method: 'POST',
      body: raw,
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(at),
        'webhook-signature': signature,
        ...headers,
      },
    });
    return {
      status: response.status,
      replayed: response.headers.get('idempotency-replayed'),
      body: (await response.json()) as {
        id: string;
        conversationId: string;
        ticketId: string;
        sequence: number;
        code: string;
      },
    };
  }
  const position = async () =>
    (await rows('select position from organization_head where organization_id = $1::uuid', [organizationId]))[0]
      ?.position as number;
  const messages = (externalId: string) =>
    rows(
      'select id, text, sequence, conversation_id as "conversationId" from message where organization_id = $1::uuid and external_id = $2',
      [organizationId, externalId],
    );

  test('stores the message before it answers', async () => {
    const { status, body } = await post(message('m-stored', { form: { topic: 'invoice' } }));
    expect(status).toBe(200);
    expect(await messages('m-stored')).toEqual([
      { id: body.id, text: 'Good morning', sequence: 1, conversationId: body.conversationId },
    ]);
    const [ticket] = await rows('select form from ticket where id = $1::uuid', [body.ticketId]);
    expect(ticket.form).toEqual({ topic: 'invoice' });
  });

  test('[I32] answers a delivery that comes again, also many times at once, as the first', async () => {
    const body = message('m-again');
    const many = await Promise.all(Array.from({ length: 20 }, () => post(body)));
    const later = await post(body, { id: 'another-webhook-id' });
    const reordered = await post(Object.fromEntries(Object.entries(body).reverse()));
    for (const { status, body: answer } of [...many, later, reordered])
      expect({ status, answer }).toEqual({ status: 200, answer: many[0]?.body });
    expect(later.replayed).toBe('true');
    expect(await messages('m-again')).toHaveLength(1);
  });

  test('[X24] refuses the same id with another message', async () => {
    await post(message('m-changed'));
    const { status, body } = await post(message('m-changed', { text: 'Good night' }));
    expect([status, body.code]).toEqual([409, 'key_reused']);
    expect(await messages('m-changed')).toMatchObject([{ text: 'Good morning' }]);
  });

  test('[I33] puts messages of one thread into one conversation, in order', async () => {
    const answers = [];
    for (const n of [1, 2, 3]) answers.push((await post(message(`m-thread-${n}`, { thread: 'one' }))).body);
    expect(answers.map((answer) => answer.sequence)).toEqual([1, 2, 3]);
    expect(new Set(answers.map((answer) => answer.conversationId)).size).toBe(1);
  });

  const stale = () => Math.floor(Date.now() / 1000) - 301;
  const early = () => Math.floor(Date.now() / 1000) + 310;
  test.each<[string, () => Signing, string?]>([
    ['that is 5 minutes old', () => ({ at: stale() })],
    ['from 5 minutes ahead', () => ({ at: early() })],
    ['without an id', () => ({ headers: { 'webhook-id': '' } })],
    ['without a timestamp', () => ({ headers: { 'webhook-timestamp': '' } })],
    ['without a signature', () => ({ headers: { 'webhook-signature': '' } })],
    ['of another account’s secret', () => ({ secrets: [otherSecret] })],
    ['of another organization’s secret', () => ({ secrets: [foreignSecret] })],
    ['of a secret that nobody has', () => ({ secrets: [newWebhookSecret(random)] })],
    ['to an account that does not exist', () => ({}), 'ORGANIZATION/nothing'],
    ['to an account with a secret that is not configured', () => ({ secrets: [otherSecret] }), 'ORGANIZATION/other'],
    ['to an organization that does not exist', () => ({}), '00000000-0000-7000-8000-000000000000/web'],
    ['to an organization that is no id', () => ({}), "'or'1/web"],
    ['to an account that is no id', () => ({}), 'ORGANIZATION/%00'],
  ])('[X24] answers 401 to a message %s, and nothing happens', async (_, signing, path = 'ORGANIZATION/web') => {
    const before = await position();
    const { status, body } = await post(message('m-refused'), signing(), path.replace('ORGANIZATION', organizationId));
    expect(status).toBe(401);
    expect(body).toEqual({
      type: 'urn:baton:unauthenticated',
      title: expect.any(String),
      status: 401,
      code: 'unauthenticated',
    });
    expect(await position()).toBe(before);
    expect(await messages('m-refused')).toEqual([]);
  });

  test('[X24] verifies the bytes that came: other bytes with the same meaning fail', async () => {
    const id = ids.next();
    const at = Math.floor(Date.now() / 1000);
    const signed = JSON.stringify(message('m-bytes')).replace('Good', '\\u0047ood');
    const signature = signWebhook({ id, timestampSeconds: at, body: Buffer.from(signed) }, [secret]);
    const again = await post(JSON.parse(signed), { id, at, headers: { 'webhook-signature': signature } });
    expect(again.status).toBe(401);
    expect((await post(signed, { id, at })).status).toBe(200);
  });

  test('[X24] answers 401 to a request without a body, which no parser has seen', async () => {
    const at = Math.floor(Date.now() / 1000);
    const signature = signWebhook({ id: 'm', timestampSeconds: at, body: Buffer.alloc(0) }, [secret]);
    const headers = { 'webhook-id': 'm', 'webhook-timestamp': String(at), 'webhook-signature': signature };
    const { status } = await fetch(`${url}/v1/inbound/${organizationId}/web`, { method: 'POST', headers });
    expect(status).toBe(401);
    expect((await post('', { secrets: [otherSecret] })).status).toBe(401);
  });

  test('[X24] verifies whatever the content type says', async () => {
    expect((await post(message('m-typed'), { headers: { 'content-type': 'text/plain' } })).status).toBe(200);
    expect(
      (await post(message('m-typed'), { secrets: [otherSecret], headers: { 'content-type': 'text/plain' } })).status,
    ).toBe(401);
  });

  test('[X24] bounds the body before it looks at the signature', async () => {
    const large = message('m-large', { text: 'a'.repeat(bodyBytesMax) });
    for (const signing of [{}, { secrets: [otherSecret] }]) {
      const { status, body } = await post(large, signing);
      expect([status, body.code]).toEqual([413, 'body_too_large']);
    }
  });

  test('takes either of two active secrets, a new one at once, and a retired one no more', async () => {
    expect((await post(message('m-rotate-1'))).status).toBe(200);
    const second = await addSecret(organizationId, 'web');
    // The list with the first alone is remembered for a second; a secret that it lacks is looked for again.
    await expect.poll(async () => (await post(message('m-rotate-2'), { secrets: [second] })).status).toBe(200);
    expect((await post(message('m-rotate-3'))).status).toBe(200);
    const third = await addSecret(organizationId, 'web');
    await expect.poll(async () => (await post(message('m-rotate-4'), { secrets: [third] })).status).toBe(200);
    await expect
      .poll(async () => (await post(message('m-rotate-5'), { secrets: [secret] })).status, { timeout: 5000 })
      .toBe(401);
    await write(
      'update account_secret set retired_at = clock_timestamp() where organization_id = $1::uuid and secret = $2',
      [organizationId, third],
    );
    await expect
      .poll(async () => (await post(message('m-rotate-6'), { secrets: [third] })).status, { timeout: 5000 })
      .toBe(401);
    expect((await post(message('m-rotate-7'), { secrets: [second] })).status).toBe(200);
    secret = second;
  });

  test.each<[string, unknown, string]>([
    ['is no JSON', '{"type":', 'malformed_body'],
    ['is empty JSON', '{}', 'validation'],
    ['has an unknown field', message('m-bad', { organizationId: 'x' }), 'validation'],
    ['has an unknown field inside', message('m-bad', { from: { address: 'a', departmentId: 'x' } }), 'validation'],
    ['is of another type', message('m-bad', { type: 'status' }), 'validation'],
    ['has an object for a text', message('m-bad', { text: { $regex: '.' } }), 'validation'],
    ['has a number for an id', message('m-bad', { messageId: 7 }), 'validation'],
    ['has a NUL character', message('m-bad', { text: 'a\0b' }), 'validation'],
    ['has a lone surrogate', message('m-bad', { text: '\ud800' }), 'validation'],
    ['has a line break in its address', message('m-bad', { from: { address: 'a\r\nBcc: b' } }), 'validation'],
    ['says nothing', message('m-bad', { text: '' }), 'validation'],
    ['is too long', message('m-bad', { text: 'a'.repeat(20_001) }), 'validation'],
    ['has too long an id', message('a'.repeat(201)), 'validation'],
    [
      'has a prototype',
      '{"type":"message","__proto__":{"text":"x"},"thread":"t","from":{"address":"a"},"messageId":"m","text":"x"}',
      'validation',
    ],
  ])('answers 400 to a signed message that %s', async (_, body, code) => {
    const before = await position();
    const answer = await post(body);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect(await position()).toBe(before);
  });

  test('[I32] takes files along, once however often the message comes', async () => {
    const content = Buffer.from('a photo');
    const files = [{ name: '../photo.png', mediaType: 'image/png', content: content.toString('base64') }];
    const first = await post(message('m-files', { text: '', files }));
    expect(first.status).toBe(200);
    expect((await post(message('m-files', { text: '', files }))).body).toEqual(first.body);
    const stored = await rows(
      'select name, media_type, bytes, sha256 from file where organization_id = $1::uuid and conversation_id = $2::uuid',
      [organizationId, first.body.conversationId],
    );
    expect(stored).toMatchObject([{ name: '../photo.png', media_type: 'image/png', bytes: content.length }]);
    expect((await fileStore.open(stored[0].sha256))?.bytes).toBe(content.length);
  });

  test.each([
    ['is no base64', { content: 'a' }],
    ['is of no media type', { mediaType: 'image' }],
    ['names a place to fetch it from', { url: 'http://127.0.0.1/' }],
  ])('answers 400 to a file that %s', async (_, change) => {
    const files = [{ name: 'a', mediaType: 'image/png', content: '', ...change }];
    expect(await post(message('m-bad-file', { files }))).toMatchObject({ status: 400, body: { code: 'validation' } });
  });

  test('answers 413 to a file over the limit', async () => {
    const files = [{ name: 'a', mediaType: 'image/png', content: Buffer.alloc(bytesMax + 1).toString('base64') }];
    expect(await post(message('m-large-file', { files }))).toMatchObject({
      status: 413,
      body: { code: 'body_too_large' },
    });
    expect(await messages('m-large-file')).toEqual([]);
  });

  test('answers 503 when the engine cannot take it, and the same message later is one message', async () => {
    failure = new EngineError('busy', 'Too much waits.');
    expect((await post(message('m-busy'))).status).toBe(503);
    failure = null;
    expect(await messages('m-busy')).toEqual([]);
    expect((await post(message('m-busy'))).status).toBe(200);
    expect(await messages('m-busy')).toHaveLength(1);
  });
});
