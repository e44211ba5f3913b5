import { health, readiness } from '../contract/health.ts';
import { isReachable } from '../reads/reads.ts';
import type { App, HttpContext } from './context.ts';
import type { HttpMetrics } from './metrics.ts';

/** Zones come from the engine's ICU; what is older than this gives wrong business hours for some of them. */
const timeZonesNeeded = '2026b';

export function healthRoutes(
  app: App,
  {
    context,
    isDurable,
    metrics,
  }: { readonly context: HttpContext; readonly isDurable: boolean | null; readonly metrics: HttpMetrics | undefined },
): void {
  app.get(
    '/healthz',
    { schema: { tags: ['Health'], summary: 'Whether the process runs', response: { 200: health } } },
    (_, reply) => reply.send({ status: 'ok' }),
  );

  app.get(
    '/readyz',
    { schema: { tags: ['Health'], summary: 'Whether it can serve', response: { 200: readiness, 503: readiness } } },
    async (_, reply) => {
      const reachable = await isReachable(context.reads);
      const version = process.versions.tz ?? 'unknown';
      return reply.code(reachable ? 200 : 503).send({
        status: reachable ? 'ready' : 'not_ready',
        store: { kind: context.reads.database.kind, durable: isDurable, reachable },
        timeZones: { version, isOld: version < timeZonesNeeded },
        waitingCommands: context.engine.depth,
      });
    },
  );

  app.get(
    '/metrics',
    {
      schema: {
        tags: ['Health'],
        summary: 'Numbers for Prometheus',
        response: { 200: { type: 'string', description: 'The text format of Prometheus.' } },
      },
    },
    async (_, reply) => {
      const text = metrics === undefined ? '' : await metrics.registry.metrics();
      return reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(text);
    },
  );
}
