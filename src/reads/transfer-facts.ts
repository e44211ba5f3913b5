import type { Instant } from '../base/clock.ts';
import type { AgentState } from '../domain/agent.ts';
import type { ChannelKind } from '../domain/channel.ts';
import { configuredTargets } from '../domain/configured-targets.ts';
import type { Contact } from '../domain/conversation.ts';
import { listTargets, type TargetPage, type TargetQuery } from '../domain/list-targets.ts';
import { servesChannel, statusesWithout } from '../domain/may-serve.ts';
import { decideTransfer, type Explanation, explainTransfer, type TransferDecision } from '../domain/policy.ts';
import type { TransferRequest } from '../domain/transfer.ts';
import type { BatchVerdict } from '../domain/transfer-batch.ts';
import type { TransferFacts } from '../domain/transfer-facts.ts';
import type { Statement } from '../storage/database.ts';
import { readAgentStates, readAnyOnline, readQueueLengths } from '../storage/read-agents.ts';
import { readContacts } from '../storage/read-contacts.ts';
import { readRow } from '../storage/tables.ts';
import type { Reader, Reads } from './reads.ts';
import type { SeenTicket } from './tickets.ts';

/** What would be decided about a request, with the whole trace. Nothing is locked and nothing changes. */
export function explainRequest(
  reads: Reads,
  reader: Reader,
  asked: { seen: SeenTicket; request: TransferRequest; now: Instant },
): Promise<Explanation<TransferDecision>> {
  return withFacts(reads, reader, asked, (facts) => explainTransfer(facts, asked.request));
}

/** A page of targets, judged by the same policy that decides. */
export function listTransferTargets(
  reads: Reads,
  reader: Reader,
  asked: { seen: SeenTicket; query: TargetQuery; now: Instant },
): Promise<TargetPage> {
  return withFacts(reads, reader, asked, (facts) => listTargets(facts, asked.query));
}

/**
 * What would be decided about the same request for each of these tickets; what one of them made us read serves the others.
 * At most some hundred at a time: it is one turn of the event loop.
 */
export async function judgeRequests(
  reads: Reads,
  reader: Reader,
  asked: { seen: readonly SeenTicket[]; request: TransferRequest; now: Instant },
): Promise<ReadonlyMap<string, BatchVerdict>> {
  const known = new KnownFacts(reads, reader, asked.now);
  const verdicts = new Map<string, BatchVerdict>();
  await known.complete(() => {
    for (const seen of asked.seen) {
      const decision = decideTransfer(known.of(seen), asked.request);
      const answer = decision.kind === 'allowed' ? 'allowed' : decision.refusal.code;
      verdicts.set(seen.ticket.id, { answer, ownershipVersion: seen.conversation.ownershipVersion });
    }
  });
  return verdicts;
}

function withFacts<T>(
  reads: Reads,
  reader: Reader,
  { seen, now }: { seen: SeenTicket; now: Instant },
  ask: (facts: TransferFacts) => T,
): Promise<T> {
  const known = new KnownFacts(reads, reader, now);
  return known.complete(() => ask(known.of(seen)));
}

/** Facts may lead to other facts, but not for ever; after this many rounds the last answer stands. */
const roundsMax = 5;

/** What was read for the policy so far, and what it asked for and was not there. */
class KnownFacts {
  readonly #reads: Reads;
  readonly #reader: Reader;
  readonly #now: Instant;
  readonly #agents = new Map<string, AgentState | undefined>();
  readonly #queueLengths = new Map<string, number>();
  /** By `DEPARTMENT CHANNEL`. */
  readonly #online = new Map<string, boolean>();
  readonly #contacts = new Map<string, Contact | null>();
  #missing = nothingMissing();

  constructor(reads: Reads, reader: Reader, now: Instant) {
    this.#reads = reads;
    this.#reader = reader;
    this.#now = now;
  }

  /** Asks again with what was missing, until nothing is: as a command does under lock, here without. */
  async complete<T>(ask: () => T): Promise<T> {
    for (let round = 1; ; round++) {
      this.#missing = nothingMissing();
      const answer = ask();
      const isComplete = Object.values(this.#missing).every((names) => names.size === 0);
      if (isComplete || round === roundsMax) return answer;
      await this.#read();
    }
  }

  of({ conversation, ticket }: SeenTicket): TransferFacts {
    const { configuration, actor } = this.#reader;
    const contacts = this.#contacts;
    const missing = this.#missing;
    return {
      now: this.#now,
      configuration,
      actor,
      conversation,
      ticket,
      get contact() {
        const { contactId } = conversation;
        if (!contacts.has(contactId)) missing.contacts.add(contactId);
        return contacts.get(contactId) ?? null;
      },
      participants: conversation.participants,
      agent: (id) => {
        if (!this.#agents.has(id)) missing.agents.add(id);
        return this.#agents.get(id);
      },
      queueLength: (id) => {
        if (!this.#queueLengths.has(id)) missing.queues.add(id);
        return this.#queueLengths.get(id) ?? 0;
      },
      anyAgentOnline: (id) => {
        const place = `${id} ${conversation.channelKind}`;
        if (!this.#online.has(place)) missing.online.add(place);
        return this.#online.get(place) ?? false;
      },
      reusableSlots: (agentId) =>
        conversation.wrapUps.reduce((sum, wrapUp) => (wrapUp.agentId === agentId ? sum + wrapUp.slots : sum), 0),
      ...configuredTargets(configuration),
    };
  }

  async #read(): Promise<void> {
    const { organizationId } = this.#reader;
    const { agents, queues, contacts } = this.#missing;
    const places = [...this.#missing.online];
    const statements: Statement[] = [
      readAgentStates(organizationId, [...agents]),
      readQueueLengths(organizationId, [...queues]),
      ...readContacts(organizationId, [...contacts], null).slice(0, 1),
      ...places.map((place) => readAnyOnline(organizationId, ...membersFor(this.#reader, place))),
    ];
    const [states, lengths, people, ...anyOnline] = await this.#reads.database.readTogether(statements);
    for (const id of agents) this.#agents.set(id, undefined);
    for (const record of states?.rows ?? []) this.#agents.set(record.id, readRow('agent', record));
    for (const { id, length } of lengths?.rows ?? []) this.#queueLengths.set(id, length);
    for (const id of contacts) this.#contacts.set(id, null);
    for (const record of people?.rows ?? []) this.#contacts.set(record.id, readRow('contact', record));
    places.forEach((place, i) => {
      this.#online.set(place, anyOnline[i]?.rows[0]?.online === true);
    });
  }
}

function nothingMissing() {
  return {
    agents: new Set<string>(),
    queues: new Set<string>(),
    online: new Set<string>(),
    contacts: new Set<string>(),
  };
}

/** The members of a `DEPARTMENT CHANNEL` who may serve that channel, and the statuses by which nobody does. */
function membersFor({ configuration }: Reader, place: string): [members: string[], exceptStatuses: string[]] {
  const [departmentId = '', channelKind] = place.split(' ') as [string, ChannelKind];
  const members = [...(configuration.departments.get(departmentId)?.members ?? [])].filter((id) => {
    const agent = configuration.agents.get(id);
    return agent !== undefined && servesChannel(agent, channelKind);
  });
  return [members, statusesWithout(configuration, channelKind)];
}
