import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
import { writeWidgetKey } from '../domain/webchat-account.ts';
import { type Caller, callServer, Refused } from './call-server.ts';
import { agentsWithSignIn, type FoundedDemo, foundDemo } from './found-demo.ts';
import { type DemoPerson, demoPeople, widgetAccount } from './organization.ts';
import { perform, type Stage } from './perform.ts';
import { play, settle } from './play.ts';
import { newPlay, type Play } from './play-state.ts';
import { stories } from './stories/all-stories.ts';
import { recallThread, storyOf } from './thread.ts';
import {
  addEntry,
  applyEvent,
  newWorld,
  type SnapshotEntry,
  setStaff,
  type ToldAgent,
  type ToldEvent,
  type World,
} from './world.ts';

/** What of a running node the demo needs besides its HTTP API: how people sign in, and whether anybody watches. */
export interface DemoNode {
  /** Where it listens. */
  readonly url: string;
  readonly ids: Ids;
  readonly signIn: {
    isSetUp(): Promise<boolean>;
    createUser(user: Omit<DemoPerson, 'role'> & { readonly organizationId: string }): Promise<unknown>;
    showDemo(people: readonly DemoPerson[] | null, widgetKey?: string): void;
  };
  /** Whether any live stream of the organization is open. */
  isWatched(organizationId: string): boolean;
}

export interface DemoOptions {
  readonly node: DemoNode;
  readonly adminKey: string;
  /** Where the demo keeps its key. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly random: Random;
  /** The time of signatures, where the players have another than the server. Default: `clock`. */
  readonly signingClock?: Pick<Clock, 'now'>;
  /** The `webhook-signature` header of a message. */
  readonly signWebhook: (
    content: { readonly id: string; readonly timestampSeconds: number; readonly body: Uint8Array },
    secrets: readonly string[],
  ) => string;
  /** The zone of the shop's hours. Default: this machine's. */
  readonly zone?: string;
  /** Milliseconds between two looks at what is so. Default 1,000. */
  readonly tickMs?: number;
  /** Told of what fails, at most once a minute. */
  readonly onDefect: (error: unknown) => void;
}

export interface Demo {
  /** As whom one may sign in. */
  readonly people: readonly DemoPerson[];
  /** The organization, once it is made or found; null where this store has other organizations. Rejects when stopped before. */
  readonly founded: Promise<FoundedDemo | null>;
  /** Ends what is under way, at once. */
  stop(): Promise<void>;
}

const tickMsDefault = 1_000;
const peopleEveryMs = 10_000;
/** Somebody who has just looked may look again: the pace stays for so long. */
const watchedForMs = 60_000;
/** A new demo plays at full pace for so long, whoever watches. */
const freshMs = 180_000;
const defectEveryMs = 60_000;
const awayPauseMs = 3_000;

/** Makes the demo where there is none, and plays it until it is stopped. Never throws: what fails is told and tried again. */
export function startDemo(options: DemoOptions): Demo {
  const stopping = new AbortController();
  const { signal } = stopping;
  const zone = options.zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const asAdministrator = (organizationId: string | null): Caller => {
    const server = callServer({ url: options.node.url, key: options.adminKey, signal });
    const headers = organizationId === null ? {} : { 'baton-organization': organizationId };
    return { call: (call) => server.call({ ...call, headers: { ...headers, ...call.headers } }) };
  };
  const { signIn } = options.node;
  const founded = foundDemo({
    dataDir: options.dataDir,
    asAdministrator,
    zone,
    hasOrganizations: () => signIn.isSetUp(),
    createUser: (user) => signIn.createUser(user),
  });
  const ended = founded
    .then((demo) => {
      if (demo === null) return undefined;
      const { organizationId } = demo;
      signIn.showDemo(demoPeople, writeWidgetKey({ organizationId, accountId: widgetAccount }));
      return new Players(options, demo, { signal, zone }).run();
    })
    .catch((error) => {
      if (!signal.aborted) options.onDefect(error);
    });
  return {
    people: demoPeople,
    founded,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

/** The thin loop around `play`: asks what happened, lets it decide, carries it out, and waits for the next tick. */
class Players {
  readonly #options: DemoOptions;
  readonly #demo: FoundedDemo;
  readonly #signal: AbortSignal;
  readonly #server: Caller;
  readonly #stage: Stage;
  readonly #hourFormat: Intl.DateTimeFormat;
  readonly #startedAt: number;
  #play: Play;
  #world: World | null = null;
  #people: ReadonlySet<string> = new Set();
  #peopleAt = 0;
  #watchedAt = 0;
  #defectAt = 0;

  constructor(options: DemoOptions, demo: FoundedDemo, { signal, zone }: { signal: AbortSignal; zone: string }) {
    const { clock, signingClock = clock, signWebhook } = options;
    const { url, ids } = options.node;
    this.#options = options;
    this.#demo = demo;
    this.#signal = signal;
    this.#server = callServer({ url, key: demo.key, signal });
    this.#startedAt = clock.now();
    this.#play = newPlay(stories, this.#startedAt);
    this.#hourFormat = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: 'numeric', minute: 'numeric' });
    this.#stage = {
      organizationId: demo.organizationId,
      server: this.#server,
      clock: signingClock,
      ids,
      stories,
      sign: ({ accountId, id, timestampSeconds, body }) => ({
        'webhook-id': id,
        'webhook-timestamp': String(timestampSeconds),
        'webhook-signature': signWebhook({ id, timestampSeconds, body: Buffer.from(body) }, [
          demo.secrets[accountId] ?? '',
        ]),
      }),
    };
  }

  async run(): Promise<void> {
    while (!this.#signal.aborted) {
      let pauseMs = this.#options.tickMs ?? tickMsDefault;
      try {
        await this.#tick();
      } catch (error) {
        // The server is busy or away, or something here is wrong: it starts again from what is so now.
        this.#world = null;
        pauseMs = awayPauseMs;
        this.#tell(error);
      }
      await pause(pauseMs, undefined, { signal: this.#signal, ref: false }).catch(() => {});
    }
  }

  #tell(error: unknown): void {
    const now = this.#options.clock.now();
    if (this.#signal.aborted || now - this.#defectAt < defectEveryMs) return;
    this.#defectAt = now;
    this.#options.onDefect(new Error('The demo could not go on; it tries again.', { cause: error }));
  }

  async #tick(): Promise<void> {
    const { clock, random } = this.#options;
    const world = await this.#lookAround();
    if (world === null) return;
    const now = clock.now();
    if (this.#options.node.isWatched(this.#demo.organizationId)) this.#watchedAt = now;
    const isWatched = now - this.#watchedAt < watchedForMs || now - this.#startedAt < freshMs;
    const moment = { now, hour: this.#hourAt(now), random, people: this.#people, isWatched };
    for (const action of play(this.#play, world, moment)) {
      const outcome = await perform(this.#stage, action).then(
        () => 'done' as const,
        (error) => {
          if (error instanceof Refused) return 'refused' as const;
          throw error;
        },
      );
      settle(this.#play, action, outcome, moment);
    }
  }

  #hourAt(now: number): number {
    const [hours = 0, minutes = 0] = this.#hourFormat.format(now).split(':').map(Number);
    return hours + minutes / 60;
  }

  /** The world as it is now; null when it must be read anew at the next tick. */
  async #lookAround(): Promise<World | null> {
    const now = this.#options.clock.now();
    if (now - this.#peopleAt >= peopleEveryMs) {
      this.#people = await agentsWithSignIn(this.#server);
      this.#peopleAt = now;
    }
    if (this.#world === null) return (this.#world = await this.#load(now));
    for (let more = true; more; ) {
      const page: EventPage = await this.#server.call({
        method: 'GET',
        path: `/v1/events?format=json&limit=500&after=${this.#world.cursor}`,
      });
      if (page.reset) return (this.#world = null);
      for (const event of page.events) applyEvent(this.#world, event);
      if (page.events.some(({ kind }) => kind === 'configuration.changed')) setStaff(this.#world, await this.#agents());
      this.#world.cursor = page.cursor;
      more = page.more;
    }
    return this.#world;
  }

  /** Everything that is open, with how far each story is by what has been said in it. */
  async #load(now: number): Promise<World> {
    const snapshot: Snapshot = await this.#server.call({ method: 'GET', path: '/v1/snapshot?limit=1000' });
    const world = newWorld(snapshot.cursor);
    for (const entry of snapshot.conversations) addEntry(world, entry, now);
    setStaff(world, await this.#agents());
    for (const talk of world.talks.values()) {
      if (this.#play.threads.has(talk.id)) continue;
      const path = `/v1/conversations/${talk.id}/messages?order=newest_first&limit=100`;
      const { items }: MessagePage = await this.#server.call({ method: 'GET', path });
      for (const { direction, at } of items) {
        // Newest first: the last one that is no note counts.
        if (direction !== 'note') talk.last ??= { direction, at: Date.parse(at) };
      }
      const story = storyOf(talk.threadKey, stories) ?? null;
      const texts = items.map(({ text }) => text);
      this.#play.threads.set(talk.id, recallThread(story, texts, now));
    }
    return world;
  }

  async #agents(): Promise<ToldAgent[]> {
    const agents: ToldAgent[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path: string = `/v1/agents?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const page: AgentPage = await this.#server.call({ method: 'GET', path });
      agents.push(...page.items);
      cursor = page.nextCursor;
    }
    return agents;
  }
}

interface EventPage {
  readonly events: readonly ToldEvent[];
  readonly cursor: number;
  readonly more: boolean;
  readonly reset: boolean;
}
interface Snapshot {
  readonly cursor: number;
  readonly conversations: readonly SnapshotEntry[];
}
interface MessagePage {
  readonly items: readonly {
    readonly direction: 'inbound' | 'outbound' | 'note';
    readonly text: string;
    readonly at: string;
  }[];
}
interface AgentPage {
  readonly items: readonly ToldAgent[];
  readonly nextCursor: string | null;
}
