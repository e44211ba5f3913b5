/** Figures of many samples. */

/** What one round of one side came to. */
export interface Round {
  readonly commands: number;
  readonly seconds: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** CPU microseconds per command, where /proc could be read. */
  readonly databaseCpu: number | null;
  /** Of our own process or processes. */
  readonly nodeCpu: number | null;
}

export function percentiles(latencies: number[]): Pick<Round, 'p50' | 'p95' | 'p99'> {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
