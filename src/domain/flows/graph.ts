import type { ChannelKind } from '../channel.ts';
import type { Weekday } from '../hours.ts';
import type { StrategyName } from '../strategy-names.ts';
import type { Release, Target, TransferRequest } from '../transfer.ts';
import type { Condition } from './conditions.ts';

/**
 * The language of flows. A flow is a graph of steps; each step has an outcome, the **port**, and for every port it is written
 * down where it goes on: to another step, or to one of two ends.
 *
 * - `end`: the run is over. A flow that owns the ticket gives it to its return queue.
 * - `fallback`: the run cannot go on. The department's fallback owns the ticket, and the people on duty are told until one of
 *   them acknowledges it.
 *
 * A flow that owns a ticket is a bot; one that does not is a reaction to what happens, beside whoever owns it. One and the same
 * graph can be both. What is published is never changed: a run keeps the version that it began with.
 */
export interface FlowGraph {
  readonly triggers: readonly Trigger[];
  /** The first step. */
  readonly start: string;
  readonly steps: readonly Step[];
}

/** Where a port may lead besides to a step. No step can be called so. */
export const ends = ['end', 'fallback'] as const;
export type End = (typeof ends)[number];

export function isEnd(next: string): next is End {
  return (ends as readonly string[]).includes(next);
}

/** How a conversation came to be open. */
export const openingSources = ['contact', 'reopened', 'agent', 'api', 'flow', 'import'] as const;
export type OpeningSource = (typeof openingSources)[number];

/** What a trigger asks of the conversation besides what happened: all that is named must hold. */
interface OfConversation {
  readonly accounts: 'all' | readonly string[];
  readonly channels: 'all' | readonly ChannelKind[];
  /** Where the ticket is. */
  readonly departments: 'all' | readonly string[];
  /** Looked at when the run begins; null is always. */
  readonly when: Condition | null;
}

export type Trigger =
  /** A conversation was opened. By a contact's message it fires once; never for a copy, a linked session or a merge. */
  | (OfConversation & { readonly kind: 'conversation_opened'; readonly sources: readonly OpeningSource[] })
  | (OfConversation & { readonly kind: 'conversation_closed' })
  | (OfConversation & { readonly kind: 'message_received' })
  /** Somebody of these kinds became the owner. */
  | (OfConversation & { readonly kind: 'assignment_changed'; readonly to: readonly OwnerKind[] })
  | (OfConversation & { readonly kind: 'transfer_ended'; readonly outcomes: readonly TransferOutcome[] })
  /** Somebody has waited so long in a queue, without a break. */
  | (OfConversation & {
      readonly kind: 'queue_wait_passed';
      readonly queues: 'all' | readonly string[];
      readonly seconds: number;
    })
  | (OfConversation & { readonly kind: 'tag_changed'; readonly tags: 'all' | readonly string[] })
  | (OfConversation & { readonly kind: 'field_changed'; readonly fields: 'all' | readonly string[] })
  /** An agent's presence changed; the run has no conversation. */
  | {
      readonly kind: 'presence_changed';
      readonly to: readonly ('online' | 'away' | 'offline')[];
      readonly departments: 'all' | readonly string[];
    }
  /** At these times of the day: once for every open conversation of the departments, or once without one. */
  | {
      readonly kind: 'schedule';
      readonly zone: string;
      readonly weekdays: readonly Weekday[];
      /** `HH:MM`. */
      readonly times: readonly string[];
      readonly each: 'conversation' | 'none';
      readonly departments: 'all' | readonly string[];
      readonly when: Condition | null;
    }
  /** A signed call of `POST /v1/flow-hooks/{organization}/{flow}`; it may name a conversation. */
  | { readonly kind: 'webhook'; readonly when: Condition | null }
  /** Another flow's step starts it. */
  | { readonly kind: 'flow'; readonly when: Condition | null };

export type TriggerKind = Trigger['kind'];
export const ownerKinds = ['agent', 'queue', 'flow', 'external'] as const;
export type OwnerKind = (typeof ownerKinds)[number];
export const transferOutcomes = ['completed', 'refused', 'returned', 'fell_back', 'cancelled', 'failed'] as const;
export type TransferOutcome = (typeof transferOutcomes)[number];

interface AnyStep {
  readonly id: string;
  /** What people call it; null is its kind. */
  readonly name: string | null;
  /** Where each port leads: a step's id, `end` or `fallback`. */
  readonly next: Readonly<Record<string, string>>;
}

export interface SendMessageStep extends AnyStep {
  readonly kind: 'send_message';
  /** With `{{…}}` for fields and answers. */
  readonly text: string;
}

export const answerKinds = ['text', 'number', 'email', 'phone', 'date', 'rating', 'yes_no', 'choice'] as const;
export type AnswerKind = (typeof answerKinds)[number];

export interface AskStep extends AnyStep {
  readonly kind: 'ask';
  readonly text: string;
  readonly answer: AnswerKind;
  /** Of a choice. Each is a port of its own with `portPerOption`. */
  readonly options: readonly { readonly id: string; readonly label: string }[];
  readonly portPerOption: boolean;
  /** Under which name the answer is kept: `{{answer.NAME}}`. */
  readonly saveAs: string;
  /** Also written to this field. */
  readonly field: FieldPlace | null;
  /** How often it is asked again after an answer that is none (0–5). */
  readonly retries: number;
  /** What is said then; empty asks the question again. */
  readonly retryText: string;
  /** Words by which the customer skips the question; none is that it cannot be skipped. */
  readonly skipWords: readonly string[];
  readonly timeoutSeconds: number;
}

export const fieldScopes = ['ticket', 'shared', 'contact'] as const;
/** Of the department's ticket, of the conversation wherever it goes, or of the contact. */
export type FieldScope = (typeof fieldScopes)[number];
export interface FieldPlace {
  readonly scope: FieldScope;
  readonly name: string;
}

export interface AssignStep extends AnyStep {
  readonly kind: 'assign';
  /** `nobody` gives an open ticket back to its department's queue, and forgets who had it last. */
  readonly who: 'agent' | 'team' | 'nobody';
  readonly agent: string | null;
  /** A department; null is the ticket's own. */
  readonly team: string | null;
  readonly strategy: StrategyName;
  /** Whether only agents who are online count. Otherwise also those who are away or offline are chosen. */
  readonly onlyOnline: boolean;
  /** Whether agents who have owned it since it was opened are left out, until there is nobody else. */
  readonly excludeEarlier: boolean;
  /** A comment for whoever gets it. */
  readonly note: string;
}

export interface BranchStep extends AnyStep {
  readonly kind: 'branch';
  /** The first that holds is taken; its id is the port. */
  readonly branches: readonly { readonly id: string; readonly name: string | null; readonly when: Condition }[];
}

export interface UpdateTagStep extends AnyStep {
  readonly kind: 'update_tag';
  readonly scope: 'ticket' | 'shared';
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

export interface UpdateFieldStep extends AnyStep {
  readonly kind: 'update_field';
  readonly field: FieldPlace;
  /** With `{{…}}`; null takes the field away. */
  readonly value: string | null;
}

/** Opens a conversation that is closed again, in its department's queue. */
export interface OpenStep extends AnyStep {
  readonly kind: 'open';
}

export interface CloseStep extends AnyStep {
  readonly kind: 'close';
  readonly disposition: string | null;
  readonly reason: string;
}

/** A note within, which the customer never sees. */
export interface CommentStep extends AnyStep {
  readonly kind: 'comment';
  readonly text: string;
}

/** Goes back to an earlier step, so often at most. The only way to close a circle. */
export interface JumpStep extends AnyStep {
  readonly kind: 'jump';
  readonly times: number;
}

/** What may end a wait besides its time, and what it does then. */
export const interruptions = ['reply', 'message', 'transfer', 'hold', 'close', 'merge'] as const;
export type Interruption = (typeof interruptions)[number];
/** `ignore`: it waits on. `end`: the run is over. `port`: it goes on at the port of that name. `pause`: its time stands still (hold only). */
export const interruptionEffects = ['ignore', 'end', 'port', 'pause'] as const;
export type InterruptionEffect = (typeof interruptionEffects)[number];

export interface WaitStep extends AnyStep {
  readonly kind: 'wait';
  /** How long, in seconds (1 to 90 days). Of `until: opening` the limit. */
  readonly seconds: number;
  /** Whether only the department's open hours count. */
  readonly hours: 'always' | 'business';
  /** `time` waits so long; `opening` until the department opens. */
  readonly until: 'time' | 'opening';
  readonly on: Readonly<Record<Interruption, InterruptionEffect>>;
}

export interface DateTimeStep extends AnyStep {
  readonly kind: 'date_time';
  readonly mode: 'business_hours' | 'times' | 'dates';
  /** Whose hours; null is the ticket's department. */
  readonly department: string | null;
  readonly zone: string;
  readonly weekdays: readonly Weekday[];
  /** `HH:MM`, half-open; past midnight where `to` is not later. */
  readonly from: string;
  readonly to: string;
  /** `YYYY-MM-DD`, both included. */
  readonly firstDate: string | null;
  readonly lastDate: string | null;
}

export const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type HttpMethod = (typeof httpMethods)[number];

export interface HttpRequestStep extends AnyStep {
  readonly kind: 'http_request';
  readonly method: HttpMethod;
  readonly url: string;
  /** With `{{secret.NAME}}` for what must not be written here. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly body: string;
  readonly timeoutSeconds: number;
  /** How often it is tried again after a failure, always under one idempotency key (0–5). */
  readonly retries: number;
  /** What of the answer is kept: a JSON pointer, and under which name. */
  readonly save: readonly { readonly from: string; readonly as: string }[];
}

export interface TriggerFlowStep extends AnyStep {
  readonly kind: 'trigger_flow';
  readonly flow: string;
}

export interface SheetRowStep extends AnyStep {
  readonly kind: 'sheet_row';
  readonly spreadsheet: string;
  /** In A1 notation: `Sheet1` or `'Answers 2026'!A1`. */
  readonly range: string;
  readonly values: readonly string[];
  /** Under which name the service account's key is kept among the secrets. */
  readonly secret: string;
}

export const aiTools = ['hand_over', 'resolve', 'update_field', 'add_tag'] as const;
export type AiTool = (typeof aiTools)[number];

export interface AiAgentStep extends AnyStep {
  readonly kind: 'ai_agent';
  /** Of the OpenAI-compatible protocol: `https://host/v1`. */
  readonly endpoint: string;
  readonly model: string;
  /** Under which name its key is kept; null calls without one. */
  readonly secret: string | null;
  readonly instructions: string;
  /** What it may do besides answering; `hand_over` it always may. */
  readonly tools: readonly AiTool[];
  /** Which fields and tags those tools may touch. */
  readonly fields: readonly string[];
  readonly tags: readonly string[];
  /** How often it speaks at most (1–50). */
  readonly turns: number;
  /** How long one answer of the endpoint may take. */
  readonly timeoutSeconds: number;
  /** How long the customer may be silent. */
  readonly idleSeconds: number;
}

export interface TransferStep extends AnyStep {
  readonly kind: 'transfer';
  readonly target: Target;
  readonly note: string;
  readonly reason: string;
  readonly release: Release | null;
  readonly whenBlocked: NonNullable<TransferRequest['whenBlocked']> | null;
}

/** Asks an agent or a contact outside for advice, in private. */
export interface ConsultStep extends AnyStep {
  readonly kind: 'consult';
  readonly target: Target;
  readonly question: string;
  readonly timeoutSeconds: number;
  /** Under which name the answer is kept. */
  readonly saveAs: string;
}

export interface FlagSupervisorStep extends AnyStep {
  readonly kind: 'flag_supervisor';
  readonly text: string;
}

export interface AlertStep extends AnyStep {
  readonly kind: 'alert';
  /** Told one after the other until one acknowledges it; none are those on duty. */
  readonly people: readonly string[];
  readonly text: string;
  readonly repeatSeconds: number;
}

export type Step =
  | SendMessageStep
  | AskStep
  | AssignStep
  | BranchStep
  | UpdateTagStep
  | UpdateFieldStep
  | OpenStep
  | CloseStep
  | CommentStep
  | JumpStep
  | WaitStep
  | DateTimeStep
  | HttpRequestStep
  | TriggerFlowStep
  | SheetRowStep
  | AiAgentStep
  | TransferStep
  | ConsultStep
  | FlagSupervisorStep
  | AlertStep;

export type StepKind = Step['kind'];
export type StepOf<K extends StepKind> = Extract<Step, { readonly kind: K }>;
