import { lookup as systemLookup } from 'node:dns/promises';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/**
 * One POST to an address that an administrator wrote down, and that may lie: only http and https, only public addresses
 * unless the operator allows others, no redirects, and no more of the answer than is needed.
 *
 * The host is resolved once, all its addresses are checked, and the socket goes to one that was checked: a name that
 * answers otherwise the next time gains nothing.
 */
export interface PostOptions {
  /** `BATON_ALLOW_PRIVATE_DELIVERY`: endpoints on private networks and on this machine are allowed. Default false. */
  readonly allowPrivate?: boolean;
  /** For the whole exchange, in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
  /** How names are resolved. Default: the system's. */
  readonly lookup?: (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;
}

/** What became of a POST. */
export type Posted =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterSeconds: number | null }
  /** Nothing was sent, and nothing will be as long as the address is what it is. */
  | { readonly kind: 'forbidden'; readonly why: string }
  /** No answer: whether it was received is not known. */
  | { readonly kind: 'failed'; readonly why: string };

/** Bytes of an answer that are read before the connection is given up; its content is of no interest. */
const answerBytesMax = 65_536;
/** Below these, services live that speak no HTTP and might be talked to by it. */
const firstFreePort = 1024;

/** Sends the body and answers what became of it; never throws. */
export async function post(
  target: { readonly url: string; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array },
  options: PostOptions = {},
): Promise<Posted> {
  const url = readUrl(target.url);
  if (typeof url === 'string') return { kind: 'forbidden', why: url };
  const signal = AbortSignal.timeout(options.timeoutMs ?? 10_000);
  try {
    const address = await resolve(url, options, signal);
    if (address === null)
      return { kind: 'forbidden', why: `${url.hostname} is, or may be, an address of a private network.` };
    return await send(url, address, target, signal);
  } catch (error) {
    return { kind: 'failed', why: signal.aborted ? 'It took too long.' : (error as Error).message };
  }
}

/** The address to send to, or what is wrong with it. The parser turns decimal, octal and hexadecimal hosts into addresses. */
function readUrl(text: string): URL | string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return 'It is no URL.';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol} is neither http: nor https:.`;
  if (url.username !== '' || url.password !== '') return 'A URL for deliveries carries no credentials.';
  const port = Number(url.port);
  if (url.port !== '' && port !== 80 && port !== 443 && port < firstFreePort)
    return `Port ${port} is not one for HTTP.`;
  return url;
}

interface Address {
  readonly address: string;
  readonly family: number;
}

/** One of the host's addresses, all of which may be connected to; null when any may not. */
async function resolve(url: URL, options: PostOptions, signal: AbortSignal): Promise<Address | null> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const literal = isIP(host);
  const lookup = options.lookup ?? ((name) => systemLookup(name, { all: true, verbatim: true }));
  const addresses = literal !== 0 ? [{ address: host, family: literal }] : await withSignal(lookup(host), signal);
  const [first] = addresses;
  if (first === undefined) throw new Error(`${host} has no address.`);
  if (options.allowPrivate === true) return first;
  return addresses.every(({ address }) => isPublicAddress(address)) ? first : null;
}

function withSignal<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    promise.then(resolve, reject);
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}

function send(
  url: URL,
  { address, family }: Address,
  { headers, body }: Parameters<typeof post>[0],
  signal: AbortSignal,
): Promise<Posted> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = request(
      {
        method: 'POST',
        host: address,
        family,
        port: url.port,
        path: url.pathname + url.search,
        // The certificate and the virtual host are those of the name.
        servername: isIP(url.hostname) === 0 && !url.hostname.startsWith('[') ? url.hostname.replace(/\.$/, '') : '',
        headers: { ...headers, host: url.host, 'content-length': body.length },
        agent: false,
        signal,
      },
      (response) => {
        response.on('error', () => {});
        const said = {
          kind: 'answered',
          status: response.statusCode ?? 0,
          retryAfterSeconds: retryAfter(response),
        } as const;
        discard(response, () => resolve(said));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Reads an answer to its end or to the bound, so that the other side sees it taken. */
function discard(response: IncomingMessage, done: () => void): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > answerBytesMax) response.destroy();
  });
  response.once('close', done);
}

function retryAfter({ headers }: IncomingMessage): number | null {
  const value = headers['retry-after'];
  return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : null;
}
