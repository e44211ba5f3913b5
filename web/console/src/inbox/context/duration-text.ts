const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** How long something took, in its largest unit: `4 min`, `2 hr`. Less than a second is none. */
export function durationText(ms: number, locale: string): string {
  const [unit, size] = units.find(([, each]) => ms >= each) ?? ['second', 1_000];
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(
    Math.max(0, Math.floor(ms / size)),
  );
}
