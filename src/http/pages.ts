import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from './context.ts';

/**
 * The console's and the widget's pages, as `npm run build` left them. Everything is in memory: a few hundred kilobytes,
 * and no path of a request ever reaches the file system.
 *
 * What has a hash in its name never changes and is kept by browsers for a year; pages are asked for again each time, and
 * answered 304 when they are the same.
 */
interface Built {
  readonly type: string;
  readonly etag: string;
  readonly bytes: Buffer;
  readonly brotli: Buffer | null;
  readonly gzip: Buffer | null;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ico': 'image/x-icon',
};

/** What a page may do: load what is served from here, speak with this server, and nothing else. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
];

export interface SendOptions {
  /** Who may show the page in a frame, as sources of a Content-Security-Policy. Default `'none'`. */
  readonly frameAncestors?: string;
}

export class Pages {
  readonly #files = new Map<string, Built>();

  /** Reads the folder; one that is not there has no pages. */
  constructor(folder: string) {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      const type = types[extname(entry.name)];
      if (!entry.isFile() || type === undefined) continue;
      const path = join(entry.parentPath, entry.name);
      const bytes = readFileSync(path);
      const copy = (suffix: string): Buffer | null => (existsSync(path + suffix) ? readFileSync(path + suffix) : null);
      this.#files.set(path.slice(folder.length + 1), {
        type,
        etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
        bytes,
        brotli: copy('.br'),
        gzip: copy('.gz'),
      });
    }
  }

  /** Whether there is such a file: `index.html`, `widget/frame.html`, `assets/…`. */
  has(name: string): boolean {
    return this.#files.has(name);
  }

  /** Answers with a file, or says how to build what is not there. */
  send(request: FastifyRequest, reply: FastifyReply, name: string, options: SendOptions = {}): unknown {
    const file = this.#files.get(name);
    if (file === undefined) {
      const isPage = name.endsWith('.html') || name === 'widget.js';
      reply.code(isPage ? 503 : 404).type('text/plain; charset=utf-8');
      return reply.send(isPage ? 'The pages are not built. Run: npm run build\n' : 'There is no such file.\n');
    }
    reply.header('content-type', file.type).header('etag', file.etag).header('vary', 'accept-encoding');
    reply.header('cache-control', isHashed(name) ? 'public, max-age=31536000, immutable' : 'no-cache');
    // The widget's script and assets are loaded by other people's pages.
    reply.header('cross-origin-resource-policy', name.startsWith('widget') ? 'cross-origin' : 'same-origin');
    if (name.endsWith('.html')) {
      reply.header(
        'content-security-policy',
        [...pagePolicy, `frame-ancestors ${options.frameAncestors ?? "'none'"}`].join('; '),
      );
      reply.header('referrer-policy', 'same-origin');
      reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=()');
    }
    if (request.headers['if-none-match'] === file.etag) return reply.code(304).send();
    return sendEncoded(request, reply, file);
  }
}

function sendEncoded(request: FastifyRequest, reply: FastifyReply, { bytes, brotli, gzip }: Built): unknown {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (brotli !== null && /\bbr\b/.test(accepted)) return reply.header('content-encoding', 'br').send(brotli);
  if (gzip !== null && /\bgzip\b/.test(accepted)) return reply.header('content-encoding', 'gzip').send(gzip);
  return reply.send(bytes);
}

function isHashed(name: string): boolean {
  return /(?:^|\/)assets\/[^/]+-[\w-]{8}\.\w+$/.test(name);
}

/** Paths that are the console's: they all answer its one page, which then shows what the path says. */
export const consolePaths = [
  '/',
  '/sign-in',
  '/set-up',
  '/invitation/:token',
  '/reset/:token',
  '/inbox',
  '/inbox/:conversationId',
  '/people',
  '/flows',
  '/flows/:flowId',
  '/account',
  '/design',
] as const;

/** The console, its assets, the widget's script, and the page for trying the widget. */
export function pageRoutes(app: App, pages: Pages): void {
  const hidden = { schema: { hide: true } };
  for (const path of consolePaths) {
    app.get(path, hidden, (request, reply) => pages.send(request, reply, 'index.html'));
  }
  for (const folder of ['assets', 'widget/assets']) {
    app.get(`/${folder}/:name`, hidden, (request, reply) =>
      pages.send(request, reply, `${folder}/${(request.params as { name: string }).name}`),
    );
  }
  app.get('/widget.js', hidden, (request, reply) => pages.send(request, reply, 'widget.js'));
  app.get('/try', hidden, (request, reply) => pages.send(request, reply, 'widget/try.html'));
}
