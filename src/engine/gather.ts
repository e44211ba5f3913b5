import type { Needs } from '../domain/command.ts';
import type { Configuration } from '../domain/configuration.ts';
import { statusesWithout } from '../domain/may-serve.ts';
import type { Key, LoadRequest, NaturalKeys } from '../storage/lock-and-load.ts';
import type { Entry } from './submission.ts';
import type { Trees } from './trees.ts';

/** Rows of whose conversations nothing is known yet. */
interface UnplacedRows {
  readonly tickets: Key[];
  readonly transfers: Key[];
  readonly offers: Key[];
  readonly segments: Key[];
}

/** All that a batch's commands need, by organization and without repetitions, in the order in which it is locked. */
export class Gathered {
  readonly conversations = new KeySet();
  readonly agents = new KeySet();
  readonly tickets = new KeySet();
  readonly segments = new KeySet();
  readonly transfers = new KeySet();
  readonly offers = new KeySet();
  readonly contacts = new KeySet();
  readonly files = new KeySet();
  readonly batches = new KeySet();
  readonly apiKeys = new KeySet();
  readonly queueLengths = new KeySet();
  readonly ownedBy = new KeySet();
  readonly openIn = new KeySet();
  readonly leasesOf = new KeySet();
  readonly flowDrafts = new KeySet();
  readonly flowSchedules = new KeySet();
  readonly flowRuns = new KeySet();
  readonly dutyAlerts = new KeySet();
  readonly stories = new KeySet();
  readonly openContacts = new KeySet();
  readonly #flowVersions = new Map<string, LoadRequest['flowVersions'][number]>();
  readonly #threads = new Map<string, NaturalKeys['threads'][number]>();
  readonly #addresses = new Map<string, NaturalKeys['addresses'][number]>();
  readonly #messages: { organizationId: string; conversationId: string; sequence: number }[] = [];
  readonly #carriers: { organizationId: string; conversationId: string; fileId: string }[] = [];
  readonly #placed = new Map<string, string>();
  readonly #externalMessages: { organizationId: string; accountId: string; externalId: string }[] = [];
  readonly #memberships: { organizationId: string; agentId: string; userId: string | null }[] = [];
  readonly #agentsOnline = new Map<string, LoadRequest['agentsOnline'][number]>();

  add(organizationId: string, needs: Needs, configuration: Configuration): void {
    const of = (ids: readonly string[] | undefined, set: KeySet): void => {
      for (const id of ids ?? []) set.add(organizationId, id);
    };
    of(needs.conversations, this.conversations);
    of(needs.agents, this.agents);
    of(needs.tickets, this.tickets);
    of(needs.segments, this.segments);
    of(needs.transfers, this.transfers);
    of(needs.offers, this.offers);
    of(needs.contacts, this.contacts);
    of(needs.files, this.files);
    of(needs.batches, this.batches);
    of(needs.apiKeys, this.apiKeys);
    of(needs.queueLengths, this.queueLengths);
    of(needs.ownedBy, this.ownedBy);
    of(needs.openIn, this.openIn);
    of(needs.leasesOf, this.leasesOf);
    of(needs.flowDrafts, this.flowDrafts);
    of(needs.flowSchedules, this.flowSchedules);
    of(needs.flowRuns, this.flowRuns);
    of(needs.dutyAlerts, this.dutyAlerts);
    of(needs.stories, this.stories);
    of(needs.openContacts, this.openContacts);
    for (const asked of needs.flowVersions ?? []) {
      this.#flowVersions.set(`${organizationId}\n${asked.flowId}\n${asked.version}`, { organizationId, ...asked });
    }
    for (const thread of needs.threads ?? []) {
      this.#threads.set(`${organizationId}\n${thread.accountId}\n${thread.threadKey}`, { organizationId, ...thread });
    }
    for (const address of needs.addresses ?? []) {
      this.#addresses.set(`${organizationId}\n${address.channelKind}\n${address.address}`, {
        organizationId,
        ...address,
      });
    }
    for (const message of needs.messages ?? []) this.#messages.push({ organizationId, ...message });
    for (const carrier of needs.carriers ?? []) this.#carriers.push({ organizationId, ...carrier });
    for (const message of needs.externalMessages ?? []) this.#externalMessages.push({ organizationId, ...message });
    for (const asked of needs.memberships ?? []) this.#memberships.push({ organizationId, ...asked });
    for (const asked of needs.agentsOnline ?? []) {
      const members = [...(configuration.departments.get(asked.departmentId)?.members ?? [])].filter((id) => {
        const channels = configuration.agents.get(id)?.channels;
        return channels === 'all' || channels?.some((kind) => kind === asked.channelKind);
      });
      this.#agentsOnline.set(`${organizationId}\n${asked.departmentId}\n${asked.channelKind}`, {
        organizationId,
        ...asked,
        members,
        except: statusesWithout(configuration, asked.channelKind),
      });
    }
  }

  get naturalKeys(): NaturalKeys {
    return { threads: sorted(this.#threads), addresses: sorted(this.#addresses) };
  }

  /**
   * Notes for every row to which conversation it belongs, as far as `conversationOf` knows, and answers the others. Noted
   * here and not asked for again: what is known now may be forgotten while the batch waits for the store.
   */
  place(conversationOf: (key: Key) => string | undefined): UnplacedRows {
    const missing = (set: KeySet): Key[] =>
      set.keys().filter((key) => {
        const conversationId = conversationOf(key);
        if (conversationId !== undefined) this.placeRow(key, conversationId);
        return conversationId === undefined;
      });
    return {
      tickets: missing(this.tickets),
      transfers: missing(this.transfers),
      offers: missing(this.offers),
      segments: missing(this.segments),
    };
  }

  /** The row's conversation is to be locked with the rest. */
  placeRow(key: Key, conversationId: string): void {
    this.#placed.set(`${key.organizationId}\n${key.id}`, conversationId);
    this.conversations.add(key.organizationId, conversationId);
  }

  /** The conversation that a row of this batch belongs to; undefined when there is no such row. */
  placeOf(key: Key): string | undefined {
    return this.#placed.get(`${key.organizationId}\n${key.id}`);
  }

  /** Forgets rows that have no conversation: there are none. */
  dropUnplaced(): void {
    for (const set of [this.tickets, this.transfers, this.offers, this.segments]) {
      for (const key of set.keys()) if (this.placeOf(key) === undefined) set.delete(key);
    }
  }

  /** What is to be locked and read: of conversations in memory only the lock. */
  request(entries: readonly Entry[], trees: Trees): LoadRequest {
    const conversations = this.conversations.keys().map((key) => ({ ...key, known: trees.knownSequence(key) }));
    for (const key of conversations) for (const id of trees.agentsOf(key)) this.agents.add(key.organizationId, id);
    return {
      conversations,
      agents: this.agents.keys(),
      tickets: this.tickets.keys().filter((key) => !trees.holds('ticket', key)),
      segments: this.segments.keys().filter((key) => !trees.holds('segment', key)),
      transfers: this.transfers.keys().filter((key) => !trees.holds('transfer', key)),
      offers: this.offers.keys().filter((key) => !trees.holds('offer', key)),
      contacts: this.contacts.keys(),
      files: this.files.keys(),
      batches: this.batches.keys(),
      apiKeys: this.apiKeys.keys(),
      commands: entries.map(({ submission, principalName }) => ({
        organizationId: submission.organizationId,
        principal: principalName,
        key: submission.key,
      })),
      messages: this.#messages,
      carriers: this.#carriers,
      externalMessages: this.#externalMessages,
      memberships: this.#memberships,
      queueLengths: this.queueLengths.keys(),
      agentsOnline: [...this.#agentsOnline.values()],
      ownedBy: this.ownedBy.keys(),
      openIn: this.openIn.keys(),
      leasesOf: this.leasesOf.keys(),
      flowDrafts: this.flowDrafts.keys(),
      flowSchedules: this.flowSchedules.keys(),
      flowRuns: this.flowRuns.keys(),
      dutyAlerts: this.dutyAlerts.keys(),
      flowVersions: sorted(this.#flowVersions),
      stories: this.stories.keys(),
      openContacts: this.openContacts.keys(),
      organizations: [...new Set(entries.map((entry) => entry.submission.organizationId))].sort(),
    };
  }
}

/** Keys by organization and id, without repetitions; listed sorted, which is the order of locking. */
class KeySet {
  readonly #keys = new Map<string, Key>();

  add(organizationId: string, id: string): void {
    this.#keys.set(`${organizationId}\n${id}`, { organizationId, id });
  }

  delete(key: Key): void {
    this.#keys.delete(`${key.organizationId}\n${key.id}`);
  }

  keys(): Key[] {
    return sorted(this.#keys);
  }
}

function sorted<T>(map: ReadonlyMap<string, T>): T[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, value]) => value);
}
