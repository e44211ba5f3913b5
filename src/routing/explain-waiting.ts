import type { Instant } from '../base/clock.ts';
import type { Configuration } from '../domain/configuration.ts';
import { directQueueAgent } from '../domain/conversation.ts';
import type { WaitingReason } from '../domain/waits/waiting-reasons.ts';
import type { KnownGrounds, RoutingIndex } from './routing-index.ts';

export type { KnownGrounds };

/**
 * Why a ticket waits now; null for one that does not wait in a queue.
 *
 * @param known what was found out of the tickets before, for whoever asks of many in one turn
 */
export function explainWaiting(
  index: RoutingIndex,
  conversationId: string,
  known?: KnownGrounds,
): WaitingReason | null {
  const grounds = index.groundsOf(conversationId, known);
  if (grounds === null) return null;
  const { configuration } = index;
  const { row, levels, nextRelaxationAt } = grounds;
  const department = configuration.departments.get(row.departmentId)?.name ?? row.departmentId;
  const direct = directQueueAgent({ kind: 'queue', id: row.queueId });
  const skills = listSkills(configuration, levels);
  const kind = channelNames[row.channelKind];
  const say = (code: WaitingReason['code'], sentence: string, until: Instant | null = null): WaitingReason => ({
    code,
    sentence,
    until,
  });
  if (row.liveOfferId !== null) return say('offered', 'Somebody is being asked.');
  if (row.pendingTransferId !== null) return say('transfer_pending', 'A transfer is under way.');
  if (grounds.isPulled) return say('taken_by_hand', 'Nobody has taken it: agents take this queue’s work themselves.');
  if (direct !== null) {
    const name = nameOf(configuration, direct);
    if (grounds.serving === 0) return say('nobody_permitted', `${name} may not be given ${kind} in ${department}.`);
    if (grounds.there === 0) return say('nobody_online', `${name} is not online for ${kind}.`);
    if (grounds.free === 0) return say('nobody_free', `${name} has no free slot.`);
    return grounds.row.passedOver.includes(direct)
      ? say('all_asked', `${name} was asked, and it waits for its fallback.`, row.waitUntil)
      : say('next', `${name} is asked next.`);
  }
  const knowing = skills === '' ? '' : ` with ${skills}`;
  if (grounds.serving === 0) return say('nobody_permitted', `Nobody in ${department} may serve ${kind}.`);
  if (grounds.skilled === 0)
    return say('nobody_skilled', `Nobody in ${department} who may serve ${kind} has ${skills}.`, nextRelaxationAt);
  if (grounds.there === 0) return say('nobody_online', `No agent is online for ${kind}.`);
  if (grounds.thereAndSkilled === 0)
    return say('nobody_online_skilled', `No agent online for ${kind} has ${skills}.`, nextRelaxationAt);
  if (grounds.free === 0)
    return say('nobody_free', `No agent online for ${kind}${knowing} has a free slot.`, nextRelaxationAt);
  if (grounds.preferred !== null)
    return say('waits_for_agent', `It waits for ${nameOf(configuration, grounds.preferred)}.`, row.preferredUntil);
  if (grounds.spared.length >= grounds.free)
    return say('all_asked', 'Everybody with a free slot has said no; the others are asked as they become free.');
  return say('next', 'Somebody is asked next.');
}

function nameOf(configuration: Configuration, agentId: string): string {
  return configuration.agents.get(agentId)?.name ?? agentId;
}

/** `Spanish (at least 4) and Tax`; empty for none. */
function listSkills({ skills }: Configuration, levels: ReadonlyMap<string, number>): string {
  const names = [...levels].map(([id, level]) => {
    const name = skills.get(id)?.name ?? id;
    return level > 1 ? `${name} (at least ${level})` : name;
  });
  const last = names.pop();
  return last === undefined ? '' : names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

const channelNames = {
  webchat: 'web chat',
  email: 'e-mail',
  whatsapp: 'WhatsApp',
  sms: 'SMS',
  messenger: 'Messenger',
  instagram: 'Instagram',
  telegram: 'Telegram',
  line: 'LINE',
  voice: 'calls',
} as const;
