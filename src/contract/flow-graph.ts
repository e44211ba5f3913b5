import Type, { type TSchema } from 'typebox';
import { operators } from '../domain/flows/conditions.ts';
import { fieldScopes, interruptionEffects, interruptions } from '../domain/flows/graph.ts';
import { type SettingSpec, stepTable, triggerTable } from '../domain/flows/step-table.ts';
import { targetKinds } from '../domain/transfer.ts';
import { line, nullable, oneOf, shape, text, wordId } from './words.ts';

/**
 * The language of flows as a schema, made from the table by which the server reads it: for editors, and for whoever writes flows
 * with programs. What refers to what is judged by the server alone.
 */
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema);
/** The same schema with a sentence of its own. */
const says = <T extends TSchema>(description: string, schema: T): T => ({ ...schema, description });
const orAll = (schema: TSchema) => Type.Unsafe<unknown>({ anyOf: [{ const: 'all' }, schema] });
/** A condition stands in conditions, which a schema says by a name of its own; the server looks at what is inside. */
const condition = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  description: `{"all": […]}, {"any": […]}, {"not": …}, or {"field", "is", "value"}; is: ${operators.join(', ')}.`,
});
const wallTime = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });

function schemaOf(spec: SettingSpec): TSchema {
  const { sentence } = spec;
  const orNull = (schema: TSchema): TSchema => ('nullable' in spec && spec.nullable ? nullable(schema) : schema);
  switch (spec.kind) {
    case 'text':
      return orNull(
        spec.lines ? text(spec.lengthMax, sentence) : Type.String({ maxLength: spec.lengthMax, description: sentence }),
      );
    case 'name':
    case 'reference':
      return orNull({ ...wordId, description: sentence } as TSchema);
    case 'word':
      return orNull(oneOf(spec.words, sentence));
    case 'words':
      return Type.Array(oneOf(spec.words), {
        uniqueItems: true,
        description: sentence,
        ...(spec.filled ? { minItems: 1 } : {}),
      });
    case 'words_or_all':
      return orAll(Type.Array(oneOf(spec.words), { uniqueItems: true, minItems: 1, description: sentence }));
    case 'yes_no':
      return Type.Boolean({ description: sentence });
    case 'integer':
      return Type.Integer({ minimum: spec.min, maximum: spec.max, description: sentence });
    case 'references': {
      const ids = Type.Array(wordId, { uniqueItems: true, maxItems: 500, description: sentence });
      return spec.mayBeAll ? orAll({ ...ids, minItems: 1 } as TSchema) : ids;
    }
    case 'texts': {
      const texts = Type.Array(Type.String({ maxLength: spec.lengthMax }), {
        maxItems: spec.countMax,
        description: sentence,
      });
      return spec.mayBeAll ? orAll(texts) : texts;
    }
    case 'target':
      return shape({
        kind: oneOf(spec.kinds.length > 0 ? spec.kinds : targetKinds),
        id: wordId,
        departmentId: optional(wordId),
      });
    case 'condition':
      return orNull(condition);
    case 'field_place':
      return orNull(shape({ scope: oneOf(fieldScopes), name: line(100) }, sentence));
    case 'zone':
      return Type.String({ description: `${sentence} An IANA time zone.` });
    case 'time':
      return wallTime;
    case 'times':
      return Type.Array(wallTime, { minItems: 1, maxItems: 48, uniqueItems: true, description: sentence });
    case 'date':
      return orNull(Type.String({ format: 'date', description: sentence }));
    case 'url':
      return Type.String({ maxLength: 2_000, description: sentence });
    case 'interruptions':
      return Type.Object(
        Object.fromEntries(interruptions.map((name) => [name, optional(oneOf(interruptionEffects))])),
        { additionalProperties: false, description: sentence },
      );
    case 'rows':
      return Type.Array(settingsShape(spec.columns), {
        maxItems: spec.countMax,
        description: sentence,
        ...(spec.filled ? { minItems: 1 } : {}),
      });
  }
}

function settingsShape(
  settings: Readonly<Record<string, SettingSpec>>,
  more: Readonly<Record<string, TSchema>> = {},
): TSchema {
  const own = Object.entries(settings).map(([name, spec]) => [
    name,
    'default' in spec ? optional({ ...schemaOf(spec), default: spec.default } as TSchema) : schemaOf(spec),
  ]);
  return Type.Object({ ...more, ...Object.fromEntries(own) }, { additionalProperties: false });
}

const kinds = (table: Readonly<Record<string, unknown>>): string => Object.keys(table).join(', ');

const next = Type.Unsafe<Record<string, string>>({
  type: 'object',
  additionalProperties: { type: 'string' },
  description: 'Where each port leads: a step’s id, `end` or `fallback`.',
});

const flowStep = Type.Unsafe<Record<string, unknown>>({
  anyOf: Object.entries(stepTable).map(([kind, { sentence, settings }]) => ({
    ...settingsShape(settings as Readonly<Record<string, SettingSpec>>, {
      id: wordId,
      kind: Type.Literal(kind),
      name: optional(nullable(line(200))),
      next: optional(next),
    }),
    title: kind,
    description: sentence,
  })),
  description: `One of ${kinds(stepTable)}.`,
});

const flowTrigger = Type.Unsafe<Record<string, unknown>>({
  anyOf: Object.entries(triggerTable).map(([kind, { sentence, settings }]) => ({
    ...settingsShape(settings, { kind: Type.Literal(kind) }),
    title: kind,
    description: sentence,
  })),
  description: `One of ${kinds(triggerTable)}.`,
});

/** What there is of a flow besides its id and name. */
export const flowFields = {
  department: optional(
    nullable(says('The department where it lives, and its tickets with it; null is whichever a ticket is in.', wordId)),
  ),
  published: optional(
    Type.Boolean({ description: 'Whether it starts and takes anything; what runs already goes on either way.' }),
  ),
  greeting: optional(text(5000, 'Of a flow without steps: what the customer reads before it gives the ticket back.')),
  returnTo: optional(
    nullable(
      says(
        'The queue that gets a ticket which it owns at its end; null is the default queue of the ticket’s department.',
        wordId,
      ),
    ),
  ),
  duty: optional(
    Type.Array(wordId, {
      maxItems: 20,
      uniqueItems: true,
      description:
        'Who is told, one after the other, when it cannot go on; nobody named are those on duty in the department.',
    }),
  ),
  triggers: optional(Type.Array(flowTrigger, { maxItems: 20, description: 'What sets it off.' })),
  start: optional(says('The step with which it begins. Left out, it is the first.', wordId)),
  steps: optional(
    Type.Array(flowStep, {
      maxItems: 500,
      description: 'What it does. One that is published has some, or a greeting.',
    }),
  ),
};
