import { type StreamBlock, StreamReader } from './event-stream.ts';
import { type Failure, type LiveEffect, type LiveInput, type LiveState, step, stopped } from './live-machine.ts';
import { Problem, Unreachable } from './problem.ts';
import type { Client } from './request.ts';
import type { LiveEvent, SnapshotPage } from './row-types.ts';

/** What keeps rows: see `Rows`. */
export interface LiveTarget {
  /** Forgets everything and takes these pages, the first being the oldest. */
  replace(pages: readonly SnapshotPage[]): void;
  apply(event: LiveEvent): void;
  /** Tells listeners what changed since the last time. */
  tell(): void;
}

export interface LiveOptions {
  readonly client: Pick<Client, 'open'>;
  readonly target: LiveTarget;
  /** Told whenever the state is another. */
  readonly onState?: (state: LiveState) => void;
  /** How long the server may be silent before the connection counts as dead, in milliseconds. Default 35,000: it sends a comment every 15 s. */
  readonly silenceMs?: number;
  /** A fraction from 0 to below 1. Default `Math.random`. */
  readonly random?: () => number;
  /** Where the browser tells of its network and of being looked at. Default: the page, where there is one. */
  readonly signs?: Signs;
  /** Conversations on a page of the snapshot, at most 1,000. Default 500. */
  readonly pageSize?: number;
}

/** Calls back when it is worth looking at the connection, and says why; answers how to stop. */
export type Signs = (nudge: (because: 'network' | 'looked_at') => void) => () => void;

/** The thin loop around the live machine: requests, timers, and what the browser says. It decides nothing. */
export class LiveConnection {
  readonly #options: LiveOptions;
  #state: LiveState = stopped;
  #request: AbortController | null = null;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #heardAt = 0;
  #stopWatching: (() => void) | null = null;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  get state(): LiveState {
    return this.#state;
  }

  start(): void {
    this.#stopWatching ??= (this.#options.signs ?? watchPage)((because) => this.#nudge(because));
    this.#take({ kind: 'start' });
  }

  /** Ends everything; `start` begins anew. */
  stop(): void {
    this.#stopWatching?.();
    this.#stopWatching = null;
    this.#take({ kind: 'stop' });
  }

  #nudge(because: 'network' | 'looked_at'): void {
    // Whoever only changes tabs needs no new connection.
    const isFresh = this.#state.name === 'live' && Date.now() - this.#heardAt < this.#silenceMs / 2;
    if (because === 'network' || !isFresh) this.#take({ kind: 'nudge' });
  }

  get #silenceMs(): number {
    return this.#options.silenceMs ?? 35_000;
  }

  #take(input: LiveInput): void {
    const before = this.#state;
    const { state, effects } = step(before, input);
    this.#state = state;
    for (const effect of effects) this.#do(effect);
    if (state.name !== before.name) this.#options.onState?.(state);
  }

  #do(effect: LiveEffect): void {
    switch (effect.kind) {
      case 'fetchPage':
        return this.#run((signal) => this.#fetchPage(effect.after, signal));
      case 'openStream':
        return this.#run((signal) => this.#follow(effect.cursor, signal));
      case 'hangUp':
        return this.#hangUp();
      case 'replaceRows':
        this.#options.target.replace(effect.pages);
        return this.#options.target.tell();
      case 'applyEvent':
        return this.#options.target.apply(effect.event);
      case 'pause': {
        const ms = effect.msMax * (0.5 + (this.#options.random ?? Math.random)() / 2);
        this.#pause = setTimeout(() => this.#take({ kind: 'pauseOver' }), ms);
        return;
      }
      case 'endPause':
        clearTimeout(this.#pause);
    }
  }

  /** Runs one request; what comes of it counts only while it is the present one. */
  #run(request: (signal: AbortSignal) => Promise<LiveInput>): void {
    this.#hangUp();
    const controller = new AbortController();
    this.#request = controller;
    this.#listen();
    request(controller.signal).then(
      (input) => this.#finish(controller, input),
      (error) => this.#finish(controller, { kind: 'failed', why: failureOf(error) }),
    );
  }

  #finish(controller: AbortController, input: LiveInput): void {
    if (this.#request !== controller) return;
    this.#hangUp();
    this.#take(input);
  }

  #hangUp(): void {
    clearTimeout(this.#silence);
    const request = this.#request;
    this.#request = null;
    request?.abort();
  }

  /** Something was heard: from here on silence is measured. */
  #listen(): void {
    clearTimeout(this.#silence);
    this.#heardAt = Date.now();
    this.#silence = setTimeout(() => this.#take({ kind: 'silence' }), this.#silenceMs);
  }

  async #fetchPage(after: string | null, signal: AbortSignal): Promise<LiveInput> {
    const query = { limit: this.#options.pageSize ?? 500, ...(after === null ? {} : { after }) };
    const response = await this.#options.client.open({ method: 'GET', path: '/v1/snapshot', query, signal });
    await refuseUnless(response);
    return { kind: 'page', page: (await response.json()) as SnapshotPage };
  }

  /** Reads the stream to its end, whatever that is. */
  async #follow(cursor: number, signal: AbortSignal): Promise<LiveInput> {
    const response = await this.#options.client.open({
      method: 'GET',
      path: '/v1/events',
      headers: { accept: 'text/event-stream', 'last-event-id': String(cursor) },
      signal,
    });
    await refuseUnless(response);
    if (signal.aborted || response.body === null) return { kind: 'failed', why: 'unreachable' };
    this.#take({ kind: 'opened' });
    const reader = new StreamReader();
    for await (const piece of piecesOf(response.body)) {
      if (signal.aborted) break;
      this.#listen();
      for (const block of reader.read(piece)) {
        const end = this.#takeBlock(block);
        if (end !== null) return end;
      }
      this.#options.target.tell();
    }
    return { kind: 'failed', why: 'unreachable' };
  }

  /** What one block says; an input that ends the stream is handed back. */
  #takeBlock({ event, data, id, isComment }: StreamBlock): LiveInput | null {
    if (event === 'reset') return { kind: 'reset' };
    if (event === 'resume') return { kind: 'resume' };
    if (data === null) {
      if (id === null && !isComment) return null;
      this.#take({ kind: 'beat', cursor: id === null ? null : Number(id) });
      return null;
    }
    const read = readEvent(data);
    // What cannot be read cannot be skipped either: the rows would be wrong from here on.
    if (read === null) return { kind: 'reset' };
    this.#take({ kind: 'event', event: read });
    return null;
  }
}

function readEvent(data: string): LiveEvent | null {
  try {
    const event = JSON.parse(data) as LiveEvent;
    return typeof event.position === 'number' ? event : null;
  } catch {
    return null;
  }
}

async function* piecesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    // A stream that is left early would otherwise be read on, by nobody.
    reader.cancel().catch(() => {});
  }
}

/** @throws Problem, Unreachable */
async function refuseUnless(response: Response): Promise<void> {
  if (response.ok) return;
  const body = await response.json().catch(() => null);
  if (typeof body === 'object' && body !== null && 'code' in body) throw new Problem(body);
  throw new Unreachable(`${response.url} answered ${response.status}.`);
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof Problem)) return 'unreachable';
  if (error.status === 401) return 'signed_out';
  return error.status >= 400 && error.status < 500 && error.status !== 429 ? 'not_permitted' : 'unreachable';
}

/** A browser says when its network changes and when the page is looked at; elsewhere nothing does. */
const watchPage: Signs = (nudge) => {
  if (typeof document === 'undefined') return () => {};
  const whenVisible = (): void => {
    if (document.visibilityState === 'visible') nudge('looked_at');
  };
  const ofNetwork = (): void => nudge('network');
  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener('online', ofNetwork, { signal });
  window.addEventListener('offline', ofNetwork, { signal });
  window.addEventListener('pageshow', whenVisible, { signal });
  document.addEventListener('visibilitychange', whenVisible, { signal });
  return () => stop.abort();
};
