/** A whole node for tests of signing in: real HTTP, and browsers that keep cookies as real ones do. */
import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import { type NodeOptions, type RunningNode, startNode } from '../../src/node.ts';
import { AnswerChecks } from './http-server.ts';
import { openStore, type StoreKind } from './stores.ts';

export const adminKey = 'administration key for the tests, long enough';
/** Passwords that will do, none of them like another. */
export const passwords = ['otter lamp river', 'seven quiet boats', 'copper moon ladder', 'bread and salt air'] as const;

const configuration: WrittenDocument = {
  departments: [{ id: 'support' }, { id: 'billing', name: 'Billing' }],
  queues: [{ id: 'support', department: 'support', distribution: 'pull' }],
  agents: [
    { id: 'ada', name: 'Ada', role: 'administrator', departments: ['support'] },
    { id: 'olu', name: 'Olu', role: 'administrator', departments: [] },
    { id: 'sam', name: 'Sam', role: 'supervisor', departments: ['support'] },
    { id: 'bea', name: 'Bea', departments: ['support', 'billing'] },
    { id: 'cy', name: 'Cy', departments: ['support'] },
    // May manage users, but not change the setup: less than an administrator.
    { id: 'hr', name: 'Hira', departments: [], grant: ['users.manage'] },
  ],
  accounts: [{ id: 'web', kind: 'webchat', entry: { department: 'support' } }],
} as WrittenDocument;

export interface Said {
  readonly status: number;
  readonly body: any;
  readonly headers: Headers;
}

export interface Ask {
  readonly body?: unknown;
  /** In place of what a browser would send; undefined leaves a header out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** One browser: it keeps cookies, and says that its requests come from the server's own page. */
export class Browser {
  readonly cookies = new Map<string, string>();
  /** Every `Set-Cookie` that it was sent. */
  readonly sent: string[] = [];
  readonly #url: string;
  readonly #checks: AnswerChecks;

  constructor(url: string, checks: AnswerChecks) {
    this.#url = url;
    this.#checks = checks;
  }

  get session(): string | undefined {
    return this.cookies.get('baton_session');
  }

  async call(method: string, path: string, { body, headers = {} }: Ask = {}): Promise<Said> {
    const all = {
      origin: this.#url,
      cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') || undefined,
      'content-type': body === undefined ? undefined : 'application/json',
      ...headers,
    };
    const response = await fetch(this.#url + path, {
      method,
      redirect: 'manual',
      headers: Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const type = response.headers.get('content-type') ?? '';
    const text = await response.text();
    const answer = type.includes('json') && text !== '' ? JSON.parse(text) : undefined;
    if (answer !== undefined) this.#checks.check({ method, url: path, status: response.status, body: answer, type });
    return { status: response.status, body: answer, headers: response.headers };
  }

  #keep(cookie: string): void {
    this.sent.push(cookie);
    const [pair = ''] = cookie.split(';', 1);
    const name = pair.slice(0, pair.indexOf('='));
    if (/;\s*max-age=0/i.test(cookie)) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(name.length + 1));
  }

  async signIn(email: string, password: string): Promise<this> {
    const said = await this.call('POST', '/v1/sign-in', { body: { email, password } });
    expect(said.body).toEqual({ secondFactor: false });
    return this;
  }

  /** Whether it is signed in. */
  async isIn(): Promise<boolean> {
    return (await this.call('GET', '/v1/me')).status === 200;
  }
}

export interface TestOrganization {
  readonly id: string;
  readonly name: string;
  readonly key: string;
}

let serial = 0;

/** An address that nobody has yet. */
export function freshAddress(): string {
  return `person-${++serial}@shop.example`;
}

export class SignInNode {
  readonly node: RunningNode;
  readonly defects: readonly unknown[];
  readonly #checks: AnswerChecks;
  readonly #hashes = new Map<string, Promise<string>>();

  private constructor(node: RunningNode, defects: readonly unknown[], checks: AnswerChecks) {
    this.node = node;
    this.defects = defects;
    this.#checks = checks;
  }

  /** Starts one on a store of its own, or on the store of another. */
  static async start(on: StoreKind | Pick<NodeOptions, 'databaseUrl'>, more: Partial<NodeOptions> = {}) {
    const dataDir = await mkdtemp(join(tmpdir(), 'baton-sign-in-'));
    const defects: unknown[] = [];
    const where = typeof on === 'string' ? { database: (await openStore(on)).database } : on;
    const node = await startNode({
      ...where,
      dataDir,
      port: 0,
      adminKey,
      signInLimits: 'off',
      onDefect: (error) => defects.push(error),
      ...more,
    });
    const document = await (await fetch(`${node.url}/openapi.json`)).json();
    const started = new SignInNode(node, defects, new AnswerChecks(document));
    return Object.assign(started, {
      close: async () => {
        await node.close();
        await rm(dataDir, { recursive: true, force: true });
      },
    });
  }

  get url(): string {
    return this.node.url;
  }

  browser(): Browser {
    return new Browser(this.url, this.#checks);
  }

  /** Asks with a key. */
  async ask(key: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const more = { authorization: `Bearer ${key}`, ...headers };
    return new Browser(this.url, this.#checks).call(method, path, { body, headers: more });
  }

  async organization(name = `Shop ${++serial}`, document: WrittenDocument = configuration): Promise<TestOrganization> {
    const made = await this.ask(adminKey, 'POST', '/v1/organizations', { name });
    const { id, apiKey: key } = made.body;
    expect((await this.ask(key, 'PUT', '/v1/configuration', document)).status).toBe(200);
    return { id, name, key };
  }

  /** Makes somebody who signs in as the agent, and gives back their address. */
  async user(organization: TestOrganization, agentId: string, password: string = passwords[0]): Promise<string> {
    const email = freshAddress();
    const { users, memberships } = this.node.signIn;
    const name = agentId === 'bea' ? 'Bea Lindqvist' : 'Somebody';
    const userId = await users.ensure({ id: this.node.ids.next(), name, email }, Date.now());
    const refusal = await memberships.join({ organizationId: organization.id, agentId, userId, invitationHash: null });
    expect(refusal).toBeNull();
    const passwordHash = await this.#hashOf(password);
    await users.setPassword({ id: userId, accountId: this.node.ids.next(), passwordHash }, Date.now());
    return email;
  }

  /** A password's hash, made once for a suite: each takes as long as it is meant to. */
  #hashOf(password: string): Promise<string> {
    let made = this.#hashes.get(password);
    if (made === undefined) {
      made = this.node.signIn.library().then((library) => library.hashPassword(password));
      this.#hashes.set(password, made);
    }
    return made;
  }

  /** A browser in which somebody signed in as the agent. */
  async signedIn(organization: TestOrganization, agentId: string): Promise<Browser & { readonly email: string }> {
    const email = await this.user(organization, agentId);
    return Object.assign(await this.browser().signIn(email, passwords[0]), { email });
  }

  /** Changes rows behind the server's back: what would otherwise take days. */
  async tamper(text: string, ...values: string[]): Promise<void> {
    await this.node.database.withSession((session) => session.pipeline([{ name: '', text, values }]));
  }

  async rows(text: string, ...values: string[]): Promise<readonly any[]> {
    return (await this.node.database.read({ name: '', text, values })).rows;
  }
}

/** A node for a suite, started before its first test and closed after its last; defects fail the suite. */
export function nodeForSuite(on: StoreKind, more: Partial<NodeOptions> = {}): () => SignInNode {
  let started: (SignInNode & { close(): Promise<void> }) | undefined;
  beforeAll(async () => {
    started = await SignInNode.start(on, more);
  });
  afterAll(async () => {
    expect(started?.defects).toEqual([]);
    await started?.close();
  });
  return () => {
    if (started === undefined) throw new Error('The node runs only inside tests and hooks.');
    return started;
  };
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator app shows for a secret, so many steps of half a minute from now (RFC 6238). */
export function codeOfApp(secret: string, steps = 0): string {
  let bits = '';
  for (const letter of secret) bits += base32.indexOf(letter).toString(2).padStart(5, '0');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = (mac.at(-1) as number) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}
