import Type from 'typebox';
import { presences } from '../domain/agent.ts';
import { channelKinds } from '../domain/channel.ts';
import { targetKinds } from '../domain/transfer.ts';
import { type WaitingReasonCode, waitingReasons } from '../domain/waits/waiting-reasons.ts';
import { wait } from './waits.ts';
import { actorName, instant, line, nullable, oneOf, page, pageQuery, shape, uuid, wordId } from './words.ts';

const channel = oneOf(channelKinds);
const units = Type.Integer({ minimum: 0, maximum: 1_000 });
const perChannel = Type.Object(Object.fromEntries(channelKinds.map((kind) => [kind, Type.Optional(units)])), {
  additionalProperties: false,
});
const status = nullable(Type.String({ description: 'A status of the configuration; null for a plain presence.' }));

export const agent = shape({
  id: Type.String(),
  name: Type.String(),
  role: Type.String(),
  departments: Type.Array(Type.String()),
  skills: Type.Array(Type.String()),
  skillLevels: Type.Unsafe<Record<string, number>>({ type: 'object', additionalProperties: { type: 'integer' } }),
  presence: oneOf(presences),
  status,
  presenceSince: instant,
  leased: Type.Boolean({ description: 'Whether it holds only while a device says so.' }),
  lapsed: Type.Boolean({ description: 'Whether they are offline because their devices fell silent.' }),
  load: Type.Unsafe<Record<string, number>>({ type: 'object', additionalProperties: { type: 'number' } }),
  used: Type.Number(),
  capacity: nullable(Type.Number()),
  percent: nullable(Type.Number({ description: 'Used ÷ capacity, full people included; null without a bound.' })),
  capacityOverride: nullable(
    shape(
      {
        total: nullable(Type.Integer()),
        perChannel,
        interruptible: Type.Array(channel),
        by: actorName,
        at: instant,
        reason: nullable(Type.String()),
        until: nullable(instant),
      },
      'What holds instead of the configured capacity, and who said so.',
    ),
  ),
});
export const agentPage = page(agent);
export const agentQuery = shape({
  ...pageQuery,
  departmentId: Type.Optional(line(64)),
  presence: Type.Optional(oneOf(presences)),
});

const device = line(64, 'Which of the agent’s devices it is. Default `api`.');
export const presenceBody = shape({
  presence: Type.Optional(oneOf(presences)),
  status: Type.Optional(line(64, 'A status of the configuration, in place of a presence.')),
  reason: Type.Optional(line(200)),
  leaseSeconds: Type.Optional(
    Type.Integer({
      minimum: 10,
      maximum: 3_600,
      description: 'How long it holds without a heartbeat. Left out, it stands until it is set again.',
    }),
  ),
  device: Type.Optional(device),
});
const presenceFields = {
  agentId: Type.String(),
  presence: oneOf(presences),
  status,
  since: instant,
  leased: Type.Boolean(),
};
export const presenceAnswer = shape(presenceFields);

export const heartbeatBody = shape({
  device: Type.Optional(device),
  leaseSeconds: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 3_600,
      description: 'Until when the next is due at the latest; 0 ends the device. Default 30.',
    }),
  ),
});
export const heartbeatAnswer = shape({
  ...presenceFields,
  restored: Type.Boolean({ description: 'Whether the presence had lapsed, and is by this heartbeat what it was.' }),
});

export const capacityBody = shape({
  total: nullable(units),
  perChannel: Type.Optional(perChannel),
  interruptible: Type.Optional(Type.Array(channel, { uniqueItems: true })),
  reason: Type.Optional(line(200)),
  until: Type.Optional(nullable(instant)),
});

export const skillsBody = shape({
  skills: Type.Array(wordId, { uniqueItems: true, maxItems: 200 }),
  skillLevels: Type.Optional(
    Type.Unsafe<Record<string, number>>({
      type: 'object',
      maxProperties: 200,
      additionalProperties: { type: 'integer', minimum: 1, maximum: 5 },
    }),
  ),
});
export const departmentsBody = shape({ departments: Type.Array(wordId, { uniqueItems: true, maxItems: 200 }) });

export const statusList = shape({
  items: Type.Array(
    shape({
      id: Type.String(),
      name: Type.String(),
      presence: oneOf(presences),
      channels: Type.Unsafe<'all' | string[]>({
        anyOf: [{ const: 'all' }, { type: 'array', items: { type: 'string' } }],
        description: 'What whoever has it is given, where it is `online`.',
      }),
    }),
  ),
});

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
  oldestTicketId: nullable(uuid),
  wait: { ...wait, description: 'Of somebody who joins now.' },
});
export const queuePage = page(queue);
const ofChannel = {
  channelKind: Type.Optional({
    ...channel,
    description: 'For whom the wait is told. Default: that of whoever waits first.',
  }),
};
export const queueQuery = shape({ ...pageQuery, departmentId: Type.Optional(line(64)), ...ofChannel });
export const queueDetailQuery = shape(ofChannel);
export const queueDetail = shape({
  ...queue.properties,
  reasons: Type.Unsafe<Partial<Record<WaitingReasonCode, number>>>({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Why those who wait do: how many by each code, of the whole queue.',
  }),
  waiting: Type.Array(
    shape({
      ticketId: uuid,
      conversationId: uuid,
      position: Type.Integer(),
      priority: Type.Integer(),
      queuedAt: nullable(instant),
      waitUntil: nullable(instant),
      offeredTo: nullable(Type.String()),
      reason: shape({ code: oneOf(waitingReasons), sentence: Type.String(), until: nullable(instant) }),
    }),
  ),
});
