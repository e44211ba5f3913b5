import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Hop } from './target.ts';

/** What the other side said to one request. */
export interface Answer {
  readonly status: number;
  /** Names in lower case; what came several times is joined by a comma and a space. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came: nothing is unpacked. */
  readonly body: Uint8Array;
  /** The body is not whole: it was longer than the bound, or it broke off. */
  readonly isCut: boolean;
}

/**
 * Sends one request over a connection of its own to the given address, which is not resolved any more, and reads the answer
 * up to the bound. `onConnected` is called once the connection stands; until then nothing of the request has left.
 *
 * @throws Error when there is no answer; AbortError when the signal said so first
 */
export function exchange(
  hop: Hop,
  address: string,
  options: { readonly signal: AbortSignal; readonly answerBytesMax: number; readonly onConnected: () => void },
): Promise<Answer> {
  const { method, url, headers, body } = hop;
  const isEncrypted = url.protocol === 'https:';
  const start = isEncrypted ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const sent = start(
      {
        method,
        host: address,
        family: isIP(address),
        port: url.port,
        path: url.pathname + url.search,
        // The certificate and the virtual host are those of the name.
        servername: isIP(url.hostname) === 0 && !url.hostname.startsWith('[') ? url.hostname.replace(/\.$/, '') : '',
        headers: { ...headers, ...framing(method, body), host: url.host, 'accept-encoding': 'identity' },
        agent: false,
        signal: options.signal,
      },
      (response) => {
        isAnswered = true;
        readAnswer(response, options.answerBytesMax, resolve);
      },
    );
    sent.once('socket', (socket) => socket.once(isEncrypted ? 'secureConnect' : 'connect', options.onConnected));
    sent.on('error', reject);
    // Who answers 101, that nobody asked for, is hung up on without an error.
    sent.once('close', () => {
      if (!isAnswered) reject(new Error('The connection was closed before an answer came.'));
    });
    sent.end(body ?? undefined);
  });
}

function framing(method: string, body: Uint8Array | null): Record<string, number> {
  if (body !== null) return { 'content-length': body.length };
  return ['POST', 'PUT', 'PATCH'].includes(method) ? { 'content-length': 0 } : {};
}

/** Reads to the end or to the bound, and then gives the connection up. `done` comes by event: an error may come as well. */
function readAnswer(response: IncomingMessage, bytesMax: number, done: (answer: Answer) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('error', () => {});
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk.subarray(0, Math.max(0, bytesMax - bytes)));
    bytes += chunk.length;
    if (bytes > bytesMax) response.destroy();
  });
  response.once('close', () => {
    done({
      status: response.statusCode ?? 0,
      headers: singleStrings(response),
      body: Buffer.concat(chunks),
      isCut: bytes > bytesMax || !response.complete,
    });
  });
}

function singleStrings({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value = '']) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
