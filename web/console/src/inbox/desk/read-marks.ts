import { keep, readKept, type TextStorage } from './kept-texts.ts';

/** Conversations remembered; the one that was looked at longest ago goes first. */
const marksMax = 2_000;

/** How far somebody has read, by conversation, in this browser. */
export class ReadMarks {
  readonly #storage: TextStorage;
  readonly #key: string;
  #marks: Map<string, number>;
  readonly #listeners = new Set<() => void>();
  #version = 0;

  constructor(storage: TextStorage, reader: string) {
    this.#storage = storage;
    this.#key = `baton.read.${reader}`;
    const kept = readKept(storage, this.#key);
    const pairs = Array.isArray(kept) ? kept : [];
    this.#marks = new Map(pairs.filter((pair) => typeof pair?.[0] === 'string' && Number.isInteger(pair?.[1])));
  }

  get version(): number {
    return this.#version;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The last message that was read; undefined for a conversation that was never opened here. */
  get(conversationId: string): number | undefined {
    return this.#marks.get(conversationId);
  }

  /** Remembers that everything up to a message was read. Nothing is unread by it. */
  set(conversationId: string, sequence: number): void {
    const before = this.#marks.get(conversationId) ?? -1;
    if (sequence <= before) return;
    this.#marks.delete(conversationId);
    this.#marks.set(conversationId, sequence);
    const [oldest] = this.#marks.keys();
    if (this.#marks.size > marksMax && oldest !== undefined) this.#marks.delete(oldest);
    keep(this.#storage, this.#key, [...this.#marks]);
    this.#version++;
    for (const listener of [...this.#listeners]) listener();
  }
}
