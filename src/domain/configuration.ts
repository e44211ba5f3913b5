import type { ActorKind, Permission, Role } from './actor.ts';
import type { Capacity, Presence } from './agent.ts';
import type { ChannelKind } from './channel.ts';
import type { FlowGraph } from './flows/graph.ts';
import type { TriggerIndex } from './flows/trigger-index.ts';
import type { Schedule } from './hours.ts';
import type { DataClass } from './redaction.ts';
import type { ProfileName, Settings } from './settings.ts';
import type { StrategyName } from './strategy-names.ts';
import type { Target } from './transfer.ts';
import type { WebchatSettings } from './webchat-settings.ts';

/**
 * An organization's setup, as one document that people write and as the compiled form that deciders read. Ids are words
 * that people choose (`billing`), unique per kind within the organization, and never reused for something else: what is
 * taken out of the document is retired, and history keeps its name.
 */
export interface ConfigurationDocument {
  readonly profile: ProfileName;
  readonly settings: Partial<Settings>;
  readonly programs: readonly ProgramEntry[];
  readonly departments: readonly DepartmentEntry[];
  readonly queues: readonly QueueEntry[];
  readonly skills: readonly SkillEntry[];
  readonly statuses: readonly StatusEntry[];
  readonly agents: readonly AgentEntry[];
  readonly accounts: readonly AccountEntry[];
  readonly flows: readonly FlowEntry[];
  readonly externals: readonly ExternalEntry[];
}

export interface ProgramEntry {
  readonly id: string;
  readonly name: string;
}

export interface SkillEntry {
  readonly id: string;
  readonly name: string;
}

/** A word of the organization's own for being there, or not: `phone-only`, `lunch`. */
export interface StatusEntry {
  readonly id: string;
  readonly name: string;
  /** What it comes to. */
  readonly presence: Presence;
  /** Of those who are online by it: what they are given. */
  readonly channels: 'all' | readonly ChannelKind[];
}

/** How well an agent must know a skill, and does: 1 (a little) to 5 (as well as anybody). */
export type SkillLevels = Readonly<Record<string, number>>;
/** Of an agent who has a skill and says no more. */
export const skillLevelDefault = 3;

/** What a queue asks less of agents when somebody has waited so long. */
export interface Relaxation {
  readonly afterSeconds: number;
  /** Skills that are asked for no more. */
  readonly drop: readonly string[];
  /** By how much the levels of the others fall (0–4); never below 1. */
  readonly lowerBy: number;
}

export interface DepartmentEntry {
  readonly id: string;
  readonly name: string;
  readonly program: string | null;
  /** Null is open always. */
  readonly hours: Schedule | null;
  /** Switched off, it takes nothing new. */
  readonly accepting: boolean;
  /** The channel kinds that it serves. */
  readonly channels: 'all' | readonly ChannelKind[];
  readonly defaultQueue: string;
  /** Where a transfer goes, in this order, when it is declined, times out or cannot be delivered. */
  readonly fallback: readonly Target[];
  readonly moveRules: readonly MoveRule[];
  /** None means that everything may come in. */
  readonly receiveRules: readonly ReceiveRule[];
  readonly settings: Partial<Settings>;
  readonly dispositions: readonly { readonly id: string; readonly name: string; readonly marksTransfer: boolean }[];
  /** Addresses by which the department itself takes part in conversations of others. */
  readonly addresses: readonly { readonly channel: ChannelKind; readonly address: string }[];
  /** Whether the department lives by automation only: no person watches it. */
  readonly botOnly: boolean;
  /** Agents who may know of this department although they do not belong to it: null is everybody. */
  readonly knownTo: readonly string[] | null;
  /** Who is told, one after the other until one acknowledges it, when automation cannot go on here. */
  readonly duty: readonly string[];
}

/** Allows; never forbids. A move needs one matching row. */
export interface MoveRule {
  readonly label: string | null;
  readonly channels: 'all' | readonly ChannelKind[];
  readonly destinations: 'all' | readonly string[];
  readonly actors: 'all' | readonly ActorKind[];
  /** Contact attributes that must have these values. */
  readonly contact: Readonly<Record<string, string | number | boolean>> | null;
  /** What of the past this row's moves show at most; null leaves it to the settings. */
  readonly history: Settings['history'] | null;
  /** What this row's moves mask of the past, besides what the settings say. */
  readonly redact: readonly DataClass[];
  /** An assistant's mapping (a row type of its own): it lets `assistant` actors reach flows. */
  readonly assistant: boolean;
  /** Of an assistant's mapping: the flows that it reaches. */
  readonly flows: 'all' | readonly string[];
  readonly exemptFromMoveRules: boolean;
}

export interface ReceiveRule {
  readonly channels: 'all' | readonly ChannelKind[];
  readonly origins: 'all' | readonly string[];
}

export interface QueueEntry {
  readonly id: string;
  readonly name: string;
  readonly department: string;
  /** Whether Baton offers its work to agents, or agents take it. */
  readonly distribution: 'push' | 'pull';
  readonly skills: readonly string[];
  /** The least level of each; without one, any will do. */
  readonly skillLevels: SkillLevels;
  /** In the order of their times; each stands on the ones before. */
  readonly relaxation: readonly Relaxation[];
  readonly strategy: StrategyName;
  /** Whether its agents are asked or simply get it; null takes the department's. */
  readonly acceptance: Settings['acceptance'] | null;
  /** How long a ticket that comes in waits for the agent who had it last, while they are there, in seconds; 0 is not at all. */
  readonly preferLastAgentSeconds: number;
  /** At most so many for one agent within so long; null is without limit. */
  readonly assignmentsMax: { readonly count: number; readonly seconds: number } | null;
  /** What becomes of those who wait when the department closes: they stay, or go to the fallback. */
  readonly whenClosed: 'wait' | 'fallback';
  /** What becomes of a customer who comes when it is at its limit: in all the same, or to the fallback. */
  readonly whenFull: 'wait' | 'fallback';
  /** Lower is served first among queues and tickets; 100 is normal (0–1,000). */
  readonly priority: number;
  /** Null takes the department's. */
  readonly offerTimeoutSeconds: number | null;
  readonly lengthMax: number | null;
  readonly waitSecondsMax: number | null;
  /** Where its tickets go when the wait is over. */
  readonly fallback: readonly Target[];
}

export interface AgentEntry {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly grant: readonly Permission[];
  readonly deny: readonly Permission[];
  readonly departments: readonly string[];
  /** Channel kinds this agent is permitted to serve. */
  readonly channels: 'all' | readonly ChannelKind[];
  readonly capacity: Capacity;
  readonly skills: readonly string[];
  readonly skillLevels: SkillLevels;
}

export const accountTypes = ['custom', 'webchat'] as const;
export type AccountType = (typeof accountTypes)[number];

export interface AccountEntry extends Partial<WebchatSettings> {
  readonly id: string;
  readonly name: string;
  /** `custom`: a connector of somebody's own speaks to it by signed webhooks. `webchat`: Baton's own widget. */
  readonly type: AccountType;
  /** The channel kind that it stands for; of a `webchat` account, webchat. */
  readonly kind: ChannelKind;
  /** Where a new conversation starts. */
  readonly entry: {
    readonly department: string;
    readonly queue: string | null;
    /** A flow that owns it first; where it is not published, the queue. */
    readonly flow?: string | null;
  };
  /** How long after closing a new message reopens the ticket, in seconds. */
  readonly reopenWindowSeconds: number;
  /** Where agents' messages are delivered; null keeps them for reading only. */
  readonly deliveryUrl: string | null;
  readonly transferable: boolean;
  readonly partnerRouted: boolean;
  /** The number, mailbox or page as customers address it: how we know ourselves among the participants of a ticket. */
  readonly address?: string | null;
  /** What of the past a move may show at most for conversations of this account; null leaves it to the settings. */
  readonly history?: Settings['history'] | null;
}

/** A flow as it was published, or not yet: see `flows/graph.ts`. */
export interface FlowEntry extends FlowGraph {
  readonly id: string;
  readonly name: string;
  /** The department where it lives: its tickets belong there. Null is whichever the ticket is in. */
  readonly department: string | null;
  /** What is not published starts nothing and takes nothing; what runs goes on. */
  readonly published: boolean;
  /** The queue that gets a ticket which it owns at its end; null is the default queue of the ticket's department. */
  readonly returnTo: string | null;
  /** Who is told, one after the other, when it cannot go on; nobody named are those on duty in the department. */
  readonly duty: readonly string[];
}

/** A flow at the configuration version that wrote it. */
export interface Flow extends FlowEntry {
  readonly version: number;
}

export const externalKinds = ['webhook', 'sip', 'telephone', 'email'] as const;
export type ExternalKind = (typeof externalKinds)[number];

/**
 * A contact outside to whom a ticket can be handed: a partner's system by signed webhooks, or a person by telephone, SIP or
 * e-mail, to whom Baton writes a hand-off record and whose answer somebody enters for them.
 */
export interface ExternalEntry {
  readonly id: string;
  readonly name: string;
  readonly kind: ExternalKind;
  readonly enabled: boolean;
  /** Of a webhook: where it is asked and told. */
  readonly url: string | null;
  /** Of the others: the number or address that is called or written to. */
  readonly address: string | null;
  /** How long it may take to answer, in seconds (10–86,400). Default 300. */
  readonly answerSeconds: number;
  /** How long it may be silent while it owns a ticket, in seconds (60–1,209,600). Default 3,600. */
  readonly silenceSeconds: number;
  /** The queue that watches meanwhile, and gets the ticket back; null is the default queue of the ticket's department. */
  readonly watchingQueue: string | null;
}

/** A department with what follows from the rest of the document. */
export interface Department extends DepartmentEntry {
  /** The profile, the organization's settings and its own, merged. */
  readonly resolved: Settings;
  readonly members: ReadonlySet<string>;
  readonly knownToSet: ReadonlySet<string> | null;
  /** Its addresses and its accounts' as `addressKey` writes them, and `account ID` for each account that starts here. */
  readonly ownAddresses: ReadonlySet<string>;
  /** Lower-case name, then id: the order of lists. */
  readonly sortKey: string;
}

export interface Queue extends QueueEntry {
  readonly sortKey: string;
}

export interface Agent extends AgentEntry {
  readonly permissions: ReadonlySet<Permission>;
  readonly memberOf: ReadonlySet<string>;
  readonly sortKey: string;
}

/** Departments, queues and agents sorted by `sortKey`, for pages of targets. */
export interface Directory {
  readonly departments: readonly Department[];
  readonly queues: readonly Queue[];
  readonly agents: readonly Agent[];
}

/** The compiled setup of one organization at one version: what deciders read. Never mutated. */
export interface Configuration {
  readonly organizationId: string;
  readonly version: number;
  readonly profile: ProfileName;
  /** What the organization changed of its profile. */
  readonly overrides: Partial<Settings>;
  /** The organization's settings, merged over the profile. */
  readonly settings: Settings;
  readonly programs: ReadonlyMap<string, ProgramEntry>;
  readonly departments: ReadonlyMap<string, Department>;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly agents: ReadonlyMap<string, Agent>;
  readonly accounts: ReadonlyMap<string, AccountEntry>;
  readonly skills: ReadonlyMap<string, SkillEntry>;
  readonly statuses: ReadonlyMap<string, StatusEntry>;
  readonly flows: ReadonlyMap<string, Flow>;
  /** The published flows' triggers, by what sets them off. */
  readonly triggers: TriggerIndex;
  readonly externals: ReadonlyMap<string, ExternalEntry>;
  /** The same things in the order of lists. */
  readonly directory: Directory;
  /** Names of what was retired, for history: `kind:id` → name. */
  readonly retired: ReadonlyMap<string, string>;
}

/** The settings that hold in a department; the organization's for one that was retired meanwhile. */
export function settingsOf(configuration: Configuration, departmentId: string): Settings {
  return configuration.departments.get(departmentId)?.resolved ?? configuration.settings;
}

/** The stored form: one item per entry, so that a change writes only what it changes. */
export const itemKinds = [
  'organization',
  'program',
  'department',
  'queue',
  'skill',
  'status',
  'agent',
  'account',
  'flow',
  'external',
] as const;
export type ItemKind = (typeof itemKinds)[number];
export interface ConfigurationItem {
  readonly kind: ItemKind;
  readonly id: string;
  /** The entry without defaults filled in; for `organization`: profile and settings. */
  readonly data: unknown;
  /** The configuration version that wrote it. */
  readonly version: number;
  readonly retired: boolean;
}
