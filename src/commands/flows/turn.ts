import { present } from '../../base/assert.ts';
import type { Needs } from '../../domain/command.ts';
import type { Flow } from '../../domain/configuration.ts';
import type { Conversation, Ticket } from '../../domain/conversation.ts';
import type { Draft } from '../../domain/draft.ts';
import type { CallResult, FlowCall } from '../../domain/flows/calls.ts';
import type { FieldValue, Scalar } from '../../domain/flows/conditions.ts';
import { cutText } from '../../domain/flows/cut-text.ts';
import { neededFor, readField } from '../../domain/flows/field-values.ts';
import { fillText, placeholdersIn } from '../../domain/flows/fill-text.ts';
import { fieldsOf } from '../../domain/flows/foresee.ts';
import type { FlowRun, RunMark, RunTrigger, WaitsFor } from '../../domain/flows/run.ts';

/** What a step came to. Whoever needs rows says so before anything is changed. */
export type StepResult =
  | { readonly kind: 'port'; readonly port: string; readonly code?: string }
  | { readonly kind: 'wait'; readonly waitsFor: WaitsFor; readonly wakeAt: number | null }
  | { readonly kind: 'needs'; readonly needs: Needs };

export function port(name: string, code?: string): StepResult {
  return code === undefined ? { kind: 'port', port: name } : { kind: 'port', port: name, code };
}

/**
 * One turn of a run: from where it woke to where it waits next. Steps read and change conversations through the draft, and
 * answers, jumps and marks here; all of it is written in one commit at the end of the turn.
 */
export class Turn {
  readonly draft: Draft;
  readonly flow: Flow;
  readonly run: FlowRun;
  readonly answers: Record<string, Scalar>;
  readonly jumps: Record<string, number>;
  readonly marks: Set<RunMark>;
  /** What began the run: of several triggers the one whose condition held. */
  trigger: RunTrigger;
  lastPort: string | null;
  lastCode: string | null;
  /** The step that was done last of those that this turn knows of. */
  lastStepId: string | null;
  owns: boolean;
  /** What came of the call that the run waits for, brought back by this turn. */
  readonly result: CallResult | undefined;
  /** A call that is to be made once this turn is committed. */
  call: FlowCall | null = null;
  /** Steps done, those of earlier turns too. */
  steps: number;

  constructor(draft: Draft, flow: Flow, run: FlowRun, result?: CallResult) {
    this.result = result;
    this.steps = run.steps;
    this.draft = draft;
    this.flow = flow;
    this.run = run;
    this.answers = { ...run.answers };
    this.jumps = { ...run.jumps };
    this.marks = new Set(run.marks);
    this.trigger = run.trigger;
    this.lastPort = run.lastPort;
    this.lastCode = run.lastCode;
    this.lastStepId = run.waitsFor?.kind === 'fallback' ? run.waitsFor.stepId : null;
    this.owns = run.owns;
  }

  /** The number of the step that is being done. */
  get nextNumber(): number {
    return this.steps + 1;
  }

  /** As it is now; undefined of a run that has none. */
  get conversation(): Conversation | undefined {
    return this.run.conversationId === null ? undefined : this.draft.get('conversation', this.run.conversationId);
  }

  /** The conversation with its ticket while that is open; undefined otherwise. */
  get open(): { readonly conversation: Conversation; readonly ticket: Ticket } | undefined {
    const { conversation } = this;
    if (conversation?.status !== 'open') return undefined;
    return { conversation, ticket: this.draft.get('ticket', conversation.ticketId) };
  }

  /** Why there is nothing to act on. */
  get closedCode(): string {
    return this.conversation === undefined ? 'no_conversation' : 'ticket_closed';
  }

  field(name: string): FieldValue {
    const { draft, run, trigger, answers, lastPort, lastCode } = this;
    return readField({ draft, conversationId: run.conversationId, trigger, answers, lastPort, lastCode }, name);
  }

  /**
   * What must be loaded before these fields can be read; null when everything is there. With it whatever else the flow may look
   * at is loaded, so that what several steps look at takes one round.
   */
  missingFor(names: readonly string[]): StepResult | null {
    if (neededFor(this.draft, this.conversation, names) === null) return null;
    const needs = neededFor(this.draft, this.conversation, [...names, ...fieldsOf(this.flow)]);
    return needs === null ? null : { kind: 'needs', needs };
  }

  /** The same for what these texts show. */
  missingIn(...texts: readonly (string | null)[]): StepResult | null {
    return this.missingFor(texts.flatMap((text) => (text === null ? [] : placeholdersIn(text))));
  }

  fill(text: string): string {
    return cutText(
      fillText(text, (name) => this.field(name)),
      textMax,
    );
  }

  /** The conversation, of which the step before looked that it is there. */
  get there(): Conversation {
    return present(this.conversation, `Run ${this.run.id} has no conversation.`);
  }
}

/** What fields may make of a text at most: as long as a message may be. */
const textMax = 10_000;
