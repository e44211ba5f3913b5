import { Worker } from 'node:worker_threads';
import { HttpProblem, malformed } from './problems.ts';
import type { YamlSaid } from './yaml-thread.ts';

/**
 * What a document of YAML may have at most: 4 MiB, which is some 15,000 agents as the configuration is written out; the largest
 * that we measure with has 10,000. Reading it takes 3 to 4 seconds and 500 MB in the thread, and the event loop 40 ms, which
 * JSON.parse takes; what is made to be slow ends after 13 seconds, at the bound of memory (two cores, 2026-11-22). What is
 * larger goes as JSON.
 */
export const yamlBytesMax = 4 * 1_048_576;
/** Memory of the thread that reads one, in MiB. What takes more is refused, and nothing else is the worse for it. */
const memoryMax = 1_024;
/** How long one may be read. */
const secondsMax = 30;
/** Documents that may wait for the one that is read. */
const waitingMax = 4;

/**
 * Reads documents of YAML, one after the other, each in a thread of its own that is ended after it. The function that it makes
 * throws HttpProblem: `malformed_body` with every fault of the writing, `body_too_large`, or `busy` where too many wait.
 */
export function yamlReader(): (bytes: Uint8Array) => Promise<unknown> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (bytes) => {
    if (bytes.length > yamlBytesMax) throw new HttpProblem('body_too_large', { data: { bytesMax: yamlBytesMax } });
    if (waiting > waitingMax) throw new HttpProblem('busy', { retryAfterSeconds: 10 });
    waiting++;
    const read = last.then(() => readInThread(bytes));
    last = read.catch(() => {});
    try {
      return await read;
    } finally {
      waiting--;
    }
  };
}

async function readInThread(bytes: Uint8Array): Promise<unknown> {
  // What is published is built, and this file with it: the thread's file has the same ending.
  const file = import.meta.url.endsWith('.ts') ? './yaml-thread.ts' : './yaml-thread.js';
  const thread = new Worker(new URL(file, import.meta.url), {
    workerData: bytes,
    name: 'yaml',
    resourceLimits: { maxOldGenerationSizeMb: memoryMax },
  });
  const { promise, resolve, reject } = Promise.withResolvers<YamlSaid>();
  thread.once('message', resolve);
  thread.once('error', (error: NodeJS.ErrnoException) =>
    reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch(`${memoryMax} MiB of memory`) : error),
  );
  thread.once('exit', (code) => reject(new Error(`The thread that reads YAML ended (${code}).`)));
  const timer = setTimeout(() => reject(tooMuch(`${secondsMax} seconds`)), secondsMax * 1000);
  try {
    const said = await promise;
    if ('fault' in said) throw malformed(said.fault);
    return JSON.parse(said.json);
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}

function tooMuch(what: string): HttpProblem {
  return malformed(`as YAML it takes more than ${what}; send it as JSON.`);
}
