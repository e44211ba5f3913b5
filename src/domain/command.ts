import type { Actor } from './actor.ts';
import type { ChannelKind } from './channel.ts';
import type { Configuration } from './configuration.ts';
import type { Draft } from './draft.ts';
import type { Target } from './transfer.ts';

/**
 * What a command is made of. It names the rows that it needs; the engine locks and loads them; `decide` looks at them
 * through a draft and says what happens. Deciders are pure: synchronous, with time and ids from the draft. One that finds
 * that it needs more rows answers `needs`, and is decided again in the next batch with them.
 */

/** Rows to be locked and loaded before deciding. A conversation's lock covers its whole tree. */
export interface Needs {
  readonly conversations?: readonly string[];
  /** Tickets, transfers and offers are found by their conversation, which never changes. */
  readonly tickets?: readonly string[];
  readonly transfers?: readonly string[];
  readonly offers?: readonly string[];
  readonly segments?: readonly string[];
  readonly agents?: readonly string[];
  readonly contacts?: readonly string[];
  readonly files?: readonly string[];
  /** Messages of conversations that are named too, by their sequence. */
  readonly messages?: readonly { readonly conversationId: string; readonly sequence: number }[];
  /** The ids of such a conversation’s messages that carry a file; reading `carriers FILE`. */
  readonly carriers?: readonly { readonly conversationId: string; readonly fileId: string }[];
  /** Not locked, as contacts: what of a batch changes is when it was cancelled and done. */
  readonly batches?: readonly string[];
  /** Flows under way without a conversation, which are locked; those of a conversation come with it. */
  readonly flowRuns?: readonly string[];
  /** Locked, where they are there already. */
  readonly flowDrafts?: readonly string[];
  readonly dutyAlerts?: readonly string[];
  /** Not locked: whoever fires one does so under a key of flow and time, and a change of configuration holds the head. */
  readonly flowSchedules?: readonly string[];
  /** What was published once, by `FLOW VERSION`. */
  readonly flowVersions?: readonly { readonly flowId: string; readonly version: number }[];
  /** What flows ask of conversations (not locked; see `flows/story.ts`); reading `story CONVERSATION`. */
  readonly stories?: readonly string[];
  /** The open tickets of these agents that they have not put aside (not locked); reading `openContacts AGENT`. */
  readonly openContacts?: readonly string[];
  /** Keys by id, locked: one that is revoked, or asked for something which is due now. */
  readonly apiKeys?: readonly string[];
  readonly threads?: readonly { readonly accountId: string; readonly threadKey: string }[];
  readonly addresses?: readonly { readonly channelKind: string; readonly address: string }[];
  /** Messages of an account by the channel's own ids: is it a repetition? */
  readonly externalMessages?: readonly { readonly accountId: string; readonly externalId: string }[];
  /** Number of tickets waiting in these queues; reading `queueLength QUEUE`. */
  readonly queueLengths?: readonly string[];
  /** Whether any of these departments' members is online for a channel; reading `anyAgentOnline DEPARTMENT KIND`. */
  readonly agentsOnline?: readonly { readonly departmentId: string; readonly channelKind: ChannelKind }[];
  /** Open conversations owned by these owners, each with its department (not locked); reading `ownedBy OWNER`. */
  readonly ownedBy?: readonly string[];
  /** Until when the last lease of these agents' presence lives (not locked), absent where there is none; reading `leaseUntil AGENT`. */
  readonly leasesOf?: readonly string[];
  /** Who signs in as these agents, or is invited to; with a user, also as which agent of the organization they sign in. */
  readonly memberships?: readonly { readonly agentId: string; readonly userId: string | null }[];
  /** How many tickets are open in these departments, or through these accounts (`account:ID`), not locked; reading `openIn PLACE`. */
  readonly openIn?: readonly string[];
}

export type Outcome<A> =
  | {
      readonly kind: 'done';
      readonly answer: A;
      /** Told to this caller once and never stored: a fresh secret. */
      readonly once?: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'refused';
      readonly refusal: RefusalAnswer;
      /** Whether what the draft holds (the record of the refusal) is kept. */
      readonly keep?: true;
    }
  | { readonly kind: 'needs'; readonly needs: Needs };

/** A refusal as it is stored and answered: the catalogue gives sentence and status by the code. */
export interface RefusalAnswer {
  readonly code: string;
  readonly until?: number;
  readonly alternatives?: readonly Target[];
  readonly transferId?: string;
  /** Named data for the sentence. */
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface CommandDefinition<I, A> {
  /** Imperative: `requestTransfer`. */
  readonly name: string;
  /**
   * For a change of configuration: it runs in a batch of its own, the organization's head is locked before anything is
   * read, and all current items are loaded. It must not name rows to be locked, since others lock those before the head.
   */
  readonly configuration?: true;
  needs(input: I, actor: Actor, configuration: Configuration): Needs;
  decide(draft: Draft, input: I): Outcome<A>;
}

export function done<A>(answer: A, once?: Readonly<Record<string, unknown>>): Outcome<A> {
  return once === undefined ? { kind: 'done', answer } : { kind: 'done', answer, once };
}

export function refused(code: string, details: Omit<RefusalAnswer, 'code'> = {}): Outcome<never> {
  return { kind: 'refused', refusal: { code, ...details } };
}
