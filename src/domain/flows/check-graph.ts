import { findCircles } from '../find-circles.ts';
import { type AddFault, pointer } from '../read-shape.ts';
import type { Target } from '../transfer.ts';
import { isEnd, type Step, type Trigger } from './graph.ts';
import { portsOf } from './ports.ts';
import type { ReadSteps, ReadTriggers } from './read-graph.ts';
import { type Reference, type SettingSpec, stepTable, triggerTable } from './step-table.ts';

/** A graph as far as it could be read: what is missing or wrong in its writing has been told already. */
export interface GraphUnderCheck {
  /** Where it stands, as a JSON pointer: faults begin with it. */
  readonly path: string;
  readonly start: string | undefined;
  readonly steps: ReadSteps;
  readonly triggers: ReadTriggers;
  readonly department: string | null;
  readonly returnTo: string | null;
  readonly duty: readonly string[];
}

/** What of the rest of the document a graph refers to. */
export interface Surroundings {
  has(kind: Reference, id: string): boolean;
  isPublished(flowId: string): boolean;
  isBotOnly(departmentId: string): boolean;
  departmentOfQueue(queueId: string): string | undefined;
  /** Who is on duty in a department. */
  dutyOf(departmentId: string): readonly string[];
}

/**
 * Whether a graph may be published: every port of every step leads somewhere, every circle has a limit, every target exists,
 * and a bot in a department without people has a way out. Tells `fault` of everything that speaks against it, each with its exact
 * place; silence is consent. Throws nothing.
 */
export function checkGraph(graph: GraphUnderCheck, around: Surroundings, fault: AddFault): void {
  const steps = indexSteps(graph, fault);
  checkStart(graph, steps, fault);
  for (const [index, step] of graph.steps.entries()) {
    if (step === undefined) continue;
    const path = `${graph.path}/steps/${index}`;
    checkPorts(step, steps, path, fault);
    checkReferences(step, stepTable[step.kind].settings, { path, around, fault });
    checkStep(step, path, around, fault);
  }
  for (const [index, trigger] of graph.triggers.entries()) {
    if (trigger === undefined) continue;
    checkReferences(trigger, triggerTable[trigger.kind].settings, {
      path: `${graph.path}/triggers/${index}`,
      around,
      fault,
    });
  }
  checkLoops(graph, fault);
  checkExit(graph, steps, around, fault);
}

type Steps = ReadonlyMap<string, { readonly step: Step; readonly index: number }>;

function indexSteps(graph: GraphUnderCheck, fault: AddFault): Steps {
  const steps = new Map<string, { step: Step; index: number }>();
  for (const [index, step] of graph.steps.entries()) {
    if (step?.id === undefined) continue;
    const before = steps.get(step.id);
    if (before === undefined) steps.set(step.id, { step, index });
    else
      fault(`${graph.path}/steps/${index}/id`, 'duplicate_id', `${step.id} is used already, at step ${before.index}.`);
  }
  return steps;
}

function checkStart({ start, path }: GraphUnderCheck, steps: Steps, fault: AddFault): void {
  if (start === undefined) fault(`${path}/start`, 'missing', 'A flow says which step is the first.');
  else if (!isEnd(start) && !steps.has(start)) fault(`${path}/start`, 'unknown_step', `There is no step ${start}.`);
}

function checkPorts(step: Step, steps: Steps, path: string, fault: AddFault): void {
  const ports = portsOf({ ...step });
  for (const port of ports) {
    const to = step.next[port];
    const place = `${path}/next/${pointer(port)}`;
    if (to === undefined)
      fault(place, 'port_open', `Nothing is said of where ${step.id} goes on at ${port}: it would end nowhere.`);
    else if (!isEnd(to) && !steps.has(to)) fault(place, 'unknown_step', `There is no step ${to}.`);
  }
  for (const port of Object.keys(step.next)) {
    if (!ports.includes(port))
      fault(`${path}/next/${pointer(port)}`, 'unknown_port', `${step.id} has no port ${port}.`);
  }
}

function checkReferences(
  values: Step | Trigger,
  settings: Readonly<Record<string, SettingSpec>>,
  { path, around, fault }: { readonly path: string; readonly around: Surroundings; readonly fault: AddFault },
): void {
  const refer = (kind: Reference, id: string, place: string): void => {
    if (!around.has(kind, id)) fault(place, `unknown_${kind}`, `There is no ${kind} ${id}.`);
  };
  for (const [name, spec] of Object.entries(settings)) {
    const value = (values as unknown as Record<string, unknown>)[name];
    const place = `${path}/${name}`;
    if (spec.kind === 'reference' && typeof value === 'string') refer(spec.to, value, place);
    else if (spec.kind === 'references' && Array.isArray(value)) {
      for (const [i, id] of (value as string[]).entries()) if (id !== undefined) refer(spec.to, id, `${place}/${i}`);
    } else if (spec.kind === 'target' && value) {
      const target = value as Target;
      refer(target.kind, target.id, `${place}/id`);
      if (target.kind === 'agent' && target.departmentId !== undefined)
        refer('department', target.departmentId, `${place}/departmentId`);
    }
  }
}

/** What single kinds ask of their settings together. */
function checkStep(step: Step, path: string, around: Surroundings, fault: AddFault): void {
  switch (step.kind) {
    case 'assign':
      if (step.who === 'agent' && step.agent === null)
        fault(`${path}/agent`, 'missing', 'This must be given: which agent?');
      return;
    case 'ask':
      if (step.answer === 'choice' && step.options.length === 0)
        fault(`${path}/options`, 'empty_list', 'A choice has options.');
      if (step.answer !== 'choice' && step.portPerOption)
        fault(`${path}/portPerOption`, 'choice_only', 'Only the options of a choice go ways of their own.');
      for (const [i, { id }] of step.options.entries()) {
        if (portsOfAsk.has(id)) fault(`${path}/options/${i}/id`, 'bad_id', `${id} is a port of every question.`);
      }
      return;
    case 'branch':
      for (const [i, { id }] of step.branches.entries()) {
        if (portsOfBranch.has(id)) fault(`${path}/branches/${i}/id`, 'bad_id', `${id} is a port of every branch.`);
      }
      return;
    case 'jump':
      if (step.next.jump !== undefined && isEnd(step.next.jump))
        fault(`${path}/next/jump`, 'unknown_step', 'A jump leads to a step.');
      return;
    case 'date_time':
      if (step.mode === 'dates' && step.firstDate === null && step.lastDate === null)
        fault(`${path}/firstDate`, 'missing', 'Of dates the first or the last is given, or both.');
      return;
    case 'trigger_flow':
    case 'transfer': {
      const flow = step.kind === 'trigger_flow' ? step.flow : step.target?.kind === 'flow' ? step.target.id : undefined;
      if (flow === undefined || !around.has('flow', flow) || around.isPublished(flow)) return;
      fault(
        step.kind === 'transfer' ? `${path}/target/id` : `${path}/flow`,
        'flow_unpublished',
        `${flow} is not published.`,
      );
      return;
    }
    default:
      return;
  }
}

const portsOfBranch: ReadonlySet<string> = new Set(['else', 'failed']);
const portsOfAsk: ReadonlySet<string> = new Set(['answered', 'skipped', 'invalid', 'timeout', 'failed']);

/** The ways on from a step, with the port. Jumps are counted, so they are left out where unlimited circles are looked for. */
function* waysOf(step: Step, { jumps }: { readonly jumps: boolean }): Iterable<readonly [port: string, to: string]> {
  for (const [port, to] of Object.entries(step.next)) {
    if (!isEnd(to) && (jumps || step.kind !== 'jump' || port !== 'jump')) yield [port, to];
  }
}

function checkLoops(graph: GraphUnderCheck, fault: AddFault): void {
  const edges = new Map<string, { to: string; path: string }[]>();
  for (const [index, step] of graph.steps.entries()) {
    if (step?.id === undefined) continue;
    const ways = [...waysOf(step, { jumps: false })];
    edges.set(
      step.id,
      ways.map(([port, to]) => ({ to, path: `${graph.path}/steps/${index}/next/${pointer(port)}` })),
    );
  }
  for (const { path, circle } of findCircles(edges))
    fault(
      path,
      'loop_without_limit',
      `This closes a circle that has no limit: ${circle.join(' → ')}. Go back by a jump.`,
    );
}

/** The steps that a run can come to. */
function reachableSteps(start: string | undefined, steps: Steps): ReadonlySet<string> {
  const reached = new Set<string>();
  const ahead = start === undefined ? [] : [start];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    const found = steps.get(id);
    if (found === undefined || reached.has(id)) continue;
    reached.add(id);
    for (const [, to] of waysOf(found.step, { jumps: true })) ahead.push(to);
  }
  return reached;
}

/** Where no person is, a flow that simply ends, or gives up with nobody on duty, would leave a customer with nobody. */
function checkExit(graph: GraphUnderCheck, steps: Steps, around: Surroundings, fault: AddFault): void {
  const { department, returnTo, path } = graph;
  if (department === null || !around.isBotOnly(department)) return;
  const returnsTo = returnTo === null ? department : (around.departmentOfQueue(returnTo) ?? department);
  if (!around.isBotOnly(returnsTo)) return;
  const reached = reachableSteps(graph.start, steps);
  let hasExit = false;
  for (const id of reached) {
    const { step, index } = steps.get(id) as { step: Step; index: number };
    const leads = leadsOut(step, around);
    hasExit ||= leads;
    for (const [port, to] of Object.entries(step.next)) {
      const isOver = to === 'end' && !(leads && successPorts.has(port));
      if (isOver)
        fault(
          `${path}/steps/${index}/next/${pointer(port)}`,
          'no_exit',
          `${department} has no people: here the customer would be left with nobody. Hand over or close.`,
        );
    }
  }
  if (!hasExit)
    fault(`${path}/steps`, 'no_exit', `${department} has no people, and no way of this flow leads out of it.`);
  if (graph.duty.length + around.dutyOf(department).length === 0)
    fault(
      `${path}/duty`,
      'duty_missing',
      `${department} has no people: somebody must be named who is told when the flow cannot go on.`,
    );
}

const successPorts: ReadonlySet<string> = new Set(['completed', 'assigned', 'closed', 'fell_back']);

/** Whether a step can bring the customer to somebody, or to an end. */
function leadsOut(step: Step, around: Surroundings): boolean {
  if (step.kind === 'close') return true;
  if (step.kind === 'assign') return step.who === 'agent' || (step.team !== null && !around.isBotOnly(step.team));
  if (step.kind !== 'transfer' || step.target === undefined) return false;
  const { kind, id } = step.target;
  if (kind === 'department') return !around.isBotOnly(id);
  if (kind === 'queue') return !around.isBotOnly(around.departmentOfQueue(id) ?? '');
  return true;
}
