import { connect } from 'node:net';
import { keyOf } from './fill.ts';

/** A receiver of live events on a raw socket: as little work per event as can be. */
export interface Stream {
  /** Whether the server answered with a stream. */
  readonly isOpen: boolean;
  /** Events received so far. */
  readonly count: number;
  /** Called with each event's text; where it is not set, events are only counted. */
  onEvent: ((text: string) => void) | undefined;
  close(): void;
}

/** Opens a stream of an organization, as an agent or as the key itself; answers when the server has. */
export function openStream(of: { port: number; organizationId: string; agent: string | null }): Promise<Stream> {
  const socket = connect({ port: of.port, host: '127.0.0.1' });
  const state = { isOpen: false, count: 0, onEvent: undefined as Stream['onEvent'], close: () => socket.destroy() };
  const actAs = of.agent === null ? '' : `baton-act-as: ${of.agent}\r\n`;
  socket.write(
    `GET /v1/events HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer ${keyOf(of.organizationId)}\r\n${actAs}accept: text/event-stream\r\n\r\n`,
  );
  return new Promise((resolve) => {
    let held = '';
    socket.on('error', () => resolve(state));
    socket.on('close', () => resolve(state));
    socket.on('data', (bytes: Buffer) => {
      if (!state.isOpen) {
        state.isOpen = bytes.subarray(9, 12).toString() === '200';
        resolve(state);
      }
      if (state.onEvent === undefined) {
        for (let at = bytes.indexOf('data: '); at >= 0; at = bytes.indexOf('\ndata: ', at + 1)) state.count++;
        return;
      }
      held += bytes.toString('latin1');
      const end = held.lastIndexOf('\n\n');
      if (end < 0) return;
      for (const text of held.slice(0, end).split('\n\n')) {
        state.count++;
        state.onEvent(text);
      }
      held = held.slice(end + 2);
    });
  });
}
