import type { ActorName } from './actor.ts';

/**
 * Immutable facts, in the past tense. Each carries the changes of rows that it stands for, so that every state can be
 * rebuilt from the log alone. Texts of customers and notes are not in the log: they live in one place each, so that
 * redaction and erasure have one place to go.
 */
export const eventKinds = [
  'organization.created',
  'api_key.created',
  'api_key.revoked',
  'account_secret.created',
  'configuration.changed',
  'agent.added',
  'agent.presence_changed',
  'agent.grace_ended',
  'agent.capacity_changed',
  'agent.invited',
  'agent.joined',
  'agent.sign_in_ended',
  'agent.password_reset_made',
  'contact.created',
  'contact.changed',
  'conversation.opened',
  'conversation.closed',
  'conversation.reopened',
  'conversation.abandoned',
  'conversation.changed',
  'message.received',
  'message.sent',
  'note.added',
  'consult.said',
  'whisper.said',
  'message.erased',
  'file.stored',
  'ticket.taken',
  'ticket.requeued',
  'ticket.rerouted',
  'ticket.held',
  'ticket.resumed',
  'ticket.snoozed',
  'ticket.woken',
  'ticket.merged',
  'offer.made',
  'offer.declined',
  'offer.timed_out',
  'offer.withdrawn',
  'offer.accepted',
  'transfer.refused',
  'transfer.waiting',
  'transfer.consulting',
  'transfer.offered',
  'transfer.completed',
  'transfer.cancelled',
  'transfer.returned',
  'transfer.fell_back',
  'transfer.failed',
  'wrap_up.extended',
  'wrap_up.ended',
  'party.invited',
  'party.joined',
  'party.left',
  'help.raised',
  'help.cleared',
  'channel.changed',
  'participants.changed',
  'external.returned',
  'transfer_batch.created',
  'transfer_batch.item_done',
  'transfer_batch.cancelled',
  'transfer_batch.done',
  'transcript.exported',
  'alert.raised',
  'alert.repeated',
  'alert.acknowledged',
  'flow.started',
  'flow.advanced',
  'flow.ended',
  'flow.draft_saved',
  'flow.schedule_set',
  'flow.schedule_fired',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** Who may be shown an event: members of these departments, and these agents in person. Empty: whoever reads the organization's log. */
export interface Audience {
  readonly departments: readonly string[];
  readonly agents: readonly string[];
}

/** Changed fields by row kind and id: the whole row where it is new. */
export type RowChanges = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** An event as decided: the engine adds position, command and time. */
export interface NewEvent {
  readonly kind: EventKind;
  readonly actor: ActorName;
  readonly conversationId: string | null;
  /** 1..n within the conversation; null exactly when there is no conversation. */
  readonly sequence: number | null;
  readonly data: EventData;
}

export interface EventData {
  readonly audience: Audience;
  readonly changes: RowChanges;
  /** What the kind says besides, by name. */
  readonly [detail: string]: unknown;
}
