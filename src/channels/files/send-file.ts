import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { FileRecord } from '../../domain/conversation.ts';
import { contentDisposition } from '../../domain/display-name.ts';
import type { MakeProblem } from '../signed-bodies.ts';
import type { FileStore } from './file-store.ts';

/**
 * Answers with a file's bytes, to be saved and never to be shown: whatever somebody sends, a browser does not run it.
 *
 * @throws the problem `busy` when the store cannot be read, `internal` when it lacks what a row says it has
 */
export async function sendFile(
  reply: FastifyReply,
  file: Pick<FileRecord, 'name' | 'mediaType' | 'bytes' | 'sha256'>,
  { store, problem }: { readonly store: FileStore; readonly problem: MakeProblem },
): Promise<FastifyReply> {
  const found = await store.open(file.sha256).catch((error) => {
    throw problem('busy', { cause: error, retryAfterSeconds: 5 });
  });
  if (found === null || found.bytes !== file.bytes) {
    throw problem('internal', { cause: new Error(`The bytes of a file (${file.sha256}) are not in the store.`) });
  }
  return reply
    .headers({
      'content-type': file.mediaType,
      'content-length': String(found.bytes),
      'content-disposition': contentDisposition(file.name),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'private, no-store',
    })
    .send(found.content as Readable);
}
