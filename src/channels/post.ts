import { type RequestOptions, request } from '../outbound/guarded-request.ts';
import { retryAfterSeconds } from '../outbound/retry-after.ts';

/** Those of a guarded request that deliveries choose. */
export type PostOptions = Pick<RequestOptions, 'allowPrivate' | 'timeoutMs' | 'lookup'>;

/** What became of a POST. */
export type Posted =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterSeconds: number | null }
  /** Nothing was sent, and nothing will be as long as the address is what it is. */
  | { readonly kind: 'forbidden'; readonly why: string }
  /** No answer: whether it was received is not known. */
  | { readonly kind: 'failed'; readonly why: string };

/** Posts the body to an address that an administrator wrote down, follows no redirect, and never throws. */
export async function post(
  target: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array },
  options: PostOptions = {},
): Promise<Posted> {
  const { url, headers, body } = target;
  const answer = await request({ method: 'POST', url, headers, body }, { ...options, redirectsMax: 0 });
  switch (answer.kind) {
    case 'answered':
      return { kind: 'answered', status: answer.status, retryAfterSeconds: retryAfterSeconds(answer.headers) };
    case 'forbidden':
      return answer;
    case 'failed':
      return { kind: 'failed', why: answer.why };
  }
}
