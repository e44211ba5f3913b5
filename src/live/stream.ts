import type { Socket } from 'node:net';
import type { Bundle } from './bundle.ts';
import type { Viewer } from './viewer.ts';

/** Why a stream ends. After `reset` reasons the client starts again; after the others it resumes where it was. */
export type EndReason = 'cursor_too_old' | 'cursor_unknown' | 'rights_changed' | 'revoked' | 'slow' | 'stopping';

const resets: ReadonlySet<EndReason> = new Set(['cursor_too_old', 'cursor_unknown', 'rights_changed', 'revoked']);

/** A key, or a session of somebody who signed in. */
export interface Credential {
  readonly kind: 'key' | 'session';
  readonly id: string;
  /** Of a session: the agent that its user was when it came. */
  readonly agentId?: string;
}

/** Bytes that may wait in a socket before its reader counts as slow: 1 MiB. */
const waitingBytesMax = 1_048_576;
/** While catching up, more is not read from the store before this much was taken. */
const catchUpBytesMax = 262_144;
/** How long the last bytes of an ended stream may take. */
const lingerMs = 10_000;

/**
 * One viewer's connection. What it is sent goes straight to the socket: the head of the answer has gone, and there is no
 * encoding of chunks, since the stream ends with the connection.
 */
export class Stream {
  readonly viewer: Viewer;
  /** Checked again now and then: the key or the session that opened it. */
  readonly credential: Credential;
  /** The last event that it has seen, or that was not for it. */
  position: number;
  /** The event that is being handed out, so that one of several reasons to get it is enough. */
  stamp = -1;
  readonly #socket: Socket;
  readonly #onEnd: (reason: EndReason) => void;
  #bundle: Bundle | null = null;
  #ended = false;

  constructor(options: {
    readonly socket: Socket;
    readonly viewer: Viewer;
    readonly credential: Credential;
    readonly position: number;
    /** Told once, when we end it. */
    readonly onEnd: (reason: EndReason) => void;
  }) {
    this.#socket = options.socket;
    this.viewer = options.viewer;
    this.credential = options.credential;
    this.position = options.position;
    this.#onEnd = options.onEnd;
  }

  get isOpen(): boolean {
    return !this.#ended && !this.#socket.destroyed;
  }

  /** Calls back once, when the connection has closed. */
  onClose(listener: () => void): void {
    this.#socket.once('close', listener);
  }

  /** Adds to what goes out with the next `flush`, `empty` being the page's; answers whether nothing was waiting. */
  add(bytes: Buffer, empty: Bundle): boolean {
    const isFirst = this.#bundle === null;
    this.#bundle = (this.#bundle ?? empty).with(bytes);
    return isFirst;
  }

  /** Writes what was added. A reader who is too slow is sent away, to come back for the rest when it can. */
  flush(): void {
    const bundle = this.#bundle;
    this.#bundle = null;
    if (bundle === null || !this.isOpen) return;
    this.#socket.write(bundle.bytes());
    if (this.#socket.writableLength > waitingBytesMax) this.end('slow');
  }

  /** Writes at once, after what was added. */
  write(bytes: Buffer | string): void {
    this.flush();
    if (this.isOpen) this.#socket.write(bytes);
  }

  /** Answers when little enough waits in the socket to read more for it. */
  async drained(): Promise<void> {
    if (!this.isOpen || this.#socket.writableLength <= catchUpBytesMax) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done);
        this.#socket.off('close', done);
        resolve();
      };
      this.#socket.on('drain', done);
      this.#socket.on('close', done);
    });
  }

  /** Says why, and closes the connection after what is on its way, or without it when nobody takes it. */
  end(reason: EndReason): void {
    if (this.#ended) return;
    this.flush();
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd(reason);
    if (this.#socket.destroyed) return;
    const event = resets.has(reason) ? 'reset' : 'resume';
    this.#socket.end(`event: ${event}\ndata: ${JSON.stringify({ reason, after: this.position })}\n\n`);
    const timer = setTimeout(() => this.#socket.destroy(), lingerMs);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }
}
