import { useCallback, useEffect, useRef, useState } from 'react';
import { newId } from '../../../../client/src/index.ts';
import { useDesk } from '../desk/use-desk.ts';

/** A file that goes with the next message. */
export interface Attachment {
  readonly key: string;
  readonly name: string;
  readonly bytes: number;
  /** Null while it is on its way to the server. */
  readonly fileId: string | null;
}

/** As many as a message takes. */
const filesMax = 10;

export interface Attachments {
  readonly files: readonly Attachment[];
  readonly isUploading: boolean;
  add(files: readonly File[]): void;
  remove(key: string): void;
  /** All of them, to be sent. */
  takeAll(): readonly Attachment[];
  /** Those of a message that was not sent. */
  putBack(files: readonly Attachment[]): void;
}

/** Stores files as they are chosen, so that sending waits for nothing. */
export function useAttachments(onError: (error: unknown) => void): Attachments {
  const { client } = useDesk();
  const [files, setFiles] = useState<readonly Attachment[]>([]);
  const uploads = useRef(new Map<string, AbortController>());
  const failed = useRef(onError);
  useEffect(() => {
    failed.current = onError;
  }, [onError]);
  useEffect(
    () => () => {
      for (const upload of uploads.current.values()) upload.abort();
    },
    [],
  );
  const upload = useCallback(
    async (key: string, file: File) => {
      const controller = new AbortController();
      uploads.current.set(key, controller);
      try {
        const { id } = await client.sendFile(file, file.name || 'file', { signal: controller.signal });
        setFiles((before) => before.map((each) => (each.key === key ? { ...each, fileId: id } : each)));
      } catch (error) {
        if (controller.signal.aborted) return;
        setFiles((before) => before.filter((each) => each.key !== key));
        failed.current(error);
      } finally {
        uploads.current.delete(key);
      }
    },
    [client],
  );
  const add = useCallback(
    (chosen: readonly File[]) => {
      const added = chosen.slice(0, filesMax).map((file) => ({ key: newId(), file }));
      setFiles((before) =>
        [...before, ...added.map(({ key, file }) => ({ key, name: file.name, bytes: file.size, fileId: null }))].slice(
          0,
          filesMax,
        ),
      );
      for (const { key, file } of added) void upload(key, file);
    },
    [upload],
  );
  return {
    files,
    isUploading: files.some(({ fileId }) => fileId === null),
    add,
    remove: (key) => {
      uploads.current.get(key)?.abort();
      setFiles((before) => before.filter((each) => each.key !== key));
    },
    takeAll: () => {
      setFiles([]);
      return files;
    },
    putBack: (taken) => setFiles((before) => [...taken, ...before].slice(0, filesMax)),
  };
}
