import type { Instant } from '../../base/clock.ts';
import type { AlertCode } from '../alert-table.ts';
import type { Scalar } from './conditions.ts';
import type { Interruption, TransferOutcome, TriggerKind } from './graph.ts';

/**
 * A flow under way, as a row.
 *
 *     due ──► waiting ──► due ...   each turn is one commit: steps are done, then it waits, calls, or is due again
 *      │         │
 *      └────► ended ◄────┘
 *
 * `wakeAt` is when the next turn is due: now while there is more to do, the end of the wait while it waits. What a turn did is
 * written in the commit of what it did, with the number of each step, so nothing is done twice. A turn names the number of the
 * one that it follows; of two nodes that take it up the second finds another number and does nothing.
 *
 * A run that **owns** the ticket ends with its ownership: whoever takes the ticket over stops it in the same commit, so that
 * nothing that it had in mind is said afterwards.
 */
export interface FlowRun {
  readonly id: string;
  readonly flowId: string;
  /** The configuration version that published what it runs, to its end. */
  readonly version: number;
  /** Null of a run that began without one. */
  readonly conversationId: string | null;
  /** Where the ticket is, as the run last knew: a move by somebody else ends its waits. */
  readonly departmentId: string | null;
  readonly state: 'due' | 'waiting' | 'ended';
  /** Whether it owns the ticket. Not any more once it has handed it over. */
  readonly owns: boolean;
  /** Of one that owns: the ownership version that it acts under. */
  readonly ownershipVersion: number;
  /** The step that it stands before or in; null when it is over. */
  readonly stepId: string | null;
  /** When it came to that step. */
  readonly cameAt: Instant;
  /** Turns so far. */
  readonly turn: number;
  /** Steps done so far. */
  readonly steps: number;
  readonly wakeAt: Instant | null;
  readonly waitsFor: WaitsFor | null;
  /** Answers, and what was kept of calls, by name. Emptied when the run ends. */
  readonly answers: Readonly<Record<string, Scalar>>;
  /** How often each jump was taken. */
  readonly jumps: Readonly<Record<string, number>>;
  readonly trigger: RunTrigger;
  /** The firing of a schedule that began it: each conversation once. */
  readonly firingId: string | null;
  /** The port of the step before, and why it failed. */
  readonly lastPort: string | null;
  readonly lastCode: string | null;
  /** How many runs began one by the other before this one. */
  readonly depth: number;
  /** What it came to, for the figures of its flow. */
  readonly marks: readonly RunMark[];
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly outcome: RunOutcome | null;
}

export interface RunTrigger {
  /** `owner`: the ticket was handed to the flow. */
  readonly kind: TriggerKind | 'owner';
  /** Whose presence changed, or who had it before. */
  readonly agentId: string | null;
  /**
   * Which of its version's triggers, counted from 0, whose condition is the run's. Not said of the owner's; nor of runs that are
   * older than this, which any trigger of the kind may begin.
   */
  readonly place?: number;
  /** Until it has begun: which triggers were for the same event. The first of all whose condition holds begins it. */
  readonly others?: readonly RunTrigger[];
  /** The run of the same flow by whose doing it came: the two may be under way at once. */
  readonly after?: string;
}

/**
 * `moved`: it took the ticket from an agent for somebody else, or handed it over. `nobody`: it found nobody to give it to.
 * `replied`: a person answered while it waited.
 */
export type RunMark = 'moved' | 'nobody' | 'replied' | 'failed';

export const runOutcomes = [
  /** It came to an `end`. */
  'done',
  /** It came to `fallback`. */
  'fell_back',
  /** What it waited for was ended by what happened meanwhile. */
  'interrupted',
  /** Somebody else owns what it owned. */
  'taken_over',
  /** What the trigger asks for did not hold, or did not last: it never began. */
  'not_met',
] as const;
export type RunOutcome = (typeof runOutcomes)[number];

/** What a run waits for. */
export type WaitsFor =
  | {
      readonly kind: 'time';
      readonly on: Readonly<Record<Interruption, string>>;
      /** What its time is counted in; not said of one in which every hour counts. */
      readonly counts?: 'business' | 'opening';
      /** Of one for the opening: when it ends at the latest. */
      readonly limitAt?: Instant;
      /** Since when its time stands still. */
      readonly pausedAt: Instant | null;
      /** While it does: how much of it is left, in milliseconds of what it is counted in; of one for the opening, of its limit. */
      readonly left?: number;
      /** What ended the wait before its time, to go on at the port of that name. */
      readonly interruptedBy: Interruption | null;
    }
  /** Of an answer: how often it was asked, and up to which message the customer had written then. */
  | { readonly kind: 'answer'; readonly asked: number; readonly sequence: number; readonly until: Instant }
  /** What it asked for is under way, or has ended: how, and with what code. */
  | {
      readonly kind: 'transfer';
      readonly transferId: string;
      readonly ended: TransferOutcome | null;
      readonly code: string | null;
      /** Of an assignment: who was asked already. */
      readonly tried?: readonly string[];
    }
  | {
      readonly kind: 'advice';
      readonly transferId: string;
      /** Up to which message it has read. */
      readonly sequence: number;
      readonly until: Instant;
      readonly ended: boolean;
    }
  /** For somebody to have waited long enough in a queue: until then nothing has begun. */
  | { readonly kind: 'queue' }
  /** For nothing: its end is its next turn, which says at which step it could not go on. */
  | { readonly kind: 'fallback'; readonly stepId: string }
  /** A call outside is being made, for which whoever makes it has until `wakeAt`. */
  | {
      readonly kind: 'call';
      readonly attempt: number;
      /** Whether somebody makes it now; otherwise it is made again at `wakeAt`. */
      readonly isUnderWay: boolean;
      /** Of an AI agent: how often it has spoken, and up to which message it has read. */
      readonly spoken: number;
      readonly sequence: number;
    };

/** What a step came to, kept for as long as its run. */
export interface FlowStepRecord {
  /** `RUN NUMBER`. */
  readonly id: string;
  readonly runId: string;
  /** 1..n within the run: the same number is never written twice. */
  readonly number: number;
  readonly stepId: string;
  readonly kind: string;
  readonly port: string;
  readonly code: string | null;
  /** When it was come to; `at` is when it was done. */
  readonly since: Instant;
  readonly at: Instant;
}

/** What was published, at one version. Never changed. */
export interface FlowVersion {
  /** `FLOW VERSION`. */
  readonly id: string;
  readonly flowId: string;
  readonly version: number;
  readonly entry: unknown;
  readonly publishedBy: unknown;
  readonly publishedAt: Instant;
}

export function flowVersionId(flowId: string, version: number): string {
  return `${flowId} ${version}`;
}

/** What somebody is changing: whatever they have come to, also what could not be published yet. */
export interface FlowDraft {
  /** The flow's. */
  readonly id: string;
  /** Null once it is published or thrown away. */
  readonly entry: unknown;
  /** +1 with every save; its ETag. */
  readonly revision: number;
  readonly changedBy: unknown;
  readonly changedAt: Instant;
}

/** When a flow's schedule is due next, and how far its last firing has come. */
export interface FlowSchedule {
  /** The flow's. */
  readonly id: string;
  /** Null while nothing is scheduled. */
  readonly nextAt: Instant | null;
  /** The firing that is under way: its conversations are begun one by one. */
  readonly firingId: string | null;
  readonly firedAt: Instant | null;
  /** Whose conversations; null is every department's. */
  readonly departments: readonly string[] | null;
}

/** Somebody must look, and is told until they say that they do: one person after the other, round and round. */
export interface DutyAlert {
  readonly id: string;
  /** What is the matter. */
  readonly alert: AlertCode;
  readonly text: string;
  readonly conversationId: string | null;
  readonly ticketId: string | null;
  readonly departmentId: string | null;
  readonly flowId: string | null;
  /** Agents, in the order in which they are told. */
  readonly people: readonly string[];
  /** How often somebody was told: of the people it was each in turn. */
  readonly told: number;
  /** When the next is told; null once it is acknowledged. */
  readonly nextAt: Instant | null;
  readonly repeatSeconds: number;
  readonly raisedAt: Instant;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAt: Instant | null;
}
