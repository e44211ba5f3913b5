import { type ChannelKind, channelKinds } from './channel.ts';
import type { Configuration, Department, MoveRule } from './configuration.ts';
import { mayReceive } from './move-rules.ts';

/**
 * How open a pair of departments is for a channel, from nothing to everybody: not at all; for assistants by their own
 * mapping; for some actors or contacts only; for all. What a change of rules would open is shown before it is made.
 */
export const opennesses = ['closed', 'assistants', 'conditional', 'open'] as const;
export type Openness = (typeof opennesses)[number];

export interface MovePair {
  readonly from: string;
  readonly to: string;
  readonly channel: ChannelKind;
}

/** How open a pair is, by rules and channels alone: hours, load and permissions are questions of the moment. */
export function opennessOf(origin: Department, destination: Department, channel: ChannelKind): Openness {
  if (origin.id === destination.id) return 'open';
  if (origin.resolved.transfers === 'off' || channel === 'voice') return 'closed';
  if (destination.channels !== 'all' && !destination.channels.includes(channel)) return 'closed';
  if (!mayReceive(destination.receiveRules, { channel, originId: origin.id })) return 'closed';
  const { boundary } = origin.resolved;
  if (boundary === 'none') return 'open';
  if (boundary === 'program' && origin.program !== null && origin.program === destination.program) return 'open';
  let best: Openness = 'closed';
  for (const rule of origin.moveRules) {
    const opens = opensBy(rule, origin, destination, channel);
    if (opennesses.indexOf(opens) > opennesses.indexOf(best)) best = opens;
  }
  return best;
}

function opensBy(rule: MoveRule, origin: Department, destination: Department, channel: ChannelKind): Openness {
  if (rule.channels !== 'all' && !rule.channels.includes(channel)) return 'closed';
  if (rule.destinations !== 'all' && !rule.destinations.includes(destination.id)) return 'closed';
  if (rule.assistant) {
    const reaches = rule.actors === 'all' || rule.actors.includes('assistant');
    return reaches && (rule.exemptFromMoveRules || origin.resolved.assistantRowsExempt) ? 'assistants' : 'closed';
  }
  if (origin.resolved.boundary === 'program') return 'closed';
  return rule.actors === 'all' && rule.contact === null ? 'open' : 'conditional';
}

export interface OpenedPair extends MovePair {
  readonly before: Openness;
  readonly after: Openness;
}

export interface OpenedPairs {
  readonly pairs: readonly OpenedPair[];
  /** Whether there are more than could be listed. */
  readonly more: boolean;
}

/** Enough for a screen and a confirmation; a thousand departments make nine million pairs. */
export const pairsMax = 2_000;

/** The pairs that the second configuration opens, or opens wider, against the first; sorted by department, then channel. */
export function listOpenedPairs(before: Configuration, after: Configuration): OpenedPairs {
  const pairs: OpenedPair[] = [];
  for (const origin of after.directory.departments) {
    const originBefore = before.departments.get(origin.id);
    for (const destination of after.directory.departments) {
      if (origin === destination) continue;
      const destinationBefore = before.departments.get(destination.id);
      // Nothing that matters to the pair changed: the same objects are shared by both configurations.
      if (originBefore === origin && destinationBefore === destination) continue;
      for (const channel of channelKinds) {
        const opens = opennessOf(origin, destination, channel);
        if (opens === 'closed') continue;
        const was = originBefore && destinationBefore ? opennessOf(originBefore, destinationBefore, channel) : 'closed';
        if (opennesses.indexOf(opens) <= opennesses.indexOf(was)) continue;
        if (pairs.length === pairsMax) return { pairs, more: true };
        pairs.push({ from: origin.id, to: destination.id, channel, before: was, after: opens });
      }
    }
  }
  return { pairs, more: false };
}
