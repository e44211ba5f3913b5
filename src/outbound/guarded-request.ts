import { type CheckOptions, findCheckedAddress } from './checked-address.ts';
import { type Answer, exchange } from './exchange.ts';
import { followRedirect, type Secrets } from './follow-redirect.ts';
import { readTarget, type Target } from './target.ts';

/**
 * One request to an address that somebody else wrote down, and that may lie (X3): only http and https, only public addresses
 * unless the operator allows others, no credentials in the URL, and no more of the answer than the bound. Everything that
 * leaves Baton over HTTP goes through here.
 *
 * The host is resolved once, all its addresses are checked, and the socket goes to one that was checked: a name that
 * answers otherwise the next time gains nothing. Each redirect is judged as if it were the first address.
 */
export interface RequestOptions extends CheckOptions {
  /** For the whole exchange with all its redirects, in milliseconds; 1 or more. Default 10,000. */
  readonly timeoutMs?: number;
  /** Bytes of the answer's body that are read. Default 65,536. */
  readonly answerBytesMax?: number;
  /** Redirects that are followed; one more is the answer. Default 0. */
  readonly redirectsMax?: number;
  /** What, besides the usual headers, is not for another origin to which a redirect leads. */
  readonly secrets?: Secrets;
}

/** What became of a request. */
export type Exchanged =
  /** `url` is where the answer came from, after redirects. */
  | (Answer & { readonly kind: 'answered'; readonly url: string })
  /**
   * It was not sent to where it leads, nor will it be; servers that redirected there have seen it. `holdsSecret` where it
   * could have gone there but for a secret in it.
   */
  | { readonly kind: 'forbidden'; readonly why: string; readonly holdsSecret: boolean }
  /** No answer. `mayHaveArrived` is false when surely nothing was sent: no address, no connection. */
  | {
      readonly kind: 'failed';
      readonly why: string;
      readonly mayHaveArrived: boolean;
      /** Whether the time was over. */
      readonly isTooLate: boolean;
    };

/** Sends the request and answers what became of it; never throws, whatever the other side does. */
export async function request(target: Target, options: RequestOptions = {}): Promise<Exchanged> {
  const { timeoutMs = 10_000, answerBytesMax = 65_536, redirectsMax = 0, secrets = {} } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  let mayHaveArrived = false;
  const onConnected = (): void => {
    mayHaveArrived = true;
  };
  try {
    const first = readTarget(target);
    if (typeof first === 'string') return forbid(first);
    for (let hop = first, redirects = 0; ; redirects++) {
      const address = await findCheckedAddress(hop.url, options, signal);
      if (address === null) return forbid(`${hop.url.hostname} is, or may be, an address of a private network.`);
      const answer = await exchange(hop, address, { signal, answerBytesMax, onConnected });
      const next = redirects < redirectsMax ? followRedirect(hop, answer, secrets) : null;
      if (next === null) return { kind: 'answered', ...answer, url: hop.url.href };
      if ('why' in next) return { kind: 'forbidden', ...next };
      hop = next;
    }
  } catch (error) {
    const isTooLate = signal.aborted;
    const why = isTooLate ? 'It took too long.' : (error as Error).message;
    return { kind: 'failed', why, mayHaveArrived, isTooLate };
  }
}

function forbid(why: string): Exchanged {
  return { kind: 'forbidden', why, holdsSecret: false };
}
