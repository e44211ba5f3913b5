/**
 * What a condition may look at, and a text may show. A field whose name ends in `.*` stands for all of its kind:
 * `contact.field.*` for `contact.field.vip`. Times that have passed are in seconds; those that never came do not exist.
 */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** What it says, for people who choose it. */
  readonly sentence: string;
  /** Of a word: which there are. */
  readonly words?: readonly string[];
}

export type FieldType = 'text' | 'number' | 'seconds' | 'word' | 'yes_no' | 'list' | 'date' | 'time';

export const fields: readonly Field[] = [
  {
    name: 'conversation.status',
    type: 'word',
    words: ['open', 'closed'],
    sentence: 'Whether the conversation is open.',
  },
  { name: 'conversation.channel', type: 'text', sentence: 'The kind of its channel.' },
  { name: 'conversation.account', type: 'text', sentence: 'The channel account on which we speak.' },
  { name: 'conversation.on_hold', type: 'yes_no', sentence: 'Whether its ticket is on hold.' },
  {
    name: 'conversation.source',
    type: 'word',
    words: ['contact', 'reopened', 'agent', 'api', 'flow', 'import', 'move'],
    sentence: 'How its ticket came to be open.',
  },
  { name: 'ticket.department', type: 'text', sentence: 'The department where the ticket is.' },
  { name: 'ticket.tags', type: 'list', sentence: 'The department’s tags.' },
  { name: 'ticket.field.*', type: 'text', sentence: 'A field of the department’s ticket.' },
  { name: 'form.*', type: 'text', sentence: 'What the customer answered before the chat.' },
  { name: 'shared.tags', type: 'list', sentence: 'The tags that go wherever the conversation goes.' },
  { name: 'shared.field.*', type: 'text', sentence: 'A field that goes wherever the conversation goes.' },
  { name: 'contact.name', type: 'text', sentence: 'What the contact is called.' },
  { name: 'contact.address', type: 'text', sentence: 'The contact’s address on this channel.' },
  { name: 'contact.field.*', type: 'text', sentence: 'A field of the contact.' },
  {
    name: 'contact.earlier_conversations',
    type: 'number',
    sentence: 'How many conversations the contact had before this one. None of them: a new contact.',
  },
  {
    name: 'owner.kind',
    type: 'word',
    words: ['agent', 'queue', 'flow', 'external'],
    sentence: 'What kind of owner has it.',
  },
  { name: 'owner.id', type: 'text', sentence: 'Who owns it.' },
  { name: 'owner.online', type: 'yes_no', sentence: 'Whether the agent who owns it is online.' },
  { name: 'owner.previous', type: 'text', sentence: 'The agent who owned it last before that, since it was opened.' },
  { name: 'owners.earlier', type: 'list', sentence: 'The agents who have owned it since it was opened.' },
  { name: 'owners.count', type: 'number', sentence: 'How many agents have owned it since it was opened.' },
  { name: 'messages.incoming', type: 'number', sentence: 'Messages of the customer since it was opened.' },
  {
    name: 'messages.outgoing',
    type: 'number',
    sentence: 'Messages to the customer since it was opened, automatic ones too.',
  },
  { name: 'messages.human', type: 'number', sentence: 'Messages of people to the customer since it was opened.' },
  { name: 'message.text', type: 'text', sentence: 'What the customer wrote last.' },
  { name: 'message.has_file', type: 'yes_no', sentence: 'Whether the customer’s last message carries a file.' },
  {
    name: 'time.since_last_outgoing',
    type: 'seconds',
    sentence:
      'Time since the last message to the customer since it was opened, also of a bot. None: it does not exist.',
  },
  { name: 'time.since_last_incoming', type: 'seconds', sentence: 'Time since the customer wrote last.' },
  { name: 'time.since_last_human_reply', type: 'seconds', sentence: 'Time since a person answered last.' },
  { name: 'time.since_opened', type: 'seconds', sentence: 'Time since it was opened.' },
  { name: 'time.since_assigned', type: 'seconds', sentence: 'Time since its owner came to own it.' },
  {
    name: 'time.customer_waiting',
    type: 'seconds',
    sentence: 'Time since the customer wrote first without an answer of a person. Answered: it does not exist.',
  },
  {
    name: 'reply.since_assignment',
    type: 'yes_no',
    sentence: 'Whether a person has answered since its owner came to own it. What a bot says does not count.',
  },
  { name: 'hours.open', type: 'yes_no', sentence: 'Whether the ticket’s department is open.' },
  {
    name: 'time.weekday',
    type: 'word',
    words: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    sentence: 'The day of the week where the department is.',
  },
  { name: 'time.of_day', type: 'time', sentence: 'The time of day where the department is, as 09:30.' },
  { name: 'time.date', type: 'date', sentence: 'The date where the department is, as 2026-05-22.' },
  { name: 'answer.*', type: 'text', sentence: 'What was answered in this run, or kept of a call.' },
  { name: 'last.port', type: 'text', sentence: 'The port at which the step before ended.' },
  { name: 'last.code', type: 'text', sentence: 'Why the step before failed, as a code.' },
  { name: 'trigger.kind', type: 'text', sentence: 'What began the run.' },
  { name: 'trigger.from_agent', type: 'text', sentence: 'Who owned it before, or whose presence changed.' },
];

const exact = new Map(fields.filter(({ name }) => !name.endsWith('.*')).map((field) => [field.name, field]));
const open = fields.filter(({ name }) => name.endsWith('.*'));
/** What may follow in a field’s own name: what people call their fields and answers. */
const ownName = /^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,99}$/u;

/** The field of a name; undefined when there is none. */
export function findField(name: string): Field | undefined {
  const found = exact.get(name);
  if (found !== undefined) return found;
  return open.find((field) => {
    const stem = field.name.slice(0, -1);
    return name.startsWith(stem) && ownName.test(name.slice(stem.length));
  });
}
