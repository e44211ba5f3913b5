import Type from 'typebox';
import { configurationDocument, configurationPlan, retire } from './configuration.ts';
import { actorName, instant, nullable, oneOf, page, pageQuery, shape } from './words.ts';

const made = {
  version: Type.Integer(),
  at: nullable(instant),
  actor: nullable(actorName),
};
const { adds, changes, retires } = configurationPlan.properties;

export const versionQuery = shape({ ...pageQuery });
export const versionPath = shape({ version: Type.String() });
export const versionPage = page(
  shape({
    ...made,
    adds: Type.Integer(),
    changes: Type.Integer(),
    retires: Type.Integer(),
    entries: Type.Array(
      shape({
        what: oneOf(['added', 'changed', 'retired']),
        kind: Type.String(),
        id: Type.String(),
        name: Type.String(),
        fields: Type.Array(Type.String()),
      }),
      { description: 'The first fifty; the version itself has all.' },
    ),
  }),
);

export const versionAnswer = shape(
  { ...made, adds, changes, retires, document: configurationDocument },
  'What the version changed, and the whole document as it was then.',
);

export const restoreBody = shape({ retire });
