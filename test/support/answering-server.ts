import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** One request as a server outside heard it. */
export interface Heard {
  readonly method: string;
  /** Path and query, as they came over the wire. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The address that it was sent to. */
  readonly localAddress: string;
}

export interface AnsweringServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** In the order of arrival. */
  readonly heard: readonly Heard[];
}

/** What a server answers; it may also not. `count` is 1 for the first request. */
export type Answering = (response: ServerResponse, heard: Heard, count: number) => void;

/** A server outside, gone with the test. With a key and certificate it speaks TLS. */
export async function answeringServer(
  answer: Answering,
  { host = '127.0.0.1', tls }: { readonly host?: string; readonly tls?: { key: string; cert: string } } = {},
): Promise<AnsweringServer> {
  const heard: Heard[] = [];
  const server = tls === undefined ? createServer() : createSecureServer(tls);
  server.on('request', async (request, response: ServerResponse) => {
    const { method = '', url: path = '', headers, socket } = request;
    const localAddress = socket.localAddress ?? '';
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one = { method, path, headers, body: Buffer.concat(chunks).toString(), localAddress };
    answer(response, one, heard.push(one));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, heard };
}

/** A server that speaks what no HTTP server would, gone with the test. */
export async function socketServer(onSocket: (socket: Socket) => void): Promise<Pick<AnsweringServer, 'url' | 'port'>> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port };
}

/** A port on which nobody listens. */
export async function deafPort(): Promise<number> {
  const server = createSocketServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
