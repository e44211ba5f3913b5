import type { Clock } from '../base/clock.ts';
import { makeAssertion, type ServiceAccount } from './google-account.ts';
import { type Exchanged, type RequestOptions, request } from './guarded-request.ts';
import { membersOf, nonEmptyString, readJson, shortSentence } from './read-json.ts';

/** The scope for reading and changing the spreadsheets that are shared with an account. */
export const spreadsheetsScope = 'https://www.googleapis.com/auth/spreadsheets';

export type TokenAnswer =
  /** `lifeMs` counts from when it was asked for. */
  | { readonly kind: 'granted'; readonly token: string; readonly lifeMs: number }
  /** No token. Asking changes nothing, so it may be asked again; `isRetryable` says whether that may help. */
  | { readonly kind: 'failed'; readonly why: string; readonly isRetryable: boolean };

interface Kept {
  readonly answer: Promise<TokenAnswer>;
  /** On the monotonic clock, in milliseconds; infinite while it is being asked for. */
  freshUntil: number;
}

/** A token is not used in the last minute of its life: it is checked when the request is read, on another clock. */
const sparedMs = 60_000;
/** Accounts and scopes whose tokens are kept; beyond that all are asked for again. */
const keptMax = 1_000;

/**
 * Access tokens of service accounts, each asked for once and kept until a minute before it expires. Callers at the same
 * time share one request.
 */
export class AccessTokens {
  readonly #clock: Clock;
  readonly #options: RequestOptions;
  /**
   * By scope and fingerprint, which the key and the address of the exchange are part of: an organization that only knows
   * another's e-mail address must neither be given its token nor put one in its place.
   */
  readonly #kept = new Map<string, Kept>();

  constructor(clock: Clock, options: RequestOptions = {}) {
    this.#clock = clock;
    this.#options = options;
  }

  /** A token for the scope; never throws. What failed is not kept. */
  async get(account: ServiceAccount, scope: string): Promise<TokenAnswer> {
    const id = `${account.fingerprint} ${scope}`;
    const before = this.#kept.get(id);
    if (before !== undefined && this.#clock.monotonic() < before.freshUntil) return before.answer;
    if (this.#kept.size >= keptMax) this.#kept.clear();
    const askedAt = this.#clock.monotonic();
    const kept: Kept = { answer: this.#ask(account, scope), freshUntil: Number.POSITIVE_INFINITY };
    this.#kept.set(id, kept);
    const answer = await kept.answer;
    kept.freshUntil = answer.kind === 'granted' ? askedAt + answer.lifeMs - sparedMs : Number.NEGATIVE_INFINITY;
    return answer;
  }

  /** Forgets a token that was not accepted, unless another has taken its place already. */
  async forget(account: ServiceAccount, scope: string, token: string): Promise<void> {
    const id = `${account.fingerprint} ${scope}`;
    const kept = this.#kept.get(id);
    const answer = await kept?.answer;
    if (answer?.kind === 'granted' && answer.token === token && this.#kept.get(id) === kept) this.#kept.delete(id);
  }

  async #ask(account: ServiceAccount, scope: string): Promise<TokenAnswer> {
    const assertion = makeAssertion(account, { scope, at: this.#clock.now() });
    const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      'user-agent': 'Baton',
    };
    const body = Buffer.from(form.toString());
    return readToken(await request({ method: 'POST', url: account.tokenUri, headers, body }, this.#options));
  }
}

function readToken(exchanged: Exchanged): TokenAnswer {
  const failed = (why: string, isRetryable: boolean) => ({ kind: 'failed', why, isRetryable }) as const;
  if (exchanged.kind !== 'answered') return failed(`No access token: ${exchanged.why}`, exchanged.kind === 'failed');
  const { status, body } = exchanged;
  const { access_token, expires_in, error, error_description } = membersOf(readJson(body));
  const token = nonEmptyString(access_token);
  if (status === 200 && token !== null) {
    // Without a word about its life it serves those who wait for it now, and nobody later.
    const lifeMs = typeof expires_in === 'number' && expires_in > 0 ? expires_in * 1000 : 0;
    return { kind: 'granted', token, lifeMs };
  }
  if (status === 200) return failed('No access token: the answer 200 has none.', false);
  const reasons = [shortSentence(error), shortSentence(error_description)].filter((reason) => reason !== null);
  const isRetryable = status === 429 || status >= 500;
  return failed([`No access token: the answer was ${status}`, ...reasons].join(': '), isRetryable);
}
