import Type, { type Static } from 'typebox';
import { errorCodes } from './catalogue.ts';
import { target } from './transfers.ts';
import { instant, oneOf, shape, uuid } from './words.ts';

/** One thing that is wrong with a request: where it was found and what it is. */
export const fault = shape({
  in: oneOf(['body', 'query', 'path', 'header']),
  path: Type.String({ description: 'A JSON pointer (RFC 6901) into that part.' }),
  code: Type.String(),
  message: Type.String(),
});
export type Fault = Static<typeof fault>;

/** RFC 9457, served as `application/problem+json`. `code` is the catalogue's; the rest stands where it says something. */
export const problem = shape(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: oneOf(errorCodes),
    detail: Type.Optional(Type.String()),
    until: Type.Optional(instant),
    alternatives: Type.Optional(Type.Array(target)),
    transferId: Type.Optional(uuid),
    faults: Type.Optional(Type.Array(fault)),
    data: Type.Optional(Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })),
  },
  'A problem (RFC 9457). What each code means stands in the reference of errors.',
);
export type Problem = Static<typeof problem>;
