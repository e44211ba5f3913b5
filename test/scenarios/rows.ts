/**
 * Every row of the requirements, and which part of the project closes it: `engine` and `console` are built; the others are
 * named, and `npm run scenarios` prints them as later. A row of a later part may have tests already: of what exists of it.
 */
const later = {
  systems: 'All five systems',
  routing: 'The right person, now',
  flows: 'Flows',
  pages: 'The place where people work',
} as const;

export type Closer = 'engine' | 'console' | (typeof later)[keyof typeof later];

function numbered(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);
}

/** `G1`, `G3-G6` or `7.1-7.5` → codes. */
function codes(text: string): string[] {
  return text.split(/\s+/).flatMap((word) => {
    const range = /^(.*?)(\d+)-\D*(?:\d+\.)?(\d+)$/.exec(word);
    if (range === null || word.includes('L')) return [word];
    const [, head, from, to] = range as unknown as [string, string, string, string];
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => `${head}${Number(from) + i}`);
  });
}

const all = [
  ...numbered('G', 28),
  ...numbered('G-L', 6),
  ...numbered('S', 19),
  ...numbered('S-L', 6),
  ...numbered('C', 14),
  ...numbered('C-L', 5),
  ...numbered('U', 19),
  ...numbered('U-L', 5),
  ...numbered('T', 9),
  ...numbered('T-L', 8),
  ...numbered('7.', 12),
];

const engine = new Set(codes('G1 G3 G5 G6 G8-G12 G15-G21 G26-G28 S1 S16 S19 T1 T5 T9 7.1-7.5 7.8 7.11'));
const console = new Set(codes('S7 S8 S12 C7'));
const routing = new Set(codes('S6 S9-S11 S-L3 S-L4 S-L5 T2 U8 U12 U13'));
const flows = new Set(codes('G13 G23-G25 G-L1 7.6 7.7 7.9 7.12'));
const pages = new Set(codes('G4 T8'));

function closerOf(code: string): Closer {
  if (engine.has(code)) return 'engine';
  if (console.has(code)) return 'console';
  if (routing.has(code)) return later.routing;
  if (flows.has(code) || code.startsWith('U')) return later.flows;
  return pages.has(code) ? later.pages : later.systems;
}

/** Parts that are built: each of their rows is cited by a test. */
export const builtClosers: readonly Closer[] = ['engine', 'console'];

export const rows: readonly { readonly code: string; readonly closer: Closer }[] = all.map((code) => ({
  code,
  closer: closerOf(code),
}));
