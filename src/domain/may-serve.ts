import type { ChannelKind } from './channel.ts';
import type { Agent } from './configuration.ts';

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
