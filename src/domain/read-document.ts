import { actorKinds, permissions, roles } from './actor.ts';
import { presences } from './agent.ts';
import { channelKinds } from './channel.ts';
import { accountTypes, externalKinds } from './configuration.ts';
import type { WrittenDocument } from './fill-configuration.ts';
import { readStart, readSteps, readTriggers } from './flows/read-graph.ts';
import { histories } from './history.ts';
import { parseSchedule } from './parse-schedule.ts';
import {
  isRecord,
  orAll,
  orNull,
  pointer,
  type Reader,
  readId,
  readInteger,
  readLines,
  readList,
  readObject,
  readText,
  readWord,
  readYesNo,
} from './read-shape.ts';
import { dataClasses } from './redaction.ts';
import { profileNames, type Settings } from './settings.ts';
import { findSettingFault, settingNames } from './settings-table.ts';
import { strategyNames } from './strategy-names.ts';
import type { Target } from './transfer.ts';
import { widgetThemes } from './webchat-settings.ts';

// How a configuration document is written: its fields, their kinds and bounds. What they refer to is judged in
// `check-configuration.ts`.

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
/** The document's lists, in the order in which their faults are told. */
export const lists = [
  'programs',
  'departments',
  'queues',
  'skills',
  'statuses',
  'agents',
  'accounts',
  'flows',
  'externals',
] as const;
export type ListName = (typeof lists)[number];
/** What others can take over when it is taken out. */
export const retirableLists = ['departments', 'queues', 'agents', 'accounts', 'flows', 'externals'] as const;
export type RetirableList = (typeof retirableLists)[number];
export type Entry<K extends ListName> = NonNullable<WrittenDocument[K]>[number];

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

/** What could be read of a document: lists have holes, and everything may be missing. */
export interface ReadDocument {
  profile: (typeof profileNames)[number];
  settings: Partial<Settings>;
  programs: (Partial<Entry<'programs'>> | undefined)[];
  departments: (Partial<Entry<'departments'>> | undefined)[];
  queues: (Partial<Entry<'queues'>> | undefined)[];
  skills: (Partial<Entry<'skills'>> | undefined)[];
  statuses: (Partial<Entry<'statuses'>> | undefined)[];
  agents: (Partial<Entry<'agents'>> | undefined)[];
  accounts: (Partial<Entry<'accounts'>> | undefined)[];
  flows: (Partial<Entry<'flows'>> | undefined)[];
  externals: (Partial<Entry<'externals'>> | undefined)[];
  retire: Partial<Record<RetirableList, Record<string, string | undefined>>>;
}

/** Reads a document as far as it is well formed, telling every fault. */
export const readDocument = readObject<ReadDocument>({
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
        duty: readIds(20),
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
        skillLevels: readRecord(readId, readInteger(1, 5), 50),
        relaxation: readList(
          readObject<{ afterSeconds: number; drop: string[]; lowerBy: number }>(
            { afterSeconds: readInteger(1, 86_400), drop: readIds(50), lowerBy: readInteger(0, 4) },
            ['afterSeconds'],
          ),
          { lengthMax: 10 },
        ),
        strategy: readWord(strategyNames),
        acceptance: orNull(readWord(['offer', 'assign'])),
        preferLastAgentSeconds: readInteger(0, 86_400),
        assignmentsMax: orNull(
          readObject<{ count: number; seconds: number }>(
            { count: readInteger(1, 100), seconds: readInteger(1, 86_400) },
            ['count', 'seconds'],
          ),
        ),
        whenClosed: readWord(['wait', 'fallback']),
        whenFull: readWord(['wait', 'fallback']),
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
  statuses: readList(
    readObject<Entry<'statuses'>>({ ...entry, presence: readWord(presences), channels: readChannels }, ['id']),
    { lengthMax: 100 },
  ),
  agents: readList(
    readObject<Entry<'agents'>>(
      {
        ...entry,
        role: readWord(roles),
        grant: readList(readWord(permissions), { lengthMax: permissions.length, unique: true }),
        deny: readList(readWord(permissions), { lengthMax: permissions.length, unique: true }),
        departments: readIds(2_000),
        channels: orAll(readList(readWord(channelKinds), { lengthMax: channelKinds.length, unique: true })),
        capacity: readObject<{ total: unknown; perChannel: unknown; interruptible: unknown }>({
          total: orNull(readInteger(0, capacityMax)),
          perChannel: readRecord(readWord(channelKinds), readInteger(0, capacityMax), channelKinds.length),
          interruptible: readList(readWord(channelKinds), { lengthMax: channelKinds.length, unique: true }),
        }),
        skills: readIds(200),
        skillLevels: readRecord(readId, readInteger(1, 5), 200),
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
        entry: readObject<{ department: string; queue: string; flow: string }>(
          { department: readId, queue: orNull(readId), flow: orNull(readId) },
          ['department'],
        ),
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
        department: orNull(readId),
        published: readYesNo,
        greeting: readLines(5_000),
        returnTo: orNull(readId),
        duty: readIds(20),
        triggers: readTriggers,
        start: readStart,
        steps: readSteps,
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
