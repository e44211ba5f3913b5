import type { Ids } from '../base/ids.ts';
import {
  type AdvanceRunAnswer,
  type AdvanceRunInput,
  advanceRun,
  breakRun,
  callOf,
} from '../commands/flows/advance-run.ts';
import type { CallResult, FlowCall } from '../domain/flows/calls.ts';
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
}

export interface FlowTurnsOptions {
  readonly engine: Pick<Engine, 'submit'>;
  readonly ids: Ids;
  /** Makes a call of a step, for an organization, and answers what came of it; never throws. */
  readonly perform: (organizationId: string, call: FlowCall) => Promise<CallResult>;
  readonly onError?: (error: unknown) => void;
}

/** Calls at once of one node. Others wait for their turn; one that waits beyond its time is made again by the sweeper's turn. */
const callsMax = 100;

/**
 * Takes the turns of flows: at once where this node committed what made them due, and what the sweeper finds otherwise. Makes the
 * calls that turns ask for, and brings back what comes of them. Whatever is lost with a node here is found again by the sweeper.
 */
export class FlowTurns {
  readonly #options: FlowTurnsOptions;
  readonly #underWay = new Set<Promise<unknown>>();
  #calls = 0;
  readonly #waiting: (() => void)[] = [];
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
    return { call, turn: answer.answer.turn };
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

  async #makeCall(organizationId: string, run: DueRun, asked: AskedCall): Promise<void> {
    for (let next: AskedCall | 'no call' | 'no room' = asked; typeof next === 'object' && !this.#closed; ) {
      const { call, turn } = next;
      await this.#room();
      let result: CallResult;
      try {
        result = await this.#options.perform(organizationId, call);
      } finally {
        this.#calls--;
        this.#waiting.shift()?.();
      }
      next = await this.#turn({ ...run, turn }, result);
    }
  }

  async #room(): Promise<void> {
    if (this.#calls >= callsMax) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#calls++;
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
