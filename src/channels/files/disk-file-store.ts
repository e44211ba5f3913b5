import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ids } from '../../base/ids.ts';
import { type FileStore, FileStoreError, FileTooLarge, type StoredFile } from './file-store.ts';

const sha256Shape = /^[0-9a-f]{64}$/;
const shelfShape = /^[0-9a-f]{2}$/;

/**
 * Files in a folder: `FOLDER/ab/abcdef…`, by their SHA-256. Each is written to `FOLDER/incoming` first, synced, and renamed
 * to its place, so that what has a place is whole, whenever the power went. What is left in `incoming` belongs to nobody.
 *
 * Any number of servers may share the folder, so none of them takes away what another may be writing just now.
 */
export async function openDiskFileStore(folder: string, ids: Ids): Promise<FileStore> {
  const incoming = join(folder, 'incoming');
  await mkdir(incoming, { recursive: true, mode: 0o700 });

  const placeOf = (sha256: string): { readonly shelf: string; readonly path: string } => {
    const shelf = join(folder, sha256.slice(0, 2));
    return { shelf, path: join(shelf, sha256) };
  };

  async function put(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, bytesMax: number): Promise<StoredFile> {
    const temporary = join(incoming, ids.next());
    try {
      const stored = await write(temporary, content, bytesMax);
      await shelve(temporary, stored);
      return stored;
    } catch (error) {
      await unlink(temporary).catch(() => {});
      throw asStoreError(error);
    }
  }

  async function shelve(temporary: string, { sha256, bytes }: StoredFile): Promise<void> {
    const { shelf, path } = placeOf(sha256);
    // The same bytes are there already: a shorter file under this name was never whole, and is replaced.
    if ((await sizeOf(path)) === bytes) {
      // Nobody is to take them away while they are about to be named once more; whoever just did has them replaced.
      const { mtime } = await stat(temporary);
      if (await unlessGone(utimes(path, mtime, mtime))) {
        await unlink(temporary);
        return;
      }
    }
    if ((await mkdir(shelf, { recursive: true, mode: 0o700 })) !== undefined) await syncFolder(folder);
    await rename(temporary, path);
    await syncFolder(shelf);
  }

  /** @returns whether they are gone */
  async function remove(sha256: string, untouchedSince: number): Promise<boolean> {
    const { path } = placeOf(sha256);
    const { mtimeMs } = (await statOf(path)) ?? {};
    if (mtimeMs === undefined) return true;
    if (mtimeMs > untouchedSince) return false;
    // Put aside first, and looked at again there: between a look and the end of a file somebody could store it once more.
    const aside = join(incoming, ids.next());
    if (!(await unlessGone(rename(path, aside)))) return true;
    if ((await stat(aside)).mtimeMs > untouchedSince) {
      await rename(aside, path);
      return false;
    }
    await unlink(aside);
    return true;
  }

  /** Reads shelf by shelf, so that a large store is never listed as a whole. */
  async function list(after: string, limit: number): Promise<readonly string[]> {
    const found: string[] = [];
    for (const shelf of (await readdir(folder)).sort()) {
      if (!shelfShape.test(shelf) || shelf < after.slice(0, 2)) continue;
      const names = (await readdir(join(folder, shelf))).filter((name) => sha256Shape.test(name) && name > after);
      found.push(...names.sort());
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }

  async function removeUnfinished(untouchedSince: number): Promise<void> {
    for (const name of await readdir(incoming)) {
      const path = join(incoming, name);
      const { mtimeMs } = (await statOf(path)) ?? {};
      if (mtimeMs !== undefined && mtimeMs <= untouchedSince) await unlessGone(unlink(path));
    }
  }

  return {
    put,
    open: async (sha256) => {
      if (!sha256Shape.test(sha256)) return null;
      const { path } = placeOf(sha256);
      const bytes = await told(sizeOf(path));
      return bytes === null ? null : { bytes, content: createReadStream(path) };
    },
    remove: async (sha256, untouchedSince) => (sha256Shape.test(sha256) ? told(remove(sha256, untouchedSince)) : true),
    list: (after, limit) => told(list(after, limit)),
    removeUnfinished: (untouchedSince) => told(removeUnfinished(untouchedSince)),
  };
}

/** Writes and syncs a new file, hashing on the way. */
async function write(
  path: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  bytesMax: number,
): Promise<StoredFile> {
  const file: FileHandle = await open(path, 'wx', 0o600);
  try {
    const sha256 = createHash('sha256');
    let bytes = 0;
    for await (const chunk of content) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw new FileTooLarge(bytesMax);
      sha256.update(chunk);
      for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
    }
    await file.sync();
    return { sha256: sha256.digest('hex'), bytes };
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number | null> {
  return (await statOf(path))?.size ?? null;
}

/** Null when there is nothing. */
async function statOf(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** Whether it could be done: false when there was nothing to do it to. */
async function unlessGone(done: Promise<unknown>): Promise<boolean> {
  try {
    await done;
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

/** A rename is kept only with its folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The same, with trouble of the disk as the seam has it. @throws FileStoreError */
async function told<T>(done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (error) {
    throw asStoreError(error);
  }
}

/** Trouble of the disk, told apart from a sender who hung up. */
function asStoreError(error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const isOfDisk = syscall !== undefined && code !== undefined && code !== 'ECONNRESET' && code !== 'EPIPE';
  return isOfDisk ? new FileStoreError(`The file store failed: ${code}.`, { cause: error }) : error;
}
