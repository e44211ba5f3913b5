/**
 * The thread that PGlite runs on, so that the event loop of the server stays free. It takes buffers of wire protocol,
 * one at a time, and answers each with a buffer. Started by `worker-runner.ts`.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { present } from '../../base/assert.ts';
import { DiskActivity, DurableFileSystem } from './durable-file-system.ts';
import { type PgliteEngine, startPglite } from './engine.ts';

/** What the worker is started with. */
export interface WorkerOrders {
  readonly folder: string;
  readonly activity: SharedArrayBuffer;
}

/** What the worker is asked. */
export type WorkerRequest =
  | { readonly kind: 'execute'; readonly messages: Uint8Array }
  | { readonly kind: 'dump' }
  | { readonly kind: 'close' };

/** What it answers, in the order of the questions; the first answer, without a question, says that it is ready. */
export type WorkerAnswer = { readonly bytes: Uint8Array } | { readonly error: string };

const port = present(parentPort, 'worker.ts runs as a worker thread.');
const orders = workerData as WorkerOrders;

async function answer(engine: PgliteEngine, request: WorkerRequest): Promise<Uint8Array> {
  switch (request.kind) {
    case 'execute':
      return engine.execute(request.messages);
    case 'dump':
      return engine.dump();
    case 'close':
      await engine.close();
      return new Uint8Array(0);
  }
}

/** Hands the bytes over instead of copying them, which needs a buffer that holds nothing else. */
function send(bytes: Uint8Array): void {
  const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
  port.postMessage({ bytes: own } satisfies WorkerAnswer, [own.buffer as ArrayBuffer]);
}

const fileSystem = new DurableFileSystem(orders.folder, { activity: new DiskActivity(orders.activity) });
const engine = await startPglite({ fileSystem, fsync: true });
// One after the other: the main thread sends the next request only when it has the answer, but for `close`.
let last: Promise<void> = Promise.resolve();
port.on('message', (request: WorkerRequest) => {
  last = last.then(async () => {
    try {
      send(await answer(engine, request));
    } catch (error) {
      port.postMessage({ error: String(error) } satisfies WorkerAnswer);
    }
    if (request.kind === 'close') port.close();
  });
});
send(new Uint8Array(0));
