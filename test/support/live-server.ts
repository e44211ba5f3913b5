/** A server with the live interface, on a port of the system's choosing, whose callers say who they are. */
import type { FastifyRequest } from 'fastify';
import { systemClock } from '../../src/base/clock.ts';
import { secureRandom } from '../../src/base/random.ts';
import type { Principal } from '../../src/domain/principal.ts';
import { hiddenFields } from '../../src/live/frame.ts';
import type { Hub } from '../../src/live/hub.ts';
import { type LiveOptions, liveRoutes } from '../../src/live/plugin.ts';
import { liveReads } from '../../src/storage/read-live.ts';
import { LiveClient } from './live-client.ts';
import { answers, bareServer, listen, type SmallNode } from './small-node.ts';

export interface LiveServer {
  readonly url: string;
  readonly hub: Hub;
  /** Errors that the server noted. */
  readonly errors: unknown[];
  /** Ids of keys that are no longer valid. */
  readonly revoked: Set<string>;
  headers(organizationId: string, principal: Principal): Record<string, string>;
  client(organizationId: string, principal: Principal, options?: { readonly snapshotLimit?: number }): LiveClient;
  close(): Promise<void>;
}

export async function startLiveServer(node: SmallNode, options: Partial<LiveOptions> = {}): Promise<LiveServer> {
  const errors: unknown[] = [];
  const revoked = new Set<string>();
  const app = bareServer((error) => errors.push(error));
  app.decorateRequest('caller', null as never);
  let hub: Hub | undefined;
  await app.register(
    async (scope) => {
      scope.addHook('onRequest', async (request: FastifyRequest) => {
        const given = request.headers['test-caller'];
        if (typeof given !== 'string') throw answers.problem('unauthenticated');
        Object.assign(request, { caller: JSON.parse(given) });
      });
      hub = liveRoutes(scope, {
        configurations: node.engine.configurations,
        configurationOf: (organizationId) => node.engine.configurations.refresh(organizationId),
        tail: node.tail,
        reads: liveReads(node.database, hiddenFields),
        clock: systemClock,
        random: secureRandom(),
        problem: answers.problem,
        isValid: async (_, { id }) => !revoked.has(id),
        onError: (error) => errors.push(error),
        ...options,
      });
    },
    { prefix: '/v1' },
  );
  const url = await listen(app);
  const headers = (organizationId: string, principal: Principal) => ({
    'test-caller': JSON.stringify({
      organizationId,
      principal,
      credential: { kind: 'key', id: principal.kind === 'key' ? principal.keyId : '' },
    }),
  });
  return {
    url,
    hub: hub as Hub,
    errors,
    revoked,
    headers,
    client: (organizationId, principal, more = {}) =>
      new LiveClient({ url, headers: headers(organizationId, principal), ...more }),
    close: async () => {
      await app.close();
    },
  };
}
