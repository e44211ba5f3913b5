import type { FastifyRequest } from 'fastify';
import type { Actor, Permission } from '../domain/actor.ts';
import { resolveActor } from '../domain/principal.ts';
import { mayKnowAgent } from '../domain/situation.ts';
import type { Reader } from '../reads/reads.ts';
import type { HttpContext } from './context.ts';
import { HttpProblem, notFound } from './problems.ts';

/**
 * Who may ask what, one function per verb. Verbs that change something are not here: their commands are authorized where
 * they are decided, under the configuration that holds then. What a reader may see of what they may ask for is decided by
 * `src/reads`, row by row.
 */
type Rule = (actor: Actor) => Permission | null;

/** Agents see what their departments, work and offers give them; an integration needs the scope. */
const readsTickets: Rule = (actor) => (actor.kind === 'agent' ? null : 'ticket.read_all');
/** An assistant asks as it hands over: by a permission of its own. */
const asksTransfers: Rule = (actor) => (actor.kind === 'assistant' ? 'transfer.as_assistant' : 'transfer.request');
const always =
  (permission: Permission): Rule =>
  () =>
    permission;

export const verbs = {
  read_tickets: readsTickets,
  read_conversations: readsTickets,
  read_messages: readsTickets,
  export_transcript: always('transcript.export'),
  read_transfers: readsTickets,
  read_offers: readsTickets,
  read_segments: readsTickets,
  read_help_requests: always('ticket.supervise'),
  read_queues: readsTickets,
  read_contacts: readsTickets,
  write_addresses: always('conversation.start'),
  /** Told to them, or of departments that they supervise: row by row. */
  read_alerts: readsTickets,
  read_departments: ((actor) => (actor.kind === 'agent' ? null : 'configuration.read')) as Rule,
  read_agents: ((actor) => (actor.kind === 'agent' ? null : 'configuration.read')) as Rule,
  search: readsTickets,
  /** Their own, or all with `ticket.read_all`: row by row. */
  read_batches: readsTickets,
  judge_batch: always('transfer.request'),
  explain_transfer: asksTransfers,
  list_targets: asksTransfers,
  /** What a move answers besides its transfer, once it was allowed. */
  move_tickets: (() => null) as Rule,
  see_own_change: (() => null) as Rule,
  manage_users: always('users.manage'),
  read_api_keys: always('keys.manage'),
  read_audit: always('audit.read'),
  read_configuration: always('configuration.read'),
  plan_configuration: always('configuration.write'),
  write_configuration: always('configuration.write'),
} as const satisfies Record<string, Rule>;
export type Verb = keyof typeof verbs;

/** The permission that the actor lacks for the verb, or null. */
export function missingPermission(verb: Verb, actor: Actor): Permission | null {
  const needed = verbs[verb](actor);
  return needed === null || actor.permissions.has(needed) ? null : needed;
}

/**
 * The caller as a reader who may use the verb.
 *
 * @throws HttpProblem
 */
export async function authorizeReader(context: HttpContext, request: FastifyRequest, verb: Verb): Promise<Reader> {
  const { organizationId, principal } = request.caller;
  const configuration = await context.configurationOf(organizationId);
  if (configuration === null) throw notFound();
  const actor = resolveActor(principal, configuration);
  const permission = missingPermission(verb, actor);
  if (permission !== null) throw new HttpProblem('permission_missing', { data: { permission } });
  return { organizationId, actor, configuration };
}

/**
 * A hook for routes that take large bodies: whoever may not use the verb is refused before any of the body is read.
 *
 * @throws HttpProblem
 */
export function authorizeFirst(context: HttpContext, verb: Verb): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    await authorizeReader(context, request, verb);
  };
}

/**
 * Refuses whoever may not speak for this agent's presence: one's own, or anybody's with `presence.set_any`.
 *
 * @throws HttpProblem
 */
export async function authorizePresence(context: HttpContext, request: FastifyRequest, agentId: string): Promise<void> {
  const { organizationId, principal } = request.caller;
  const configuration = await context.configurationOf(organizationId);
  const agent = configuration?.agents.get(agentId);
  if (configuration === null || agent === undefined) throw notFound();
  const actor = resolveActor(principal, configuration);
  if (!mayKnowAgent(actor, configuration, agent)) throw notFound();
  if ((actor.kind === 'agent' && actor.id === agentId) || actor.permissions.has('presence.set_any')) return;
  throw new HttpProblem('permission_missing', { data: { permission: 'presence.set_any' } });
}
