import type { Instant } from '../base/clock.ts';
import type { ActorName } from './actor.ts';
import type { AgentState } from './agent.ts';
import type { ConfigurationItem } from './configuration.ts';
import type { Contact, Conversation, FileRecord, Message, Segment, Ticket } from './conversation.ts';
import type { DutyAlert, FlowDraft, FlowRun, FlowSchedule, FlowStepRecord, FlowVersion } from './flows/run.ts';
import type { RecordedChanges } from './recorded-changes.ts';
import type { Offer, Transfer } from './transfer.ts';
import type { BatchItem, TransferBatch } from './transfer-batch.ts';

/** A natural key that may stand before the contact exists: its lock keeps two first messages from making two contacts. */
export interface ContactAddress {
  /** `KIND ADDRESS`. */
  readonly id: string;
  readonly channelKind: string;
  readonly address: string;
  readonly contactId: string | null;
}

/** A natural key that may stand before the conversation exists; names the thread's latest conversation. */
export interface Thread {
  /** `ACCOUNT KEY`. */
  readonly id: string;
  readonly accountId: string;
  readonly threadKey: string;
  readonly conversationId: string | null;
}

export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Instant;
}

export interface ApiKey {
  readonly id: string;
  /** The organization it opens; differs from the commanding one when an organization is made. */
  readonly organizationId: string;
  readonly name: string;
  readonly secretHash: Uint8Array;
  readonly scopes: readonly string[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly revokedAt: Instant | null;
}

/** A channel account's signing secret. Two may be active, for rotation. */
export interface AccountSecret {
  readonly id: string;
  readonly accountId: string;
  readonly secret: string;
  readonly createdAt: Instant;
  readonly retiredAt: Instant | null;
}

/**
 * Who signs in as an agent, and who is invited to. A row stands for each agent who was ever invited; users themselves are
 * of no organization, and are not rows that commands change.
 */
export interface Membership {
  /** The agent's. */
  readonly id: string;
  readonly agentId: string;
  /** Null while nobody signs in as the agent. */
  readonly userId: string | null;
  readonly startedAt: Instant | null;
  /** The three of an invitation that waits for its answer; null together. */
  readonly invitedEmail: string | null;
  /** SHA-256 of the link's secret, in base64url: whoever reads the store cannot use it. */
  readonly invitationHash: string | null;
  readonly invitedUntil: Instant | null;
}

export interface ConfigurationChange {
  readonly id: string;
  readonly version: number;
  /** Who made it. */
  readonly actor: ActorName;
  /** What was added, changed (before and after) and retired: enough to make the version before again. */
  readonly changes: RecordedChanges;
  readonly at: Instant;
}

/** Every kind of row that a command may change, by the name it has in events. */
export interface Rows {
  organization: Organization;
  apiKey: ApiKey;
  accountSecret: AccountSecret;
  membership: Membership;
  configurationItem: ConfigurationItem;
  configurationChange: ConfigurationChange;
  agent: AgentState;
  contact: Contact;
  contactAddress: ContactAddress;
  thread: Thread;
  conversation: Conversation;
  ticket: Ticket;
  segment: Segment;
  transfer: Transfer;
  offer: Offer;
  message: Message;
  file: FileRecord;
  transferBatch: TransferBatch;
  batchItem: BatchItem;
  flowVersion: FlowVersion;
  flowDraft: FlowDraft;
  flowSchedule: FlowSchedule;
  flowRun: FlowRun;
  flowStep: FlowStepRecord;
  dutyAlert: DutyAlert;
}
export type RowKind = keyof Rows;

/** In the order in which they are saved: what is referred to comes first. */
export const rowKinds: readonly RowKind[] = [
  'organization',
  'apiKey',
  'accountSecret',
  'membership',
  'configurationItem',
  'configurationChange',
  'agent',
  'contact',
  'contactAddress',
  'thread',
  'conversation',
  'ticket',
  'segment',
  'transfer',
  'offer',
  'message',
  'file',
  'transferBatch',
  'batchItem',
  'flowVersion',
  'flowDraft',
  'flowSchedule',
  'flowRun',
  'flowStep',
  'dutyAlert',
];
