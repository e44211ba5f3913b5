import { createHash } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import { type StoredFileAnswer, storeFile } from '../../commands/files.ts';
import type { Engine } from '../../engine/engine.ts';
import type { StoreInboundFiles } from '../custom/inbound.ts';
import { type FileStore, FileStoreError } from './file-store.ts';

export interface InboundFilesOptions {
  readonly store: FileStore;
  readonly engine: Pick<Engine, 'submit'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  readonly bytesMax: number;
  /** Told of a store that fails. */
  readonly onDefect: (error: unknown) => void;
}

/** Files that nothing carries go after a day (`eraseUploads`). A message that comes again so late brings its files anew. */
const keptForMs = 12 * 3_600_000;

/** Stores the files of customers' messages, before the message itself. A message that comes again finds them stored. */
export function inboundFiles(options: InboundFilesOptions): StoreInboundFiles {
  const { store, engine, clock, ids, bytesMax, onDefect } = options;
  return async (organizationId, key, files) => {
    const fileIds: string[] = [];
    for (const [index, { name, mediaType, bytes }] of files.entries()) {
      const stored = await store.put([bytes], bytesMax).catch((error) => {
        if (error instanceof FileStoreError) onDefect(error);
        throw error;
      });
      const record = async (under: string): Promise<StoredFileAnswer> => {
        const answer = await engine.submit({
          organizationId,
          principal: { kind: 'system', part: 'inbound' },
          key: under,
          requestHash: createHash('sha256')
            .update(JSON.stringify([stored.sha256, name, mediaType]))
            .digest('base64url'),
          definition: storeFile,
          input: { id: ids.next(), name, mediaType: mediaType.toLowerCase(), ...stored },
        });
        if (answer.kind === 'refused') throw new Error(`A file was refused: ${answer.refusal.code}.`);
        return answer.answer;
      };
      const first = await record(`${key} ${index}`);
      const isOld = first.createdAt < clock.now() - keptForMs;
      fileIds.push(isOld ? (await record(`${key} ${index} ${ids.next()}`)).id : first.id);
    }
    return fileIds;
  };
}
