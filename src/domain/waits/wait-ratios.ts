/** How a wait turned out: its length ÷ what was expected on joining; one who gave up waited at least so long. */
interface WaitRatio {
  readonly ratio: number;
  readonly served: boolean;
}

/** What the actual wait is of the expected one: the parts of all who are served below the 20th, 80th and 90th percentile. */
export interface RatioQuantiles {
  readonly p20: number;
  readonly p80: number;
  readonly p90: number;
}

export type WaitRatiosState = readonly (readonly [ratio: number, served: 0 | 1])[];

const servedMax = 300;
/** So many entries at most, however many give up for each who is served. */
const keptMax = 5 * servedMax;
/** Fewer served than this tell nothing about a tenth of them. */
const servedMin = 50;
/**
 * What holds before enough are known. Half to twice is by judgement; if those are the 20th and 80th percentile of a
 * log-normal wait, its 90th is 2.87 times.
 */
const unknownSpread: RatioQuantiles = { p20: 0.5, p80: 2, p90: 3 };
/** From this share of people who give up on, their waits are no longer left out. */
const censoredShareMin = 0.2;
/** A share that is a product of many factors is not exactly what it would be on paper. */
const roundingErrorMax = 1e-9;

/** How far the waits of the last 300 who were served, and of those who gave up meanwhile, came from what was expected. */
export class WaitRatios {
  readonly #kept: WaitRatio[] = [];
  #served = 0;
  /** Sorting is put off until somebody asks, and done once for all who ask. */
  #quantiles: RatioQuantiles | null = null;

  constructor(state: WaitRatiosState = []) {
    for (const [ratio, served] of state) this.add({ ratio, served: served === 1 });
  }

  add(entry: WaitRatio): void {
    this.#kept.push(entry);
    if (entry.served) this.#served++;
    while (this.#served > servedMax || this.#kept.length > keptMax) {
      if (this.#kept.shift()?.served) this.#served--;
    }
    this.#quantiles = null;
  }

  quantiles(): RatioQuantiles {
    return (this.#quantiles ??= this.#served < servedMin ? unknownSpread : findQuantiles(this.#kept));
  }

  toJSON(): WaitRatiosState {
    return this.#kept.map(({ ratio, served }) => [ratio, served ? 1 : 0] as const);
  }
}

function findQuantiles(kept: readonly WaitRatio[]): RatioQuantiles {
  const served = kept.filter((entry) => entry.served);
  const isCensored = kept.length - served.length > censoredShareMin * kept.length;
  const curve = survivalCurve(isCensored ? kept : served);
  const at = (share: number): number =>
    (curve.find(({ left }) => left <= 1 - share + roundingErrorMax) ?? curve.at(-1))?.ratio ?? 1;
  return { p20: at(0.2), p80: at(0.8), p90: at(0.9) };
}

/**
 * The share of waits that are longer than each ratio, where who gave up counts among those at risk as long as they waited
 * (Kaplan and Meier, "Nonparametric estimation from incomplete observations", JASA 53, 1958). If only people who gave up
 * waited longest, the share never reaches 0; whoever reads the curve then takes its last ratio.
 */
function survivalCurve(waits: readonly WaitRatio[]): { readonly ratio: number; readonly left: number }[] {
  // Of equal ratios the served come first: who gave up at that moment was still at risk.
  const sorted = waits.toSorted((a, b) => a.ratio - b.ratio || Number(b.served) - Number(a.served));
  let left = 1;
  return sorted.flatMap(({ ratio, served }, before) => {
    if (!served) return [];
    const atRisk = sorted.length - before;
    left *= (atRisk - 1) / atRisk;
    return [{ ratio, left }];
  });
}
