import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consolePaths, Pages, pageRoutes } from './pages.ts';

describe('the pages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'baton-pages-'));
  const script = 'console.log("a script that is served")\n';
  let app: FastifyInstance;
  beforeAll(() => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Console</title>');
    writeFileSync(join(folder, 'widget.js'), script);
    writeFileSync(join(folder, 'assets/main-Ab3_x9-z.js'), script);
    writeFileSync(join(folder, 'assets/main-Ab3_x9-z.js.br'), brotliCompressSync(script));
    writeFileSync(join(folder, 'secret.txt'), 'not a page');
    app = serve(folder);
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  it.each(consolePaths)(
    '%s is the console, which may load from this server only, and be framed by nobody',
    async (path) => {
      const answer = await app.inject(path.replace(/:\w+/, 'some-thing'));
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toContain('<title>Console</title>');
      expect(answer.headers['cache-control']).toBe('no-cache');
      const policy = String(answer.headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
    },
  );

  it('what has a hash in its name is kept for a year, and comes as small as the browser can read it', async () => {
    const url = '/assets/main-Ab3_x9-z.js';
    const plain = await app.inject(url);
    expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body).toBe(script);
    const small = await app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } });
    expect(small.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(small.rawPayload).toString()).toBe(script);
    expect(small.headers.vary).toBe('accept-encoding');
  });

  it('what other pages load is asked for again, answered 304 when it is the same, and open to them', async () => {
    const first = await app.inject('/widget.js');
    expect(first.headers['cross-origin-resource-policy']).toBe('cross-origin');
    expect(first.headers['cache-control']).toBe('no-cache');
    const again = await app.inject({ url: '/widget.js', headers: { 'if-none-match': String(first.headers.etag) } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it.each(['/assets/..%2fsecret.txt', '/assets/secret.txt', '/assets/main.js', '/assets/%00', '/secret.txt'])(
    '[X12] %s leads nowhere',
    async (url) => {
      const answer = await app.inject(url);
      expect(answer.statusCode).toBe(404);
      expect(answer.body).not.toContain('not a page');
    },
  );

  it('says how to build them where they are not built', async () => {
    const unbuilt = serve(join(folder, 'nowhere'));
    const answer = await unbuilt.inject('/');
    expect([answer.statusCode, answer.body]).toEqual([503, 'The pages are not built. Run: npm run build\n']);
    await unbuilt.close();
  });
});

function serve(folder: string): FastifyInstance {
  const app = Fastify();
  pageRoutes(app, new Pages(folder));
  return app;
}
