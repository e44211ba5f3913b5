/**
 * Who does something. Permissions are the organization's words for what an actor may do; an API key that acts for an agent
 * may what that agent may, and audit keeps both names.
 */

export const permissions = [
  'conversation.start',
  'conversation.close',
  'conversation.reply',
  'message.receive',
  'transfer.request',
  'transfer.cancel_any',
  'transfer.override',
  'transfer.to_flow',
  'transfer.to_external',
  'transfer.as_assistant',
  'ticket.take',
  'ticket.take_over',
  'ticket.read_all',
  'ticket.supervise',
  'ticket.reroute',
  'ticket.merge',
  'presence.set_any',
  'agent.override_capacity',
  'agent.assign',
  'configuration.read',
  'configuration.write',
  'events.read',
  'keys.manage',
  'users.manage',
  'transcript.export',
  'audit.read',
  'message.erase',
] as const;
export type Permission = (typeof permissions)[number];

/** What each permission lets somebody do, as the reference, the configuration's schema and the API say it. */
export const permissionSentences: Readonly<Record<Permission, string>> = {
  'conversation.start':
    'Open conversations from our side, an agent in departments of theirs; write down further addresses of contacts.',
  'conversation.close': 'Close one’s own tickets, of channels that one serves; an integration closes any.',
  'conversation.reply':
    'Write in conversations: replies as their owner, notes, words of a consult, files; change a ticket’s tags, attributes and participants, hold and snooze it, go on with it elsewhere, ask for help.',
  'message.receive': 'Be given conversations: by queues, by transfers, and by taking them.',
  'transfer.request': 'Hand over what one owns, alone or in batches, ask for advice before, and see where it may go.',
  'transfer.cancel_any':
    'Cancel transfers and batches of others, and one’s own where `mayCancel` is off; hand over in place of a transfer that is pending; answer for somebody outside whom a colleague asked.',
  'transfer.override':
    'Hand over in spite of closed hours, a department that does not accept, or an agent without a free slot, where the request asks for it.',
  'transfer.to_flow': 'Choose flows as targets.',
  'transfer.to_external': 'Choose contacts outside as targets.',
  'transfer.as_assistant': 'Hand over, and see where it may go, as an assistant: for keys without `transfer.request`.',
  'ticket.take':
    'Take tickets that wait in queues of one’s departments, or are with a contact outside whom these watch. Needs `message.receive` too.',
  'ticket.take_over':
    'Do with tickets of others what only their owner may: take them, hand them over, close, merge, hold and snooze them, bring colleagues in; and take them back from contacts outside.',
  'ticket.read_all':
    'Read every ticket of the organization with its messages and alerts, and hand over those of departments that one does not belong to. An integration reads no ticket without it.',
  'ticket.supervise':
    'See and answer calls for help and alerts of one’s departments, whisper to whoever owns a conversation, and join it without being invited.',
  'ticket.reroute': 'Change what a waiting ticket waits for: queue, priority, skills, somebody in particular.',
  'ticket.merge':
    'Merge one’s own ticket, or one that waits in a queue, into another of the same contact in the same department.',
  'presence.set_any': 'Set the presence of others.',
  'agent.override_capacity': 'Set an agent’s capacity for now, in place of the configured one.',
  'agent.assign':
    'Change the skills of agents, and who belongs to one’s own departments: nothing else of the configuration.',
  'configuration.read':
    'Read the configuration, its versions, flows and their runs, simulate and lint moves, and know of departments that `knownTo` hides. An integration lists departments and agents by it.',
  'configuration.write': 'Plan, apply and restore configurations; save, try and publish flows.',
  'events.read':
    'Follow events that concern no conversation and nobody in person: contacts, configuration, keys. An integration follows no events without it, and all with it.',
  'keys.manage': 'Make, list and revoke API keys; make signing secrets, and those that flows use.',
  'users.manage':
    'Invite agents to sign in, reset their passwords, and take sign-ins away: of those who may do no more than oneself.',
  'transcript.export': 'Export transcripts of conversations that one may read.',
  'audit.read': 'Read the audit, and verify that the log is whole.',
  'message.erase': 'Erase messages and their files for good, of conversations that one reads whole.',
};

export const roles = ['agent', 'supervisor', 'administrator'] as const;
export type Role = (typeof roles)[number];

const agentPermissions: readonly Permission[] = [
  'conversation.start',
  'conversation.close',
  'conversation.reply',
  'message.receive',
  'transfer.request',
  'transfer.to_flow',
  'transfer.to_external',
  'ticket.take',
  'ticket.merge',
];
const supervisorPermissions: readonly Permission[] = [
  ...agentPermissions,
  'transfer.cancel_any',
  'transfer.override',
  'ticket.take_over',
  'ticket.supervise',
  'ticket.reroute',
  'transcript.export',
  'presence.set_any',
  'agent.override_capacity',
  'agent.assign',
  'configuration.read',
  'events.read',
];

/** What each role may do before an administrator grants or denies single permissions to a user. */
export const rolePermissions: Readonly<Record<Role, readonly Permission[]>> = {
  agent: agentPermissions,
  supervisor: supervisorPermissions,
  administrator: permissions,
};

export const actorKinds = ['agent', 'key', 'flow', 'assistant', 'external', 'contact', 'system'] as const;
export type ActorKind = (typeof actorKinds)[number];

export const actorKindSentences: Readonly<Record<ActorKind, string>> = {
  agent: 'Somebody who works here, signed in or through a key that acts for them.',
  key: 'An integration in its own name: it owns nothing, is a member of nothing, and its scopes decide.',
  flow: 'Automation that owns or accompanies a conversation, in its run.',
  assistant: 'A key that has `transfer.as_assistant` and not `transfer.request`.',
  external: 'A contact outside, through its adapter: answers what it is asked, writes in what it owns, gives it back.',
  contact: 'The customer; can write, and nothing else.',
  system: 'Baton itself, when a deadline passes or a rule changes.',
};

export interface Actor {
  readonly kind: ActorKind;
  /** Agent id, key id, flow id, contact id, or the name of the part of the system. */
  readonly id: string;
  /** The key through which an agent acts, if any: audit names both. */
  readonly throughKey?: string;
  /** Of a flow: the run that acts. */
  readonly runId?: string;
  readonly permissions: ReadonlySet<Permission>;
}

/** How an actor is named in events and records. */
export interface ActorName {
  readonly kind: ActorKind;
  readonly id: string;
  readonly throughKey?: string;
}

export function nameActor(actor: Actor): ActorName {
  return actor.throughKey === undefined
    ? { kind: actor.kind, id: actor.id }
    : { kind: actor.kind, id: actor.id, throughKey: actor.throughKey };
}

/** Whether a person chose this: hops that no person chose count towards the loop guard. */
export function isPerson(actor: ActorName): boolean {
  return actor.kind === 'agent' || actor.kind === 'contact';
}

/** Baton's own actor: permitted everything, counted as automatic. */
export function systemActor(part: string): Actor {
  return { kind: 'system', id: part, permissions: new Set(permissions) };
}
