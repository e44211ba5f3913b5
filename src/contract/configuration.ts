import Type, { type TSchema } from 'typebox';
import { actorKinds, permissionSentences, permissions, roles } from '../domain/actor.ts';
import { presences } from '../domain/agent.ts';
import { channelKinds } from '../domain/channel.ts';
import { accountTypes, externalKinds, skillLevelDefault } from '../domain/configuration.ts';
import {
  fillAccount,
  fillAgent,
  fillDepartment,
  fillDocument,
  fillExternal,
  fillFlow,
  fillQueue,
  fillStatus,
} from '../domain/fill-configuration.ts';
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
 *
 * Each field has its sentence, and what it is where it is left out, taken from where the domain fills it in: the schema, the API's
 * reference and `docs/reference/configuration.md` say the same.
 */
const must = <T extends TSchema>(description: string, schema: T): T => ({ ...schema, description });
const may = <T extends TSchema>(description: string, schema: T) => Type.Optional(must(description, schema));
const orAll = (schema: TSchema) => Type.Unsafe<unknown>({ anyOf: [{ const: 'all' }, schema] });
const list = <T extends TSchema>(item: T, maxItems: number) => Type.Array(item, { maxItems });
const ids = (maxItems: number) => Type.Array(wordId, { uniqueItems: true, maxItems });
const seconds = (minimum: number, maximum: number) => Type.Integer({ minimum, maximum });
const yesNo = Type.Boolean();
const channel = oneOf(channelKinds);
const channels = orAll(Type.Array(channel, { minItems: 1, uniqueItems: true }));
const someIds = orAll({ ...ids(2_000), minItems: 1 } as TSchema);
const url = nullable(Type.String({ format: 'uri', maxLength: 2_000 }));
/** Values by name. */
const byName = <T>(value: TSchema, maxProperties: number) =>
  Type.Unsafe<Record<string, T>>({ type: 'object', additionalProperties: value, maxProperties });

const id = must('Chosen once, and never used for something else.', wordId);
const name = may('What people read. Left out, it is the id.', line(200));

/** Entries are filled in under this id, to see what follows from it: that is no default to be written down. */
const anyId = '?';

/** The fields of an entry, each with what it is where it is left out, as far as that does not depend on the others. */
function withDefaults<P extends Record<string, TSchema>>(filled: object, properties: P): P {
  const known = filled as Readonly<Record<string, unknown>>;
  const entries = Object.entries(properties).map(([field, schema]) => {
    const value = known[field];
    // What has fields of its own says it by them.
    const isNested = 'properties' in schema && Object.keys(value ?? {}).length > 0;
    const isDefault = Type.IsOptional(schema) && value !== undefined && value !== anyId && !isNested;
    return [field, isDefault ? Type.Optional({ ...(schema as TSchema), default: value }) : schema];
  });
  return Object.fromEntries(entries) as P;
}

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

const target = shape({
  kind: must('What it is.', oneOf(targetKinds)),
  id: must('Which one.', wordId),
  departmentId: may('Of an agent: in which of their departments. Left out, it is looked for.', wordId),
});
const fallback = list(target, 10);
const wallTime = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$' });
const day = list(Type.Array(wallTime, { minItems: 2, maxItems: 2 }), 48);
const hours = shape(
  withDefaults(
    { holidays: [], overrides: {} },
    {
      zone: must('An IANA time zone, such as `Europe/Berlin`.', Type.String()),
      weekly: must(
        'For `mon` to `sun` the times at which it is open, each from and to; a day that is left out is closed. One that ends before it starts ends on the next day.',
        Type.Object(Object.fromEntries(weekdays.map((weekday) => [weekday, Type.Optional(day)])), {
          additionalProperties: false,
        }),
      ),
      holidays: may(
        'Days on which it is closed.',
        Type.Array(Type.String({ format: 'date' }), { uniqueItems: true, maxItems: 4_000 }),
      ),
      overrides: may('Days with times of their own, in place of the week’s and of a holiday.', byName(day, 4_000)),
    },
  ),
);

const ofDepartment = fillDepartment({
  id: anyId,
  moveRules: [{}],
  receiveRules: [{}],
  dispositions: [{ id: anyId }],
});

const moveRule = shape(
  withDefaults(ofDepartment.moveRules[0] ?? {}, {
    label: may('What people call the row.', nullable(line(200))),
    channels: may('By which kinds of channel.', channels),
    destinations: may('To which departments.', someIds),
    actors: may('Who may ask.', orAll(Type.Array(oneOf(actorKinds), { minItems: 1, uniqueItems: true }))),
    contact: may(
      'Attributes that the contact must have, with these values.',
      nullable(byName<string | number | boolean>(Type.Unsafe({ type: ['string', 'number', 'boolean'] }), 20)),
    ),
    history: may(
      'What of the past its moves show at most; null leaves it to the settings.',
      nullable(oneOf(histories)),
    ),
    redact: may(
      'What its moves mask, besides what the settings say.',
      Type.Array(oneOf(dataClasses), { uniqueItems: true }),
    ),
    assistant: may(
      'Whether it is an assistant’s mapping: it lets assistants reach flows, and nobody anything else.',
      yesNo,
    ),
    flows: may('Of an assistant’s mapping: which flows.', someIds),
    exemptFromMoveRules: may('Of an assistant’s mapping: whether it holds where no other row allows the move.', yesNo),
  }),
);

const department = shape(
  withDefaults(
    { ...ofDepartment, moveRules: [], receiveRules: [], dispositions: [] },
    {
      id,
      name,
      program: may('The program that it is in; needed where the setting `boundary` is `program`.', nullable(wordId)),
      hours: may('When it is open; null is always.', nullable(hours)),
      accepting: may('Whether it takes anything new from other departments.', yesNo),
      channels: may('The kinds of channel that it serves.', channels),
      defaultQueue: may(
        'The queue for what names no other, one of its own. Left out, it is the queue of its own id, else its first one, else one that is made.',
        wordId,
      ),
      fallback: may(
        'Where a transfer goes, in this order, when it is declined, times out or cannot be delivered.',
        fallback,
      ),
      moveRules: may(
        'Each lets tickets out to other departments; where the setting `boundary` is `rules`, nothing leaves without one.',
        list(moveRule, 500),
      ),
      receiveRules: may(
        'Each lets tickets in; none lets everything in.',
        list(
          shape(
            withDefaults(ofDepartment.receiveRules[0] ?? {}, {
              channels: may('By which kinds of channel.', channels),
              origins: may('From which departments.', someIds),
            }),
          ),
          500,
        ),
      ),
      settings: may('What it changes of the organization’s settings.', settings),
      dispositions: may(
        'The ways in which a wrap-up can end.',
        list(
          shape(
            withDefaults(ofDepartment.dispositions[0] ?? {}, {
              id,
              name,
              marksTransfer: may('Whether it says that the ticket was handed over.', yesNo),
            }),
          ),
          500,
        ),
      ),
      addresses: may(
        'Addresses by which it takes part in conversations of others itself; no move goes to a department that takes part already.',
        list(shape({ channel: must('The kind.', channel), address: must('The address.', line(320)) }), 100),
      ),
      botOnly: may('Whether it lives by automation: no person watches it.', yesNo),
      knownTo: may(
        'Agents who may know of it besides its members and whoever reads the configuration; null is everybody.',
        nullable(ids(10_000)),
      ),
      duty: may('Who is told, one after the other, when automation cannot go on.', ids(20)),
    },
  ),
);

const skillLevels = (maxProperties: number) => byName<number>(Type.Integer({ minimum: 1, maximum: 5 }), maxProperties);

const ofQueue = fillQueue({ id: anyId, relaxation: [{ afterSeconds: 1 }] });

const queue = shape(
  withDefaults(
    { ...ofQueue, relaxation: [] },
    {
      id,
      name,
      department: must('To which it belongs.', wordId),
      distribution: may(
        'Whether its work is brought to agents (`push`), or they take it (`pull`).',
        oneOf(['push', 'pull']),
      ),
      skills: may('What whoever serves it must know.', ids(50)),
      skillLevels: may('The least level of skills, 1 to 5; without one any will do.', skillLevels(50)),
      relaxation: may(
        'What it asks less of agents when somebody has waited so long: each step stands on the ones before.',
        list(
          shape(
            withDefaults(ofQueue.relaxation[0] ?? {}, {
              afterSeconds: must('After how long, later than the step before.', seconds(1, 86_400)),
              drop: may('Skills that are asked for no more.', ids(50)),
              lowerBy: may(
                'By how much the levels of the others fall, never below 1.',
                Type.Integer({ minimum: 0, maximum: 4 }),
              ),
            }),
          ),
          10,
        ),
      ),
      strategy: may('Who of those who could take it is asked first.', oneOf(strategyNames)),
      acceptance: may(
        'Whether its agents are asked, or simply get it; null takes the department’s.',
        nullable(oneOf(['offer', 'assign'])),
      ),
      preferLastAgentSeconds: may(
        'How long somebody who comes back waits for the agent who had them last, while that one is there; 0 is not at all.',
        seconds(0, 86_400),
      ),
      assignmentsMax: may(
        'The most that one agent gets of it in a time; null is without limit.',
        nullable(
          shape({
            count: must('So many.', Type.Integer({ minimum: 1, maximum: 100 })),
            seconds: must('Within so long.', seconds(1, 86_400)),
          }),
        ),
      ),
      whenClosed: may(
        'Whether those who wait when the department closes stay, or go along the fallback.',
        oneOf(['wait', 'fallback']),
      ),
      whenFull: may(
        'Whether a customer who comes when it is at its limit is let in all the same, or goes along the fallback.',
        oneOf(['wait', 'fallback']),
      ),
      priority: may('Of its tickets: lower is served first.', Type.Integer({ minimum: 0, maximum: 1_000 })),
      offerTimeoutSeconds: may('How long its offers stand; null takes the department’s.', nullable(seconds(5, 86_400))),
      lengthMax: may(
        'How many may wait in it; null is without limit.',
        nullable(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
      ),
      waitSecondsMax: may(
        'How long somebody waits in it until its fallback; null is without limit.',
        nullable(seconds(10, 1_209_600)),
      ),
      fallback: may('Where its tickets go, in this order, when the wait is over.', fallback),
    },
  ),
);

const capacity = Type.Integer({ minimum: 0, maximum: 1_000 });
const ofAgent = fillAgent({ id: anyId });
/** Every permission with its sentence, for editors that show it. */
const permissionList = permissions
  .map((permission) => `- \`${permission}\`: ${permissionSentences[permission]}`)
  .join('\n');
const somePermissions = Type.Array(oneOf(permissions, permissionList), { uniqueItems: true });

const agent = shape(
  withDefaults(ofAgent, {
    id,
    name,
    role: may('What they may do, before single permissions are granted or denied.', oneOf(roles)),
    grant: may('Permissions besides those of the role.', somePermissions),
    deny: may('Permissions that they lack, whatever the role is.', somePermissions),
    departments: may('To which they belong.', ids(2_000)),
    channels: may(
      'The kinds of channel that they are permitted to serve.',
      orAll(Type.Array(channel, { uniqueItems: true })),
    ),
    capacity: may(
      'How much they can have at once, in units: a conversation is one, unless the setting `channelUnits` says more.',
      shape(
        withDefaults(ofAgent.capacity, {
          total: may('In all; null is without limit.', nullable(capacity)),
          perChannel: may(
            'Of single kinds of channel.',
            Type.Object(Object.fromEntries(channelKinds.map((kind) => [kind, Type.Optional(capacity)])), {
              additionalProperties: false,
            }),
          ),
          interruptible: may(
            'Kinds that are put aside for what is more urgent, and do not count beside it.',
            Type.Array(channel, { uniqueItems: true }),
          ),
        }),
      ),
    ),
    skills: may('What they know.', ids(200)),
    skillLevels: may(
      `How well they know it, from 1 (a little) to 5 (as well as anybody); without one it is ${skillLevelDefault}.`,
      skillLevels(200),
    ),
  }),
);

const ofWebchat = fillAccount({ id: anyId, type: 'webchat', kind: 'webchat', preChat: [{ id: anyId }] });
const inWords = (number: number): string => number.toLocaleString('en');
const { reopenWindowSeconds: reopenDefault, ...ofAccount } = fillAccount({ id: anyId, kind: 'webchat' });
const { reopenWindowSeconds: reopenOfEmail } = fillAccount({ id: anyId, kind: 'email' });

const account = shape(
  withDefaults(
    { ...ofWebchat, preChat: [], reopenWindowSeconds: undefined, ...ofAccount },
    {
      id,
      name,
      type: may(
        '`custom` speaks to a connector of yours; `webchat` is Baton’s own widget, of kind webchat.',
        oneOf(accountTypes),
      ),
      kind: must('The kind of channel that it stands for.', channel),
      entry: must(
        'Where its new conversations begin.',
        shape(
          withDefaults(
            { queue: null, flow: null },
            {
              department: must('In which department, which must serve the kind.', wordId),
              queue: may('In which of its queues; null is the default queue.', nullable(wordId)),
              flow: may(
                'The flow that owns them first; where it is not published, the queue. Null is none.',
                nullable(wordId),
              ),
            },
          ),
        ),
      ),
      reopenWindowSeconds: may(
        `For how long after closing a new message opens the ticket again. Left out, it is ${inWords(reopenOfEmail)} for e-mail and ${inWords(reopenDefault)} for others.`,
        seconds(0, 31_536_000),
      ),
      deliveryUrl: may('Of custom: where messages of ours are delivered; null keeps them for reading only.', url),
      transferable: may('Whether its conversations may be handed over.', yesNo),
      partnerRouted: may('Whether a partner decides who serves it; its entry queue is then `pull`.', yesNo),
      address: may('The number, mailbox or page as customers address it, connected once.', nullable(line(320))),
      history: may(
        'What of the past moves of its conversations show at most; null leaves it to the settings.',
        nullable(oneOf(histories)),
      ),
      allowedOrigins: may(
        'Of webchat: whose pages may show the widget, such as `https://shop.example`; null is every page.',
        nullable(
          Type.Array(Type.String({ format: 'uri', maxLength: 300 }), { minItems: 1, maxItems: 100, uniqueItems: true }),
        ),
      ),
      greeting: may(
        'Of webchat: what is read before the first message; null is the widget’s own words.',
        nullable(line(500)),
      ),
      preChat: may(
        'Of webchat: asked before the first message.',
        list(
          shape(
            withDefaults(ofWebchat.preChat?.[0] ?? {}, {
              id: must('The answer’s name in the form of the ticket.', wordId),
              label: may('What the visitor reads. Left out, it is the id.', line(200)),
              required: may('Whether it must be answered.', yesNo),
            }),
          ),
          10,
        ),
      ),
      locale: may(
        'Of webchat: the language of the widget’s words; null is the page’s.',
        nullable(Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$' })),
      ),
      theme: may('Of webchat: its colours; `auto` is the system’s.', oneOf(widgetThemes)),
    },
  ),
);

const { start: _, ...ofFlow } = fillFlow({ id: anyId });
const flow = shape(withDefaults(ofFlow, { id, name, ...flowFields }));

const external = shape(
  withDefaults(fillExternal({ id: anyId }), {
    id,
    name,
    kind: may('How it is reached: `webhook` is a system, the others are people.', oneOf(externalKinds)),
    enabled: may('Whether anything may be handed to it; what it has stays.', yesNo),
    url: may('Of a webhook, which needs it: where it is asked and told.', url),
    address: may('Of the others, which need it: the number or address.', nullable(line(320))),
    answerSeconds: may('How long it may take to answer.', seconds(10, 86_400)),
    silenceSeconds: may('How long it may be silent while it owns a ticket.', seconds(60, 1_209_600)),
    watchingQueue: may(
      'The queue that watches meanwhile and gets the ticket back; null is the default queue of the ticket’s department.',
      nullable(wordId),
    ),
  }),
);

const named = shape({ id, name });
const status = shape(
  withDefaults(fillStatus({ id: anyId }), {
    id,
    name,
    presence: may('What it comes to.', oneOf(presences)),
    channels: may('Of those who are online by it: for which kinds of channel they are there.', channels),
  }),
);
const successors = (maxProperties: number, description: string) =>
  may(description, byName<string>(Type.String(), maxProperties));
const moved = 'Named in the plan, and nothing more: their open tickets are moved or closed before.';

export const retire = may(
  'Who takes over the open tickets of what is taken out: id to id of the same list.',
  shape({
    departments: successors(2_000, moved),
    queues: successors(10_000, 'The queue that takes them over, in the same department.'),
    agents: successors(200_000, 'The agent who takes them over, and is in their department.'),
    accounts: successors(10_000, moved),
    flows: successors(2_000, 'The published flow that takes them over, at home in their department or in none.'),
    externals: successors(
      2_000,
      'Accepts that they go back to the queue that watches: nobody outside is given them unasked.',
    ),
  }),
);

export const configurationDocument = shape(
  withDefaults(fillDocument({}), {
    profile: may('The settings that it begins with.', oneOf(profileNames)),
    settings: may('What it changes of them.', settings),
    programs: may('What departments can share, so that tickets move within it.', list(named, 1_000)),
    departments: may(
      'Where tickets are, who may see them, and by which rules they come and go.',
      list(department, 2_000),
    ),
    queues: may('Where customers wait, and who is asked to serve them.', list(queue, 10_000)),
    skills: may('What agents know and queues ask for.', list(named, 2_000)),
    statuses: may('The organization’s own words for being there, or not.', list(status, 100)),
    agents: may('Who works here, where, and what they may do.', list(agent, 200_000)),
    accounts: may('Channel accounts: each a connected number, mailbox or page.', list(account, 10_000)),
    flows: may('Automation that owns conversations or accompanies them.', list(flow, 2_000)),
    externals: may('Contacts outside to whom tickets can be handed.', list(external, 2_000)),
    retire,
  }),
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
