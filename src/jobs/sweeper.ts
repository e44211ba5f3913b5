import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import type { Random } from '../base/random.ts';
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
import { type Due, type DueKind, dueKinds, findDue } from '../reads/due.ts';
import type { ReadDatabase } from '../reads/reads.ts';
import type { DueRun } from './flow-turns.ts';
import { Ticker } from './ticker.ts';

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
  /** Which of many that are due are taken up first. */
  readonly random: Random;
  readonly takeTurn: TakeTurn;
  /** Where the present comes from: the store's clock, or in the simulator the injected one. Default `database`. */
  readonly time?: 'database' | 'clock';
  readonly onError?: (error: unknown) => void;
  /** Told when expiry is held back because the store's clock jumped. */
  readonly onAlert?: (alert: string) => void;
}

/** Commands of a kind that are under way at once: what one sweep finds is no flood for those who write by hand. */
const atOnce = 500;

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
    return takeTurn({ organizationId, runId: id, ...JSON.parse(of ?? '{}') });
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
/** How a flow's turn is taken: by a command, and the call that it may ask for. False where there was no room for it. */
export type TakeTurn = (run: DueRun) => Promise<boolean>;
type Send = <I, A>(
  definition: CommandDefinition<I, A>,
  input: I,
  options?: {
    readonly principal?: Principal;
    /** Under which it is done once, by whatever node. Default: a fresh one. */
    readonly key?: string;
  },
) => Promise<unknown>;

/** What one due thing is called while it is under way. */
function keyOf({ kind, organizationId, id, of }: Due): string {
  return `${kind} ${organizationId} ${id} ${of}`;
}

const sweeper: Principal = { kind: 'system', part: 'sweeper' };

/** Looks for deadlines that have passed, every 250 ms unless told otherwise, and submits the command of each. */
export class Sweeper {
  readonly #options: SweeperOptions;
  readonly #sweeping = new Ticker(() =>
    this.sweep().then(
      () => undefined,
      (error) => this.#options.onError?.(error),
    ),
  );
  /** The store's time less this node's monotonic time, as last seen. */
  #offset: number | null = null;
  #pausedUntil = 0;
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #counts = new Map<DueKind, number>();
  /** Told whenever one of them is done. */
  readonly #onDone = new Set<() => void>();
  /** Commands that have succeeded so far. */
  #succeeded = 0;
  #closed = false;

  constructor(options: SweeperOptions) {
    this.#options = options;
  }

  /** Sweeps every `everyMs` milliseconds until `close`. */
  start(everyMs = 250): void {
    this.#sweeping.start(everyMs);
  }

  /**
   * Everything that is due now, until all that was found could be taken up. While more is due than that, it is read again as soon
   * as half of what was taken up is done. How many commands were sent. @throws DatabaseError
   */
  async sweep(): Promise<number> {
    let sent = 0;
    for (let isBehind = true; isBehind; ) {
      const asked = this.#options.clock.monotonic();
      const before = new Set(this.#underWay.keys());
      const { now, due } = await findDue(
        this.#options,
        this.#options.time === 'clock' ? this.#options.clock.now() : null,
      );
      if (this.#isHeldBack(now, asked)) break;
      const succeeded = this.#succeeded;
      const isNew = (one: Due): boolean => !before.has(keyOf(one)) && !this.#underWay.has(keyOf(one));
      const late: DueKind[] = [];
      for (const kind of dueKinds) {
        const found = due.filter((one) => one.kind === kind && isNew(one));
        const room = atOnce - this.#countOf(kind);
        const taken = found.length > room ? this.#some(found, room) : found;
        if (found.length > room) late.push(kind);
        for (const one of taken) this.#begin(one);
        sent += taken.length;
      }
      await this.#untilRoom(late);
      // A page of which nothing could be sent would come back as it is.
      isBehind = !this.#closed && late.length > 0 && this.#succeeded > succeeded;
    }
    await Promise.all(this.#underWay.values());
    return sent;
  }

  /** So many of a list, by chance: two nodes that read the same page at once take up different ones. */
  #some(found: readonly Due[], count: number): readonly Due[] {
    const rest = [...found];
    return Array.from({ length: count }, () => {
      const at = Math.floor(this.#options.random.fraction() * rest.length);
      const one = rest[at] as Due;
      rest[at] = rest.at(-1) as Due;
      rest.pop();
      return one;
    });
  }

  #begin(due: Due): void {
    const key = keyOf(due);
    const { kind } = due;
    const done = this.#send(due)
      .then(
        (result) => {
          if (result !== false) this.#succeeded++;
        },
        (error) => this.#options.onError?.(error),
      )
      .finally(() => {
        this.#underWay.delete(key);
        this.#counts.set(kind, this.#countOf(kind) - 1);
        for (const tell of this.#onDone) tell();
      });
    this.#underWay.set(key, done);
    this.#counts.set(kind, this.#countOf(kind) + 1);
  }

  #countOf(kind: DueKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** Waits until of one of these kinds no more than half of what may be is under way; of none, not at all. */
  async #untilRoom(kinds: readonly DueKind[]): Promise<void> {
    const hasRoom = (): boolean => kinds.length === 0 || kinds.some((kind) => this.#countOf(kind) <= atOnce / 2);
    if (hasRoom()) return;
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!hasRoom()) return;
        this.#onDone.delete(look);
        resolve();
      };
      this.#onDone.add(look);
    });
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

  /** Begins nothing more, and waits for what is under way. What else is due is found by whoever runs then. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#sweeping.close();
    await Promise.all(this.#underWay.values());
  }
}
