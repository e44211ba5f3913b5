import { hash } from 'node:crypto';
import swagger from '@fastify/swagger';
import scalar from '@scalar/fastify-api-reference';
import type { FastifyContextConfig } from 'fastify';
import { event } from '../contract/events.ts';
import { problem } from '../contract/problem.ts';
import type { App } from './context.ts';

/** `/openapi.json`, made from the schemas that validate, and a page to read it by at `/docs`, served from here. */
export function referencePages(app: App): void {
  const routes = new Map<string, { readonly config?: FastifyContextConfig }>();
  app.addHook('onRoute', (route) => {
    const path = route.url.replace(/:(\w+)/g, '{$1}');
    for (const method of [route.method].flat()) routes.set(`${method.toLowerCase()} ${path}`, route);
  });
  const configOf = (operation: string): FastifyContextConfig => routes.get(operation)?.config ?? {};
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Baton',
        version: '1',
        summary: 'Hands a live customer conversation to whoever should have it next.',
        description: introduction,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
      components: {
        schemas: { Problem: problem as object, Event: event as object },
        responses: {
          Problem: {
            description: 'A problem (RFC 9457).',
            content: { 'application/problem+json': { schema: ref('schemas/Problem') } },
          },
        },
        parameters,
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'An API key, or the administration key.' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'baton_session',
            description: 'Somebody who signed in. Changes must come from a page of this server.',
          },
        },
      },
      security: [{ key: [] }, { session: [] }],
    },
    transformObject: (document) =>
      'openapiObject' in document ? complete(document.openapiObject as Document, configOf) : document.swaggerObject,
  });
  let json: string | undefined;
  app.get('/openapi.json', { schema: { hide: true } }, (_, reply) => {
    json ??= JSON.stringify(app.swagger());
    return reply.header('content-type', 'application/json; charset=utf-8').send(json);
  });
  app.register((scope, _, done) => {
    scope.addHook('onSend', (_, reply, payload, send) => {
      if (String(reply.getHeader('content-type')).startsWith('text/html'))
        reply.header('content-security-policy', policyOf(String(payload))).header('referrer-policy', 'same-origin');
      send(null, payload);
    });
    scope.register(scalar, {
      routePrefix: '/docs',
      logLevel: 'silent',
      configuration: {
        ...{ url: '/openapi.json', pageTitle: 'Baton', withDefaultFonts: false, telemetry: false },
        // What would have the browser speak with others.
        ...{ agent: { disabled: true }, mcp: { disabled: true }, hideClientButton: true, showDeveloperTools: 'never' },
      },
    });
    done();
  });
}

/**
 * What the page may do, which stands on the origin of the console: run its script and the one that stands in it, style itself,
 * and ask this server. Nobody shows it in a frame.
 */
function policyOf(page: string): string {
  const inPage = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => script,
  );
  const scripts = inPage.map((script) => `'sha256-${hash('sha256', script, 'base64')}'`);
  return [
    "default-src 'none'",
    ["script-src 'self'", ...scripts].join(' '),
    // Its library writes its styles into the page as it goes.
    "style-src 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function ref(name: string) {
  return { $ref: `#/components/${name}` };
}

const introduction = `A route under \`/v1\` needs a key, \`Authorization: Bearer KEY\`, or the session of somebody who
signed in, unless it says otherwise: webhooks are signed, and the widget's visitors have tokens. A key with the scope \`act_as\` names
the agent it acts for in \`Baton-Act-As\`. Problems are RFC 9457, with a \`code\` from the reference of errors. Lists are pages:
pass \`nextCursor\` as \`cursor\`. A POST with an \`Idempotency-Key\` that came before is answered as it was then, with
\`Idempotency-Replayed: true\`.`;

const header = (name: string, description: string) => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' as const },
});
const parameters = {
  ActAs: header('Baton-Act-As', 'The agent for whom the key acts; needs the scope `act_as`.'),
  Organization: header('Baton-Organization', 'With the administration key: the organization that is meant.'),
  IdempotencyKey: header('Idempotency-Key', '1 to 200 printable characters. Equal keys of a caller share one answer.'),
  IfMatch: header('If-Match', 'The ETag that was read; any other now is `version_conflict`.'),
};

interface Operation {
  parameters?: unknown[];
  requestBody?: { required?: boolean; content: Record<string, { schema: { required?: string[] } }> };
  responses: Record<string, unknown>;
  security?: unknown[];
  operationId?: string;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
}

/** What holds for many routes and stands in none of their schemas: headers, problems, who needs a key. */
function complete(document: Document, configOf: (operation: string) => FastifyContextConfig): Document {
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const { needsCaller, isConditional } = configOf(`${method} ${path}`);
      operation.operationId ??= `${method}${path.replace(/^\/v1/, '').replace(/[^A-Za-z]+(.|$)/g, (_, letter: string) => letter.toUpperCase())}`;
      operation.responses = Object.fromEntries(
        Object.entries(operation.responses).map(([status, response]) =>
          /^[45]xx$/i.test(status) ? [status.toUpperCase(), ref('responses/Problem')] : [status, response],
        ),
      );
      for (const body of Object.values(operation.requestBody?.content ?? {})) {
        if (operation.requestBody) operation.requestBody.required = (body.schema.required?.length ?? 0) > 0;
      }
      if (needsCaller !== true) {
        operation.security = [];
        continue;
      }
      operation.parameters = [
        ...(operation.parameters ?? []),
        ref('parameters/ActAs'),
        ref('parameters/Organization'),
        ...(method === 'post' ? [ref('parameters/IdempotencyKey')] : []),
        ...(isConditional === true ? [ref('parameters/IfMatch')] : []),
      ];
    }
  }
  return document;
}
