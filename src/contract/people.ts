import Type from 'typebox';
import { presences } from '../domain/agent.ts';
import { targetKinds } from '../domain/transfer.ts';
import { instant, line, nullable, oneOf, page, pageQuery, shape, uuid } from './words.ts';

export const agent = shape({
  id: Type.String(),
  name: Type.String(),
  role: Type.String(),
  departments: Type.Array(Type.String()),
  skills: Type.Array(Type.String()),
  presence: oneOf(presences),
  presenceSince: instant,
  load: Type.Unsafe<Record<string, number>>({ type: 'object', additionalProperties: { type: 'number' } }),
  used: Type.Number(),
  capacity: nullable(Type.Number()),
});
export const agentPage = page(agent);
export const agentQuery = shape({
  ...pageQuery,
  departmentId: Type.Optional(line(64)),
  presence: Type.Optional(oneOf(presences)),
});

export const presenceBody = shape({ presence: oneOf(presences), reason: Type.Optional(line(200)) });
export const presenceAnswer = shape({ agentId: Type.String(), presence: oneOf(presences), since: instant });

/** A department with what whoever works with it has to know: its ways of ending, handing over and taking in. */
const department = shape({
  id: Type.String(),
  name: Type.String(),
  isMember: Type.Boolean({ description: 'Whether who asks belongs to it.' }),
  isOpen: Type.Boolean(),
  opensAt: nullable(instant),
  dispositions: Type.Array(shape({ id: Type.String(), name: Type.String(), marksTransfer: Type.Boolean() })),
  settings: shape(
    {
      transfers: oneOf(['on', 'off']),
      targetKinds: Type.Array(oneOf(targetKinds)),
      notes: oneOf(['off', 'optional', 'required']),
      reason: oneOf(['optional', 'required']),
      mayCancel: Type.Boolean(),
      mayDeclineTransfer: Type.Boolean(),
      mayDeclineQueueWork: Type.Boolean(),
      whenFull: oneOf(['refuse', 'wait', 'next', 'ask']),
      whenOffline: oneOf(['refuse', 'wait', 'ask']),
      whenClosed: oneOf(['refuse', 'wait', 'next', 'ask']),
      wrapUpSeconds: Type.Integer(),
    },
    'What holds there now; see the reference of settings.',
  ),
});
export const departmentPage = page(department);
export const departmentQuery = shape(pageQuery);

const queue = shape({
  id: Type.String(),
  name: Type.String(),
  departmentId: Type.String(),
  distribution: Type.String(),
  priority: Type.Integer(),
  length: Type.Integer(),
  lengthMax: nullable(Type.Integer()),
  oldestQueuedAt: nullable(instant),
});
export const queuePage = page(queue);
export const queueQuery = shape({ ...pageQuery, departmentId: Type.Optional(line(64)) });
export const queueDetail = shape({
  ...queue.properties,
  waiting: Type.Array(
    shape({
      ticketId: uuid,
      conversationId: uuid,
      position: Type.Integer(),
      priority: Type.Integer(),
      queuedAt: nullable(instant),
      waitUntil: nullable(instant),
      offeredTo: nullable(Type.String()),
    }),
  ),
});
