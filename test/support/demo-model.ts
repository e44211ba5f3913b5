import { seededRandom } from '../../src/base/random.ts';
import { demoConfiguration } from '../../src/demo/organization.ts';
import { play, settle } from '../../src/demo/play.ts';
import { type Action, type Moment, newPlay, type Play } from '../../src/demo/play-state.ts';
import { isFreeFor, staffOf } from '../../src/demo/staff.ts';
import { stories } from '../../src/demo/stories/all-stories.ts';
import { threadKeyOf } from '../../src/demo/thread.ts';
import { newWorld, setStaff, type Talk, type World } from '../../src/demo/world.ts';

const offerTimeoutMs = 60_000;
const wrapUpMs = 60_000;

/**
 * A world for the demo's players without a server: what they do takes effect as the server would have it, a second at a
 * time. Push queues offer to whoever is free; nobody else acts but by what a test does itself.
 */
export class DemoModel {
  readonly world: World;
  readonly state: Play;
  now = Date.UTC(2026, 10, 21, 12);
  hour = 13;
  isWatched = true;
  people: ReadonlySet<string> = new Set(['amara', 'mateo', 'ingrid', 'yuki']);
  /** Whether the server refuses an action, and then does nothing. */
  refuses: (action: Action) => boolean = () => false;
  /** What was done, with when. */
  readonly done: { readonly at: number; readonly action: Action }[] = [];
  readonly #random: Moment['random'];
  readonly #pushQueues: ReadonlySet<string>;
  readonly #queueOf = { support: 'support', billing: 'billing', sales: 'sales' } as const;
  #ids = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.world = newWorld(0);
    this.state = newPlay(stories, this.now);
    const { agents = [], queues = [] } = demoConfiguration('UTC');
    setStaff(
      this.world,
      agents.map(({ id, name = id, departments = [], skills = [], capacity }) => ({
        ...{ id, name, departments, skills, used: 0, presence: 'offline' },
        capacity: capacity?.total ?? null,
      })),
    );
    this.#pushQueues = new Set(queues.filter(({ distribution }) => distribution !== 'pull').map(({ id }) => id));
  }

  /** Lets so many seconds pass, the players playing once in each. */
  pass(seconds: number, everySecond: () => void = () => {}): void {
    for (let i = 0; i < seconds; i++) {
      this.now += 1_000;
      this.#routeAndExpire();
      const moment = { ...this.#moment(), random: this.#random };
      for (const action of play(this.state, this.world, moment)) {
        this.done.push({ at: this.now, action });
        const outcome = this.refuses(action) ? 'refused' : this.#perform(action);
        settle(this.state, action, outcome, moment);
      }
      everySecond();
    }
  }

  #moment(): Omit<Moment, 'random'> {
    const { now, hour, people, isWatched } = this;
    return { now, hour, people, isWatched };
  }

  /** What a stranger or a test opens, in a queue of Support. */
  open(threadKey: string, queue = 'support'): Talk {
    const id = `talk-${++this.#ids}`;
    const talk: Talk = {
      ...{
        id,
        accountId: 'website',
        threadKey,
        departmentId: 'support',
        ticketId: `ticket-${id}`,
        segmentId: `s-${id}`,
      },
      ...{ owner: { kind: 'queue', id: queue }, ownedSince: this.now, pendingTransferId: null, liveOfferId: null },
      last: { direction: 'inbound', at: this.now },
    };
    this.world.talks.set(id, talk);
    return talk;
  }

  give(talk: Talk, owner: Talk['owner']): void {
    const before = talk.owner;
    if (before?.kind === 'agent') this.#wrapUp(talk, before.id);
    talk.owner = owner;
    talk.ownedSince = this.now;
    talk.segmentId = `s-${talk.id}-${++this.#ids}`;
    if (owner?.kind === 'agent') this.#use(owner.id, 1);
  }

  /** Somebody hands it over: to a department's queue at once, to an agent by an offer. */
  handOver(talk: Talk, by: string, target: { readonly department?: string; readonly agent?: string }): void {
    if (target.department !== undefined) {
      talk.departmentId = target.department;
      const queue = this.#queueOf[target.department as 'support'];
      this.give(talk, { kind: 'queue', id: queue });
    } else if (target.agent !== undefined) {
      talk.pendingTransferId = `transfer-${++this.#ids}`;
      this.world.requesters.set(talk.pendingTransferId, by);
      this.#offer(talk, target.agent, talk.pendingTransferId);
    }
  }

  #offer(talk: Talk, agentId: string, transferId: string | null): void {
    const id = `offer-${++this.#ids}`;
    talk.liveOfferId = id;
    this.world.offers.set(id, { id, conversationId: talk.id, transferId, agentId, offeredAt: this.now });
    this.#use(agentId, 1);
  }

  #endOffer(id: string): Talk | undefined {
    const offer = this.world.offers.get(id);
    if (offer === undefined) return undefined;
    this.world.offers.delete(id);
    this.#use(offer.agentId, -1);
    const talk = this.world.talks.get(offer.conversationId);
    if (talk !== undefined) Object.assign(talk, { liveOfferId: null, pendingTransferId: null });
    return talk;
  }

  #use(agentId: string, slots: number): void {
    const agent = this.world.staff.get(agentId);
    if (agent !== undefined) agent.used += slots;
  }

  #wrapUp(talk: Talk, agentId: string): void {
    const { segmentId } = talk;
    this.world.wrapUps.set(segmentId, { segmentId, conversationId: talk.id, agentId, since: this.now });
  }

  #routeAndExpire(): void {
    for (const { id, offeredAt } of [...this.world.offers.values()])
      if (this.now - offeredAt >= offerTimeoutMs) this.#endOffer(id);
    for (const wrapUp of [...this.world.wrapUps.values()]) {
      if (this.now - wrapUp.since < wrapUpMs) continue;
      this.world.wrapUps.delete(wrapUp.segmentId);
      this.#use(wrapUp.agentId, -1);
    }
    for (const talk of this.world.talks.values()) {
      if (talk.owner?.kind !== 'queue' || !this.#pushQueues.has(talk.owner.id) || talk.liveOfferId !== null) continue;
      const free = staffOf(this.world, talk.departmentId).filter(({ id }) =>
        isFreeFor(this.world, id, talk.departmentId),
      );
      const [first] = free.sort((a, b) => a.used - b.used);
      if (first !== undefined) this.#offer(talk, first.id, null);
    }
  }

  #perform(action: Action): 'done' | 'refused' {
    const { world } = this;
    switch (action.kind) {
      case 'begins': {
        const { story } = action;
        const queues = { chat: 'support', whatsapp: 'repairs', post: 'refunds', trade: 'sales' } as const;
        const talk = this.open(threadKeyOf(story, String(++this.#ids)), queues[story.account]);
        talk.departmentId = { chat: 'support', whatsapp: 'support', post: 'billing', trade: 'sales' }[story.account];
        return 'done';
      }
      case 'takes':
        this.give(action.talk, { kind: 'agent', id: action.agentId });
        return 'done';
      case 'accepts': {
        const talk = this.#endOffer(action.offer.id);
        if (talk === undefined) return 'refused';
        this.give(talk, { kind: 'agent', id: action.offer.agentId });
        return 'done';
      }
      case 'declines':
        return this.#endOffer(action.offer.id) === undefined ? 'refused' : 'done';
      case 'wraps_up':
        world.wrapUps.delete(action.wrapUp.segmentId);
        this.#use(action.wrapUp.agentId, -1);
        return 'done';
      case 'presence': {
        const agent = world.staff.get(action.agentId);
        if (agent !== undefined) agent.presence = action.presence;
        return 'done';
      }
      case 'step':
        return this.#performStep(action);
    }
  }

  #performStep({ talk, step, colleagueId }: Extract<Action, { kind: 'step' }>): 'done' | 'refused' {
    switch (step.kind) {
      case 'says':
        talk.last = { direction: 'inbound', at: this.now };
        return 'done';
      case 'replies':
        talk.last = { direction: 'outbound', at: this.now };
        return 'done';
      case 'notes':
        return 'done';
      case 'tries':
        return 'refused';
      case 'moves':
        this.handOver(talk, step.agentId, { department: step.to });
        return 'done';
      case 'asks':
        if (colleagueId !== undefined) this.handOver(talk, step.agentId, { agent: colleagueId });
        return 'done';
      case 'ends':
        this.#wrapUp(talk, step.agentId);
        this.world.talks.delete(talk.id);
        return 'done';
    }
  }
}
