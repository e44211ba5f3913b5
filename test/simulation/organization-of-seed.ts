import type { Successors } from '../../src/domain/check-configuration.ts';
import type {
  WrittenAgent,
  WrittenDepartment,
  WrittenDocument,
  WrittenFlow,
  WrittenQueue,
} from '../../src/domain/fill-configuration.ts';
import type { TriggerKind } from '../../src/domain/flows/graph.ts';
import { profileNames, type Settings } from '../../src/domain/settings.ts';
import { strategyNames } from '../../src/domain/strategy-names.ts';
import type { Target } from '../../src/domain/transfer.ts';
import { drawFlow, placesOf } from './random-flow.ts';
import type { Dice } from './scheduler.ts';

/** A setup that the seed draws: small, and different in everything that decides about hand-overs. */

const skills = ['french', 'refunds'];

/** @param now around when its schedules are due */
export function drawDocument(dice: Dice, now: number): WrittenDocument {
  const departmentIds = dice.chance(0.3) ? ['support', 'billing'] : ['support', 'billing', 'sales'];
  const settings: Partial<Settings> = drawSettings(dice);
  const agents = Array.from({ length: dice.int(3, 5) }, (_, i) => drawAgent(dice, `a${i}`, departmentIds));
  // Somebody is everywhere, so that nothing waits because nobody belongs to a department.
  agents.push({
    id: 'boss',
    role: 'supervisor',
    departments: departmentIds,
    capacity: { total: dice.int(2, 4) },
    skills,
  });
  const document: WrittenDocument = {
    profile: dice.chance(0.5) ? 'baton' : dice.pick(profileNames),
    settings,
    programs: [{ id: 'shop' }],
    departments: departmentIds.map((id) => drawDepartment(dice, id, departmentIds, agents)),
    queues: [
      ...departmentIds.map((id) => ({
        id,
        department: id,
        distribution: dice.chance(0.85) ? ('push' as const) : ('pull' as const),
        ...drawRouting(dice),
        ...(dice.chance(0.3)
          ? { waitSecondsMax: dice.int(60, 90), fallback: drawChain(dice, departmentIds, agents) }
          : {}),
        ...(dice.chance(0.2) ? { lengthMax: dice.int(1, 4) } : {}),
      })),
      {
        id: 'vip',
        department: 'support',
        priority: 50,
        offerTimeoutSeconds: dice.int(5, 15),
        ...drawSkills(dice),
        ...(dice.chance(0.6) ? { waitSecondsMax: 60, fallback: [{ kind: 'queue', id: 'support' }] } : {}),
      },
    ],
    skills: skills.map((id) => ({ id })),
    statuses: [
      { id: 'mail-only', presence: 'online', channels: ['email'] },
      { id: 'lunch', presence: 'away' },
    ],
    agents,
    accounts: [
      { id: 'chat', kind: 'webchat', entry: { department: 'support' }, reopenWindowSeconds: dice.int(1, 120) },
      { id: 'mail', kind: 'email', entry: { department: 'billing' }, reopenWindowSeconds: 600 },
      { id: 'phone', kind: 'sms', entry: { department: 'support', queue: 'vip' } },
    ],
    flows: [
      { id: 'greeter', greeting: 'Hello.', published: dice.chance(0.9) },
      {
        id: 'biller',
        greeting: 'Your bill.',
        department: 'billing',
        ...(dice.chance(0.5) ? { returnTo: 'billing' } : {}),
      },
    ],
    externals: [
      {
        id: 'partner',
        url: 'https://partner.example/baton',
        answerSeconds: dice.int(10, 40),
        silenceSeconds: dice.int(60, 120),
        enabled: dice.chance(0.9),
        ...(dice.chance(0.3) ? { watchingQueue: dice.pick(['support', 'vip']) } : {}),
      },
      { id: 'plumber', kind: 'telephone', address: '+49 30 1', answerSeconds: dice.int(10, 40), silenceSeconds: 60 },
    ],
  };
  return withFlows(dice, document, now);
}

const triggerKinds: readonly TriggerKind[] = [
  'conversation_opened',
  'conversation_opened',
  'conversation_closed',
  'message_received',
  'assignment_changed',
  'transfer_ended',
  'queue_wait_passed',
  'tag_changed',
  'field_changed',
  'presence_changed',
  'schedule',
  'flow',
];

/** One to four drawn flows besides the short ones; sometimes the first owns whoever comes by the chat. */
function withFlows(dice: Dice, document: WrittenDocument, now: number): WrittenDocument {
  const ids = Array.from({ length: dice.int(1, 4) }, (_, i) => `f${i}`);
  const open = { ...document, flows: [...(document.flows ?? []), ...ids.map((id) => ({ id }))] };
  const flows = ids.map((id) => drawFlowOf(dice, open, { id, now }));
  const accounts = (document.accounts ?? []).map((account) =>
    account.entry !== undefined && account.entry.queue === undefined && dice.chance(0.3)
      ? { ...account, entry: { ...account.entry, flow: 'f0' } }
      : account,
  );
  return { ...document, accounts, flows: [...(document.flows ?? []), ...flows] };
}

function drawFlowOf(
  dice: Dice,
  document: WrittenDocument,
  { id, now }: { readonly id: string; readonly now: number },
): WrittenFlow {
  const departments = (document.departments ?? []).map((one) => one.id);
  return drawFlow(dice, placesOf(document), {
    id,
    stepsMax: 7,
    now,
    ...(dice.chance(0.2) ? { department: dice.pick(departments) } : {}),
    ...(dice.chance(0.6) ? { triggers: triggerKinds } : {}),
  });
}

/** Drawn flows that name what was taken out are drawn anew. */
function mendFlows(dice: Dice, document: WrittenDocument, gone: string, now: number): WrittenDocument {
  const flows = (document.flows ?? []).map((flow) =>
    flow.steps !== undefined && JSON.stringify(flow).includes(`"${gone}"`)
      ? drawFlowOf(dice, document, { id: flow.id, now })
      : flow,
  );
  return { ...document, flows };
}

function drawRouting(dice: Dice): Partial<WrittenQueue> {
  return {
    ...(dice.chance(0.6) ? { strategy: dice.pick(strategyNames) } : {}),
    ...(dice.chance(0.15) ? { assignmentsMax: { count: dice.int(1, 3), seconds: dice.int(5, 60) } } : {}),
    ...(dice.chance(0.15) ? { acceptance: dice.pick(['offer', 'assign'] as const) } : {}),
    ...(dice.chance(0.2) ? { preferLastAgentSeconds: dice.int(1, 30) } : {}),
  };
}

/** A skill that a queue asks for, at a level, and asks less for as time goes by. */
function drawSkills(dice: Dice): Partial<WrittenQueue> {
  if (dice.chance(0.5)) return {};
  const skill = dice.pick(skills);
  const relaxation = [
    { afterSeconds: dice.int(1, 20), lowerBy: dice.int(1, 3) },
    { afterSeconds: dice.int(21, 50), drop: [skill] },
  ];
  return {
    skills: [skill],
    ...(dice.chance(0.5) ? { skillLevels: { [skill]: dice.int(1, 5) } } : {}),
    ...(dice.chance(0.6) ? { relaxation } : {}),
  };
}

function drawSettings(dice: Dice): Partial<Settings> {
  return {
    ...(dice.chance(0.4) ? { askAgainSeconds: dice.int(0, 20) } : {}),
    ...(dice.chance(0.3) ? { priorityAgeingSeconds: dice.pick([0, 1, 600]) } : {}),
    ...(dice.chance(0.2) ? { channelUnits: { webchat: dice.int(1, 2) } } : {}),
    ...(dice.chance(0.2)
      ? { missedOffersMax: dice.int(1, 3), missedOffersPresence: dice.pick(['away', 'offline'] as const) }
      : {}),
    offerTimeoutSeconds: dice.int(5, 30),
    waitLimitSeconds: dice.int(60, 90),
    ...(dice.chance(0.4) ? { wrapUpSeconds: dice.int(5, 40), wrapUpHoldsSlot: dice.chance(0.7) } : {}),
    ...(dice.chance(0.3) ? { acceptance: dice.pick(['offer', 'assign'] as const) } : {}),
    ...(dice.chance(0.3) ? { release: dice.pick(['now', 'on_accept', 'on_accept_now_if_full'] as const) } : {}),
    ...(dice.chance(0.3) ? { whenFull: dice.pick(['wait', 'next', 'ask'] as const) } : {}),
    ...(dice.chance(0.3) ? { whenOffline: dice.pick(['wait', 'ask'] as const) } : {}),
    ...(dice.chance(0.15) ? { whenAgentLeaves: 'keep' as const } : {}),
    ...(dice.chance(0.3) ? { mayCancel: true, notes: 'optional' as const } : {}),
    ...(dice.chance(0.2) ? { automaticHopsMax: dice.int(1, 4) } : {}),
    ...(dice.chance(0.25) ? { transferNotice: 'You are with {target} now.' } : {}),
    ...(dice.chance(0.25) ? { redact: ['card' as const] } : {}),
    ...(dice.chance(0.2) ? { slaClock: dice.pick(['restart', 'pause'] as const) } : {}),
    ...(dice.chance(0.15) ? { historyInside: dice.pick(['from_here', 'summary', 'none'] as const) } : {}),
    ...(dice.chance(0.2) ? { warmTransfer: true } : {}),
  };
}

function drawAgent(dice: Dice, id: string, departmentIds: readonly string[]): WrittenAgent {
  const departments = departmentIds.filter(() => dice.chance(0.6));
  return {
    id,
    role: dice.chance(0.15) ? 'supervisor' : 'agent',
    departments: departments.length > 0 ? departments : [dice.pick(departmentIds)],
    capacity: {
      total: dice.chance(0.1) ? null : dice.int(1, 3),
      ...(dice.chance(0.2) ? { perChannel: { email: 1 } } : {}),
      ...(dice.chance(0.2) ? { interruptible: ['email'] } : {}),
    },
    ...(dice.chance(0.15) ? { channels: ['webchat', 'sms'] } : {}),
    skills: skills.filter(() => dice.chance(0.5)),
  };
}

function drawDepartment(
  dice: Dice,
  id: string,
  departmentIds: readonly string[],
  agents: readonly WrittenAgent[],
): WrittenDepartment {
  return {
    id,
    ...(dice.chance(0.8) ? { program: 'shop' } : {}),
    defaultQueue: id,
    moveRules: dice.chance(0.75)
      ? [{}]
      : [{ destinations: [dice.pick(departmentIds.filter((other) => other !== id))] }],
    ...(dice.chance(0.1) ? { receiveRules: [{ channels: ['webchat'] }] } : {}),
    fallback: dice.chance(0.6) ? drawChain(dice, departmentIds, agents) : [],
    ...(dice.chance(0.2) ? { hours: drawHours(dice) } : {}),
    settings: dice.chance(0.3) ? drawSettings(dice) : {},
    dispositions: [{ id: 'solved' }],
  };
}

function drawChain(dice: Dice, departmentIds: readonly string[], agents: readonly WrittenAgent[]): Target[] {
  const draw = {
    agent: (): Target => {
      const agent = dice.pick(agents);
      return { kind: 'agent', id: agent.id, departmentId: dice.pick(agent.departments ?? []) };
    },
    queue: (): Target => ({ kind: 'queue', id: dice.pick([...departmentIds, 'vip']) }),
    department: (): Target => ({ kind: 'department', id: dice.pick(departmentIds) }),
    flow: (): Target => ({ kind: 'flow', id: dice.pick(['greeter', 'biller']) }),
    external: (): Target => ({ kind: 'external', id: dice.pick(['partner', 'plumber']) }),
  };
  return Array.from({ length: dice.int(1, 3) }, () =>
    draw[dice.weighted({ agent: 4, queue: 3, department: 3, flow: 1, external: 1 })](),
  );
}

function drawHours(dice: Dice): NonNullable<WrittenDepartment['hours']> {
  const day = [[`0${dice.int(6, 9)}:00`, `1${dice.int(0, 9)}:30`]] as const;
  const weekly = { mon: day, tue: day, wed: day, thu: day, fri: day };
  return { zone: dice.pick(['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu']), weekly };
}

/** A setup as people send it, with who takes over from what it leaves out. */
export type SentDocument = WrittenDocument & { readonly retire?: Successors };

/** The setup without an agent, a queue or a department, and without everything that names it. */
function withoutEntry(
  document: WrittenDocument,
  kind: 'agent' | 'queue' | 'department' | 'flow',
  id: string,
): WrittenDocument {
  const { agents = [], queues = [], departments = [], accounts = [], flows = [] } = document;
  const keep = (one: { readonly id: string }): boolean => one.id !== id;
  const gone = new Set(
    queues.filter((queue) => kind === 'department' && queue.department === id).map((queue) => queue.id),
  );
  if (kind === 'queue') gone.add(id);
  const stays = (target: Target): boolean =>
    !(target.kind === kind && target.id === id) &&
    !(target.kind === 'queue' && gone.has(target.id)) &&
    !(target.kind === 'agent' && target.departmentId === id && kind === 'department');
  const kept = agents.filter((one) => kind !== 'agent' || keep(one));
  return {
    ...document,
    agents:
      kind === 'department'
        ? kept.map((one) => ({ ...one, departments: (one.departments ?? []).filter((other) => other !== id) }))
        : kept,
    queues: queues
      .filter((queue) => !gone.has(queue.id))
      .map((queue) => ({ ...queue, fallback: (queue.fallback ?? []).filter(stays) })),
    departments: departments
      .filter((one) => kind !== 'department' || keep(one))
      .map((one) => ({
        ...one,
        fallback: (one.fallback ?? []).filter(stays),
        moveRules: (one.moveRules ?? []).map((rule) =>
          Array.isArray(rule.destinations)
            ? { ...rule, destinations: rule.destinations.filter((other) => other !== id) }
            : rule,
        ),
      })),
    accounts: accounts.map((one) =>
      (one.entry?.queue != null && gone.has(one.entry.queue)) || (kind === 'flow' && one.entry?.flow === id)
        ? { ...one, entry: { department: (one.entry as { department: string }).department } }
        : one,
    ),
    flows: flows.filter((one) => kind !== 'flow' || keep(one)),
  };
}

function retire(dice: Dice, document: WrittenDocument, now: number): SentDocument {
  const { agents = [], queues = [], departments = [], flows = [] } = document;
  const successor = dice.chance(0.8);
  const without = (kind: 'agent' | 'queue' | 'department' | 'flow', id: string): WrittenDocument =>
    mendFlows(dice, withoutEntry(document, kind, id), id, now);
  switch (dice.weighted({ agent: 5, queue: 2, department: 2, flow: 2 })) {
    case 'flow': {
      const { id } = dice.pick(flows);
      return { ...without('flow', id), ...(successor ? { retire: { flows: { [id]: 'greeter' } } } : {}) };
    }
    case 'agent': {
      const { id } = dice.pick(agents.filter((one) => one.id !== 'boss'));
      return { ...without('agent', id), ...(successor ? { retire: { agents: { [id]: 'boss' } } } : {}) };
    }
    case 'queue':
      if (!queues.some(({ id }) => id === 'vip')) return document;
      return {
        ...without('queue', 'vip'),
        ...(successor ? { retire: { queues: { vip: 'support' } } } : {}),
      };
    default:
      if (!departments.some(({ id }) => id === 'sales')) return document;
      return {
        ...without('department', 'sales'),
        ...(successor ? { retire: { departments: { sales: 'support' }, queues: { sales: 'support' } } } : {}),
      };
  }
}

/** The setup after a person changed something in it. */
export function redrawDocument(dice: Dice, document: WrittenDocument, now: number): SentDocument {
  const { departments = [], agents = [], queues = [], flows = [] } = document;
  const ids = departments.map(({ id }) => id);
  const change = dice.weighted({
    rules: 3,
    members: 4,
    capacity: 3,
    settings: 2,
    queue: 2,
    agent: 1,
    hours: 1,
    retire: 6,
    flow: 6,
  });
  const redraw = <T extends { readonly id: string }>(list: readonly T[], make: (one: T) => T): T[] => {
    const chosen = dice.pick(list);
    return list.map((one) => (one === chosen ? make(one) : one));
  };
  switch (change) {
    case 'rules':
      return {
        ...document,
        departments: redraw(departments, (one) => ({ ...one, moveRules: dice.chance(0.5) ? [{}] : [] })),
      };
    case 'members':
      return {
        ...document,
        agents: redraw(agents, (one) => ({ ...one, departments: drawAgent(dice, one.id, ids).departments ?? [] })),
      };
    case 'capacity':
      return { ...document, agents: redraw(agents, (one) => ({ ...one, capacity: { total: dice.int(1, 3) } })) };
    case 'settings':
      return { ...document, settings: { ...document.settings, ...drawSettings(dice) } };
    case 'queue':
      return {
        ...document,
        queues: redraw(queues, (one) => ({ ...one, distribution: dice.pick(['push', 'pull'] as const) })),
      };
    case 'agent':
      return { ...document, agents: [...agents, drawAgent(dice, `n${agents.length}`, ids)] };
    case 'retire':
      return agents.length < 3 ? document : retire(dice, document, now);
    case 'flow':
      return {
        ...document,
        flows: redraw(flows, (one) => {
          if (dice.chance(0.3)) return { ...one, published: one.published === false };
          return one.steps === undefined ? one : drawFlowOf(dice, document, { id: one.id, now });
        }),
      };
    case 'hours':
      return {
        ...document,
        departments: redraw(departments, (one) => ({ ...one, hours: dice.chance(0.5) ? null : drawHours(dice) })),
      };
  }
}
