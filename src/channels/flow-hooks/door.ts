import { hash } from 'node:crypto';
import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import type { Clock } from '../../base/clock.ts';
import { isUuid } from '../../base/ids.ts';
import { startFlowByHook } from '../../commands/flows/start-by-hook.ts';
import { answers } from '../../contract/answers.ts';
import { attributeName, nullable, shape, textFormat, uuid } from '../../contract/words.ts';
import type { RefusalAnswer } from '../../domain/command.ts';
import { idShape } from '../../domain/read-shape.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ReadAccountSecrets } from '../custom/account-secrets.ts';
import { acceptSigned, type MakeProblem } from '../signed-bodies.ts';

/**
 * `POST /v1/flow-hooks/{organizationId}/{flowId}`: another system sets a flow off. Signed like everything that comes from
 * outside; what is wrong before the shape, or with the address, is one and the same 401 without effect. Known by its
 * `webhook-id`: sent again, it is answered as the first time, and nothing begins twice.
 */
export interface FlowHookOptions {
  readonly engine: Pick<Engine, 'submit'>;
  readonly clock: Clock;
  readonly readAccountSecrets: ReadAccountSecrets;
  /** Makes the error that the server's error handler answers as a problem. */
  readonly problem: MakeProblem;
  readonly sendRefusal: (reply: FastifyReply, refusal: RefusalAnswer) => FastifyReply;
}

const bodyLimit = 65_536;

const hookBody = shape({
  conversationId: Type.Optional(
    Type.String({ maxLength: 64, description: 'The conversation that it is about; without one the run has none.' }),
  ),
  data: Type.Optional(
    Type.Unsafe<Record<string, string | number | boolean>>({
      type: 'object',
      maxProperties: 50,
      patternProperties: {
        [attributeName]: { type: ['string', 'number', 'boolean'], format: textFormat, maxLength: 2_000 },
      },
      additionalProperties: false,
      description: 'What the flow may use as answers, by names as attributes have them.',
    }),
  ),
});
type HookBody = Static<typeof hookBody>;

interface Address {
  readonly organizationId: string;
  readonly flowId: string;
}
type HookRequest = FastifyRequest<{ Params: Address; Body: HookBody }>;

/** Registers the door. Its scope takes nothing that is not signed. */
export async function flowHookRoutes(app: FastifyInstance, options: FlowHookOptions): Promise<void> {
  acceptSigned(app, { ...options, bodyLimit }, (request) => {
    const { organizationId, flowId } = (request as HookRequest).params;
    return idShape.test(flowId) ? { organizationId, accountId: `hook:${flowId}` } : null;
  });

  app.post<{ Params: Address; Body: HookBody }>(
    '/v1/flow-hooks/:organizationId/:flowId',
    {
      bodyLimit,
      schema: {
        summary: 'Sets a flow off',
        tags: ['Signed webhooks'],
        body: hookBody,
        response: answers({ 200: shape({ runId: nullable(uuid) }) }),
      },
    },
    async (request, reply) => {
      const { body, headers, params } = request;
      const { organizationId, flowId } = params;
      const { conversationId = null, data = {} } = body;
      // It names no row; the store would take it for a fault of the whole batch.
      if (conversationId !== null && !isUuid(conversationId)) return options.sendRefusal(reply, { code: 'not_found' });
      const answer = await options.engine.submit({
        organizationId,
        principal: { kind: 'system', part: `hook:${flowId}` },
        fromOutside: true,
        key: `webhook:${headers['webhook-id']}`,
        requestHash: hash('sha256', JSON.stringify(body), 'base64url'),
        definition: startFlowByHook,
        input: { flowId, conversationId, data },
      });
      if (answer.kind === 'refused') return options.sendRefusal(reply, answer.refusal);
      if (answer.repeated) reply.header('idempotency-replayed', 'true');
      return reply.code(200).send(answer.answer);
    },
  );
}
