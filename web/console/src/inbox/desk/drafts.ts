import { keep, readKept, type TextStorage } from './kept-texts.ts';

/** What somebody has begun to write in a conversation, by what it will be. */
export interface Draft {
  readonly reply: string;
  readonly note: string;
}
export type DraftKind = keyof Draft;

const empty: Draft = { reply: '', note: '' };
/** Drafts kept in this browser; the oldest goes first. */
const draftsMax = 200;

/**
 * Drafts of one person in this browser, by conversation. A draft is its writer's: it goes with nobody's hand-over, and
 * somebody else who signs in here has their own.
 */
export class Drafts {
  readonly #storage: TextStorage;
  readonly #key: string;
  #kept: Map<string, Draft>;
  readonly #listeners = new Set<() => void>();

  /** @param writer the organization and agent, as one word */
  constructor(storage: TextStorage, writer: string) {
    this.#storage = storage;
    this.#key = `baton.drafts.${writer}`;
    this.#kept = readDrafts(readKept(storage, this.#key));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get(conversationId: string): Draft {
    return this.#kept.get(conversationId) ?? empty;
  }

  set(conversationId: string, kind: DraftKind, text: string): void {
    const before = this.get(conversationId);
    if (before[kind] === text) return;
    const draft = { ...before, [kind]: text };
    const kept = new Map(this.#kept);
    kept.delete(conversationId);
    if (draft.reply !== '' || draft.note !== '') kept.set(conversationId, draft);
    const [oldest] = kept.keys();
    if (kept.size > draftsMax && oldest !== undefined) kept.delete(oldest);
    this.#kept = kept;
    keep(this.#storage, this.#key, [...kept]);
    for (const listener of [...this.#listeners]) listener();
  }
}

function readDrafts(value: unknown): Map<string, Draft> {
  const drafts = new Map<string, Draft>();
  if (!Array.isArray(value)) return drafts;
  for (const entry of value) {
    const [id, draft] = Array.isArray(entry) ? entry : [];
    const { reply, note } = (draft ?? {}) as Partial<Draft>;
    if (typeof id === 'string' && typeof reply === 'string' && typeof note === 'string')
      drafts.set(id, { reply, note });
  }
  return drafts;
}
