import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyBuiltPages } from './browser/support/built-pages.ts';

// What a browser must fetch before it shows a page of the console, as the server sends it: compressed by Brotli.

/** A file of the build, in Vite's manifest: what it is called, and what it cannot do without. */
interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

const kilobyte = 1000;
/** The page itself, and what every page of the console starts with. */
const entry = 'index.html';
const shell = 'src/app/shell.tsx';

const budgets = [
  ['the sign-in', ['src/pages/sign-in/sign-in-page.tsx'], 160],
  ['the inbox', [shell, 'src/inbox/inbox-page.tsx'], 220],
  ['people', [shell, 'src/pages/people/people-page.tsx'], 170],
  ['the account', [shell, 'src/pages/account/account-page.tsx'], 180],
  ['the flows', [shell, 'src/flows/list/flows-page.tsx', 'src/words/en/flow-index.ts'], 180],
  ['a flow without its canvas', [shell, 'src/flows/flow-page.tsx', 'src/words/en/flow-index.ts'], 210],
  ['a flow', [shell, 'src/flows/flow-page.tsx', 'src/words/en/flow-index.ts', 'src/flows/canvas/flow-canvas.tsx'], 280],
] as const;

describe('the console', () => {
  let folder = '';
  let chunks: Readonly<Record<string, Chunk>> = {};
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'baton-test-pages-'));
    await copyBuiltPages(folder);
    chunks = JSON.parse(readFileSync(join(folder, 'console.json'), 'utf8'));
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Every file that these need, once: themselves, what they import, and its styles. */
  function filesOf(keys: readonly string[], seen = new Set<string>()): Set<string> {
    for (const key of keys) {
      const chunk = chunks[key];
      if (chunk === undefined) throw new Error(`The build has no ${key}.`);
      if (seen.has(chunk.file)) continue;
      seen.add(chunk.file);
      for (const file of chunk.css ?? []) seen.add(file);
      filesOf(chunk.imports ?? [], seen);
    }
    return seen;
  }
  const sizeOf = (file: string): number =>
    (statSync(join(folder, `${file}.br`), { throwIfNoEntry: false }) ?? statSync(join(folder, file))).size;

  test.each(budgets)('shows %s within its budget', (_, pages, kilobytes) => {
    const files = [...filesOf([entry, ...pages])];
    const size = files.reduce((sum, file) => sum + sizeOf(file), 0);
    expect(size, `${Math.round(size / kilobyte)} kB`).toBeLessThanOrEqual(kilobytes * kilobyte);
  });

  test('is one page that brings no script and no style in its text, which its policy would refuse', () => {
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=/);
    expect(html).toContain('<script type="module"');
  });
});
