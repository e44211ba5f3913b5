/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { avatarHues } from './avatar.tsx';

// What WCAG 2.2 AA asks of colours, computed from tokens.css itself: 4.5 : 1 for text (1.4.3), 3 : 1 for what must be
// seen to use a control or to know a state (1.4.11). Every text may stand on every surface, also under the pointer.

type Rgb = readonly [number, number, number];
interface Colour {
  readonly rgb: Rgb;
  readonly alpha: number;
}

/** oklch, as CSS Color 4 converts it, to sRGB with gamma, clipped as browsers clip. */
function toRgb(lightness: number, chroma: number, hue: number): Rgb {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const encode = (value: number): number => {
    const clipped = Math.min(1, Math.max(0, value));
    return clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  };
  return linear.map(encode) as unknown as Rgb;
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** One colour over another, as browsers lay them: in sRGB. */
function over(top: Colour, below: Rgb): Rgb {
  return below.map((value, index) => Number(top.rgb[index]) * top.alpha + value * (1 - top.alpha)) as unknown as Rgb;
}

const read = (name: string): string => readFileSync(resolve(import.meta.dirname, name), 'utf8');
const [css, styles] = [read('tokens.css'), read('styles.css')];
const oklch = String.raw`oklch\(([\d.]+) ([\d.]+) ([\d.]+)(?: / ([\d.]+))?\)`;

function readTokens(theme: 'light' | 'dark'): ReadonlyMap<string, Colour> {
  const tokens = new Map<string, Colour>();
  for (const [, name = '', ...parts] of css.matchAll(
    new RegExp(`--([\\w-]+): light-dark\\(${oklch}, ${oklch}\\)`, 'g'),
  )) {
    const [lightness, chroma, hue, alpha] = parts.slice(theme === 'light' ? 0 : 4, theme === 'light' ? 4 : 8);
    tokens.set(name, { rgb: toRgb(Number(lightness), Number(chroma), Number(hue)), alpha: Number(alpha ?? 1) });
  }
  return tokens;
}

const surfaces = [
  ...['ground', 'sunken', 'surface', 'raised', 'selected', 'note'],
  ...['accent-soft', 'positive-soft', 'warning-soft', 'critical-soft'],
];
const texts = ['ink', 'muted', 'faint', 'accent-ink', 'positive', 'warning', 'critical'];
const signs = ['line-strong', 'focus', 'online', 'away', 'offline'];

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  const tokens = readTokens(theme);
  const colour = (name: string): Colour => {
    const found = tokens.get(name);
    if (found === undefined) throw new Error(`tokens.css has no --${name}`);
    return found;
  };

  test('every colour of the system is read', () => {
    for (const name of [...surfaces, ...texts, ...signs, 'accent']) expect(colour(name).alpha, name).toBe(1);
    expect(colour('hover').alpha).toBeLessThan(1);
  });

  test.each(surfaces)('every text has 4.5 : 1 on %s', (surface) => {
    for (const text of texts) {
      expect(contrast(colour(text).rgb, colour(surface).rgb), `${text} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(surfaces)('text stays readable on %s under the pointer and while pressed', (surface) => {
    for (const text of ['ink', 'muted']) {
      for (const state of ['hover', 'press']) {
        const below = over(colour(state), colour(surface).rgb);
        expect(contrast(colour(text).rgb, below), `${text} on ${surface} with ${state}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  test.each(surfaces)('what shows a state or bounds a field has 3 : 1 on %s', (surface) => {
    for (const sign of signs) {
      expect(contrast(colour(sign).rgb, colour(surface).rgb), `${sign} on ${surface}`).toBeGreaterThanOrEqual(3);
    }
  });

  test.each(['ground', 'sunken', 'surface', 'raised'])('a filled switch or marker has 3 : 1 on %s', (surface) => {
    expect(contrast(colour('accent').rgb, colour(surface).rgb)).toBeGreaterThanOrEqual(3);
  });

  test.each([
    ['on-accent', 'accent'],
    ['on-accent', 'accent-strong'],
    ['on-critical', 'critical-solid'],
    ['on-critical', 'critical-solid-strong'],
    ['surface', 'ink'],
  ])('%s on %s has 4.5 : 1', (text, fill) => {
    expect(contrast(colour(text).rgb, colour(fill).rgb)).toBeGreaterThanOrEqual(4.5);
  });

  test('initials have 4.5 : 1 on every tint', () => {
    type Shade = readonly [lightness: number, chroma: number];
    const shades: Record<typeof theme, readonly [tint: Shade, ink: Shade]> = {
      light: [
        [0.9, 0.045],
        [0.4, 0.09],
      ],
      dark: [
        [0.36, 0.055],
        [0.9, 0.055],
      ],
    };
    const [tint, ink] = shades[theme];
    for (const [lightness, chroma] of [tint, ink]) expect(styles).toContain(`oklch(${lightness} ${chroma} var(--hue))`);
    for (const hue of avatarHues) {
      expect(contrast(toRgb(...tint, hue), toRgb(...ink, hue)), `hue ${hue}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});
