import { isoInstant } from '../base/clock.ts';
import { isUuid } from '../base/ids.ts';
import { acknowledgeAlert } from '../commands/duty-alerts.ts';
import { alertAnswer, alertPage, alertQuery } from '../contract/flows.ts';
import { idPath } from '../contract/words.ts';
import type { DutyAlert } from '../domain/flows/run.ts';
import { listAlerts } from '../reads/flows.ts';
import { answers } from './answers.ts';
import { authorizeReader } from './authorize.ts';
import type { App, HttpContext } from './context.ts';
import { pageById, readIdCursor } from './cursor.ts';
import { notFound, sendRefusal } from './problems.ts';
import { submitCommand } from './submit.ts';

/** What somebody must look at, and who says that they do. */
export function alertRoutes(app: App, context: HttpContext): void {
  const tags = ['Alerts'];

  app.get(
    '/alerts',
    {
      schema: {
        tags,
        summary: 'List alerts',
        description:
          'Those told to you, and of departments that you supervise; newest first, without `state` those that nobody has acknowledged.',
        querystring: alertQuery,
        response: answers({ 200: alertPage }),
      },
    },
    async (request, reply) => {
      const reader = await authorizeReader(context, request, 'read_alerts');
      const { cursor, limit = 50, state = 'open' } = request.query;
      const before = readIdCursor(cursor);
      const found = await listAlerts(context.reads, reader, { isOpen: state === 'open', before, limit: limit + 1 });
      const { items, nextCursor } = pageById(found, limit);
      return reply.send({ items: items.map(presentAlert), nextCursor });
    },
  );

  app.post(
    '/alerts/:id/acknowledge',
    {
      schema: {
        tags,
        summary: 'Say that you see to an alert',
        description: 'Nobody is told any more. Once more, it answers who does already.',
        params: idPath,
        response: answers({ 200: alertAnswer }),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!isUuid(id)) throw notFound();
      const answer = await submitCommand(context, request, reply, {
        definition: acknowledgeAlert,
        input: { alertId: id },
      });
      return answer.kind === 'refused' ? sendRefusal(reply, answer.refusal) : reply.send(presentAlert(answer.answer));
    },
  );
}

function presentAlert(alert: DutyAlert) {
  const { id, alert: code, text, conversationId, ticketId, departmentId, flowId, people, told } = alert;
  return {
    id,
    alert: code,
    text,
    conversationId,
    ticketId,
    departmentId,
    flowId,
    people,
    told: Array.from({ length: Math.min(told, 100) }, (_, i) => people[i % people.length]),
    raisedAt: isoInstant(alert.raisedAt),
    acknowledgedBy: alert.acknowledgedBy,
    acknowledgedAt: alert.acknowledgedAt === null ? null : isoInstant(alert.acknowledgedAt),
  };
}
