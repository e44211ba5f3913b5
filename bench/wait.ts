/**
 * `npm run bench -- wait [FILE]`: how right our estimated waits are, beside what others document and the literature proposes,
 * on the calls of a file and on six kinds of simulated traffic. Every estimator is told each event when it happens and nothing
 * before.
 *
 * The file has the format of the Technion's call-centre files; without a name it is that of February 1999, where it is there.
 * Only then is the page of the docs written.
 */
import { basename } from 'node:path';
import { realDataPath } from '../test/support/real-data.ts';
import { isMissed, type Row, sayRow, table, writePage } from './report.ts';
import { named, others, ours } from './wait-estimators.ts';
import { readTraffic } from './wait-file.ts';
import { type Score, scoreEstimators } from './wait-scores.ts';
import { simulateTraffic } from './wait-simulation.ts';
import type { Traffic } from './wait-traffic.ts';

const usualFile = 'waits/february_1999.tsv.xz';
const seed = 1999;
const byArrival = '**Baton**';
const byPriority = '**Baton**, ahead as it is served';

/** @returns what the process exits with: 1 where `check` is asked for and something is missed */
export async function compareWaits({ file, check }: { file: string | undefined; check: boolean }): Promise<number> {
  const path = file ?? realDataPath(usualFile);
  const fromFile = path === null ? null : scoreAll(await readTraffic(path, basename(path).replace(/\..*$/, '')));
  const simulated = simulateTraffic(seed).map(scoreAll);
  const scored = [...(fromFile === null ? [] : [fromFile]), ...simulated];
  const reach = [...reachOnFile(fromFile), ...simulated.map(reachInRegime)];
  const further = fromFile === null ? [] : reachFurther(fromFile);
  const text = [
    scoreTable(scored),
    table(['what', 'figure', 'reach', ''], reach.map(sayRow)),
    'Further than that, without counting for `--check`:',
    table(['what', 'figure', 'reach', ''], further.map(sayRow)),
  ].join('\n\n');
  console.log(text);
  if (file === undefined && path !== null) writePage('wait-estimates.md', 'npm run bench -- wait', text);
  return check && reach.some(isMissed) ? 1 : 0;
}

interface Scored {
  readonly traffic: Traffic;
  readonly scores: readonly Score[];
}

function scoreAll(traffic: Traffic): Scored {
  const { usualHandlingMs, hasPriorities } = traffic;
  const estimators = [
    ...others(usualHandlingMs),
    ours(byArrival, usualHandlingMs, 'ahead'),
    ...(hasPriorities ? [ours(byPriority, usualHandlingMs, 'aheadByPriority')] : []),
  ];
  return { traffic, scores: scoreEstimators(traffic, estimators) };
}

const scoreOf = ({ scores }: Scored, name: string): Score | undefined => scores.find((score) => score.name === name);

/** On the definitions of the project's invariants, so with everybody ahead who came before. */
function reachOnFile(scored: Scored | null): Row[] {
  const score = scored === null ? undefined : scoreOf(scored, byArrival);
  const row = (what: string, figure: number | undefined, reach: Pick<Row, 'atLeast' | 'atMost' | 'unit'>): Row => ({
    what: `${scored?.traffic.name ?? 'the file'}: ${what}`,
    figure,
    ...reach,
    why: `there is no ${usualFile}`,
  });
  const percent = (share: number | undefined): number | undefined => (share === undefined ? undefined : 100 * share);
  const range = percent(score?.within?.range);
  return [
    row('relative RASE', score?.relRase, { atMost: 0.85 }),
    row('broken promises', percent(score?.broken), { atMost: 15, unit: ' %' }),
    row('within the range', range, { atLeast: 55, unit: ' %' }),
    row('within the range, and not because it is wide', range, { atMost: 70, unit: ' %' }),
    row('not above the 90 % bound', percent(score?.within?.p90), { atLeast: 88, unit: ' %' }),
  ];
}

function reachFurther(scored: Scored): Row[] {
  return [byArrival, byPriority].flatMap((name) => {
    const score = scoreOf(scored, name);
    return [
      { what: `${name}: relative RASE`, figure: score?.relRase, atMost: 0.83 },
      { what: `${name}: broken promises`, figure: 100 * (score?.broken ?? Number.NaN), atMost: 13, unit: ' %' },
    ];
  });
}

function reachInRegime(scored: Scored): Row {
  const rivals = Object.values(named).flatMap((name) => scoreOf(scored, name) ?? []);
  const best = rivals.reduce((a, b) => (b.relRase < a.relRase ? b : a));
  const figure = (scoreOf(scored, byArrival)?.relRase ?? Number.NaN) / best.relRase;
  return { what: `${scored.traffic.name}: relative RASE ÷ the best’s (${best.name})`, figure, atMost: 1.1 };
}

function scoreTable(scored: readonly Scored[]): string {
  const percent = (share: number | undefined): string => (share === undefined ? '' : `${(100 * share).toFixed(1)} %`);
  const head = [
    'traffic',
    'estimator',
    'MAE s',
    'relative RASE',
    'broken',
    'bias s',
    'in range',
    'in range told',
    '≤ P90',
  ];
  const rows = scored.flatMap(({ traffic, scores }) =>
    scores.map(({ name, count, mae, relRase, broken, bias, within }, index) => [
      index === 0 ? `${traffic.name} (n = ${count.toLocaleString('en')})` : '',
      name,
      mae.toFixed(1),
      relRase.toFixed(3),
      percent(broken),
      (bias > 0 ? '+' : '') + bias.toFixed(1),
      ...[within?.range, within?.told, within?.p90].map(percent),
    ]),
  );
  return table(head, rows);
}
