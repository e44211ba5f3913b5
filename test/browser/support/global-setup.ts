/** Once per run that has browser tests: the built pages, a Chromium, and the image of a migrated store. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../../src/storage/migrate.ts';
import { makeImage } from '../../../src/storage/pglite/image.ts';
import type {} from '../../support/global-setup.ts';
import { copyBuiltPages } from './built-pages.ts';
import { findChromium } from './chromium.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The program, or why there is none, and the folder of the pages that were built for this run. */
    browser: { readonly chromium: ReturnType<typeof findChromium>; readonly pagesDir: string };
  }
}

/** Vitest calls this before the first test file, and what it gives back after the last. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-test-browser-'));
  const chromium = findChromium();
  const pagesDir = join(folder, 'pages');
  const pgliteImage = join(folder, 'migrated.tar');
  try {
    if ('program' in chromium) {
      await copyBuiltPages(pagesDir);
      writeFileSync(pgliteImage, await makeImage(migrate));
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  project.provide('browser', { chromium, pagesDir });
  project.provide('stores', { postgres: { missing: 'browser tests run on the embedded store' }, pgliteImage });
  return () => rmSync(folder, { recursive: true, force: true });
}
