import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { App } from './context.ts';

/** Numbers for Prometheus: of requests by this file, of batches and commands by whoever is told of commits. */
export class HttpMetrics {
  readonly registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #commits: Counter;
  readonly #events: Counter<'kind'>;
  readonly #known = new Map<string, ReturnType<Histogram<'method' | 'route' | 'status'>['labels']>>();

  constructor({ engine }: { readonly engine: { readonly depth: number } }) {
    const registers = [this.registry];
    this.#requests = new Histogram({
      name: 'baton_http_request_seconds',
      help: 'How long requests took, by route and status.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    });
    this.#commits = new Counter({ name: 'baton_commits_total', help: 'Batches that committed events.', registers });
    this.#events = new Counter({
      name: 'baton_events_total',
      help: 'Events committed, by kind.',
      labelNames: ['kind'],
      registers,
    });
    new Gauge({
      name: 'baton_commands_waiting',
      help: 'Commands waiting or being decided.',
      registers,
      collect() {
        this.set(engine.depth);
      },
    });
    new Gauge({
      name: 'baton_memory_bytes',
      help: 'Memory of the process.',
      labelNames: ['kind'],
      registers,
      collect() {
        const { rss, heapUsed, external } = process.memoryUsage();
        this.set({ kind: 'rss' }, rss);
        this.set({ kind: 'heap' }, heapUsed);
        this.set({ kind: 'external' }, external);
      },
    });
  }

  /** To be called with every commit of this node's engine. */
  observeCommit(committed: readonly { readonly events: readonly { readonly kind: string }[] }[]): void {
    this.#commits.inc();
    for (const { events } of committed) for (const { kind } of events) this.#events.inc({ kind });
  }

  observe(app: App): void {
    app.addHook('onResponse', (request, reply, done) => {
      // Routes and statuses are few, methods too: unknown ones share a label.
      const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
      const key = `${request.method} ${route} ${reply.statusCode}`;
      let observer = this.#known.get(key);
      if (observer === undefined) {
        observer = this.#requests.labels({ method: request.method, route, status: String(reply.statusCode) });
        this.#known.set(key, observer);
      }
      observer.observe(reply.elapsedTime / 1000);
      done();
    });
  }
}
