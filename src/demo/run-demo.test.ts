import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, startServer } from '../../test/scenarios/desk.ts';
import { zoneOfNoon } from '../../test/support/zone-of-noon.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { seededRandom } from '../base/random.ts';
import { signWebhook } from '../channels/custom/webhook-signature.ts';
import type { RunningNode } from '../node.ts';
import { callServer, Refused } from './call-server.ts';
import type { FoundedDemo } from './found-demo.ts';
import { demoPeople } from './organization.ts';
import { type Demo, startDemo } from './run-demo.ts';

// The players on a real server, forty times as fast as they are: a pause of five seconds takes an eighth of one.

const speed = 40;
const startedAt = systemClock.now();
const fastClock: Clock = {
  now: () => startedAt + (systemClock.now() - startedAt) * speed,
  monotonic: () => systemClock.monotonic() * speed,
};
const adminKey = 'an administration key for the tests of the demo';
const people = new Set(demoPeople.map(({ agentId }) => agentId));

let dataDir = '';
let node: RunningNode;
let demo: Demo;
let founded: FoundedDemo;
const defects: unknown[] = [];
const watching = new AbortController();

const start = (): Demo =>
  startDemo({
    ...{ node, adminKey, dataDir, signWebhook, clock: fastClock, random: seededRandom(3) },
    ...{
      zone: zoneOfNoon(),
      tickMs: 25,
      signingClock: systemClock,
      onDefect: (error: unknown) => defects.push(error),
    },
  });

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'baton-test-demo-'));
  node = await startServer('pglite', { dataDir, adminKey });
  demo = start();
  founded = (await demo.founded) as FoundedDemo;
  void watch();
});

/** Somebody looks all the while; otherwise little would happen. */
async function watch(): Promise<void> {
  const headers = { authorization: `Bearer ${founded.key}` };
  const response = await fetch(`${node.url}/v1/events`, { headers, signal: watching.signal });
  await response.text().catch(() => {});
}

afterAll(async () => {
  watching.abort();
  await demo.stop();
  await node.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Asks as an agent, or as the demo's key. */
function ask(
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  { as, body }: { as?: string; body?: unknown } = {},
): Promise<any> {
  const server = callServer({ url: node.url, key: founded.key, signal: new AbortController().signal });
  return server.call({
    method,
    path,
    ...(as === undefined ? {} : { actAs: as }),
    ...(body === undefined ? {} : { body }),
  });
}

async function events(): Promise<{ kind: string; actor: { kind: string; id: string }; data: any }[]> {
  const all = [];
  for (let cursor = 0, more = true; more; ) {
    const page = await ask('GET', `/v1/events?format=json&limit=500&after=${cursor}`);
    all.push(...page.events);
    ({ cursor, more } = page);
  }
  return all;
}

const waitingInSupport = async (): Promise<any[]> => {
  const { conversations } = await ask('GET', '/v1/snapshot');
  return conversations
    .map(({ conversation }: any) => conversation)
    .filter(({ owner, liveOfferId }: any) => owner?.id === 'support' && liveOfferId === null);
};

describe('the demo on a real server', { timeout: 60_000 }, () => {
  it('names its people where one signs in', async () => {
    const state = (await (await fetch(`${node.url}/v1/sign-in`)).json()) as any;
    expect(state.demo.people.map(({ email }: { email: string }) => email)).toEqual(
      demoPeople.map(({ email }) => email),
    );
  });

  it('has soon something of everything, and nobody who has a sign-in has done any of it', async () => {
    const wanted = [
      'offer.accepted',
      'ticket.taken',
      'message.sent',
      'note.added',
      'wrap_up.ended',
      'conversation.closed',
    ];
    const told = await eventually(async () => {
      const all = await events();
      const kinds = new Set(all.map(({ kind }) => kind));
      return wanted.every((kind) => kinds.has(kind)) && all;
    }, 50_000);
    expect(told.filter(({ actor }) => actor.kind === 'agent' && people.has(actor.id))).toEqual([]);
    expect(defects).toEqual([]);
  });

  it('answers a person, and takes over what a person hands to Billing', async () => {
    await ask('PUT', '/v1/agents/amara/presence', { as: 'amara', body: { presence: 'online' } });
    const [talk] = await eventually(async () => {
      const waiting = await waitingInSupport();
      return waiting.length > 0 && waiting;
    });
    await ask('POST', `/v1/tickets/${talk.ticketId}/take`, { as: 'amara', body: {} });
    await ask('POST', `/v1/conversations/${talk.id}/messages`, { as: 'amara', body: { text: 'Amara here.' } });
    const messages = async (): Promise<any[]> =>
      (await ask('GET', `/v1/conversations/${talk.id}/messages?order=newest_first`)).items;
    await eventually(async () => (await messages())[0]?.direction === 'inbound');
    const target = { kind: 'agent', id: 'chiara' };
    // Chiara may be away for a moment, as people of the demo are.
    const body = { target, note: 'A refund.' };
    const asked = await eventually(
      () =>
        ask('POST', `/v1/tickets/${talk.ticketId}/transfers`, { as: 'amara', body }).catch((error) => {
          if (error instanceof Refused && error.code === 'agent_offline') return null;
          throw error;
        }),
      30_000,
    );
    await eventually(async () => (await ask('GET', `/v1/transfers/${asked.id}`)).state === 'completed');
    // Whoever has it now says who they are.
    await eventually(async () =>
      (await messages()).some(({ text, author }) => author.id === 'chiara' && /Chiara/.test(text)),
    );
  });

  it('stops within a moment, and goes on with the same organization and the same stories', async () => {
    const before = performance.now();
    await demo.stop();
    expect(performance.now() - before).toBeLessThan(1_000);
    const { cursor } = await ask('GET', '/v1/snapshot');
    demo = start();
    expect(await demo.founded).toEqual(founded);
    await eventually(async () => (await ask('GET', '/v1/snapshot')).cursor > cursor + 5, 20_000);
    expect(defects).toEqual([]);
  });

  it('makes none where somebody has an organization, and is told to stop while it looks', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'baton-test-demo-'));
    const other = startDemo({
      ...{ node, adminKey, dataDir: elsewhere, signWebhook, clock: systemClock, random: seededRandom(1) },
      onDefect: (error: unknown) => defects.push(error),
    });
    expect(await other.founded).toBeNull();
    await other.stop();
    rmSync(elsewhere, { recursive: true, force: true });
  });

  it('is refused what its key does not hold', async () => {
    await expect(ask('PUT', '/v1/configuration', { body: {} })).rejects.toThrow(Refused);
  });
});
