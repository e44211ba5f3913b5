import Type from 'typebox';
import { operators } from '../domain/flows/conditions.ts';
import { fields } from '../domain/flows/fields.ts';
import { runOutcomes } from '../domain/flows/run.ts';
import { stepTable, triggerTable } from '../domain/flows/step-table.ts';
import { flowFields } from './flow-graph.ts';
import { actorName, instant, line, nullable, oneOf, page, pageQuery, shape, text, uuid, wordId } from './words.ts';

export { portsBy } from '../domain/flows/ports.ts';

const anything = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true });

/** One thing that is wrong with a flow, and where: a JSON pointer into it. */
const flowProblem = shape({ path: Type.String(), code: Type.String(), message: Type.String() });
const problems = Type.Array(flowProblem, { description: 'What speaks against publishing it; none, and it can be.' });

/** What editors are made from. */
export const flowLanguage = shape({
  steps: Type.Array(
    shape({
      kind: Type.String(),
      sentence: Type.String(),
      settings: Type.Unsafe<Record<string, Record<string, unknown>>>({ type: 'object', additionalProperties: true }),
      ports: Type.Array(Type.Unsafe<string | Record<string, string>>({})),
      waits: Type.Boolean(),
    }),
  ),
  triggers: Type.Array(
    shape({
      kind: Type.String(),
      sentence: Type.String(),
      settings: Type.Unsafe<Record<string, Record<string, unknown>>>({ type: 'object', additionalProperties: true }),
    }),
  ),
  fields: Type.Array(
    shape({
      name: Type.String(),
      type: Type.String(),
      sentence: Type.String(),
      words: Type.Optional(Type.Array(Type.String())),
    }),
  ),
  operators: Type.Array(Type.String()),
});

/** The language as it is. */
export const presentedLanguage = {
  steps: Object.entries(stepTable).map(([kind, { sentence, settings, ports, waits }]) => ({
    kind,
    sentence,
    settings,
    ports,
    waits: waits === true,
  })),
  triggers: Object.entries(triggerTable).map(([kind, { sentence, settings }]) => ({ kind, sentence, settings })),
  fields,
  operators,
};

const flowEntry = shape({ id: wordId, name: Type.Optional(line(200)), ...flowFields });

const draftInfo = shape({ revision: Type.Integer(), changedBy: actorName, changedAt: instant });

const countedFigures = {
  fired: Type.Integer({ description: 'Runs that began, without those whose trigger did not hold.' }),
  moved: Type.Integer({ description: 'That gave the ticket to somebody after it waited, or handed it over.' }),
  savedByReply: Type.Integer({ description: 'Where a person answered in time, so that nothing was moved.' }),
};

const flowSummary = shape({
  id: wordId,
  name: Type.String(),
  department: nullable(wordId),
  published: Type.Boolean(),
  version: nullable(Type.Integer({ description: 'The configuration version that wrote it; null before the first.' })),
  triggers: Type.Array(Type.String()),
  steps: Type.Integer(),
  running: Type.Integer({ description: 'Runs under way now.' }),
  figures: shape({ since: instant, ...countedFigures }),
  draft: nullable(draftInfo),
});
export const flowList = shape({ items: Type.Array(flowSummary) });

export const flowAnswer = shape({
  id: wordId,
  published: Type.Boolean(),
  version: nullable(Type.Integer()),
  entry: nullable(flowEntry),
  draft: nullable(shape({ entry: anything, revision: Type.Integer(), changedBy: actorName, changedAt: instant })),
  problems,
});

export const draftBody = shape({
  entry: anything,
  revision: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'The revision that is replaced; any other now is `version_conflict`. 0 is none.',
    }),
  ),
});
export const draftAnswer = shape({ id: wordId, revision: Type.Integer(), problems });
export const checkBody = shape({ entry: anything });
export const checkAnswer = shape({ problems });
export const publishBody = shape({
  entry: Type.Optional(anything),
  revision: Type.Optional(Type.Integer({ minimum: 1, description: 'Publishes this draft and no other.' })),
});
export const publishAnswer = shape({ id: wordId, version: Type.Integer(), changed: Type.Boolean() });

export const versionList = shape({
  items: Type.Array(shape({ version: Type.Integer(), publishedAt: instant, publishedBy: actorName })),
});
export const flowVersionPath = shape({ id: Type.String(), version: Type.String() });
export const flowVersionAnswer = shape({
  version: Type.Integer(),
  publishedAt: instant,
  publishedBy: actorName,
  entry: flowEntry,
});

const runFields = {
  id: uuid,
  flowId: wordId,
  version: Type.Integer(),
  conversationId: nullable(uuid),
  ticketId: nullable(uuid),
  state: oneOf(['due', 'waiting', 'ended']),
  owns: Type.Boolean(),
  stepId: nullable(Type.String()),
  waitsFor: nullable(Type.String()),
  wakeAt: nullable(instant),
  trigger: Type.String(),
  marks: Type.Array(Type.String()),
  lastCode: nullable(Type.String()),
  startedAt: instant,
  endedAt: nullable(instant),
  outcome: nullable(oneOf(runOutcomes)),
};
export const runQuery = shape({ ...pageQuery, state: Type.Optional(oneOf(['live', 'ended'])) });
export const runPage = page(shape(runFields));
export const runAnswer = shape({
  ...runFields,
  steps: Type.Array(
    shape({
      number: Type.Integer(),
      stepId: Type.String(),
      kind: Type.String(),
      port: Type.String(),
      code: nullable(Type.String()),
      since: instant,
      at: instant,
    }),
  ),
});

/** Of so many days figures are, where nobody says. */
export const figureDays = 28;
export const figuresQuery = shape({
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: figureDays })),
});
const replyTimes = shape({
  conversations: Type.Integer({ description: 'Opened by a contact in that time, at most the newest 5,000.' }),
  answered: Type.Integer(),
  medianSeconds: nullable(Type.Integer()),
  p90Seconds: nullable(Type.Integer()),
});
export const figuresAnswer = shape({
  since: instant,
  ...countedFigures,
  running: Type.Integer(),
  noTarget: Type.Integer({ description: 'That found nobody to give it to.' }),
  failed: Type.Integer({ description: 'In which a step failed.' }),
  fellBack: Type.Integer({ description: 'That could not go on.' }),
  ports: Type.Array(shape({ stepId: Type.String(), port: Type.String(), count: Type.Integer() }), {
    description: 'How often each step ended at each port.',
  }),
  firstHumanReply: shape({
    publishedAt: nullable(instant),
    before: nullable(replyTimes),
    after: nullable(replyTimes),
  }),
});

export const dryRunBody = shape({
  entry: anything,
  conversationId: Type.Optional(
    Type.String({ description: 'Plays a past conversation: its messages come when they came. Otherwise the sample.' }),
  ),
  sample: Type.Optional(
    shape({
      account: Type.Optional(wordId),
      name: Type.Optional(line(200)),
      form: Type.Optional(Type.Unsafe<Record<string, string | number | boolean>>({ type: 'object' })),
      contact: Type.Optional(Type.Unsafe<Record<string, string | number | boolean>>({ type: 'object' })),
      at: Type.Optional(Type.String({ format: 'date-time', description: 'When it begins. Default: now.' })),
      online: Type.Optional(Type.Array(wordId, { description: 'Who is online. Default: everybody.' })),
    }),
  ),
  script: Type.Optional(
    Type.Array(
      shape({
        afterSeconds: Type.Integer({ minimum: 0, maximum: 31_536_000, description: 'Since the beginning.' }),
        what: oneOf(['message', 'reply', 'hold', 'resume', 'close', 'decline', 'accept', 'go_offline', 'come_online']),
        text: Type.Optional(text(2_000)),
        agent: Type.Optional(wordId),
      }),
      { maxItems: 100 },
    ),
  ),
});
export const dryRunAnswer = shape({
  outcome: nullable(Type.String()),
  owner: nullable(shape({ kind: Type.String(), id: Type.String() })),
  steps: Type.Array(
    shape({
      atSeconds: Type.Integer({ description: 'Since the beginning, in virtual time.' }),
      stepId: Type.String(),
      kind: Type.String(),
      port: Type.String(),
      code: nullable(Type.String()),
    }),
  ),
  happened: Type.Array(
    shape({
      atSeconds: Type.Integer(),
      kind: Type.String(),
      text: nullable(Type.String()),
      by: nullable(Type.String()),
    }),
    { description: 'What came of it: what was said, who owned, who was told. Nothing of it was done.' },
  ),
  endedAtSeconds: Type.Integer(),
});

export const secretPath = shape({ name: Type.String() });
export const flowSecretBody = shape({ value: text(20_000, 'Never told again.') });
export const flowSecretAnswer = shape({ name: wordId, createdAt: instant });
export const flowSecretList = shape({ items: Type.Array(flowSecretAnswer) });
export const hookSecretAnswer = shape({
  flowId: Type.String(),
  id: uuid,
  createdAt: instant,
  secret: nullable(Type.String({ description: 'Told once: null when the answer is repeated.' })),
});

const template = shape({
  id: Type.String(),
  name: Type.String(),
  sentence: Type.String(),
  begins: oneOf(['by_itself', 'as_entry']),
  asks: Type.Array(
    shape({
      name: Type.String(),
      answer: Type.String({
        description: 'An agent, department or queue by its id, or seconds, text, zone, time, url, name.',
      }),
      sentence: Type.String(),
      default: Type.Optional(Type.Unsafe<string | number>({ type: ['string', 'number'] })),
    }),
    { description: 'What must be filled in.' },
  ),
});
export const templateList = shape({ items: Type.Array(template) });
export const templateBody = shape({
  answers: Type.Optional(
    Type.Unsafe<Record<string, string | number>>({
      type: 'object',
      additionalProperties: { type: ['string', 'number'] },
      description: 'By the names that the template asks for.',
    }),
  ),
});
export const templateAnswer = shape({ entry: anything });

export const alertAnswer = shape({
  id: uuid,
  alert: Type.String({ description: 'What is the matter, as a word: see the reference of events.' }),
  text: Type.String(),
  conversationId: nullable(uuid),
  ticketId: nullable(uuid),
  departmentId: nullable(wordId),
  flowId: nullable(wordId),
  people: Type.Array(wordId),
  told: Type.Array(wordId, { description: 'Who has been told so far, in order.' }),
  raisedAt: instant,
  acknowledgedBy: nullable(Type.String()),
  acknowledgedAt: nullable(instant),
});
export const alertQuery = shape({ ...pageQuery, state: Type.Optional(oneOf(['open', 'all'])) });
export const alertPage = page(alertAnswer);
