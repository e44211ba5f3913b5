import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, inject, test } from 'vitest';

// What a visitor's browser loads before anything was opened, as it travels.

const { chromium, pagesDir } = inject('browser');
const title = 'the widget’s size';
if ('missing' in chromium) describe.skip(`${title} — skipped: ${chromium.missing}`, () => sizes());
else describe(title, () => sizes());

function sizes(): void {
  const read = (name: string): Buffer => readFileSync(join(pagesDir, name));

  /** The script of somebody's page, the frame's page, and everything that that loads. */
  const loaded = (): string[] => {
    const page = read('widget/frame.html').toString();
    const linked = [...page.matchAll(/(?:src|href)="\/(widget\/assets\/[^"]+)"/g)].map(([, name]) => name as string);
    expect(linked.map((name) => name.split('.').at(-1)).sort()).toEqual(['css', 'js']);
    return ['widget.js', 'widget/frame.html', ...linked];
  };

  test.each([
    ['.br', brotliDecompressSync],
    ['.gz', gunzipSync],
  ] as const)('is at most 30,000 bytes for all of it (%s), and 6,000 for the script on the page', (ending, expand) => {
    const sizeOf = (name: string): number => {
      const small = read(name + ending);
      expect(expand(small)).toEqual(read(name));
      return small.length;
    };
    const all = loaded().map((name) => [name.replace(/-[\w-]{8}\./, '.'), sizeOf(name)] as const);
    console.info(`the widget in bytes (${ending}): ${all.map(([name, size]) => `${name} ${size}`).join(', ')}`);
    expect(sizeOf('widget.js')).toBeLessThanOrEqual(6_000);
    expect(all.reduce((sum, [, size]) => sum + size, 0)).toBeLessThanOrEqual(30_000);
  });

  test('and nothing in it comes from anywhere else, or is more than the chat', () => {
    for (const name of loaded()) {
      const text = read(name).toString();
      const addresses = [...text.matchAll(/https?:\/\/[\w.-]+/g)].map(([address]) => address);
      expect(
        addresses.filter((address) => !/^https?:\/\/(www\.w3\.org)$/.test(address)),
        name,
      ).toEqual([]);
      expect(text, name).not.toMatch(/react-dom|eval\(|new Function\(/);
    }
  });
}
