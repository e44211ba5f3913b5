import Type, { type Static } from 'typebox';
import { channelKinds } from '../domain/channel.ts';
import { messageDirections, partyRoles } from '../domain/conversation.ts';
import {
  actorName,
  attributes,
  fileIds,
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

/** Longer than any channel's longest message. */
const messageLengthMax = 20_000;

/** Everybody who takes part in a conversation as a customer. */
export const participantsMax = 50;
export const participant = shape({ channel: oneOf(channelKinds), address: line(320) });

export const participantsBody = shape({
  participants: Type.Array(participant, {
    maxItems: participantsMax,
    description: 'All to whom replies go. The primary contact may be left out, and stays first.',
  }),
});
export const participantsAnswer = shape({
  conversationId: uuid,
  participants: Type.Array(shape({ channel: Type.String(), address: Type.String() })),
});

export const channelBody = shape({
  accountId: wordId,
  address: line(320, 'The contact’s address on that account.'),
  consent: Type.Boolean({ description: 'Whether the customer agreed to go on there.' }),
});
export const channelAnswer = shape({
  conversationId: uuid,
  ticketId: uuid,
  ticketVersion: Type.Integer(),
  accountId: Type.String(),
  channelKind: Type.String(),
});

export const contactAddressBody = shape({ channelKind: oneOf(channelKinds), address: line(320) });
export const contactAddressAnswer = shape({ contactId: uuid, channelKind: Type.String(), address: Type.String() });

export const startConversationBody = shape({
  accountId: wordId,
  threadKey: Type.Optional(line(300, 'What the channel calls the thread. Default: the contact’s address.')),
  contact: shape({
    address: line(320),
    name: Type.Optional(line(200)),
    attributes: Type.Optional(attributes),
  }),
  owner: Type.Optional(
    shape(
      { kind: oneOf(['queue', 'department', 'agent']), id: wordId, departmentId: Type.Optional(wordId) },
      'Default: the agent who starts it, else the account’s entry.',
    ),
  ),
  form: Type.Optional(attributes),
  attributes: Type.Optional(attributes),
  tags: Type.Optional(tags),
});

export const startConversationAnswer = shape({
  id: uuid,
  ticketId: uuid,
  contactId: uuid,
  opened: Type.Boolean({ description: 'False when the thread’s open conversation was used.' }),
});

/** A colleague who takes part besides the owner. */
export const party = shape({
  who: shape({ kind: oneOf(['agent', 'external']), id: Type.String() }),
  role: oneOf(partyRoles),
  joined: Type.Boolean({ description: 'Whether the customer sees what they write.' }),
  present: Type.Boolean({ description: 'Whether they have answered.' }),
  transferId: nullable(uuid),
  since: instant,
});

/** Current department, ticket and owner are null to whoever may not read the current ticket. */
export const conversation = shape({
  id: uuid,
  accountId: Type.String(),
  channelKind: Type.String(),
  threadKey: Type.String(),
  contactId: uuid,
  status: oneOf(['open', 'closed']),
  departmentId: nullable(Type.String()),
  ticketId: nullable(uuid),
  owner: nullable(owner),
  ownershipVersion: nullable(Type.Integer()),
  pendingTransferId: nullable(uuid),
  participants: Type.Array(shape({ channel: Type.String(), address: Type.String() })),
  parties: Type.Array(party, { description: 'Colleagues who take part besides the owner.' }),
  linkedSessions: Type.Array(
    shape({
      accountId: Type.String(),
      channelKind: Type.String(),
      threadKey: Type.String(),
      address: Type.String(),
      startedAt: instant,
      endedAt: instant,
    }),
    { description: 'The sessions on other accounts that belong to this conversation.' },
  ),
  watchingQueueId: nullable(Type.String()),
  help: nullable(shape({ agentId: Type.String(), raisedAt: instant })),
  mergedIntoId: nullable(uuid),
  hops: Type.Integer(),
  openedAt: instant,
  closedAt: nullable(instant),
});
export type ConversationView = Static<typeof conversation>;

/** One conversation, with those that were merged into it, oldest first. */
export const foundConversation = shape({
  ...conversation.properties,
  mergedIds: Type.Array(uuid, { description: 'Conversations that were merged into this one.' }),
});

export const conversationQuery = shape({
  ...pageQuery,
  status: Type.Optional(oneOf(['open', 'closed'])),
  accountId: Type.Optional(wordId),
  contactId: Type.Optional(uuid),
  threadKey: Type.Optional(line(300)),
});
export const conversationPage = page(conversation);

export const messageBody = shape({
  kind: Type.Optional(
    oneOf(
      ['reply', 'note', 'consult', 'whisper'],
      'Default `reply`. The others are internal: a note of the department, a word to whoever is asked for advice, one between an agent and a supervisor.',
    ),
  ),
  text: text(messageLengthMax),
  fileIds: Type.Optional(fileIds),
  ownershipVersion: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'Refused when the owner changed since.' }),
  ),
});

export const messageAnswer = shape({ id: uuid, conversationId: uuid, ticketId: uuid, sequence: Type.Integer() });

export const message = shape({
  id: uuid,
  conversationId: uuid,
  sequence: Type.Integer(),
  ticketId: uuid,
  direction: oneOf(messageDirections),
  spokeAs: nullable(oneOf(partyRoles)),
  erasedAt: nullable(instant),
  author: actorName,
  automatic: Type.Boolean(),
  text: Type.String(),
  fileIds: Type.Array(uuid),
  externalId: nullable(Type.String()),
  at: instant,
});
export const messageQuery = shape({
  ...pageQuery,
  order: Type.Optional(oneOf(['oldest_first', 'newest_first'], 'Default `oldest_first`.')),
});
export const messagePage = page(message);

export const contact = shape({
  id: uuid,
  name: nullable(Type.String()),
  attributes: shownAttributes,
  addresses: Type.Array(shape({ channelKind: Type.String(), address: Type.String() })),
  createdAt: instant,
});
export const contactQuery = shape({
  ...pageQuery,
  channelKind: Type.Optional(Type.String({ minLength: 1, maxLength: 30, pattern: '^[a-z]+$' })),
  address: Type.Optional(line(320, 'With `channelKind`: the contact who has exactly this address.')),
});
export const contactPage = page(contact);

export const searchQuery = shape({ q: line(200) });
export const searchAnswer = shape({
  contacts: Type.Array(contact),
  ticketIds: Type.Array(uuid),
  messages: Type.Array(message),
  complete: Type.Boolean({ description: 'False when only the newest messages were looked at.' }),
});
