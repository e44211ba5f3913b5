import type { VisitorFile } from '../../../../src/contract/webchat.ts';
import { Refused, type Upload } from './visitor-api.ts';

/** A file on its way into a message that is still being written. */
export interface Attachment {
  readonly id: string;
  readonly file: File;
  readonly state: 'uploading' | 'done' | 'failed' | 'too_large';
  /** From 0 to 1. */
  readonly progress: number;
  readonly uploaded: VisitorFile | null;
}

export const filesMax = 10;
export const fileBytesMax = 25_000_000;

/** The files beside a draft: uploaded while one still writes, each by an id of its own, so that trying again is once. */
export class Attachments {
  #list: readonly Attachment[] = [];
  readonly #upload: (upload: Upload) => Promise<VisitorFile>;
  readonly #newId: () => string;
  readonly #aborts = new Map<string, AbortController>();
  readonly #watchers = new Set<() => void>();

  constructor(upload: (upload: Upload) => Promise<VisitorFile>, newId: () => string) {
    this.#upload = upload;
    this.#newId = newId;
  }

  get list(): readonly Attachment[] {
    return this.#list;
  }

  /** Calls back after each change; gives back how to stop it. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #change(list: readonly Attachment[]): void {
    this.#list = list;
    for (const watcher of this.#watchers) watcher();
  }

  #update(id: string, change: Partial<Attachment>): void {
    this.#change(this.#list.map((each) => (each.id === id ? { ...each, ...change } : each)));
  }

  /** Takes files up; false when they are too many, of which the first are taken. */
  add(files: readonly File[]): boolean {
    const room = filesMax - this.#list.length;
    const added = files.slice(0, room).map((file): Attachment => {
      const isTooLarge = file.size > fileBytesMax;
      const state = isTooLarge ? 'too_large' : 'uploading';
      return { id: this.#newId(), file, state, progress: 0, uploaded: null };
    });
    this.#change([...this.#list, ...added]);
    for (const { id, state } of added) if (state === 'uploading') void this.#start(id);
    return files.length <= room;
  }

  retry(id: string): void {
    this.#update(id, { state: 'uploading', progress: 0 });
    void this.#start(id);
  }

  remove(id: string): void {
    this.#aborts.get(id)?.abort();
    this.#change(this.#list.filter((each) => each.id !== id));
  }

  /** What was uploaded, for the message that is sent now; the rest stays. */
  take(): VisitorFile[] {
    const uploaded = this.#list.flatMap((each) => each.uploaded ?? []);
    this.#change(this.#list.filter((each) => each.uploaded === null));
    return uploaded;
  }

  async #start(id: string): Promise<void> {
    const attachment = this.#list.find((each) => each.id === id);
    if (attachment === undefined) return;
    const abort = new AbortController();
    this.#aborts.set(id, abort);
    try {
      const { file } = attachment;
      const onProgress = (progress: number): void => this.#update(id, { progress });
      const uploaded = await this.#upload({ id, file, signal: abort.signal, onProgress });
      this.#update(id, { state: 'done', progress: 1, uploaded });
    } catch (error) {
      const isTooLarge = error instanceof Refused && error.status === 413;
      this.#update(id, { state: isTooLarge ? 'too_large' : 'failed' });
    } finally {
      this.#aborts.delete(id);
    }
  }
}
