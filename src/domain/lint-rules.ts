import { type ChannelKind, channelKinds } from './channel.ts';
import type { Configuration, Department, MoveRule } from './configuration.ts';
import { histories } from './history.ts';
import { opennessOf } from './move-matrix.ts';
import { mayReceive } from './move-rules.ts';
import type { Target } from './transfer.ts';

/**
 * What is probably not meant in a setup that is allowed: nothing here stops it from being applied. Each finding names the
 * department and, where it is about one, the row by its place.
 */
export const findingCodes = [
  'no_way_out',
  'no_way_in',
  'bot_only_without_way_out',
  'fallback_not_allowed',
  'rule_never_matches',
  'rule_without_effect',
  'rule_swallowed',
  'opens_everything',
] as const;
export type FindingCode = (typeof findingCodes)[number];

export interface Finding {
  readonly code: FindingCode;
  readonly departmentId: string;
  /** The place of the row in the department's list, from 0; null when it is not about one. */
  readonly row: number | null;
  readonly sentence: string;
}

/** More than anybody reads; the first thousand say what is wrong with the rest. */
const findingsMax = 1_000;

/** Every finding, by department. At most a thousand. */
export function lintConfiguration(configuration: Configuration): {
  readonly findings: readonly Finding[];
  readonly more: boolean;
} {
  const entered = departmentsEntered(configuration);
  const findings: Finding[] = [];
  for (const department of configuration.directory.departments) {
    findings.push(...lintWays(configuration, department, entered), ...lintFallbacks(configuration, department));
    for (const [row, rule] of department.moveRules.entries()) {
      const found = lintRow(configuration, department, row, rule);
      if (found !== null) findings.push({ ...found, departmentId: department.id, row });
    }
    if (findings.length > findingsMax) return { findings: findings.slice(0, findingsMax), more: true };
  }
  return { findings, more: false };
}

/** Whether any channel may go from one to the other, for anybody. */
function isOpen(origin: Department, destination: Department): boolean {
  return channelKinds.some((channel) => opennessOf(origin, destination, channel) !== 'closed');
}

/** Without rows nothing leaves, so most pairs of a large setup need no look. */
function mayLetOut({ moveRules, resolved }: Department): boolean {
  return resolved.transfers === 'on' && (resolved.boundary !== 'rules' || moveRules.length > 0);
}

/** The departments that something can come into: from an account, or from another department. */
function departmentsEntered({ directory: { departments }, accounts }: Configuration): ReadonlySet<string> {
  const entered = new Set([...accounts.values()].map((account) => account.entry.department));
  for (const origin of departments) {
    if (!mayLetOut(origin)) continue;
    for (const destination of departments) {
      if (origin === destination || entered.has(destination.id)) continue;
      if (isOpen(origin, destination)) entered.add(destination.id);
    }
  }
  return entered;
}

function lintWays(
  { directory: { departments } }: Configuration,
  department: Department,
  entered: ReadonlySet<string>,
): Finding[] {
  const { id } = department;
  const about = { departmentId: id, row: null };
  const findings: Finding[] = [];
  const leadsOut = mayLetOut(department) && departments.some((to) => to !== department && isOpen(department, to));
  if (!leadsOut && departments.length > 1) {
    findings.push(
      department.botOnly
        ? {
            ...about,
            code: 'bot_only_without_way_out',
            sentence: `${id} lives by automation only, and nothing may leave it: what its flows cannot do, nobody can.`,
          }
        : { ...about, code: 'no_way_out', sentence: `Nothing may leave ${id} for another department.` },
    );
  }
  if (!entered.has(id)) {
    findings.push({
      ...about,
      code: 'no_way_in',
      sentence: `Nothing can come into ${id}: no account begins there, and no department may hand over to it.`,
    });
  }
  return findings;
}

/** Fallbacks are followed by the rules, too: one that they forbid is passed over, perhaps the last one. */
function lintFallbacks({ queues, departments }: Configuration, department: Department): Finding[] {
  const own = [...queues.values()].filter((queue) => queue.department === department.id);
  const chains = [department.fallback, ...own.map((queue) => queue.fallback)];
  const named = new Set(chains.flat().flatMap((target) => departmentOf(target) ?? []));
  const findings: Finding[] = [];
  for (const id of named) {
    const destination = departments.get(id);
    if (destination === undefined || destination === department || isOpen(department, destination)) continue;
    findings.push({
      code: 'fallback_not_allowed',
      departmentId: department.id,
      row: null,
      sentence: `A fallback of ${department.id} leads to ${id}, where nothing of it may go.`,
    });
  }
  return findings;

  function departmentOf(target: Target): string | undefined {
    if (target.kind === 'department') return target.id;
    if (target.kind === 'queue') return queues.get(target.id)?.department;
    return target.kind === 'agent' ? target.departmentId : undefined;
  }
}

function lintRow(
  configuration: Configuration,
  department: Department,
  row: number,
  rule: MoveRule,
): Pick<Finding, 'code' | 'sentence'> | null {
  const named = `Row ${row + 1} of ${department.id}`;
  const { boundary } = department.resolved;
  if (!rule.assistant && boundary !== 'rules') {
    return { code: 'rule_without_effect', sentence: `${named} has no effect while the boundary is ${boundary}.` };
  }
  const cause = whyNever(configuration, department, rule);
  if (cause !== null) return { code: 'rule_never_matches', sentence: `${named} never matches: ${cause}.` };
  const wider = department.moveRules.findIndex((other, place) => place !== row && swallows(other, rule, place < row));
  if (wider >= 0) {
    return {
      code: 'rule_swallowed',
      sentence: `${named} adds nothing to row ${wider + 1}, which lets all of it pass.`,
    };
  }
  return opensEverything(rule)
    ? { code: 'opens_everything', sentence: `${named} lets every channel leave for every department.` }
    : null;
}

function opensEverything({ channels, destinations, actors, contact, assistant }: MoveRule): boolean {
  return !assistant && channels === 'all' && destinations === 'all' && actors === 'all' && contact === null;
}

function whyNever(configuration: Configuration, department: Department, rule: MoveRule): string | null {
  const destinations = configuration.directory.departments.filter(
    ({ id }) => id !== department.id && (rule.destinations === 'all' || rule.destinations.includes(id)),
  );
  if (destinations.length === 0) return 'it leads to no other department';
  if (rule.assistant) {
    if (rule.actors !== 'all' && !rule.actors.includes('assistant'))
      return 'it is a mapping of assistants, and leaves them out';
    if (!rule.exemptFromMoveRules && !department.resolved.assistantRowsExempt)
      return 'it is a mapping of assistants that nothing exempts from the move rules';
    const flows = [...configuration.flows.values()].filter(({ id }) => rule.flows === 'all' || rule.flows.includes(id));
    if (!destinations.some((to) => flows.some((flow) => flow.department === to.id)))
      return 'no flow lives where it leads';
  }
  const channels = channelKinds.filter(
    (kind) => kind !== 'voice' && (rule.channels === 'all' || rule.channels.includes(kind)),
  );
  const serves = ({ channels: served }: Department, kind: ChannelKind): boolean =>
    served === 'all' || served.includes(kind);
  const served = destinations.filter((to) => channels.some((kind) => serves(to, kind)));
  if (served.length === 0) return 'no department that it leads to serves its channels';
  const takes = (to: Department, channel: ChannelKind): boolean =>
    serves(to, channel) && mayReceive(to.receiveRules, { channel, originId: department.id });
  return served.some((to) => channels.some((kind) => takes(to, kind)))
    ? null
    : 'every department that it leads to refuses it by its receive rules';
}

function holdsAll<T>(wide: 'all' | readonly T[], narrow: 'all' | readonly T[]): boolean {
  return wide === 'all' || (narrow !== 'all' && narrow.every((each) => wide.includes(each)));
}

/**
 * Whether whatever the narrow row lets pass, the wide one does too, and the narrow one shows no less by it: a row that shows
 * less has its effect beside any other. Of two that are alike the later one is swallowed.
 */
function swallows(wide: MoveRule, narrow: MoveRule, isEarlier: boolean): boolean {
  const isWider =
    wide.assistant === narrow.assistant &&
    holdsAll(wide.channels, narrow.channels) &&
    holdsAll(wide.destinations, narrow.destinations) &&
    holdsAll(wide.actors, narrow.actors) &&
    holdsAll(wide.flows, narrow.flows) &&
    (wide.exemptFromMoveRules || !narrow.exemptFromMoveRules) &&
    asksNoMore(wide.contact, narrow.contact) &&
    showsNoMore(wide, narrow);
  return isWider && (isEarlier || !swallows(narrow, wide, true));
}

function asksNoMore(wide: MoveRule['contact'], narrow: MoveRule['contact']): boolean {
  if (wide === null) return true;
  return narrow !== null && Object.entries(wide).every(([name, value]) => narrow[name] === value);
}

function showsNoMore(wide: MoveRule, narrow: MoveRule): boolean {
  const ofWide = wide.history === null ? 0 : histories.indexOf(wide.history);
  const ofNarrow = narrow.history === null ? 0 : histories.indexOf(narrow.history);
  return ofWide >= ofNarrow && narrow.redact.every((each) => wide.redact.includes(each));
}
