import { expect } from 'vitest';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import type { NodeOptions, RunningNode } from '../../src/node.ts';
import type { Database } from '../../src/storage/database.ts';
import { filesFolder } from '../support/files-folder.ts';
import { openStore, type StoreKind } from '../support/stores.ts';
import { Desk, eventually, startServerOn } from './desk.ts';

/** A queue of the department `care`, whose work simply comes to whoever is next. */
const assigning = { department: 'care', acceptance: 'assign' } as const;

type Written<K extends 'agents' | 'queues'> = NonNullable<WrittenDocument[K]>[number];

/** One department that customers come to, with these agents and this queue. */
export function careOf(
  agents: readonly (Omit<Written<'agents'>, 'departments'> & { readonly departments?: readonly string[] })[],
  queue: Partial<Written<'queues'>> = {},
  more: Partial<WrittenDocument> = {},
): WrittenDocument {
  const { departments = [], queues = [], ...others } = more;
  return {
    profile: 'baton',
    accounts: [
      { id: 'chat', kind: 'webchat', entry: { department: 'care' }, reopenWindowSeconds: 3600 },
      { id: 'mail', kind: 'email', entry: { department: 'care' } },
    ],
    ...others,
    departments: [{ id: 'care', defaultQueue: 'care' }, ...departments.filter(({ id }) => id !== 'care')].map(
      (department) => ({ ...department, ...departments.find(({ id }) => id === department.id) }),
    ),
    queues: [{ id: 'care', ...assigning, ...queue }, ...queues],
    agents: agents.map((agent) => ({ departments: ['care'], ...agent })),
  } as WrittenDocument;
}

/** Who owns each of the tickets, once all are with agents. */
export async function ownersOf(desk: Desk, ticketIds: readonly string[]): Promise<string[]> {
  const owners: string[] = [];
  for (const ticketId of ticketIds) {
    owners.push(
      await eventually(async () => {
        const { owner } = await desk.ticket(ticketId);
        return owner?.kind === 'agent' && (owner.id as string);
      }),
    );
  }
  return owners;
}

/** So many customers, one after the other. */
export async function customers(desk: Desk, count: number, name = 'customer'): Promise<string[]> {
  const ticketIds: string[] = [];
  for (let n = 0; n < count; n++) ticketIds.push((await desk.conversation({ contact: `${name}-${n}` })).ticketId);
  return ticketIds;
}

/** How many of each there are. */
export function tally(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Who is asked, as soon as anybody is. */
export function askedFor(desk: Desk, ticketId: string, agentId: string): Promise<any> {
  return eventually(async () => {
    const { items } = (await desk.as(agentId).get('/v1/offers')).body;
    return items.find((offer: any) => offer.ticketId === ticketId);
  });
}

export async function waitingOf(desk: Desk, ticketId: string): Promise<any> {
  return (await desk.ticket(ticketId)).waiting;
}

export async function queueOf(desk: Desk, id = 'care'): Promise<any> {
  const { status, body } = await desk.api.get(`/v1/queues/${id}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

/** A node on a store of its own, which outlives it. */
export interface World {
  readonly node: () => RunningNode;
  open(setup: WrittenDocument): Promise<Desk>;
  /** Ends the node and starts another on the same store. With `meanwhile`, a change of rows as if time had passed. */
  restart(desk: Desk, meanwhile?: string): Promise<Desk>;
}

export async function throughRestarts(
  kind: StoreKind,
  play: (world: World) => Promise<void>,
  more: Partial<NodeOptions> = {},
): Promise<void> {
  const { database } = await openStore(kind);
  const filesDir = filesFolder();
  const start = (): Promise<RunningNode> => startServerOn({ database: kept(database), filesDir, ...more });
  let node = await start();
  try {
    await play({
      node: () => node,
      open: (setup) => Desk.open(node, setup, more.clock),
      restart: async (desk, meanwhile) => {
        await node.close();
        if (meanwhile !== undefined) {
          const text = `update ${meanwhile} where organization_id = $1::uuid`;
          const change = { name: '', text, values: [desk.organizationId] };
          await database.withSession((session) => session.pipeline([change]));
        }
        node = await start();
        return desk.at(node.url);
      },
    });
  } finally {
    await node.close();
    await database.close();
  }
}

/** A store that its node cannot close. */
function kept(database: Database): Database {
  return new Proxy(database, {
    get: (target, key) => {
      if (key === 'close') return async () => {};
      const value = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
