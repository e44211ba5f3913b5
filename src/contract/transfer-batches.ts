import Type from 'typebox';
import { batchItemStates, batchStates, batchTicketsMax } from '../domain/transfer-batch.ts';
import { target, transferBody } from './transfers.ts';
import { actorName, instant, nullable, oneOf, page, pageQuery, shape, uuid, wordId } from './words.ts';

const { note, reason, release, whenBlocked, waitUntil } = transferBody.properties;

export const batchBody = shape({
  ticketIds: Type.Optional(
    Type.Array(uuid, {
      minItems: 1,
      maxItems: batchTicketsMax,
      description: 'These tickets. One of `ticketIds`, `ownerAgentId` and `queueId` is given.',
    }),
  ),
  ownerAgentId: Type.Optional({ ...wordId, description: 'All open tickets that this agent has now.' }),
  queueId: Type.Optional({ ...wordId, description: 'All open tickets that wait in this queue now.' }),
  request: shape({ target, note, reason, release, whenBlocked, waitUntil }, 'The same for each of them; cold.'),
  runAt: Type.Optional(Type.String({ format: 'date-time', description: 'Within a year. Default: at once.' })),
});

const batchFields = {
  id: uuid,
  state: oneOf(batchStates),
  target,
  note: nullable(Type.String()),
  reason: nullable(Type.String()),
  requestedBy: actorName,
  runAt: instant,
  createdAt: instant,
  cancelledAt: nullable(instant),
  doneAt: nullable(instant),
  total: Type.Integer(),
  handedOver: Type.Integer(),
  refused: Type.Integer(),
  gone: Type.Integer(),
  remaining: Type.Integer({ description: 'Without an outcome so far; of a cancelled batch, for good.' }),
};

export const batch = shape(batchFields);
export const batchAnswer = shape({
  ...batchFields,
  judged: Type.Array(
    shape({
      ticketId: uuid,
      answer: Type.String({ description: '`allowed`, or the code of the refusal: what the policy says now.' }),
    }),
  ),
});
export const batchQuery = shape({ ...pageQuery });
export const batchPage = page(batch);
export const batchItemPage = page(
  shape({
    ticketId: uuid,
    judged: Type.String(),
    state: nullable(oneOf(batchItemStates)),
    code: nullable(Type.String()),
    transferId: nullable(uuid),
    at: nullable(instant),
  }),
);
