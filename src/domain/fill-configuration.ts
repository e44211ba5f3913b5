import { channelKinds } from './channel.ts';
import type {
  AccountEntry,
  AgentEntry,
  ConfigurationDocument,
  DepartmentEntry,
  ExternalEntry,
  FlowEntry,
  MoveRule,
  ProgramEntry,
  QueueEntry,
  ReceiveRule,
  Relaxation,
  SkillEntry,
  StatusEntry,
} from './configuration.ts';
import type { SendMessageStep } from './flows/graph.ts';
import { fillGraph } from './flows/read-graph.ts';
import type { ProfileName, Settings } from './settings.ts';
import type { PreChatField, WebchatSettings } from './webchat-settings.ts';

/**
 * Defaults: what an entry means by what it does not say. People write ids and names; what is stored is what they wrote; what
 * deciders read has everything. A missing name is the id.
 */

type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** An entry as people write it: only the id is needed. */
export type Written<T extends { readonly id: string }> = Loose<T> & { readonly id: string };

export type WrittenMoveRule = Loose<MoveRule>;
export type WrittenReceiveRule = Loose<ReceiveRule>;
export type WrittenDepartment = Omit<Written<DepartmentEntry>, 'moveRules' | 'receiveRules' | 'dispositions'> & {
  readonly moveRules?: readonly WrittenMoveRule[];
  readonly receiveRules?: readonly WrittenReceiveRule[];
  readonly dispositions?: readonly { readonly id: string; readonly name?: string; readonly marksTransfer?: boolean }[];
};
export type WrittenQueue = Omit<Written<QueueEntry>, 'relaxation'> & {
  readonly relaxation?: readonly (Loose<Relaxation> & Pick<Relaxation, 'afterSeconds'>)[];
};
export type WrittenAgent = Omit<Written<AgentEntry>, 'capacity'> & {
  readonly capacity?: Loose<AgentEntry['capacity']>;
};
export type WrittenAccount = Omit<Written<AccountEntry>, 'entry' | 'preChat'> & {
  readonly entry?: {
    readonly department: string;
    readonly queue?: string | null | undefined;
    readonly flow?: string | null | undefined;
  };
  readonly preChat?: readonly Written<PreChatField>[] | undefined;
};

/**
 * A flow as people write it. Without steps it is the shortest there is: it says its greeting, and gives the ticket to its
 * return queue.
 */
export type WrittenFlow = Omit<Written<FlowEntry>, 'triggers' | 'steps'> & {
  readonly greeting?: string | undefined;
  readonly triggers?: readonly unknown[] | undefined;
  readonly steps?: readonly unknown[] | undefined;
};

export interface WrittenOrganization {
  readonly profile?: ProfileName | undefined;
  readonly settings?: Partial<Settings> | undefined;
}

export interface WrittenDocument extends WrittenOrganization {
  readonly programs?: readonly Written<ProgramEntry>[];
  readonly departments?: readonly WrittenDepartment[];
  readonly queues?: readonly WrittenQueue[];
  readonly skills?: readonly Written<SkillEntry>[];
  readonly statuses?: readonly Written<StatusEntry>[];
  readonly agents?: readonly WrittenAgent[];
  readonly accounts?: readonly WrittenAccount[];
  readonly flows?: readonly WrittenFlow[];
  readonly externals?: readonly Written<ExternalEntry>[];
}

/** Chats at once, where nobody says: what most agents manage without making anybody wait. */
const capacityDefault = 3;
const reopenWindowSeconds = { email: 14 * 86_400, others: 86_400 };

/**
 * The document with every default filled in. Rules and other entries are taken as they are written: a department without
 * move rules lets nothing out, whatever the console proposes for a first row. A department that names no default queue has
 * the queue of its own id, else its first one, else gets one of its own name.
 */
export function fillDocument(written: WrittenDocument): ConfigurationDocument {
  const queues = (written.queues ?? []).map(fillQueue);
  const departments = (written.departments ?? []).map((department) => {
    if (department.defaultQueue !== undefined) return fillDepartment(department);
    const own = queues.filter((queue) => queue.department === department.id);
    const first = own.find((queue) => queue.id === department.id) ?? own[0];
    return fillDepartment(first === undefined ? department : { ...department, defaultQueue: first.id });
  });
  return {
    ...fillOrganization(written),
    programs: (written.programs ?? []).map(fillProgram),
    departments,
    queues: [...queues, ...missingQueues(written, queues)],
    skills: (written.skills ?? []).map(fillSkill),
    statuses: (written.statuses ?? []).map(fillStatus),
    agents: (written.agents ?? []).map(fillAgent),
    accounts: (written.accounts ?? []).map(fillAccount),
    flows: (written.flows ?? []).map(fillFlow),
    externals: (written.externals ?? []).map(fillExternal),
  };
}

/** A queue of its own name for each department that has none and names none. */
function missingQueues(written: WrittenDocument, queues: readonly QueueEntry[]): QueueEntry[] {
  const taken = new Set(queues.map((queue) => queue.id));
  const served = new Set(queues.map((queue) => queue.department));
  return (written.departments ?? [])
    .filter(({ id, defaultQueue }) => defaultQueue === undefined && !served.has(id) && !taken.has(id))
    .map(({ id, name }) => fillQueue({ id, name, department: id }));
}

/** The organization's own part: by default the profile `baton`, with none of its settings changed. */
export function fillOrganization(written: WrittenOrganization): Pick<ConfigurationDocument, 'profile' | 'settings'> {
  return { profile: written.profile ?? 'baton', settings: written.settings ?? {} };
}

/** A program; its name is by default its id. */
export function fillProgram(written: Written<ProgramEntry>): ProgramEntry {
  return { id: written.id, name: written.name ?? written.id };
}

/** A skill; its name is by default its id. */
export function fillSkill(written: Written<SkillEntry>): SkillEntry {
  return { id: written.id, name: written.name ?? written.id };
}

/** A status: by default online, for every kind of channel. */
export function fillStatus(written: Written<StatusEntry>): StatusEntry {
  return {
    id: written.id,
    name: written.name ?? written.id,
    presence: written.presence ?? 'online',
    channels: written.channels ?? 'all',
  };
}

/**
 * A department: by default always open, accepting everything on every channel, letting nothing out. Its default queue is one of
 * its own id: that there may be another, or none yet, `fillDocument` knows.
 */
export function fillDepartment(written: WrittenDepartment): DepartmentEntry {
  return {
    id: written.id,
    name: written.name ?? written.id,
    program: written.program ?? null,
    hours: written.hours ?? null,
    accepting: written.accepting ?? true,
    channels: written.channels ?? 'all',
    defaultQueue: written.defaultQueue ?? written.id,
    fallback: written.fallback ?? [],
    moveRules: (written.moveRules ?? []).map(fillMoveRule),
    receiveRules: (written.receiveRules ?? []).map(fillReceiveRule),
    settings: written.settings ?? {},
    dispositions: (written.dispositions ?? []).map(({ id, name, marksTransfer }) => ({
      id,
      name: name ?? id,
      marksTransfer: marksTransfer ?? false,
    })),
    addresses: written.addresses ?? [],
    botOnly: written.botOnly ?? false,
    knownTo: written.knownTo ?? null,
    duty: written.duty ?? [],
  };
}

/** A row narrows by what it says: a field left out leaves everything open. */
function fillMoveRule(written: WrittenMoveRule): MoveRule {
  return {
    label: written.label ?? null,
    channels: written.channels ?? 'all',
    destinations: written.destinations ?? 'all',
    actors: written.actors ?? 'all',
    contact: written.contact ?? null,
    history: written.history ?? null,
    redact: written.redact ?? [],
    assistant: written.assistant ?? false,
    flows: written.flows ?? 'all',
    exemptFromMoveRules: written.exemptFromMoveRules ?? false,
  };
}

function fillReceiveRule(written: WrittenReceiveRule): ReceiveRule {
  return { channels: written.channels ?? 'all', origins: written.origins ?? 'all' };
}

/**
 * A queue: by default it pushes to whoever is idle longest, asks for no skill, has no bound and no fallback, and the normal priority,
 * 100. What is null it takes from its department. Without a department it has the empty id, which no check lets pass.
 */
export function fillQueue(written: WrittenQueue): QueueEntry {
  return {
    id: written.id,
    name: written.name ?? written.id,
    department: written.department ?? '',
    distribution: written.distribution ?? 'push',
    skills: written.skills ?? [],
    skillLevels: written.skillLevels ?? {},
    relaxation: (written.relaxation ?? []).map(({ afterSeconds, drop, lowerBy }) => ({
      afterSeconds,
      drop: drop ?? [],
      lowerBy: lowerBy ?? 0,
    })),
    strategy: written.strategy ?? 'longest_idle',
    acceptance: written.acceptance ?? null,
    preferLastAgentSeconds: written.preferLastAgentSeconds ?? 0,
    assignmentsMax: written.assignmentsMax ?? null,
    whenClosed: written.whenClosed ?? 'wait',
    whenFull: written.whenFull ?? 'wait',
    priority: written.priority ?? 100,
    offerTimeoutSeconds: written.offerTimeoutSeconds ?? null,
    lengthMax: written.lengthMax ?? null,
    waitSecondsMax: written.waitSecondsMax ?? null,
    fallback: written.fallback ?? [],
  };
}

/** An agent: by default of the role `agent`, in no department, permitted for every channel, with three conversations at once. */
export function fillAgent(written: WrittenAgent): AgentEntry {
  const total = written.capacity?.total;
  return {
    id: written.id,
    name: written.name ?? written.id,
    role: written.role ?? 'agent',
    grant: written.grant ?? [],
    deny: written.deny ?? [],
    departments: written.departments ?? [],
    channels: written.channels ?? 'all',
    capacity: {
      total: total === undefined ? capacityDefault : total,
      perChannel: written.capacity?.perChannel ?? {},
      interruptible: written.capacity?.interruptible ?? [],
    },
    skills: written.skills ?? [],
    skillLevels: written.skillLevels ?? {},
  };
}

/**
 * An account: by default of type `custom`, transferable, delivered nowhere. A closed ticket reopens for 14 days on e-mail, else for a
 * day. What only the widget has is filled in for type `webchat` alone.
 */
export function fillAccount(written: WrittenAccount): AccountEntry {
  const kind = written.kind ?? channelKinds[0];
  return {
    id: written.id,
    name: written.name ?? written.id,
    type: written.type ?? 'custom',
    kind,
    entry: {
      department: written.entry?.department ?? '',
      queue: written.entry?.queue ?? null,
      ...(written.entry?.flow ? { flow: written.entry.flow } : {}),
    },
    reopenWindowSeconds:
      written.reopenWindowSeconds ?? (kind === 'email' ? reopenWindowSeconds.email : reopenWindowSeconds.others),
    deliveryUrl: written.deliveryUrl ?? null,
    transferable: written.transferable ?? true,
    partnerRouted: written.partnerRouted ?? false,
    address: written.address ?? null,
    history: written.history ?? null,
    ...(written.type === 'webchat' ? fillWebchat(written) : {}),
  };
}

/** A flow: by default published, in whichever department its ticket is; it begins with its first step. */
export function fillFlow(written: WrittenFlow): FlowEntry {
  const { triggers = [], greeting = '' } = written;
  const steps = written.steps ?? (greeting === '' ? [] : [greet(greeting)]);
  const start = written.start ?? (steps.length === 0 ? 'end' : ((steps[0] as { readonly id?: string }).id ?? 'end'));
  return {
    id: written.id,
    name: written.name ?? written.id,
    department: written.department ?? null,
    published: written.published ?? true,
    returnTo: written.returnTo ?? null,
    duty: written.duty ?? [],
    ...fillGraph({ triggers, start, steps }),
  };
}

function greet(text: string): SendMessageStep {
  return { id: 'greet', kind: 'send_message', name: null, text, next: { sent: 'end', failed: 'end' } };
}

/** Five minutes: longer than anybody is let ring, shorter than a customer's patience. An hour of silence is no service. */
const externalSeconds = { answer: 300, silence: 3_600 };

/** A contact outside: by default an enabled webhook, with 5 minutes to answer and an hour that it may be silent. */
export function fillExternal(written: Written<ExternalEntry>): ExternalEntry {
  return {
    id: written.id,
    name: written.name ?? written.id,
    kind: written.kind ?? 'webhook',
    enabled: written.enabled ?? true,
    url: written.url ?? null,
    address: written.address ?? null,
    answerSeconds: written.answerSeconds ?? externalSeconds.answer,
    silenceSeconds: written.silenceSeconds ?? externalSeconds.silence,
    watchingQueue: written.watchingQueue ?? null,
  };
}

function fillWebchat(written: WrittenAccount): WebchatSettings {
  return {
    allowedOrigins: written.allowedOrigins ?? null,
    greeting: written.greeting ?? null,
    preChat: (written.preChat ?? []).map(({ id, label, required }) => ({
      id,
      label: label ?? id,
      required: required ?? false,
    })),
    locale: written.locale ?? null,
    theme: written.theme ?? 'auto',
  };
}
