import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseConfiguration } from '../../src/domain/check-configuration.ts';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import { adminKeyId, type Principal, scopes } from '../../src/domain/principal.ts';
import type { Moment } from '../../src/engine/batch.ts';
import type { Database } from '../../src/storage/database.ts';
import type { Call } from '../simulation/audit-answers.ts';
import { Auditor } from '../simulation/auditor.ts';
import type { Row } from '../simulation/replica.ts';
import type { Order, Word } from './node-process.ts';
import type { CommandName } from './race-commands.ts';

/** So often a command is sent again where the answer was `busy`. */
const busyMax = 5;

/** The process died before it answered. */
export class ProcessGone extends Error {
  override name = 'ProcessGone';
}

export type Heard = Call['heard'][number];

export type Command = Omit<Extract<Order, { kind: 'run' }>, 'kind' | 'id'>;

/** Whatever runs commands: a process, or an engine beside the test. */
export interface Runner {
  /** @throws ProcessGone, or Error with the reason for which the engine gave no answer */
  run(command: Command): Promise<Heard>;
  kill(): Promise<void>;
}

/** One node in a process of its own. */
export class NodeProcess implements Runner {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(heard: Heard): void; reject(error: Error): void }>();
  #standing: (() => void) | null = null;
  #isOver = false;
  #ids = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (word: Word) => this.#hear(word));
    child.once('exit', () => {
      this.#isOver = true;
      for (const { reject } of this.#waiting.values()) reject(new ProcessGone('The process ended.'));
      this.#waiting.clear();
    });
  }

  static async start(kind: 'postgres' | 'pglite', place: string, seed?: number): Promise<NodeProcess> {
    const child = fork(join(import.meta.dirname, 'node-process.ts'), [kind, place, String(seed ?? '')], {
      execArgv: [],
    });
    const first = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [unknown];
    if ((first[0] as Word | null)?.kind !== 'ready') throw new Error(`A node did not start: ${JSON.stringify(first)}`);
    return new NodeProcess(child);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  #hear(word: Word): void {
    if (word.kind === 'standing') return this.#standing?.();
    if (word.kind === 'ready') return;
    const waiting = this.#waiting.get(word.id);
    this.#waiting.delete(word.id);
    if (word.kind === 'answer')
      waiting?.resolve({ kind: word.answer.kind, repeated: word.answer.repeated, answer: word.answer.value });
    else waiting?.reject(new Error(word.reason));
  }

  run(command: Command): Promise<Heard> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) return reject(new ProcessGone('The process is over.'));
      const id = this.#ids++;
      this.#waiting.set(id, { resolve, reject });
      // It may have died a moment ago, before this process was told.
      this.#child.send({ kind: 'run', id, ...command } satisfies Order, (error) => {
        if (error !== null && this.#waiting.delete(id)) reject(new ProcessGone('The process ended.'));
      });
    });
  }

  /** Resolves when the process stands at that moment of its next batch. */
  stand(at: Moment, forMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#standing = resolve;
      this.#child.send({ kind: 'stand', at, forMs } satisfies Order);
    });
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(name);
  }

  async kill(): Promise<void> {
    if (this.#isOver) return;
    const over = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await over;
  }
}

export const integration: Principal = {
  kind: 'key',
  keyId: 'race',
  scopes: scopes.filter((scope) => scope !== 'organizations.create'),
};
export const agent = (id: string): Principal => ({ ...integration, keyId: adminKeyId, actsFor: id }) as Principal;

/** Several nodes over one store, an organization, and everything that callers were told. */
export class Fleet<N extends Runner = NodeProcess> {
  readonly nodes: N[];
  readonly organizationId: string;
  readonly auditor: Auditor;
  readonly calls = new Map<string, Call>();
  /** Where the auditor looks. */
  database: Pick<Database, 'read'>;
  #keys = 0;

  constructor(options: {
    readonly nodes: N[];
    readonly organizationId: string;
    readonly database: Pick<Database, 'read'>;
  }) {
    this.nodes = options.nodes;
    this.organizationId = options.organizationId;
    this.database = options.database;
    const query = async (text: string, values: readonly (string | null)[]): Promise<readonly Row[]> =>
      (await this.database.read({ name: '', text, values })).rows as Row[];
    this.auditor = new Auditor({
      organizationId: options.organizationId,
      query,
      clock: { now: () => 0, wall: () => 0 },
    });
  }

  /**
   * Runs a command at a node; equal keys are the same command. What is heard is kept for the auditor, but for commands of Baton's
   * own, of which those that change nothing leave no row.
   */
  async run(
    node: number,
    name: CommandName,
    options: { readonly input: object; readonly as?: Principal; readonly key?: string },
  ): Promise<Heard> {
    const { input, as: principal = integration, key = `k${this.#keys++}` } = options;
    let call = this.calls.get(key);
    if (call === undefined) {
      call = { key, name, input: input as Row, heard: [], failures: [] };
      if (principal.kind !== 'system') this.calls.set(key, call);
    }
    for (let busy = 0; ; busy++) {
      try {
        const heard = await (this.nodes[node] as N).run({
          name,
          organizationId: this.organizationId,
          principal,
          key,
          requestHash: JSON.stringify(input),
          input,
        });
        call.heard.push(heard);
        return heard;
      } catch (error) {
        const { message } = error as Error;
        call.failures.push(error instanceof ProcessGone ? 'gone' : message);
        // The store stood still for a while, as a loaded machine's disk does: asked again, as callers do after a 503.
        if (message !== 'busy' || busy === busyMax) throw error;
      }
    }
  }

  /** A key for a command that will be sent until it is answered. */
  freshKey(): string {
    return `k${this.#keys++}`;
  }

  /** Runs a command that must be done; what it answered. */
  async done(
    node: number,
    name: CommandName,
    options: { readonly input: object; readonly as?: Principal },
  ): Promise<Row> {
    const heard = await this.run(node, name, options);
    if (heard.kind !== 'done') throw new Error(`${name} was refused: ${JSON.stringify(heard.answer)}`);
    return heard.answer as Row;
  }

  async configure(document: WrittenDocument): Promise<void> {
    const parsed = parseConfiguration(document);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
    await this.done(0, 'applyConfiguration', { input: { document: parsed.document, successors: parsed.retire } });
    await Promise.all(
      (document.agents ?? []).map(({ id }) =>
        this.done(0, 'setPresence', { input: { agentId: id, presence: 'online' } }),
      ),
    );
  }

  /** Everything that must hold, seen from outside. Call it when nothing is under way. @throws Violation */
  audit(): Promise<void> {
    return this.auditor.finish(this.calls.values());
  }

  async close(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
  }
}

/** Puts an organization without a setup into a store. */
export async function insertBareOrganization(database: Database, id: string): Promise<void> {
  const statement = (text: string) => ({ name: '', text, values: [id] });
  await database.withSession((session) =>
    session.pipeline([
      statement(`insert into organization values ($1::uuid, 'Race', clock_timestamp())`),
      statement('insert into organization_head values ($1::uuid, 0, 0, clock_timestamp())'),
    ]),
  );
}
