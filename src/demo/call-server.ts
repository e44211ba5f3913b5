/** A request to the server that the demo plays on. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  /** The agent for whom the key acts. */
  readonly actAs?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Caller {
  /** Answers the JSON. @throws Refused when the server will not; whatever `fetch` throws when it is away or told to stop */
  call<T>(call: Call): Promise<T>;
}

/** The server understood, and will not do it. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;
  readonly code: string;

  constructor({ method, path }: Call, status: number, code: string) {
    super(`${method} ${path} was answered ${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

const silenceMsMax = 15_000;

/** Speaks to the server as any integration would. Every request ends when the signal says so. */
export function callServer({ url, key, signal }: { url: string; key: string; signal: AbortSignal }): Caller {
  return {
    call: async <T>(call: Call): Promise<T> => {
      const { method, path, body, actAs, headers } = call;
      const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(text === undefined ? {} : { 'content-type': 'application/json' }),
          ...(actAs === undefined ? {} : { 'baton-act-as': actAs }),
          ...headers,
        },
        ...(text === undefined ? {} : { body: text }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(silenceMsMax)]),
      });
      const answer = (await response.json().catch(() => ({}))) as T & { readonly code?: string };
      if (!response.ok) throw new Refused(call, response.status, answer.code ?? '');
      return answer;
    },
  };
}
