import Type, { type Static } from 'typebox';
import { ticketStates } from '../domain/conversation.ts';
import { histories } from '../domain/history.ts';
import { dataClasses } from '../domain/redaction.ts';
import { offerStates } from '../domain/transfer.ts';
import { party } from './conversations.ts';
import { transfer, transferAnswer } from './transfers.ts';
import { standing } from './waits.ts';
import {
  attributes,
  instant,
  line,
  nullable,
  oneOf,
  owner,
  page,
  pageQuery,
  shape,
  shownAttributes,
  tags,
  text,
  uuid,
  wordId,
} from './words.ts';

export const ticket = shape({
  id: uuid,
  conversationId: uuid,
  departmentId: Type.String(),
  state: oneOf(ticketStates),
  version: Type.Integer(),
  accountId: Type.String(),
  channelKind: Type.String(),
  contactId: uuid,
  owner: nullable(owner),
  ownershipVersion: nullable(Type.Integer()),
  pendingTransferId: nullable(uuid),
  queuedAt: nullable(instant),
  priority: Type.Integer(),
  previousTicketId: nullable(uuid),
  nextTicketId: nullable(uuid),
  fromMessage: Type.Integer(),
  toMessage: nullable(Type.Integer()),
  historyFrom: Type.Integer(),
  history: oneOf(histories),
  redact: Type.Array(oneOf(dataClasses)),
  onHold: Type.Boolean(),
  snoozedUntil: nullable(instant),
  attributes: shownAttributes,
  tags: Type.Array(Type.String()),
  form: shownAttributes,
  slaStartedAt: instant,
  slaPausedAt: nullable(instant),
  openedAt: instant,
  openedBy: Type.String(),
  reopenedAt: nullable(instant),
  closedAt: nullable(instant),
  closeReason: nullable(Type.String()),
});
export type TicketView = Static<typeof ticket>;

export const ticketDetail = shape({
  ...ticket.properties,
  waiting: { ...nullable(standing), description: 'Where it stands in line; null while it waits in no queue.' },
});

export const ticketQuery = shape({
  ...pageQuery,
  state: Type.Optional(oneOf(ticketStates)),
  departmentId: Type.Optional(wordId),
  conversationId: Type.Optional(uuid),
  ownerKind: Type.Optional(oneOf(['queue', 'agent', 'flow', 'external'])),
  ownerId: Type.Optional(line(80, 'With `ownerKind`: open tickets of this owner.')),
});
export const ticketPage = page(ticket);

export const changeTicketBody = shape({ attributes: Type.Optional(attributes), tags: Type.Optional(tags) });
export const closeBody = shape({
  reason: Type.Optional(line(200)),
  disposition: Type.Optional({ ...wordId, description: 'How it ended, for its last segment.' }),
});
export const returnBody = shape({ reason: Type.Optional(line(200)) });
export const snoozeBody = shape({
  until: Type.String({ format: 'date-time', description: 'Later than now, by a year at most.' }),
});
export const mergeBody = shape({ into: { ...uuid, description: 'The ticket in which it goes on.' } });
export const rerouteBody = shape({
  queueId: Type.Optional({ ...wordId, description: 'Another queue of the ticket’s department.' }),
  priority: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1000, description: 'Lower is served first; 100 is normal.' }),
  ),
  skills: Type.Optional(
    Type.Array(wordId, {
      uniqueItems: true,
      maxItems: 50,
      description: 'What it asks for besides its queue’s skills, in place of what it asked for so far.',
    }),
  ),
  preferredAgentId: Type.Optional({
    ...nullable(wordId),
    description: 'Whom it waits for before anybody else is asked, while they are there; null takes that back.',
  }),
  preferredSeconds: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 86_400, description: 'For how long. Default 60.' }),
  ),
  reason: Type.Optional(line(200)),
});
export const helpBody = shape({ message: text(5000, 'What is wrong. Supervisors read it; the customer never does.') });
export const inviteBody = shape({ agentId: wordId });
export const joinedBody = shape({
  joined: Type.Boolean({ description: 'Whether the customer is to see what they write.' }),
});
export const partyPath = shape({ id: Type.String(), agentId: Type.String() });
export const partyAnswer = shape({ conversationId: uuid, ticketId: uuid, party: nullable(party) });

/** An agent who asks the supervisors of a department for help. */
const helpRequest = shape({
  conversationId: uuid,
  ticketId: uuid,
  departmentId: Type.String(),
  channelKind: Type.String(),
  contact: shape({ id: uuid, name: nullable(Type.String()) }),
  agentId: Type.String(),
  raisedAt: instant,
  message: nullable(Type.String({ description: 'What they whispered last.' })),
});
export const helpRequestPage = page(helpRequest);
export const helpRequestQuery = shape(pageQuery);

/** What a change of a ticket came to. */
export const ticketAnswer = shape({ conversationId: uuid, ticketId: uuid, ticketVersion: Type.Integer() });

export const setDepartmentAnswer = shape({ transfer: transferAnswer, ticket: nullable(ticket) });

export const segment = shape({
  id: uuid,
  conversationId: uuid,
  ticketId: uuid,
  departmentId: Type.String(),
  owner,
  startedAt: instant,
  endedAt: nullable(instant),
  endReason: nullable(Type.String()),
  wrapUpUntil: nullable(instant),
  wrapUpEndedAt: nullable(instant),
  wrapUpExtensions: Type.Integer(),
  disposition: nullable(Type.String()),
  dispositionName: nullable(Type.String()),
  wrapUpNote: nullable(Type.String()),
});
export const segmentQuery = shape({
  ...pageQuery,
  ticketId: Type.Optional(uuid),
  conversationId: Type.Optional(uuid),
  agentId: Type.Optional(wordId),
});
export const segmentPage = page(segment);
export const wrapUpBody = shape({
  disposition: Type.Optional(wordId),
  note: Type.Optional(text(5000)),
  end: Type.Optional(Type.Boolean({ description: 'Whether the wrap-up is over with this. Default false.' })),
});

/** An offer of a transfer, from being made to its end. */
const madeOffer = shape({
  id: uuid,
  conversationId: uuid,
  transferId: nullable(uuid),
  agentId: Type.String(),
  state: oneOf(offerStates),
  offeredAt: instant,
  expiresAt: instant,
  endedAt: nullable(instant),
  reason: nullable(Type.String()),
});

export const lineage = shape({
  conversationId: uuid,
  mergedIds: Type.Array(uuid, { description: 'Conversations that were merged into this one, oldest first.' }),
  tickets: Type.Array(ticket),
  segments: Type.Array(segment),
  transfers: Type.Array(transfer),
  offers: Type.Array(madeOffer),
});
