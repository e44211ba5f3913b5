import { systemClock } from '../../src/base/clock.ts';
import { uuidIds } from '../../src/base/ids.ts';
import { secureRandom } from '../../src/base/random.ts';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import type { Database } from '../../src/storage/database.ts';
import type { Row } from '../simulation/replica.ts';
import { agent, Fleet, type Heard, insertBareOrganization, type NodeProcess } from './fleet.ts';

/** Agents with three slots each. */
export const threes = ['p1', 'p2', 'p3', 'p4', 'p5'];

export const setup: WrittenDocument = {
  settings: { offerTimeoutSeconds: 5, wrapUpSeconds: 0 },
  departments: [
    { id: 'support', moveRules: [{}] },
    { id: 'billing', moveRules: [{}] },
  ],
  queues: [
    { id: 'support', department: 'support', distribution: 'pull' },
    { id: 'billing', department: 'billing', distribution: 'pull' },
    // Whose work is given without asking; nobody dispatches here but the races themselves.
    { id: 'given', department: 'support', distribution: 'push', acceptance: 'assign' },
  ],
  agents: [
    ...['ana', 'ben', 'eve'].map((id) => ({ id, departments: ['support', 'billing'], capacity: { total: null } })),
    { id: 'one', departments: ['support'], capacity: { total: 1 } },
    ...threes.map((id) => ({ id, departments: ['support'], capacity: { total: 3 } })),
  ],
  accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'support' } }],
};

/** Done, or refused with which code. */
export const word = (heard: Heard): string =>
  heard.kind === 'done' ? 'done' : (heard.answer as { code: string }).code;

export interface Asked {
  readonly conversationId: string;
  readonly ticketId: string;
  readonly transferId: string;
  /** Null for a consult. */
  readonly offerId: string | null;
  readonly expiresAt: number;
}

/**
 * An organization of its own, in which a thousand races are run and then audited whole: what all races of a long run would
 * leave behind is more than an auditor should hold.
 */
export class Arena {
  readonly fleet: Fleet;
  readonly #database: Database;
  #threads = 0;

  private constructor(fleet: Fleet, database: Database) {
    this.fleet = fleet;
    this.#database = database;
  }

  static async open(
    database: Database,
    nodes: NodeProcess[],
    more: Pick<WrittenDocument, 'flows'> = {},
  ): Promise<Arena> {
    const organizationId = uuidIds(systemClock, secureRandom()).next();
    await insertBareOrganization(database, organizationId);
    const fleet = new Fleet({ nodes, organizationId, database });
    await fleet.configure({ ...setup, ...more });
    return new Arena(fleet, database);
  }

  async read(text: string): Promise<readonly Row[]> {
    return (await this.#database.read({ name: '', text, values: [] })).rows as Row[];
  }

  /** A conversation that waits in support, or that the agent owns. */
  start(owner?: string): Promise<Row> {
    return this.#start(
      owner === undefined ? { kind: 'queue', id: 'support' } : { kind: 'agent', id: owner, departmentId: 'support' },
    );
  }

  /** A conversation that waits for what the dispatcher says. */
  wait(): Promise<Row> {
    return this.#start({ kind: 'queue', id: 'given' });
  }

  #start(owner: Readonly<Record<string, string>>): Promise<Row> {
    const thread = this.#threads++;
    const input = { accountId: 'chat', channelKind: 'webchat', contact: { address: `a${thread}` }, owner };
    return this.fleet.done(thread % 3, 'startConversation', { input });
  }

  /** A conversation of Ana's that was offered to Ben, or about which he was asked in private. */
  async ask({ departmentId = 'support', mode = 'cold' as 'cold' | 'warm' } = {}): Promise<Asked> {
    const { conversationId, ticketId } = await this.start('ana');
    const request = { target: { kind: 'agent', id: 'ben', departmentId }, mode };
    const answer = await this.fleet.done(this.#threads % 3, 'requestTransfer', {
      input: { ticketId, request },
      as: agent('ana'),
    });
    const { offerId, expiresAt } = answer as unknown as Asked;
    const transferId = (answer.transfer as Row).id as string;
    return { conversationId, ticketId, transferId, offerId, expiresAt } as Asked;
  }

  /** `KIND:ID`, or `closed`. */
  async ownerOf(conversationId: unknown): Promise<unknown> {
    const [row] = await this.read(
      `select owner_kind || ':' || owner_id as owner, status from conversation where id = '${conversationId}'`,
    );
    return row?.owner ?? row?.status;
  }
}
