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
  app.get('/', { schema: { hide: true } as never }, (_, reply) =>
    reply.header('content-type', 'text/html; charset=utf-8').send(welcome as never),
  );

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
      return reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(text as never);
    },
  );
}

const welcome = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Baton</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}code{background:#8882;padding:.1em .3em}</style></head>
<body><h1>Baton is running.</h1>
<p>It hands live customer conversations to whoever should have them next.</p>
<ul><li><a href="/docs">The API, page by page</a></li><li><a href="/openapi.json">The same as OpenAPI 3.1</a></li>
<li><a href="/readyz">Whether it is ready</a></li></ul>
<p>Calls need <code>Authorization: Bearer KEY</code>. Make an organization and its first key with <code>POST /v1/organizations</code>.</p>
</body></html>
`;
