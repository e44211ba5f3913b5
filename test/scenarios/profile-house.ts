import { expect } from 'vitest';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import type { ProfileName, Settings } from '../../src/domain/settings.ts';
import type { RunningNode } from '../../src/node.ts';
import { type Client, Desk } from './desk.ts';

/** The house on which profiles are tried: the same people and places under each of them. */

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
/** Open only on the day that is three days off. */
export const closedHours = {
  zone: 'UTC',
  weekly: { [days[(new Date().getUTCDay() + 2) % 7] as string]: [['00:00', '24:00']] },
};

/** Care may send to sales only; stock is in the same program, abroad in another. Sol takes one conversation, Sam any number. */
export function house(profile: ProfileName, settings: Partial<Settings> = {}, sales: object = {}): WrittenDocument {
  const queue = (id: string) => ({ id, department: id, distribution: 'pull' as const });
  return {
    profile,
    settings,
    programs: [{ id: 'shop' }, { id: 'world' }],
    departments: [
      { id: 'care', program: 'shop', moveRules: [{ channels: 'all', destinations: ['sales'] }] },
      {
        id: 'sales',
        program: 'shop',
        moveRules: [{ channels: 'all', destinations: ['care'] }],
        fallback: [{ kind: 'agent', id: 'sam', departmentId: 'sales' }],
        ...sales,
      },
      { id: 'stock', program: 'shop' },
      { id: 'abroad', program: 'world' },
    ],
    queues: ['care', 'sales', 'stock', 'abroad'].map(queue),
    agents: [
      { id: 'ana', departments: ['care'], capacity: { total: 20 } },
      { id: 'ben', departments: ['care'], capacity: { total: 20 } },
      { id: 'sol', departments: ['sales'], capacity: { total: 1 } },
      { id: 'sam', departments: ['sales'], capacity: { total: 20 } },
      { id: 'off', departments: ['sales'], capacity: { total: 20 } },
      { id: 'sid', departments: ['stock'], capacity: { total: 20 } },
      { id: 'pat', departments: ['abroad'], capacity: { total: 20 } },
    ],
    flows: [{ id: 'greeter', greeting: 'Welcome.' }],
    externals: [{ id: 'broker', kind: 'telephone', address: '+49 30 1234' }],
    accounts: [
      { id: 'chat', kind: 'webchat', entry: { department: 'care' } },
      { id: 'partner', kind: 'whatsapp', entry: { department: 'care' }, partnerRouted: true },
    ],
  };
}

export const toAgent = (id: string, departmentId: string, more: object = {}) => ({
  target: { kind: 'agent', id, departmentId },
  ...more,
});

/** A desk of the house with everybody online but one. */
export async function openHouse(
  server: RunningNode,
  profile: ProfileName,
  settings: Partial<Settings> = {},
  sales: object = {},
): Promise<Desk> {
  const desk = await Desk.open(server, house(profile, settings, sales));
  await Promise.all(['ana', 'ben', 'sol', 'sam', 'sid', 'pat'].map((id) => desk.online(id)));
  return desk;
}

export const anas = { kind: 'agent', id: 'ana' };

/** What a request came to: null, or the code of its refusal. */
export async function codeOf(asked: ReturnType<Client['post']>): Promise<string | null> {
  const { status, body } = await asked;
  if (status < 300) return null;
  expect([403, 409], JSON.stringify(body)).toContain(status);
  return body.code;
}

export async function ask(desk: Desk, ticketId: string, body: object): Promise<any> {
  const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, body);
  expect(asked.status, JSON.stringify(asked.body)).toBe(201);
  return asked.body;
}

/** Hands it to an agent, who accepts where they are asked. */
export async function hand(desk: Desk, ticketId: string, to: ReturnType<typeof toAgent>): Promise<any> {
  const transfer = await ask(desk, ticketId, to);
  if (transfer.state === 'offered') {
    const accepted = await desk.as(to.target.id).post(`/v1/transfers/${transfer.id}/accept`);
    expect(accepted.status, JSON.stringify(accepted.body)).toBe(200);
  }
  return (await desk.api.get(`/v1/transfers/${transfer.id}`)).body;
}
