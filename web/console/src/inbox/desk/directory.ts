import type { Answer, Client } from '../../../../client/src/index.ts';

/** A department with what is set for working with it. */
export type DepartmentInfo = Answer<'get', '/v1/departments'>['items'][number];

export type NamedKind = 'agent' | 'queue' | 'department';

const directPrefix = 'direct:';
const pageSize = 100;
/** Agents asked for beforehand. Whoever is not among them is asked for by id, when they come up. */
const agentPagesMax = 3;

/**
 * What ids are called. Departments and queues are read at the start, agents as far as one is likely to meet them; an agent
 * who is not known is asked for once. Names that lists tell besides are learned from them.
 */
export class Directory {
  readonly #client: Client;
  readonly #names = new Map<string, string>();
  readonly #asked = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #departments: ReadonlyMap<string, DepartmentInfo> = new Map();
  #version = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Rises with every name: what was computed from names is to be computed again. */
  get version(): number {
    return this.#version;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  department(id: string): DepartmentInfo | undefined {
    return this.#departments.get(id);
  }

  /** What something is called; its id as long as that is not known. */
  nameOf(kind: NamedKind, id: string): string {
    const known = this.#names.get(`${kind} ${id}`);
    if (known !== undefined) return known;
    if (kind === 'agent') this.#ask(id);
    return id;
  }

  /** The agent whose direct queue this is, by id; null for every other queue. */
  static agentOfDirectQueue(queueId: string): string | null {
    return queueId.startsWith(directPrefix) ? queueId.slice(directPrefix.length) : null;
  }

  learn(named: Iterable<{ readonly kind: string; readonly id: string; readonly name: string }>): void {
    let changed = false;
    for (const { kind, id, name } of named) {
      if (this.#names.get(`${kind} ${id}`) === name) continue;
      this.#names.set(`${kind} ${id}`, name);
      changed = true;
    }
    if (changed) this.#tell();
  }

  /** Reads what is needed from the start. What cannot be read now is left for the next time. */
  async load(): Promise<void> {
    await Promise.allSettled([this.#loadDepartments(), this.#loadQueues(), this.#loadAgents()]);
  }

  async #loadDepartments(): Promise<void> {
    const departments = new Map<string, DepartmentInfo>();
    for (let cursor: string | undefined; ; ) {
      const page = await this.#client.get('/v1/departments', { query: { limit: pageSize, cursor } });
      for (const department of page.items) departments.set(department.id, department);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    this.#departments = departments;
    this.learn([...departments.values()].map(({ id, name }) => ({ kind: 'department', id, name })));
    this.#tell();
  }

  async #loadQueues(): Promise<void> {
    for (let cursor: string | undefined; ; ) {
      const page = await this.#client.get('/v1/queues', { query: { limit: pageSize, cursor } });
      this.learn(page.items.map(({ id, name }) => ({ kind: 'queue', id, name })));
      if (page.nextCursor === null) return;
      cursor = page.nextCursor;
    }
  }

  async #loadAgents(): Promise<void> {
    let cursor: string | undefined;
    for (let pages = 0; pages < agentPagesMax; pages++) {
      const page = await this.#client.get('/v1/agents', { query: { limit: pageSize, cursor } });
      this.learn(page.items.map(({ id, name }) => ({ kind: 'agent', id, name })));
      if (page.nextCursor === null) return;
      cursor = page.nextCursor;
    }
  }

  #ask(id: string): void {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    this.#client.get('/v1/agents/{id}', { path: { id } }).then(
      ({ name }) => this.learn([{ kind: 'agent', id, name }]),
      // Somebody of whom one may not know goes by their id.
      () => {},
    );
  }

  #tell(): void {
    this.#version++;
    for (const listener of [...this.#listeners]) listener();
  }
}
