import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkBackup } from '../../src/backup/backup-lines.ts';
import { registerBackup } from '../../src/cli/backup.ts';
import { type NodeOptions, openStore as openNodeStore, type RunningNode, restoreStore } from '../../src/node.ts';
import { examine } from '../../src/reads/doctor.ts';
import { describeUnless, missingPostgres, openBlankStore, openStore, type StoreKind } from '../support/stores.ts';
import { Desk, scenarioKey, startServerOn, twoDepartments } from './desk.ts';

// A backup of one store is restored into another, of either kind, and what is there is what was.

type Place = Pick<NodeOptions, 'dataDir' | 'databaseUrl'>;

const folders: string[] = [];
const closers: (() => Promise<void>)[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'baton-test-backup-'));
  folders.push(folder);
  return folder;
};
/** A place for a store that holds nothing. */
async function newPlace(kind: StoreKind, isBlank = false): Promise<Place> {
  const dataDir = newFolder();
  if (kind === 'pglite') return { dataDir };
  const store = await (isBlank ? openBlankStore : openStore)('postgres');
  closers.push(() => store.close());
  return { dataDir, databaseUrl: store.url };
}

afterAll(async () => {
  for (const close of closers.reverse()) await close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Runs `baton backup`, and answers what it said. */
async function backUp(url: string, file: string, key = scenarioKey): Promise<string> {
  const said: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((line) => said.push(String(line)) > 0);
  const program = new Command();
  registerBackup(program, { environment: {}, check: checkBackup, restore: () => expect.unreachable() });
  try {
    await program.parseAsync(['backup', file, '--url', url, '--key', key], { from: 'user' });
  } finally {
    spy.mockRestore();
  }
  return said.join('');
}

const odd = 'Grüße, "quoted" \\ back\\\\slash, {braces}, NULL, \u2028 a line, 🐙 and\ta tab';

describe.each<[StoreKind, StoreKind]>([
  ['pglite', 'postgres'],
  ['postgres', 'pglite'],
])('a backup of %s, restored into %s', (from, to) => {
  describeUnless(missingPostgres(), 'of a server that goes on meanwhile', () => {
    let source: RunningNode;
    let target: RunningNode;
    let desk: Desk;
    let file: string;
    let fileId: string;
    let conversationId: string;
    let place: Place;
    /** Of the server that the backup is of. */
    let dataDir: string;
    const key = 'the-same-request-again';

    const events = async ({ url }: Desk): Promise<readonly any[]> => {
      const found: any[] = [];
      for (let after = '0'; ; ) {
        const { body } = await desk.at(url).api.get(`/v1/events?format=json&after=${after}&limit=100`);
        found.push(...body.events);
        if (body.events.length === 0) return found;
        after = body.cursor;
      }
    };

    beforeAll(async () => {
      const home = await newPlace(from);
      ({ dataDir } = home);
      source = await startServerOn(home);
      desk = await Desk.open(source, twoDepartments);
      await desk.online('ana', 'bob');
      const started = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
      ({ conversationId } = started);
      const stored = await fetch(`${desk.url}/v1/files?name=${encodeURIComponent('Rechnung 1.pdf')}`, {
        method: 'POST',
        body: new Uint8Array(1_500_000).map((_, i) => i * i),
        headers: { authorization: `Bearer ${desk.key}` },
      });
      fileId = ((await stored.json()) as { id: string }).id;
      const said = await desk
        .as('ana')
        .post(`/v1/conversations/${conversationId}/messages`, { kind: 'reply', text: odd, fileIds: [fileId] });
      expect(said.status, JSON.stringify(said.body)).toBe(201);
      const asked = await desk
        .as('ana')
        .post(
          `/v1/tickets/${started.ticketId}/transfers`,
          { target: { kind: 'agent', id: 'bob' }, note: odd },
          { 'idempotency-key': key },
        );
      expect(asked.status, JSON.stringify(asked.body)).toBe(201);

      file = join(newFolder(), 'baton.ndjson.gz');
      // Others go on writing while it is made.
      let isMade = false;
      const writing = (async () => {
        const answers: number[] = [];
        while (!isMade) {
          const { status } = await desk.api.post('/v1/conversations', {
            accountId: 'chat',
            contact: { address: `during-${answers.length}` },
          });
          answers.push(status);
        }
        return answers;
      })();
      const told = await backUp(source.url, file);
      isMade = true;
      expect(new Set(await writing)).toEqual(new Set([201]));
      expect(told).toMatch(/^Backed up, as of .*: 1 organizations, [\d,]+ conversations, 1 messages, 1 files\.\n$/);

      place = await newPlace(to, true);
      await restoreStore(place, createReadStream(file));
      const database = await openNodeStore(place);
      for await (const { rule, broken } of examine({ database })) expect(broken, rule).toEqual([]);
      await database.close();
      target = await startServerOn(place);
    });
    afterAll(() => Promise.all([source.close(), target?.close()]));

    it('holds the log as it was at one moment, and the chain over it', async () => {
      const [before, after] = [await events(desk), await events(desk.at(target.url))];
      expect(after.length).toBeGreaterThan(10);
      expect(after).toEqual(before.slice(0, after.length));
      const { body } = await desk.at(target.url).api.get('/v1/audit/verify');
      expect(body.broken).toBeNull();
    });

    it('holds conversations, messages and the bytes of files, by the keys that opened them', async () => {
      const there = desk.at(target.url);
      for (const path of [`/v1/conversations/${conversationId}`, `/v1/conversations/${conversationId}/messages`]) {
        const [before, after] = [await desk.api.get(path), await there.api.get(path)];
        expect(after.status).toBe(200);
        expect(after.body).toEqual(before.body);
      }
      const get = (url: string) =>
        fetch(`${url}/v1/files/${fileId}`, { headers: { authorization: `Bearer ${desk.key}` } });
      const [before, after] = await Promise.all(
        [desk.url, target.url].map(async (url) => (await get(url)).arrayBuffer()),
      );
      expect(Buffer.from(after as ArrayBuffer).equals(Buffer.from(before as ArrayBuffer))).toBe(true);
      expect(after?.byteLength).toBe(1_500_000);
    });

    it('[I2] answers a request that was answered before as it was', async () => {
      const { ticketId } = (await desk.at(target.url).api.get(`/v1/conversations/${conversationId}`)).body;
      const ask = (at: Desk) =>
        at
          .as('ana')
          .post(
            `/v1/tickets/${ticketId}/transfers`,
            { target: { kind: 'agent', id: 'bob' }, note: odd },
            { 'idempotency-key': key },
          );
      const [before, after] = [await ask(desk), await ask(desk.at(target.url))];
      expect(after.body).toEqual(before.body);
    });

    it('goes on from there: what was offered is accepted, under the next positions', async () => {
      const there = desk.at(target.url);
      const { pendingTransferId } = (await there.api.get(`/v1/conversations/${conversationId}`)).body;
      const accepted = await there.as('bob').post(`/v1/transfers/${pendingTransferId}/accept`);
      expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
    });

    it('is readable by its owner only, and is not restored into a store that holds something', async () => {
      expect(statSync(file).mode & 0o077).toBe(0);
      await target.close();
      await expect(restoreStore(place, createReadStream(file))).rejects.toThrow(/holds something already/);
    });

    it('is restored whole or not at all', async () => {
      const whole = gunzipSync(readFileSync(file)).toString();
      const lines = whole.split('\n');
      const cut = join(newFolder(), 'cut');
      const other = await newPlace(to);
      const damage: readonly [string, () => Buffer, RegExp][] = [
        [
          'cut in the middle',
          () => readFileSync(file).subarray(0, statSync(file).size >> 1),
          /no gzip file, or not all of one/,
        ],
        ['without its end', () => gzipSync(lines.slice(0, -2).join('\n')), /ends too early/],
        ['without a line', () => gzipSync(lines.toSpliced(3, 1).join('\n')), /and says/],
        [
          'with another byte in a file',
          () => gzipSync(whole.replace(/"part":"..../, '"part":"AAAA')),
          /are not its own/,
        ],
        ['not one at all', () => Buffer.from('PK'), /no gzip file/],
        ['of somebody else', () => gzipSync('{"rows":[]}\n'), /no backup of Baton/],
        ['of a later format', () => gzipSync(whole.replace('"backup":1', '"backup":2')), /newer Baton/],
        ['of a later schema', () => gzipSync(whole.replace('["0001-', '["9999-later","0001-')), /newer Baton/],
      ];
      for (const [what, make, why] of damage) {
        writeFileSync(cut, make());
        await expect(restoreStore(other, createReadStream(cut)), what).rejects.toThrow(why);
      }
      // Nothing of them is there: the sound one goes in.
      await restoreStore(other, createReadStream(file));
    });

    it('keeps what sessions were made with', () => {
      const [before, after] = [dataDir, place.dataDir].map((folder) => readFileSync(join(folder, 'secret'), 'utf8'));
      expect(after).toBe(before);
    });

    it('is for the administration key alone', async () => {
      await expect(backUp(source.url, join(newFolder(), 'x'), desk.key)).rejects.toThrow(/403: .*backup\.make/);
      await expect(backUp('http://127.0.0.1:1', join(newFolder(), 'x'))).rejects.toThrow(/does not answer/);
    });
  });
});
