import type { Random } from '../base/random.ts';
import { type Action, draw, type Moment, type Play } from './play-state.ts';
import { declineReasons } from './small-talk.ts';
import { pick } from './thread.ts';
import type { World } from './world.ts';

const acceptMs = { from: 3_000, to: 7_000 };
const wrapUpMs = { from: 7_000, to: 22_000 };
const declineShare = 0.15;

/** Played agents come online, and back from where they went. */
export function presences(state: Play, world: World, { now, people }: Moment): Action[] {
  for (const [id, until] of state.leftAlone) if (now >= until) state.leftAlone.delete(id);
  return [...world.staff.values()]
    .filter(({ id, presence }) => !people.has(id) && presence !== 'online' && !state.leftAlone.has(id))
    .map(({ id }): Action => ({ kind: 'presence', agentId: id, presence: 'online' }));
}

/** Played agents answer what they are offered within 3 to 8 seconds, and accept whatever a person hands to them. */
export function answersToOffers(state: Play, world: World, { now, random, people }: Moment): Action[] {
  const actions: Action[] = [];
  for (const offer of world.offers.values()) {
    if (people.has(offer.agentId) || !world.staff.has(offer.agentId)) continue;
    if (now < dueAt(state, offer.id, offer.offeredAt, acceptMs, random)) continue;
    const requester = world.requesters.get(offer.transferId ?? '');
    const isFromPerson = requester !== undefined && people.has(requester);
    actions.push(
      !isFromPerson && random.fraction() < declineShare
        ? { kind: 'declines', offer, reason: pick(declineReasons, random) }
        : { kind: 'accepts', offer },
    );
  }
  return actions;
}

/** Played agents say how it went, and end their wrap-up. */
export function wrapUps(state: Play, world: World, { now, random, people }: Moment): Action[] {
  const actions: Action[] = [];
  for (const wrapUp of world.wrapUps.values()) {
    if (people.has(wrapUp.agentId)) continue;
    if (now < dueAt(state, wrapUp.segmentId, wrapUp.since, wrapUpMs, random)) continue;
    const closing = state.closings.get(wrapUp.conversationId) ?? { disposition: 'sent-on', note: 'Handed over.' };
    actions.push({ kind: 'wraps_up', wrapUp, ...closing });
  }
  return actions;
}

/** When it is done, drawn when it is first seen. */
function dueAt(
  state: Play,
  id: string,
  since: number,
  within: { readonly from: number; readonly to: number },
  random: Random,
): number {
  let due = state.dueAt.get(id);
  if (due === undefined) state.dueAt.set(id, (due = since + draw(within, random)));
  return due;
}
