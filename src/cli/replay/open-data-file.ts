import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import xz from 'xz-decompress';

/** The first bytes of every `.xz` file: what a file is, it says itself, whatever it is called. */
const xzMagic = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);

/**
 * The text of a file, piece by piece, so that no file has to fit into memory. What is compressed as `.xz` is read as it
 * is. A byte order mark is dropped; what is no UTF-8 becomes the replacement character.
 *
 * @throws Error when the file cannot be read, or its compression is broken
 */
export async function* openDataFile(path: string): AsyncGenerator<string> {
  const bytes: AsyncIterable<Uint8Array> = (await isXz(path)) ? decompressed(path) : createReadStream(path);
  const decoder = new TextDecoder();
  for await (const piece of bytes) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

async function isXz(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(xzMagic.length), 0, xzMagic.length, 0);
    return bytesRead === xzMagic.length && buffer.equals(xzMagic);
  } finally {
    await file.close();
  }
}

async function* decompressed(path: string): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path);
  const stream = new xz.XzReadableStream(Readable.toWeb(file) as ReadableStream<Uint8Array>);
  try {
    for await (const piece of stream) yield piece;
  } catch (cause) {
    throw new Error(`${path} cannot be decompressed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  } finally {
    file.destroy();
  }
}
