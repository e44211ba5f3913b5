import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** How a name becomes addresses. */
export type Lookup = (host: string) => Promise<readonly { readonly address: string }[]>;

export interface CheckOptions {
  /** `BATON_ALLOW_PRIVATE_DELIVERY`: private networks and this machine are allowed. Default false. */
  readonly allowPrivate?: boolean;
  /** How names are resolved. Default: the system's. */
  readonly lookup?: Lookup;
  /** Which addresses are public. Default: `isPublicAddress`; a test, that has only its own machine, says which part of it. */
  readonly isPublic?: (address: string) => boolean;
}

/**
 * One of the host's addresses, all of which may be connected to; null when any may not. The name is resolved once: whoever
 * connects to this address gains nothing from what the name says next.
 *
 * @throws Error when the name cannot be resolved, or not in time
 */
export async function findCheckedAddress(url: URL, options: CheckOptions, signal: AbortSignal): Promise<string | null> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const { lookup = lookUpSystem, isPublic = isPublicAddress } = options;
  const found = isIP(host) === 0 ? await withSignal(lookup(host), signal) : [{ address: host }];
  const addresses = found.map(({ address }) => address);
  const [first] = addresses;
  if (first === undefined) throw new Error(`${host} has no address.`);
  // What is no address would be resolved once more, by whoever connects.
  if (!addresses.every((address) => isIP(address) !== 0)) return null;
  return options.allowPrivate === true || addresses.every((address) => isPublic(address)) ? first : null;
}

const lookUpSystem: Lookup = (name) => systemLookup(name, { all: true, verbatim: true });

function withSignal<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new Error('aborted'));
    promise.then(resolve, reject);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}
