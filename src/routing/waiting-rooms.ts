import { present } from '../base/assert.ts';
import type { ChannelKind } from '../domain/channel.ts';
import { settingsOf } from '../domain/configuration.ts';
import type { Settings } from '../domain/settings.ts';
import type { AnnouncedWait } from '../domain/waits/announce-wait.ts';
import { type ShownWait, showWait } from '../domain/waits/shown-wait.ts';
import type { WaitingReasonCode } from '../domain/waits/waiting-reasons.ts';
import { explainWaiting, type KnownGrounds } from './explain-waiting.ts';
import type { Waiting } from './lines.ts';
import type { RoutingIndex } from './routing-index.ts';

/** Where the indexes are: the dispatcher. */
export interface Indexes {
  indexOf(organizationId: string): RoutingIndex | null;
  loadIndex(organizationId: string): Promise<RoutingIndex | null>;
}

/**
 * The waiting rooms of this node's organizations, for those who show them. What was told to whom is remembered as long as
 * they wait in that line, and begins anew with a restart.
 */
export class IndexedRooms {
  readonly #indexes: Indexes;
  readonly #told = new WeakMap<Waiting, Told>();

  constructor(indexes: Indexes) {
    this.#indexes = indexes;
  }

  async of(organizationId: string): Promise<IndexedRoom | null> {
    const index = await this.#indexes.loadIndex(organizationId);
    return index === null ? null : new IndexedRoom(index, this.#told);
  }

  peek(organizationId: string): IndexedRoom | null {
    const index = this.#indexes.indexOf(organizationId);
    return index === null ? null : new IndexedRoom(index, this.#told);
  }
}

interface Told {
  readonly position: number;
  /** What the one who waits was last told; null where that was no range. */
  readonly wait: AnnouncedWait | null;
}

class IndexedRoom {
  readonly #index: RoutingIndex;
  readonly #told: WeakMap<Waiting, Told>;

  constructor(index: RoutingIndex, told: WeakMap<Waiting, Told>) {
    this.#index = index;
    this.#told = told;
  }

  waitIn(queueId: string, channelKind?: ChannelKind): ShownWait {
    const { configuration } = this.#index;
    const departmentId = configuration.queues.get(queueId)?.department ?? '';
    const { channels = 'all' } = configuration.departments.get(departmentId) ?? {};
    const usual = channels === 'all' ? undefined : channels[0];
    const kind = channelKind ?? this.#index.queue(queueId)?.first?.row.channelKind ?? usual ?? 'webchat';
    return showWait({
      waitShown: this.#waitShownIn(departmentId),
      estimate: this.#index.waitInQueue(queueId, kind),
      window: this.#index.waitByAccepts(queueId),
    });
  }

  standingOf(conversationId: string) {
    const ticket = this.#index.ticket(conversationId);
    const standing = this.#index.waitOf(conversationId);
    if (ticket === undefined || standing === null) return null;
    const { queueId, position, queuedAt: since, estimate } = standing;
    const before = this.#told.get(ticket);
    const wait = showWait(
      {
        waitShown: this.#waitShownIn(ticket.row.departmentId),
        estimate,
        window: this.#index.waitByAccepts(queueId),
      },
      before?.wait,
      // Somebody of more urgency came, or somebody who has waited longer came back.
      { mayRise: before !== undefined && position > before.position },
    );
    // While nobody is there, what was told before they left stands.
    this.#told.set(ticket, { position, wait: wait.kind === 'range' ? wait : (before?.wait ?? null) });
    return { queueId, position, since, wait };
  }

  queue(queueId: string) {
    const queue = this.#index.queue(queueId);
    let oldest: { readonly ticketId: string; readonly queuedAt: number } | null = null;
    for (const { row } of queue ?? []) {
      const { ticketId, queuedAt } = row;
      if (queuedAt !== null && queuedAt < (oldest?.queuedAt ?? Number.POSITIVE_INFINITY))
        oldest = { ticketId, queuedAt };
    }
    return { length: queue?.size ?? 0, oldest };
  }

  firstIn(queueId: string, count: number) {
    const known: KnownGrounds = new Map();
    const first = [];
    for (const { row } of this.#index.queue(queueId) ?? []) {
      if (first.length === count) break;
      const { id: conversationId, ticketId, priority, queuedAt, waitUntil, liveOfferId } = row;
      const reason = present(explainWaiting(this.#index, conversationId, known), `${conversationId} does not wait.`);
      first.push({ ticketId, conversationId, priority, queuedAt, waitUntil, liveOfferId, reason });
    }
    return first;
  }

  reasonsIn(queueId: string): ReadonlyMap<WaitingReasonCode, number> {
    const known: KnownGrounds = new Map();
    const counts = new Map<WaitingReasonCode, number>();
    for (const { row } of this.#index.queue(queueId) ?? []) {
      const reason = explainWaiting(this.#index, row.id, known);
      if (reason !== null) counts.set(reason.code, (counts.get(reason.code) ?? 0) + 1);
    }
    return counts;
  }

  #waitShownIn(departmentId: string): Settings['waitShown'] {
    return settingsOf(this.#index.configuration, departmentId).waitShown;
  }
}
