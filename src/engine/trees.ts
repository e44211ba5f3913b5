import type { WorkingSet } from '../domain/draft.ts';
import type { Rows } from '../domain/rows.ts';
import type { Key } from '../storage/lock-and-load.ts';

/** The live part of one conversation: its row, and the rows that it points to. */
interface Tree {
  readonly conversation: Rows['conversation'];
  readonly ticket: Rows['ticket'];
  readonly segment: Rows['segment'];
  readonly transfer: Rows['transfer'] | undefined;
  readonly offer: Rows['offer'] | undefined;
  /** The flows under way. */
  readonly runs: readonly Rows['flowRun'][];
}

/**
 * Copies of conversations' live rows as this node last committed or read them. Every change of such a row raises its
 * conversation's event sequence, so a locked conversation whose sequence is the copy's need not be read again. Where the
 * lock finds another sequence, another node has changed it: the copy is forgotten, and the commands that touch it run in
 * the next batch, which reads it. Nothing is decided by a copy that was not confirmed under lock. Also remembers which conversation a ticket, transfer, offer or segment belongs to, which never changes.
 */
export class Trees {
  readonly #capacity: number;
  readonly #trees = new Map<string, Tree>();
  readonly #conversationOf = new Map<string, string>();

  /**
   * `capacity` bounds the conversations kept (about 3 kB each), and with it the rows whose conversation is remembered (eight
   * each); the least recently used go first.
   */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  conversationOf(key: Key): string | undefined {
    const id = `${key.organizationId}\n${key.id}`;
    const conversationId = this.#conversationOf.get(id);
    if (conversationId === undefined) return undefined;
    this.#conversationOf.delete(id);
    this.#conversationOf.set(id, conversationId);
    return conversationId;
  }

  rememberConversationOf(key: Key, conversationId: string): void {
    this.#conversationOf.set(`${key.organizationId}\n${key.id}`, conversationId);
    trim(this.#conversationOf, this.#capacity * 8);
  }

  /** The event sequence up to which the conversation's live rows are in memory, or -1. */
  knownSequence(key: Key): number {
    return this.#trees.get(`${key.organizationId}\n${key.id}`)?.conversation.eventSequence ?? -1;
  }

  /** Whether the row is among the live ones of a conversation in memory. */
  holds(kind: 'ticket' | 'segment' | 'transfer' | 'offer', key: Key): boolean {
    const conversationId = this.conversationOf(key);
    return (
      conversationId !== undefined && this.#trees.get(`${key.organizationId}\n${conversationId}`)?.[kind]?.id === key.id
    );
  }

  /** The agents whose load hangs on a conversation in memory: its owner, and whoever it is offered to. */
  agentsOf(key: Key): string[] {
    const tree = this.#trees.get(`${key.organizationId}\n${key.id}`);
    const agents: string[] = [];
    if (tree?.conversation.owner?.kind === 'agent') agents.push(tree.conversation.owner.id);
    if (tree?.offer !== undefined) agents.push(tree.offer.agentId);
    return agents;
  }

  /** Puts the copy's rows into a working set, where the store said that they are current; false when it was dropped. */
  restore(key: Key, set: WorkingSet): boolean {
    const id = `${key.organizationId}\n${key.id}`;
    const tree = this.#trees.get(id);
    if (tree === undefined) return false;
    this.#trees.delete(id);
    this.#trees.set(id, tree);
    set.rows.conversation.set(tree.conversation.id, tree.conversation);
    set.rows.ticket.set(tree.ticket.id, tree.ticket);
    set.rows.segment.set(tree.segment.id, tree.segment);
    if (tree.transfer !== undefined) set.rows.transfer.set(tree.transfer.id, tree.transfer);
    if (tree.offer !== undefined) set.rows.offer.set(tree.offer.id, tree.offer);
    for (const run of tree.runs) set.rows.flowRun.set(run.id, run);
    return true;
  }

  /** Keeps what a batch left, once it is committed. */
  keep(set: WorkingSet): void {
    const organization = `${set.organizationId}\n`;
    // In the order of ids, not in that in which the store answered: what is forgotten first hangs on it.
    for (const conversationId of [...set.rows.conversation.keys()].sort()) {
      const conversation = set.rows.conversation.get(conversationId) as Rows['conversation'];
      const id = organization + conversationId;
      this.#trees.delete(id);
      const ticket = set.rows.ticket.get(conversation.ticketId);
      const segment = set.rows.segment.get(conversation.segmentId);
      const transfer = set.rows.transfer.get(conversation.pendingTransferId ?? '');
      const offer = set.rows.offer.get(conversation.liveOfferId ?? '');
      const runs = conversation.flowRunIds.flatMap((runId) => set.rows.flowRun.get(runId) ?? []);
      const complete =
        ticket !== undefined &&
        segment !== undefined &&
        (transfer !== undefined || conversation.pendingTransferId === null) &&
        (offer !== undefined || conversation.liveOfferId === null) &&
        runs.length === conversation.flowRunIds.length;
      if (complete) this.#trees.set(id, { conversation, ticket, segment, transfer, offer, runs });
    }
    for (const kind of ['ticket', 'segment', 'transfer', 'offer'] as const) {
      for (const [id, way] of set.dirty[kind]) {
        const row = way === 'added' ? set.rows[kind].get(id) : undefined;
        if (row !== undefined) this.#conversationOf.set(organization + id, row.conversationId);
      }
    }
    trim(this.#trees, this.#capacity);
    trim(this.#conversationOf, this.#capacity * 8);
  }

  /** Forgets conversations that another node has changed, or whose last commit has an unknown outcome. */
  forget(keys: readonly Key[]): void {
    for (const key of keys) this.#trees.delete(`${key.organizationId}\n${key.id}`);
  }
}

function trim(map: Map<string, unknown>, capacity: number): void {
  if (map.size <= capacity) return;
  for (const id of map.keys()) {
    if (map.size <= capacity) return;
    map.delete(id);
  }
}
