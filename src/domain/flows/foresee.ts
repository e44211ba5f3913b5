import type { Needs } from '../command.ts';
import type { Configuration, Flow } from '../configuration.ts';
import type { Condition } from './conditions.ts';
import { isStoryField } from './field-values.ts';
import { placeholdersIn } from './fill-text.ts';
import { isEnd, type StepKind } from './graph.ts';

/** What the steps ahead of a run will look at, so that it is loaded before the turn begins and not found missing in it. */

/** Steps at which a turn mostly ends: what comes after one of them is not loaded ahead. */
const waiting: ReadonlySet<StepKind> = new Set<StepKind>([
  'ask',
  'wait',
  'transfer',
  'consult',
  'http_request',
  'sheet_row',
  'ai_agent',
]);

/** Of larger teams nobody is locked ahead: most turns would not come as far, and others would wait for them. */
const teamMax = 100;

interface Ahead {
  readonly asksStory: boolean;
  /** Of whom one may be chosen; null stands for the department in which the conversation is. */
  readonly teams: readonly (string | null)[];
  readonly agents: readonly string[];
  /** Whether it counts how many contacts they have open. */
  readonly counts: boolean;
}

/**
 * What a turn may look at that begins at a step, or, without one, with the trigger: more than it will look at, where the steps part.
 * Where a trigger has a condition most runs end with it, so that nobody is locked for what would come after.
 */
export function foresee(
  flow: Flow,
  {
    stepId,
    departmentId,
    conversationId,
    configuration,
  }: {
    readonly stepId: string | undefined;
    readonly departmentId: string | null;
    readonly conversationId: string;
    readonly configuration: Configuration;
  },
): Needs {
  const conditions = stepId === undefined ? conditionsOf(flow) : [];
  const ahead = aheadOf(flow, stepId ?? flow.start);
  const isLikely = conditions.length === 0;
  const agents = new Set(isLikely ? ahead.agents : []);
  for (const team of isLikely ? ahead.teams : []) {
    const { members } = configuration.departments.get(team ?? departmentId ?? '') ?? {};
    if (members !== undefined && members.size <= teamMax) for (const id of members) agents.add(id);
  }
  const known = [...agents].filter((id) => configuration.agents.has(id));
  return {
    stories: ahead.asksStory || [...fieldsIn(conditions)].some(isStoryField) ? [conversationId] : [],
    agents: known,
    openContacts: ahead.counts ? known : [],
  };
}

/** The conditions of triggers that have one. */
function conditionsOf({ triggers }: Flow): readonly Condition[] {
  return triggers.flatMap((trigger) => ('when' in trigger && trigger.when !== null ? [trigger.when] : []));
}

const aheadByFlow = new WeakMap<Flow, Map<string, Ahead>>();

function aheadOf(flow: Flow, from: string): Ahead {
  const byStep = aheadByFlow.get(flow) ?? new Map<string, Ahead>();
  aheadByFlow.set(flow, byStep);
  let ahead = byStep.get(from);
  if (ahead === undefined) byStep.set(from, (ahead = lookAhead(flow, from)));
  return ahead;
}

function lookAhead(flow: Flow, from: string): Ahead {
  const steps = new Map(flow.steps.map((step) => [step.id, step]));
  const teams = new Set<string | null>();
  const agents = new Set<string>();
  let asksStory = false;
  let counts = false;
  const reached = new Set([from]);
  for (const id of reached) {
    const step = steps.get(id);
    if (step === undefined) continue;
    for (const name of fieldsIn(step)) asksStory ||= isStoryField(name);
    if (step.kind === 'assign' && step.who !== 'nobody') {
      if (step.who === 'team') teams.add(step.team);
      else if (step.agent !== null) agents.add(step.agent);
      asksStory ||= step.excludeEarlier;
      counts ||= step.who === 'team' && step.strategy === 'least_open';
    }
    if (waiting.has(step.kind) && id !== from) continue;
    for (const next of Object.values(step.next)) if (!isEnd(next)) reached.add(next);
  }
  return { asksStory, teams: [...teams], agents: [...agents], counts };
}

const fieldsByFlow = new WeakMap<Flow, readonly string[]>();

/** Every field that a flow looks at or shows, wherever in its steps. */
export function fieldsOf(flow: Flow): readonly string[] {
  let names = fieldsByFlow.get(flow);
  if (names === undefined) fieldsByFlow.set(flow, (names = [...new Set(fieldsIn(flow.steps))]));
  return names;
}

function* fieldsIn(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield* placeholdersIn(value);
  if (typeof value !== 'object' || value === null) return;
  if ('field' in value && 'is' in value && typeof value.field === 'string') yield value.field;
  for (const part of Object.values(value)) yield* fieldsIn(part);
}
