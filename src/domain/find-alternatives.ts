import type { RefusalCode } from './refusal.ts';
import { placeOf, Situation } from './situation.ts';
import type { Target } from './transfer.ts';
import { liveChecks, orderChecks, requestChecks } from './transfer-checks.ts';

/** Whether another target would help, and where to look for it. */
const sources: Readonly<Partial<Record<RefusalCode, 'fallback' | 'rules'>>> = {
  target_kind_off: 'rules',
  channel_not_served: 'rules',
  outside_program: 'rules',
  no_move_rule: 'rules',
  receive_rule: 'rules',
  participant_conflict: 'rules',
  target_not_permitted: 'fallback',
  direct_routing_off: 'fallback',
  department_closed: 'fallback',
  not_accepting: 'fallback',
  queue_full: 'fallback',
  skill_missing: 'fallback',
  agent_offline: 'fallback',
  agent_at_capacity: 'fallback',
  flow_unpublished: 'fallback',
  external_disabled: 'fallback',
  external_unreachable: 'fallback',
};

const alternativesMax = 3;
/** A department may name hundreds of destinations, and a refusal must stay cheap. */
const candidatesMax = 12;

const order = orderChecks(requestChecks).filter(({ code }) => !liveChecks.has(code));

/**
 * What the sender may ask for instead: the same request with another target, at most three that rules and hours allow now.
 * How busy they are is left to the request itself, since looking would take locks. Agents are no alternatives: whether one
 * is free is exactly what is not looked at.
 */
export function findAlternatives(s: Situation, code: RefusalCode): readonly Target[] {
  const source = sources[code];
  if (source === undefined) return [];
  const { configuration } = s.facts;
  const seen = new Set([placeOf(configuration, s.request.target)]);
  const found: Target[] = [];
  let looked = 0;
  for (const target of source === 'fallback' ? fallbacksOf(s) : destinationsOf(s)) {
    const place = placeOf(configuration, target);
    if (target.kind === 'agent' || seen.has(place)) continue;
    seen.add(place);
    if (isAllowedByRules(s, target)) found.push(target);
    if (found.length === alternativesMax || ++looked === candidatesMax) break;
  }
  return found;
}

/** The blocked destination's own queue, then its chain; as a department where queues are not a kind that may be chosen. */
function fallbacksOf(s: Situation): Target[] {
  const targets: Target[] = [];
  if (s.agent && s.destination) {
    const queue: Target = { kind: 'queue', id: s.destination.defaultQueue };
    const mayChooseQueue = s.originSettings.targetKinds.includes('queue');
    targets.push(mayChooseQueue ? queue : { kind: 'department', id: s.destination.id });
  }
  if (s.request.target.kind === 'queue' && s.queue) targets.push(...s.queue.fallback);
  if (s.destination) targets.push(...s.destination.fallback);
  return targets;
}

/** Departments that the origin's rows name, else any; the checks decide. */
function* destinationsOf(s: Situation): Iterable<Target> {
  for (const rule of s.origin?.moveRules ?? []) {
    if (rule.destinations === 'all') continue;
    for (const id of rule.destinations) yield { kind: 'department', id };
  }
  for (const department of s.facts.configuration.directory.departments) yield { kind: 'department', id: department.id };
}

function isAllowedByRules(s: Situation, target: Target): boolean {
  const { request } = s;
  const { whenBlocked: _, override: __, ...plain } = request;
  const other = new Situation(
    s.facts,
    { ...plain, target, mode: 'cold' },
    {
      stage: 'list',
      askedBy: s.askedBy,
      ownTransferId: s.own.transferId,
      departmentId: undefined,
    },
  );
  for (const { check } of order) {
    const verdict = check(other);
    if (verdict !== undefined && verdict !== 'not_applicable' && !('settledBy' in verdict)) return false;
  }
  return true;
}
