import { type Database, DatabaseError, type Result, type Session, type Statement } from '../../src/storage/database.ts';
import type { Scheduler } from './scheduler.ts';

/**
 * The store as one node reaches it: the real storage on one PGlite, behind a network that delays and loses. Every call
 * is a task of the scheduler. PGlite has one connection, so while one node's session is open the others' calls wait;
 * between the calls of a session anything else may happen, also the death of the node.
 */

export interface StoreCall {
  readonly kind: 'read' | 'session' | 'pipeline';
  /** Whether it ends in a commit. */
  readonly commits: boolean;
  readonly owner: string;
}

/** What happens to a call. `lost_after`: it is carried out, and the answer never arrives. */
export type Fate = 'ok' | 'lost' | 'lost_after' | 'busy' | 'full' | 'crash_before' | 'crash_after';

export interface Faults {
  fateOf(call: StoreCall): { readonly fate: Fate; readonly delayMs: number };
  /** The node that made the call dies now. */
  crash(owner: string): void;
}

interface Holder {
  readonly owner: string;
  readonly session: Session;
  end(): Promise<void>;
  broken: DatabaseError | null;
  /** Set when the user of the session is done with it: what its caller is to be told once the session is over. */
  tell: (() => void) | null;
}

const lost = (): DatabaseError => new DatabaseError('lost', { message: 'The connection was lost.' });

/** Statements that answer in no particular order, which may differ from run to run. */
const unordered = new Set([
  ...['read_organization_ids', 'read_positions', 'read_live_offers', 'read_owned_conversations', 'read_awaited_agents'],
  ...['read_absent_holders', 'read_agent_states', 'read_offered_transfers', 'find_conversations_of'],
  ...['read_due_offers', 'read_due_transfers', 'read_due_waits', 'read_due_wrapUps', 'read_waiting_transfers'],
]);

/** The one connection that all simulated nodes share. */
export class SharedConnection {
  readonly #real: Database;
  readonly #scheduler: Scheduler;
  readonly #faults: Faults;
  #holder: Holder | null = null;
  /** Called after each session that committed, when the connection is free and before anybody is told. */
  onCommitted: () => Promise<void> = async () => {};
  /** Lets a test spoil what is sent, to see that the auditor notices. */
  spoil: (statements: readonly Statement[]) => readonly Statement[] = (statements) => statements;
  statements = 0;
  #committed = false;

  constructor(options: { readonly real: Database; readonly scheduler: Scheduler; readonly faults: Faults }) {
    this.#real = options.real;
    this.#scheduler = options.scheduler;
    this.#faults = options.faults;
  }

  /** The store of one node. */
  storeOf(owner: string): Database {
    return {
      kind: 'pglite',
      withSession: (use) => this.#withSession(owner, use),
      read: (statement) => this.#read(owner, async () => arranged(statement, await this.#real.read(statement)), 1),
      readTogether: (statements) =>
        this.#read(
          owner,
          async () => {
            const results = await this.#real.readTogether(statements);
            return results.map((result, i) => arranged(statements[i] as Statement, result));
          },
          statements.length,
        ),
      openBeside: () => this.#real.openBeside(),
      // Rings go through the simulated network (see `world.ts`); the tail's own timer is a real one.
      notify: async () => {},
      listen: async () => async () => {},
      close: async () => {},
    };
  }

  #read<T>(owner: string, run: () => Promise<T>, count: number): Promise<T> {
    const { fate, delayMs } = this.#faults.fateOf({ kind: 'read', commits: false, owner });
    return new Promise((resolve, reject) => {
      const task = async (): Promise<void> => {
        if (fate === 'crash_before' || fate === 'crash_after') return this.#faults.crash(owner);
        if (fate !== 'ok') return reject(lost());
        this.statements += count;
        resolve(await run());
      };
      this.#scheduler.add({ owner, delayMs, uses: 'connection', run: task });
    });
  }

  #withSession<T>(owner: string, use: (session: Session) => Promise<T>): Promise<T> {
    const { fate, delayMs } = this.#faults.fateOf({ kind: 'session', commits: false, owner });
    return new Promise((resolve, reject) => {
      const task = async (): Promise<void> => {
        if (fate === 'crash_before' || fate === 'crash_after') return this.#faults.crash(owner);
        if (fate !== 'ok') return reject(lost());
        const holder = await this.#open(owner);
        use({ pipeline: (statements) => this.#pipeline(holder, statements) }).then(
          (value) => {
            holder.tell = () => resolve(value);
          },
          (error) => {
            holder.tell = () => reject(error);
          },
        );
      };
      this.#scheduler.add({ owner, delayMs, uses: 'connection', run: task });
    });
  }

  async #open(owner: string): Promise<Holder> {
    const opened = Promise.withResolvers<Session>();
    const closed = Promise.withResolvers<void>();
    const over = this.#real.withSession((session) => {
      opened.resolve(session);
      return closed.promise;
    });
    const session = await opened.promise;
    const end = async (): Promise<void> => {
      closed.resolve();
      await over;
    };
    this.#holder = { owner, session, end, broken: null, tell: null };
    this.#scheduler.isConnectionTaken = true;
    return this.#holder;
  }

  #pipeline(holder: Holder, statements: readonly Statement[]): Promise<Result[]> {
    if (holder.broken !== null) return Promise.reject(holder.broken);
    const { owner } = holder;
    const commits = statements.at(-1)?.name === 'commit';
    const { fate, delayMs } = this.#faults.fateOf({ kind: 'pipeline', commits, owner });
    return new Promise((resolve, reject) => {
      const task = async (): Promise<void> => {
        if (fate === 'crash_before') return this.#faults.crash(owner);
        if (fate === 'lost' || fate === 'busy' || fate === 'full') {
          // The server rolls back what it had; the session's end does that here.
          holder.broken =
            fate === 'lost'
              ? lost()
              : new DatabaseError(fate, {
                  message: `The store is ${fate}.`,
                  code: fate === 'busy' ? '40P01' : '53100',
                });
          return reject(holder.broken);
        }
        const sent = this.spoil(statements);
        this.statements += sent.length;
        const answered = holder.session.pipeline(sent).then(
          (results) => ({ results }),
          (error: unknown) => ({ error }),
        );
        const outcome = await answered;
        if (commits && 'results' in outcome) this.#committed = true;
        if (fate === 'crash_after') return this.#faults.crash(owner);
        if (fate === 'lost_after') {
          holder.broken = lost();
          return reject(holder.broken);
        }
        if ('error' in outcome) reject(outcome.error);
        else resolve(sent === statements ? outcome.results : patched(statements, sent, outcome.results));
      };
      this.#scheduler.add({ owner, delayMs, run: task });
    });
  }

  /** Whether a session waits to be ended by `settle`. */
  get hasEnded(): boolean {
    return this.#holder !== null && this.#holder.tell !== null;
  }

  /** To be called between tasks: ends a session whose user is done with it, or is dead. */
  async settle(isAlive: (owner: string) => boolean): Promise<void> {
    const holder = this.#holder;
    if (holder === null) return;
    const isDead = !isAlive(holder.owner);
    if (holder.tell === null && !isDead) return;
    this.#holder = null;
    await holder.end();
    this.#scheduler.isConnectionTaken = false;
    if (this.#committed) {
      this.#committed = false;
      await this.onCommitted();
    }
    if (!isDead) holder.tell?.();
  }
}

/** Rows of an answer without an order of its own, in one that is the same every time. */
function arranged(statement: Statement, result: Result): Result {
  if (!unordered.has(statement.name) || result.rows.length < 2) return result;
  const rows = result.rows.map((row) => [JSON.stringify(row), row] as const);
  rows.sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...result, rows: rows.map(([, row]) => row) };
}

/** Answers for the statements that the caller sent, from those that were sent instead. */
function patched(asked: readonly Statement[], sent: readonly Statement[], results: readonly Result[]): Result[] {
  const byName = new Map(sent.map((statement, i) => [statement.name, results[i] as Result]));
  const missing = (name: string): Result => ({ rows: [], count: 0, tag: name === 'commit' ? 'COMMIT' : 'SELECT' });
  return asked.map(({ name }) => byName.get(name) ?? missing(name));
}
