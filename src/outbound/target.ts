/** Methods that are sent. */
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const;
export type Method = (typeof methods)[number];

/** What is to be sent where, as it was written down by somebody else. */
export interface Target {
  readonly method: Method;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

/** One request whose words were checked; where its name leads is not known yet. */
export interface Hop {
  readonly method: Method;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

/** Headers that say how a message is delimited, carried or packed: they are ours, or two readers see two messages. */
const ownHeaders = new Set([
  ...['host', 'content-length', 'transfer-encoding', 'accept-encoding', 'connection', 'proxy-connection'],
  ...['keep-alive', 'te', 'trailer', 'upgrade', 'expect'],
]);
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
/** A tab, printable ASCII and what Latin-1 has above it: no CR, LF or NUL, and nothing that takes more than a byte. */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Below these, services live that speak no HTTP and might be talked to by it. */
const firstFreePort = 1024;

/** The request, or a sentence that says what is wrong with it. It names headers, and never repeats their values. */
export function readTarget(target: Target): Hop | string {
  const { method, body = null } = target;
  // The types say so already; but methods come from what administrators wrote.
  if (!methods.includes(method)) return `${JSON.stringify(method)} is none of ${methods.join(', ')}.`;
  const url = readUrl(target.url);
  if (typeof url === 'string') return url;
  const headers = Object.entries(target.headers).map(([name, value]): [string, string] => [name.toLowerCase(), value]);
  for (const [name, value] of headers) {
    if (!headerName.test(name)) return `${JSON.stringify(name)} is no name of a header.`;
    if (!headerValue.test(value)) return `The header ${name} has characters that no header may have.`;
    if (ownHeaders.has(name)) return `The header ${name} is not one to choose.`;
  }
  return { method, url, headers: Object.fromEntries(headers), body };
}

/**
 * The address to send to, or a sentence that says what is wrong with it. The parser turns decimal, octal and hexadecimal
 * hosts into addresses, and international names into ASCII.
 */
export function readUrl(text: string): URL | string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return 'It is no URL.';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol} is neither http: nor https:.`;
  if (url.username !== '' || url.password !== '') return 'A URL to send to carries no credentials.';
  const port = Number(url.port);
  if (url.port !== '' && port !== 80 && port !== 443 && port < firstFreePort)
    return `Port ${port} is not one for HTTP.`;
  return url;
}
