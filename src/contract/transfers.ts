import Type, { type Static } from 'typebox';
import { dataClasses } from '../domain/redaction.ts';
import { targetKinds, transferStates } from '../domain/transfer.ts';
import { wait } from './waits.ts';
import {
  actorName,
  instant,
  line,
  nullable,
  oneOf,
  owner,
  page,
  pageQuery,
  shape,
  shownAttributes,
  text,
  uuid,
  wordId,
} from './words.ts';

export const target = shape({
  kind: oneOf(targetKinds),
  id: wordId,
  departmentId: Type.Optional(wordId),
});

export const transferBody = shape({
  target,
  mode: Type.Optional(oneOf(['cold', 'warm'], 'Default `cold`.')),
  note: Type.Optional(text(5000, 'For the receiver only.')),
  reason: Type.Optional(line(200)),
  release: Type.Optional(oneOf(['on_accept', 'now'])),
  whenBlocked: Type.Optional(
    oneOf(
      ['refuse', 'wait', 'next', 'deliver_when_back'],
      'What to do where the destination is full, away or closed and its setting leaves it to the sender.',
    ),
  ),
  override: Type.Optional(Type.Boolean({ description: 'Pass what `transfer.override` may pass.' })),
  accountId: Type.Optional(wordId),
  address: Type.Optional(line(320, 'The contact’s address on `accountId`.')),
  consent: Type.Optional(Type.Boolean({ description: 'The customer agreed to go on through `accountId`.' })),
  draft: Type.Optional(text(10_000, 'What the sender began to write to the customer; the new owner sends it or not.')),
  waitUntil: Type.Optional(
    Type.String({
      format: 'date-time',
      description: 'Until when a wait lasts at most, within 14 days; then its fallback.',
    }),
  ),
});

export const departmentBody = shape({
  departmentId: wordId,
  note: Type.Optional(text(5000)),
  reason: Type.Optional(line(200)),
  whenBlocked: Type.Optional(oneOf(['refuse', 'wait', 'next'])),
  override: Type.Optional(Type.Boolean()),
});

const receipt = shape({
  history: oneOf(['full', 'from_here', 'summary', 'none']),
  messages: nullable(shape({ from: Type.Integer(), to: Type.Integer() })),
  note: Type.Boolean(),
  draft: Type.Boolean(),
  redacted: Type.Array(oneOf(dataClasses)),
  attributes: Type.Array(Type.String()),
  form: Type.Array(Type.String()),
  tags: Type.Array(Type.String()),
  files: Type.Integer(),
  sla: oneOf(['carried', 'restarted', 'paused']),
  heldBack: Type.Array(shape({ what: Type.String(), why: Type.String() })),
});

export const transfer = shape({
  id: uuid,
  conversationId: uuid,
  ticketId: uuid,
  newTicketId: nullable(uuid),
  state: oneOf(transferStates),
  mode: oneOf(['cold', 'warm']),
  from: shape({ departmentId: Type.String(), owner }),
  target,
  currentTarget: target,
  toDepartmentId: Type.String(),
  release: oneOf(['on_accept', 'now']),
  requestedBy: actorName,
  note: nullable(Type.String()),
  draft: nullable(Type.String()),
  session: nullable(shape({ accountId: Type.String(), channelKind: Type.String(), address: Type.String() })),
  batchId: nullable(uuid),
  reason: nullable(Type.String()),
  outcome: nullable(Type.String()),
  requestedAt: instant,
  expiresAt: nullable(instant),
  endedAt: nullable(instant),
  receipt,
});
export type TransferView = Static<typeof transfer>;

const { note: _, draft: __, ...withoutNote } = transfer.properties;

/**
 * A transfer as its commands answer it: without its note and draft, since answers are kept for those who repeat themselves and
 * texts have one place each.
 */
export const transferAnswer = shape({
  ...withoutNote,
  offerId: nullable(uuid),
  ticketVersion: Type.Integer(),
});

export const transferQuery = shape({
  ...pageQuery,
  conversationId: Type.Optional(uuid),
  ticketId: Type.Optional(uuid),
  state: Type.Optional(oneOf(transferStates)),
});
export const transferPage = page(transfer);

export const declineBody = shape({ reason: Type.Optional(line(200)) });
export const acceptBody = shape({ ticketVersion: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })) });
export const nothingBody = shape({});

/** What an accept or a decline came to. */
export const offerAnswer = shape({
  offerId: nullable(uuid),
  conversationId: uuid,
  ticketId: uuid,
  ticketVersion: Type.Integer(),
  transfer: nullable(shape(withoutNote)),
});

const refusal = shape({
  code: Type.String(),
  until: Type.Optional(instant),
  alternatives: Type.Array(target),
  data: Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }),
});

export const explanation = shape({
  allowed: Type.Boolean(),
  step: nullable(Type.String()),
  target: nullable(target),
  isMove: nullable(Type.Boolean()),
  toDepartmentId: nullable(Type.String()),
  refusal: nullable(refusal),
  receipt: nullable(shape({ ...receipt.properties, files: Type.Optional(Type.Integer()) })),
  warnings: Type.Array(shape({ code: Type.String(), data: shownData() })),
  checks: Type.Array(
    shape({
      code: Type.String(),
      group: Type.String(),
      outcome: oneOf(['passed', 'failed', 'not_applicable']),
      settledBy: Type.Optional(oneOf(['wait', 'next', 'override'])),
      data: Type.Optional(shownData()),
      until: Type.Optional(instant),
      alternatives: Type.Optional(Type.Array(target)),
    }),
  ),
});

function shownData() {
  return Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true });
}

export const targetQuery = shape({
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 50 })),
  kind: Type.Optional(oneOf(targetKinds)),
  q: Type.Optional(line(200)),
  departmentId: Type.Optional(wordId),
});

export const targetPage = page(
  shape({
    target,
    name: Type.String(),
    departmentId: nullable(Type.String()),
    departmentName: nullable(Type.String()),
    isMove: Type.Boolean(),
    allowed: Type.Boolean(),
    step: nullable(Type.String()),
    refusal: nullable(refusal),
    warnings: Type.Array(shape({ code: Type.String(), data: shownData() })),
    presence: nullable(Type.String()),
    status: nullable(Type.String()),
    load: nullable(shape({ used: Type.Number(), capacity: nullable(Type.Number()), percent: nullable(Type.Number()) })),
    isOpen: Type.Boolean(),
    opensAt: nullable(instant),
    wait: { ...nullable(wait), description: 'Of queues, and of departments by their default queue.' },
  }),
);

const offer = shape({
  id: uuid,
  conversationId: uuid,
  transferId: nullable(uuid),
  ticketId: uuid,
  departmentId: Type.String(),
  channelKind: Type.String(),
  contact: nullable(shape({ id: uuid, name: nullable(Type.String()) })),
  agentId: Type.String(),
  state: Type.String(),
  offeredAt: instant,
  expiresAt: instant,
  note: nullable(Type.String()),
  form: shownAttributes,
  receipt: nullable(receipt),
});
export const offerQuery = shape({ ...pageQuery, agentId: Type.Optional(wordId) });
export const offerPage = page(offer);
