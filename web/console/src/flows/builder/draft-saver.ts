import { type Client, Problem } from '../../../../client/src/index.ts';
import type { FlowEntry } from '../graph/entry.ts';
import type { FlowProblem } from '../graph/problem-place.ts';

/**
 * How it stands with a draft: `none`, nothing is different from what is published; `saved`; `unsaved`, a change waits a moment
 * for more of its kind; `saving`; `failed`, it is tried again with the next change or when asked; `conflict`, somebody else has
 * saved another one, and nothing is sent until it is said whose counts.
 */
export type SaveState = 'none' | 'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict';

export interface SaverView {
  readonly state: SaveState;
  readonly revision: number;
  /** What the last check said, and about which entry. */
  readonly checked: { readonly entry: FlowEntry; readonly problems: readonly FlowProblem[] };
  readonly error: unknown;
}

/** A pause in typing, in milliseconds. */
const pauseMs = 500;

/** Saves a draft a moment after each change, one request at a time, and never over somebody else’s. */
export class DraftSaver {
  readonly #client: Pick<Client, 'put' | 'get'>;
  readonly #listeners = new Set<() => void>();
  #view: SaverView;
  #latest: FlowEntry;
  #saved: FlowEntry;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | null = null;

  constructor(client: Pick<Client, 'put' | 'get'>, begin: Omit<SaverView, 'error'>) {
    this.#client = client;
    this.#view = { ...begin, error: null };
    this.#latest = this.#saved = begin.checked.entry;
  }

  get view(): SaverView {
    return this.#view;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Whether something would be lost by leaving now. */
  get isUnsaved(): boolean {
    return this.#latest !== this.#saved;
  }

  change(entry: FlowEntry): void {
    if (entry === this.#latest) return;
    this.#latest = entry;
    if (this.#view.state === 'conflict') return;
    clearTimeout(this.#timer);
    // Taken back to what is saved already: there is nothing to do.
    if (!this.isUnsaved && this.#sending === null)
      return this.#tell({ state: this.#view.revision > 0 ? 'saved' : 'none' });
    this.#tell({ state: this.#sending === null ? 'unsaved' : 'saving' });
    this.#timer = setTimeout(() => void this.flush(), pauseMs);
  }

  /** Saves now what is not saved yet; resolves when it is, or cannot be. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.isUnsaved && this.#view.state !== 'conflict') {
      this.#sending ??= this.#send(this.#latest).finally(() => (this.#sending = null));
      await this.#sending;
      if (this.#view.state === 'failed') return;
    }
  }

  async #send(entry: FlowEntry): Promise<void> {
    this.#tell({ state: 'saving', error: null });
    try {
      const { revision, problems } = await this.#client.put('/v1/flows/{id}/draft', {
        path: { id: entry.id },
        body: { entry: { ...entry }, revision: this.#view.revision },
      });
      this.#saved = entry;
      this.#tell({ state: this.isUnsaved ? 'unsaved' : 'saved', revision, checked: { entry, problems } });
    } catch (error) {
      const isConflict = error instanceof Problem && error.code === 'version_conflict';
      this.#tell({ state: isConflict ? 'conflict' : 'failed', error });
    }
  }

  /** Lets what is here take the place of what somebody else has saved. */
  async overwrite(): Promise<void> {
    const { draft } = await this.#client.get('/v1/flows/{id}', { path: { id: this.#latest.id } });
    this.#tell({ state: 'unsaved', revision: draft?.revision ?? 0 });
    // Also what was saved before the conflict is sent: it is not what the server has.
    if (!this.isUnsaved) this.#saved = { ...this.#latest };
    await this.flush();
  }

  /** It was published, or thrown away: there is no draft any more. */
  settle(entry: FlowEntry): void {
    this.#saved = this.#latest = entry;
    this.#tell({ state: 'none', revision: 0, checked: { entry, problems: [] } });
  }

  #tell(change: Partial<SaverView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}
