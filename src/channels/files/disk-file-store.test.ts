import { createHash } from 'node:crypto';
import { utimesSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ids } from '../../../test/support/small-node.ts';
import { openDiskFileStore } from './disk-file-store.ts';
import { type FileStore, FileStoreError, FileTooLarge } from './file-store.ts';

describe('files on disk', () => {
  let folder: string;
  let store: FileStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baton-files-'));
    store = await openDiskFileStore(folder, ids);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const bytes = Buffer.from('Ein Gruß');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const everything = async () =>
    (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
  const read = async (found: Awaited<ReturnType<FileStore['open']>>) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of found?.content ?? []) chunks.push(chunk);
    return Buffer.concat(chunks);
  };

  test('come back as they were, from a path that is their hash', async () => {
    expect(await store.put([bytes.subarray(0, 3), bytes.subarray(3)], 100)).toEqual({ sha256, bytes: bytes.length });
    const found = await store.open(sha256);
    expect(found?.bytes).toBe(bytes.length);
    expect(await read(found)).toEqual(bytes);
    expect(await readFile(join(folder, sha256.slice(0, 2), sha256))).toEqual(bytes);
    expect((await stat(join(folder, sha256.slice(0, 2), sha256))).mode & 0o077).toBe(0);
  });

  test('are stored once however often they come, also at the same time', async () => {
    await Promise.all(Array.from({ length: 10 }, () => store.put([bytes], 100)));
    expect(await everything()).toEqual([sha256]);
  });

  test('may be empty', async () => {
    const empty = await store.put([], 100);
    expect(empty.bytes).toBe(0);
    expect((await read(await store.open(empty.sha256))).length).toBe(0);
  });

  test('that are too large leave nothing behind, nor do those whose sender hangs up', async () => {
    expect(await store.put([bytes], bytes.length)).toMatchObject({ sha256 });
    await expect(store.put([bytes, Buffer.from('!')], bytes.length)).rejects.toThrow(FileTooLarge);
    const broken = async function* () {
      yield bytes;
      throw new Error('The sender hung up.');
    };
    await expect(store.put(broken(), 100)).rejects.toThrow('hung up');
    expect(await everything()).toEqual([sha256]);
  });

  test('left half-written by a process that died go after a while, and those that another server writes just now do not', async () => {
    const [left, underWay] = ['left', 'under-way'].map((name) => join(folder, 'incoming', name)) as [string, string];
    for (const path of [left, underWay]) await writeFile(path, 'x');
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(left, longAgo, longAgo);
    // Another server starts on the same folder.
    const other = await openDiskFileStore(folder, ids);
    expect((await everything()).sort()).toEqual(['left', 'under-way']);
    await other.removeUnfinished(Date.now() - 30_000);
    expect(await everything()).toEqual(['under-way']);
  });

  test('are listed in portions, in the order of their hashes, and nothing else is', async () => {
    const stored: string[] = [];
    for (let i = 0; i < 40; i++) stored.push((await store.put([Buffer.from(`file ${i}`)], 100)).sha256);
    await writeFile(join(folder, 'incoming', 'half'), 'x');
    await writeFile(join(folder, 'readme.txt'), 'x');
    const found: string[] = [];
    for (let page = await store.list('', 7); page.length > 0; page = await store.list(found.at(-1) as string, 7)) {
      expect(page.length).toBeLessThanOrEqual(7);
      found.push(...page);
    }
    expect(found).toEqual(stored.sort());
  });

  test('that are not whole in their place are replaced', async () => {
    await store.put([bytes], 100);
    await writeFile(join(folder, sha256.slice(0, 2), sha256), 'cut');
    await store.put([bytes], 100);
    expect(await read(await store.open(sha256))).toEqual(bytes);
  });

  test('are taken away for good, unless they were stored again just now', async () => {
    await store.put([bytes], 100);
    const longAgo = new Date(Date.now() - 60_000);
    expect(await store.remove(sha256, Date.now() - 30_000)).toBe(false);
    await utimes(join(folder, sha256.slice(0, 2), sha256), longAgo, longAgo);
    await store.put([bytes], 100);
    expect(await store.remove(sha256, Date.now() - 30_000)).toBe(false);
    await utimes(join(folder, sha256.slice(0, 2), sha256), longAgo, longAgo);
    expect(await store.remove(sha256, Date.now() - 30_000)).toBe(true);
    expect(await store.open(sha256)).toBeNull();
    expect(await store.remove(sha256, 0)).toBe(true);
    expect(await store.remove('../incoming', 0)).toBe(true);
  });

  test('stay when they are stored once more at the moment in which they are taken away', async () => {
    const path = join(folder, sha256.slice(0, 2), sha256);
    const longAgo = new Date(Date.now() - 60_000);
    await store.put([bytes], 100);
    await utimes(path, longAgo, longAgo);
    // It asks for a name to put them aside by when it has looked at them already.
    const touching = {
      next: () => {
        utimesSync(path, new Date(), new Date());
        return ids.next();
      },
    };
    const late = await openDiskFileStore(folder, touching);
    expect(await late.remove(sha256, Date.now() - 30_000)).toBe(false);
    expect(await read(await store.open(sha256))).toEqual(bytes);
    for (let i = 0; i < 50; i++) {
      await utimes(path, longAgo, longAgo);
      const before = Date.now() - 30_000;
      await Promise.all([store.remove(sha256, before), store.put([bytes], 100), store.remove(sha256, before)]);
      expect(await store.open(sha256), String(i)).not.toBeNull();
    }
    expect(await everything()).toEqual([sha256]);
  });

  test.each(['', '../incoming', sha256.toUpperCase(), `${sha256}/..`, 'x'.repeat(64)])(
    'are not found by what is no hash: %j',
    async (name) => {
      await store.put([bytes], 100);
      expect(await store.open(name)).toBeNull();
    },
  );

  test('say so when the disk fails', async () => {
    await rm(folder, { recursive: true });
    await expect(store.put([bytes], 100)).rejects.toThrow(FileStoreError);
  });
});
