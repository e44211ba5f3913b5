import type { Clock } from './clock.ts';

interface Kept<V> {
  answer: V | undefined;
  readAt: number;
  reading: Promise<void> | null;
}

/** What was taken away in the store is gone from here within this time, on every node. */
const keptMs = 1_000;
/** From this age on an answer in use is read again beside the requests that use it, so that none of them waits. */
const renewedMs = 400;
/** Answers kept, those about what does not exist among them: guessing must not fill the memory. */
const keptMax = 10_000;

export interface KeptAnswersOptions<Q extends readonly string[], V> {
  readonly read: (...question: Q) => Promise<V>;
  readonly clock: Clock;
  /** Puts a fresh answer in place of the one before, where something hangs on its identity. Default: as it is. */
  readonly merge?: (before: V | undefined, fresh: V) => V;
}

/** Answers of the store about keys and sessions, kept for a second: what every request asks before anything else. */
export class KeptAnswers<Q extends readonly string[], V> {
  readonly #options: KeptAnswersOptions<Q, V>;
  readonly #kept = new Map<string, Kept<V>>();

  constructor(options: KeptAnswersOptions<Q, V>) {
    this.#options = options;
  }

  /** The answer if it is known well enough, without waiting; undefined when it must be read first. */
  peek(...question: Q): V | undefined {
    const kept = this.#kept.get(question.join(' '));
    if (kept === undefined) return undefined;
    const age = this.#options.clock.monotonic() - kept.readAt;
    if (age > keptMs) return undefined;
    if (age > renewedMs && kept.reading === null) this.#renew(kept, question).catch(ignore);
    return kept.answer;
  }

  /** The answer, read from the store. Many callers at once share one read. @throws what `read` throws */
  async get(...question: Q): Promise<V> {
    const id = question.join(' ');
    let kept = this.#kept.get(id);
    if (kept === undefined) {
      if (this.#kept.size >= keptMax) this.#kept.clear();
      kept = { answer: undefined, readAt: Number.NEGATIVE_INFINITY, reading: null };
      this.#kept.set(id, kept);
    }
    await (kept.reading ?? this.#renew(kept, question));
    return kept.answer as V;
  }

  /** Forgets everything: the next questions are read, also by those who are being read now. */
  clear(): void {
    this.#kept.clear();
  }

  #renew(kept: Kept<V>, question: Q): Promise<void> {
    const { read, clock, merge } = this.#options;
    const startedAt = clock.monotonic();
    kept.reading = read(...question)
      .then((fresh) => {
        kept.answer = merge === undefined ? fresh : merge(kept.answer, fresh);
        kept.readAt = startedAt;
      })
      .finally(() => {
        kept.reading = null;
      });
    return kept.reading;
  }
}

function ignore(): void {}
