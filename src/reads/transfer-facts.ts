import type { Instant } from '../base/clock.ts';
import type { AgentState } from '../domain/agent.ts';
import { configuredTargets } from '../domain/configured-targets.ts';
import type { Contact } from '../domain/conversation.ts';
import { listTargets, type TargetPage, type TargetQuery } from '../domain/list-targets.ts';
import { type Explanation, explainTransfer, type TransferDecision } from '../domain/policy.ts';
import type { TransferRequest } from '../domain/transfer.ts';
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

/** Facts may lead to other facts, but not for ever; after this many rounds the last answer stands. */
const roundsMax = 5;

/** Asks again with what was missing, until nothing is: as a command does under lock, here without. */
async function withFacts<T>(
  { database }: Reads,
  reader: Reader,
  { seen: { conversation, ticket }, now }: { seen: SeenTicket; now: Instant },
  ask: (facts: TransferFacts) => T,
): Promise<T> {
  const { organizationId, configuration, actor } = reader;
  const agents = new Map<string, AgentState | undefined>();
  const queueLengths = new Map<string, number>();
  const online = new Map<string, boolean>();
  let contact: Contact | null | undefined;
  for (let round = 1; ; round++) {
    const missing = {
      agents: new Set<string>(),
      queues: new Set<string>(),
      departments: new Set<string>(),
      contact: false,
    };
    const answer = ask({
      now,
      configuration,
      actor,
      conversation,
      ticket,
      get contact() {
        missing.contact ||= contact === undefined;
        return contact ?? null;
      },
      participants: conversation.participants,
      agent: (id) => {
        if (!agents.has(id)) missing.agents.add(id);
        return agents.get(id);
      },
      queueLength: (id) => {
        if (!queueLengths.has(id)) missing.queues.add(id);
        return queueLengths.get(id) ?? 0;
      },
      anyAgentOnline: (id) => {
        if (!online.has(id)) missing.departments.add(id);
        return online.get(id) ?? false;
      },
      reusableSlots: (agentId) =>
        conversation.wrapUps.reduce((sum, wrapUp) => (wrapUp.agentId === agentId ? sum + wrapUp.slots : sum), 0),
      ...configuredTargets(configuration),
    });
    const departments = [...missing.departments];
    const isComplete = missing.agents.size + missing.queues.size + departments.length === 0 && !missing.contact;
    if (isComplete || round === roundsMax) return answer;
    const statements: Statement[] = [
      readAgentStates(organizationId, [...missing.agents]),
      readQueueLengths(organizationId, [...missing.queues]),
      ...readContacts(organizationId, missing.contact ? [conversation.contactId] : [], null).slice(0, 1),
      ...departments.map((id) => readAnyOnline(organizationId, membersFor(reader, id, conversation.channelKind))),
    ];
    const [states, lengths, contacts, ...anyOnline] = await database.readTogether(statements);
    for (const id of missing.agents) agents.set(id, undefined);
    for (const record of states?.rows ?? []) agents.set(record.id, readRow('agent', record));
    for (const { id, length } of lengths?.rows ?? []) queueLengths.set(id, length);
    if (missing.contact) contact = contacts?.rows[0] === undefined ? null : readRow('contact', contacts.rows[0]);
    departments.forEach((id, i) => {
      online.set(id, anyOnline[i]?.rows[0]?.online === true);
    });
  }
}

function membersFor({ configuration }: Reader, departmentId: string, channelKind: string): string[] {
  return [...(configuration.departments.get(departmentId)?.members ?? [])].filter((id) => {
    const channels = configuration.agents.get(id)?.channels;
    return channels === 'all' || channels?.some((kind) => kind === channelKind);
  });
}
