/**
 * A visitor's browser without the browser: it keeps its token, reads its conversation as the widget does, follows it, and
 * can be cut off at any moment. Every byte that it was ever sent is kept, for tests that look for what must not be there.
 */
import { randomBytes } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import type { Transcript, TranscriptEntry, VisitorStanding, VisitorView } from '../../src/contract/webchat.ts';

export interface Heard {
  readonly status: number;
  readonly body: any;
  readonly headers: Headers;
}

export class VisitorClient {
  token = '';
  entries: TranscriptEntry[] = [];
  view: VisitorView | null = null;
  /** Every word of where they stand in line, as it came. */
  readonly standings: (VisitorStanding | null)[] = [];
  cursor: string | null = null;
  /** Names of the events by which the server ended streams. */
  readonly ends: string[] = [];
  /** Everything that came, heads too. */
  received = '';
  readonly #url: string;
  readonly #origin: string | undefined;
  #stream: IncomingMessage | null = null;
  readonly #waiting = new Set<() => void>();

  /** `url` is that of the server, `key` the widget's. */
  constructor({ url, key, origin }: { readonly url: string; readonly key: string; readonly origin?: string }) {
    this.#url = `${url}/v1/webchat/${key}`;
    this.#origin = origin;
  }

  get #headers(): Record<string, string> {
    return {
      ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }),
      ...(this.#origin === undefined ? {} : { origin: this.#origin }),
    };
  }

  /** One request, whatever comes of it. */
  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Heard> {
    const isBytes = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        ...this.#headers,
        ...(body === undefined || isBytes ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isBytes ? (body as string) : JSON.stringify(body) }),
    });
    const text = await response.text();
    this.received += `${JSON.stringify([...response.headers])}\n${text}\n`;
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
  }

  /** Begins or goes on with the session. */
  async start(more: { readonly identity?: string; readonly name?: string } = {}): Promise<Heard> {
    const heard = await this.ask('POST', '/sessions', { ...(this.token === '' ? {} : { token: this.token }), ...more });
    if (heard.status === 200) this.token = heard.body.token;
    return heard;
  }

  say(text: string, more: { readonly id?: string; readonly fileIds?: string[]; readonly form?: object } = {}) {
    return this.ask('POST', '/messages', { id: newId(), text, ...more });
  }

  /** Reads the newest page and follows from there. */
  async open(): Promise<void> {
    const { body } = await this.ask('GET', '/messages');
    const { entries, view, cursor } = body as Transcript;
    this.entries = [...entries];
    this.view = view;
    this.cursor = cursor;
    await this.resume();
  }

  /** Follows from where it was. */
  async resume(): Promise<void> {
    const headers = { ...this.#headers, ...(this.cursor === null ? {} : { 'last-event-id': this.cursor }) };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${this.#url}/events`, { headers, agent: false }, resolve).on('error', reject);
    });
    this.#stream = response;
    this.received += `${response.statusCode} ${JSON.stringify(response.rawHeaders)}\n`;
    let rest = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      if (this.#stream !== response) return;
      this.received += chunk;
      const frames = (rest + chunk).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) this.#take(frame);
      this.#wake();
    });
    response.on('close', () => this.#wake());
    response.on('error', () => {});
  }

  #take(frame: string): void {
    const fields = new Map(
      frame.split('\n').map((line) => [line.split(':', 1)[0], line.slice(line.indexOf(':') + 1).trim()]),
    );
    const [event, data] = [fields.get('event'), fields.get('data')];
    if (event === 'standing') {
      this.standings.push(JSON.parse(data ?? 'null'));
      return;
    }
    if (event !== undefined) {
      this.ends.push(event);
      return;
    }
    if (data === undefined) return;
    const entry = JSON.parse(data) as TranscriptEntry;
    this.entries.push(entry);
    if (entry.kind === 'turn') this.view = entry.view;
    this.cursor = entry.cursor;
  }

  /** Loses the connection. */
  cut(): void {
    const stream = this.#stream;
    this.#stream = null;
    stream?.destroy();
  }

  /** Takes nothing more from its stream, without closing it. */
  pause(): void {
    this.#stream?.pause();
  }

  /** Takes again what has waited. */
  unpause(): void {
    this.#stream?.resume();
  }

  get isFollowing(): boolean {
    return this.#stream !== null && !this.#stream.closed;
  }

  /** Waits until what it knows is as wanted. */
  async until(isSo: (client: VisitorClient) => boolean): Promise<void> {
    while (!isSo(this)) await new Promise<void>((resolve) => this.#waiting.add(resolve));
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }

  /** What a fresh start would show. */
  async fresh(): Promise<Pick<Transcript, 'entries' | 'view'>> {
    const { entries, view } = (await this.ask('GET', '/messages')).body as Transcript;
    return { entries, view };
  }

  /** The thread in short: texts, and lines as `code agent/department>to`. */
  get thread(): string[] {
    return this.entries.map((entry) =>
      entry.kind === 'message' ? `${entry.name ?? entry.from}: ${entry.text}` : lineOf(entry.code, entry.view),
    );
  }
}

function lineOf(code: string, { agent, department, to }: VisitorView): string {
  return `(${code} ${agent ?? '-'}/${department ?? '-'}${to === null ? '' : `>${to.isSame ? 'same' : (to.department ?? '-')}`})`;
}

/** An id as a browser makes them. */
export function newId(): string {
  return randomBytes(16).toString('base64url');
}
