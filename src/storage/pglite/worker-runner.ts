/**
 * The main thread's side of PGlite's worker: sends it bytes, watches that it lives, and replaces it when it does not.
 *
 * starting → ready → (the worker dies, or is silent for too long) → starting → ...; any → closed.
 *
 * What was under way when a worker was lost fails as `lost`, exactly like a broken connection to PostgreSQL: a commit
 * among it may have happened or not. Only `ready` takes requests.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { DatabaseError } from '../database.ts';
import type { ByteRunner } from './connection.ts';
import { DiskActivity } from './durable-file-system.ts';
import type { WorkerAnswer, WorkerOrders, WorkerRequest } from './worker.ts';

/** How the worker is run. */
export interface WorkerRunnerOptions {
  /** The database's folder, which exists. */
  readonly folder: string;
  /**
   * A worker that owes an answer and has neither answered nor touched the disk for so long is replaced. 30,000 in
   * production: a vacuum or an index on a large table takes longer, but reads and writes all the while.
   */
  readonly silenceMsMax: number;
  /** Called when a worker is gone; its prepared statements and its transaction went with it. */
  readonly onLost: (error: DatabaseError) => void;
  /** Called when a worker is ready after another was lost. */
  readonly onReplaced: () => void;
}

interface Asked {
  readonly resolve: (bytes: Buffer) => void;
  readonly reject: (error: unknown) => void;
}

const firstPauseMs = 200;
const longestPauseMs = 5000;

/** Runs bytes on a worker thread of its own. */
export class WorkerRunner implements ByteRunner {
  /** What the worker does on the disk. */
  readonly activity = new DiskActivity();
  readonly #options: WorkerRunnerOptions;
  readonly #asked: Asked[] = [];
  #worker: Worker | undefined;
  #closed = false;
  #watch: NodeJS.Timeout | undefined;
  #lastOperations = 0;
  #lastSignAt = 0;

  constructor(options: WorkerRunnerOptions) {
    this.#options = options;
  }

  /** Whether requests are taken now. */
  get ready(): boolean {
    return this.#worker !== undefined;
  }

  /** Starts the first worker. @throws Error when PGlite does not start */
  async start(): Promise<void> {
    this.#worker = await this.#startWorker();
    this.#signOfLife();
    this.#watch = setInterval(() => this.#look(), Math.min(1000, this.#options.silenceMsMax / 4));
    this.#watch.unref();
  }

  execute(messages: Uint8Array): Promise<Buffer> {
    // A view of a larger buffer would be copied with all of that buffer.
    const own = new Uint8Array(messages);
    return this.#ask({ kind: 'execute', messages: own }, [own.buffer]);
  }

  /** The data folder as a tar. */
  dump(): Promise<Uint8Array> {
    return this.#ask({ kind: 'dump' });
  }

  /** Shuts PGlite down in good order and ends the worker. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#watch);
    const worker = this.#worker;
    if (!worker) return;
    await this.#ask({ kind: 'close' }).catch(() => {});
    this.#worker = undefined;
    await worker.terminate();
  }

  #ask(request: WorkerRequest, transfer: ArrayBuffer[] = []): Promise<Buffer> {
    const worker = this.#worker;
    if (!worker) return Promise.reject(new DatabaseError('lost', { message: 'PGlite is being started again.' }));
    return new Promise((resolve, reject) => {
      if (this.#asked.length === 0) this.#signOfLife();
      this.#asked.push({ resolve, reject });
      worker.postMessage(request, transfer);
    });
  }

  /** Starts a worker and waits until PGlite in it is ready. */
  #startWorker(): Promise<Worker> {
    const orders: WorkerOrders = { folder: this.#options.folder, activity: this.activity.memory };
    // What is published is built, and this file with it: the worker's file has the same ending.
    const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
    const worker = new Worker(new URL(file, import.meta.url), { workerData: orders, name: 'pglite' });
    return new Promise((resolve, reject) => {
      let started = false;
      worker.on('message', (answer: WorkerAnswer) => {
        if (started) {
          this.#answered(answer);
          return;
        }
        started = true;
        resolve(worker);
      });
      const lost = (message: string, cause?: unknown): void => {
        if (started) this.#lose(worker, message, cause);
        else reject(new DatabaseError('lost', { message, cause }));
      };
      worker.on('error', (error) => lost(`PGlite failed: ${String(error)}`, error));
      worker.on('exit', (code) => lost(`PGlite's thread ended (${code}).`));
    });
  }

  #answered(answer: WorkerAnswer): void {
    this.#signOfLife();
    const asked = this.#asked.shift();
    if ('bytes' in answer) {
      const { buffer, byteOffset, byteLength } = answer.bytes;
      asked?.resolve(Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength));
    } else {
      asked?.reject(new DatabaseError('lost', { message: answer.error }));
      if (this.#worker) this.#lose(this.#worker, answer.error);
    }
  }

  #signOfLife(): void {
    this.#lastOperations = this.activity.operations;
    this.#lastSignAt = performance.now();
  }

  #look(): void {
    if (this.#asked.length === 0 || !this.#worker) return;
    if (this.activity.operations !== this.#lastOperations) this.#signOfLife();
    const silentMs = performance.now() - this.#lastSignAt;
    if (silentMs < this.#options.silenceMsMax) return;
    this.#lose(this.#worker, `PGlite was silent for ${Math.round(silentMs)} ms and is started again.`);
  }

  #lose(worker: Worker, message: string, cause?: unknown): void {
    if (this.#worker !== worker || this.#closed) return;
    this.#worker = undefined;
    const error = new DatabaseError('lost', { message, cause });
    for (const { reject } of this.#asked.splice(0)) reject(error);
    this.#options.onLost(error);
    void this.#replace(worker);
  }

  /** Two PGlites must never be on one folder, so the old thread has ended, and its files are closed, before the next. */
  async #replace(worker: Worker): Promise<void> {
    worker.removeAllListeners();
    worker.on('error', () => {});
    await worker.terminate();
    for (let pauseMs = firstPauseMs; !this.#closed; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        const next = await this.#startWorker();
        if (this.#closed) {
          await next.terminate();
          return;
        }
        this.#worker = next;
        this.#options.onReplaced();
        return;
      } catch {
        await pause(pauseMs, undefined, { ref: false });
      }
    }
  }
}
