import type { Transcript, VisitorFile, VisitorSession } from '../../../../src/contract/webchat.ts';
import { readEvents, type ServerEvent } from './event-stream.ts';

/** A request that came to nothing. `code` is the server's; null where there was no answer that is one. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;
  readonly code: string | null;
  readonly retryAfterMs: number | null;

  constructor(status: number, code: string | null, retryAfterMs: number | null = null) {
    super(code ?? `status ${status}`);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same may succeed later: no answer, or one that says so. */
  get mayPass(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export interface MessageToSend {
  readonly id: string;
  readonly text: string;
  readonly fileIds?: readonly string[];
  readonly form?: Readonly<Record<string, string>>;
}

/** The server as the chat speaks with it. Every method rejects with `Refused`. */
export interface VisitorApi {
  session(body: {
    readonly token?: string;
    readonly identity?: string;
    readonly name?: string;
  }): Promise<VisitorSession>;
  transcript(token: string, place?: { readonly before: string }): Promise<Transcript>;
  send(token: string, message: MessageToSend): Promise<{ readonly conversation: { readonly id: string } }>;
  /** Follows from a cursor: tells of each event, and answers when the stream has ended. */
  follow(token: string, cursor: string | null, options: FollowOptions): Promise<void>;
  upload(token: string, upload: Upload): Promise<VisitorFile>;
  /** The bytes of a file, never by a type that a browser would run. */
  file(token: string, id: string): Promise<Blob>;
}

export interface FollowOptions {
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
  readonly onEvent: (event: ServerEvent) => void;
}

export interface Upload {
  readonly id: string;
  readonly file: File;
  readonly signal: AbortSignal;
  /** From 0 to 1. */
  readonly onProgress: (part: number) => void;
}

/** Without an answer for so long, the connection is dead: the server says something every 15 seconds. */
const silenceMsMax = 40_000;
const requestMsMax = 20_000;

/** Speaks with the account of the key, on the server that the frame came from. */
export function openVisitorApi(key: string): VisitorApi {
  const base = `/v1/webchat/${key}`;
  const json = async <T>(path: string, token: string | null, body?: object): Promise<T> => {
    const response = await ask(`${base}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(requestMsMax),
    });
    return (await response.json()) as T;
  };
  return {
    session: (body) => json('/sessions', null, body),
    transcript: (token, place) => json(`/messages${place === undefined ? '' : `?before=${place.before}`}`, token),
    send: (token, message) => json('/messages', token, message),
    follow: async (token, cursor, { signal, onOpen, onEvent }) => {
      const response = await ask(`${base}/events`, {
        headers: { authorization: `Bearer ${token}`, ...(cursor === null ? {} : { 'last-event-id': cursor }) },
        signal,
      });
      onOpen();
      if (response.body !== null) await readEvents(response.body, { silenceMsMax, onEvent });
    },
    upload: (token, upload) => send(`${base}/files?name=${encodeURIComponent(upload.file.name)}`, token, upload),
    file: async (token, id) => {
      const response = await ask(`${base}/files/${id}`, { headers: { authorization: `Bearer ${token}` } });
      return new Blob([await response.arrayBuffer()], { type: 'application/octet-stream' });
    },
  };
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, credentials: 'omit', cache: 'no-store' }).catch((error: unknown) => {
    if (init.signal?.aborted === true && (error as Error).name === 'AbortError') throw error;
    throw new Refused(0, null);
  });
  if (response.ok) return response;
  throw refusalOf(response.status, response.headers.get('retry-after'), await response.text().catch(() => ''));
}

function refusalOf(status: number, retryAfter: string | null, body: string): Refused {
  let code: string | null = null;
  try {
    const said = (JSON.parse(body) as { readonly code?: unknown }).code;
    if (typeof said === 'string') code = said;
  } catch {
    // An answer of something between us and the server.
  }
  const seconds = Number(retryAfter ?? Number.NaN);
  return new Refused(status, code, Number.isFinite(seconds) ? seconds * 1000 : null);
}

/** An upload by the one interface of browsers that tells how far it is. */
function send(url: string, token: string, { id, file, signal, onProgress }: Upload): Promise<VisitorFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('authorization', `Bearer ${token}`);
    request.setRequestHeader('idempotency-key', id);
    request.setRequestHeader('content-type', file.type === '' ? 'application/octet-stream' : file.type);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText) as VisitorFile);
      else reject(refusalOf(request.status, request.getResponseHeader('retry-after'), request.responseText));
    };
    request.onerror = () => reject(new Refused(0, null));
    request.onabort = () => reject(new Refused(0, null));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}
