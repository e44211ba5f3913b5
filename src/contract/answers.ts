import type { TSchema } from 'typebox';
import { problem } from './problem.ts';

/** What any route may answer besides. */
const problems = { description: 'A problem.', content: { 'application/problem+json': { schema: problem } } };

/** A route's answers: what it says when all is well, and problems. */
export function answers<const S extends Record<number, TSchema>>(successes: S) {
  return { ...successes, '4xx': problems, '5xx': problems } as S & { '4xx': typeof problems; '5xx': typeof problems };
}
