import type { Api } from './api.ts';
import { newId } from './new-id.ts';
import { Problem, type ProblemBody, Unreachable } from './problem.ts';

/** How a client reaches its server, and as whom. */
export interface ClientOptions {
  /** The server's address without a path. Default: where the page came from. */
  readonly url?: string;
  /** An API key. Without one the browser's session speaks. */
  readonly key?: string;
  /** The agent for whom the key acts; needs its scope `act_as`. */
  readonly actAs?: string;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch;
  /** Waits before a retry. Default: a timer. */
  readonly pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** A fraction from 0 to below 1, to spread retries. Default `Math.random`. */
  readonly random?: () => number;
  /** How often a request is sent again after the first time. Default 3. */
  readonly retriesMax?: number;
  /** Told of every problem, before it is thrown: a page that was signed out goes to its sign-in. */
  readonly onProblem?: (problem: Problem) => void;
}

type Method = keyof Api;
type Route<M extends Method, P extends keyof Api[M]> = Api[M][P];
/** The part of a route's description that a request takes, with its own optionality. */
type Part<R, K extends string> = K extends keyof R ? { [N in K]: R[N] } : unknown;
type OptionalPart<R, K extends string> = R extends { [N in K]?: infer V } ? { readonly [N in K]?: V } : unknown;
type Given<R, K extends string> = R extends { [N in K]: unknown } ? Part<R, K> : OptionalPart<R, K>;

/** What a request to a route takes. */
export type Asked<M extends Method, P extends keyof Api[M]> = Given<Route<M, P>, 'path'> &
  Given<Route<M, P>, 'query'> &
  Given<Route<M, P>, 'body'> & {
    /** Makes a POST once only: sent again, it gets the first answer. Default: a fresh one for each call. */
    readonly idempotencyKey?: string;
    /** The ETag that was read; any other now is `version_conflict`. */
    readonly ifMatch?: string;
    readonly signal?: AbortSignal | undefined;
  };

/** What a route answers when all is well. */
export type Answer<M extends Method, P extends keyof Api[M]> =
  Route<M, P> extends { answers: infer A } ? A[keyof A] : never;

type Call<M extends Method> = <P extends keyof Api[M] & string>(
  path: P,
  ...asked: Record<string, never> extends Asked<M, P> ? [asked?: Asked<M, P>] : [asked: Asked<M, P>]
) => Promise<Answer<M, P>>;

/** The pieces of a request, whatever its route. */
export interface RawRequest {
  readonly method: string;
  /** With its parameters filled in. */
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodyInit;
  readonly signal?: AbortSignal | undefined;
  /** Whether it is sent to its end also when the page is left meanwhile. */
  readonly keepalive?: boolean;
}

/** A Baton server's API. Every method rejects with `Problem`, `Unreachable`, or the signal's reason. */
export interface Client {
  readonly get: Call<'get'>;
  readonly post: Call<'post'>;
  readonly put: Call<'put'>;
  readonly patch: Call<'patch'>;
  readonly delete: Call<'delete'>;
  /** Stores a file, to be attached to a message by its id. */
  sendFile(file: Blob, name: string, options?: { readonly signal?: AbortSignal }): Promise<Answer<'post', '/v1/files'>>;
  /** One request as it is, without retries, whatever its answer: for streams. Rejects with `Unreachable`. */
  open(request: RawRequest): Promise<Response>;
  /** The server's clock, in milliseconds since 1970: as exact as the whole seconds that its answers are dated with. */
  now(): number;
}

const pauseMsMax = 5_000;

/** Makes a client. It holds no connection and no state but the difference of the two clocks. */
export function createClient(options: ClientOptions = {}): Client {
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);
  const pause = options.pause ?? pauseByTimer;
  const random = options.random ?? Math.random;
  const retriesMax = options.retriesMax ?? 3;
  let clockAheadMs = 0;

  async function open({ method, path, query, headers, body, signal, keepalive }: RawRequest): Promise<Response> {
    const askedAt = Date.now();
    try {
      const response = await send(`${options.url ?? ''}${path}${writeQuery(query)}`, {
        method,
        headers: {
          ...(options.key === undefined ? {} : { authorization: `Bearer ${options.key}` }),
          ...(options.actAs === undefined ? {} : { 'baton-act-as': options.actAs }),
          ...headers,
        },
        credentials: 'same-origin',
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
        ...(keepalive === undefined ? {} : { keepalive }),
      });
      clockAheadMs = readClock(response, askedAt) ?? clockAheadMs;
      return response;
    } catch (error) {
      signal?.throwIfAborted();
      throw new Unreachable(`${method} ${path}: no answer came.`, { cause: error });
    }
  }

  async function answerOf(request: RawRequest): Promise<unknown> {
    const response = await open(request);
    const text = await response.text().catch((cause) => {
      request.signal?.throwIfAborted();
      throw new Unreachable(`${request.method} ${request.path}: the answer broke off.`, { cause });
    });
    if (response.ok || response.status === 304) return text === '' ? undefined : readJson(text, response);
    const problem = readProblem(text, response);
    options.onProblem?.(problem);
    throw problem;
  }

  async function retried(request: RawRequest): Promise<unknown> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await answerOf(request);
      } catch (error) {
        if (attempt >= retriesMax || !mayRetry(error)) throw error;
        const asked = error instanceof Problem ? error.retryAfterMs : null;
        const ms = Math.min(asked ?? 200 * 2 ** attempt, pauseMsMax);
        await pause(ms * (0.5 + random() / 2), request.signal);
      }
    }
  }

  const call =
    (method: string) =>
    (path: string, asked: LooseAsked = {}) => {
      const { query, body, signal } = asked;
      const headers: Record<string, string> = {};
      if (body !== undefined) headers['content-type'] = 'application/json';
      if (asked.ifMatch !== undefined) headers['if-match'] = asked.ifMatch;
      // One key for all attempts, so that an answer that was lost is not a change that happens twice.
      if (method === 'POST') headers['idempotency-key'] = asked.idempotencyKey ?? newId();
      const request: RawRequest = {
        method,
        path: fillPath(path, asked.path),
        headers,
        signal,
        ...(query === undefined ? {} : { query }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      };
      // A PATCH without a version could undo somebody else's change when it is sent again.
      return method === 'PATCH' && asked.ifMatch === undefined ? answerOf(request) : retried(request);
    };

  return {
    get: call('GET') as never,
    post: call('POST') as never,
    put: call('PUT') as never,
    patch: call('PATCH') as never,
    delete: call('DELETE') as never,
    sendFile: (file, name, { signal } = {}) =>
      retried({
        method: 'POST',
        path: '/v1/files',
        query: { name },
        headers: {
          'content-type': file.type === '' ? 'application/octet-stream' : file.type,
          'idempotency-key': newId(),
        },
        body: file,
        signal,
      }) as Promise<Answer<'post', '/v1/files'>>,
    open,
    now: () => Date.now() + clockAheadMs,
  };
}

interface LooseAsked {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

function fillPath(path: string, values: Readonly<Record<string, string>> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

function writeQuery(query: Readonly<Record<string, unknown>> = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
  if (pairs.length === 0) return '';
  return `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`;
}

function mayRetry(error: unknown): boolean {
  if (error instanceof Problem) return error.status === 503 || error.status === 429;
  return error instanceof Unreachable;
}

/** How far the server's clock is ahead of ours. Its answers are dated in whole seconds: half of one is in the middle. */
function readClock(response: Response, askedAt: number): number | null {
  const date = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(date)) return null;
  const aheadMs = date + 500 - (askedAt + Date.now()) / 2;
  return Math.abs(aheadMs) < 1_000 ? 0 : aheadMs;
}

function readJson(text: string, response: Response): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Unreachable(`${response.url} answered ${response.status} with what is no JSON.`, { cause });
  }
}

function readProblem(text: string, response: Response): Problem {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = Number.isNaN(retryAfter) ? null : retryAfter * 1_000;
  const body = response.headers.get('content-type')?.includes('json') === true ? readJson(text, response) : null;
  if (typeof body === 'object' && body !== null && 'code' in body)
    return new Problem(body as ProblemBody, retryAfterMs);
  // A proxy's own page: what it says is about the way, not about the request.
  throw new Unreachable(`${response.url} answered ${response.status} without a problem.`);
}

function pauseByTimer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
