import type { LogListener } from '../log/tail.ts';

/** An event as it stands in the log. */
export type LogEvent = Parameters<LogListener>[0][number];

/** A conversation as the live interface shows it: rows as they lie in the log, instants in milliseconds. */
export interface ConversationEntry {
  readonly conversation: Readonly<Record<string, unknown>> & { readonly id: string; readonly departmentId: string };
  readonly ticket: Readonly<Record<string, unknown>>;
  /** The pending transfer, with its note where that travels. */
  readonly transfer: Readonly<Record<string, unknown>> | null;
  /** The live offer. */
  readonly offer: Readonly<Record<string, unknown>> | null;
  readonly contact: ContactName;
  /** The last message that is no note, its text cut at 200 characters, with `unansweredSince`. */
  readonly preview: Readonly<Record<string, unknown>> | null;
}

/** A segment that its agent is still wrapping up, without the note. */
export interface WrapUpEntry {
  readonly segment: Readonly<Record<string, unknown>>;
  readonly about: About;
}

export interface ContactName {
  readonly id: string;
  readonly name: string | null;
}

/** What an agent sees of a conversation that is offered from a department that they do not belong to. */
export interface OfferEntry {
  readonly offer: Readonly<Record<string, unknown>> & { readonly id: string };
  readonly transfer: Readonly<Record<string, unknown>> | null;
  readonly about: About;
}

/** What a conversation is about, for somebody who sees nothing else of it. */
export interface About {
  readonly conversationId: string;
  readonly channelKind: string;
  readonly contact: ContactName;
}

/** What a page of events needs besides the log: texts and conversations, in one bulk read. */
export interface Missing {
  readonly messages: readonly { readonly conversationId: string; readonly sequence: number }[];
  readonly notes: readonly string[];
  readonly about: readonly string[];
  readonly entering: readonly string[];
}

export interface Found {
  /** By `CONVERSATION SEQUENCE`. */
  readonly messages: ReadonlyMap<string, string>;
  /** By transfer. */
  readonly notes: ReadonlyMap<string, string>;
  /** By conversation. */
  readonly about: ReadonlyMap<string, About>;
  /** By conversation; closed ones are absent. */
  readonly entering: ReadonlyMap<string, ConversationEntry>;
}

/** Whose conversations a snapshot shows. */
export interface SnapshotScope {
  /** Null is every department. */
  readonly departments: readonly string[] | null;
  readonly agentId: string | null;
}

export interface SnapshotPage {
  /** The position of the log that the page shows. */
  readonly position: number;
  /** The version of the configuration at that position. */
  readonly configurationVersion: number;
  readonly conversations: readonly ConversationEntry[];
  /** Live offers to the agent, of conversations of any department. */
  readonly offers: readonly OfferEntry[];
  /** What the agent is still wrapping up, of any department. */
  readonly wrapUps: readonly WrapUpEntry[];
}

/** What the live interface asks the store: short reads, each bounded. All reject with DatabaseError. */
export interface LiveReads {
  /** Events after a position, in order, at most `limit`. */
  eventsAfter(organizationId: string, position: number, limit: number): Promise<readonly LogEvent[]>;
  /** The last position of the log; null when there is no such organization. */
  headOf(organizationId: string): Promise<number | null>;
  find(organizationId: string, missing: Missing): Promise<Found>;
  /** Agents of whom a version of the configuration changed something, and nothing of these fields. */
  agentsChangedBeside(organizationId: string, version: number, fields: readonly string[]): Promise<readonly string[]>;
  /** Open conversations by id, at most `limit`, of one snapshot with their position. */
  snapshot(
    organizationId: string,
    scope: SnapshotScope,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<SnapshotPage>;
}
