import { actorKinds, permissions, roles } from './actor.ts';
import { channelKinds } from './channel.ts';
import { accountTypes, type ConfigurationDocument, externalKinds } from './configuration.ts';
import { fillDocument, type WrittenDocument } from './fill-configuration.ts';
import { findCircles } from './find-circles.ts';
import { histories, narrowerHistory } from './history.ts';
import { addressKey } from './move-rules.ts';
import { parseSchedule } from './parse-schedule.ts';
import { resolveSettings } from './profiles.ts';
import {
  type AddFault,
  type Fault,
  isRecord,
  orAll,
  orNull,
  pointer,
  type Reader,
  readId,
  readInteger,
  readList,
  readObject,
  readText,
  readWord,
  readYesNo,
} from './read-shape.ts';
import { dataClasses } from './redaction.ts';
import { findSecondIntegrations } from './second-integrations.ts';
import { profileNames, type Settings } from './settings.ts';
import { findSettingFault, settingNames } from './settings-table.ts';
import type { Target } from './transfer.ts';
import { widgetThemes } from './webchat-settings.ts';

export type { Fault } from './read-shape.ts';

export type ParsedConfiguration =
  | { readonly ok: true; readonly document: ConfigurationDocument; readonly retire: Successors }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Who takes over the open tickets of what is taken out: kind in the plural → id → id of the same kind. */
export type Successors = Readonly<Partial<Record<RetirableList, Readonly<Record<string, string>>>>>;
const retirableLists = ['departments', 'queues', 'agents', 'accounts', 'flows', 'externals'] as const;
type RetirableList = (typeof retirableLists)[number];

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

// How it is written.

const readName = readText(200);
const readChannels = orAll(
  readList(readWord(channelKinds), { lengthMax: channelKinds.length, unique: true, filled: true }),
);
const readIds = (lengthMax: number) => readList(readId, { lengthMax, unique: true });
const readSeconds = (min: number, max: number) => orNull(readInteger(min, max));

const readTarget: Reader<Target> = (value, path, fault) => {
  const fields = {
    kind: readWord(['agent', 'queue', 'department', 'flow', 'external']),
    id: readId,
    departmentId: readId,
  };
  const target = readObject<{ kind: string; id: string; departmentId: string }>(fields, ['kind', 'id'])(
    value,
    path,
    fault,
  );
  if (target?.kind === undefined || target.id === undefined) return undefined;
  if (target.departmentId !== undefined && target.kind !== 'agent') {
    fault(`${path}/departmentId`, 'unknown_key', 'Only an agent is looked for in a department.');
  }
  return target as Target;
};
const readFallback = readList(readTarget, { lengthMax: 10 });

const readScalar: Reader<string | number | boolean> = (value, path, fault) => {
  if (['string', 'number', 'boolean'].includes(typeof value)) return value as string;
  fault(path, 'wrong_shape', 'This must be text, a number, or true or false.');
  return undefined;
};

const readRecord =
  <T>(readKey: Reader<string>, readValue: Reader<T>, sizeMax: number): Reader<Record<string, T | undefined>> =>
  (value, path, fault) => {
    if (!isRecord(value)) {
      fault(path, 'wrong_shape', 'This must be an object.');
      return undefined;
    }
    const keys = Object.keys(value);
    if (keys.length > sizeMax) fault(path, 'too_many', `At most ${sizeMax} are allowed here.`);
    const entries = keys.slice(0, sizeMax).map((key) => {
      const place = `${path}/${pointer(key)}`;
      return [readKey(key, place, fault), readValue(value[key], place, fault)] as const;
    });
    return Object.fromEntries(entries.filter(([key]) => key !== undefined));
  };

const readMoveRule = readObject<W['moveRule']>({
  label: orNull(readName),
  channels: readChannels,
  destinations: orAll(readList(readId, { lengthMax: 2_000, unique: true, filled: true })),
  actors: orAll(readList(readWord(actorKinds), { lengthMax: actorKinds.length, unique: true, filled: true })),
  contact: orNull(readRecord(readText(200), readScalar, 20)),
  history: orNull(readWord(histories)),
  redact: readList(readWord(dataClasses), { lengthMax: dataClasses.length, unique: true }),
  assistant: readYesNo,
  flows: orAll(readList(readId, { lengthMax: 2_000, unique: true, filled: true })),
  exemptFromMoveRules: readYesNo,
});

/** Entries as far as they could be read: lists have holes, and everything may be missing. */
interface W {
  moveRule: NonNullable<NonNullable<NonNullable<WrittenDocument['departments']>[number]['moveRules']>[number]>;
}
type Entry<K extends ListName> = NonNullable<WrittenDocument[K]>[number];

/** Bounds of work at once: beyond a thousand nobody means a person. */
const capacityMax = 1_000;
const secondsOfYear = 31_536_000;

const readHours: Reader<unknown> = (value, path, fault) => {
  const parsed = parseSchedule(value);
  if (parsed.ok) return parsed.schedule;
  for (const each of parsed.faults) fault(`${path}${each.path}`, each.code, each.sentence);
  return undefined;
};

const readUrl: Reader<string> = (value, path, fault) => {
  const url = typeof value === 'string' && value.length <= 2_000 && URL.canParse(value) ? new URL(value) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return value as string;
  fault(path, 'bad_url', 'This must be an http or https address without a user name in it.');
  return undefined;
};

const readOrigin: Reader<string> = (value, path, fault) => {
  const url = typeof value === 'string' && value.length <= 300 && URL.canParse(value) ? new URL(value) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.origin === value) return value;
  fault(path, 'bad_origin', 'This must be an origin as browsers write it, such as https://shop.example.');
  return undefined;
};

const readLocale: Reader<string> = (value, path, fault) => {
  if (typeof value === 'string' && /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(value)) return value;
  fault(path, 'bad_locale', 'This must be a language as BCP 47 writes it, such as de or pt-BR.');
  return undefined;
};

/** Values of settings are judged by the settings' own table. */
const readSettings: Reader<Partial<Settings>> = (value, path, fault) => {
  if (!isRecord(value)) {
    fault(path, 'wrong_shape', 'This must be an object.');
    return undefined;
  }
  const settings: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    const place = `${path}/${pointer(name)}`;
    if (!(settingNames as readonly string[]).includes(name)) {
      fault(place, 'unknown_setting', `There is no setting ${name}.`);
      continue;
    }
    const wrong = findSettingFault(name as keyof Settings, part);
    if (wrong === undefined) settings[name] = part;
    else fault(place, 'bad_setting', wrong);
  }
  return settings as Partial<Settings>;
};

const entry = { id: readId, name: readName };

interface ReadDocument {
  profile: (typeof profileNames)[number];
  settings: Partial<Settings>;
  programs: (Partial<Entry<'programs'>> | undefined)[];
  departments: (Partial<Entry<'departments'>> | undefined)[];
  queues: (Partial<Entry<'queues'>> | undefined)[];
  skills: (Partial<Entry<'skills'>> | undefined)[];
  agents: (Partial<Entry<'agents'>> | undefined)[];
  accounts: (Partial<Entry<'accounts'>> | undefined)[];
  flows: (Partial<Entry<'flows'>> | undefined)[];
  externals: (Partial<Entry<'externals'>> | undefined)[];
  retire: Partial<Record<RetirableList, Record<string, string | undefined>>>;
}

const readDocument = readObject<ReadDocument>({
  profile: readWord(profileNames),
  settings: readSettings,
  programs: readList(readObject<Entry<'programs'>>(entry, ['id']), { lengthMax: 1_000 }),
  departments: readList(
    readObject<Entry<'departments'>>(
      {
        ...entry,
        program: orNull(readId),
        hours: orNull(readHours),
        accepting: readYesNo,
        channels: readChannels,
        defaultQueue: readId,
        fallback: readFallback,
        moveRules: readList(readMoveRule, { lengthMax: 500 }),
        receiveRules: readList(
          readObject<{ channels: unknown; origins: unknown }>({
            channels: readChannels,
            origins: orAll(readList(readId, { lengthMax: 2_000, unique: true, filled: true })),
          }),
          { lengthMax: 500 },
        ),
        settings: readSettings,
        dispositions: readList(
          readObject<{ id: string; name: string; marksTransfer: boolean }>({ ...entry, marksTransfer: readYesNo }, [
            'id',
          ]),
          { lengthMax: 500 },
        ),
        addresses: readList(
          readObject<{ channel: string; address: string }>(
            { channel: readWord(channelKinds), address: readText(320) },
            ['channel', 'address'],
          ),
          { lengthMax: 100 },
        ),
        botOnly: readYesNo,
        knownTo: orNull(readIds(10_000)),
      },
      ['id'],
    ),
    { lengthMax: 2_000 },
  ),
  queues: readList(
    readObject<Entry<'queues'>>(
      {
        ...entry,
        department: readId,
        distribution: readWord(['push', 'pull']),
        skills: readIds(50),
        priority: readInteger(0, 1_000),
        offerTimeoutSeconds: readSeconds(5, 86_400),
        lengthMax: orNull(readInteger(0, 1_000_000)),
        waitSecondsMax: readSeconds(10, 1_209_600),
        fallback: readFallback,
      },
      ['id', 'department'],
    ),
    { lengthMax: 10_000 },
  ),
  skills: readList(readObject<Entry<'skills'>>(entry, ['id']), { lengthMax: 2_000 }),
  agents: readList(
    readObject<Entry<'agents'>>(
      {
        ...entry,
        role: readWord(roles),
        grant: readList(readWord(permissions), { lengthMax: permissions.length, unique: true }),
        deny: readList(readWord(permissions), { lengthMax: permissions.length, unique: true }),
        departments: readIds(2_000),
        channels: orAll(readList(readWord(channelKinds), { lengthMax: channelKinds.length, unique: true })),
        capacity: readObject<{ total: unknown; perChannel: unknown }>({
          total: orNull(readInteger(0, capacityMax)),
          perChannel: readRecord(readWord(channelKinds), readInteger(0, capacityMax), channelKinds.length),
        }),
        skills: readIds(200),
      },
      ['id'],
    ),
    { lengthMax: 200_000 },
  ),
  accounts: readList(
    readObject<Entry<'accounts'>>(
      {
        ...entry,
        type: readWord(accountTypes),
        kind: readWord(channelKinds),
        entry: readObject<{ department: string; queue: string }>({ department: readId, queue: orNull(readId) }, [
          'department',
        ]),
        reopenWindowSeconds: readInteger(0, secondsOfYear),
        deliveryUrl: orNull(readUrl),
        transferable: readYesNo,
        partnerRouted: readYesNo,
        address: orNull(readText(320)),
        history: orNull(readWord(histories)),
        allowedOrigins: orNull(readList(readOrigin, { lengthMax: 100, unique: true, filled: true })),
        greeting: orNull(readText(500)),
        preChat: readList(
          readObject<{ id: string; label: string; required: boolean }>(
            { id: readId, label: readName, required: readYesNo },
            ['id'],
          ),
          { lengthMax: 10 },
        ),
        locale: orNull(readLocale),
        theme: readWord(widgetThemes),
      },
      ['id', 'kind', 'entry'],
    ),
    { lengthMax: 10_000 },
  ),
  flows: readList(
    readObject<Entry<'flows'>>(
      {
        ...entry,
        kind: readWord(['greet_and_return']),
        department: orNull(readId),
        published: readYesNo,
        greeting: readText(5_000),
        returnTo: orNull(readId),
      },
      ['id'],
    ),
    { lengthMax: 2_000 },
  ),
  externals: readList(
    readObject<Entry<'externals'>>(
      {
        ...entry,
        kind: readWord(externalKinds),
        enabled: readYesNo,
        url: orNull(readUrl),
        address: orNull(readText(320)),
        answerSeconds: readInteger(10, 86_400),
        silenceSeconds: readInteger(60, 1_209_600),
        watchingQueue: orNull(readId),
      },
      ['id'],
    ),
    { lengthMax: 2_000 },
  ),
  retire: readObject<Record<RetirableList, unknown>>({
    departments: readRecord(readId, readId, 2_000),
    queues: readRecord(readId, readId, 10_000),
    agents: readRecord(readId, readId, 200_000),
    accounts: readRecord(readId, readId, 10_000),
    flows: readRecord(readId, readId, 2_000),
    externals: readRecord(readId, readId, 2_000),
  }),
});

type Document = Partial<ReadDocument>;

// What it refers to.

const lists = ['programs', 'departments', 'queues', 'skills', 'agents', 'accounts', 'flows', 'externals'] as const;
type ListName = (typeof lists)[number];

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
    checkTargets(queue.fallback, names, `${path}/fallback`, fault);
  });
}

function checkAgents(document: Document, names: Names, fault: AddFault): void {
  each(document.agents, (agent, index) => {
    const path = `/agents/${index}`;
    each(agent.departments, (id, place) =>
      refer(names.departments, id, `${path}/departments/${place}`, 'department', fault),
    );
    each(agent.skills, (id, place) => refer(names.skills, id, `${path}/skills/${place}`, 'skill', fault));
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
    const { department, queue } = account.entry ?? {};
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
    if (flow.published !== false && (flow.greeting ?? '').trim() === '')
      fault(`${path}/greeting`, 'greeting_missing', 'A flow that is published says something.');
  });
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
