import type { ConfigurationDocument } from './configuration.ts';
import { fillDocument, type WrittenDocument } from './fill-configuration.ts';
import { findCircles } from './find-circles.ts';
import { checkGraph, type Surroundings } from './flows/check-graph.ts';
import type { ReadSteps, ReadTriggers } from './flows/read-graph.ts';
import { narrowerHistory } from './history.ts';
import { addressKey } from './move-rules.ts';
import { resolveSettings } from './profiles.ts';
import {
  type Entry,
  type ListName,
  lists,
  type ReadDocument,
  type RetirableList,
  readDocument,
  retirableLists,
} from './read-document.ts';
import { type AddFault, type Fault, pointer } from './read-shape.ts';
import { findSecondIntegrations } from './second-integrations.ts';
import type { Settings } from './settings.ts';
import type { Target } from './transfer.ts';

export type { Fault } from './read-shape.ts';

export type ParsedConfiguration =
  | { readonly ok: true; readonly document: ConfigurationDocument; readonly retire: Successors }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Who takes over the open tickets of what is taken out: kind in the plural → id → id of the same kind. */
export type Successors = Readonly<Partial<Record<RetirableList, Readonly<Record<string, string>>>>>;

/**
 * Reads a document that people wrote, and fills in its defaults; or gives every fault in it.
 *
 * @example parseConfiguration({ departments: [{ id: 'support' }], agents: [{ id: 'anna', departments: ['support'] }] })
 */
export function parseConfiguration(input: unknown): ParsedConfiguration {
  const faults = checkConfiguration(input);
  if (faults.length > 0) return { ok: false, faults };
  const { retire, ...written } = input as WrittenDocument & { readonly retire?: Successors };
  return { ok: true, document: fillDocument(written), retire: retire ?? {} };
}

/** Every fault of a document, in the order of its parts: first how it is written, then what it refers to. */
export function checkConfiguration(input: unknown): readonly Fault[] {
  const faults: Fault[] = [];
  const fault: AddFault = (path, code, message) => faults.push({ path, code, message });
  const written = readDocument(input, '', fault);
  if (written === undefined) return faults;
  const names = collectNames(written, fault);
  checkSettings(written, fault);
  checkDepartments(written, names, fault);
  checkQueues(written, names, fault);
  checkAgents(written, names, fault);
  checkAccounts(written, names, fault);
  checkIntegrations(written, names, fault);
  checkFlows(written, names, fault);
  checkExternals(written, names, fault);
  checkCircles(written, names, fault);
  checkSuccessors(written, names, fault);
  return faults;
}

// How it is written is judged by `read-document.ts`; from here on, what it refers to.

type Document = Partial<ReadDocument>;

interface Names extends Readonly<Record<ListName, ReadonlyMap<string, number>>> {
  /** The department of each queue, those that defaults add included. */
  readonly departmentOfQueue: ReadonlyMap<string, string | undefined>;
  /** The default queue of each department. */
  readonly defaultQueues: ReadonlyMap<string, string>;
}

/** Calls back for each usable item of a list, with its place. */
function each<T>(
  list: readonly (T | undefined)[] | 'all' | null | undefined,
  use: (item: T, index: number) => void,
): void {
  if (!Array.isArray(list)) return;
  for (const [index, item] of (list as readonly (T | undefined)[]).entries()) if (item !== undefined) use(item, index);
}

/** The ids of every list, once each. */
function collectNames(document: Document, fault: AddFault): Names {
  const maps = Object.fromEntries(lists.map((list) => [list, new Map<string, number>()])) as Record<
    ListName,
    Map<string, number>
  >;
  for (const list of lists) {
    each<{ readonly id?: string | undefined }>(document[list], ({ id }, index) => {
      if (id === undefined) return;
      const before = maps[list].get(id);
      if (before === undefined) maps[list].set(id, index);
      else fault(`/${list}/${index}/id`, 'duplicate_id', `${id} is used already, at /${list}/${before}.`);
    });
  }
  const departmentOfQueue = new Map<string, string | undefined>();
  const firstQueues = new Map<string, string>();
  each(document.queues, ({ id, department }) => {
    if (id === undefined) return;
    departmentOfQueue.set(id, department);
    if (department !== undefined && (!firstQueues.has(department) || id === department))
      firstQueues.set(department, id);
  });
  const defaultQueues = new Map<string, string>();
  each(document.departments, ({ id, defaultQueue }) => {
    if (id === undefined) return;
    const queue = defaultQueue ?? firstQueues.get(id) ?? id;
    defaultQueues.set(id, queue);
    if (defaultQueue === undefined && !departmentOfQueue.has(queue)) departmentOfQueue.set(queue, id);
  });
  return { ...maps, departmentOfQueue, defaultQueues };
}

function checkSettings(document: Document, fault: AddFault): void {
  const profile = document.profile ?? 'baton';
  const organization = document.settings ?? {};
  const resolved = resolveSettings(profile, organization);
  const checkNotes = (own: Partial<Settings>, transfers: Settings['transfers'], path: string): void => {
    if (transfers === 'on' || own.notes === undefined || own.notes === 'off') return;
    fault(`${path}/notes`, 'notes_without_transfers', 'Notes go with transfers, which are off: switch them on first.');
  };
  checkNotes(organization, resolved.transfers, '/settings');
  each(document.departments, (department, index) => {
    const own = department.settings ?? {};
    const path = `/departments/${index}`;
    const ofDepartment = resolveSettings(profile, organization, own);
    checkNotes(own, ofDepartment.transfers, `${path}/settings`);
    for (const name of ['history', 'historyInside'] as const) {
      const asked = own[name];
      if (asked === undefined || narrowerHistory(resolved[name], asked) === asked) continue;
      const sentence = `The organization shows ${resolved[name]} at most; a department may only narrow it.`;
      fault(`${path}/settings/${name}`, 'only_narrows', sentence);
    }
    if (ofDepartment.boundary === 'program' && (department.program ?? null) === null) {
      fault(
        `${path}/program`,
        'program_missing',
        'Moves stay within a program here, so the department must be in one.',
      );
    }
  });
}

function checkDepartments(document: Document, names: Names, fault: AddFault): void {
  const addresses = new Map<string, string>();
  each(document.departments, (department, index) => {
    const path = `/departments/${index}`;
    if (department.program) refer(names.programs, department.program, `${path}/program`, 'program', fault);
    checkDefaultQueue(department, names, path, fault);
    checkTargets(department.fallback, names, `${path}/fallback`, fault);
    each(department.moveRules, (rule, row) => {
      each<string>(rule.destinations, (id, place) => {
        refer(names.departments, id, `${path}/moveRules/${row}/destinations/${place}`, 'department', fault);
      });
      if (rule.exemptFromMoveRules === true && rule.assistant !== true) {
        const sentence = 'Only an assistant’s mapping can be exempt from the move rules.';
        fault(`${path}/moveRules/${row}/exemptFromMoveRules`, 'exempt_without_assistant', sentence);
      }
      if (Array.isArray(rule.flows) && rule.assistant !== true) {
        const sentence = 'Only an assistant’s mapping names flows.';
        fault(`${path}/moveRules/${row}/flows`, 'flows_without_assistant', sentence);
      }
      each<string>(rule.flows, (id, place) =>
        refer(names.flows, id, `${path}/moveRules/${row}/flows/${place}`, 'flow', fault),
      );
    });
    each(department.receiveRules, (rule, row) => {
      each<string>(rule.origins, (id, place) => {
        refer(names.departments, id, `${path}/receiveRules/${row}/origins/${place}`, 'department', fault);
      });
    });
    each<string>(department.duty, (id, place) => refer(names.agents, id, `${path}/duty/${place}`, 'agent', fault));
    each<string>(department.knownTo, (id, place) =>
      refer(names.agents, id, `${path}/knownTo/${place}`, 'agent', fault),
    );
    const dispositions = new Set<string>();
    each(department.dispositions, ({ id }, place) => {
      if (dispositions.has(id)) fault(`${path}/dispositions/${place}/id`, 'duplicate_id', `${id} is used already.`);
      dispositions.add(id);
    });
    each(department.addresses, (address, place) => {
      if (address.channel === undefined || address.address === undefined) return;
      const key = addressKey(address);
      const before = addresses.get(key);
      const here = `${path}/addresses/${place}`;
      if (before === undefined) addresses.set(key, here);
      else fault(here, 'duplicate_address', `${address.address} is used already, at ${before}.`);
    });
  });
}

function checkDefaultQueue(
  department: Partial<Entry<'departments'>>,
  names: Names,
  path: string,
  fault: AddFault,
): void {
  const { id } = department;
  const queue = id === undefined ? undefined : names.defaultQueues.get(id);
  if (id === undefined || queue === undefined) return;
  const owner = names.departmentOfQueue.get(queue);
  if (!names.departmentOfQueue.has(queue)) {
    fault(
      `${path}/defaultQueue`,
      'unknown_queue',
      `There is no queue ${queue}: every department needs a queue of its own.`,
    );
  } else if (owner !== undefined && owner !== id) {
    fault(`${path}/defaultQueue`, 'queue_of_another_department', `Queue ${queue} belongs to department ${owner}.`);
  }
}

const kindsOfNames = { program: 'programs', department: 'departments', skill: 'skills', agent: 'agents' } as const;

function refer(
  known: { has(id: string): boolean },
  id: string,
  path: string,
  kind: keyof typeof kindsOfNames | 'queue' | 'account' | 'flow' | 'external',
  fault: AddFault,
): void {
  if (!known.has(id)) fault(path, `unknown_${kind}`, `There is no ${kind} ${id}.`);
}

function checkTargets(
  targets: Partial<Entry<'departments'>>['fallback'],
  names: Names,
  path: string,
  fault: AddFault,
): void {
  each<Target>(targets, (target, index) => {
    const place = `${path}/${index}`;
    switch (target.kind) {
      case 'department':
        return refer(names.departments, target.id, place, 'department', fault);
      case 'queue':
        return refer(names.departmentOfQueue, target.id, place, 'queue', fault);
      case 'agent':
        if (target.departmentId !== undefined) {
          refer(names.departments, target.departmentId, `${place}/departmentId`, 'department', fault);
        }
        return refer(names.agents, target.id, place, 'agent', fault);
      case 'flow':
        return refer(names.flows, target.id, place, 'flow', fault);
      case 'external':
        return refer(names.externals, target.id, place, 'external', fault);
    }
  });
}

function checkQueues(document: Document, names: Names, fault: AddFault): void {
  each(document.queues, (queue, index) => {
    const path = `/queues/${index}`;
    if (queue.department !== undefined) {
      refer(names.departments, queue.department, `${path}/department`, 'department', fault);
    }
    each(queue.skills, (id, place) => refer(names.skills, id, `${path}/skills/${place}`, 'skill', fault));
    checkLevels(queue, path, fault);
    let before = 0;
    each(queue.relaxation, ({ afterSeconds, drop }, row) => {
      const place = `${path}/relaxation/${row}`;
      each(drop, (id, at) => {
        if (queue.skills?.includes(id)) return;
        fault(`${place}/drop/${at}`, 'skill_not_asked', `${id} is not among the skills that the queue asks for.`);
      });
      if (afterSeconds !== undefined && afterSeconds <= before)
        fault(`${place}/afterSeconds`, 'not_ascending', 'Each step comes later than the one before.');
      before = Math.max(before, afterSeconds ?? 0);
    });
    checkTargets(queue.fallback, names, `${path}/fallback`, fault);
  });
}

/** A level is of a skill that is there. */
function checkLevels(
  entry: Pick<Partial<Entry<'agents'>>, 'skills' | 'skillLevels'>,
  path: string,
  fault: AddFault,
): void {
  for (const skill in entry.skillLevels) {
    if (entry.skills?.includes(skill)) continue;
    fault(`${path}/skillLevels/${pointer(skill)}`, 'level_without_skill', `${skill} is not among the skills here.`);
  }
}

function checkAgents(document: Document, names: Names, fault: AddFault): void {
  each(document.agents, (agent, index) => {
    const path = `/agents/${index}`;
    each(agent.departments, (id, place) =>
      refer(names.departments, id, `${path}/departments/${place}`, 'department', fault),
    );
    each(agent.skills, (id, place) => refer(names.skills, id, `${path}/skills/${place}`, 'skill', fault));
    checkLevels(agent, path, fault);
    each(agent.grant, (permission, place) => {
      if (!agent.deny?.includes(permission)) return;
      fault(`${path}/grant/${place}`, 'granted_and_denied', `${permission} is denied to the same agent.`);
    });
  });
}

function checkAccounts(document: Document, names: Names, fault: AddFault): void {
  each(document.accounts, (account, index) => {
    const path = `/accounts/${index}`;
    checkType(account, path, fault);
    const { department, queue, flow } = account.entry ?? {};
    if (flow) refer(names.flows, flow, `${path}/entry/flow`, 'flow', fault);
    if (department !== undefined) {
      refer(names.departments, department, `${path}/entry/department`, 'department', fault);
      const channels = document.departments?.[names.departments.get(department) ?? -1]?.channels;
      if (account.kind !== undefined && Array.isArray(channels) && !channels.includes(account.kind)) {
        fault(
          `${path}/entry/department`,
          'channel_not_served',
          `Department ${department} does not serve ${account.kind}.`,
        );
      }
    }
    if (queue === undefined || queue === null) return;
    if (!names.departmentOfQueue.has(queue))
      refer(names.departmentOfQueue, queue, `${path}/entry/queue`, 'queue', fault);
    else if (department !== undefined && names.departmentOfQueue.get(queue) !== department) {
      const owner = names.departmentOfQueue.get(queue) ?? 'another department';
      fault(`${path}/entry/queue`, 'queue_of_another_department', `Queue ${queue} belongs to ${owner}.`);
    }
  });
}

function checkIntegrations(document: Document, names: Names, fault: AddFault): void {
  const { accounts = [], queues = [] } = document;
  const found = findSecondIntegrations(accounts, (index) => {
    const entry = accounts[index]?.entry;
    const id = entry?.queue ?? names.defaultQueues.get(entry?.department ?? '');
    if (id === undefined) return undefined;
    return { id, distribution: queues.find((queue) => queue?.id === id)?.distribution ?? 'push' };
  });
  for (const { index, field, sentence } of found) fault(`/accounts/${index}/${field}`, 'second_integration', sentence);
}

function checkFlows(document: Document, names: Names, fault: AddFault): void {
  each(document.flows, (flow, index) => {
    const path = `/flows/${index}`;
    if (flow.department) refer(names.departments, flow.department, `${path}/department`, 'department', fault);
    checkReturn(flow.returnTo, flow.department, { names, path: `${path}/returnTo`, fault });
    each<string>(flow.duty, (id, place) => refer(names.agents, id, `${path}/duty/${place}`, 'agent', fault));
    if (flow.greeting !== undefined && flow.steps !== undefined)
      fault(`${path}/greeting`, 'greeting_with_steps', 'A flow with steps says what it says by its steps.');
    if (flow.published === false) return;
    if (flow.steps === undefined) {
      if ((flow.greeting ?? '').trim() === '')
        fault(`${path}/steps`, 'steps_missing', 'A flow that is published has steps, or at least a greeting.');
      return;
    }
    const steps = flow.steps as ReadSteps;
    const graph = {
      path,
      start: flow.start ?? steps[0]?.id,
      steps,
      triggers: (flow.triggers ?? []) as ReadTriggers,
      department: flow.department ?? null,
      returnTo: flow.returnTo ?? null,
      duty: flow.duty ?? [],
    };
    checkGraph(graph, surroundingsOf(document, names), fault);
  });
}

/** What a graph is checked against. */
function surroundingsOf(document: Document, names: Names): Surroundings {
  const known = {
    agent: names.agents,
    department: names.departments,
    queue: names.departmentOfQueue,
    flow: names.flows,
    external: names.externals,
    account: names.accounts,
  };
  const departmentOf = (id: string) => document.departments?.[names.departments.get(id) ?? -1];
  return {
    has: (kind, id) => known[kind].has(id),
    isPublished: (id) => document.flows?.[names.flows.get(id) ?? -1]?.published !== false,
    isBotOnly: (id) => departmentOf(id)?.botOnly === true,
    departmentOfQueue: (id) => names.departmentOfQueue.get(id),
    dutyOf: (id) => (departmentOf(id)?.duty ?? []).filter((agent) => agent !== undefined),
  };
}

/** Where a ticket comes back to: a queue, of the department where what had it lives. */
function checkReturn(
  queue: string | null | undefined,
  department: string | null | undefined,
  { names, path, fault }: { readonly names: Names; readonly path: string; readonly fault: AddFault },
): void {
  if (queue === undefined || queue === null) return;
  if (!names.departmentOfQueue.has(queue)) return refer(names.departmentOfQueue, queue, path, 'queue', fault);
  const owner = names.departmentOfQueue.get(queue);
  if (department && owner !== department)
    fault(path, 'queue_of_another_department', `Queue ${queue} belongs to ${owner ?? 'another department'}.`);
}

function checkExternals(document: Document, names: Names, fault: AddFault): void {
  each(document.externals, (external, index) => {
    const path = `/externals/${index}`;
    checkReturn(external.watchingQueue, null, { names, path: `${path}/watchingQueue`, fault });
    const isWebhook = (external.kind ?? 'webhook') === 'webhook';
    if (isWebhook && !external.url) fault(`${path}/url`, 'url_missing', 'A webhook needs an address to be asked at.');
    if (!isWebhook && !external.address)
      fault(`${path}/address`, 'address_missing', 'This kind needs a number or an address.');
    if (!isWebhook && external.url) fault(`${path}/url`, 'webhook_only', 'Only a webhook is asked at an address.');
    if (isWebhook && external.address) fault(`${path}/address`, 'not_of_webhook', 'A webhook is asked at its url.');
  });
}

const webchatFields = ['allowedOrigins', 'greeting', 'preChat', 'locale', 'theme'] as const;

/** What only one type of account has: the widget speaks for its account, and nobody else is delivered to. */
function checkType(account: Partial<Entry<'accounts'>>, path: string, fault: AddFault): void {
  if (account.type !== 'webchat') {
    for (const field of webchatFields) {
      if (account[field] === undefined) continue;
      fault(`${path}/${field}`, 'webchat_only', 'Only an account of type webchat has this.');
    }
    return;
  }
  if (account.kind !== undefined && account.kind !== 'webchat')
    fault(`${path}/kind`, 'kind_of_webchat', 'An account of type webchat is of kind webchat.');
  if (account.deliveryUrl !== undefined && account.deliveryUrl !== null)
    fault(`${path}/deliveryUrl`, 'custom_only', 'Only an account of type custom is delivered to.');
  const asked = new Set<string>();
  each<{ readonly id?: string | undefined }>(account.preChat, ({ id }, place) => {
    if (id === undefined) return;
    if (asked.has(id)) fault(`${path}/preChat/${place}/id`, 'duplicate_id', `${id} is used already.`);
    asked.add(id);
  });
}

/**
 * Waiting that overflows from queue to queue, and departments that fall back on each other, must come to an end. A
 * department may fall back on a queue of its own.
 */
function checkCircles(document: Document, names: Names, fault: AddFault): void {
  const queues = new Map<string, { to: string; path: string }[]>();
  each(document.queues, ({ id, fallback }, index) => {
    if (id === undefined) return;
    const edges: { to: string; path: string }[] = [];
    each<Target>(fallback, (target, place) => {
      const to =
        target.kind === 'queue'
          ? target.id
          : target.kind === 'department'
            ? names.defaultQueues.get(target.id)
            : undefined;
      if (to !== undefined) edges.push({ to, path: `/queues/${index}/fallback/${place}` });
    });
    queues.set(id, edges);
  });
  const departments = new Map<string, { to: string; path: string }[]>();
  each(document.departments, ({ id, fallback }, index) => {
    if (id === undefined) return;
    const edges: { to: string; path: string }[] = [];
    each<Target>(fallback, (target, place) => {
      const to =
        target.kind === 'department'
          ? target.id
          : target.kind === 'queue'
            ? names.departmentOfQueue.get(target.id)
            : undefined;
      if (to !== undefined && to !== id) edges.push({ to, path: `/departments/${index}/fallback/${place}` });
    });
    departments.set(id, edges);
  });
  for (const graph of [departments, queues]) {
    for (const { path, circle } of findCircles(graph)) {
      fault(path, 'circular_fallback', `This closes a circle: ${circle.join(' → ')}.`);
    }
  }
}

function checkSuccessors(document: Document, names: Names, fault: AddFault): void {
  for (const list of retirableLists) {
    const known = list === 'queues' ? names.departmentOfQueue : names[list];
    for (const [id, successor] of Object.entries(document.retire?.[list] ?? {})) {
      const path = `/retire/${list}/${pointer(id)}`;
      if (known.has(id)) fault(path, 'still_in_use', `${id} is still in the document; take it out to retire it.`);
      if (successor !== undefined && !known.has(successor)) {
        fault(path, 'unknown_successor', `There is no ${successor} among the ${list} that could take over.`);
      }
    }
  }
}
