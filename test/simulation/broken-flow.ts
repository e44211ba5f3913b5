import type { WrittenDocument, WrittenFlow } from '../../src/domain/fill-configuration.ts';
import { drawCondition, placesOf, portsOfWritten, type WrittenStep } from './random-flow.ts';
import type { Dice } from './scheduler.ts';

/** A setup whose one flow was broken in one place, with what must be told of it. */
export interface Broken {
  readonly name: string;
  readonly document: WrittenDocument;
  readonly code: string;
  /** The place as a JSON pointer; of a circle every edge that closes it will do. */
  readonly places: readonly string[];
  /** Whether nothing else may be told. */
  readonly isAlone: boolean;
}

type Steps = Record<string, unknown>[];

interface Bench {
  readonly dice: Dice;
  readonly document: WrittenDocument;
  readonly flow: Record<string, unknown>;
  readonly steps: Steps;
  /** Of the flow, and of a step. */
  readonly path: string;
  at(step: Record<string, unknown>): string;
  /** A step of which something holds. */
  pick(holds: (step: Record<string, unknown>) => boolean): Record<string, unknown> | undefined;
}

type Fault = Pick<Broken, 'code'> & { readonly place: string | readonly string[]; readonly isAlone?: boolean };
type Break = (bench: Bench) => Fault | undefined;

const nextOf = (step: Record<string, unknown>): Record<string, string> => step.next as Record<string, string>;
const token = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');

const inText: Break = ({ pick, at }) => {
  const step = pick(({ text }) => typeof text === 'string');
  if (step === undefined) return undefined;
  step.text = 'Dear {{contact.nmae}}';
  return { code: 'unknown_field', place: `${at(step)}/text` };
};

const breaks: Readonly<Record<string, Break>> = {
  'a port that leads nowhere': ({ dice, flow, pick, at }) => {
    const step = pick(() => true);
    if (step === undefined) return undefined;
    const port = dice.pick(Object.keys(nextOf(step)));
    delete nextOf(step)[port];
    // Where no people are it may have been the only way out.
    return { code: 'port_open', place: `${at(step)}/next/${token(port)}`, isAlone: flow.department !== 'robots' };
  },
  'a port to a step that is not there': ({ dice, pick, at }) => {
    const step = pick(() => true);
    if (step === undefined) return undefined;
    const port = dice.pick(Object.keys(nextOf(step)));
    nextOf(step)[port] = 'nowhere';
    return { code: 'unknown_step', place: `${at(step)}/next/${token(port)}`, isAlone: false };
  },
  'a port that there is not': ({ pick, at }) => {
    const step = pick(() => true);
    if (step === undefined) return undefined;
    nextOf(step)['side/ways'] = 'fallback';
    return { code: 'unknown_port', place: `${at(step)}/next/side~1ways` };
  },
  'a step that goes on to itself': ({ dice, pick, at }) => {
    const step = pick(({ kind }) => kind !== 'jump');
    if (step === undefined) return undefined;
    const port = dice.pick(Object.keys(nextOf(step)));
    nextOf(step)[port] = step.id as string;
    return { code: 'loop_without_limit', place: `${at(step)}/next/${token(port)}`, isAlone: false };
  },
  'a way back without a jump': ({ dice, steps, pick, at }) => {
    const step = pick(({ kind, id }) => kind !== 'jump' && id !== 's0');
    if (step === undefined) return undefined;
    const port = dice.pick(Object.keys(nextOf(step)));
    const earlier = dice.pick(steps.slice(0, steps.indexOf(step)));
    if (!waysTo(steps, step.id as string).has(earlier.id as string)) return undefined;
    nextOf(step)[port] = earlier.id as string;
    if (!waysTo(steps, step.id as string).has(earlier.id as string)) return undefined;
    const around = waysTo(steps, earlier.id as string);
    const places = steps
      .filter(({ id }) => around.has(id as string))
      .flatMap((one) =>
        Object.entries(nextOf(one)).map(([name, to]) => ({ place: `${at(one)}/next/${token(name)}`, to })),
      )
      .filter(({ to }) => around.has(to) || to === earlier.id)
      .map(({ place }) => place);
    return { code: 'loop_without_limit', place: places, isAlone: false };
  },
  'a first step that is not there': ({ flow, path }) => {
    flow.start = 'nowhere';
    return { code: 'unknown_step', place: `${path}/start`, isAlone: false };
  },
  'a step that is called like an end': ({ dice, pick, at }) => {
    const step = pick(({ id }) => id === 's0');
    if (step === undefined) return undefined;
    step.id = dice.pick(['end', 'fallback']);
    return { code: 'bad_id', place: `${at(step)}/id`, isAlone: false };
  },
  'two steps of one name': ({ dice, steps, pick, at }) => {
    const step = pick(({ id }) => id !== 's0');
    if (step === undefined) return undefined;
    step.id = dice.pick(steps.slice(0, steps.indexOf(step))).id;
    return { code: 'duplicate_id', place: `${at(step)}/id`, isAlone: false };
  },
  'a kind that there is not': ({ pick, at }) => {
    const step = pick(() => true);
    if (step === undefined) return undefined;
    step.kind = 'send_messages';
    return { code: 'unknown_word', place: `${at(step)}/kind`, isAlone: false };
  },
  'a setting that there is not': ({ pick, at }) => {
    const step = pick(() => true);
    if (step === undefined) return undefined;
    step.colour = 'red';
    return { code: 'unknown_key', place: `${at(step)}/colour` };
  },
  'a text that is missing': ({ pick, at }) => {
    const step = pick(({ kind }) => kind === 'send_message' || kind === 'comment' || kind === 'ask');
    if (step === undefined) return undefined;
    delete step.text;
    return { code: 'missing', place: `${at(step)}/text` };
  },
  'a text that shows what there is not': inText,
  'a time beyond its bounds': ({ dice, pick, at }) => {
    const step = pick(({ timeoutSeconds }) => timeoutSeconds !== undefined);
    if (step === undefined) return undefined;
    step.timeoutSeconds = dice.pick([0, -1, 1.5, 100_000_000, '60']);
    return { code: 'out_of_bounds', place: `${at(step)}/timeoutSeconds` };
  },
  'a target that there is not': ({ pick, at }) => {
    const step = pick(({ target }) => target !== undefined);
    if (step === undefined) return undefined;
    const target = step.target as { kind: string; id: string };
    target.id = 'nobody';
    return { code: `unknown_${target.kind}`, place: `${at(step)}/target/id`, isAlone: false };
  },
  'a target of a kind that cannot be asked': ({ pick, at }) => {
    const step = pick(({ kind }) => kind === 'consult');
    if (step === undefined) return undefined;
    step.target = { kind: 'queue', id: 'support' };
    return { code: 'unknown_word', place: `${at(step)}/target/kind` };
  },
  'a flow that is not published': ({ pick, at }) => {
    const step = pick(({ kind, target }) => kind === 'trigger_flow' || (target as { kind: string })?.kind === 'flow');
    if (step === undefined) return undefined;
    if (step.kind === 'trigger_flow') step.flow = 'asleep';
    else (step.target as { id: string }).id = 'asleep';
    const place = step.kind === 'trigger_flow' ? 'flow' : 'target/id';
    return { code: 'flow_unpublished', place: `${at(step)}/${place}` };
  },
  'an assignment to an agent whom it does not name': ({ pick, at }) => {
    const step = pick(({ kind }) => kind === 'assign');
    if (step === undefined) return undefined;
    step.who = 'agent';
    delete step.agent;
    return { code: 'missing', place: `${at(step)}/agent` };
  },
  'a team that there is not': ({ pick, at }) => {
    const step = pick(({ kind }) => kind === 'assign');
    if (step === undefined) return undefined;
    step.team = 'nobody';
    return { code: 'unknown_department', place: `${at(step)}/team`, isAlone: false };
  },
  'a choice of nothing': ({ pick, at }) => {
    const step = pick(({ kind, portPerOption }) => kind === 'ask' && portPerOption === undefined);
    if (step === undefined) return undefined;
    Object.assign(step, { answer: 'choice', options: [] });
    return { code: 'empty_list', place: `${at(step)}/options` };
  },
  'a jump to an end': ({ pick, at }) => {
    const step = pick(({ kind }) => kind === 'jump');
    if (step === undefined) return undefined;
    nextOf(step).jump = 'end';
    return { code: 'unknown_step', place: `${at(step)}/next/jump`, isAlone: false };
  },
  'a branch that is called like a port of every branch': ({ pick, at }) => {
    const step = pick(({ kind }) => kind === 'branch');
    if (step === undefined) return undefined;
    const [first] = step.branches as { id: string }[];
    if (first === undefined) return undefined;
    first.id = 'else';
    return { code: 'bad_id', place: `${at(step)}/branches/0/id`, isAlone: false };
  },
  'a condition on what there is not': (bench) =>
    inCondition(bench, { field: 'contact.feild.vip', is: 'exists' }, 'unknown_field', '/field'),
  'a condition that compares with nothing': (bench) =>
    inCondition(bench, { field: 'owner.kind', is: 'equal_to' }, 'missing', '/value'),
  'a condition that needs nothing to compare with': (bench) =>
    inCondition(bench, { field: 'owner.kind', is: 'exists', value: 'agent' }, 'value_not_asked', '/value'),
  'a condition whose pattern is none': (bench) =>
    inCondition(bench, { field: 'message.text', is: 'matches', value: '(a' }, 'bad_pattern', '/value'),
  'a condition by an operator that there is not': (bench) =>
    inCondition(bench, { field: 'owner.kind', is: 'like', value: 'a' }, 'unknown_word', '/is'),
  'a condition too deep': (bench) => {
    let when: unknown = { field: 'owner.kind', is: 'exists' };
    for (let i = 0; i < 9; i++) when = { not: when };
    return inCondition(bench, when, 'too_deep', '/not'.repeat(9));
  },
  'an address whose host a customer may choose': ({ pick, at }) => {
    const step = pick(({ kind }) => kind === 'http_request');
    if (step === undefined) return undefined;
    step.url = 'https://{{message.text}}/orders';
    return { code: 'bad_url', place: `${at(step)}/url` };
  },
  'an interruption that pauses what nothing resumes': ({ pick, at }) => {
    const step = pick(({ kind }) => kind === 'wait');
    if (step === undefined) return undefined;
    step.on = { ...(step.on as object), transfer: 'pause' };
    return { code: 'unknown_word', place: `${at(step)}/on/transfer`, isAlone: false };
  },
  'a person who is told and is not there': ({ pick, at }) => {
    const step = pick(({ kind }) => kind === 'alert');
    if (step === undefined) return undefined;
    step.people = ['nobody'];
    return { code: 'unknown_agent', place: `${at(step)}/people/0` };
  },
  'a trigger in a department that there is not': ({ flow, path }) => {
    flow.triggers = [{ kind: 'message_received', departments: ['nobody'] }];
    return { code: 'unknown_department', place: `${path}/triggers/0/departments/0` };
  },
  'a trigger that there is not': ({ flow, path }) => {
    flow.triggers = [{ kind: 'moon_full' }];
    return { code: 'unknown_word', place: `${path}/triggers/0/kind` };
  },
  'an end where no people are': ({ dice, flow, pick, at }) => {
    if (flow.department !== 'robots') return undefined;
    const step = pick(({ kind, next }) => kind !== 'jump' && Object.keys(next as object).length > 1);
    if (step === undefined) return undefined;
    const [, ...others] = portsOfWritten(step as WrittenStep).filter((port) => port !== 'fell_back');
    const port = dice.pick(others);
    nextOf(step)[port] = 'end';
    return { code: 'no_exit', place: `${at(step)}/next/${token(port)}`, isAlone: false };
  },
  'nobody on duty where no people are': ({ flow, path }) => {
    if (flow.department !== 'robots') return undefined;
    delete flow.duty;
    return { code: 'duty_missing', place: `${path}/duty` };
  },
  'no way out of where no people are': ({ flow, steps, path }) => {
    if (flow.department !== 'robots') return undefined;
    for (const step of steps) {
      if (!['close', 'transfer', 'assign'].includes(step.kind as string)) continue;
      const [first] = portsOfWritten(step as WrittenStep);
      const next = Object.values(nextOf(step))[0] as string;
      for (const name of Object.keys(step)) if (name !== 'id') delete step[name];
      Object.assign(step, { kind: 'comment', text: 'Nobody.', next: { done: next, failed: 'fallback' } });
      if (nextOf(step).done === 'end' && first !== undefined) nextOf(step).done = 'fallback';
    }
    return { code: 'no_exit', place: `${path}/steps`, isAlone: false };
  },
  'a queue of another department to return to': ({ flow, path }) => {
    if (flow.department === undefined || flow.department === 'billing') return undefined;
    flow.returnTo = 'billing';
    return { code: 'queue_of_another_department', place: `${path}/returnTo`, isAlone: false };
  },
};

/** The steps from which there is a way to one, without jumps; itself too. */
function waysTo(steps: Steps, id: string): ReadonlySet<string> {
  const found = new Set([id]);
  for (let before = 0; before < found.size; ) {
    before = found.size;
    for (const step of steps) {
      const ways = Object.entries(nextOf(step)).filter(([port]) => step.kind !== 'jump' || port !== 'jump');
      if (ways.some(([, to]) => found.has(to))) found.add(step.id as string);
    }
  }
  return found;
}

function inCondition(
  { dice, document, flow, path, pick, at }: Bench,
  when: unknown,
  code: string,
  below: string,
): Fault {
  const step = pick(({ kind }) => kind === 'branch');
  if (step === undefined || dice.chance(0.3)) {
    flow.triggers = [{ kind: 'conversation_opened', when }];
    return { code, place: `${path}/triggers/0/when${below}` };
  }
  const branches = step.branches as { when: unknown }[];
  const index = dice.int(0, branches.length - 1);
  const isInside = code !== 'too_deep' && dice.chance(0.5);
  const other = drawCondition(dice, placesOf(document), 0);
  (branches[index] as { when: unknown }).when = isInside ? { any: [other, when] } : when;
  return { code, place: `${at(step)}/branches/${index}/when${isInside ? '/any/1' : ''}${below}` };
}

/** Breaks a flow of a valid setup in one place that the dice choose. */
export function breakFlow(dice: Dice, valid: WrittenDocument, flowIndex: number): Broken {
  for (;;) {
    const [name, breakIt] = dice.pick(Object.entries(breaks));
    const document = structuredClone(valid) as WrittenDocument;
    const flow = (document.flows as WrittenFlow[])[flowIndex] as unknown as Record<string, unknown>;
    const steps = flow.steps as Steps;
    const path = `/flows/${flowIndex}`;
    const bench: Bench = {
      dice,
      document,
      flow,
      steps,
      path,
      at: (step) => `${path}/steps/${steps.indexOf(step)}`,
      pick: (holds) => dice.maybe(steps.filter(holds)),
    };
    const fault = breakIt(bench);
    if (fault === undefined) continue;
    const { code, place, isAlone = true } = fault;
    return { name, document, code, places: typeof place === 'string' ? [place] : place, isAlone };
  }
}

export const waysToBreak: readonly string[] = Object.keys(breaks);
