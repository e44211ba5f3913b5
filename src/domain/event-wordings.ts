import type { CustomerView, TurnCode } from './customer-turns.ts';
import type { EventKind } from './events.ts';

/**
 * How each kind of event reads in a transcript: to the customer, and to colleagues. One table for both, so that a kind that is
 * new does not compile before both are decided.
 */

/** An event with the names that its sentence may speak of. */
export interface Told {
  /** Who did it, by name. */
  readonly who: string;
  /** What the event says besides its changes. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What somebody or something is called; its id where it has no name. */
  name(kind: 'agent' | 'queue' | 'department' | 'flow' | 'external' | 'account', id: unknown): string;
  /** Where the transfer of the event leads, in words. */
  readonly target: string;
}

export interface Wording {
  /**
   * `message`: the message itself. `turn`: what became of the conversation, in the words of `sayTurn`, where its customer
   * notices anything. Null: nothing.
   */
  readonly customer: 'message' | 'turn' | null;
  /** `message`: the message itself, to those who may read it. */
  readonly internal: 'message' | ((told: Told) => string);
}

/** Nothing of the customer's, and said in one sentence to colleagues. */
const within = (internal: Wording['internal']): Wording => ({ customer: null, internal });
/** May change who has the conversation. */
const turn = (internal: Wording['internal']): Wording => ({ customer: 'turn', internal });

const owner = ({ data, name }: Told): string => {
  const to = (data.owner as { to?: { kind: string; id: string } | null } | undefined)?.to;
  if (to === null || to === undefined) return 'nobody';
  if (to.kind === 'queue' && to.id.startsWith('direct:'))
    return `the direct queue of ${name('agent', to.id.slice('direct:'.length))}`;
  return to.kind === 'queue' ? `the queue ${name('queue', to.id)}` : name(to.kind as 'agent', to.id);
};
const because = (value: unknown): string => (typeof value === 'string' && value !== '' ? ` (${value})` : '');
const until = (value: unknown): string => (typeof value === 'number' ? ` until ${new Date(value).toISOString()}` : '');

const waited = (ms: unknown): string => (typeof ms === 'number' ? ` after ${Math.round(ms / 1000)} s` : '');

export const wordings: Readonly<Record<EventKind, Wording>> = {
  'organization.created': within(({ who }) => `${who} made the organization.`),
  'api_key.created': within(({ who }) => `${who} made an API key.`),
  'api_key.revoked': within(({ who }) => `${who} revoked an API key.`),
  'account_secret.created': within(({ who }) => `${who} made a signing secret.`),
  'configuration.changed': within(({ who }) => `${who} changed the configuration.`),
  'agent.added': within(({ who }) => `${who} added agents.`),
  'agent.presence_changed': within(
    ({ data, name }) => `${name('agent', data.agentId)} is ${String(data.presence)} now${because(data.reason)}.`,
  ),
  'agent.grace_ended': within(
    ({ data, name }) => `${name('agent', data.agentId)} was away for too long: their work goes on without them.`,
  ),
  'agent.capacity_changed': within(
    ({ who, data, name }) => `${who} changed how much ${name('agent', data.agentId)} takes${because(data.reason)}.`,
  ),
  'agent.invited': within(({ who, data, name }) => `${who} invited ${name('agent', data.agentId)}.`),
  'agent.joined': within(({ data, name }) => `${name('agent', data.agentId)} joined.`),
  'agent.sign_in_ended': within(({ who, data, name }) => `${who} ended the sign-in of ${name('agent', data.agentId)}.`),
  'agent.password_reset_made': within(
    ({ who, data, name }) => `${who} made a link for a new password for ${name('agent', data.agentId)}.`,
  ),
  'contact.created': within(({ who }) => `${who} made the contact.`),
  'contact.changed': within(({ who }) => `${who} changed the contact.`),
  'conversation.opened': turn((told) => `The conversation was opened by ${told.who} and is with ${owner(told)}.`),
  'conversation.closed': turn(({ who, data }) => `${who} closed the ticket${because(data.reason)}.`),
  'conversation.reopened': turn((told) => `The ticket was reopened by ${told.who} and is with ${owner(told)}.`),
  'conversation.abandoned': within(({ data }) => `The customer was served by nobody${waited(data.waitedMs)}.`),
  'conversation.changed': within(({ who }) => `${who} changed what is written about the ticket.`),
  'message.received': { customer: 'message', internal: 'message' },
  'message.sent': { customer: 'message', internal: 'message' },
  'note.added': within('message'),
  'consult.said': within('message'),
  'whisper.said': within('message'),
  'message.erased': within(({ who, data }) => `${who} erased what was written${because(data.because)}.`),
  'file.stored': within(({ who }) => `${who} stored a file.`),
  'ticket.taken': turn((told) => `${owner(told)} took the ticket.`),
  'ticket.requeued': turn((told) => `The ticket went back to ${owner(told)}${because(told.data.because)}.`),
  'ticket.rerouted': within((told) => `${told.who} changed what the ticket waits for${because(told.data.reason)}.`),
  'ticket.held': within(({ who }) => `${who} put the ticket on hold.`),
  'ticket.resumed': within(({ who }) => `${who} resumed the ticket.`),
  'ticket.snoozed': within(({ who, data }) => `${who} put the ticket aside${until(data.until)}.`),
  'ticket.woken': within(({ who, data }) => `${who} brought the ticket back${because(data.because)}.`),
  'ticket.merged': turn(({ who }) => `${who} merged the ticket with another of the same contact.`),
  'offer.made': within(({ data, name }) => `The ticket was offered to ${name('agent', data.agentId)}.`),
  'offer.declined': within(
    ({ data, name }) => `${name('agent', data.agentId)} declined the offer${because(data.outcome)}.`,
  ),
  'offer.timed_out': within(({ data, name }) => `${name('agent', data.agentId)} did not answer the offer in time.`),
  'offer.withdrawn': within(
    ({ data, name }) => `The offer to ${name('agent', data.agentId)} was withdrawn${because(data.outcome)}.`,
  ),
  'offer.accepted': turn((told) => `${owner(told)} accepted the offer.`),
  'transfer.refused': within(
    ({ who, data, target }) => `${who} asked to hand over to ${target}: refused${because(data.code)}.`,
  ),
  'transfer.waiting': turn(
    ({ who, data, target }) => `${who} hands over to ${target}, and waits${because(data.because)}.`,
  ),
  // Asked in private: the customer is none the wiser.
  'transfer.consulting': within(({ who, target }) => `${who} asks ${target} for advice.`),
  'transfer.offered': turn(({ who, target }) => `${who} hands over to ${target}, who is asked.`),
  'transfer.completed': turn((told) => `The hand-over by ${told.who} is done: the ticket is with ${owner(told)}.`),
  'transfer.cancelled': turn(({ who, data }) => `${who} cancelled the hand-over${because(data.outcome)}.`),
  'transfer.returned': turn(({ target, data }) => `The hand-over to ${target} came back${because(data.outcome)}.`),
  'transfer.fell_back': turn((told) => `The hand-over fell back to ${owner(told)}${because(told.data.outcome)}.`),
  'transfer.failed': turn(({ target, data }) => `The hand-over to ${target} failed${because(data.outcome)}.`),
  'wrap_up.extended': within(({ who, data }) => `${who} extended the wrap-up${until(data.until)}.`),
  'wrap_up.ended': within(({ data, name }) => `The wrap-up of ${name('agent', data.agentId)} ended.`),
  'party.invited': within(({ who, data, name }) => `${who} invited ${name('agent', data.agentId)}.`),
  'party.joined': within(({ data, name }) => `${name('agent', data.agentId)} joined the conversation.`),
  'party.left': within(({ data, name }) => `${name('agent', data.agentId)} left the conversation.`),
  'help.raised': within(({ who }) => `${who} asked a supervisor for help.`),
  'help.cleared': within(({ who, data }) => `${who} took the request for help back${because(data.because)}.`),
  'channel.changed': within(({ who }) => `${who} went on with the conversation on another channel.`),
  'participants.changed': within(({ who }) => `${who} changed who takes part.`),
  'external.returned': turn(
    (told) => `The conversation came back from outside to ${owner(told)}${because(told.data.reason)}.`,
  ),
  'transfer_batch.created': within(({ who }) => `${who} planned hand-overs of many tickets.`),
  'transfer_batch.item_done': within(() => 'A planned hand-over was carried out.'),
  'transfer_batch.cancelled': within(({ who }) => `${who} cancelled planned hand-overs.`),
  'transfer_batch.done': within(() => 'Planned hand-overs are done.'),
  'transcript.exported': within(({ who, data }) => `${who} exported a transcript for ${String(data.for)} use.`),
  // A loop of automatic hops ends in a queue, and the event that says so is the alert.
  'alert.raised': turn(({ data }) => `An alert was raised${because(data.alert)}.`),
  'alert.repeated': within(({ data, name }) => `${name('agent', data.agentId)} was told of the alert.`),
  'alert.acknowledged': within(({ data, name }) => `${name('agent', data.agentId)} sees to the alert.`),
  'flow.started': within(({ data, name }) => `The flow ${name('flow', data.flowId)} began.`),
  'flow.advanced': within(({ data, name }) => `The flow ${name('flow', data.flowId)} went on.`),
  'flow.ended': within(({ data, name }) => `The flow ${name('flow', data.flowId)} ended${because(data.outcome)}.`),
  'flow.draft_saved': within(({ who, data, name }) => `${who} changed a draft of ${name('flow', data.flowId)}.`),
  'flow.schedule_set': within(({ data, name }) => `The times of ${name('flow', data.flowId)} were set.`),
  'flow.schedule_fired': within(({ data, name }) => `It was time for ${name('flow', data.flowId)}.`),
};

/** What became of the conversation, in a sentence for its customer. */
export function sayTurn(code: TurnCode, { agent, department, to }: CustomerView): string {
  const of = department === null ? '' : ` of ${department}`;
  switch (code) {
    case 'waiting':
      return department === null ? 'Waiting for a colleague.' : `Waiting for ${department}.`;
    case 'bringing': {
      const whither = to?.department ?? department;
      return whither === null ? 'Being handed to a colleague.' : `Being handed to ${whither}.`;
    }
    case 'served':
      return agent === null ? `A colleague${of} is here now.` : `${agent}${of} is here now.`;
    case 'back':
      return agent === null ? 'Your colleague is back.' : `${agent} is back.`;
    case 'closed':
      return 'The conversation was closed.';
    case 'reopened':
      return 'The conversation goes on.';
  }
}
