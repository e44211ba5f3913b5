import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

const folder = join(import.meta.dirname, '../../docs/reference');

/** Fails where a page of `docs/reference` does not say exactly this; with BATON_WRITE_REFERENCE=1 it is written first. */
export function expectReferencePage(name: string, text: string): void {
  const page = join(folder, name);
  if (process.env.BATON_WRITE_REFERENCE === '1') writeFileSync(page, text);
  expect(existsSync(page) ? readFileSync(page, 'utf8') : '').toBe(text);
}

/** A table in Markdown, with an empty line after it; nothing where there are no rows. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string =>
    `|${cells.map((cell) => (cell === '' ? ' ' : ` ${cell.replaceAll('|', '\\|')} `)).join('|')}|`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line), ''];
}

/** Words of ours, as code: `a`, `b`. */
export function inCode(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}
