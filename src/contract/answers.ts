import type { TSchema } from 'typebox';
import { problem } from './problem.ts';

/** What any route may answer besides. */
const problems = { description: 'A problem.', content: { 'application/problem+json': { schema: problem } } };

/** A route's answers: what it says when all is well, and problems. */
export function answers<const S extends Record<number, TSchema>>(successes: S) {
  const shown = Object.fromEntries(
    Object.entries(successes).map(([status, schema]) => [status, withoutDefaults(schema)]),
  );
  return { ...shown, '4xx': problems, '5xx': problems } as S & { '4xx': typeof problems; '5xx': typeof problems };
}

/**
 * The schema as answers need it. A default says what a request means by what it leaves out; the serializer would write it into
 * answers that leave something out because it is not there.
 */
function withoutDefaults<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(withoutDefaults) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const { default: _, properties, ...others } = schema as Record<string, unknown>;
  const parts = Object.entries(others).map(([keyword, value]) => [keyword, withoutDefaults(value)]);
  const fields = Object.entries(properties ?? {}).map(([name, value]) => [name, withoutDefaults(value)]);
  return {
    ...Object.fromEntries(parts),
    ...(properties === undefined ? {} : { properties: Object.fromEntries(fields) }),
  } as T;
}
