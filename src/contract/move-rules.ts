import Type, { type TSchema } from 'typebox';
import { actorKinds } from '../domain/actor.ts';
import { channelKinds } from '../domain/channel.ts';
import { histories } from '../domain/history.ts';
import { findingCodes } from '../domain/lint-rules.ts';
import { opennesses } from '../domain/move-matrix.ts';
import { dataClasses } from '../domain/redaction.ts';
import { profileNames } from '../domain/settings.ts';
import { attributes, nullable, oneOf, shape, wordId } from './words.ts';

/** Words between commas, as a query carries a list. */
const listed = (of: string) =>
  Type.String({ minLength: 1, maxLength: 2000, pattern: '^[a-z0-9_.-]+(,[a-z0-9_.-]+)*$', description: of });

const anything = Type.Unsafe<unknown>({});
const orAll = (schema: TSchema) => Type.Unsafe<unknown>({ anyOf: [{ const: 'all' }, schema] });
const document = Type.Optional(
  Type.Unsafe<Record<string, unknown>>({
    type: 'object',
    additionalProperties: true,
    description: 'A configuration that is not applied yet. Default: the present one.',
  }),
);

export const presetQuery = shape({
  destinations: Type.Optional(listed('Ids of departments, between commas.')),
  channels: Type.Optional(listed('Channel kinds, between commas.')),
  otherChannels: Type.Optional(listed('Channel kinds that may go anywhere besides, between commas.')),
});

export const presetList = shape({
  items: Type.Array(
    shape({
      id: Type.String(),
      name: Type.String(),
      sentence: Type.String(),
      asks: Type.Array(oneOf(['destinations', 'channels', 'otherChannels'])),
      rows: nullable(Type.Array(Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }))),
    }),
  ),
});

export const lintBody = shape({ document });
export const lintAnswer = shape({
  findings: Type.Array(
    shape({
      code: oneOf(findingCodes),
      departmentId: Type.String(),
      row: nullable(Type.Integer({ description: 'The place of the row of the move rules, from 0.' })),
      sentence: Type.String(),
    }),
  ),
  more: Type.Boolean(),
});

export const simulateBody = shape({
  from: Type.Optional(wordId),
  to: Type.Optional(wordId),
  channel: Type.Optional(oneOf(channelKinds)),
  actorKind: Type.Optional(oneOf(actorKinds, 'Who asks. Default `agent`.')),
  contact: Type.Optional(attributes),
  document,
});

export const simulateAnswer = shape({
  moves: Type.Array(
    shape({
      from: Type.String(),
      to: Type.String(),
      channel: oneOf(channelKinds),
      allowed: Type.Boolean({ description: 'Whether the one who asks may, for this customer.' }),
      openness: oneOf(opennesses, 'Whether anybody may at all.'),
      allowedBy: nullable(
        shape({
          kind: oneOf(['no_boundary', 'program', 'move_rule', 'assistant_mapping']),
          row: Type.Optional(Type.Integer()),
          label: Type.Optional(nullable(Type.String())),
        }),
      ),
      refusedBy: nullable(Type.String()),
      history: nullable(oneOf(histories)),
      redact: Type.Array(oneOf(dataClasses)),
    }),
  ),
  more: Type.Boolean({ description: 'Whether there are more than two thousand: ask for less.' }),
  exceptions: Type.Array(
    shape({
      from: Type.String(),
      row: Type.Integer(),
      label: nullable(Type.String()),
      channels: orAll(Type.Array(oneOf(channelKinds))),
      destinations: orAll(Type.Array(Type.String())),
      flows: orAll(Type.Array(Type.String())),
      holds: Type.Boolean(),
    }),
    { description: 'Mappings by which assistants reach flows past the move rules.' },
  ),
});

export const settingsAnswer = shape({
  version: Type.Integer(),
  profile: oneOf(profileNames),
  settings: Type.Array(
    shape({
      name: Type.String(),
      sentence: Type.String(),
      decidedBy: Type.String(),
      onlyNarrows: Type.Boolean(),
      ofProfile: anything,
      ofOrganization: Type.Optional(anything),
      value: anything,
      departments: Type.Array(shape({ departmentId: Type.String(), says: anything, value: anything })),
    }),
  ),
});
