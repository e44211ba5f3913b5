import { expect, it } from 'vitest';
import { isUuid, uuidIds } from './ids.ts';
import { seededRandom } from './random.ts';

it('makes version 7 ids that rise, within a millisecond and when the clock goes back', () => {
  let now = 1_795_264_900_000;
  const ids = uuidIds({ now: () => now }, seededRandom(7));
  const made: string[] = [];
  for (let i = 0; i < 10_000; i++) {
    if (i === 6_000) now += 1;
    if (i === 8_000) now -= 3_600_000;
    made.push(ids.next());
  }
  expect(made.every((id) => isUuid(id) && id[14] === '7' && '89ab'.includes(id[19] as string))).toBe(true);
  expect([...made].sort()).toEqual(made);
  expect(new Set(made).size).toBe(made.length);
});

it.each(['', 'x', '01A1FE20-3512-701F-BB54-5759F74BBDDB', '01a1fe20-3512-701f-bb54-5759f74bbddb ', '0e123'])(
  '[X8] "%s" names no row',
  (text) => {
    expect(isUuid(text)).toBe(false);
  },
);
