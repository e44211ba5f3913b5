import { present } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import type { Configuration } from '../domain/configuration.ts';
import { principalName } from '../domain/principal.ts';
import { type Database, DatabaseError } from '../storage/database.ts';
import { readCommand } from '../storage/read-command.ts';
import { staleConfigurationCode } from '../storage/save.ts';
import {
  type BatchReport,
  type CommittedEvents,
  type Moment,
  needsConfiguration,
  repeatedAnswer,
  runBatch,
  settleEntry,
} from './batch.ts';
import { Configurations } from './configurations.ts';
import { FairQueue } from './fair-queue.ts';
import { type Answer, EngineError, type Entry, isAbandoned, type Submission } from './submission.ts';
import { Trees } from './trees.ts';

/**
 * Commands in, events out, one commit for many.
 *
 * Everything that changes state is a command. The commands that arrive while one batch commits are decided together in
 * the next: lock → load → decide each in turn, synchronously → save → append events → commit → answer → wake readers. A
 * caller is answered only after the commit; what was answered is never lost.
 *
 * Batches run in lanes. While one waits for the store another decides, so that both work; an organization is in one lane
 * at a time, so lanes share no row, wait for no lock of each other, and each organization's commands keep their order.
 *
 * What can go wrong, and what then happens:
 * - a decider throws: its staged changes are dropped, its caller told; the batch goes on;
 * - the store refuses a statement: the batch is rolled back and run again in halves until the culprit stands alone;
 * - configuration changed meanwhile: rolled back, read again, decided again;
 * - deadlock, lock timeout, lost connection: run again, three times at most, then `busy`. After a lost connection the
 *   command's row says whether it was committed, before anything is run again;
 * - too much of an organization waits: `busy` at once, with a time after which to try again. Others go on: batches are
 *   filled evenly, so that one that floods its line waits in it alone.
 */
export interface EngineOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Where a command's time comes from. Default `database`; the simulator passes `clock`. */
  readonly time?: 'database' | 'clock';
  /** Told of every commit, in the order of commits on this node, before the callers are answered by their promises. */
  readonly onCommit?: (committed: readonly CommittedEvents[]) => void;
  /** Told of defects: a decider that threw, a command that no batch could save. */
  readonly onDefect?: (error: unknown) => void;
  /** For tests: stops at a batch's moments. */
  readonly pause?: (moment: Moment) => Promise<void>;
  /** Runs the next round of the loop. Default `setImmediate`, which collects what arrives in the same turn. */
  readonly defer?: (run: () => void) => void;
  /** Commands decided in one batch at the most (1–1,000). Default 200; adapts below so that locks are held ≤ 15 ms, or 50 where much waits. */
  readonly batchMax?: number;
  /** Commands of one organization that may wait. Default 2,000. */
  readonly waitingMax?: number;
  /** Commands that may wait in all, for the sake of memory (judged: 20 kB each, with its request). Default 10,000. */
  readonly waitingAllMax?: number;
  /** How long an organization's first in line may have waited when another comes, in milliseconds. Default 1,000. */
  readonly waitMaxMs?: number;
  /** Batches under way at once, each of other organizations (1–4). Default 2; 1 on PGlite, which has one connection. */
  readonly lanes?: number;
  /** Conversations of which a copy is kept in memory (1 and more), about 3 kB each. Default 20,000. */
  readonly copiesMax?: number;
}

const failuresMax = 3;
/** How long a batch means to hold its locks: longer while so much waits that whole batches come after this one anyway. */
const heldTargetMs = { usual: 15, behind: 50 };
/** From so many full batches waiting on. */
const behindFrom = 2;
/**
 * A command that runs alone takes its turn when it comes first in a batch. Where others always come first (the system's own
 * do), it takes one after so long: well before those behind it have waited too long.
 */
const aloneWaitMaxMs = 300;
/** Below this a batch's fixed cost is most of it, and smaller ones hold locks hardly shorter. */
const batchLimitMin = 32;

/**
 * Decides and commits commands, as described above: one for each node and store. `submit` answers after the commit; `stop` lets
 * what was taken on end.
 */
export class Engine {
  readonly configurations: Configurations;
  readonly #options: EngineOptions;
  readonly #queue = new FairQueue();
  readonly #underWay = new Map<string, { entry: Entry; promise: Promise<Answer> }>();
  readonly #trees: Trees;
  readonly #defer: (run: () => void) => void;
  readonly #poisoned = new Map<string, number>();
  readonly #lanesMax: number;
  /** Organizations that a lane is working on. */
  readonly #busy = new Set<string>();
  #batchLimit: number;
  #lanes = 0;
  /** Whether the last batch was a command that had waited too long to run alone: the next one is everybody's again. */
  #ranOverdue = false;
  #stopped = false;
  #idle: (() => void)[] = [];

  constructor(options: EngineOptions) {
    this.#options = options;
    this.configurations = new Configurations(options.database);
    this.#trees = new Trees(options.copiesMax ?? 20_000);
    this.#defer = options.defer ?? setImmediate;
    this.#batchLimit = Math.min(64, options.batchMax ?? 200);
    this.#lanesMax = options.lanes ?? (options.database.kind === 'pglite' ? 1 : 2);
  }

  /** Commands waiting or being decided. */
  get depth(): number {
    return this.#underWay.size;
  }

  /**
   * Runs a command and answers when it is committed, or was refused and that is.
   *
   * @throws EngineError
   */
  submit<I, A>(submission: Submission<I, A>): Promise<Answer<A>> {
    const name = principalName(submission.principal);
    const id = `${submission.organizationId}\n${name}\n${submission.key}`;
    const twin = this.#underWay.get(id);
    if (twin !== undefined) return this.#joinTwin(twin, submission) as Promise<Answer<A>>;
    const now = this.#options.clock.monotonic();
    const isSystem = submission.principal.kind === 'system' && submission.fromOutside !== true;
    const refusal = this.#overload(submission.organizationId, now, isSystem);
    if (refusal !== null) return Promise.reject(refusal);
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const entry: Entry = {
      submission: submission as unknown as Submission,
      principalName: name,
      enqueuedAt: now,
      isSystem,
      joined: [],
      extraNeeds: [],
      rounds: 0,
      failures: 0,
      settled: false,
      settle: (answer) => {
        if (entry.settled) return;
        entry.settled = true;
        this.#underWay.delete(id);
        resolve(answer);
      },
      fail: (error) => {
        if (entry.settled) return;
        entry.settled = true;
        this.#underWay.delete(id);
        if (error instanceof EngineError && error.reason === 'broken') this.#options.onDefect?.(error);
        reject(error);
      },
    };
    this.#underWay.set(id, { entry, promise });
    this.#queue.add(entry);
    this.#wake();
    return promise as Promise<Answer<A>>;
  }

  async #joinTwin(
    twin: { entry: Entry; promise: Promise<Answer> },
    { requestHash, signal }: Pick<Submission, 'requestHash' | 'signal'>,
  ): Promise<Answer> {
    if (twin.entry.submission.requestHash !== requestHash) {
      throw new EngineError('key_reused', 'This idempotency key is under way with another request.');
    }
    twin.entry.joined.push(signal);
    const answer = await twin.promise;
    return answer.kind === 'done'
      ? { kind: 'done', answer: answer.answer, repeated: true }
      : { ...answer, repeated: true };
  }

  #overload(organizationId: string, now: number, isSystem: boolean): EngineError | null {
    if (this.#stopped) return new EngineError('busy', 'This node is stopping.');
    // The system's own commands are few and bounded by their senders, and must run exactly when everything is full.
    if (isSystem) return null;
    const { waitingMax = 2000, waitingAllMax = 10_000, waitMaxMs = 1000 } = this.#options;
    const waiting = this.#queue.lengthOf(organizationId);
    if (waiting >= waitingMax || this.#queue.length >= waitingAllMax)
      return new EngineError(
        'busy',
        `${waiting} commands of the organization, ${this.#queue.length} in all wait already.`,
      );
    if (now - this.#queue.oldestOf(organizationId) > waitMaxMs)
      return new EngineError('busy', "The organization's commands wait too long already.");
    return null;
  }

  /** Refuses new commands, and answers when those under way are settled. */
  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#lanes > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #wake(): void {
    if (this.#lanes >= this.#lanesMax) return;
    this.#lanes++;
    this.#defer(() => {
      void this.#runLane();
    });
  }

  async #runLane(): Promise<void> {
    for (let free = this.#freeOrganizations(); free.size > 0; free = this.#freeOrganizations()) {
      const batch = this.#takeBatch(free);
      const organizations = new Set(batch.map((entry) => entry.submission.organizationId));
      for (const id of organizations) this.#busy.add(id);
      if (batch.length > 0) await this.#run(batch);
      for (const id of organizations) this.#busy.delete(id);
      // Lets the answers just given go out and new requests come in before the next batch is formed.
      await new Promise<void>((resolve) => this.#defer(resolve));
    }
    this.#lanes--;
    if (this.#lanes === 0) for (const idle of this.#idle.splice(0)) idle();
  }

  /** Organizations with something waiting that no lane works on: an even share of all, so that every lane has work. */
  #freeOrganizations(): Set<string> {
    const free = [...this.#queue.organizations].filter((id) => !this.#busy.has(id));
    return new Set(free.slice(0, Math.ceil((free.length + this.#busy.size) / this.#lanesMax)));
  }

  /** The next batch; changes of configuration, and organizations that spoilt a batch not long ago, run alone. */
  #takeBatch(organizations: ReadonlySet<string>): Entry[] {
    const taken = this.#queue.take(this.#batchLimit, organizations);
    const present = taken.filter((entry) => {
      if (!isAbandoned(entry)) return true;
      entry.fail(new EngineError('abandoned', 'The caller went away.'));
      return false;
    });
    const now = this.#options.clock.monotonic();
    const runsAlone = (entry: Entry): boolean =>
      needsConfiguration(entry) || (this.#poisoned.get(entry.submission.organizationId) ?? 0) > now;
    const alone = present.filter(runsAlone);
    const mayRunOverdue = !this.#ranOverdue;
    this.#ranOverdue = false;
    if (alone.length === 0) return present;
    let only = alone[0] === present[0] ? alone[0] : undefined;
    if (only === undefined && mayRunOverdue) {
      const longest = alone.reduce((a, b) => (b.enqueuedAt < a.enqueuedAt ? b : a));
      this.#ranOverdue = now - longest.enqueuedAt > aloneWaitMaxMs;
      if (this.#ranOverdue) only = longest;
    }
    const batch = only === undefined ? present.filter((entry) => !runsAlone(entry)) : [only];
    const chosen = new Set(batch);
    this.#queue.putBack(present.filter((entry) => !chosen.has(entry)));
    return batch;
  }

  async #run(batch: readonly Entry[]): Promise<void> {
    const entries = await this.#withConfigurations(batch);
    if (entries.length === 0) return;
    let report: BatchReport;
    try {
      report = await runBatch(entries, {
        database: this.#options.database,
        trees: this.#trees,
        ids: this.#options.ids,
        clock: this.#options.clock,
        time: this.#options.time ?? 'database',
        pause: this.#options.pause,
        configurationOf: (id) => this.#configurationOf(id),
      });
    } catch (error) {
      await this.#recover(entries, error);
      return;
    }
    this.#adapt(report.heldMs, entries.length);
    if (report.committed.length > 0) this.#options.onCommit?.(report.committed);
    for (const organizationId of report.stale) await this.#refresh(organizationId);
    if (report.stale.length > 0) this.#queue.putBack(report.again);
    else for (const entry of report.again) this.#queue.add(entry);
  }

  #configurationOf(organizationId: string): Configuration {
    return present(
      this.configurations.peek(organizationId),
      `The configuration of ${organizationId} was not read before its batch.`,
    );
  }

  /** Reads configurations that are not in memory; entries of organizations that do not exist are told so. */
  async #withConfigurations(batch: readonly Entry[]): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const entry of batch) {
      const { organizationId } = entry.submission;
      if (this.configurations.peek(organizationId) !== undefined) {
        entries.push(entry);
        continue;
      }
      try {
        if ((await this.configurations.get(organizationId)) !== null) entries.push(entry);
        else entry.fail(new EngineError('organization_unknown', `There is no organization ${organizationId}.`));
      } catch (error) {
        this.#retryLater([entry], error);
      }
    }
    return entries;
  }

  async #refresh(organizationId: string): Promise<void> {
    try {
      await this.configurations.refresh(organizationId);
    } catch {
      // The next batch finds the configuration as old as before, and comes here again.
    }
  }

  /** Locks held longer than intended make the next batch smaller; full ones well below it let it grow. */
  #adapt(heldMs: number, size: number): void {
    const max = this.#options.batchMax ?? 200;
    const isBehind = this.#queue.length >= behindFrom * this.#batchLimit;
    const targetMs = isBehind ? heldTargetMs.behind : heldTargetMs.usual;
    if (heldMs > targetMs) this.#batchLimit = Math.max(batchLimitMin, Math.floor(this.#batchLimit * 0.9));
    else if (size >= this.#batchLimit && heldMs < targetMs * 0.8)
      this.#batchLimit = Math.min(max, this.#batchLimit + 8);
  }

  async #recover(entries: readonly Entry[], error: unknown): Promise<void> {
    if (!(error instanceof DatabaseError)) {
      // Something of ours broke between the trips. Alone it is that command's failure; together, find out whose.
      return this.#halve(entries, error);
    }
    switch (error.reason) {
      case 'lost':
        return this.#afterLostConnection(entries, error);
      case 'busy':
      case 'full':
        return this.#retryLater(entries, error);
      case 'refused':
        if (error.code === staleConfigurationCode) {
          for (const id of new Set(entries.map((entry) => entry.submission.organizationId))) await this.#refresh(id);
          return this.#queue.putBack(entries);
        }
        // Another node committed the same key, thread or message meanwhile: decided again, it is found.
        // One that meets it again and again is at fault itself, and must not take the others with it.
        if (error.code === '23505') {
          const isPersistent = entries.length > 1 && entries.some((entry) => entry.failures >= failuresMax - 1);
          return isPersistent ? this.#halve(entries, error) : this.#retryLater(entries, error);
        }
        return this.#halve(entries, error);
    }
  }

  #halve(entries: readonly Entry[], error: unknown): void | Promise<void> {
    const [first] = entries;
    if (first === undefined) return;
    if (entries.length === 1) {
      this.#poisoned.set(first.submission.organizationId, this.#options.clock.monotonic() + 60_000);
      first.fail(
        new EngineError('broken', `${first.submission.definition.name} could not be saved.`, { cause: error }),
      );
      return;
    }
    const middle = Math.ceil(entries.length / 2);
    return this.#runHalves(entries.slice(0, middle), entries.slice(middle));
  }

  async #runHalves(first: readonly Entry[], second: readonly Entry[]): Promise<void> {
    await this.#run(first);
    await this.#run(second);
  }

  /** The commit may have happened. Every command's row tells; those without one are run again. */
  async #afterLostConnection(entries: readonly Entry[], error: DatabaseError): Promise<void> {
    this.#trees.forget(
      entries.flatMap(({ submission }) => {
        const { organizationId, definition, input } = submission;
        const recovery = { kind: 'system', id: 'recovery', permissions: new Set<never>() } as const;
        const needs = definition.needs(input, recovery, this.#configurationOf(organizationId));
        return (needs.conversations ?? []).map((id) => ({ organizationId, id }));
      }),
    );
    const unanswered: Entry[] = [];
    for (const entry of entries) {
      const { organizationId, key, requestHash } = entry.submission;
      try {
        const found = await this.#options.database.read(readCommand(organizationId, entry.principalName, key));
        const row = found.rows[0];
        if (row !== undefined) settleEntry(entry, repeatedAnswer(row, requestHash));
        else unanswered.push(entry);
      } catch (cause) {
        // The store is away. The row will be found by the next attempt, which reads it under lock.
        unanswered.push(entry);
        if (!(cause instanceof DatabaseError)) throw cause;
      }
    }
    this.#retryLater(unanswered, error);
  }

  #retryLater(entries: readonly Entry[], error: unknown): void {
    const again: Entry[] = [];
    for (const entry of entries) {
      entry.failures++;
      if (entry.failures <= failuresMax) again.push(entry);
      else {
        entry.fail(
          new EngineError('busy', 'The store could not take the command; nothing of it is known to have happened.', {
            cause: error,
          }),
        );
      }
    }
    this.#queue.putBack(again);
  }
}
