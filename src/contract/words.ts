import Type, { type Static, type TSchema } from 'typebox';
import Format from 'typebox/format';
import System from 'typebox/system';
import { idShape } from '../domain/read-shape.ts';

/**
 * The pieces that every shape on the wire is made of. Text is bounded, and free of what a store cannot hold: NUL
 * characters and lone surrogates. Objects take no field that they do not name.
 */

// Every fault is told, not only the first eight.
System.Settings.Set({ maxErrors: 1000 });

/** Text that may have several lines. */
export const textFormat = 'baton-text';
/** Text of one line: no control characters, so that it can stand in a header or a log line. */
const lineFormat = 'baton-line';

const control = /\p{Cc}/u;
Format.Set(textFormat, (value) => value.isWellFormed() && !value.includes('\0'));
Format.Set(lineFormat, (value) => value.isWellFormed() && !control.test(value));
// RFC 3339 allows what no clock of ours can say: a leap second, a zone by its name, the year 0, the end of 9999 far west.
const firstInstant = Date.parse('0001-01-01T00:00:00Z');
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z');
Format.Set('date-time', (value) => {
  const at = Date.parse(value);
  return Format.IsDateTime(value) && at >= firstInstant && at <= lastInstant;
});

/** Text of several lines with 1 to `lengthMax` characters. */
export function text(lengthMax: number, description?: string) {
  return Type.String({ format: textFormat, minLength: 1, maxLength: lengthMax, ...described(description) });
}

/** Text of one line with 1 to `lengthMax` characters. */
export function line(lengthMax: number, description?: string) {
  return Type.String({ format: lineFormat, minLength: 1, maxLength: lengthMax, ...described(description) });
}

function described(description: string | undefined): { description?: string } {
  return description === undefined ? {} : { description };
}

/** One of some words. */
export function oneOf<const W extends string>(words: readonly W[], description?: string) {
  return Type.Unsafe<W>({ type: 'string', enum: [...words], ...described(description) });
}

/** The same schema, or null. Written as a list of types, which checks and serializes faster than a union. */
export function nullable<T extends TSchema>(schema: T) {
  const { type, enum: words, ...rest } = schema as TSchema & { type?: string; enum?: readonly unknown[] };
  if (type === undefined) return Type.Unsafe<Static<T> | null>({ anyOf: [schema, { type: 'null' }] });
  return Type.Unsafe<Static<T> | null>({
    ...rest,
    type: [type, 'null'],
    ...(words === undefined ? {} : { enum: [...words, null] }),
  });
}

/** An object with exactly these fields. */
export function shape<P extends Record<string, TSchema>>(properties: P, description?: string) {
  return Type.Object(properties, { additionalProperties: false, ...described(description) });
}

export const uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'A UUID in lower case.',
});

/** An id that an administrator chose. */
export const wordId = Type.String({ pattern: idShape.source, description: 'An id of the configuration.' });

/** An instant: RFC 3339 in UTC, with milliseconds. */
export const instant = Type.String({ format: 'date-time' });

/** The largest bag of attributes: enough for a form, small enough to travel with every hand-over. */
const attributesMax = 100;
const attributeValue = Type.Unsafe<string | number | boolean | null>({
  type: ['string', 'number', 'boolean', 'null'],
  format: textFormat,
  maxLength: 2000,
});
/**
 * The pattern of names that somebody outside chose: 1 to 64 characters of one line. Not `__proto__`, which names no field: an
 * object made by assignment would lose it.
 */
export const attributeName = '^(?!__proto__$)[\\p{L}\\p{N}_][\\p{L}\\p{N} _.:\\-]{0,63}$';
export const attributes = Type.Unsafe<Record<string, string | number | boolean | null>>({
  type: 'object',
  patternProperties: { [attributeName]: attributeValue },
  additionalProperties: false,
  maxProperties: attributesMax,
  description: 'Names to text (≤ 2,000 characters), numbers, true, false or null; at most 100.',
});
/** Attributes in answers: what is stored was checked when it came. */
export const shownAttributes = Type.Unsafe<Record<string, string | number | boolean | null>>({
  type: 'object',
  additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
});

export const tags = Type.Array(line(100), { maxItems: 50, uniqueItems: true });
export const fileIds = Type.Array(uuid, { maxItems: 10, uniqueItems: true });

export const actorName = shape({ kind: Type.String(), id: Type.String(), throughKey: Type.Optional(Type.String()) });
export const owner = shape({ kind: oneOf(['queue', 'agent', 'flow', 'external']), id: Type.String() });

/** What every list takes: an opaque cursor from the page before, and how many. */
export const pageQuery = {
  cursor: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1000,
      pattern: '^[A-Za-z0-9_-]+$',
      description: '`nextCursor` of the page before.',
    }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
};

/** A page of a list. `nextCursor` is null on the last one; a page may be short and still have a next one. */
export function page<T extends TSchema>(item: T) {
  return shape({ items: Type.Array(item), nextCursor: nullable(Type.String()) });
}

export const idPath = shape({ id: Type.String() });
