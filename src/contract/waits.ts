import Type from 'typebox';
import { noWaitReasons, shownBases } from '../domain/waits/shown-wait.ts';
import { instant, nullable, oneOf, shape } from './words.ts';

const seconds = nullable(Type.Integer());

/** What is said of a wait: between two steps that people speak in, or why there is no number. */
export const wait = shape({
  lowSeconds: seconds,
  highSeconds: seconds,
  basis: nullable(
    oneOf(
      shownBases,
      'What the range rests on: waits at the same place in line, in the queue, a few of them (`line`), or little more than the usual handling time (`default`); `accepts` is the one figure after ten accepts within ten minutes.',
    ),
  ),
  reason: nullable(oneOf(noWaitReasons, 'Why there is no number.')),
  accepts: nullable(Type.Integer({ description: 'With `few_accepts`: how many there were in the last ten minutes.' })),
});

/** Where a ticket stands in line. */
export const standing = shape({
  queueId: Type.String(),
  position: Type.Integer({ description: '1 is next.' }),
  since: nullable(instant),
  wait: { ...wait, description: 'As its customer is told: never more than before, unless somebody went before them.' },
});
