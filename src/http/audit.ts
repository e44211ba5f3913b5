import { isoInstant } from '../base/clock.ts';
import { auditPage, auditQuery, verifyAnswer, verifyQuery } from '../contract/audit.ts';
import { type ChainLink, listAuditEntries, verifyChain } from '../reads/audit.ts';
import { answers } from './answers.ts';
import { authorizeReader } from './authorize.ts';
import type { App, HttpContext } from './context.ts';
import { readSequenceCursor, writeCursor } from './cursor.ts';

function presentLink(link: ChainLink | null) {
  return link === null ? null : { ...link, at: isoInstant(link.at) };
}

/** Who did what that has to be answered for, and whether the log is still what was written. */
export function auditRoutes(app: App, context: HttpContext): void {
  const tags = ['Audit'];

  app.get(
    '/audit',
    {
      schema: {
        tags,
        summary: 'List audit entries',
        description:
          'Newest first: changes of owners and of the configuration, overrides, keys and sign-ins, exports and erasures, each with who, when, before and after.',
        querystring: auditQuery,
        response: answers({ 200: auditPage }),
      },
    },
    async (request, reply) => {
      const { organizationId } = await authorizeReader(context, request, 'read_audit');
      const { cursor, limit = 50, from, to, ...filter } = request.query;
      const { items, next } = await listAuditEntries(context.reads, organizationId, {
        ...filter,
        ...(from === undefined ? {} : { from: Date.parse(from) }),
        ...(to === undefined ? {} : { to: Date.parse(to) }),
        before: readSequenceCursor(cursor),
        limit,
      });
      return reply.send({
        items: items.map(({ at, ...entry }) => ({ ...entry, at: isoInstant(at) })),
        nextCursor: writeCursor(next === null ? null : String(next)),
      });
    },
  );

  app.get(
    '/audit/verify',
    {
      schema: {
        tags,
        summary: 'Verify the chain over the log',
        description: 'Computes links again and names the first that is not what the log says.',
        querystring: verifyQuery,
        response: answers({ 200: verifyAnswer }),
      },
    },
    async (request, reply) => {
      const { organizationId } = await authorizeReader(context, request, 'read_audit');
      const { broken, last, next, unlinked } = await verifyChain(
        context.reads,
        organizationId,
        request.query.after ?? 0,
      );
      return reply.send({
        holds: broken === null,
        broken: presentLink(broken),
        last: presentLink(last),
        unlinked,
        nextAfter: next,
      });
    },
  );
}
