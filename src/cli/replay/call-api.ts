import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../base/random.ts';
import type { Problem } from '../../contract/problem.ts';

/** One request. What changes something carries a key or an id of its own, so that sending it again repeats nothing. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  /** The agent for whom the key acts. */
  readonly actAs?: string;
  /** Headers made for each attempt: a signature holds for minutes only. Gets the body as it will be sent. */
  readonly sign?: (body: string) => Readonly<Record<string, string>>;
}

/** The server understood, and will not do it. */
export class CallRefused extends Error {
  override name = 'CallRefused';
  readonly status: number;
  readonly code: string;

  constructor({ method, path }: ApiCall, status: number, problem: Partial<Problem>) {
    const why = [problem.code, problem.detail ?? problem.title].filter((part) => part !== undefined).join(': ');
    const faults = (problem.faults ?? []).slice(0, 5).map((fault) => `${fault.path} ${fault.message}`);
    super([`${method} ${path} was answered ${status}: ${why || 'no reason given'}`, ...faults].join('\n  '));
    this.status = status;
    this.code = problem.code ?? '';
  }
}

/** The server could not be reached, or was busy, for as long as we are patient. */
export class ServerAway extends Error {
  override name = 'ServerAway';
}

export interface ApiOptions {
  /** Of the server, such as `http://127.0.0.1:7400`. */
  readonly url: string;
  readonly key: string | null;
  readonly connectionsMax: number;
  readonly random: Random;
  /** How long one request is tried again before the server counts as away. Long enough for a restart. */
  readonly patienceMs?: number;
}

interface RawAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

const defaultPatienceMs = 180_000;
/** No answer of the API takes this long: what is silent for longer is asked again. */
const silenceMsMax = 30_000;
const pauseMs = { first: 50, max: 1_000 };

/** Busy, or out of order for a moment: the same request may succeed. */
const retriedStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Speaks to a server as any integration would: HTTP over connections that are kept. */
export class Api {
  /** Requests that were answered, and those that were sent again. */
  answered = 0;
  repeated = 0;
  /** Milliseconds that callers waited before sending again, added up. */
  waitedMs = 0;
  readonly #options: ApiOptions;
  readonly #base: URL;
  readonly #agent: HttpAgent;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#base = new URL(options.url);
    const agentOptions = { keepAlive: true, maxSockets: options.connectionsMax, noDelay: true };
    this.#agent = this.#base.protocol === 'https:' ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
  }

  /** The same server with another key. */
  withKey(key: string): Api {
    return new Api({ ...this.#options, key });
  }

  close(): void {
    this.#agent.destroy();
  }

  /**
   * The answer's JSON. Where the server is busy or away, it is asked again, no sooner than it says itself.
   *
   * @throws CallRefused, ServerAway
   */
  async call<T>(call: ApiCall): Promise<T> {
    const body = call.body === undefined ? undefined : JSON.stringify(call.body);
    const { random, patienceMs = defaultPatienceMs } = this.#options;
    const startedAt = performance.now();
    let pause = pauseMs.first;
    for (;;) {
      const answer = await this.#send(call, body).catch((cause: NodeJS.ErrnoException) => cause);
      if (!(answer instanceof Error) && !retriedStatuses.has(answer.status)) {
        this.answered++;
        if (answer.status >= 200 && answer.status < 300) return parseJson(answer.text) as T;
        throw new CallRefused(call, answer.status, (parseJson(answer.text) ?? {}) as Partial<Problem>);
      }
      const asked = answer instanceof Error ? 0 : secondsToWait(answer.retryAfter) * 1000;
      const waitMs = Math.max(asked, pause * (0.5 + random.fraction()));
      if (performance.now() - startedAt + waitMs > patienceMs) throw away(call, answer);
      this.repeated++;
      this.waitedMs += waitMs;
      await sleep(waitMs);
      pause = Math.min(pause * 2, pauseMs.max);
    }
  }

  #send({ method, path, actAs, idempotencyKey, sign }: ApiCall, body: string | undefined): Promise<RawAnswer> {
    const headers: Record<string, string | number> = {};
    if (this.#options.key !== null && sign === undefined) headers.authorization = `Bearer ${this.#options.key}`;
    if (body !== undefined) {
      headers['content-type'] = 'application/json';
      headers['content-length'] = Buffer.byteLength(body);
    }
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
    if (actAs !== undefined) headers['baton-act-as'] = actAs;
    if (sign !== undefined) Object.assign(headers, sign(body ?? ''));
    const send = this.#base.protocol === 'https:' ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const options = {
        agent: this.#agent,
        protocol: this.#base.protocol,
        hostname: this.#base.hostname.replace(/^\[|\]$/g, ''),
        port: this.#base.port,
        method,
        path: this.#base.pathname.replace(/\/$/, '') + path,
        headers,
      };
      const sent = send(options, (incoming) => collect(incoming, resolve, reject));
      sent.setTimeout(silenceMsMax, () => sent.destroy(new Error(`no answer within ${silenceMsMax / 1000} s`)));
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

function collect(
  incoming: IncomingMessage,
  resolve: (answer: RawAnswer) => void,
  reject: (cause: Error) => void,
): void {
  let text = '';
  incoming.setEncoding('utf8');
  incoming.on('data', (piece: string) => {
    text += piece;
  });
  incoming.on('end', () =>
    resolve({ status: incoming.statusCode ?? 0, retryAfter: incoming.headers['retry-after'], text }),
  );
  incoming.on('error', reject);
}

/** Undefined for what is no JSON: an answer of something else than Baton. */
function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Retry-After` in seconds; its other form, a date, is not Baton's. */
function secondsToWait(header: string | undefined): number {
  const seconds = Number(header ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}

function away({ method, path }: ApiCall, answer: RawAnswer | Error): ServerAway {
  const why =
    answer instanceof Error
      ? answer.message || String((answer as NodeJS.ErrnoException).code)
      : `it answers ${answer.status}`;
  return new ServerAway(
    `The server cannot be reached, or stays busy: ${why} (${method} ${path}).`,
    answer instanceof Error ? { cause: answer } : {},
  );
}
