import Type, { type TSchema } from 'typebox';
import { actorKinds, permissions, roles } from '../domain/actor.ts';
import { presences } from '../domain/agent.ts';
import { channelKinds } from '../domain/channel.ts';
import { accountTypes, externalKinds } from '../domain/configuration.ts';
import { histories } from '../domain/history.ts';
import { weekdays } from '../domain/hours.ts';
import { dataClasses } from '../domain/redaction.ts';
import { profileNames } from '../domain/settings.ts';
import { type SettingRow, settingsTable } from '../domain/settings-table.ts';
import { strategyNames } from '../domain/strategy-names.ts';
import { targetKinds } from '../domain/transfer.ts';
import { widgetThemes } from '../domain/webchat-settings.ts';
import { flowFields } from './flow-graph.ts';
import { line, nullable, oneOf, shape, textFormat, wordId } from './words.ts';

/**
 * The setup of an organization as people write it: published for editors, which complete and check by it. The server
 * checks by the domain's own rules, which also look at what refers to what; a test holds the two together.
 */
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);
const orAll = (schema: TSchema) => Type.Unsafe<unknown>({ anyOf: [{ const: 'all' }, schema] });
const channel = oneOf(channelKinds);
const channels = orAll(Type.Array(channel, { minItems: 1, uniqueItems: true }));
const ids = Type.Array(wordId, { uniqueItems: true });
const name = line(200);

/** The schema of one setting, from the table that the server checks by. */
function settingSchema({ values, sentence }: SettingRow): TSchema {
  const description = { description: sentence };
  switch (values.kind) {
    case 'word':
      return oneOf(values.words, sentence);
    case 'yes_no':
      return Type.Boolean(description);
    case 'number':
      return Type.Integer({ minimum: values.min, maximum: values.max, ...description });
    case 'target_kinds':
      return Type.Array(oneOf(targetKinds), { uniqueItems: true, ...description });
    case 'data_classes':
      return Type.Array(oneOf(dataClasses), { uniqueItems: true, ...description });
    case 'text':
      return Type.String({ maxLength: values.lengthMax, format: textFormat, ...description });
    case 'channel_units': {
      const units = Type.Integer({ minimum: values.min, maximum: values.max });
      return Type.Object(Object.fromEntries(channelKinds.map((kind) => [kind, Type.Optional(units)])), {
        additionalProperties: false,
        ...description,
      });
    }
    case 'attributes':
      return Type.Unsafe<unknown>({
        anyOf: [{ enum: ['all', 'form_only'] }, { type: 'array', items: { type: 'string' } }],
        ...description,
      });
  }
}

const settings = Type.Object(
  Object.fromEntries(
    Object.entries(settingsTable).map(([setting, row]) => [setting, Type.Optional(settingSchema(row))]),
  ),
  { additionalProperties: false },
);

const fallback = Type.Array(shape({ kind: oneOf(targetKinds), id: wordId, departmentId: optional(wordId) }), {
  maxItems: 10,
});
const wallTime = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$' });
const day = Type.Array(Type.Array(wallTime, { minItems: 2, maxItems: 2 }), { maxItems: 48 });
const hours = shape({
  zone: Type.String({ description: 'An IANA time zone.' }),
  weekly: Type.Object(Object.fromEntries(weekdays.map((weekday) => [weekday, Type.Optional(day)])), {
    additionalProperties: false,
  }),
  holidays: optional(Type.Array(Type.String({ format: 'date' }))),
  overrides: optional(Type.Unsafe<unknown>({ type: 'object', additionalProperties: day })),
});

const moveRule = shape({
  label: optional(nullable(name)),
  channels: optional(channels),
  destinations: optional(orAll({ ...ids, minItems: 1 } as TSchema)),
  actors: optional(orAll(Type.Array(oneOf(actorKinds), { minItems: 1, uniqueItems: true }))),
  contact: optional(
    nullable(
      Type.Unsafe<unknown>({
        type: 'object',
        maxProperties: 20,
        additionalProperties: { type: ['string', 'number', 'boolean'] },
      }),
    ),
  ),
  history: optional(nullable(oneOf(histories))),
  redact: optional(Type.Array(oneOf(dataClasses), { uniqueItems: true })),
  assistant: optional(Type.Boolean()),
  flows: optional(orAll({ ...ids, minItems: 1 } as TSchema)),
  exemptFromMoveRules: optional(Type.Boolean()),
});

const department = shape({
  id: wordId,
  name: optional(name),
  program: optional(nullable(wordId)),
  hours: optional(nullable(hours)),
  accepting: optional(Type.Boolean()),
  channels: optional(channels),
  defaultQueue: optional(wordId),
  fallback: optional(fallback),
  moveRules: optional(Type.Array(moveRule)),
  receiveRules: optional(
    Type.Array(shape({ channels: optional(channels), origins: optional(orAll({ ...ids, minItems: 1 } as TSchema)) })),
  ),
  settings: optional(settings),
  dispositions: optional(
    Type.Array(shape({ id: wordId, name: optional(name), marksTransfer: optional(Type.Boolean()) })),
  ),
  addresses: optional(Type.Array(shape({ channel, address: line(320) }))),
  botOnly: optional(Type.Boolean()),
  knownTo: optional(nullable(ids)),
  duty: optional(
    Type.Array(wordId, { maxItems: 20, uniqueItems: true, description: 'Who is told when automation cannot go on.' }),
  ),
});

const skillLevels = Type.Unsafe<Record<string, number>>({
  type: 'object',
  additionalProperties: { type: 'integer', minimum: 1, maximum: 5 },
});

const queue = shape({
  id: wordId,
  name: optional(name),
  department: wordId,
  distribution: optional(oneOf(['push', 'pull'])),
  skills: optional(ids),
  skillLevels: optional(skillLevels),
  relaxation: optional(
    Type.Array(
      shape({
        afterSeconds: Type.Integer({ minimum: 1, maximum: 86_400 }),
        drop: optional(ids),
        lowerBy: optional(Type.Integer({ minimum: 0, maximum: 4 })),
      }),
      { maxItems: 10, description: 'What it asks less of agents when somebody has waited so long.' },
    ),
  ),
  strategy: optional(oneOf(strategyNames)),
  acceptance: optional(nullable(oneOf(['offer', 'assign']))),
  preferLastAgentSeconds: optional(Type.Integer({ minimum: 0, maximum: 86_400 })),
  assignmentsMax: optional(
    nullable(
      shape({
        count: Type.Integer({ minimum: 1, maximum: 100 }),
        seconds: Type.Integer({ minimum: 1, maximum: 86_400 }),
      }),
    ),
  ),
  whenClosed: optional(oneOf(['wait', 'fallback'])),
  whenFull: optional(oneOf(['wait', 'fallback'])),
  priority: optional(Type.Integer({ minimum: 0, maximum: 1_000 })),
  offerTimeoutSeconds: optional(nullable(Type.Integer({ minimum: 5, maximum: 86_400 }))),
  lengthMax: optional(nullable(Type.Integer({ minimum: 0, maximum: 1_000_000 }))),
  waitSecondsMax: optional(nullable(Type.Integer({ minimum: 10, maximum: 1_209_600 }))),
  fallback: optional(fallback),
});

const agent = shape({
  id: wordId,
  name: optional(name),
  role: optional(oneOf(roles)),
  grant: optional(Type.Array(oneOf(permissions), { uniqueItems: true })),
  deny: optional(Type.Array(oneOf(permissions), { uniqueItems: true })),
  departments: optional(ids),
  channels: optional(orAll(Type.Array(channel, { uniqueItems: true }))),
  capacity: optional(
    shape({
      total: optional(nullable(Type.Integer({ minimum: 0, maximum: 1_000 }))),
      perChannel: optional(
        Type.Object(
          Object.fromEntries(
            channelKinds.map((kind) => [kind, Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000 }))]),
          ),
          {
            additionalProperties: false,
          },
        ),
      ),
      interruptible: optional(Type.Array(channel, { uniqueItems: true })),
    }),
  ),
  skills: optional(ids),
  skillLevels: optional(skillLevels),
});

const account = shape({
  id: wordId,
  name: optional(name),
  type: optional(oneOf(accountTypes, '`webchat` is Baton’s own widget, of kind webchat. Default `custom`.')),
  kind: channel,
  entry: shape({ department: wordId, queue: optional(nullable(wordId)), flow: optional(nullable(wordId)) }),
  reopenWindowSeconds: optional(Type.Integer({ minimum: 0, maximum: 31_536_000 })),
  deliveryUrl: optional(nullable(Type.String({ format: 'uri', maxLength: 2_000 }))),
  transferable: optional(Type.Boolean()),
  partnerRouted: optional(Type.Boolean()),
  address: optional(nullable(line(320))),
  history: optional(nullable(oneOf(histories))),
  allowedOrigins: optional(
    nullable(
      Type.Array(Type.String({ format: 'uri', maxLength: 300 }), {
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        description: 'Of webchat: whose pages may show the widget. Null is every page.',
      }),
    ),
  ),
  greeting: optional(nullable(line(500, 'Of webchat: what is read before the first message.'))),
  preChat: optional(
    Type.Array(shape({ id: wordId, label: optional(name), required: optional(Type.Boolean()) }), {
      maxItems: 10,
      description: 'Of webchat: asked before the first message.',
    }),
  ),
  locale: optional(
    nullable(
      Type.String({
        pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$',
        description: 'Of webchat: the widget’s language. Null is the page’s.',
      }),
    ),
  ),
  theme: optional(oneOf(widgetThemes, 'Of webchat: its colours. Default `auto`, the system’s.')),
});

const flow = shape({
  id: wordId,
  name: optional(name),
  ...flowFields,
});

const external = shape({
  id: wordId,
  name: optional(name),
  kind: optional(oneOf(externalKinds)),
  enabled: optional(Type.Boolean()),
  url: optional(
    nullable(Type.String({ format: 'uri', maxLength: 2_000, description: 'Of a webhook: where it is asked.' })),
  ),
  address: optional(nullable(line(320, 'Of the others: the number or address.'))),
  answerSeconds: optional(Type.Integer({ minimum: 10, maximum: 86_400 })),
  silenceSeconds: optional(Type.Integer({ minimum: 60, maximum: 1_209_600 })),
  watchingQueue: optional(nullable(wordId)),
});

const named = shape({ id: wordId, name: optional(name) });
const status = shape({
  id: wordId,
  name: optional(name),
  presence: optional(oneOf(presences)),
  channels: optional(channels),
});
const successors = Type.Unsafe<Record<string, string>>({ type: 'object', additionalProperties: { type: 'string' } });

export const retire = optional(
  shape(
    {
      departments: optional(successors),
      queues: optional(successors),
      agents: optional(successors),
      accounts: optional(successors),
      flows: optional(successors),
      externals: optional(successors),
    },
    'Who takes over the open tickets of what is taken out: id → id of the same kind.',
  ),
);

export const configurationDocument = shape(
  {
    profile: optional(oneOf(profileNames)),
    settings: optional(settings),
    programs: optional(Type.Array(named)),
    departments: optional(Type.Array(department)),
    queues: optional(Type.Array(queue)),
    skills: optional(Type.Array(named)),
    statuses: optional(Type.Array(status)),
    agents: optional(Type.Array(agent)),
    accounts: optional(Type.Array(account)),
    flows: optional(Type.Array(flow)),
    externals: optional(Type.Array(external)),
    retire,
  },
  'An organization’s whole setup. What is left out is retired.',
);

const planned = { kind: Type.String(), id: Type.String(), name: Type.String() };
const anything = Type.Unsafe<unknown>({});

export const configurationPlan = shape({
  version: Type.Integer({ description: 'The version that it was compared with.' }),
  adds: Type.Array(shape(planned)),
  changes: Type.Array(
    shape({ ...planned, fields: Type.Array(shape({ field: Type.String(), before: anything, after: anything })) }),
  ),
  retires: Type.Array(shape({ ...planned, successor: nullable(Type.String()) })),
  unchanged: Type.Integer(),
  opens: Type.Unsafe<Record<string, unknown>>({
    type: 'object',
    additionalProperties: true,
    description: 'Moves between departments that it opens or opens wider.',
  }),
});

export const configurationAnswer = shape({
  version: Type.Integer(),
  changed: Type.Boolean(),
  adds: Type.Integer(),
  changes: Type.Integer(),
  retires: Type.Integer(),
  unchanged: Type.Integer(),
});
