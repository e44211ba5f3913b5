import type { AlertCode } from './alert-table.ts';
import type { DetailName } from './event-details.ts';
import type { EventKind } from './events.ts';

/**
 * Every kind of event: when it happens, and what it says besides the changes of rows. `Draft.emit` takes nothing else, so that what
 * is written here and what is told cannot come apart.
 */

export interface EventRow {
  /** When it happens. */
  readonly sentence: string;
  /** Whether `conversationId` and `sequence` are given: always, never, or where there is a conversation. */
  readonly conversation: 'always' | 'never' | 'maybe';
  readonly says: readonly DetailName[];
  /** What not every event of the kind says. */
  readonly maySay?: readonly DetailName[];
  /** The words that a detail can be, where the kind has words of its own for it. */
  readonly words?: { readonly [D in DetailName]?: readonly string[] };
  /** Of what is told to fewer: readers of the log, members of the department and nobody in person, or whoever asked for it. */
  readonly tells?: 'log' | 'department' | 'asker';
}

const messageSays = ['messageId', 'messageSequence', 'ticketId', 'direction', 'automatic'] as const;
const transferSays = ['transferId', 'ticketId', 'state'] as const;
/** What the policy said of a transfer when it was asked for. */
const judged = ['warnings', 'overrides', 'redirected', 'audit'] as const;
/** How the one who was asked before it stands at the next left it. */
const passedOn = ['outcome', 'offerId', 'offerState'] as const;

const endedBy = ['handed_over', 'taken', 'requeued', 'closed', 'merged'] as const;

/** Every kind, in the order of `eventKinds`. A missing one does not compile. */
const eventTable = {
  'organization.created': {
    sentence: 'An organization was made.',
    conversation: 'never',
    says: ['organizationId', 'name'],
    tells: 'log',
  },
  'api_key.created': {
    sentence: 'An API key was made.',
    conversation: 'never',
    says: ['keyId', 'scopes'],
    tells: 'log',
  },
  'api_key.revoked': {
    sentence: 'An API key was revoked.',
    conversation: 'never',
    says: ['keyId', 'name'],
    tells: 'log',
  },
  'account_secret.created': {
    sentence: 'A secret was made: one to sign webhooks by, or one that flows use.',
    conversation: 'never',
    says: ['accountId', 'secretId'],
    tells: 'log',
  },
  'configuration.changed': {
    sentence: 'The configuration has a new version.',
    conversation: 'never',
    says: ['version', 'isLast'],
    maySay: ['adds', 'retires'],
    tells: 'log',
  },
  'agent.added': {
    sentence: 'Agents came into the configuration who never were in it.',
    conversation: 'never',
    says: ['agentIds'],
    tells: 'log',
  },
  'agent.presence_changed': {
    sentence: 'An agent is online, away or offline, or has another status.',
    conversation: 'never',
    says: ['agentId', 'presence', 'status', 'before', 'statusBefore'],
    maySay: ['because', 'reason', 'forced'],
    words: { because: ['lease_expired', 'back_in_sight', 'missed_offers'] },
  },
  'agent.grace_ended': {
    sentence: 'An absent agent’s grace in a department is over: what they own goes on without them.',
    conversation: 'never',
    says: ['agentId', 'absentSince', 'next'],
  },
  'agent.capacity_changed': {
    sentence: 'Somebody set an agent’s capacity for now, or took that back.',
    conversation: 'never',
    says: ['agentId', 'before', 'after', 'reason'],
  },
  'agent.invited': {
    sentence: 'Somebody was invited to sign in as an agent.',
    conversation: 'never',
    says: ['agentId', 'until'],
    tells: 'log',
  },
  'agent.joined': {
    sentence: 'A user signs in as an agent from now on.',
    conversation: 'never',
    says: ['agentId', 'userId', 'replaced'],
    tells: 'log',
  },
  'agent.sign_in_ended': {
    sentence: 'Nobody signs in as the agent any more, and no invitation waits.',
    conversation: 'never',
    says: ['agentId', 'userId'],
    tells: 'log',
  },
  'agent.password_reset_made': {
    sentence: 'A link was made by which the agent’s password can be set anew.',
    conversation: 'never',
    says: ['agentId', 'userId'],
    tells: 'log',
  },
  'contact.created': {
    sentence: 'Somebody wrote, or is written to, whom nobody knew.',
    conversation: 'never',
    says: ['contactId'],
    tells: 'log',
  },
  'contact.changed': {
    sentence:
      'A contact has another name, other attributes or one more address. Of a conversation where its visitor said it.',
    conversation: 'maybe',
    says: ['contactId'],
    maySay: ['channelKind'],
  },
  'conversation.opened': {
    sentence: 'A conversation begins, with its first ticket.',
    conversation: 'always',
    says: ['ticketId', 'contactId', 'openedBy', 'owner'],
  },
  'conversation.closed': {
    sentence: 'The conversation was closed, with its ticket.',
    conversation: 'always',
    says: ['ticketId', 'reason', 'owner'],
  },
  'conversation.reopened': {
    sentence: 'The customer wrote again soon after: the last ticket is open again, in its department’s queue.',
    conversation: 'always',
    says: ['ticketId', 'owner'],
  },
  'conversation.abandoned': {
    sentence: 'It was closed while it waited in a queue, and nobody had served the customer since it was opened.',
    conversation: 'always',
    says: ['ticketId', 'queueId', 'waitedMs'],
  },
  'conversation.changed': {
    sentence:
      'What is written about it changed: tags, attributes, a wrap-up’s disposition or note, how long it may wait.',
    conversation: 'always',
    says: [],
    maySay: ['ticketId', 'marks', 'segmentId'],
    tells: 'department',
  },
  'message.received': {
    sentence: 'The customer wrote.',
    conversation: 'always',
    says: messageSays,
    maySay: ['externalId'],
  },
  'message.sent': {
    sentence: 'Somebody, or automation, wrote to the customer.',
    conversation: 'always',
    says: messageSays,
  },
  'note.added': {
    sentence: 'Somebody wrote a note, which stays in the department.',
    conversation: 'always',
    says: messageSays,
    tells: 'department',
  },
  'consult.said': {
    sentence: 'Somebody wrote to those who take part, unseen by the customer.',
    conversation: 'always',
    says: messageSays,
    maySay: ['externalId'],
  },
  'whisper.said': {
    sentence: 'The owner or a supervisor wrote to the other, unseen by the customer.',
    conversation: 'always',
    says: messageSays,
  },
  'message.erased': {
    sentence: 'Texts and files were taken away for good; then, without a conversation, the bytes of the files too.',
    conversation: 'maybe',
    says: ['because'],
    maySay: ['ticketId', 'messageSequences', 'fileIds'],
    words: { because: ['request', 'retention', 'bytes'] },
  },
  'file.stored': {
    sentence: 'A file was uploaded, and is nowhere yet.',
    conversation: 'never',
    says: ['fileId', 'bytes'],
    tells: 'log',
  },
  'ticket.taken': {
    sentence: 'An agent has it without having been offered it: they took it, or their queue assigns.',
    conversation: 'always',
    says: ['ticketId', 'owner'],
  },
  'ticket.requeued': {
    sentence: 'It goes back to a queue, or to a successor, because its owner is gone or done.',
    conversation: 'always',
    says: ['ticketId', 'because', 'owner'],
    words: { because: ['agent_offline', 'retired', 'flow_done'] },
  },
  'ticket.rerouted': {
    sentence: 'What a waiting ticket waits for changed: queue, priority, skills, somebody in particular.',
    conversation: 'always',
    says: ['ticketId', 'before', 'after', 'reason'],
    maySay: ['owner'],
  },
  'ticket.held': { sentence: 'It was put on hold.', conversation: 'always', says: ['ticketId'] },
  'ticket.resumed': { sentence: 'It was taken off hold.', conversation: 'always', says: ['ticketId'] },
  'ticket.snoozed': {
    sentence: 'It was put aside for a time.',
    conversation: 'always',
    says: ['ticketId', 'until'],
  },
  'ticket.woken': {
    sentence: 'It is put aside no more.',
    conversation: 'always',
    says: ['ticketId', 'because'],
    words: { because: ['asked', 'time', 'message'] },
  },
  'ticket.merged': {
    sentence: 'Two tickets became one: told in the conversation that ends by it, and in the one that goes on.',
    conversation: 'always',
    says: ['ticketId'],
    maySay: ['intoTicketId', 'intoConversationId', 'owner', 'mergedTicketId', 'mergedConversationId'],
  },
  'offer.made': {
    sentence: 'A queue offers it to an agent.',
    conversation: 'always',
    says: ['offerId', 'agentId', 'ticketId', 'expiresAt', 'queueId'],
  },
  'offer.declined': {
    sentence: 'The agent declined a queue’s offer.',
    conversation: 'always',
    says: ['offerId', 'agentId', 'outcome'],
  },
  'offer.timed_out': {
    sentence: 'A queue’s offer ran out without an answer.',
    conversation: 'always',
    says: ['offerId', 'agentId', 'outcome'],
  },
  'offer.withdrawn': {
    sentence: 'A queue’s offer was taken back: its agent is gone, or does not fit any more.',
    conversation: 'always',
    says: ['offerId', 'agentId', 'outcome'],
    words: { outcome: ['agent_offline', 'rerouted'] },
  },
  'offer.accepted': {
    sentence: 'The agent accepted a queue’s offer, and owns it.',
    conversation: 'always',
    says: ['offerId', 'ticketId', 'owner'],
  },
  'transfer.refused': {
    sentence: 'Somebody asked to hand over, and may not.',
    conversation: 'always',
    says: [...transferSays, 'code'],
    maySay: ['externalId'],
  },
  'transfer.waiting': {
    sentence: 'It waits for somebody who is full or away, or for a department to open.',
    conversation: 'always',
    says: [...transferSays, 'because', 'deadlineAt'],
    maySay: ['externalId', ...judged, ...passedOn, 'owner'],
    words: { because: ['agent_at_capacity', 'agent_offline', 'department_closed'] },
  },
  'transfer.consulting': {
    sentence: 'Somebody is asked for advice, in private.',
    conversation: 'always',
    says: [...transferSays, ...judged, 'with', 'deadlineAt'],
    maySay: ['externalId'],
  },
  'transfer.offered': {
    sentence: 'Somebody is asked whether they take it: the target, or the next of its fallback chain.',
    conversation: 'always',
    says: transferSays,
    maySay: ['agentId', 'externalId', ...judged, ...passedOn, 'nextOfferId', 'owner'],
  },
  'transfer.completed': {
    sentence: 'It is done: the target owns the conversation.',
    conversation: 'always',
    says: [...transferSays, 'owner'],
    maySay: ['offerId', 'watchingQueueId', 'externalId', ...judged],
  },
  'transfer.cancelled': {
    sentence: 'It was cancelled, by somebody or by what happened meanwhile.',
    conversation: 'always',
    says: [...transferSays, 'outcome', 'offerId'],
    maySay: ['externalId'],
  },
  'transfer.returned': {
    sentence: 'Nobody took it, and its sender has it on; or a consult ended without a hand-over.',
    conversation: 'always',
    says: [...transferSays, 'outcome'],
    maySay: ['offerId', 'offerState', 'externalId'],
  },
  'transfer.fell_back': {
    sentence: 'Nobody who was asked took it, and its fallback owns the conversation.',
    conversation: 'always',
    says: [...transferSays, ...passedOn, 'owner'],
    maySay: ['externalId'],
  },
  'transfer.failed': {
    sentence: 'A contact outside did not take it: the owner is who it was.',
    conversation: 'always',
    says: [...transferSays, 'outcome'],
    maySay: ['externalId'],
  },
  'wrap_up.extended': {
    sentence: 'An agent gave their wrap-up more time.',
    conversation: 'always',
    says: ['segmentId', 'ticketId', 'agentId', 'until'],
  },
  'wrap_up.ended': {
    sentence: 'A wrap-up was ended, or its time is over.',
    conversation: 'always',
    says: ['segmentId', 'ticketId', 'agentId', 'missing'],
    tells: 'department',
  },
  'party.invited': {
    sentence: 'A colleague was invited into the conversation, in private; or a supervisor came to listen.',
    conversation: 'always',
    says: ['ticketId', 'agentId', 'role'],
  },
  'party.joined': {
    sentence: 'A colleague speaks with the customer from now on.',
    conversation: 'always',
    says: ['ticketId', 'agentId', 'role'],
  },
  'party.left': {
    sentence: 'A colleague speaks with the customer no more, or takes part no more.',
    conversation: 'always',
    says: ['ticketId', 'agentId', 'role', 'wasJoined', 'remains', 'because'],
    words: { because: ['stepped_back', 'went', 'let_go', 'rules_changed', ...endedBy] },
  },
  'help.raised': {
    sentence: 'The owner, or a flow, asks supervisors for help.',
    conversation: 'always',
    says: ['ticketId', 'agentId'],
    maySay: ['flowId'],
  },
  'help.cleared': {
    sentence: 'The call for help is over.',
    conversation: 'always',
    says: ['ticketId', 'agentId', 'because'],
    words: { because: ['asked', ...endedBy] },
  },
  'channel.changed': {
    sentence: 'The conversation goes on through another channel account.',
    conversation: 'always',
    says: ['ticketId', 'from', 'to', 'consent'],
  },
  'participants.changed': {
    sentence: 'To whom replies go changed.',
    conversation: 'always',
    says: ['ticketId', 'count'],
  },
  'external.returned': {
    sentence: 'A ticket that a contact outside owned is back in the queue that watches.',
    conversation: 'always',
    says: ['ticketId', 'externalId', 'reason', 'owner'],
  },
  'transfer_batch.created': {
    sentence: 'Somebody asked for many transfers together, or for later.',
    conversation: 'never',
    says: ['batchId', 'tickets', 'runAt'],
    tells: 'asker',
  },
  'transfer_batch.item_done': {
    sentence: 'One ticket of a batch has had its outcome.',
    conversation: 'never',
    says: ['batchId', 'ticketId', 'state', 'code', 'transferId'],
    words: { state: ['handed_over', 'refused', 'gone'] },
    tells: 'asker',
  },
  'transfer_batch.cancelled': {
    sentence: 'What is left of a batch was stopped.',
    conversation: 'never',
    says: ['batchId'],
    tells: 'asker',
  },
  'transfer_batch.done': {
    sentence: 'Every ticket of a batch has had its outcome.',
    conversation: 'never',
    says: ['batchId'],
    tells: 'asker',
  },
  'transcript.exported': {
    sentence: 'Somebody took a transcript along.',
    conversation: 'always',
    says: ['ticketId', 'for', 'format'],
  },
  'alert.raised': {
    sentence: 'A person must look.',
    conversation: 'maybe',
    says: ['alert'],
    maySay: [
      ...([
        'alertId',
        'agentId',
        'ticketId',
        'flowId',
        'queueId',
        'transferId',
        'externalId',
        'runId',
        'stepId',
      ] as const),
      ...(['target', 'outcome', 'reason', 'code', 'hops', 'waitedMs', 'owner'] as const),
    ],
  },
  'alert.repeated': {
    sentence: 'Nobody has acknowledged it: the next of those on duty is told.',
    conversation: 'never',
    says: ['alertId', 'alert', 'of', 'ticketId', 'flowId', 'agentId'],
  },
  'alert.acknowledged': {
    sentence: 'Somebody says that they see to it.',
    conversation: 'never',
    says: ['alertId', 'alert', 'of', 'ticketId', 'flowId', 'agentId'],
  },
  'flow.started': {
    sentence: 'A run of a flow begins.',
    conversation: 'maybe',
    says: ['runId', 'flowId', 'version', 'turn', 'trigger', 'wakeAt'],
  },
  'flow.advanced': {
    sentence: 'A run went on, or what it waits for changed.',
    conversation: 'maybe',
    says: ['runId', 'flowId', 'turn', 'stepId', 'wakeAt'],
    maySay: ['steps', 'because'],
    words: { because: ['interrupted'] },
  },
  'flow.ended': {
    sentence: 'A run is over.',
    conversation: 'maybe',
    says: ['runId', 'flowId', 'outcome'],
    words: { outcome: ['done', 'fell_back', 'interrupted', 'taken_over', 'not_met'] },
  },
  'flow.draft_saved': {
    sentence: 'A draft of a flow was saved, thrown away, or put aside once it was published.',
    conversation: 'never',
    says: ['flowId', 'revision'],
    maySay: ['discarded'],
    tells: 'log',
  },
  'flow.schedule_set': {
    sentence: 'When a flow’s schedule is due next was written down.',
    conversation: 'never',
    says: ['flowId', 'nextAt'],
    tells: 'log',
  },
  'flow.schedule_fired': {
    sentence: 'A time of a flow’s schedule has come.',
    conversation: 'never',
    says: ['flowId', 'firedAt', 'firingId'],
    tells: 'log',
  },
} as const satisfies Readonly<Record<EventKind, EventRow>>;

/** Every row, by what all rows have. */
export const eventRows: Readonly<Record<EventKind, EventRow>> = eventTable;

type Table = typeof eventTable;
type MaySay<K extends EventKind> = Table[K] extends { readonly maySay: readonly (infer D extends DetailName)[] }
  ? D
  : never;
type Detail<D extends DetailName> = D extends 'alert' ? AlertCode : unknown;
type Details<K extends EventKind> = { readonly [D in Table[K]['says'][number]]: Detail<D> } & {
  readonly [D in MaySay<K>]?: Detail<D>;
};
type Ids = readonly string[];

/** What `Draft.emit` takes for an event of a kind. */
export type EventOptions<K extends EventKind> = K extends EventKind
  ? {
      always: { readonly conversationId: string };
      never: { readonly conversationId?: never };
      maybe: { readonly conversationId?: string };
    }[Table[K]['conversation']] &
      (Table[K] extends { readonly tells: 'log' }
        ? { readonly departments?: never; readonly agents?: never }
        : Table[K] extends { readonly tells: 'asker' }
          ? { readonly departments?: never; readonly agents: Ids }
          : { readonly departments?: Ids; readonly agents?: Ids }) &
      (object extends Details<K> ? { readonly details?: Details<K> } : { readonly details: Details<K> })
  : never;
