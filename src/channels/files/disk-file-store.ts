import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ids } from '../../base/ids.ts';
import { type FileStore, FileStoreError, FileTooLarge, type StoredFile } from './file-store.ts';

const sha256Shape = /^[0-9a-f]{64}$/;

/**
 * Files in a folder: `FOLDER/ab/abcdef…`, by their SHA-256. Each is written to `FOLDER/incoming` first, synced, and renamed
 * to its place, so that what has a place is whole, whenever the power went. What is left in `incoming` belongs to nobody.
 */
export async function openDiskFileStore(folder: string, ids: Ids): Promise<FileStore> {
  const incoming = join(folder, 'incoming');
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  for (const name of await readdir(incoming)) await rm(join(incoming, name), { force: true });

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
      // Nobody is to take them away while they are about to be named once more.
      const { mtime } = await stat(temporary);
      await utimes(path, mtime, mtime);
      await unlink(temporary);
      return;
    }
    if ((await mkdir(shelf, { recursive: true, mode: 0o700 })) !== undefined) await syncFolder(folder);
    await rename(temporary, path);
    await syncFolder(shelf);
  }

  return {
    put,
    open: async (sha256) => {
      if (!sha256Shape.test(sha256)) return null;
      const { path } = placeOf(sha256);
      const bytes = await sizeOf(path).catch((error) => {
        throw asStoreError(error);
      });
      return bytes === null ? null : { bytes, content: createReadStream(path) };
    },
    remove: async (sha256, untouchedSince) => {
      if (!sha256Shape.test(sha256)) return true;
      const { path } = placeOf(sha256);
      try {
        if ((await stat(path)).mtimeMs > untouchedSince) return false;
        await unlink(path);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
        throw asStoreError(error);
      }
    },
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
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
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

/** Trouble of the disk, told apart from a sender who hung up. */
function asStoreError(error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const isOfDisk = syscall !== undefined && code !== undefined && code !== 'ECONNRESET' && code !== 'EPIPE';
  return isOfDisk ? new FileStoreError(`The file store failed: ${code}.`, { cause: error }) : error;
}
