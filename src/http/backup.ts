import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import { isoInstant } from '../base/clock.ts';
import { answers } from './answers.ts';
import type { App, HttpContext } from './context.ts';
import { HttpProblem } from './problems.ts';

/** Adds `GET /backup`: everything that the store holds, by the lines that `makeLines` gives. One at a time. */
export function backupRoutes(
  app: App,
  { clock, onDefect }: HttpContext,
  makeLines: () => AsyncGenerator<string, void, undefined>,
): void {
  let isUnderWay = false;
  let sent: Gzip | null = null;
  // Whoever takes it sees that its end is not there.
  app.addHook('preClose', async () => {
    sent?.destroy();
  });
  app.get(
    '/backup',
    {
      config: { isOfNoOrganization: true },
      schema: {
        tags: ['Organizations'],
        summary: 'Take a backup of everything',
        description:
          'Every organization’s rows as of one moment, and the bytes of their files, as lines of JSON, compressed by gzip. With the administration key. Restored by `baton restore`.',
        response: answers({}),
      },
    },
    async (request, reply) => {
      const permission = 'backup.make';
      if (!request.caller.scopes.has(permission)) throw new HttpProblem('permission_missing', { data: { permission } });
      if (isUnderWay) throw new HttpProblem('backup_under_way', { retryAfterSeconds: 60 });
      isUnderWay = true;
      const lines = makeLines();
      try {
        // The first before anything is answered: a store that is away, or has no room for a copy, is a problem and no torn file.
        const first = await lines.next();
        const gzip = createGzip();
        sent = gzip;
        const all = Readable.from(chain(String(first.value), lines));
        pipeline(all, gzip)
          // Whoever takes it hung up, or the server stops.
          .catch((error) => (error?.code === 'ERR_STREAM_PREMATURE_CLOSE' ? undefined : onDefect(error)))
          .then(() => lines.return())
          .finally(() => {
            isUnderWay = false;
            sent = null;
          })
          .catch(onDefect);
        const name = `baton-${isoInstant(clock.now()).replaceAll(':', '-')}.ndjson.gz`;
        return reply
          .header('content-disposition', `attachment; filename="${name}"`)
          .type('application/gzip')
          .send(gzip);
      } catch (error) {
        isUnderWay = false;
        throw error;
      }
    },
  );
}

async function* chain(first: string, lines: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* lines;
}
