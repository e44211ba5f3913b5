import type { Actor } from './actor.ts';
import type { Configuration } from './configuration.ts';
import type { Conversation, Party, Ticket } from './conversation.ts';
import type { Offer } from './transfer.ts';

/** `preview`: only what the hand-over's policy opens, for as long as the offer, the consult or the invitation lasts. */
export type Access = 'full' | 'preview';

interface About {
  readonly ticket: Pick<Ticket, 'departmentId' | 'id'>;
  readonly conversation: Pick<Conversation, 'owner' | 'ticketId' | 'parties'>;
  readonly offer?: Pick<Offer, 'agentId' | 'state'> | undefined;
}

/**
 * Who may know that a ticket exists, and how much of it they see: integrations (their scopes say what they may do with it),
 * flows in their runs, whoever reads every ticket, members of its department and its owner see it whole; whoever it is offered
 * to and colleagues who take part see a preview. To everybody else it answers like one that does not exist.
 */
export function ticketAccess(actor: Actor, configuration: Configuration, about: About): Access | null {
  const isPresent = about.conversation.ticketId === about.ticket.id;
  const { owner } = about.conversation;
  switch (actor.kind) {
    case 'system':
    case 'key':
    case 'assistant':
      return 'full';
    // It acts in its run's conversation and in no other, whoever owns it (`commands/flows`).
    case 'flow':
      return isPresent ? 'full' : null;
    case 'external':
      return isPresent && owner?.kind === actor.kind && owner.id === actor.id ? 'full' : null;
    case 'contact':
      return null;
    case 'agent': {
      if (actor.permissions.has('ticket.read_all')) return 'full';
      if (configuration.agents.get(actor.id)?.memberOf.has(about.ticket.departmentId) === true) return 'full';
      if (!isPresent) return null;
      if (owner?.kind === 'agent' && owner.id === actor.id) return 'full';
      const isAsked = about.offer?.state === 'live' && about.offer.agentId === actor.id;
      return isAsked || findParty(about.conversation, actor.id) !== undefined ? 'preview' : null;
    }
  }
}

export function mayReadTicket(actor: Actor, configuration: Configuration, about: About): boolean {
  return ticketAccess(actor, configuration, about) !== null;
}

/** The agent's part in a conversation that somebody else owns. */
export function findParty({ parties }: Pick<Conversation, 'parties'>, agentId: string): Party | undefined {
  return parties.find(({ who }) => who.kind === 'agent' && who.id === agentId);
}
