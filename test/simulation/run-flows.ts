import { acceptOffer, declineOffer } from '../../src/commands/answer-offer.ts';
import { closeConversation } from '../../src/commands/close-conversation.ts';
import { acknowledgeAlert } from '../../src/commands/duty-alerts.ts';
import { holdTicket, resumeTicket } from '../../src/commands/hold.ts';
import { receiveMessage, sendMessage } from '../../src/commands/messages.ts';
import { answerFromOutside, returnFromOutside } from '../../src/commands/outside.ts';
import { setPresence } from '../../src/commands/presence.ts';
import { parseConfiguration } from '../../src/domain/check-configuration.ts';
import type { CommandDefinition } from '../../src/domain/command.ts';
import type { WrittenDocument, WrittenFlow } from '../../src/domain/fill-configuration.ts';
import type { TriggerKind } from '../../src/domain/flows/graph.ts';
import { adminKeyId, type Principal, scopes } from '../../src/domain/principal.ts';
import type { Database } from '../../src/storage/database.ts';
import type { Auditor } from './auditor.ts';
import { drawFlow, placesOf } from './random-flow.ts';
import type { OwnerValue, Row } from './replica.ts';
import { clear, configure, found } from './run-seed.ts';
import type { Dice } from './scheduler.ts';
import type { SimulatedNode } from './simulated-node.ts';
import { Violation } from './violation.ts';
import { type Weather, World } from './world.ts';

/**
 * Many drawn flows, each with a customer of its own, in one organization in fair weather: what the seeds of the simulation do
 * with a few flows and every fault, this does with thousands. Each is published, has the ticket or watches it, is answered or
 * left alone, and must come to an end.
 */

/** So many flows share an organization: more commands share a commit, and still a failure can be read. */
export const graphsPerSeed = 20;

export interface FlowsReport {
  readonly seed: number;
  readonly violation: Error | null;
  /** Runs that began, all of which ended, and their steps. */
  readonly runs: number;
  readonly steps: number;
  /** How often each kind of step ended at each port: `assign nobody`. */
  readonly ports: ReadonlyMap<string, number>;
}

export interface FlowsOptions {
  readonly seed: number;
  readonly database: Database;
  readonly trace?: (line: string) => void;
}

const fairWeather: Weather = {
  storeFaults: 0,
  kill: 0,
  clockJump: 0,
  outage: 0,
  slowStore: 0,
  lostRing: 0,
  safetySweep: true,
  pausing: false,
};

/** How long people take part, in rounds; then everybody accepts what they are asked, and nothing new begins. */
const rounds = 15;
/** More rounds than the longest of the flows needs. */
const roundsMax = 3_000;

export async function runFlows({ seed, database, trace }: FlowsOptions): Promise<FlowsReport> {
  const world = new World({
    seed,
    real: database,
    weather: fairWeather,
    audits: 'now_and_then',
    ...(trace === undefined ? {} : { trace }),
  });
  const id = `00000000-0000-7000-a000-${seed.toString(16).padStart(12, '0')}`;
  let violation: Error | null = null;
  let auditor: Auditor | undefined;
  try {
    await found(world, [id]);
    const node = world.startNode('n1', { dispatches: true });
    await world.runUntil(50);
    auditor = await world.watch(id);
    await new Play(world, auditor, node, id).play();
    await auditor.finish([]);
  } catch (error) {
    violation = error instanceof Error ? error : new Error(String(error));
  }
  await world.end();
  await clear(world, [id]);
  const steps = [...(auditor?.replica.all('flowStep') ?? [])];
  const ports = new Map<string, number>();
  for (const { kind, port } of steps) ports.set(`${kind} ${port}`, (ports.get(`${kind} ${port}`) ?? 0) + 1);
  return { seed, violation, runs: [...(auditor?.replica.all('flowRun') ?? [])].length, steps: steps.length, ports };
}

const agents = ['a0', 'a1', 'a2', 'boss'];

function drawHouse(dice: Dice): WrittenDocument {
  const departmentIds = ['support', 'billing'];
  const hours = { zone: 'Europe/Berlin', weekly: { mon: [['08:00', '18:00']], thu: [['08:00', '18:00']] } } as const;
  const accountIds = Array.from({ length: graphsPerSeed }, (_, i) => `chat${i}`);
  const house: WrittenDocument = {
    settings: {
      offerTimeoutSeconds: 10,
      waitLimitSeconds: 60,
      mayCancel: true,
      warmTransfer: true,
      notes: 'optional',
      whenAgentLeaves: dice.pick(['requeue', 'keep'] as const),
      acceptance: dice.pick(['offer', 'offer', 'assign'] as const),
    },
    departments: [
      ...departmentIds.map((id) => ({
        id,
        defaultQueue: id,
        dispositions: [{ id: 'solved' }],
        duty: ['boss'],
        moveRules: dice.chance(0.8) ? [{}] : [],
        fallback: id === 'support' && dice.chance(0.5) ? [{ kind: 'queue' as const, id: 'billing' }] : [],
        ...(dice.chance(0.2) ? { hours } : {}),
      })),
      {
        id: 'robots',
        defaultQueue: 'robots',
        botOnly: true,
        moveRules: [{}],
        fallback: [{ kind: 'queue', id: 'support' }],
      },
    ],
    queues: [
      ...departmentIds.map((id) => ({ id, department: id, distribution: dice.pick(['push', 'pull'] as const) })),
      { id: 'robots', department: 'robots' },
    ],
    skills: [],
    agents: agents.map((id) => ({
      id,
      role: id === 'boss' ? 'supervisor' : 'agent',
      departments: departmentIds,
      capacity: { total: id === 'boss' ? null : dice.int(1, 6) },
    })),
    externals: [{ id: 'plumber', kind: 'telephone', address: '+49 30 1', answerSeconds: 20, silenceSeconds: 60 }],
    accounts: accountIds.map((id, i) => ({
      id,
      kind: 'webchat',
      entry: isOfRobots(i)
        ? { department: 'robots', flow: `f${i}` }
        : { department: dice.pick(departmentIds), ...(dice.chance(0.75) ? { flow: `f${i}` } : {}) },
    })),
    flows: accountIds.map((_, i) => ({ id: `f${i}` })),
  };
  const flows = accountIds.map((account, i) =>
    drawFlowOf(dice, house, { id: `f${i}`, account, botOnly: isOfRobots(i) }),
  );
  return { ...house, flows };
}

/** Every fifth customer comes to a department where no people are. */
const isOfRobots = (index: number): boolean => index % 5 === 4;

const triggerKinds: readonly TriggerKind[] = [
  'conversation_opened',
  'conversation_closed',
  'message_received',
  'assignment_changed',
  'transfer_ended',
  'queue_wait_passed',
  'tag_changed',
  'field_changed',
];

/** A flow that watches its own account alone, or every customer would set off all of them. */
function drawFlowOf(
  dice: Dice,
  house: WrittenDocument,
  { id, account, botOnly }: { readonly id: string; readonly account: string; readonly botOnly: boolean },
): WrittenFlow {
  const flow = drawFlow(dice, placesOf(house), {
    id,
    stepsMax: 10,
    ...(botOnly ? { department: 'robots', botOnly } : {}),
    ...(dice.chance(0.6) ? { triggers: triggerKinds } : {}),
  });
  return {
    ...flow,
    triggers: (flow.triggers ?? []).map((trigger) => ({ ...(trigger as object), accounts: [account] })),
  };
}

const said = ['yes', '4', 'skip', '2', 'anna@mail.example', '2026-01-05', '+49 30 123456', 'Option 0', 'hello'];

class Play {
  readonly #world: World;
  readonly #auditor: Auditor;
  readonly #node: SimulatedNode;
  readonly #id: string;
  readonly #document: WrittenDocument;
  #commands = 0;

  constructor(world: World, auditor: Auditor, node: SimulatedNode, id: string) {
    this.#world = world;
    this.#auditor = auditor;
    this.#node = node;
    this.#id = id;
    this.#document = drawHouse(world.dice);
  }

  async play(): Promise<void> {
    const world = this.#world;
    const { dice } = world;
    const parsed = parseConfiguration(this.#document);
    if (!parsed.ok) throw new Error(`The drawn flows have faults: ${JSON.stringify(parsed.faults)}`);
    await configure(world, this.#id, this.#document);
    for (const agentId of agents)
      if (agentId === 'boss' || dice.chance(0.7)) this.#send(setPresence, { agentId, presence: 'online' }, key);
    await world.runUntil(world.scheduler.now + 50);
    for (const account of this.#document.accounts ?? []) this.#write(account.id);
    let round = 0;
    for (; round < roundsMax; round++) {
      await world.runUntil(this.#next(round));
      const live = [...this.#auditor.replica.all('flowRun')].filter((run) => run.state !== 'ended');
      if (round > rounds && live.length === 0) return;
      if (round === rounds) await this.#unpublish();
      if (round < rounds) this.#takePart(live);
      else this.#accept();
    }
    const left = [...this.#auditor.replica.all('flowRun')].find((run) => run.state !== 'ended');
    throw new Violation('I43', `After ${round} rounds run ${left?.id} of ${left?.flowId} stands at ${left?.stepId}.`);
  }

  /** People act every few seconds; then time goes from one deadline to the next. */
  #next(round: number): number {
    const { scheduler, clock, dice } = this.#world;
    if (round < rounds) return scheduler.now + dice.pick([100, 1000, 4000, 15_000]);
    // Whoever is asked says yes before the time for it is over.
    if (this.#liveOffers().length > 0) return scheduler.now + 600;
    const { nextDeadline, nextDispatch } = this.#auditor.roster.agenda;
    const next = Math.min(nextDeadline ?? Number.POSITIVE_INFINITY, nextDispatch ?? Number.POSITIVE_INFINITY);
    return scheduler.now + (Number.isFinite(next) ? Math.max(600, next - clock.now() + 300) : 600);
  }

  async #unpublish(): Promise<void> {
    const flows = (this.#document.flows ?? []).map((flow) => ({ ...flow, published: false }));
    await configure(this.#world, this.#id, { ...this.#document, flows }, 'unpublished');
  }

  #send<I>(definition: CommandDefinition<I, unknown>, input: I, principal: Principal): void {
    this.#world
      .submit(this.#node, {
        organizationId: this.#id,
        principal,
        key: `k${this.#commands++}`,
        requestHash: '',
        definition,
        input,
      })
      .catch((error: unknown) => this.#world.fail(error));
  }

  #write(account: string): void {
    const from = { address: `+${account}`, name: `Customer of ${account}` };
    const text = this.#world.dice.pick(said);
    const external = `m${this.#commands}`;
    const message = {
      accountId: account,
      channelKind: 'webchat' as const,
      threadKey: account,
      from,
      text,
      fileIds: [],
    };
    this.#send(
      receiveMessage,
      { ...message, externalId: external },
      { kind: 'contact', accountId: account, address: from.address },
    );
  }

  /** Customers answer, mostly where they are asked; agents, contacts outside and supervisors do what they are asked, or do not. */
  #takePart(live: readonly Row[]): void {
    const { dice } = this.#world;
    const { replica } = this.#auditor;
    const asked = new Set(
      live.filter((run) => (run.waitsFor as Row | null)?.kind === 'answer').map((run) => run.conversationId),
    );
    for (const conversation of replica.all('conversation')) {
      const isOpen = conversation.status === 'open';
      const ticketId = conversation.ticketId as string;
      const owner = conversation.owner as OwnerValue | null;
      if (dice.chance(asked.has(conversation.id) ? 0.5 : 0.08)) this.#write(conversation.accountId as string);
      const transfer = replica.get('transfer', conversation.pendingTransferId);
      const target = transfer?.currentTarget as OwnerValue | undefined;
      if (target?.kind === 'external' && dice.chance(0.3)) {
        const answer = dice.pick(['accept', 'decline', 'unreachable'] as const);
        const principal = { kind: 'external', externalId: target.id } as const;
        this.#send(answerFromOutside, { transferId: transfer?.id as string, answer }, principal);
      } else if (transfer?.state === 'consulting' && dice.chance(0.3))
        this.#speak(conversation, 'consult', agent(target?.id as string));
      if (owner?.kind === 'external' && dice.chance(0.2))
        this.#send(returnFromOutside, { conversationId: conversation.id as string } as never, {
          kind: 'external',
          externalId: owner.id,
        });
      if (!isOpen || owner?.kind !== 'agent' || !dice.chance(0.15)) continue;
      switch (dice.weighted({ reply: 4, close: 2, hold: 2, resume: 2 })) {
        case 'reply':
          this.#speak(conversation, 'reply', agent(owner.id));
          break;
        case 'close':
          this.#send(closeConversation, { ticketId }, agent(owner.id));
          break;
        case 'hold':
          this.#send(holdTicket, { ticketId }, agent(owner.id));
          break;
        case 'resume':
          this.#send(resumeTicket, { ticketId }, agent(owner.id));
          break;
      }
    }
    for (const offer of this.#liveOffers()) {
      if (dice.chance(0.4)) this.#send(acceptOffer, { offer: { offerId: offer.id as string } }, agent(offer.agentId));
      else if (dice.chance(0.3))
        this.#send(declineOffer, { offer: { offerId: offer.id as string } }, agent(offer.agentId));
    }
    if (dice.chance(0.1)) {
      const presence = dice.pick(['online', 'away', 'offline'] as const);
      this.#send(setPresence, { agentId: dice.pick(agents.slice(0, 3)), presence }, key);
    }
  }

  #speak(conversation: Row, kind: 'reply' | 'consult', principal: Principal): void {
    const input = { conversationId: conversation.id as string, kind, text: 'Good day.', fileIds: [] };
    this.#send(sendMessage, input as never, principal);
  }

  #liveOffers(): Row[] {
    return [...this.#auditor.replica.all('offer')].filter((offer) => offer.state === 'live');
  }

  /** Whatever is asked is granted, so that nothing waits for people any more. */
  #accept(): void {
    const { replica } = this.#auditor;
    for (const offer of this.#liveOffers())
      this.#send(acceptOffer, { offer: { offerId: offer.id as string } }, agent(offer.agentId));
    for (const ticket of replica.all('ticket')) {
      const owner = replica.get('conversation', ticket.conversationId)?.owner as OwnerValue | null;
      if (ticket.onHold === true && owner !== null)
        this.#send(resumeTicket, { ticketId: ticket.id as string }, agent(owner.kind === 'agent' ? owner.id : 'boss'));
    }
    for (const alert of replica.all('dutyAlert')) {
      if (alert.acknowledgedAt === null)
        this.#send(acknowledgeAlert, { alertId: alert.id as string }, agent((alert.people as string[])[0]));
    }
  }
}

const key: Principal = { kind: 'key', keyId: 'api', scopes };
const agent = (id: unknown): Principal => ({ kind: 'key', keyId: adminKeyId, scopes, actsFor: id as string });
