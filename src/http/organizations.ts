import type { FastifyReply, FastifyRequest } from 'fastify';
import { present } from '../base/assert.ts';
import { isoInstant } from '../base/clock.ts';
import { isUuid } from '../base/ids.ts';
import {
  createAccountSecret,
  createApiKey,
  createOrganization,
  revokeApiKey,
  secretsOfExternal,
  secretsOfHook,
  storeFlowSecret,
  systemOrganizationId,
} from '../commands/organizations.ts';
import { flowSecretAnswer, flowSecretBody, flowSecretList, hookSecretAnswer, secretPath } from '../contract/flows.ts';
import {
  accountSecretAnswer,
  apiKeyAnswer,
  apiKeyBody,
  apiKeyEntry,
  apiKeyPage,
  apiKeyQuery,
  externalSecretAnswer,
  grantableScopes,
  organizationAnswer,
  organizationBody,
} from '../contract/organizations.ts';
import { nothingBody } from '../contract/transfers.ts';
import { idPath } from '../contract/words.ts';
import type { ApiKey } from '../domain/rows.ts';
import { listSecretNames } from '../reads/flows.ts';
import { listApiKeys } from '../reads/reads.ts';
import { answers } from './answers.ts';
import { hashSecret, newSecret, writeKey } from './api-key.ts';
import { authorizeReader } from './authorize.ts';
import type { App, HttpContext } from './context.ts';
import { pageById, readIdCursor } from './cursor.ts';
import { entryId } from './people.ts';
import { HttpProblem, notFound, sendRefusal, validationProblem } from './problems.ts';
import { answerCommand, submitCommand } from './submit.ts';

/** A key as its holders may know it: never what it is. */
function presentApiKey({
  id,
  name,
  scopes,
  createdAt,
  expiresAt,
  revokedAt,
}: Omit<ApiKey, 'secretHash' | 'organizationId'>) {
  const told = (at: number | null): string | null => (at === null ? null : isoInstant(at));
  return {
    ...{ id, name, scopes: [...scopes] },
    ...{ createdAt: isoInstant(createdAt), expiresAt: told(expiresAt), revokedAt: told(revokedAt) },
  };
}

export function organizationRoutes(app: App, context: HttpContext): void {
  app.post(
    '/organizations',
    {
      config: { isOfNoOrganization: true },
      schema: {
        tags: ['Organizations'],
        summary: 'Make an organization',
        description: 'With the administration key. The organization’s first key holds every scope, and is told once.',
        body: organizationBody,
        response: answers({ 201: organizationAnswer }),
      },
    },
    async (request, reply) => {
      const permission = 'organizations.create';
      if (!request.caller.scopes.has(permission)) throw new HttpProblem('permission_missing', { data: { permission } });
      const id = context.ids.next();
      const keyId = context.ids.next();
      const secret = newSecret(context.random);
      const answer = await submitCommand(context, request, reply, {
        organizationId: systemOrganizationId,
        definition: createOrganization,
        input: {
          id,
          name: request.body.name,
          key: {
            id: keyId,
            name: 'first key',
            secretHash: hashSecret(secret),
            scopes: grantableScopes,
            expiresAt: null,
          },
        },
      });
      if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
      const made = answer.answer;
      const madeKeyId = present(made.keyId, 'An organization that was made with a key has one.');
      return reply.code(201).send({
        id: made.id,
        name: made.name,
        createdAt: isoInstant(made.createdAt),
        keyId: madeKeyId,
        apiKey: answer.repeated ? null : writeKey({ organizationId: made.id, keyId: madeKeyId, secret }),
      });
    },
  );

  app.post(
    '/api-keys',
    {
      schema: {
        tags: ['Organizations'],
        summary: 'Make an API key',
        description: 'A key cannot give scopes that it does not have itself.',
        body: apiKeyBody,
        response: answers({ 201: apiKeyAnswer }),
      },
    },
    async (request, reply) => {
      const { name, scopes: wanted, expiresAt } = request.body;
      const { caller } = request;
      const expires = expiresAt === undefined ? null : Date.parse(expiresAt);
      if (expires !== null && expires <= context.clock.now()) {
        throw validationProblem([
          { in: 'body', path: '/expiresAt', code: 'out_of_bounds', message: 'This must lie in the future.' },
        ]);
      }
      // A session, and a key that acts for an agent, give nothing: what the agent may do is no scope to hand on.
      const { principal } = caller;
      const isAgent = principal.kind === 'user' || principal.actsFor !== undefined;
      const missing = isAgent ? 'keys.manage' : wanted.find((scope) => !caller.scopes.has(scope));
      if (missing !== undefined) throw new HttpProblem('permission_missing', { data: { permission: missing } });
      const id = context.ids.next();
      const secret = newSecret(context.random);
      const answer = await submitCommand(context, request, reply, {
        definition: createApiKey,
        input: { key: { id, name, secretHash: hashSecret(secret), scopes: wanted, expiresAt: expires } },
      });
      if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
      const made = answer.answer;
      return reply.code(201).send({
        id: made.id,
        name: made.name,
        scopes: wanted,
        createdAt: isoInstant(made.createdAt),
        expiresAt: expires === null ? null : isoInstant(expires),
        apiKey: answer.repeated ? null : writeKey({ organizationId: caller.organizationId, keyId: made.id, secret }),
      });
    },
  );

  app.get(
    '/api-keys',
    {
      schema: {
        tags: ['Organizations'],
        summary: 'List API keys',
        description:
          'Newest first, those too that have expired or were revoked. A key itself was told once, and is kept nowhere.',
        querystring: apiKeyQuery,
        response: answers({ 200: apiKeyPage }),
      },
    },
    async (request, reply) => {
      const { organizationId } = await authorizeReader(context, request, 'read_api_keys');
      const { cursor, limit = 50 } = request.query;
      const found = await listApiKeys(context.reads, organizationId, {
        before: readIdCursor(cursor),
        limit: limit + 1,
      });
      const { items, nextCursor } = pageById(found, limit);
      return reply.send({ items: items.map(presentApiKey), nextCursor });
    },
  );

  app.delete(
    '/api-keys/:id',
    {
      schema: {
        tags: ['Organizations'],
        summary: 'Revoke an API key',
        description:
          'It opens nothing any more, within a second on every server, and its event streams end. A key may revoke itself; its requests answer 401 from then on.',
        params: idPath,
        response: answers({ 200: apiKeyEntry }),
      },
    },
    (request, reply) => {
      const { id } = request.params;
      if (!isUuid(id)) throw notFound();
      return answerCommand(context, request, reply, {
        definition: revokeApiKey,
        input: { keyId: id },
        present: presentApiKey,
      });
    },
  );

  app.post(
    '/channel-accounts/:id/secrets',
    {
      schema: {
        tags: ['Organizations'],
        summary: 'Make a signing secret of a channel account',
        params: idPath,
        body: nothingBody,
        response: answers({ 201: accountSecretAnswer }),
      },
    },
    async (request, reply) => {
      const accountId = entryId(request.params);
      const made = await makeSecret(request, reply, accountId);
      return made === null ? reply : reply.code(201).send({ ...made, accountId });
    },
  );

  app.post(
    '/externals/:id/secrets',
    {
      schema: {
        tags: ['Organizations'],
        summary: 'Make a signing secret of a contact outside',
        description: 'Only those that are spoken to by webhooks have any.',
        params: idPath,
        body: nothingBody,
        response: answers({ 201: externalSecretAnswer }),
      },
    },
    async (request, reply) => {
      const externalId = entryId(request.params);
      const made = await makeSecret(request, reply, secretsOfExternal(externalId));
      return made === null ? reply : reply.code(201).send({ ...made, externalId });
    },
  );

  app.post(
    '/flows/:id/secrets',
    {
      schema: {
        tags: ['Flows'],
        summary: 'Make a signing secret for the calls that set a flow off',
        description: 'Only a flow with a trigger of kind webhook has any.',
        params: idPath,
        body: nothingBody,
        response: answers({ 201: hookSecretAnswer }),
      },
    },
    async (request, reply) => {
      const flowId = entryId(request.params);
      const made = await makeSecret(request, reply, secretsOfHook(flowId));
      return made === null ? reply : reply.code(201).send({ ...made, flowId });
    },
  );

  app.get(
    '/secrets',
    {
      schema: {
        tags: ['Flows'],
        summary: 'List the secrets that flows may use',
        description: 'Their names; what they are is told to nobody.',
        response: answers({ 200: flowSecretList }),
      },
    },
    async (request, reply) => {
      const { organizationId } = await authorizeReader(context, request, 'read_configuration');
      const secrets = await listSecretNames(context.reads, organizationId);
      return reply.send({ items: secrets.map(({ name, createdAt }) => ({ name, createdAt: isoInstant(createdAt) })) });
    },
  );

  app.put(
    '/secrets/:name',
    {
      schema: {
        tags: ['Flows'],
        summary: 'Store a secret that flows use by its name',
        description: 'In place of the one that was stored under it.',
        params: secretPath,
        body: flowSecretBody,
        response: answers({ 200: flowSecretAnswer }),
      },
    },
    async (request, reply) => {
      const name = entryId({ id: request.params.name });
      const answer = await submitCommand(context, request, reply, {
        definition: storeFlowSecret,
        input: { name, id: context.ids.next(), secret: request.body.value },
      });
      if (answer.kind === 'refused') return sendRefusal(reply, answer.refusal);
      return reply.send({ name, createdAt: isoInstant(answer.answer.createdAt) });
    },
  );

  /** A new secret, told once; null when it was refused, and that was answered. */
  async function makeSecret(request: FastifyRequest, reply: FastifyReply, accountId: string) {
    const id = context.ids.next();
    // As the Standard Webhooks scheme writes its secrets.
    const secret = `whsec_${Buffer.from(context.random.bytes(new Uint8Array(32))).toString('base64')}`;
    const answer = await submitCommand(context, request, reply, {
      definition: createAccountSecret,
      input: { accountId, id, secret },
    });
    if (answer.kind === 'refused') {
      sendRefusal(reply, answer.refusal);
      return null;
    }
    const made = answer.answer;
    return { id: made.id, createdAt: isoInstant(made.createdAt), secret: answer.repeated ? null : secret };
  }
}
