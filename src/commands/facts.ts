import type { Actor } from '../domain/actor.ts';
import type { Needs } from '../domain/command.ts';
import { configuredTargets } from '../domain/configured-targets.ts';
import type { Conversation, Ticket } from '../domain/conversation.ts';
import type { Draft } from '../domain/draft.ts';
import type { TransferFacts } from '../domain/transfer-facts.ts';
import { wrapUpSlots } from './ownership.ts';

/**
 * The policy's facts from a draft. What the policy asks for and was not loaded is noted in `missing`: then the command
 * answers `needs` and is decided again with it.
 */
export function transferFacts(
  draft: Draft,
  about: {
    readonly conversation: Conversation;
    readonly ticket: Ticket;
    /** In whose name it is judged. Default: the command's own actor. */
    readonly actor?: Actor;
  },
): { readonly facts: TransferFacts; missing(): Needs | null } {
  const { conversation, ticket } = about;
  const agents = new Set<string>();
  const queueLengths = new Set<string>();
  const agentsOnline = new Set<string>();
  let contactMissing = false;
  const facts: TransferFacts = {
    now: draft.now,
    configuration: draft.configuration,
    actor: about.actor ?? draft.actor,
    conversation,
    ticket,
    get contact() {
      const contact = draft.find('contact', conversation.contactId);
      contactMissing ||= contact === undefined;
      return contact ?? null;
    },
    participants: conversation.participants,
    agent: (id) => {
      const agent = draft.find('agent', id);
      if (agent === undefined) agents.add(id);
      return agent;
    },
    queueLength: (id) => {
      const length = draft.reading<number>(`queueLength ${id}`);
      if (length === undefined) queueLengths.add(id);
      return length ?? 0;
    },
    anyAgentOnline: (departmentId) => {
      const online = draft.reading<boolean>(`anyAgentOnline ${departmentId} ${conversation.channelKind}`);
      if (online === undefined) agentsOnline.add(departmentId);
      return online ?? false;
    },
    reusableSlots: (agentId) => wrapUpSlots(conversation, agentId),
    ...configuredTargets(draft.configuration),
  };
  const missing = (): Needs | null => {
    // An agent that configuration has and the table has not would be asked for again and again.
    const unloaded = [...agents].filter((id) => draft.configuration.agents.has(id));
    if (unloaded.length + queueLengths.size + agentsOnline.size === 0 && !contactMissing) return null;
    return {
      agents: unloaded,
      queueLengths: [...queueLengths],
      agentsOnline: [...agentsOnline].map((departmentId) => ({ departmentId, channelKind: conversation.channelKind })),
      contacts: contactMissing ? [conversation.contactId] : [],
    };
  };
  return { facts, missing };
}
