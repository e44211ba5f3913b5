import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterEach, expect, it } from 'vitest';
import { adminKey } from '../../test/support/http-server.ts';
import { systemClock as clock } from '../base/clock.ts';
import { uuidIds } from '../base/ids.ts';
import { seededRandom } from '../base/random.ts';
import { backupRoutes } from './backup.ts';
import { createHttpServer } from './server.ts';

// What the door does with lines that somebody else makes; what is in them is `test/scenarios/backup.test.ts`'s.

const away = Object.assign(new Error('connection refused'), { name: 'DatabaseError', reason: 'lost' });
let app: FastifyInstance;
const defects: unknown[] = [];
afterEach(async () => {
  await app.close();
  expect(defects.splice(0)).toEqual([]);
});

function serve(makeLines: () => AsyncGenerator<string, void, undefined>): FastifyInstance {
  app = createHttpServer({
    engine: {
      depth: 0,
      configurations: { peek: () => undefined, refresh: () => Promise.reject(away) },
      submit: () => Promise.reject(away),
    },
    database: { read: () => Promise.reject(away), readTogether: () => Promise.reject(away) } as never,
    presence: { renew: () => Promise.reject(away) },
    rooms: { of: () => Promise.reject(away), peek: () => null },
    clock,
    ids: uuidIds(clock, seededRandom(1)),
    adminKey,
    reference: false,
    onDefect: (error) => defects.push(error),
    routes: [(v1, context) => backupRoutes(v1, context, makeLines)],
  });
  return app;
}
const ask = () => app.inject({ method: 'GET', url: '/v1/backup', headers: { authorization: `Bearer ${adminKey}` } });

it('gives the lines as a file to be saved, named by the time', async () => {
  serve(async function* () {
    yield 'one\n';
    yield 'two\n';
  });
  const { statusCode, headers, rawPayload } = await ask();
  expect([statusCode, headers['content-type']]).toEqual([200, 'application/gzip']);
  expect(headers['content-disposition']).toMatch(
    /^attachment; filename="baton-\d{4}-\d\d-\d\dT[\d-]+\.\d{3}Z\.ndjson\.gz"$/,
  );
  expect(gunzipSync(rawPayload).toString()).toBe('one\ntwo\n');
});

it('says that the store is away before anything is answered, and makes the next when it is back', async () => {
  let isAway = true;
  serve(async function* () {
    if (isAway) throw away;
    yield 'all\n';
  });
  const refused = await ask();
  expect([refused.statusCode, refused.json().code]).toEqual([503, 'busy']);
  isAway = false;
  expect((await ask()).statusCode).toBe(200);
});

/** The first that is asked for never ends by itself; when it has ended all the same. */
function serveEndless(): Promise<void> {
  let made = 0;
  const stopped = Promise.withResolvers<void>();
  serve(async function* () {
    if (++made > 1) return yield 'short\n';
    try {
      for (;;) {
        yield 'x'.repeat(100_000);
        await pause(0);
      }
    } finally {
      stopped.resolve();
    }
  });
  return stopped.promise;
}

/** Begins to take it from outside. */
async function take(signal?: AbortSignal): Promise<Response> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const headers = { authorization: `Bearer ${adminKey}` };
  const response = await fetch(`http://127.0.0.1:${port}/v1/backup`, { headers, ...(signal ? { signal } : {}) });
  expect(response.status).toBe(200);
  return response;
}

it('breaks off when the server stops, which waits for nobody', async () => {
  const stopped = serveEndless();
  const response = await take();
  await app.close();
  await stopped;
  await expect(response.arrayBuffer()).rejects.toThrow();
});

it('makes one at a time, and the next when whoever took it hung up', async () => {
  const stopped = serveEndless();
  const taking = new AbortController();
  await take(taking.signal);
  const refused = await ask();
  expect([refused.statusCode, refused.json().code, refused.headers['retry-after']]).toEqual([
    409,
    'backup_under_way',
    '60',
  ]);
  taking.abort();
  await stopped;
  await expect.poll(async () => (await ask()).statusCode).toBe(200);
});
