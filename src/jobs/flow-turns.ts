import type { Clock } from '../base/clock.ts';
import { FairTurns } from '../base/fair-turns.ts';
import type { Ids } from '../base/ids.ts';
import {
  type AdvanceRunAnswer,
  type AdvanceRunInput,
  advanceRun,
  breakRun,
  callOf,
} from '../commands/flows/advance-run.ts';
import { type CallResult, callLeaseMs, type FlowCall } from '../domain/flows/calls.ts';
import type { CommittedEvents } from '../engine/batch.ts';
import type { Engine } from '../engine/engine.ts';
import { type Answer, EngineError, type Submission } from '../engine/submission.ts';

/** A run that is due. */
export interface DueRun {
  readonly organizationId: string;
  readonly runId: string;
  readonly flowId: string;
  readonly conversationId: string | null;
  /** The turns that it has had. */
  readonly turn: number;
  /** Where it stands: nothing of one that has not begun. */
  readonly stepId: string | undefined;
  readonly departmentId: string | null;
}

/** A call that a turn asks for, and the number of that turn. */
interface AskedCall {
  readonly call: FlowCall;
  readonly turn: number;
  /** On the monotonic clock: from then on the sweeper asks for it again. */
  readonly leasedUntil: number;
}

export interface FlowTurnsOptions {
  readonly engine: Pick<Engine, 'submit'>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Makes a call of a step, for an organization, and answers what came of it; never throws. */
  readonly perform: (organizationId: string, call: FlowCall) => Promise<CallResult>;
  readonly onError?: (error: unknown) => void;
}

/** Calls at once of one node, of which an organization that is alone has 100. Others wait, and take turns between organizations. */
const callsMax = 125;
/** With less of its lease left than this a call is not begun: nobody would hear what comes of it. */
const callMsMin = 1000;

/**
 * Takes the turns of flows: at once where this node committed what made them due, and what the sweeper finds otherwise. Makes the
 * calls that turns ask for, and brings back what comes of them. Whatever is lost with a node here is found again by the sweeper.
 */
export class FlowTurns {
  readonly #options: FlowTurnsOptions;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #calls = new FairTurns(callsMax);
  #closed = false;

  constructor(options: FlowTurnsOptions) {
    this.#options = options;
  }

  /** Takes the turns that what was just committed makes due. */
  committed(commits: readonly CommittedEvents[]): void {
    for (const { organizationId, at, events } of commits) {
      for (const { kind, conversationId, data } of events) {
        if (kind !== 'flow.started' && kind !== 'flow.advanced') continue;
        const { runId, flowId, turn, wakeAt, stepId } = data as unknown as {
          runId: string;
          flowId: string;
          turn: number;
          wakeAt: number | null;
          stepId?: string;
        };
        if (wakeAt === null || wakeAt > at) continue;
        const [departmentId = null] = data.audience.departments;
        this.#keep(this.take({ organizationId, runId, flowId, conversationId, turn, stepId, departmentId }));
      }
    }
  }

  /**
   * Takes one turn, and begins the call that it asks for. False where the engine had no room: what is due stays due.
   *
   * @throws EngineError
   */
  async take(run: DueRun): Promise<boolean> {
    const asked = await this.#turn(run);
    if (typeof asked === 'object') this.#keep(this.#makeCall(run.organizationId, run, asked));
    return asked !== 'no room';
  }

  async #turn(run: DueRun, result?: CallResult): Promise<AskedCall | 'no call' | 'no room'> {
    const { organizationId, runId, flowId, conversationId, turn, stepId, departmentId } = run;
    const from = { flowId, stepId, departmentId };
    // Before it is decided: what the store counts from is later than that.
    const asked = this.#options.clock.monotonic();
    const answer = await this.#submit({
      organizationId,
      principal: { kind: 'flow', flowId, runId },
      key: this.#options.ids.next(),
      requestHash: '',
      definition: advanceRun,
      input: { runId, conversationId, turn, from, ...(result === undefined ? {} : { result }) },
    });
    if (answer === null) return 'no room';
    const call = answer.kind === 'done' ? callOf(answer.once) : undefined;
    if (call === undefined || answer.kind !== 'done' || answer.answer === null) return 'no call';
    return { call, turn: answer.answer.turn, leasedUntil: asked + callLeaseMs(call) };
  }

  /** Null where the engine has too much to do: what is due stays due. */
  async #submit(
    submission: Submission<AdvanceRunInput, AdvanceRunAnswer | null>,
  ): Promise<Answer<AdvanceRunAnswer | null> | null> {
    try {
      return await this.#options.engine.submit(submission);
    } catch (error) {
      if (error instanceof EngineError && error.reason === 'busy') return null;
      if (error instanceof EngineError && error.reason === 'broken') await this.#break(submission);
      throw error;
    }
  }

  /** A turn that fails on its own would fail for ever: the run falls back. */
  async #break({ input, ...submission }: Submission<AdvanceRunInput, unknown>): Promise<void> {
    const { runId, conversationId, turn } = input;
    const key = this.#options.ids.next();
    await this.#options.engine.submit({
      ...submission,
      key,
      definition: breakRun,
      input: { runId, conversationId, turn },
    });
  }

  /** Makes a call and those that what comes of it asks for, each when there is room. */
  async #makeCall(organizationId: string, run: DueRun, first: AskedCall): Promise<void> {
    for (let next: AskedCall | 'no call' | 'no room' = first; typeof next === 'object'; ) {
      const asked: AskedCall = next;
      const result = await this.#calls.take(organizationId, () => this.#performInTime(organizationId, asked));
      if (result === null) return;
      next = await this.#turn({ ...run, turn: asked.turn }, result);
    }
  }

  /** Null where it waited so long that the sweeper asks for it again: made now, it would be made twice. */
  async #performInTime(organizationId: string, { call, leasedUntil }: AskedCall): Promise<CallResult | null> {
    const leftMs = leasedUntil - this.#options.clock.monotonic();
    if (leftMs < callMsMin || this.#closed) return null;
    return this.#options.perform(organizationId, { ...call, timeoutMs: Math.min(call.timeoutMs, Math.floor(leftMs)) });
  }

  #keep(promise: Promise<unknown>): void {
    const kept = promise
      .catch((error: unknown) => {
        if (!this.#closed) this.#options.onError?.(error);
      })
      .finally(() => this.#underWay.delete(kept));
    this.#underWay.add(kept);
  }

  /** Waits for what is under way. Calls that still run are made again, under the same key, after their lease. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#underWay);
  }
}
