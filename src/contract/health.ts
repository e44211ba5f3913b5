import Type from 'typebox';
import { nullable, oneOf, shape } from './words.ts';

export const health = shape({ status: oneOf(['ok']) });
export const readiness = shape({
  status: oneOf(['ready', 'not_ready']),
  store: shape({ kind: oneOf(['postgres', 'pglite']), durable: nullable(Type.Boolean()), reachable: Type.Boolean() }),
  timeZones: shape({ version: Type.String(), isOld: Type.Boolean() }),
  waitingCommands: Type.Integer(),
});
