import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SteppedClock } from '../../test/support/hand-clock.ts';
import {
  agent,
  changeItems,
  ids,
  insertSmallOrganization,
  key,
  type SmallNode,
  startSmallNode,
} from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import { secureRandom, seededRandom } from '../base/random.ts';
import { sendToAccount } from '../channels/custom/outbound.ts';
import { newWebhookSecret, readSignatureHeaders, verifyWebhook } from '../channels/custom/webhook-signature.ts';
import { storeFile } from '../commands/files.ts';
import { receiveMessage, sendMessage } from '../commands/messages.ts';
import { startConversation } from '../commands/start-conversation.ts';
import { type DeliverableMessage, deliveryStore } from '../storage/queries-deliveries.ts';
import { accountSecretsReader } from '../storage/read-account-secrets.ts';
import { accountsConcerned, Deliveries, type DeliveriesOptions } from './deliveries.ts';

interface Arrived {
  readonly account: string;
  readonly id: string;
  readonly text: string;
  readonly thread: string;
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly isSigned: boolean;
}

describeOnStores('deliveries', (store) => {
  let node: SmallNode;
  let organizationId: string;
  let clock: SteppedClock;
  let secret: string;
  let server: Server;
  let url: string;
  let arrived: Arrived[];
  /** What the receiver answers, by what it is asked. Default 200. */
  let answer: (asked: Omit<Arrived, 'status'>) => number | Promise<number>;
  let running: Deliveries<DeliverableMessage>[];
  let errors: unknown[];
  let alerts: unknown[];

  beforeEach(async () => {
    [arrived, running, errors, alerts] = [[], [], [], []];
    answer = () => 200;
    clock = new SteppedClock();
    node = await startSmallNode(store.database);
    organizationId = await insertSmallOrganization(store.database);
    secret = await addSecret('web');
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const raw = Buffer.concat(chunks);
      const headers = readSignatureHeaders(request.headers, clock.now());
      const body = JSON.parse(raw.toString());
      const asked = {
        account: request.url?.slice(1) ?? '',
        id: headers?.id ?? '',
        text: body.text,
        thread: body.thread,
        body,
        isSigned: headers !== null && verifyWebhook(headers, raw, [secret]),
      };
      const status = await answer(asked);
      arrived.push({ ...asked, status });
      response.writeHead(status).end('noted');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await account('web');
  });
  afterEach(async () => {
    await Promise.all(running.map((deliveries) => deliveries.close()));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await node.close();
    expect(errors).toEqual([]);
  });

  const write = (text: string, values: string[]) =>
    store.database.withSession((session) => session.pipeline([{ name: '', text, values }]));
  const addSecret = async (accountId: string): Promise<string> => {
    const fresh = newWebhookSecret(secureRandom());
    const text = 'insert into account_secret values ($1::uuid, $2, $3::uuid, $4, clock_timestamp(), null)';
    await write(text, [organizationId, accountId, ids.next(), fresh]);
    return fresh;
  };
  const account = (id: string, deliveryUrl: string | null = `${url}/${id}`) =>
    node.run(organizationId, { kind: 'system', part: 'test' }, changeItems, {
      items: [['account', id, { id, kind: 'webchat', entry: { department: 'support' }, deliveryUrl }]],
    });
  /** The store with the endpoints of this test's organization alone: those of others have nobody who answers. */
  const ownStore = (): DeliveriesOptions<DeliverableMessage>['store'] => {
    const whole = deliveryStore(store.database);
    return { ...whole, endpointsAfter: async (after) => (after === null ? whole.endpointsOf(organizationId) : []) };
  };
  const begin = (more: Partial<DeliveriesOptions<DeliverableMessage>> = {}): Deliveries<DeliverableMessage> => {
    const deliveries = new Deliveries({
      store: ownStore(),
      clock,
      time: 'clock',
      random: seededRandom(1),
      concerns: accountsConcerned,
      headOf: (id) => node.tail.position(id),
      send: (delivery) =>
        sendToAccount(delivery, {
          clock,
          readAccountSecrets: accountSecretsReader(store.database),
          allowPrivate: true,
          timeoutMs: 5000,
        }),
      onError: (error) => errors.push(error),
      onAlert: (alert) => alerts.push(alert),
      ...more,
    });
    running.push(deliveries);
    node.tail.listen(deliveries.hear);
    return deliveries;
  };
  /** Does what is due, knowing all that was committed: an answer may come a moment before the log's readers are told. */
  const run = async (deliveries: Deliveries<DeliverableMessage>): Promise<void> => {
    await node.tail.poll();
    await deliveries.run();
  };
  const conversation = async (thread: string, accountId = 'web') =>
    (
      await node.run(organizationId, agent('ana'), startConversation, {
        accountId,
        channelKind: 'webchat',
        threadKey: thread,
        contact: { address: thread },
      })
    ).conversationId;
  const say = (conversationId: string, text: string, more: { kind?: 'reply' | 'note'; fileIds?: string[] } = {}) =>
    node.run(organizationId, agent('ana'), sendMessage, { conversationId, kind: 'reply', text, fileIds: [], ...more });
  const texts = (of: readonly Arrived[] = arrived) => of.map(({ text }) => text);
  const delivered = () => arrived.filter(({ status }) => status === 200);

  test('carry what agents say to the customer’s channel, signed, and nothing that is internal', async () => {
    const deliveries = begin();
    const id = await conversation('t');
    const file = { id: ids.next(), name: 'bill.pdf', mediaType: 'application/pdf', bytes: 3, sha256: 'ab'.repeat(32) };
    await node.run(organizationId, agent('ana'), storeFile, file);
    await node.run(organizationId, { kind: 'contact', accountId: 'web', address: 't' }, receiveMessage, {
      ...{
        accountId: 'web',
        channelKind: 'webchat',
        threadKey: 't',
        from: { address: 't' },
        externalId: 'e1',
        text: 'from the customer',
        fileIds: [],
      },
    });
    await say(id, '[X27] never outside', { kind: 'note' });
    const { messageId } = await say(id, 'Here is your bill {{name}}', { fileIds: [file.id] });
    await node.run(organizationId, key('conversation.reply'), sendMessage, {
      conversationId: id,
      kind: 'reply',
      text: 'from an integration',
      fileIds: [],
    });
    await run(deliveries);
    expect(texts()).toEqual(['Here is your bill {{name}}', 'from an integration']);
    expect(arrived[0]).toMatchObject({ id: messageId, isSigned: true, account: 'web' });
    expect(arrived[0]?.body).toEqual({
      type: 'message',
      id: messageId,
      conversationId: id,
      sequence: 3,
      thread: 't',
      to: { address: 't', participants: [{ channel: 'webchat', address: 't' }] },
      text: 'Here is your bill {{name}}',
      files: [file],
      author: expect.objectContaining({ kind: 'agent', id: 'ana' }),
      automatic: false,
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(arrived[1]?.body).toMatchObject({ automatic: true });
    await run(deliveries);
    expect(arrived).toHaveLength(2);
  });

  test('reach the endpoint without being asked, as soon as the log tells of them', async () => {
    const deliveries = begin();
    await run(deliveries);
    const id = await conversation('t');
    for (let n = 0; n < 5; n++) await say(id, String(n));
    await expect.poll(() => texts()).toEqual(['0', '1', '2', '3', '4']);
  });

  test('keep each conversation’s order, whatever the number of messages', async () => {
    const deliveries = begin();
    const conversations = await Promise.all(['a', 'b', 'c'].map((thread) => conversation(thread)));
    for (let n = 0; n < 30; n++) for (const [i, id] of conversations.entries()) await say(id, `${'abc'[i]}${n}`);
    await run(deliveries);
    for (const thread of 'abc') {
      const own = texts().filter((text) => text.startsWith(thread));
      expect(own).toEqual(Array.from({ length: 30 }, (_, n) => `${thread}${n}`));
    }
  });

  test('[I38] are tried again under the same id, later and later, until they are taken', async () => {
    const deliveries = begin();
    const id = await conversation('t');
    const { messageId } = await say(id, 'hello');
    answer = () => 503;
    const gaps: number[] = [];
    await run(deliveries);
    for (let attempt = 1; attempt <= 6; attempt++) {
      let waited = 0;
      while (arrived.length === attempt) {
        clock.pass(250);
        waited += 250;
        await run(deliveries);
      }
      gaps.push(waited);
    }
    gaps.forEach((gap, n) => {
      expect(gap).toBeGreaterThanOrEqual(Math.min(300_000, 1000 * 2 ** n) / 2);
      expect(gap).toBeLessThanOrEqual(Math.min(300_000, 1000 * 2 ** n) + 250);
    });
    answer = () => 200;
    clock.pass(300_000);
    await run(deliveries);
    expect(new Set(arrived.map((one) => one.id))).toEqual(new Set([messageId]));
    expect(delivered()).toHaveLength(1);
    await say(id, 'and again');
    clock.pass(250);
    await run(deliveries);
    expect(texts(delivered())).toEqual(['hello', 'and again']);
  });

  test('to one endpoint that fails stop nobody else’s', async () => {
    await account('other');
    await addSecret('other');
    const deliveries = begin();
    answer = ({ account: of }) => (of === 'web' ? 500 : 200);
    await say(await conversation('t'), 'to web');
    await say(await conversation('u', 'other'), 'to other');
    await run(deliveries);
    expect(texts(delivered())).toEqual(['to other']);
  });

  test('[I40] to one endpoint that is at work for long stop nobody else’s retries', async () => {
    await account('slow');
    await addSecret('slow');
    const answered = Promise.withResolvers<number>();
    let isAway = true;
    answer = ({ account: of }) => (of === 'slow' ? answered.promise : isAway ? 503 : 200);
    await say(await conversation('t', 'slow'), 'to slow');
    await say(await conversation('u'), 'to web');
    const deliveries = begin();
    deliveries.start(1);
    await expect.poll(() => texts()).toEqual(['to web']);
    isAway = false;
    await expect
      .poll(() => {
        clock.pass(1000);
        return texts(delivered());
      })
      .toEqual(['to web']);
    answered.resolve(200);
    await deliveries.close();
    expect(texts(delivered())).toEqual(['to web', 'to slow']);
  });

  test('[I38] of a conversation that was put aside keep their order, however many others were', async () => {
    const deliveries = begin();
    const id = await conversation('bad');
    // A thousand others, which are tried again before it.
    await write(
      `insert into log_cursor (organization_id, reader, position, retry_at, failures)
        select $1::uuid, 'delivery:web other-' || n, 0, $2::timestamptz, 1 from generate_series(1, 1000) n`,
      [organizationId, new Date(clock.now() + 100).toISOString()],
    );
    answer = () => 400;
    await say(id, 'bad 1');
    await run(deliveries);
    await say(id, 'bad 2');
    await run(deliveries);
    await write(`delete from log_cursor where organization_id = $1::uuid and reader like '%other%'`, [organizationId]);
    answer = () => 200;
    clock.pass(60_000);
    await run(deliveries);
    expect(texts(delivered())).toEqual(['bad 1', 'bad 2']);
  });

  test.each([400, 500])(
    'of a conversation that is refused (%i) hold up no other, and keep their order',
    async (status) => {
      const deliveries = begin();
      const [bad, good] = [await conversation('bad'), await conversation('good')];
      answer = ({ thread }) => (thread === 'bad' ? status : 200);
      await say(bad, 'bad 1');
      await say(good, 'good 1');
      await say(bad, 'bad 2');
      await say(good, 'good 2');
      await run(deliveries);
      await say(good, 'good 3');
      await say(bad, 'bad 3');
      clock.pass(500);
      await run(deliveries);
      expect(texts(delivered())).toEqual(['good 1', 'good 2', 'good 3']);
      expect(texts().filter((text) => text.startsWith('bad'))).not.toContain('bad 2');
      answer = () => 200;
      clock.pass(60_000);
      await run(deliveries);
      await say(bad, 'bad 4');
      clock.pass(250);
      await run(deliveries);
      expect(texts(delivered()).filter((text) => text.startsWith('bad'))).toEqual(['bad 1', 'bad 2', 'bad 3', 'bad 4']);
      const rows = await store.database.read({
        name: '',
        text: 'select reader from log_cursor where organization_id = $1::uuid',
        values: [organizationId],
      });
      expect(rows.rows).toEqual([{ reader: 'delivery:web' }]);
    },
  );

  test('of one conversation that fails alone are put aside in the end, so that others pass', async () => {
    const deliveries = begin();
    answer = ({ thread }) => (thread === 'bad' ? 500 : 200);
    const bad = await conversation('bad');
    for (let n = 0; n < 50; n++) await say(bad, `bad ${n}`);
    await say(await conversation('good'), 'good');
    for (let n = 0; n < 6; n++) {
      await run(deliveries);
      clock.pass(60_000);
    }
    expect(texts(delivered())).toEqual(['good']);
  });

  test('that an endpoint refuses for good are given up and told of, and their conversation goes on', async () => {
    const deliveries = begin();
    const id = await conversation('t');
    answer = ({ text }) => (text === 'poison' ? 422 : 200);
    const { messageId } = await say(id, 'poison');
    await say(id, 'after it');
    for (let n = 0; n < 20; n++) {
      await run(deliveries);
      clock.pass(300_000);
    }
    expect(texts(delivered())).toEqual(['after it']);
    expect(alerts).toEqual([
      { organizationId, accountId: 'web', alert: 'message_given_up', messageId, why: 'It answered 422.' },
    ]);
  });

  test('[F19] that were sent and not marked when the process died are sent again, under the same id', async () => {
    const id = await conversation('t');
    const { messageId } = await say(id, 'hello');
    const posted = Promise.withResolvers<void>();
    // The first node sends, and dies before it hears the answer.
    const dead = begin({
      send: async (delivery) => {
        await sendToAccount(delivery, {
          clock,
          readAccountSecrets: accountSecretsReader(store.database),
          allowPrivate: true,
        });
        posted.resolve();
        return new Promise<never>(() => {});
      },
    });
    running.splice(running.indexOf(dead), 1);
    void dead.run();
    await posted.promise;
    const next = begin();
    await run(next);
    expect(arrived).toHaveLength(1);
    await say(id, 'second');
    clock.pass(31_000);
    await run(next);
    expect(arrived.map((one) => [one.id === messageId, one.text])).toEqual([
      [true, 'hello'],
      [true, 'hello'],
      [false, 'second'],
    ]);
  });

  test('are sent once by any number of nodes that are alive', async () => {
    const nodes = [begin(), begin(), begin()];
    const id = await conversation('t');
    for (let n = 0; n < 40; n++) await say(id, String(n));
    await Promise.all(nodes.map(run));
    expect(texts()).toEqual(Array.from({ length: 40 }, (_, n) => String(n)));
    await say(id, 'later');
    clock.pass(30_000);
    await Promise.all(nodes.map(run));
    expect(texts().slice(40)).toEqual(['later']);
  });

  test('[I40] stay with the node that has them in hand, whatever the clocks of others say', async () => {
    const [posted, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<number>()];
    answer = () => {
      posted.resolve();
      return answered.promise;
    };
    await say(await conversation('t'), 'hello');
    const holding = run(begin({ time: 'database' }));
    await posted.promise;
    const ahead = new SteppedClock(Date.now() + 40_000);
    const claims: unknown[] = [];
    const whole = ownStore();
    const claim: typeof whole.claim = async (...asked) => {
      const claimed = await whole.claim(...asked);
      claims.push(claimed);
      return claimed;
    };
    await run(begin({ time: 'database', clock: ahead, store: { ...whole, claim } }));
    expect(claims).toEqual([null]);
    answered.resolve(200);
    await holding;
    expect(texts()).toEqual(['hello']);
  });

  test('stay with the node that is at work on them, however long it takes', async () => {
    const others = begin();
    answer = async () => {
      clock.pass(13_000);
      await others.run();
      return 200;
    };
    const id = await conversation('t');
    for (let n = 0; n < 5; n++) await say(id, String(n));
    await run(begin());
    expect(texts()).toEqual(['0', '1', '2', '3', '4']);
  });

  test('are looked for at other times for each endpoint, and not for all at once', async () => {
    const names = Array.from({ length: 130 }, (_, n) => ({ organizationId, accountId: `a${n}`, url }));
    const whole = ownStore();
    const looked: string[] = [];
    const deliveries = begin({
      store: {
        ...whole,
        endpointsAfter: async (after) => (after === null ? names : []),
        claim: (name, ...more) => {
          looked.push(name.accountId);
          return whole.claim(name, ...more);
        },
      },
    });
    const countOfRun = async (): Promise<number> => {
      looked.length = 0;
      await run(deliveries);
      return looked.length;
    };
    expect([await countOfRun(), await countOfRun(), await countOfRun()]).toEqual([100, 30, 0]);
    const counts: number[] = [];
    for (let n = 0; n < 30; n++) {
      clock.pass(1000);
      counts.push(await countOfRun());
    }
    expect(counts.slice(0, 14)).toEqual(Array(14).fill(0));
    expect(Math.max(...counts)).toBeLessThan(30);
    expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(130);
  });

  test('[I40] go on when the clock is set back an hour', async () => {
    const deliveries = begin();
    const id = await conversation('t');
    answer = () => 503;
    await say(id, 'hello');
    await run(deliveries);
    clock.setBack(3_600_000);
    answer = () => 200;
    clock.pass(5_000);
    await run(deliveries);
    expect(texts(delivered())).toEqual(['hello']);
  });

  test('begin with the account’s address: what was said before has no one to go to', async () => {
    await account('late', null);
    await addSecret('late');
    const deliveries = begin();
    const id = await conversation('l', 'late');
    await say(id, 'before');
    await run(deliveries);
    await account('late');
    await say(id, 'after');
    await say(id, 'after too');
    const again = begin();
    await run(again);
    // By whichever of the two has it in hand.
    await expect.poll(() => texts()).toEqual(['after', 'after too']);
  });

  test('go to an address that is configured while the addresses are read', async () => {
    const [read, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const whole = ownStore();
    const endpointsAfter: typeof whole.endpointsAfter = async (after) => {
      const page = await whole.endpointsAfter(after);
      read.resolve();
      await goOn.promise;
      return page;
    };
    const deliveries = begin({ store: { ...whole, endpointsAfter } });
    const loading = deliveries.run();
    await read.promise;
    await account('late');
    await addSecret('late');
    await node.tail.poll();
    goOn.resolve();
    await loading;
    await say(await conversation('l', 'late'), 'hello');
    await run(deliveries);
    expect(texts()).toEqual(['hello']);
  });

  test('that are under way when their address is taken away are waited for at the end', async () => {
    const [posted, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<number>()];
    answer = () => {
      posted.resolve();
      return answered.promise;
    };
    await say(await conversation('t'), 'hello');
    const deliveries = begin();
    const delivering = deliveries.run();
    await posted.promise;
    await account('web', null);
    await node.tail.poll();
    await deliveries.run();
    const closed = deliveries.close();
    answered.resolve(200);
    await closed;
    const text = 'select retry_at as "retryAt" from log_cursor where organization_id = $1::uuid';
    expect((await store.database.read({ name: '', text, values: [organizationId] })).rows).toEqual([{ retryAt: null }]);
    await delivering;
  });

  test('are signed with every active secret while they are rotated', async () => {
    const deliveries = begin();
    const id = await conversation('t');
    const first = secret;
    secret = await addSecret('web');
    await say(id, 'one');
    await run(deliveries);
    expect(arrived[0]?.isSigned).toBe(true);
    secret = first;
    await say(id, 'two');
    clock.pass(250);
    await run(deliveries);
    clock.pass(30_000);
    await run(deliveries);
    expect(arrived[1]?.isSigned).toBe(true);
  });

  test('[X3] go nowhere near a private network unless the operator allows it', async () => {
    const deliveries = begin({
      send: (delivery) => sendToAccount(delivery, { clock, readAccountSecrets: accountSecretsReader(store.database) }),
    });
    await say(await conversation('t'), 'hello');
    for (let n = 0; n < 10; n++) {
      await run(deliveries);
      clock.pass(300_000);
    }
    expect(arrived).toEqual([]);
    expect(alerts).toMatchObject([{ alert: 'endpoint_away', accountId: 'web' }]);
  });

  test('wait for the store when it is away, and lose nothing', async () => {
    let isAway = true;
    const whole = ownStore();
    const deliveries = begin({
      store: { ...whole, claim: (...asked) => (isAway ? Promise.reject(new Error('away')) : whole.claim(...asked)) },
    });
    await say(await conversation('t'), 'hello');
    await run(deliveries);
    expect(errors.splice(0)).toHaveLength(1);
    isAway = false;
    clock.pass(1000);
    await run(deliveries);
    expect(texts()).toEqual(['hello']);
  });
});
