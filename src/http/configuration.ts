import { applyConfiguration } from '../commands/apply-configuration.ts';
import { configurationAnswer, configurationDocument, configurationPlan } from '../contract/configuration.ts';
import { documentOf, planConfiguration } from '../domain/plan-configuration.ts';
import { findConfiguration } from '../reads/reads.ts';
import { answers } from './answers.ts';
import { authorizeFirst, authorizeReader } from './authorize.ts';
import { acceptYaml, documentBytesMax, readDocument, yamlTypes } from './configuration-body.ts';
import type { App, HttpContext } from './context.ts';
import { conditional, etagOf, isUnchanged, readIfMatch } from './etag.ts';
import { moveRuleRoutes } from './move-rules.ts';
import { notFound, sendRefusal } from './problems.ts';
import { submitCommand } from './submit.ts';
import { writeYaml } from './write-yaml.ts';

export function configurationRoutes(app: App, context: HttpContext): void {
  const json = JSON.stringify({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Baton configuration',
    ...configurationDocument,
  });
  app.register((scope, _, done) => {
    const routes = scope;
    acceptYaml(routes);
    moveRuleRoutes(routes, context);

    // The body is described, and checked by the domain's own rules, which know more than a schema can.
    const unchecked = {
      validatorCompiler: () => (value: unknown) => ({ value }),
      bodyLimit: documentBytesMax,
    } as { bodyLimit: number };

    routes.get(
      '/configuration',
      {
        schema: {
          tags: ['Configuration'],
          summary: 'Read the configuration',
          description: 'As JSON, or as YAML where `Accept` asks for it. The ETag is its version.',
          response: answers({ 200: configurationDocument }),
        },
      },
      async (request, reply) => {
        const reader = await authorizeReader(context, request, 'read_configuration');
        const stored = await findConfiguration(context.reads, reader.organizationId);
        if (stored === null) throw notFound();
        reply.header('etag', etagOf(stored.version));
        if (isUnchanged(request, stored.version)) return reply.code(304).send(undefined);
        const document = documentOf(stored.items);
        if (/\byaml\b/.test(request.headers.accept ?? '')) {
          return reply.header('content-type', 'application/yaml; charset=utf-8').send(writeYaml(document));
        }
        return reply.send(document);
      },
    );

    routes.put(
      '/configuration',
      {
        ...unchecked,
        onRequest: authorizeFirst(context, 'write_configuration'),
        config: conditional,
        schema: {
          tags: ['Configuration'],
          summary: 'Apply a configuration',
          description:
            'JSON, or YAML of at most 4 MiB. With faults, each is listed with its path and nothing is applied.',
          consumes: ['application/json', ...yamlTypes],
          body: configurationDocument,
          response: answers({ 200: configurationAnswer }),
        } as { body: typeof configurationDocument },
      },
      async (request, reply) => {
        await authorizeReader(context, request, 'write_configuration');
        const version = readIfMatch(request);
        const { document, retire } = readDocument(request.body);
        const answer = await submitCommand(context, request, reply, {
          definition: applyConfiguration,
          input: { document, successors: retire, ...(version === undefined ? {} : { version }) },
        });
        if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
        // Whoever changed it reads by it from now on.
        if (answer.answer.changed) await context.engine.configurations.refresh(request.caller.organizationId);
        return reply.header('etag', etagOf(answer.answer.version)).send(answer.answer);
      },
    );

    routes.post(
      '/configuration/plan',
      {
        ...unchecked,
        onRequest: authorizeFirst(context, 'plan_configuration'),
        schema: {
          tags: ['Configuration'],
          summary: 'What applying a configuration would change',
          consumes: ['application/json', ...yamlTypes],
          body: configurationDocument,
          response: answers({ 200: configurationPlan }),
        } as { body: typeof configurationDocument },
      },
      async (request, reply) => {
        const { organizationId } = await authorizeReader(context, request, 'plan_configuration');
        const { document, retire } = readDocument(request.body);
        const stored = await findConfiguration(context.reads, organizationId);
        if (stored === null) throw notFound();
        const { adds, changes, retires, unchanged, opens } = planConfiguration(
          { organizationId, ...stored },
          document,
          retire,
        );
        return reply.send({ version: stored.version, adds, changes, retires, unchanged, opens });
      },
    );
    done();
  });

  app.get(
    '/configuration/schema',
    {
      schema: {
        tags: ['Configuration'],
        summary: 'The JSON Schema of a configuration',
        response: answers({ 200: anySchema }),
      },
    },
    (_, reply) => reply.header('content-type', 'application/schema+json').send(json),
  );
}

const anySchema = { type: 'object', additionalProperties: true };
