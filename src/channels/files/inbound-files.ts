import { createHash } from 'node:crypto';
import type { Ids } from '../../base/ids.ts';
import { storeFile } from '../../commands/files.ts';
import type { Engine } from '../../engine/engine.ts';
import type { StoreInboundFiles } from '../custom/inbound.ts';
import type { FileStore } from './file-store.ts';

/** Stores the files of customers' messages, before the message itself. A message that comes again finds them stored. */
export function inboundFiles(options: {
  readonly store: FileStore;
  readonly engine: Pick<Engine, 'submit'>;
  readonly ids: Ids;
  readonly bytesMax: number;
}): StoreInboundFiles {
  const { store, engine, ids, bytesMax } = options;
  return async (organizationId, key, files) => {
    const fileIds: string[] = [];
    for (const [index, { name, mediaType, bytes }] of files.entries()) {
      const stored = await store.put([bytes], bytesMax);
      const answer = await engine.submit({
        organizationId,
        principal: { kind: 'system', part: 'inbound' },
        key: `${key} ${index}`,
        requestHash: createHash('sha256')
          .update(JSON.stringify([stored.sha256, name, mediaType]))
          .digest('base64url'),
        definition: storeFile,
        input: { id: ids.next(), name, mediaType: mediaType.toLowerCase(), ...stored },
      });
      if (answer.kind === 'refused') throw new Error(`A file was refused: ${answer.refusal.code}.`);
      fileIds.push(answer.answer.id);
    }
    return fileIds;
  };
}
