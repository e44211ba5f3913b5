import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BrowserContext, BrowserContextOptions, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, inject } from 'vitest';
import type { WrittenDocument } from '../../../src/domain/fill-configuration.ts';
import type { RunningNode } from '../../../src/node.ts';
import { startServer } from '../../scenarios/desk.ts';
import { type OpenBrowser, openChromium } from './chromium.ts';
import { collectFaults, unexpected } from './page-faults.ts';
import { Shop, type ShopUser } from './shop.ts';

/**
 * Tests in a real browser against a real node, one of each per file:
 *
 *     describeInBrowser('the inbox', (browser) => {
 *       test('[C7] the two buttons stand above the reply box', async () => {
 *         const shop = await browser.shop();
 *         const page = await browser.page({ as: await shop.user('tom') });
 *         await page.goto('/inbox');
 *         …
 *         await expectAccessible(page);
 *         await expectNoOverflow(page);
 *       });
 *     });
 *
 * Every test gets contexts of its own. It fails on console errors, uncaught exceptions, and refused or failed requests to
 * the node that it did not expect; a test that fails leaves pictures of its pages in `test-results/browser`.
 */
export interface InBrowser {
  /** Where the node listens, such as `http://127.0.0.1:41234`. Pages take paths: `page.goto('/inbox')`. */
  readonly url: string;
  readonly node: RunningNode;
  /** A new organization: `setup`, by default a shop with three departments, seven people and three accounts. */
  shop(setup?: WrittenDocument): Promise<Shop>;
  /** A page in a context of its own. */
  page(options?: PageOptions): Promise<Page>;
  /** A context for several pages that share cookies and storage, as the tabs of one browser do. */
  context(options?: PageOptions): Promise<BrowserContext>;
}

export interface PageOptions {
  /** Who is signed in. Default: nobody. */
  readonly as?: ShopUser;
  /** Of the window, in CSS pixels. Default 1440 by 900; 390 by 844 is the phone. */
  readonly width?: number;
  readonly height?: number;
  /** Default `light`. */
  readonly colorScheme?: 'light' | 'dark';
  /** Faults that belong to the test, matched against lines such as `401 GET /v1/me` (see `page-faults.ts`). */
  readonly expect?: readonly RegExp[];
  /** Everything else that Playwright can set. By default motion is reduced and the language is English. */
  readonly more?: BrowserContextOptions;
}

interface Opened {
  readonly context: BrowserContext;
  readonly faults: readonly string[];
  readonly expected: readonly RegExp[];
}

const waitMsMax = 10_000;
const picturesDir = resolve(import.meta.dirname, '../../../test-results/browser');

/** Runs the suite in Chromium, or says in its title why there is none. */
export function describeInBrowser(title: string, suite: (browser: InBrowser) => void): void {
  const { chromium } = inject('browser');
  if ('missing' in chromium) describe.skip(`${title} — skipped: ${chromium.missing}`, () => suite({} as InBrowser));
  else describe(title, () => suite(started(chromium.program)));
}

function started(program: string): InBrowser {
  let browser: OpenBrowser | undefined;
  let node: RunningNode | undefined;
  const dataDir = mkdtempSync(join(tmpdir(), 'baton-test-node-'));
  const opened: Opened[] = [];

  beforeAll(async () => {
    [node, browser] = await Promise.all([
      startServer('pglite', { dataDir, pagesDir: inject('browser').pagesDir }),
      openChromium(program),
    ]);
  });
  afterEach(async ({ task }) => {
    const left = opened.splice(0);
    if (task.result?.state === 'fail') await takePictures(task.name, left).catch(() => {});
    const faults = left.flatMap((one) => unexpected(one.faults, one.expected));
    for (const { context } of left) await context.close();
    expect(faults, 'The test did not expect what happened in its pages.').toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await node?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const running = (): RunningNode => {
    if (node === undefined) throw new Error('The node runs only inside tests and hooks.');
    return node;
  };
  const context: InBrowser['context'] = async (options = {}) => {
    if (browser === undefined) throw new Error('The browser is open only inside tests and hooks.');
    const { url } = running();
    const made = await browser.browser.newContext({
      baseURL: url,
      viewport: { width: options.width ?? 1440, height: options.height ?? (options.width === 390 ? 844 : 900) },
      colorScheme: options.colorScheme ?? 'light',
      reducedMotion: 'reduce',
      locale: 'en-GB',
      ...options.more,
    });
    made.setDefaultTimeout(waitMsMax);
    opened.push({ context: made, faults: collectFaults(made, url), expected: options.expect ?? [] });
    if (options.as !== undefined) await options.as.signIn(made);
    return made;
  };
  return {
    get url() {
      return running().url;
    },
    get node() {
      return running();
    },
    shop: (setup) => Shop.open(running(), setup),
    context,
    page: async (options) => (await context(options)).newPage(),
  };
}

/** What the pages of a failed test look like. */
async function takePictures(title: string, opened: readonly Opened[]): Promise<void> {
  mkdirSync(picturesDir, { recursive: true });
  const name = title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80);
  const pages = opened.flatMap(({ context }) => context.pages());
  for (const [i, page] of pages.entries()) {
    const path = join(picturesDir, `${name}-${i + 1}.png`);
    await page.screenshot({ path });
    console.info(`${page.url()} looked like ${path}`);
  }
}
