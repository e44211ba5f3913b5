import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { FileRecord } from '../../domain/conversation.ts';
import { contentDisposition } from '../../domain/display-name.ts';
import type { MakeProblem } from '../signed-bodies.ts';
import { type FileStore, FileStoreError } from './file-store.ts';

/**
 * Answers with a file's bytes, to be saved and never to be shown: whatever somebody sends, a browser does not run it.
 *
 * @throws the problem `busy` when the store cannot be read, `file_unavailable` when it lacks what a row says it has: bytes may
 * lie in the folder of another server, or be lost. Both are the operator's to know, and told to `onDefect`.
 */
export async function sendFile(
  reply: FastifyReply,
  file: Pick<FileRecord, 'name' | 'mediaType' | 'bytes' | 'sha256'>,
  {
    store,
    problem,
    onDefect,
  }: { readonly store: FileStore; readonly problem: MakeProblem; readonly onDefect: (error: unknown) => void },
): Promise<FastifyReply> {
  const found = await store.open(file.sha256).catch((error) => {
    onDefect(error);
    throw problem('busy', { cause: error, retryAfterSeconds: 5 });
  });
  if (found === null || found.bytes !== file.bytes) {
    const cause = new FileStoreError(
      `The bytes of a file (${file.sha256}) are not in this server's store. Do all servers on the database share BATON_FILES_DIR?`,
    );
    onDefect(cause);
    throw problem('file_unavailable', { cause, retryAfterSeconds: 60 });
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
