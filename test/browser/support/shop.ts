import { hash, randomUUID } from 'node:crypto';
import type { BrowserContext } from '@playwright/test';
import { expect } from 'vitest';
import { signWebhook } from '../../../src/channels/custom/webhook-signature.ts';
import type { WrittenDocument } from '../../../src/domain/fill-configuration.ts';
import type { RunningNode } from '../../../src/node.ts';
import { Desk } from '../../scenarios/desk.ts';

/** A shop with people: support and billing hand over to each other, support also to sales, sales to nobody. */
const smallShop: WrittenDocument = {
  profile: 'baton',
  departments: [
    {
      id: 'support',
      name: 'Support',
      moveRules: [{ destinations: ['billing', 'sales'] }],
      dispositions: [
        { id: 'solved', name: 'Solved' },
        { id: 'moved-on', name: 'Moved on', marksTransfer: true },
      ],
      settings: { wrapUpSeconds: 60 },
    },
    {
      id: 'billing',
      name: 'Billing',
      moveRules: [{ destinations: ['support'] }],
      dispositions: [{ id: 'refunded', name: 'Refunded' }],
    },
    { id: 'sales', name: 'Sales' },
  ],
  queues: [
    { id: 'support', name: 'Support', department: 'support', distribution: 'pull' },
    { id: 'billing', name: 'Billing', department: 'billing', distribution: 'pull' },
    { id: 'sales', name: 'Sales', department: 'sales', distribution: 'pull' },
  ],
  agents: [
    { id: 'tom', name: 'Tom Okafor', departments: ['support'], capacity: { total: 5 } },
    { id: 'mei', name: 'Mei Tanaka', departments: ['support'], capacity: { total: 5 } },
    { id: 'priya', name: 'Priya Raman', departments: ['billing'], capacity: { total: 5 } },
    { id: 'lars', name: 'Lars Holm', departments: ['billing'], capacity: { total: 1 } },
    { id: 'sofia', name: 'Sofía Vega', departments: ['sales'], capacity: { total: 5 } },
    { id: 'ines', name: 'Inês Duarte', role: 'supervisor', departments: ['support'], capacity: { total: 5 } },
    { id: 'root', name: 'Ruth Root', role: 'administrator', departments: ['support'], capacity: { total: 5 } },
  ],
  accounts: [
    { id: 'chat', name: 'Website chat', kind: 'webchat', entry: { department: 'support' } },
    { id: 'mail', name: 'Post box', kind: 'email', entry: { department: 'support' } },
    { id: 'wa', name: 'WhatsApp', kind: 'whatsapp', entry: { department: 'support' } },
  ],
};

/** Satisfies the rules for passwords; the same for everybody. */
const password = 'seventeen quiet lanterns';

/** A person who can sign in. */
export interface ShopUser {
  readonly agentId: string;
  readonly email: string;
  readonly password: string;
  /** Signs the context's pages in, as the sign-in page does. */
  signIn(context: BrowserContext): Promise<void>;
}

/** An organization in which browser tests happen, spoken to as production speaks: HTTP and signed webhooks. */
export class Shop {
  readonly organizationId: string;
  /** Its API: `shop.desk.as('tom').post(…)`, `shop.desk.online('tom')`, `shop.desk.conversation({owner})`. */
  readonly desk: Desk;
  readonly #node: RunningNode;
  readonly #names: ReadonlyMap<string, string>;
  readonly #users = new Map<string, Promise<ShopUser>>();
  readonly #secrets = new Map<string, Promise<string>>();

  private constructor(node: RunningNode, desk: Desk, setup: WrittenDocument) {
    this.#node = node;
    this.desk = desk;
    this.organizationId = desk.organizationId;
    this.#names = new Map((setup.agents ?? []).map(({ id, name }) => [id, name ?? id]));
  }

  static async open(node: RunningNode, setup: WrittenDocument = smallShop): Promise<Shop> {
    return new Shop(node, await Desk.open(node, setup), setup);
  }

  /** The agent's sign-in, made when it is first asked for. */
  user(agentId: string): Promise<ShopUser> {
    let user = this.#users.get(agentId);
    if (user === undefined) this.#users.set(agentId, (user = this.#makeUser(agentId)));
    return user;
  }

  async #makeUser(agentId: string): Promise<ShopUser> {
    const { organizationId } = this;
    // Addresses are everybody's: two shops of one test each have a Tom.
    const email = `${agentId}.${hash('sha256', organizationId, 'hex').slice(0, 8)}@example.test`;
    const name = this.#names.get(agentId) ?? agentId;
    await this.#node.signIn.createUser({ name, email, password, organizationId, agentId });
    const { url } = this.desk;
    return {
      agentId,
      email,
      password,
      signIn: async (context) => {
        const answer = await context.request.post(`${url}/v1/sign-in`, {
          headers: { origin: url },
          data: { email, password },
        });
        expect(answer.status(), await answer.text()).toBe(200);
      },
    };
  }

  /** A customer on a `custom` account (default: the website's chat), who writes by its signed webhook. */
  customer(name: string, accountId = 'chat'): Customer {
    const thread = `${name.toLowerCase().replace(/\P{L}+/gu, '-')}-${randomUUID().slice(0, 8)}`;
    return {
      name,
      thread,
      says: async (text, more = {}) => {
        const message = {
          type: 'message',
          thread,
          from: { address: thread, name },
          messageId: randomUUID(),
          text,
          ...more,
        };
        return this.#deliver(accountId, message);
      },
    };
  }

  async #deliver(accountId: string, message: object): Promise<{ conversationId: string; ticketId: string }> {
    const body = JSON.stringify(message);
    const signed = { id: randomUUID(), timestampSeconds: Math.floor(Date.now() / 1000), body: Buffer.from(body) };
    const response = await fetch(`${this.desk.url}/v1/inbound/${this.organizationId}/${accountId}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': signed.id,
        'webhook-timestamp': String(signed.timestampSeconds),
        'webhook-signature': signWebhook(signed, [await this.#secretOf(accountId)]),
      },
      body,
    });
    const answer = await response.json();
    expect(response.status, JSON.stringify(answer)).toBe(200);
    return answer as { conversationId: string; ticketId: string };
  }

  #secretOf(accountId: string): Promise<string> {
    let secret = this.#secrets.get(accountId);
    if (secret === undefined) {
      secret = this.desk.api.post(`/v1/channel-accounts/${accountId}/secrets`).then(({ body }) => body.secret);
      this.#secrets.set(accountId, secret);
    }
    return secret;
  }
}

/** Somebody who writes to the shop. */
export interface Customer {
  readonly name: string;
  readonly thread: string;
  /** Sends a message; `more` are `files` and `form` as the webhook takes them. */
  says(text: string, more?: object): Promise<{ readonly conversationId: string; readonly ticketId: string }>;
}
