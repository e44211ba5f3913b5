/**
 * Who does something. Permissions are the organization's words for what an actor may do; an API key that acts for a
 * user has what both have, and audit keeps both names.
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

/**
 * - `agent`: a user, in the console or through a key that acts for them.
 * - `key`: an integration in its own name: it owns nothing, is a member of nothing, and its scopes decide.
 * - `flow`, `assistant`: automation that owns or accompanies a conversation.
 * - `external`: a contact outside, through its adapter: answers what it is asked, writes what it owns, gives it back.
 * - `contact`: the customer; can write, and nothing else.
 * - `system`: Baton itself, when a deadline passes or a rule changes.
 */
export const actorKinds = ['agent', 'key', 'flow', 'assistant', 'external', 'contact', 'system'] as const;
export type ActorKind = (typeof actorKinds)[number];

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
