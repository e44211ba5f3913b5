import { channelKinds } from '../channel.ts';
import { isDate, isWallTime, isZone } from '../parse-schedule.ts';
import {
  type AddFault,
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
} from '../read-shape.ts';
import type { Target } from '../transfer.ts';
import {
  type Condition,
  operators,
  operatorsWithoutValue,
  patternOf,
  type Scalar,
  type TestValue,
} from './conditions.ts';
import { findField } from './fields.ts';
import { unknownPlaceholders } from './fill-text.ts';
import {
  ends,
  type FlowGraph,
  fieldScopes,
  interruptionEffects,
  interruptions,
  isEnd,
  type Step,
  type Trigger,
} from './graph.ts';
import { type KindSpec, type SettingSpec, stepTable, triggerTable } from './step-table.ts';

// How a graph is written: every step and trigger by the table. What it refers to, and whether every way leads somewhere, is
// judged in `check-graph.ts`.

/** Steps of one flow: more than anybody can read, fewer than would hold up a check. */
const stepsMax = 500;
const triggersMax = 20;
const conditionDepthMax = 8;

/** What could be read: steps and triggers with a hole where nothing could, and everything filled in where something was left out. */
export type ReadSteps = readonly (Step | undefined)[];
export type ReadTriggers = readonly (Trigger | undefined)[];

const readName = readText(200);

/** A step by its kind's row of the table, with its defaults. */
const readStep: Reader<Step> = (value, path, fault) => {
  const kind = kindOf(value, path, fault, stepTable);
  if (kind === undefined || !isRecord(value)) return undefined;
  const spec = stepTable[kind] as unknown as KindSpec<Record<string, unknown>>;
  const step = readBySpec(value, path, fault, {
    settings: spec.settings,
    more: { id: readStepId, kind: readWord([kind]), name: orNull(readName), next: readNext },
    required: ['id'],
  });
  return step && ({ name: null, next: {}, ...step } as unknown as Step);
};

const readTrigger: Reader<Trigger> = (value, path, fault) => {
  const kind = kindOf(value, path, fault, triggerTable);
  if (kind === undefined || !isRecord(value)) return undefined;
  const { settings } = triggerTable[kind];
  return readBySpec(value, path, fault, { settings, more: { kind: readWord([kind]) }, required: [] }) as
    | Trigger
    | undefined;
};

export const readSteps = readList(readStep, { lengthMax: stepsMax });
export const readTriggers = readList(readTrigger, { lengthMax: triggersMax });

/** Where a run begins: a step, or an end of which there is nothing before. */
export const readStart: Reader<string> = (value, path, fault) => readId(value, path, fault);

function kindOf<K extends string>(
  value: unknown,
  path: string,
  fault: AddFault,
  table: Readonly<Record<K, unknown>>,
): K | undefined {
  if (!isRecord(value)) {
    fault(path, 'wrong_shape', 'This must be an object.');
    return undefined;
  }
  if (typeof value.kind === 'string' && Object.hasOwn(table, value.kind)) return value.kind as K;
  fault(`${path}/kind`, 'unknown_word', `This must be one of ${Object.keys(table).join(', ')}.`);
  return undefined;
}

function readBySpec(
  value: Record<string, unknown>,
  path: string,
  fault: AddFault,
  spec: {
    readonly settings: Readonly<Record<string, SettingSpec>>;
    readonly more: Readonly<Record<string, Reader<unknown>>>;
    readonly required: readonly string[];
  },
): Record<string, unknown> | undefined {
  const readers = { ...spec.more };
  const defaults: Record<string, unknown> = {};
  const required = [...spec.required];
  for (const [name, setting] of Object.entries(spec.settings)) {
    readers[name] = readerOf(setting);
    if ('default' in setting) defaults[name] = setting.default;
    else required.push(name);
  }
  const read = readObject<Record<string, unknown>>(readers, required)(value, path, fault);
  return read && { ...defaults, ...withoutUndefined(read) };
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const readStepId: Reader<string> = (value, path, fault) => {
  const id = readId(value, path, fault);
  if (id === undefined || !isEnd(id)) return id;
  fault(path, 'bad_id', `A step cannot be called ${ends.join(' or ')}.`);
  return undefined;
};

const readNext: Reader<Readonly<Record<string, string>>> = (value, path, fault) => {
  if (!isRecord(value)) {
    fault(path, 'wrong_shape', 'This must be an object.');
    return undefined;
  }
  const next: Record<string, string> = {};
  for (const [port, to] of Object.entries(value)) {
    const id = readId(to, `${path}/${pointer(port)}`, fault);
    if (id !== undefined) next[port] = id;
  }
  return next;
};

function readerOf(spec: SettingSpec): Reader<unknown> {
  switch (spec.kind) {
    case 'text': {
      const plain = spec.lines
        ? readLines(spec.lengthMax, { mayBeEmpty: spec.mayBeEmpty ?? false })
        : spec.mayBeEmpty
          ? readLines(spec.lengthMax, { mayBeEmpty: true })
          : readText(spec.lengthMax);
      const read = filling(plain, spec.fills);
      return spec.nullable ? orNull(read) : read;
    }
    case 'name':
      return spec.nullable ? orNull(readId) : readId;
    case 'word':
      return spec.nullable ? orNull(readWord(spec.words)) : readWord(spec.words);
    case 'words':
      return readList(readWord(spec.words), {
        lengthMax: spec.words.length,
        unique: true,
        filled: spec.filled ?? false,
      });
    case 'words_or_all':
      return orAll(readList(readWord(spec.words), { lengthMax: channelKinds.length, unique: true, filled: true }));
    case 'yes_no':
      return readYesNo;
    case 'integer':
      return readInteger(spec.min, spec.max);
    case 'reference':
      return spec.nullable ? orNull(readId) : readId;
    case 'references': {
      const read = readList(readId, { lengthMax: 500, unique: true, filled: spec.mayBeAll ?? false });
      return spec.mayBeAll ? orAll(read) : read;
    }
    case 'texts': {
      const read = readList(filling(readLines(spec.lengthMax, { mayBeEmpty: spec.fills !== undefined }), spec.fills), {
        lengthMax: spec.countMax,
      });
      return spec.mayBeAll ? orAll(read) : read;
    }
    case 'target':
      return readTargetOf(spec.kinds);
    case 'condition':
      return spec.nullable ? orNull(readCondition) : readCondition;
    case 'field_place':
      return spec.nullable ? orNull(readFieldPlace) : readFieldPlace;
    case 'zone':
      return checked(
        (value) => isZone(value),
        'unknown_zone',
        'This must be an IANA time zone, such as Europe/Berlin.',
      );
    case 'time':
      return readTime;
    case 'times':
      return readList(readTime, { lengthMax: 48, unique: true, filled: true });
    case 'date': {
      const read = checked(isDate, 'bad_date', 'This must be a date, such as 2026-05-22.');
      return spec.nullable ? orNull(read) : read;
    }
    case 'url':
      return filling(readUrlText, spec.fills);
    case 'interruptions':
      return readInterruptions;
    case 'rows':
      return readRows(spec);
  }
}

function checked(isGood: (value: string) => boolean, code: string, sentence: string): Reader<string> {
  return (value, path, fault) => {
    if (typeof value === 'string' && isGood(value)) return value;
    fault(path, code, sentence);
    return undefined;
  };
}

const readTime = checked(
  (value) => isWallTime(value) && value !== '24:00',
  'bad_time',
  'This must be a time of the day, such as 09:30.',
);

/** A URL in whose path and query something may be filled in, but not in its host: nobody who writes to us says whom we call. */
const readUrlText: Reader<string> = (value, path, fault) => {
  const sample = typeof value === 'string' && value.length <= 2_000 ? value.replace(/\{\{[^{}]*\}\}/g, '') : '';
  const url = URL.canParse(sample) ? new URL(sample) : undefined;
  const hasFixedHost = typeof value === 'string' && /^https?:\/\/[^/?#{}]+([/?#]|$)/.test(value);
  if (url && hasFixedHost && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '')
    return value as string;
  fault(path, 'bad_url', 'This must be an http or https address whose host is written out, without a user name in it.');
  return undefined;
};

/** Tells of placeholders that name nothing. */
function filling(read: Reader<string>, fills: 'fields' | 'secrets' | undefined): Reader<string> {
  if (fills === undefined) return read;
  return (value, path, fault) => {
    const text = read(value, path, fault);
    if (text === undefined) return undefined;
    for (const name of unknownPlaceholders(text, { mayNameSecrets: fills === 'secrets' }))
      fault(path, 'unknown_field', `{{${name}}} names nothing that could be filled in here.`);
    return text;
  };
}

const readFieldPlace = complete(
  readObject<{ scope: string; name: string }>({ scope: readWord(fieldScopes), name: readText(100) }, ['scope', 'name']),
  ['scope', 'name'],
);

/** Only what has all of these; anything else was told of already. */
function complete<T extends object>(read: Reader<Partial<T>>, needed: readonly (keyof T)[]): Reader<T> {
  return (value, path, fault) => {
    const found = read(value, path, fault);
    return found !== undefined && needed.every((key) => found[key] !== undefined) ? (found as T) : undefined;
  };
}

function readTargetOf(kinds: readonly string[]): Reader<Target> {
  const read = complete(
    readObject<{ kind: string; id: string; departmentId: string }>(
      { kind: readWord(kinds), id: readId, departmentId: readId },
      ['kind', 'id'],
    ),
    ['kind', 'id'],
  );
  return (value, path, fault) => {
    const target = read(value, path, fault);
    if (target === undefined) return undefined;
    if (target.departmentId !== undefined && target.kind !== 'agent')
      fault(`${path}/departmentId`, 'unknown_key', 'Only an agent is looked for in a department.');
    return target as Target;
  };
}

const readInterruptions: Reader<Readonly<Record<string, string>>> = (value, path, fault) => {
  const fields = Object.fromEntries(
    interruptions.map((name) => [
      name,
      readWord(name === 'hold' ? interruptionEffects : interruptionEffects.filter((effect) => effect !== 'pause')),
    ]),
  );
  const read = readObject<Record<string, string>>(fields)(value, path, fault);
  const usual = stepTable.wait.settings.on.default as Readonly<Record<string, string>>;
  return read && { ...usual, ...(withoutUndefined(read) as Record<string, string>) };
};

function readRows({ columns, countMax, filled }: Extract<SettingSpec, { readonly kind: 'rows' }>): Reader<unknown> {
  const readRow: Reader<unknown> = (value, path, fault) => {
    if (isRecord(value)) return readBySpec(value, path, fault, { settings: columns, more: {}, required: [] });
    fault(path, 'wrong_shape', 'This must be an object.');
    return undefined;
  };
  const read = readList(readRow, { lengthMax: countMax, filled: filled ?? false });
  return (value, path, fault) => {
    const rows = read(value, path, fault)?.filter((row) => row !== undefined);
    const ids = new Set<unknown>();
    for (const [index, row] of (rows ?? []).entries()) {
      const id = (row as { readonly id?: unknown }).id;
      if (id === undefined) continue;
      if (ids.has(id)) fault(`${path}/${index}/id`, 'duplicate_id', `${id} is used already.`);
      ids.add(id);
    }
    return rows;
  };
}

const readCondition: Reader<Condition> = (value, path, fault) => readConditionAt(value, path, fault, 0);

function readConditionAt(value: unknown, path: string, fault: AddFault, depth: number): Condition | undefined {
  if (!isRecord(value)) {
    fault(path, 'wrong_shape', 'A condition is an object: with all, any or not, or with a field and what it is.');
    return undefined;
  }
  if (depth > conditionDepthMax) {
    fault(path, 'too_deep', `Conditions stand in each other ${conditionDepthMax} deep at most.`);
    return undefined;
  }
  const below: Reader<Condition> = (part, place, add) => readConditionAt(part, place, add, depth + 1);
  const [connective, ...others] = Object.keys(value);
  if (connective === 'not' && others.length === 0) {
    const not = below(value.not, `${path}/not`, fault);
    return not && { not };
  }
  if ((connective === 'all' || connective === 'any') && others.length === 0) {
    const parts = readList(below, { lengthMax: 50, filled: true })(value[connective], `${path}/${connective}`, fault);
    const found = parts?.filter((part) => part !== undefined);
    if (found === undefined) return undefined;
    return connective === 'all' ? { all: found } : { any: found };
  }
  return readTest(value, path, fault);
}

const readTest: Reader<Condition> = (value, path, fault) => {
  const test = readObject<{ field: string; is: (typeof operators)[number]; value: TestValue }>(
    { field: readText(150), is: readWord(operators), value: readTestValue },
    ['field', 'is'],
  )(value, path, fault);
  if (test?.field === undefined || test.is === undefined) return undefined;
  const { field, is, value: compared } = test;
  if (findField(field) === undefined) {
    fault(`${path}/field`, 'unknown_field', `There is no field ${field}.`);
    return undefined;
  }
  const isAlone = operatorsWithoutValue.has(is);
  if (isAlone && compared !== undefined) fault(`${path}/value`, 'value_not_asked', `${is} is compared with nothing.`);
  if (!isAlone && compared === undefined) fault(`${path}/value`, 'missing', `${is} needs something to compare with.`);
  if (is === 'matches' && compared !== undefined && !isPattern(compared))
    fault(`${path}/value`, 'bad_pattern', 'This must be a pattern as RE2 reads it.');
  return { field, is, ...(compared === undefined ? {} : { value: compared }) };
};

function isPattern(value: TestValue): boolean {
  try {
    return typeof value === 'string' && value.length <= 500 && patternOf(value) !== undefined;
  } catch {
    return false;
  }
}

const readScalar: Reader<Scalar> = (value, path, fault) => {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
  return readText(500)(value, path, fault);
};
const readTestValue: Reader<TestValue> = (value, path, fault) => {
  if (!Array.isArray(value)) return readScalar(value, path, fault);
  const list = readList(readScalar, { lengthMax: 200, filled: true })(value, path, fault);
  return list?.filter((one) => one !== undefined);
};

/** A graph with everything filled in, from one that was checked. */
export function fillGraph(written: {
  readonly triggers: unknown;
  readonly start: string;
  readonly steps: unknown;
}): FlowGraph {
  const ignore: AddFault = () => {};
  const present = <T>(list: readonly (T | undefined)[] | undefined): T[] =>
    (list ?? []).filter((one): one is T => one !== undefined);
  return {
    triggers: present(readTriggers(written.triggers, '', ignore)),
    start: written.start,
    steps: present(readSteps(written.steps, '', ignore)),
  };
}
