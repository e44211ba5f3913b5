import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import { expireOffer } from '../commands/answer-offer.ts';
import { expireQueueWait } from '../commands/dispatch.ts';
import { repeatAlert } from '../commands/duty-alerts.ts';
import { expireWait } from '../commands/end-transfer.ts';
import { finishFiring, fireSchedule, startScheduledRun } from '../commands/flows/schedules.ts';
import { returnFromOutside } from '../commands/outside.ts';
import { endGrace, lapsePresence } from '../commands/presence.ts';
import { finishBatch, runBatchItem } from '../commands/run-batch-item.ts';
import { endSnooze } from '../commands/snooze.ts';
import { expireWrapUp } from '../commands/wrap-up.ts';
import type { CommandDefinition } from '../domain/command.ts';
import type { Principal } from '../domain/principal.ts';
import type { Engine } from '../engine/engine.ts';
import { type Due, type DueKind, dueKinds, duePage, findDue } from '../reads/due.ts';
import type { ReadDatabase } from '../reads/reads.ts';
import type { DueRun } from './flow-turns.ts';

/**
 * Deadlines are columns, not jobs: the sweeper reads what is due and submits ordinary commands that name it. No browser
 * and no cron is needed, and a server that was down for an hour catches up with the first sweep. Any number of nodes may
 * sweep at once.
 */
export interface SweeperOptions {
  readonly database: ReadDatabase;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly takeTurn: TakeTurn;
  /** Where the present comes from: the store's clock, or in the simulator the injected one. Default `database`. */
  readonly time?: 'database' | 'clock';
  readonly onError?: (error: unknown) => void;
  /** Told when expiry is held back because the store's clock jumped. */
  readonly onAlert?: (alert: string) => void;
}

/** A jump of the store's clock against this node's by more than this pauses expiry. */
const jumpMsMax = 5000;
const pauseMs = 30_000;
/** A process that stood still for a while sees the clock jump, and nothing has. */
const slowMsMax = 1000;

/** The command that one due thing becomes. */
const sendFor: Record<DueKind, (due: Due, send: Send, takeTurn: TakeTurn, newId: () => string) => Promise<unknown>> = {
  offer: ({ id }, send) => send(expireOffer, { offerId: id }),
  transfer: ({ id }, send) => send(expireWait, { transferId: id }),
  wait: ({ id }, send) => send(expireQueueWait, { conversationId: id }),
  run: ({ organizationId, id, of }, _, takeTurn) => {
    const { flowId, conversationId, turn } = JSON.parse(of ?? '{}');
    return takeTurn({ organizationId, runId: id, flowId, conversationId, turn });
  },
  firing: ({ id, of }, send, _, newId) => {
    const { flowId, conversationId, at } = JSON.parse(of ?? '{}');
    if (at !== undefined) return send(fireSchedule, { flowId, firingId: newId() }, { key: `fire ${flowId} ${at}` });
    const firing = { flowId, firingId: id };
    if (conversationId === null) return send(finishFiring, firing);
    return send(startScheduledRun, { ...firing, conversationId }, { key: `${id} ${conversationId}` });
  },
  alert: ({ id }, send) => send(repeatAlert, { alertId: id }),
  silence: ({ id }, send) => send(returnFromOutside, { conversationId: id, reason: 'silent' }),
  batch: ({ id, of }, send) =>
    of === null
      ? send(finishBatch, { batchId: id })
      : send(runBatchItem, { batchId: id, ticketId: of }, { key: `${id} ${of}` }),
  snooze: ({ id }, send) => send(endSnooze, { ticketId: id }),
  lease: ({ of }, send) => send(lapsePresence, { agentId: of ?? '' }),
  grace: ({ of }, send) => send(endGrace, { agentId: of ?? '' }),
  wrap_up: ({ id, of }, send) => send(expireWrapUp, { segmentId: id, agentId: of ?? '' }),
};
/** How a flow's turn is taken: by a command, and the call that it may ask for. */
export type TakeTurn = (run: DueRun) => Promise<unknown>;
type Send = <I, A>(
  definition: CommandDefinition<I, A>,
  input: I,
  options?: {
    readonly principal?: Principal;
    /** Under which it is done once, by whatever node. Default: a fresh one. */
    readonly key?: string;
  },
) => Promise<unknown>;

const sweeper: Principal = { kind: 'system', part: 'sweeper' };

export class Sweeper {
  readonly #options: SweeperOptions;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | null = null;
  /** The store's time less this node's monotonic time, as last seen. */
  #offset: number | null = null;
  #pausedUntil = 0;

  constructor(options: SweeperOptions) {
    this.#options = options;
  }

  /** Sweeps every `everyMs` milliseconds until `close`. */
  start(everyMs = 250): void {
    this.#timer = setInterval(() => {
      this.#sweeping ??= this.sweep()
        .then(
          () => undefined,
          (error) => this.#options.onError?.(error),
        )
        .finally(() => {
          this.#sweeping = null;
        });
    }, everyMs);
    this.#timer.unref();
  }

  /** Everything that is due now, until nothing is left of a full page. How many commands were sent. @throws DatabaseError */
  async sweep(): Promise<number> {
    let sent = 0;
    for (let isFull = true; isFull; ) {
      const asked = this.#options.clock.monotonic();
      const { now, due } = await findDue(
        this.#options,
        this.#options.time === 'clock' ? this.#options.clock.now() : null,
      );
      if (this.#isHeldBack(now, asked)) break;
      const results = await Promise.allSettled(due.map((one) => this.#send(one)));
      for (const result of results) if (result.status === 'rejected') this.#options.onError?.(result.reason);
      sent += due.length;
      // A page of which nothing could be sent would come back as it is.
      isFull =
        dueKinds.some((kind) => due.filter((one) => one.kind === kind).length === duePage) &&
        results.some((result) => result.status === 'fulfilled');
    }
    return sent;
  }

  #send(due: Due): Promise<unknown> {
    const { engine, ids, takeTurn } = this.#options;
    const send: Send = (definition, input, { principal = sweeper, key } = {}) =>
      engine.submit({
        organizationId: due.organizationId,
        principal,
        key: key ?? ids.next(),
        requestHash: '',
        definition,
        input,
      });
    return sendFor[due.kind](due, send, takeTurn, () => ids.next());
  }

  /** Whether a jump of the store's clock holds expiry back: a deadline that it passed was not waited for. */
  #isHeldBack(now: number, asked: number): boolean {
    if (this.#options.time === 'clock') return false;
    const monotonic = this.#options.clock.monotonic();
    // An answer that was long on its way says too little of when it was true.
    if (monotonic - asked > slowMsMax) return monotonic < this.#pausedUntil;
    const offset = now - monotonic;
    if (this.#offset !== null && Math.abs(offset - this.#offset) > jumpMsMax) {
      this.#pausedUntil = monotonic + pauseMs;
      this.#options.onAlert?.(
        `The database's clock jumped by ${Math.round(offset - this.#offset)} ms; nothing expires for ${pauseMs} ms.`,
      );
    }
    this.#offset = offset;
    return monotonic < this.#pausedUntil;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }
}
