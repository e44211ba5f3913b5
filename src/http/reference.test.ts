import { createHash } from 'node:crypto';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../../test/support/http-server.ts';
import { type OpenStore, openStore } from '../../test/support/stores.ts';
import { readIfMatch } from './etag.ts';

describe('the reference', () => {
  let store: OpenStore;
  let server: TestServer;
  let document: any;

  beforeAll(async () => {
    store = await openStore('pglite');
    server = await TestServer.open(store.database, {
      publicRoutes: [
        (app) => void app.post('/v1/doors/:id', { schema: { summary: 'A door' } }, async () => ({})),
        (app) => void app.get('/odd', { schema: { hide: true } }, async (request) => readIfMatch(request)),
      ],
    });
    document = await server.document();
  });
  afterAll(async () => {
    await server.close();
    await store.close();
  });

  const operations = (): [string, any][] =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods as object).map(([method, operation]): [string, any] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );

  test('is OpenAPI 3.1 and names every route, and nothing else', () => {
    expect(document.openapi).toBe('3.1.0');
    const pages = ['/', '/odd', '/openapi.json'];
    const routes = server.routes
      .filter(({ url }) => !pages.includes(url) && !url.startsWith('/docs'))
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
    expect(
      operations()
        .map(([name]) => name)
        .sort(),
    ).toEqual(routes.sort());
  });

  test('says of every operation what it is, what it answers, and who may ask', () => {
    const ids = operations().map(([, operation]) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [name, operation] of operations()) {
      expect(operation.summary, name).toBeTruthy();
      const statuses = Object.keys(operation.responses);
      expect(
        statuses.some((status) => status.startsWith('2')),
        name,
      ).toBe(true);
      expect(
        statuses.every((status) => /^([1-5]\d\d|[1-5]XX|default)$/.test(status)),
        name,
      ).toBe(true);
      const isOpen = !name.includes(' /v1/') || name === 'POST /v1/doors/{id}';
      expect(operation.security ?? document.security, name).toEqual(isOpen ? [] : [{ key: [] }, { session: [] }]);
      if (!isOpen) expect(statuses, name).toContain('4XX');
      const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const declared = (operation.parameters ?? [])
        .filter((parameter: any) => parameter.in === 'path')
        .map((parameter: any) => parameter.name);
      expect(declared, name).toEqual(inPath);
      const headers = (operation.parameters ?? []).map((parameter: any) => parameter.$ref);
      const isKeyed = name.startsWith('POST /v1/') && !isOpen;
      expect(headers.includes('#/components/parameters/IdempotencyKey'), name).toBe(isKeyed);
      expect(headers.includes('#/components/parameters/ActAs'), name).toBe(!isOpen);
    }
  });

  test('names If-Match where it is read, and nowhere else', async () => {
    const named = operations().filter(([, { parameters = [] }]) =>
      parameters.some((parameter: any) => parameter.$ref === '#/components/parameters/IfMatch'),
    );
    expect(named.map(([name]) => name).sort()).toEqual([
      'PATCH /v1/tickets/{id}',
      'POST /v1/configuration/versions/{version}/restore',
      'POST /v1/offers/{id}/accept',
      ...['close', 'hold', 'merge', 'reroute', 'resume', 'return', 'snooze', 'take', 'transfers', 'wake'].map(
        (verb) => `POST /v1/tickets/{id}/${verb}`,
      ),
      'POST /v1/transfers/{id}/accept',
      'PUT /v1/configuration',
      'PUT /v1/tickets/{id}/department',
    ]);
    // A route that reads it without saying so fails at once, whatever it is sent.
    expect((await server.call('GET', '/odd')).status).toBe(500);
  });

  test('refers only to what it has, and every schema compiles', () => {
    const walk = (value: any, visit: (value: any) => void): void => {
      if (typeof value !== 'object' || value === null) return;
      visit(value);
      for (const part of Object.values(value)) walk(part, visit);
    };
    let schemas = 0;
    walk(document, (value) => {
      if (typeof value.$ref === 'string') {
        const found = value.$ref
          .slice(2)
          .split('/')
          .reduce((at: any, key: string) => at?.[key], document);
        expect(found, value.$ref).toBeDefined();
      }
      if (value.schema && !value.schema.$ref) {
        Compile(value.schema);
        schemas++;
      }
    });
    expect(schemas).toBeGreaterThan(80);
  });

  test('is a page that asks nobody else for anything', async () => {
    const page = await server.app.inject('/docs/');
    expect(page.statusCode).toBe(200);
    const sources = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source as string);
    expect(sources.filter((source) => /^(https?:)?\/\//.test(source))).toEqual([]);
    const script = sources.find((source) => source.endsWith('.js')) as string;
    const code = await server.app.inject(new URL(script, 'http://x/docs/').pathname);
    expect(code.statusCode).toBe(200);
  });

  test('[X11] [X17] may run what belongs to it, speak with this server, and be shown in no frame', async () => {
    const page = await server.app.inject('/docs/');
    const policy = String(page.headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'"]),
    );
    const scripts = policy.find((part) => part.startsWith('script-src '));
    expect(scripts).toMatch(/^script-src 'self'( 'sha256-[\w+/]{43}=')+$/);
    const inPage = [...page.body.matchAll(/<script[^>]*>([^<]+)<\/script>/g)].map(([, script]) => script as string);
    expect(inPage).toHaveLength(1);
    expect(scripts).toContain(
      createHash('sha256')
        .update(inPage[0] as string)
        .digest('base64'),
    );
  });
});
