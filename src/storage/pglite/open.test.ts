import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { migratedImage } from '../../../test/support/stores.ts';
import type { Statement } from '../database.ts';
import { DataFolderVersion } from './data-folder.ts';
import { DataFolderInUse, networkFileSystem } from './data-folder-lock.ts';
import { proveDurable, StoreNotDurable } from './durability-probe.ts';
import { openPglite, type PgliteStore } from './open.ts';

const program = resolve(import.meta.dirname, '../../../test/support/pglite-process.ts');
const run = (text: string, ...values: string[]): Statement => ({ name: '', text, values });

const scratch = mkdtempSync(join(tmpdir(), 'baton-pglite-'));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let folders = 0;
const freshFolder = (): string => join(scratch, `data-${++folders}`);

/** A second process, and everything it has printed so far. */
function start(
  folder: string,
  ...more: string[]
): { child: ChildProcess; printed: () => string; errors: () => string } {
  const child = spawn(process.execPath, [program, folder, ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) child[stream]?.on('data', (text) => (printed[stream] += text));
  return { child, printed: () => printed.stdout, errors: () => printed.stderr };
}

const acknowledged = (printed: string): number =>
  Number(/acknowledged (\d+)\n(?!.*acknowledged)/s.exec(printed)?.[1] ?? 0);

/** Opens a folder from the migrated image: faster than initdb. */
const open = (folder: string, more: { silenceMsMax?: number; idleMsMax?: number } = {}): Promise<PgliteStore> =>
  openPglite({ dataDir: folder, image: migratedImage(), ...more });

describe('[F31] a data folder', () => {
  it('belongs to one process: a second one is refused at once, the first goes on, and kill -9 frees it', async () => {
    const folder = freshFolder();
    await (await open(folder)).close();
    const first = start(folder);
    await expect.poll(() => acknowledged(first.printed()), { timeout: 10_000 }).toBeGreaterThan(2);

    const startedAt = performance.now();
    const second = start(folder);
    const [code] = await once(second.child, 'exit');
    expect(code).not.toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect(second.printed()).toContain(`DataFolderInUse: The data folder ${folder} is in use`);
    await expect(openPglite({ dataDir: folder })).rejects.toThrow(DataFolderInUse);

    const soFar = acknowledged(first.printed());
    await expect.poll(() => acknowledged(first.printed()), { timeout: 5000 }).toBeGreaterThan(soFar + 2);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');

    const last = acknowledged(first.printed());
    const store = await openPglite({ dataDir: folder });
    const { rows } = await store.read(run('select count(*) as n, max(id) as last from row_of'));
    expect(rows[0].n).toBe(rows[0].last);
    expect(rows[0].n).toBeGreaterThanOrEqual(last);
    await store.close();
  });

  it('is refused to a second opening in the same process, and free after closing', async () => {
    const folder = freshFolder();
    const store = await open(folder);
    await expect(open(folder)).rejects.toThrow('BATON_DATA_DIR');
    expect((await store.read(run('select 1 as v'))).rows).toEqual([{ v: 1 }]);
    await store.close();
    await (await open(folder)).close();
  });

  it('that another version of PostgreSQL wrote is refused, and left alone and unlocked', async () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'database'), { recursive: true });
    writeFileSync(join(folder, 'database', 'PG_VERSION'), '12\n');
    await expect(open(folder)).rejects.toThrow(DataFolderVersion);
    await expect(open(folder)).rejects.toThrow('PostgreSQL 12');
    expect(readdirSync(join(folder, 'database'))).toEqual(['PG_VERSION']);
  });

  it('is made whole after an attempt that was cut short', async () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'database.new', 'base'), { recursive: true });
    writeFileSync(join(folder, 'database.new', 'PG_VERSION'), '18\n');
    const store = await open(folder);
    expect((await store.read(run('select 1 as v'))).rows).toEqual([{ v: 1 }]);
    await store.close();
    expect(existsSync(join(folder, 'database.new'))).toBe(false);
  });

  it('on a network file system is recognised by its magic number', () => {
    expect(networkFileSystem(0x6969)).toBe('NFS');
    expect(networkFileSystem(0xff534d42)).toBe('CIFS');
    expect(networkFileSystem(0xff534d42 | 0)).toBe('CIFS'); // as a signed number, which some systems give
    expect(networkFileSystem(0xef53)).toBeUndefined(); // ext4
  });
});

describe('[F32] an embedded store', () => {
  it('makes the disk sync with every commit, and never for a read', async () => {
    const store = await open(freshFolder());
    await store.withSession((session) => session.pipeline([run('create table synced (id int)')]));
    for (let id = 0; id < 10; id++) {
      const before = store.syncs;
      await store.withSession((session) => session.pipeline([run('insert into synced values ($1)', String(id))]));
      expect(store.syncs).toBeGreaterThan(before);
    }
    const before = store.syncs;
    for (let id = 0; id < 10; id++) await store.read(run('select * from synced'));
    expect(store.syncs).toBe(before);
    await store.close();
  });

  it('is refused at the start when a commit does not make the disk sync', async () => {
    const inMemory = await openPglite({ memory: true, image: migratedImage() });
    await expect(proveDurable(inMemory, () => inMemory.syncs, 'memory')).rejects.toThrow(StoreNotDurable);
    await inMemory.close();
  });

  it('ends its process when the disk refuses to sync, before anybody hears of a commit', async () => {
    const failing = start(freshFolder(), 'fail-syncs');
    const [, signal] = await once(failing.child, 'exit');
    expect(signal).toBe('SIGKILL');
    expect(failing.printed()).toBe('open\nacknowledged 1\nacknowledged 2\nacknowledged 3\n');
    expect(failing.errors()).toContain('the disk refused to sync');
  });

  it('is whole again after it was closed, with what was committed', async () => {
    const folder = freshFolder();
    const store = await open(folder);
    await store.withSession((session) => session.pipeline([run('create table kept as select 7 as v')]));
    await store.close();
    const again = await openPglite({ dataDir: folder });
    expect((await again.read(run('select v from kept'))).rows).toEqual([{ v: 7 }]);
    await again.close();
  });

  it('gives an image that another one starts from', async () => {
    const store = await open(freshFolder());
    await store.withSession((session) => session.pipeline([run('create table copied as select 8 as v')]));
    const image = await store.image();
    await store.close();
    const copy = await openPglite({ memory: true, image });
    expect((await copy.read(run('select v from copied'))).rows).toEqual([{ v: 8 }]);
    await copy.close();
  });
});

/** Touches no disk, and never ends. */
const endless = run('do $$ begin loop end loop; end $$');

describe('a worker that is silent', () => {
  it('is replaced: what was under way is lost, readiness says so, and committed work is there afterwards', async () => {
    const store = await open(freshFolder(), { silenceMsMax: 400 });
    let rung = 0;
    await store.listen('bell', () => rung++);
    await store.withSession((session) => session.pipeline([run('create table survives as select 1 as v')]));
    const readiness: boolean[] = [];
    const stuck = store.read(endless).catch((error) => {
      readiness.push(store.ready);
      return error;
    });
    expect(await stuck).toMatchObject({ name: 'DatabaseError', reason: 'lost' });
    expect(readiness).toEqual([false]);
    expect(await store.read(run('select 1')).catch((error) => error)).toMatchObject({ reason: 'lost' });
    await expect.poll(() => store.ready, { timeout: 10_000 }).toBe(true);
    expect((await store.read(run('select v from survives'))).rows).toEqual([{ v: 1 }]);
    expect(rung).toBe(1); // doorbells may have been missed
    await store.close();
  });

  it('takes its transaction with it: the session cannot go on in the next worker', async () => {
    const store = await open(freshFolder(), { silenceMsMax: 400 });
    await store.withSession((session) => session.pipeline([run('create table halves (id int)')]));
    const lost = store.withSession(async (session) => {
      await session.pipeline([run('begin'), run('insert into halves values (1)')]);
      await session.pipeline([endless]).catch(() => {});
      await expect.poll(() => store.ready, { timeout: 10_000 }).toBe(true);
      await session.pipeline([run('insert into halves values (2)'), run('commit')]);
    });
    await expect(lost).rejects.toMatchObject({ reason: 'lost' });
    await expect.poll(() => store.ready, { timeout: 10_000 }).toBe(true);
    expect((await store.read(run('select * from halves'))).rows).toEqual([]);
    await store.close();
  });

  it('is not replaced while it works on the disk for longer than that', async () => {
    const store = await open(freshFolder(), { silenceMsMax: 400 });
    const fill = run('create table large as select i, md5(i::text) as hash from generate_series(1, 600000) i');
    const startedAt = performance.now();
    await store.withSession((session) => session.pipeline([fill]));
    expect(performance.now() - startedAt).toBeGreaterThan(400); // or the test proves nothing
    await store.close();
  });
});

describe('a session that is left unused', () => {
  it('loses the connection, so that the others go on; what it did is rolled back', async () => {
    const store = await open(freshFolder(), { idleMsMax: 100 });
    await store.withSession((session) => session.pipeline([run('create table idle (id int)')]));
    const stuck = store.withSession(async (session) => {
      await session.pipeline([run('begin'), run('insert into idle values (1)')]);
      await new Promise(() => {});
    });
    const read = store.read(run('select * from idle'));
    await expect(stuck).rejects.toMatchObject({ reason: 'lost' });
    expect((await read).rows).toEqual([]);
    await store.close();
  });
});

describe('upkeep', () => {
  it('keeps a table that is updated all the time from growing', async () => {
    const store = await open(freshFolder());
    await store.withSession((session) =>
      session.pipeline([
        run('create table hot (id int primary key, n int)'),
        run('insert into hot select i, 0 from generate_series(1, 100) i'),
      ]),
    );
    const update: Statement = { name: 'heat', text: 'update hot set n = n + 1', values: [] };
    for (let i = 0; i < 300; i++) await store.withSession((session) => session.pipeline([update]));
    const { rows } = await store.read(run("select pg_relation_size('hot') as bytes"));
    expect(rows[0].bytes).toBeLessThan(100_000); // 300 × 100 dead rows would be over a megabyte
    await store.close();
  });
});
