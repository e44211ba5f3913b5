import type { AgentState } from './agent.ts';
import type { ChannelKind } from './channel.ts';
import type { Agent, Configuration } from './configuration.ts';

/** Whether the agent is permitted to serve conversations of this channel kind. */
export function servesChannel({ channels }: Pick<Agent, 'channels'>, channel: ChannelKind): boolean {
  return channels === 'all' || channels.includes(channel);
}

/** Why the agent may not be given a conversation of this channel kind; undefined when nothing speaks against it. */
export function whyNotServing(
  agent: Pick<Agent, 'channels' | 'permissions'>,
  channel: ChannelKind,
): 'permission' | 'channel' | undefined {
  if (!agent.permissions.has('message.receive')) return 'permission';
  return servesChannel(agent, channel) ? undefined : 'channel';
}

type Statuses = Pick<Configuration, 'statuses'>;

/**
 * Whether somebody is there for conversations of this channel kind: online, by a status that serves it. A status that was
 * retired meanwhile counts as its presence, for every kind.
 */
export function isServing(
  configuration: Statuses,
  state: Pick<AgentState, 'presence' | 'statusId'> | undefined,
  channel: ChannelKind,
): boolean {
  return state?.presence === 'online' && !isStatusWithout(configuration, state.statusId, channel);
}

function isStatusWithout({ statuses }: Statuses, statusId: string | null, channel: ChannelKind): boolean {
  const status = statusId === null ? undefined : statuses.get(statusId);
  return status !== undefined && status.channels !== 'all' && !status.channels.includes(channel);
}

/** The statuses by which nobody is there for this channel kind: whoever looks for somebody online in the store leaves them out. */
export function statusesWithout(configuration: Statuses, channel: ChannelKind): string[] {
  return [...configuration.statuses.keys()].filter((id) => isStatusWithout(configuration, id, channel));
}
