import type { Instant } from '../base/clock.ts';
import { type Actor, type ActorName, type Permission, permissionSentences, permissions, systemActor } from './actor.ts';
import type { Configuration } from './configuration.ts';
import type { ApiKey } from './rows.ts';

/**
 * Who sent a command, before rules are looked at. Turned into an actor under the batch's configuration, so that a
 * permission taken away takes effect with the commit that takes it.
 */
export type Principal =
  | {
      readonly kind: 'key';
      readonly keyId: string;
      readonly scopes: readonly Scope[];
      /** The agent for whom the key acts; needs the scope `act_as`. */
      readonly actsFor?: string;
    }
  | {
      /** Somebody who is signed in. Acts as the agent that they are, so that audit names one actor however the agent works. */
      readonly kind: 'user';
      readonly userId: string;
      readonly agentId: string;
    }
  | {
      /** A flow, at its next turn. */
      readonly kind: 'flow';
      readonly flowId: string;
      readonly runId: string;
    }
  | {
      /** A contact outside, through its adapter. */
      readonly kind: 'external';
      readonly externalId: string;
    }
  | { readonly kind: 'contact'; readonly accountId: string; readonly address: string }
  | { readonly kind: 'system'; readonly part: string };

/** What a key may do: the permissions of its own, `act_as`, and what only the administration key can. */
export const scopes = [...permissions, 'act_as', 'organizations.create', 'backup.make'] as const;
export type Scope = (typeof scopes)[number];

/** What each scope lets a key do. */
export const scopeSentences: Readonly<Record<Scope, string>> = {
  ...permissionSentences,
  act_as: 'Act for an agent, named by `Baton-Act-As`: as that agent, and with what they may do.',
  'organizations.create': 'Make organizations. The administration key has it, and no other can be given it.',
  'backup.make': 'Take a backup of the whole store, of every organization. The administration key alone, too.',
};

/** The id under which the administration key acts: it is set at the start, and valid as long as the server runs. */
export const adminKeyId = 'admin';

/** The name under which a principal's idempotency keys are kept apart from others'. */
export function principalName(principal: Principal): string {
  switch (principal.kind) {
    case 'key':
      return principal.actsFor === undefined ? `key:${principal.keyId}` : `key:${principal.keyId}:${principal.actsFor}`;
    case 'user':
      return `user:${principal.userId}:${principal.agentId}`;
    case 'flow':
      return `flow:${principal.flowId}`;
    case 'external':
      return `external:${principal.externalId}`;
    case 'contact':
      return `contact:${principal.accountId}`;
    case 'system':
      return `system:${principal.part}`;
  }
}

const none: ReadonlySet<Permission> = new Set();
/** What a flow may do to what it owns; the policy judges where it may hand it. */
export const flowPermissions: ReadonlySet<Permission> = new Set([
  'transfer.request',
  'transfer.to_flow',
  'transfer.to_external',
  'conversation.reply',
  'conversation.close',
]);
const keyPermissions = new WeakMap<readonly Scope[], ReadonlySet<Permission>>();

/** The actor that a principal is under a configuration. An agent who is gone has no permission left. */
export function resolveActor(principal: Principal, configuration: Configuration): Actor {
  switch (principal.kind) {
    case 'key': {
      if (principal.actsFor === undefined) {
        const held = permissionsOf(principal.scopes);
        // A key that may only hand over as an assistant is one: by a rule of its own, under a name of its own.
        const isAssistant = held.has('transfer.as_assistant') && !held.has('transfer.request');
        return { kind: isAssistant ? 'assistant' : 'key', id: principal.keyId, permissions: held };
      }
      const agent = configuration.agents.get(principal.actsFor);
      return {
        kind: 'agent',
        id: principal.actsFor,
        throughKey: principal.keyId,
        permissions: agent?.permissions ?? none,
      };
    }
    case 'user':
      return {
        kind: 'agent',
        id: principal.agentId,
        permissions: configuration.agents.get(principal.agentId)?.permissions ?? none,
      };
    case 'flow':
      return { kind: 'flow', id: principal.flowId, runId: principal.runId, permissions: flowPermissions };
    case 'external':
      return { kind: 'external', id: principal.externalId, permissions: none };
    case 'contact':
      return { kind: 'contact', id: principal.address, permissions: none };
    case 'system':
      return systemActor(principal.part);
  }
}

function permissionsOf(keyScopes: readonly Scope[]): ReadonlySet<Permission> {
  let known = keyPermissions.get(keyScopes);
  if (known === undefined) {
    known = new Set(
      keyScopes.filter((scope): scope is Permission => (permissions as readonly string[]).includes(scope)),
    );
    keyPermissions.set(keyScopes, known);
  }
  return known;
}

/**
 * Who asked for something that is due now, with the permissions of now; undefined for an agent who is gone, and where the key
 * that was used is revoked, has expired or is not given.
 */
export function actorOfNow(
  { kind, id, throughKey }: ActorName,
  now: { readonly configuration: Configuration; readonly key: ApiKey | undefined; readonly at: Instant },
): Actor | undefined {
  const { key } = now;
  const isOver = key === undefined || key.revokedAt !== null || (key.expiresAt !== null && key.expiresAt <= now.at);
  if (kind === 'agent') {
    const agent = now.configuration.agents.get(id);
    if (agent === undefined || (throughKey !== undefined && throughKey !== adminKeyId && isOver)) return undefined;
    const { permissions } = agent;
    return throughKey === undefined ? { kind, id, permissions } : { kind, id, throughKey, permissions };
  }
  if (kind !== 'key') return undefined;
  if (id === adminKeyId) return { kind, id, permissions: new Set(permissions) };
  if (isOver) return undefined;
  return resolveActor({ kind, keyId: id, scopes: key.scopes as readonly Scope[] }, now.configuration);
}
