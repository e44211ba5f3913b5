import { nameActor } from '../domain/actor.ts';
import type { AgentState, Capacity, CapacityOverride } from '../domain/agent.ts';
import { type CommandDefinition, done, type Outcome, refused } from '../domain/command.ts';
import type { Draft } from '../domain/draft.ts';
import { mayKnowAgent } from '../domain/situation.ts';

/**
 * A capacity for now, set by a supervisor instead of the configured one. It counts from its commit on, for everything that is
 * decided after it; what somebody carries already stays, however little is left.
 */
export interface CapacityAnswer {
  readonly agentId: string;
}

export interface OverrideCapacityInput {
  readonly agentId: string;
  readonly capacity: Capacity;
  readonly reason: string | null;
  /** Null stands until it is taken off. */
  readonly until: number | null;
}

export const overrideCapacity: CommandDefinition<OverrideCapacityInput, CapacityAnswer> = {
  name: 'overrideCapacity',
  needs: ({ agentId }) => ({ agents: [agentId] }),
  decide(draft, { agentId, capacity, reason, until }) {
    const { actor, now } = draft;
    return change(draft, agentId, { ...capacity, by: nameActor(actor), at: now, reason, until });
  },
};

export const endCapacityOverride: CommandDefinition<{ readonly agentId: string }, CapacityAnswer> = {
  name: 'endCapacityOverride',
  needs: ({ agentId }) => ({ agents: [agentId] }),
  decide: (draft, { agentId }) => change(draft, agentId, null),
};

function change(draft: Draft, agentId: string, override: CapacityOverride | null): Outcome<CapacityAnswer> {
  const { actor, configuration } = draft;
  const state = draft.find('agent', agentId);
  const agent = configuration.agents.get(agentId);
  if (state === undefined || agent === undefined || !mayKnowAgent(actor, configuration, agent))
    return refused('not_found');
  if (!actor.permissions.has('agent.override_capacity'))
    return refused('permission_missing', { data: { permission: 'agent.override_capacity' } });
  const before = shown(state.capacityOverride);
  // Taking off what is not there changes nothing.
  if (draft.change('agent', agentId, { capacityOverride: override }) === state) return done({ agentId });
  draft.emit('agent.capacity_changed', {
    departments: agent.departments,
    agents: [agentId],
    details: { agentId, before, after: shown(override), reason: override?.reason ?? null },
  });
  return done({ agentId });
}

/** As events and the audit tell it: who made it stands there already. */
function shown(override: AgentState['capacityOverride']) {
  if (override === null) return null;
  const { total, perChannel, interruptible, until } = override;
  return { total, perChannel, interruptible, until };
}
