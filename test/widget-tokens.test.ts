import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

// The widget imports nothing from the console, and looks like it: the same tokens have the same values.

const read = (path: string): string => readFileSync(resolve(import.meta.dirname, '../web', path), 'utf8');

/** The tokens of a rule, by name. */
function tokensOf(css: string, selector: RegExp): Map<string, string> {
  const body = new RegExp(`${selector.source}\\s*\\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return new Map([...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [String(name), String(value)]));
}

test('the widget’s colours are those of the design system, light and dark', () => {
  const widget = read('widget/src/view/tokens.css');
  const shared = new Map(
    [
      ...read('console/src/design/tokens.css').matchAll(
        /--([\w-]+):\s*light-dark\((oklch\([^)]+\)), (oklch\([^)]+\))\)/g,
      ),
    ].map(([, name, light, dark]) => [String(name), { light, dark }] as const),
  );
  const light = tokensOf(widget, /\[data-theme="light"\]/);
  const dark = tokensOf(widget, /\[data-theme="dark"\]/);
  const auto = tokensOf(widget, /\[data-theme="auto"\]/);
  expect(light.size).toBeGreaterThan(10);
  for (const [name, value] of light) expect([name, value]).toEqual([name, shared.get(name)?.light]);
  for (const [name, value] of dark) expect([name, value]).toEqual([name, shared.get(name)?.dark]);
  expect([...dark.keys()]).toEqual([...light.keys()]);
  expect([...auto]).toEqual([...dark]);
  // The launcher, on pages of others, has them under shorter names.
  const names = { b: 'accent', h: 'accent-strong', f: 'focus', s: 'surface', l: 'line' };
  const launcher = read('widget/src/page/launcher-styles.ts');
  const ruleOf = (side: 'light' | 'dark'): string =>
    Object.entries(names)
      .map(([short, name]) => `--${short}:${shared.get(name)?.[side]?.replace(/\b0\./g, '.')}`)
      .join(';');
  expect(launcher).toContain(`:host{${ruleOf('light')}}`);
  expect(launcher).toContain(`.dark{${ruleOf('dark')}}`);
  expect(launcher).toContain(`.auto{${ruleOf('dark')}}`);
});
