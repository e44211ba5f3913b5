import { describe, expect, test } from 'vitest';
import { type Actor, type Permission, permissions, rolePermissions } from '../domain/actor.ts';
import { missingPermission, type Verb, verbs } from './authorize.ts';

const actors = {
  agent: { kind: 'agent', id: 'anna', permissions: new Set(rolePermissions.agent) },
  supervisor: { kind: 'agent', id: 'zoe', permissions: new Set(rolePermissions.supervisor) },
  administrator: { kind: 'agent', id: 'root', permissions: new Set(rolePermissions.administrator) },
  'retired agent': { kind: 'agent', id: 'gone', permissions: new Set<Permission>() },
  'full key': { kind: 'key', id: 'k1', permissions: new Set(permissions) },
  assistant: { kind: 'assistant', id: 'k3', permissions: new Set<Permission>(['transfer.as_assistant']) },
  'weak key': { kind: 'key', id: 'k2', permissions: new Set<Permission>(['message.receive']) },
} as const satisfies Record<string, Actor>;
type Who = keyof typeof actors;

const all: readonly Who[] = Object.keys(actors) as Who[];
const agents: readonly Who[] = ['agent', 'supervisor', 'administrator', 'retired agent'];

// What an agent sees of what they may ask for is decided row by row, so every agent may ask.
const reading: readonly Who[] = [...agents, 'full key'];
const sending: readonly Who[] = ['agent', 'supervisor', 'administrator', 'full key'];

/** Who may use each verb; a verb that is missing here does not compile. */
const table: Readonly<Record<Verb, readonly Who[]>> = {
  read_tickets: reading,
  read_conversations: reading,
  read_messages: reading,
  export_transcript: ['supervisor', 'administrator', 'full key'],
  read_transfers: reading,
  read_offers: reading,
  read_segments: reading,
  read_help_requests: ['supervisor', 'administrator', 'full key'],
  read_queues: reading,
  read_contacts: reading,
  write_addresses: sending,
  read_alerts: reading,
  read_departments: reading,
  read_agents: reading,
  search: reading,
  read_batches: reading,
  judge_batch: sending,
  explain_transfer: [...sending, 'assistant'],
  list_targets: [...sending, 'assistant'],
  move_tickets: all,
  see_own_change: all,
  manage_users: ['administrator', 'full key'],
  read_api_keys: ['administrator', 'full key'],
  read_audit: ['administrator', 'full key'],
  read_configuration: ['supervisor', 'administrator', 'full key'],
  plan_configuration: ['administrator', 'full key'],
  write_configuration: ['administrator', 'full key'],
};

describe.each(Object.keys(verbs) as Verb[])('%s', (verb) => {
  test.each(all)('by %s', (who) => {
    const missing = missingPermission(verb, actors[who]);
    expect(missing === null).toBe(table[verb].includes(who));
  });
});
