import type { Actor, ActorKind } from './actor.ts';
import type { AgentState } from './agent.ts';
import type { ChannelKind } from './channel.ts';
import type { AccountEntry, Agent, Configuration, Department, Queue } from './configuration.ts';
import { isOpen } from './hours.ts';
import { type MoveRuleMatch, matchMoveRules } from './move-rules.ts';
import type { Settings } from './settings.ts';
import type { Target, TransferRequest } from './transfer.ts';
import type { ExternalFacts, FlowFacts, TransferFacts } from './transfer-facts.ts';

/**
 * A request set into its surroundings: whose rules hold, and what the target comes to. Looked up once and read by every
 * check. A target that does not exist and one whose department the actor may not know of come to exactly the same: no
 * destination, so that no check can tell them apart.
 */
export class Situation {
  readonly facts: TransferFacts;
  readonly request: TransferRequest;
  /**
   * `list` asks before a note, a reason or a consent could have been given; `chain` asks for a link that an administrator
   * wrote, so what a sender may choose is no question.
   */
  readonly stage: 'request' | 'list' | 'chain' | 'accept';
  /** The kind of whoever asked for the hand-over: for an accept not the accepting agent. */
  readonly askedBy: ActorKind;
  /** A transfer or offer under judgement: its own marks do not stand in its way. */
  readonly own: { readonly transferId: string | null };
  readonly origin: Department | undefined;
  readonly originSettings: Settings;
  readonly account: AccountEntry | undefined;
  /** The channel on which it goes on: another than the conversation's only when the request changes channels. */
  readonly channel: ChannelKind;
  readonly changesChannel: boolean;
  /** Undefined when the target is unknown. */
  readonly destination: Department | undefined;
  readonly destinationSettings: Settings;
  readonly isMove: boolean;
  /** The queue that would admit it. */
  readonly queue: Queue | undefined;
  readonly agent: Agent | undefined;
  readonly flow: FlowFacts | undefined;
  readonly external: ExternalFacts | undefined;
  #agentState: AgentState | undefined | null = null;
  #rule: MoveRuleMatch | undefined | null = null;
  #closed: boolean | null = null;

  constructor(
    facts: TransferFacts,
    request: TransferRequest,
    options: {
      readonly stage: Situation['stage'];
      readonly askedBy: ActorKind;
      readonly ownTransferId: string | null;
      /** Where an agent that belongs to several departments is looked for. */
      readonly departmentId: string | undefined;
    },
  ) {
    const { configuration, conversation, ticket } = facts;
    this.facts = facts;
    this.request = request;
    this.stage = options.stage;
    this.askedBy = options.askedBy;
    this.own = { transferId: options.ownTransferId };
    this.origin = configuration.departments.get(ticket.departmentId);
    this.originSettings = this.origin?.resolved ?? configuration.settings;
    this.changesChannel = request.accountId !== undefined && request.accountId !== conversation.accountId;
    this.account = configuration.accounts.get(request.accountId ?? conversation.accountId);
    this.channel = this.changesChannel && this.account ? this.account.kind : conversation.channelKind;

    const target = request.target;
    let destination: Department | undefined;
    let queue: Queue | undefined;
    let agent: Agent | undefined;
    let flow: FlowFacts | undefined;
    let external: ExternalFacts | undefined;
    switch (target.kind) {
      case 'department':
        destination = configuration.departments.get(target.id);
        queue = destination && configuration.queues.get(destination.defaultQueue);
        break;
      case 'queue':
        queue = configuration.queues.get(target.id);
        destination = queue && configuration.departments.get(queue.department);
        break;
      case 'agent':
        agent = configuration.agents.get(target.id);
        if (agent) {
          const departmentId = target.departmentId ?? options.departmentId ?? homeOf(agent, ticket.departmentId);
          destination = departmentId === undefined ? undefined : configuration.departments.get(departmentId);
        }
        break;
      case 'flow':
        flow = facts.flow?.(target.id);
        destination =
          flow && (flow.departmentId === null ? this.origin : configuration.departments.get(flow.departmentId));
        break;
      case 'external':
        external = facts.external?.(target.id);
        destination = external && this.origin;
        break;
    }
    if (
      destination &&
      destination !== this.origin &&
      options.stage !== 'accept' &&
      !mayKnow(facts.actor, destination)
    ) {
      destination = undefined;
    }
    this.destination = destination;
    this.destinationSettings = destination?.resolved ?? configuration.settings;
    this.isMove = destination !== undefined && destination.id !== ticket.departmentId;
    this.queue = destination && queue;
    this.agent = destination && agent;
    this.flow = destination && flow;
    this.external = destination && external;
  }

  /** The live state of the target agent. */
  get agentState(): AgentState | undefined {
    if (this.#agentState === null) this.#agentState = this.agent && this.facts.agent(this.agent.id);
    return this.#agentState;
  }

  /** The origin's row that allows the move, under the boundary `rules` or as an assistant's mapping. */
  get rule(): MoveRuleMatch | undefined {
    if (this.#rule !== null) return this.#rule;
    const leaves = this.#ruleFor(this.facts.conversation.channelKind);
    // What changes channels as it moves leaves as one and comes in as the other: a row that lets out just the one is none.
    const arrives = leaves && this.changesChannel ? this.#ruleFor(this.channel) : leaves;
    this.#rule = arrives && leaves;
    return this.#rule;
  }

  #ruleFor(channel: ChannelKind): MoveRuleMatch | undefined {
    const { origin, destination, request } = this;
    if (origin === undefined || destination === undefined) return undefined;
    return matchMoveRules(origin.moveRules, {
      channel,
      destinationId: destination.id,
      actorKind: this.askedBy,
      contact: () => this.facts.contact?.attributes ?? null,
      flowId: request.target.kind === 'flow' ? request.target.id : null,
      assistantRowsExempt: this.originSettings.assistantRowsExempt,
    });
  }

  /** Whether the destination is closed now. Hours are about coming in: inside a department they stop nothing. */
  get isClosed(): boolean {
    if (this.#closed === null) {
      const hours = this.isMove ? this.destination?.hours : undefined;
      this.#closed = hours !== undefined && hours !== null && !isOpen(hours, this.facts.now);
    }
    return this.#closed;
  }
}

/** Where an agent is looked for when the request names no department: at the origin if they belong there. */
function homeOf(agent: Agent, originId: string): string | undefined {
  return agent.memberOf.has(originId) ? originId : agent.departments[0];
}

/**
 * The departments in which an agent target may be looked for, or undefined when there is nothing to choose: a department
 * was named, the agent belongs to the origin, or has only one.
 */
export function departmentsToTry(facts: TransferFacts, target: Target): readonly string[] | undefined {
  if (target.kind !== 'agent' || target.departmentId !== undefined) return undefined;
  const agent = facts.configuration.agents.get(target.id);
  if (agent === undefined || agent.departments.length < 2 || agent.memberOf.has(facts.ticket.departmentId))
    return undefined;
  const known = agent.departments.filter((id) => {
    const department = facts.configuration.departments.get(id);
    return department !== undefined && mayKnow(facts.actor, department);
  });
  return known.length > 0 ? known : undefined;
}

/**
 * Whether the actor may know that the department exists. Its members and those it names do, and whoever reads the whole
 * configuration or every ticket. Automation does: an administrator wrote its targets.
 */
export function mayKnow(actor: Actor, department: Department): boolean {
  const known = department.knownToSet;
  if (known === null) return true;
  if (actor.kind === 'flow' || actor.kind === 'assistant' || actor.kind === 'system') return true;
  return (
    (actor.kind === 'agent' && (known.has(actor.id) || department.members.has(actor.id))) ||
    actor.permissions.has('configuration.read') ||
    actor.permissions.has('ticket.read_all')
  );
}

/** Whether the actor may know that the agent exists: whoever may know of one of their departments does, and they themselves. */
export function mayKnowAgent(
  actor: Actor,
  { departments }: Pick<Configuration, 'departments'>,
  agent: Pick<Agent, 'id' | 'departments'>,
): boolean {
  if (actor.kind === 'agent' && actor.id === agent.id) return true;
  if (agent.departments.length === 0) return actor.kind !== 'agent' || actor.permissions.has('configuration.read');
  return agent.departments.some((id) => {
    const department = departments.get(id);
    return department !== undefined && mayKnow(actor, department);
  });
}

/** A target as one word. A department and its default queue are the same place. */
export function placeOf(configuration: Configuration, target: Target): string {
  if (target.kind !== 'department') return `${target.kind}:${target.id}`;
  const department = configuration.departments.get(target.id);
  return department ? `queue:${department.defaultQueue}` : `department:${target.id}`;
}
