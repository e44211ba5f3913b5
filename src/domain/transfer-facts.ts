import type { Instant } from '../base/clock.ts';
import type { Actor } from './actor.ts';
import type { AgentState } from './agent.ts';
import type { Configuration } from './configuration.ts';
import type { Contact, Conversation, Ticket } from './conversation.ts';

/**
 * What the policy looks at: gathered by the caller, under lock when it decides, without when it explains. The functions
 * are only called when the answer matters, so a caller may note what was asked for and not loaded, and come back with it.
 * The optional ones say of what does not exist yet that there is none.
 */
export interface TransferFacts {
  readonly now: Instant;
  readonly configuration: Configuration;
  readonly actor: Actor;
  readonly conversation: Conversation;
  readonly ticket: Ticket;
  readonly contact: Pick<Contact, 'attributes'> | null;
  /** Everybody who takes part in the ticket as a customer: by channel kind and address, or as one of our own accounts. */
  readonly participants: readonly {
    readonly channel: string;
    readonly address: string;
    readonly accountId?: string;
  }[];
  /** The live state of an agent, or undefined when there is none. */
  agent(id: string): AgentState | undefined;
  /** How many wait in the queue. Only asked for queues with a limit. */
  queueLength(queueId: string): number;
  /** Whether any member of the department is online and permitted for the channel. Only asked where a setting needs it. */
  anyAgentOnline(departmentId: string): boolean;
  /** Units that the agent's wrap-up of this very conversation holds: a ticket that comes back reuses them. Default 0. */
  reusableSlots?(agentId: string): number;
  flow?(id: string): FlowFacts | undefined;
  external?(id: string): ExternalFacts | undefined;
  /** For lists of targets. */
  flows?(): readonly FlowFacts[];
  externals?(): readonly ExternalFacts[];
  /** Whether the channel lets us write first on that account now. Only asked when a transfer changes channels. */
  messageWindowOpen?(accountId: string): boolean;
}

/** What the policy must know of a flow. */
export interface FlowFacts {
  readonly id: string;
  readonly name: string;
  /** Where it lives; null is in every department. */
  readonly departmentId: string | null;
  /** Published and not broken. */
  readonly published: boolean;
}

/** What the policy must know of a contact outside. */
export interface ExternalFacts {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly reachable: boolean;
  /** How long it may take to answer; the origin's wait limit when left out. */
  readonly timeoutSeconds?: number;
  /** The queue that watches while it has the ticket; the department's default queue when left out. */
  readonly watchingQueueId?: string | null;
}
