import type { AgentState, ChosenPresence } from '../domain/agent.ts';
import type { Draft } from '../domain/draft.ts';

/** How a presence changes, whoever changes it. */
export interface PresenceChange extends ChosenPresence {
  /** Whether it holds only as long as a device says so. */
  readonly leased: boolean;
  /** What it was, for one that was lost and may come back, and until when work waits for that. Default null. */
  readonly lapsedFrom?: ChosenPresence | null;
  readonly graceUntil?: number | null;
}

/** Why, where it was not simply chosen. */
export type PresenceCause = 'lease_expired' | 'back_in_sight' | 'missed_offers';

/**
 * Changes a presence and tells of it. What follows for work in hand is decided by commands of their own, one for each ticket
 * and offer, sent by whoever reads the event. What is as it was is neither written nor told.
 */
export function changePresence(
  draft: Draft,
  agentId: string,
  change: PresenceChange,
  said: { readonly because?: PresenceCause; readonly reason?: string } = {},
): AgentState {
  const before = draft.get('agent', agentId);
  const { presence, statusId, leased, lapsedFrom = null, graceUntil = null } = change;
  const isOther = presence !== before.presence || statusId !== before.statusId;
  const comes = presence === 'online' && before.presence !== 'online';
  const after = draft.change('agent', agentId, {
    presence,
    statusId,
    leased,
    lapsedFrom,
    graceUntil,
    ...(isOther ? { presenceSince: draft.now } : {}),
    ...(comes ? { idleSince: draft.now, missedOffers: 0 } : {}),
    // Whoever comes back begins with the least turns of those who are there, and owes nothing of before.
    ...(presence !== 'online' && Object.keys(before.rotation).length > 0 ? { rotation: {} } : {}),
  });
  if (after === before) return before;
  const { actor } = draft;
  const isOwn = (actor.kind === 'agent' && actor.id === agentId) || actor.kind === 'system';
  draft.emit('agent.presence_changed', {
    departments: draft.configuration.agents.get(agentId)?.departments ?? [],
    agents: [agentId],
    details: {
      agentId,
      presence,
      status: statusId,
      before: before.presence,
      statusBefore: before.statusId,
      ...said,
      // Somebody else chose it: a supervisor or an integration, who stands in the audit with it.
      ...(isOwn ? {} : { forced: true }),
    },
  });
  return after;
}
