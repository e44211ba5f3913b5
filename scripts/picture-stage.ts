import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContext } from '@playwright/test';
import { systemClock } from '../src/base/clock.ts';
import { seededRandom } from '../src/base/random.ts';
import { signWebhook } from '../src/channels/custom/webhook-signature.ts';
import { type Call, callServer } from '../src/demo/call-server.ts';
import { demoPeople } from '../src/demo/organization.ts';
import { startDemo } from '../src/demo/run-demo.ts';
import { stories } from '../src/demo/stories/all-stories.ts';
import type { Turn } from '../src/demo/story.ts';
import { storyOf } from '../src/demo/thread.ts';
import { type RunningNode, startNode } from '../src/node.ts';
import { zoneOfNoon } from '../test/support/zone-of-noon.ts';

/** A server of which pictures are taken, with what the demo's API says and does. */
export class Stage {
  readonly url: string;
  /** Where the first organization is made; null where there is one. */
  readonly setUpUrl: string | null;
  readonly #key: string;

  constructor({ url, setUpUrl }: RunningNode, key: string) {
    this.url = url;
    this.setUpUrl = setUpUrl;
    this.#key = key;
  }

  /** Asks the API, as an agent or in the key's own name. */
  ask<T>(call: Call): Promise<T> {
    return callServer({ url: this.url, key: this.#key, signal: new AbortController().signal }).call(call);
  }

  post<T>(actAs: string, path: string, body: object = {}): Promise<T> {
    return this.ask({ method: 'POST', path, actAs, body });
  }

  /** Signs the context's pages in as one of the demo's people. */
  async signIn(context: BrowserContext, agentId: string): Promise<void> {
    const { email, password } = demoPeople.find((person) => person.agentId === agentId) ?? {};
    const headers = { origin: this.url };
    const answer = await context.request.post(`${this.url}/v1/sign-in`, { headers, data: { email, password } });
    if (!answer.ok()) throw new Error(`Signing in as ${agentId}: ${answer.status()} ${await answer.text()}`);
  }

  /** Everything that is open. */
  snapshot(): Promise<Snapshot> {
    return this.ask({ method: 'GET', path: '/v1/snapshot' });
  }

  /** Waits until it is so, by asking again. */
  async until<T>(what: string, ask: () => Promise<T | null | undefined | false>, withinMs = 60_000): Promise<T> {
    for (const until = performance.now() + withinMs; performance.now() < until; await pause(200)) {
      const answer = await ask();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
    }
    throw new Error(`It did not come to pass within ${withinMs} ms: ${what}`);
  }

  comesOnline(actAs: string): Promise<unknown> {
    return this.ask({ method: 'PUT', path: `/v1/agents/${actAs}/presence`, actAs, body: { presence: 'online' } });
  }

  /** A conversation of Sales that the supervisor has in hand: taken over from a played agent, where there is none yet. */
  async ingridsSale(): Promise<Conversation> {
    await this.comesOnline('ingrid');
    const { conversations } = await this.snapshot();
    const sales = conversations
      .map(({ conversation }) => conversation)
      .filter(
        ({ departmentId, owner, pendingTransferId }) =>
          departmentId === 'sales' && owner?.kind === 'agent' && pendingTransferId === null,
      );
    const own = sales.find(({ owner }) => owner?.id === 'ingrid');
    if (own !== undefined) return own;
    const [first] = sales;
    if (first === undefined) throw new Error('Nobody of Sales has anything in hand.');
    await this.post('ingrid', `/v1/tickets/${first.ticketId}/take`);
    return first;
  }

  /** Amara's conversations, those with the most to read first. */
  async amaras(): Promise<Conversation[]> {
    const { conversations } = await this.snapshot();
    const own = conversations.filter(({ conversation }) => conversation.owner?.id === 'amara');
    return own.map(({ conversation }) => conversation).sort((a, b) => b.messageSequence - a.messageSequence);
  }

  /** Amara takes one that waits and answers as its story has it, to the end or for so many turns. */
  async takeAnother(turnsMax = 1): Promise<Conversation> {
    const waiting = await this.until('somebody waits in Support', async () => {
      const { conversations } = await this.snapshot();
      const waits = conversations
        .map(({ conversation }) => conversation)
        .filter(({ owner, liveOfferId }) => owner?.id === 'support' && liveOfferId === null);
      return waits.find(({ threadKey }) => inEnglish.test(threadKey)) ?? waits[0];
    });
    await this.post('amara', `/v1/tickets/${waiting.ticketId}/take`);
    const story = storyOf(waiting.threadKey, stories);
    const first = story?.turns.findIndex(({ kind }) => kind === 'replies') ?? 0;
    for (const turn of story?.turns.slice(first, first + turnsMax) ?? []) await this.#takeTurn(waiting, turn);
    return waiting;
  }

  /** Amara's own turns are taken; the customer's are waited for. */
  async #takeTurn({ id }: Conversation, turn: Turn): Promise<void> {
    if (turn.kind === 'replies' || turn.kind === 'notes') {
      const kind = turn.kind === 'replies' ? 'reply' : 'note';
      await this.post('amara', `/v1/conversations/${id}/messages`, { kind, text: turn.text });
    } else if (turn.kind === 'says') {
      const path = `/v1/conversations/${id}/messages?order=newest_first&limit=10`;
      await this.until('the customer answers', async () => {
        const { items } = await this.ask<{ items: readonly { text: string }[] }>({ method: 'GET', path });
        return items.some(({ text }) => text === turn.text);
      });
    }
  }

  /** Sees to it that a played colleague asks Amara to take something over. */
  async offerToAmara(): Promise<void> {
    const { conversations } = await this.snapshot();
    if (conversations.some(({ offer }) => offer?.agentId === 'amara')) return;
    const held = conversations.find(
      ({ conversation: { departmentId, owner, pendingTransferId } }) =>
        departmentId === 'support' && owner?.kind === 'agent' && !isPerson(owner.id) && pendingTransferId === null,
    )?.conversation;
    if (held?.owner == null) throw new Error('No played agent of Support has anything in hand.');
    const target = { kind: 'agent', id: 'amara', departmentId: 'support' };
    const note = 'You know the workshop better than I do. She is in a hurry, and very kind.';
    await this.post(held.owner.id, `/v1/tickets/${held.ticketId}/transfers`, { target, note });
  }

  /** Ends what the agent has to wrap up, so that it holds no slot. */
  async endWrapUps(actAs: string): Promise<void> {
    const { wrapUps } = await this.ask<Snapshot>({ method: 'GET', path: '/v1/snapshot', actAs });
    for (const { segment } of wrapUps)
      await this.ask({ method: 'PUT', path: `/v1/segments/${segment.id}/wrap-up`, actAs, body: { end: true } });
  }

  /** Sees to it that Amara has something to wrap up. */
  async wrapUpOfAmara(): Promise<void> {
    const { wrapUps } = await this.ask<Snapshot>({ method: 'GET', path: '/v1/snapshot', actAs: 'amara' });
    if (wrapUps.length > 0) return;
    // The one with the least to read: the others are wanted for pictures of conversations.
    const { ticketId } = (await this.amaras()).at(-1) ?? (await this.takeAnother());
    await this.post('amara', `/v1/tickets/${ticketId}/close`);
  }
}

interface Conversation {
  readonly id: string;
  readonly ticketId: string;
  readonly accountId: string;
  readonly threadKey: string;
  readonly departmentId: string;
  readonly owner: { readonly kind: string; readonly id: string } | null;
  readonly messageSequence: number;
  readonly pendingTransferId: string | null;
  readonly liveOfferId: string | null;
}

interface Snapshot {
  readonly conversations: readonly {
    readonly conversation: Conversation;
    readonly offer: { readonly agentId: string } | null;
  }[];
  readonly wrapUps: readonly { readonly segment: { readonly id: string } }[];
}

/** Stories that a reader of the README understands: taken first, where one waits. */
const inEnglish = /^demo:(?!lampe-|decke-|manta-|factura-|abat-|tapis-|luminaria-|misbah-)/;

function isPerson(agentId: string): boolean {
  return demoPeople.some((person) => person.agentId === agentId);
}

const adminKey = 'the administration key of the pictures';
/** Open conversations that make a demo lively. */
const livelyFrom = 18;

/** The demo, lively, and a server on which nobody has made an organization. */
export async function openStages({ dataDir, pagesDir }: { readonly dataDir: string; readonly pagesDir: string }) {
  const common = { port: 0, adminKey, pagesDir, rateLimits: 'off' as const, onDefect: report };
  const node = await startNode({ ...common, dataDir: join(dataDir, 'demo') });
  const empty = await startNode({ ...common, dataDir: join(dataDir, 'empty'), offerSetUp: true });
  const demo = startDemo({
    ...{ node, adminKey, signWebhook, clock: systemClock, random: seededRandom(7), zone: zoneOfNoon() },
    ...{ dataDir: join(dataDir, 'demo'), onDefect: report },
  });
  const founded = await demo.founded;
  if (founded === null) throw new Error('The demo was not made.');
  const stage = new Stage(node, founded.key);
  await stage.until('the demo is lively', async () => (await stage.snapshot()).conversations.length >= livelyFrom);
  await giveAmaraWork(stage);
  return {
    demo: stage,
    empty: new Stage(empty, ''),
    close: async (): Promise<void> => {
      await demo.stop();
      await Promise.all([node.close(), empty.close()]);
    },
  };
}

function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
}

/** Three conversations, one of them well under way. */
async function giveAmaraWork(stage: Stage): Promise<void> {
  await stage.comesOnline('amara');
  await stage.takeAnother(5);
  await stage.takeAnother();
  await stage.takeAnother();
}
