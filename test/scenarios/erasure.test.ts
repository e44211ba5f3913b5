import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { openDiskFileStore } from '../../src/channels/files/disk-file-store.ts';
import { Engine } from '../../src/engine/engine.ts';
import { Retention } from '../../src/jobs/retention.ts';
import type { RunningNode } from '../../src/node.ts';
import { Partner } from '../support/partner.ts';
import { describeOnStoreKinds } from '../support/stores.ts';
import { customerOf } from './customer.ts';
import { Desk, eventually, startServer, twoDepartments } from './desk.ts';
import { readLog } from './read-log.ts';

const toBilling = { target: { kind: 'department', id: 'billing' } };
const dayMs = 86_400_000;
/** A valid number, and a word that stands nowhere else. */
const [card, canary] = ['4929 1234 5678 9019', 'canary-zx81'];

describeOnStoreKinds('what nobody may keep any longer', (kind) => {
  let node: RunningNode;
  let partner: Partner;
  let dataDir: string;
  const defects: string[] = [];
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'baton-erasure-'));
    partner = await Partner.start();
    const onDefect = (error: unknown): unknown => defects.push(String(error));
    node = await startServer(kind, { dataDir, allowPrivateDelivery: true, onDefect });
  });
  afterAll(async () => {
    await node.close();
    await partner.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** Retention as it would run after so many days. */
  async function afterDays(days: number, mayRemoveStrays = async () => true): Promise<void> {
    const clock: Clock = { ...systemClock, now: () => systemClock.now() + days * dayMs };
    const { database, ids } = node;
    const engine = new Engine({
      database,
      clock,
      ids,
      time: 'clock',
      onDefect: (error) => defects.push(String(error)),
    });
    const { rows } = await database.read({
      name: '',
      text: 'select organization_id as id from organization',
      values: [],
    });
    const retention = new Retention({
      ...{ database, engine, clock, ids, settleMs: 0, onError: (error) => defects.push(String(error)) },
      files: await openDiskFileStore(join(dataDir, 'files'), ids),
      mayRemoveStrays,
      organizations: () => rows.map(({ id }) => id as string),
    });
    await retention.run();
    // What was erased just now has its bytes looked at in the same run; a second finds nothing more to do.
    await retention.run();
    await engine.stop();
  }

  /** Tables, and files of the store, in which something of it stands. */
  async function whereIs(...words: string[]): Promise<string[]> {
    const found: string[] = [];
    const { rows: tables } = await node.database.read({
      name: '',
      text: `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
        where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
      values: [],
    });
    expect(tables.length).toBeGreaterThan(20);
    for (const { name } of tables) {
      const { rows } = await node.database.read({
        name: '',
        text: `select to_jsonb(t)::text as row from ${name} t`,
        values: [],
      });
      if (rows.some(({ row }) => words.some((word) => row.includes(word)))) found.push(name);
    }
    for (const entry of await readdir(join(dataDir, 'files'), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const content = await readFile(join(entry.parentPath, entry.name), 'utf8');
      if (words.some((word) => content.includes(word) || entry.name.includes(word))) found.push('file');
    }
    return [...new Set(found)].sort();
  }

  async function upload(desk: Desk, name: string, content: string): Promise<string> {
    const response = await fetch(`${desk.url}/v1/files?name=${name}`, {
      method: 'POST',
      body: content,
      headers: { authorization: `Bearer ${desk.key}`, 'baton-act-as': 'ana' },
    });
    expect(response.status).toBe(201);
    return ((await response.json()) as { id: string }).id;
  }

  const kept = (retentionDays: number): typeof twoDepartments =>
    ({
      ...twoDepartments,
      settings: { wrapUpSeconds: 600 },
      departments: twoDepartments.departments?.map((each) =>
        each.id === 'support' ? { ...each, settings: { retentionDays } } : { ...each, settings: { retentionDays: 90 } },
      ),
      accounts: twoDepartments.accounts?.map((each) => ({ ...each, deliveryUrl: partner.url })),
    }) as typeof twoDepartments;

  it('[I47] [T-L7] a canary that went through everything is in no table, file or log once retention is over', async () => {
    const desk = await Desk.open(node, kept(30));
    await desk.online('ana', 'cy', 'sue');
    const customer = await customerOf(desk);
    const { conversationId, ticketId } = (await customer.write(`my card: ${card} ${canary}`)).body;
    const says = (who: string, as: string, text: string, fileIds: string[] = []) =>
      desk.as(who).post(`/v1/conversations/${conversationId}/messages`, { kind: as, text, fileIds });
    await desk.as('ana').post(`/v1/tickets/${ticketId}/take`);
    const fileId = await upload(desk, `${canary}.txt`, `${canary} ${card}`);
    expect((await says('ana', 'reply', `Thank you for ${card}, ${canary}`, [fileId])).status).toBe(201);
    await eventually(async () => partner.told.some(({ body }) => JSON.stringify(body).includes(canary)));
    await says('ana', 'note', canary);
    await desk.as('ana').post(`/v1/tickets/${ticketId}/help`, { message: canary });
    await says('sue', 'whisper', canary);
    for (const format of ['json', 'text']) {
      const path = `/v1/conversations/${conversationId}/transcript?for=internal&format=${format}`;
      const headers = { authorization: `Bearer ${desk.key}`, 'baton-act-as': 'sue' };
      expect(await (await fetch(desk.url + path, { headers })).text()).toContain(canary);
    }
    await desk.as('ana').get(`/v1/search?q=${canary}`);
    const moved = await desk
      .as('ana')
      .post(`/v1/tickets/${ticketId}/transfers`, { ...toBilling, note: canary, draft: `${canary} draft` });
    expect(moved.body.state, JSON.stringify(moved.body)).toBe('completed');
    const segment = (await desk.api.get(`/v1/segments?ticketId=${ticketId}`)).body.items.find(
      ({ owner }: any) => owner.id === 'ana',
    );
    expect((await desk.as('ana').put(`/v1/segments/${segment.id}/wrap-up`, { note: canary })).status).toBe(200);
    await customer.write('The rest is billing’s.');

    expect(await whereIs(canary, card)).toEqual([
      'file',
      'public.file',
      'public.message',
      'public.segment',
      'public.transfer',
    ]);
    // It goes on in billing, where all of it is read: nothing goes before the whole is over.
    await afterDays(31);
    expect(await whereIs(canary)).toContain('public.message');
    const present = (await desk.api.get(`/v1/conversations/${conversationId}`)).body.ticketId;
    expect((await desk.api.post(`/v1/tickets/${present}/close`)).status).toBe(200);
    await afterDays(29);
    expect(await whereIs(canary)).toContain('public.message');
    await afterDays(31);
    expect(await whereIs(canary, card, card.replaceAll(' ', ''))).toEqual([]);
    expect(defects.join()).not.toContain(canary);
    // Its place is kept, and what came after it is not support's to take away.
    const { items } = (await desk.api.get(`/v1/conversations/${conversationId}/messages`)).body;
    expect(items[0]).toMatchObject({ sequence: 1, text: '', fileIds: [] });
    expect(items[0].erasedAt).not.toBeNull();
    expect(items.at(-1)).toMatchObject({ text: 'The rest is billing’s.', erasedAt: null });
    const headers = { authorization: `Bearer ${desk.key}` };
    expect((await fetch(`${desk.url}/v1/files/${fileId}`, { headers })).status).toBe(404);
    expect((await fetch(`${desk.url}/v1/files/${fileId}/details`, { headers })).status).toBe(404);
    const erased = (await readLog(desk)).filter((event) => event.kind === 'message.erased');
    expect(erased.map((event) => [event.actor.id, event.data.because])).toEqual([
      ['retention', 'retention'],
      ['retention', 'bytes'],
    ]);
    await afterDays(32);
    expect((await readLog(desk)).filter((event) => event.kind === 'message.erased')).toHaveLength(2);
  });

  it('[I47] nothing goes while its department keeps everything, or while its ticket is open', async () => {
    const desk = await Desk.open(node, kept(0));
    await desk.online('cy');
    const customer = await customerOf(desk);
    const { ticketId, conversationId } = (await customer.write('kept-word')).body;
    await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toBilling);
    await customer.write('open-word');
    await afterDays(3_650);
    const texts = (await desk.api.get(`/v1/conversations/${conversationId}/messages`)).body.items;
    expect(texts.map(({ text }: any) => text)).toEqual(['kept-word', 'open-word']);
  });

  it('[I47] a long ticket goes in portions, and bytes that somebody else has stay', async () => {
    const desk = await Desk.open(node, kept(1));
    const other = await Desk.open(node, kept(0));
    await desk.online('ana');
    await other.online('ana');
    const [mine, theirs] = [await upload(desk, 'a.txt', 'same bytes'), await upload(other, 'b.txt', 'same bytes')];
    const theirConversation = (await other.conversation({ owner: { kind: 'agent', id: 'ana' } })).conversationId;
    const carried = { text: 'here', fileIds: [theirs] };
    expect((await other.as('ana').post(`/v1/conversations/${theirConversation}/messages`, carried)).status).toBe(201);
    const { ticketId, conversationId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    for (let i = 0; i < 40; i++)
      await desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, {
        text: `portion-word ${i}`,
        ...(i === 20 ? { fileIds: [mine] } : {}),
      });
    expect((await desk.as('ana').post(`/v1/tickets/${ticketId}/close`)).status).toBe(200);
    await afterDays(2);
    expect(await whereIs('portion-word')).toEqual([]);
    const headers = { authorization: `Bearer ${other.key}` };
    expect(await (await fetch(`${other.url}/v1/files/${theirs}`, { headers })).text()).toBe('same bytes');
  });

  it('[X5] [I47] a file that no message carried for a day goes, with its bytes; one that is carried stays', async () => {
    const desk = await Desk.open(node, kept(0));
    await desk.online('ana');
    const [loose, carried, shared] = [
      await upload(desk, 'loose-name.txt', 'loose-content'),
      await upload(desk, 'carried-name.txt', 'carried-content'),
      await upload(desk, 'shared-name.txt', 'carried-content'),
    ];
    const { conversationId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const say = (fileId: string) =>
      desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { text: 'here', fileIds: [fileId] });
    expect((await say(carried)).status).toBe(201);
    const loaded = ['loose-name', 'loose-content', 'shared-name'];
    await afterDays(0.9);
    expect(await whereIs(...loaded)).toEqual(['file', 'public.file']);
    await afterDays(1.1);
    expect(await whereIs(...loaded)).toEqual([]);
    expect(await whereIs('carried-content', 'carried-name')).toEqual(['file', 'public.file']);
    const headers = { authorization: `Bearer ${desk.key}` };
    for (const gone of [loose, shared]) {
      expect((await fetch(`${desk.url}/v1/files/${gone}`, { headers })).status).toBe(404);
      expect((await fetch(`${desk.url}/v1/files/${gone}/details`, { headers })).status).toBe(404);
      expect((await say(gone)).body).toMatchObject({ code: 'file_unknown' });
    }
    expect((await say(carried)).status).toBe(201);
    const told = () => readLog(desk).then((log) => log.filter((event) => event.kind === 'message.erased'));
    expect((await told()).map(({ actor, data }) => [actor.id, data.because])).toEqual([
      ['retention', 'retention'],
      ['retention', 'bytes'],
    ]);
    expect((await told()).map(({ data }) => [...(data.fileIds as string[])].sort())).toEqual(
      Array(2).fill([loose, shared].sort()),
    );
    await afterDays(2);
    expect(await told()).toHaveLength(2);
  });

  it('[X5] more of them than one command takes go in one look', async () => {
    const desk = await Desk.open(node, kept(0));
    const [one, last] = ['00000000-0000-7000-8000-000000000000', String(1_000)];
    await node.database.withSession((session) =>
      session.pipeline([
        {
          name: '',
          text: `insert into file (organization_id, id, name, media_type, bytes, sha256, conversation_id, created_at)
            select $1::uuid, ($2::text::uuid::text::char(24) || lpad(n::text, 12, '0'))::uuid, 'many-name', 'text/plain', 1,
              repeat('0', 64), null, clock_timestamp() from generate_series(1, $3::int) n`,
          values: [desk.organizationId, one, last],
        },
      ]),
    );
    await afterDays(1.1);
    expect(await whereIs('many-name')).toEqual([]);
  });

  it('[X5] bytes that were stored when their file could not be go after a day, and those of a file stay', async () => {
    const desk = await Desk.open(node, kept(0));
    await desk.online('ana');
    const { conversationId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const fileId = await upload(desk, 'b.txt', 'old and needed');
    await desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { text: 'here', fileIds: [fileId] });
    const store = await openDiskFileStore(join(dataDir, 'files'), node.ids);
    await store.put([Buffer.from('stray-content')], 100);
    await writeFile(join(dataDir, 'files', 'incoming', 'half'), 'half-content');
    await afterDays(0.9);
    expect(await whereIs('stray-content', 'half-content')).toEqual(['file']);
    await afterDays(1.1, async () => false);
    expect(await whereIs('stray-content', 'half-content')).toEqual(['file']);
    await afterDays(1.1);
    expect(await whereIs('stray-content', 'half-content')).toEqual([]);
    expect(await whereIs('old and needed')).toEqual(['file']);
  });

  it('[T-L7] [I36] one message is erased by law, from a final ticket too: once, by whoever may, and live viewers hear of it', async () => {
    const desk = await Desk.open(node, {
      ...twoDepartments,
      agents: [...(twoDepartments.agents ?? []), { id: 'root', departments: [], role: 'administrator' }],
    } as typeof twoDepartments);
    await desk.online('ana', 'cy');
    const customer = await customerOf(desk);
    const { ticketId, conversationId } = (await customer.write('law-word')).body;
    await desk.api.post(`/v1/tickets/${ticketId}/transfers`, toBilling);
    const erase = (who: string, sequence: number | string = 1) =>
      desk.as(who).post(`/v1/conversations/${conversationId}/messages/${sequence}/erase`);
    const codes = async (who: string, sequence?: number | string) => {
      const { status, body } = await erase(who, sequence);
      return [status, body.code];
    };
    expect(await codes('ana')).toEqual([403, 'permission_missing']);
    expect(await codes('leo')).toEqual([404, 'not_found']);
    expect(await codes('root', 99)).toEqual([404, 'not_found']);
    for (const sequence of ['0', '-1', 'x', '1e9', '99999999999'])
      expect(await codes('root', sequence)).toEqual([400, 'validation']);
    const before = (await desk.as('cy').get('/v1/snapshot')).body;
    expect(before.conversations[0].preview.text).toBe('law-word');
    const done = await erase('root');
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    expect(done.body).toMatchObject({ conversationId, sequence: 1 });
    expect(await codes('root')).toEqual([409, 'already_erased']);
    const { events } = (await desk.as('cy').get(`/v1/events?format=json&after=${before.cursor}`)).body;
    expect(events.at(-1)).toMatchObject({
      kind: 'message.erased',
      data: { messageSequences: [1], because: 'request' },
    });
    expect((await desk.as('cy').get('/v1/snapshot')).body.conversations[0].preview.text).toBe('');
    expect((await desk.as('ana').get('/v1/search?q=law-word')).body.messages).toEqual([]);
    expect(await whereIs('law-word')).toEqual([]);
  });
});
