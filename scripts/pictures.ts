// `npm run pictures`: what every page looks like, wide and narrow, light and dark.
//
//   npm run pictures                       into a folder of the system's temporary one; it says where
//   npm run pictures -- --out DIR          into that folder
//   npm run pictures -- --only inbox       only the pages whose name contains that
//   npm run pictures -- --readme           the one picture of the README, docs/pictures/inbox.png
//
// The real server plays the demo with a fixed seed, so that pictures are alike. Fails when a page scrolls sideways, cuts off
// text, breaks a rule of WCAG 2.2 AA, or says something in the console that it should not.

import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { findBarriers } from '../test/browser/support/accessible.ts';
import { copyBuiltPages } from '../test/browser/support/built-pages.ts';
import { findChromium, openChromium } from '../test/browser/support/chromium.ts';
import { findOverflow } from '../test/browser/support/overflow.ts';
import { collectFaults, unexpected } from '../test/browser/support/page-faults.ts';
import { type PicturePage, picturePages } from './picture-pages.ts';
import { openStages, type Stage } from './picture-stage.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    only: { type: 'string', default: '' },
    readme: { type: 'boolean', default: false },
  },
});

interface Look {
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
  /** Pixels of the picture for each of the window. */
  readonly scale: number;
}

const looks: readonly Look[] = [1440, 390].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({
    width,
    height: width === 390 ? 844 : 900,
    colorScheme,
    scale: 1,
  })),
);
/** Of the README: narrow enough that its words can be read where pages are 800 pixels wide. */
const readmeLook: Look = { width: 1200, height: 720, colorScheme: 'light', scale: 1 };
const readmePage = 'conversation';
const readmePicture = resolve(import.meta.dirname, '../docs/pictures/inbox.png');
const readmeBytesMax = 200_000;

const problems: string[] = [];
const chromium = findChromium();
if ('missing' in chromium) throw new Error(chromium.missing);
const work = mkdtempSync(join(tmpdir(), 'baton-pictures-work-'));
try {
  const pagesDir = join(work, 'pages');
  await copyBuiltPages(pagesDir);
  const stages = await openStages({ dataDir: work, pagesDir });
  const { browser, close } = await openChromium(chromium.program);
  try {
    if (values.readme) await takeReadmePicture(browser, stages.demo);
    else await takeAll(browser, stages);
  } finally {
    await close();
    await stages.close();
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
for (const problem of problems) process.stdout.write(`✗ ${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

async function takeAll(browser: Browser, stages: Awaited<ReturnType<typeof openStages>>): Promise<void> {
  const out = values.out === undefined ? mkdtempSync(join(tmpdir(), 'baton-pictures-')) : resolve(values.out);
  mkdirSync(out, { recursive: true });
  let taken = 0;
  for (const page of picturePages.filter(({ name }) => name.includes(values.only))) {
    for (const look of looks) {
      const name = `${page.name}-${look.width}-${look.colorScheme}`;
      const path = join(out, `${name}.png`);
      const stage = page.stage === 'empty' ? stages.empty : stages.demo;
      await take(browser, { page, look, stage, path, name });
      taken++;
    }
  }
  process.stdout.write(`${taken} pictures in ${out}\n`);
}

async function takeReadmePicture(browser: Browser, stage: Stage): Promise<void> {
  const page = picturePages.find(({ name }) => name === readmePage);
  if (page === undefined) throw new Error(`There is no page ${readmePage}.`);
  await take(browser, { page, look: readmeLook, stage, path: readmePicture, name: 'README' });
  const { size } = statSync(readmePicture);
  if (size > readmeBytesMax)
    problems.push(`README: the picture has ${size} bytes; at most ${readmeBytesMax} are wanted`);
  process.stdout.write(`${readmePicture}, ${size} bytes\n`);
}

interface Shot {
  readonly page: PicturePage;
  readonly look: Look;
  readonly stage: Stage;
  readonly path: string;
  /** How problems are told. */
  readonly name: string;
}

/** Takes one picture, and notes what is wrong with the page. A page that cannot be brought there is a problem too. */
async function take(browser: Browser, { page: subject, look, stage, path, name }: Shot): Promise<void> {
  const context = await browser.newContext({
    baseURL: stage.url,
    viewport: { width: look.width, height: look.height },
    deviceScaleFactor: look.scale,
    colorScheme: look.colorScheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  const faults = collectFaults(context, stage.url);
  try {
    const page = await open(context, subject, stage);
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    problems.push(...(await findOverflow(page)).map((problem) => `${name}: ${problem}`));
    const barriers = subject.isForeign === true ? [] : await findBarriers(page);
    problems.push(...barriers.map((problem) => `${name}: ${problem}`));
  } catch (error) {
    problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    for (const page of context.pages()) await page.screenshot({ path }).catch(() => {});
  }
  problems.push(...unexpected(faults, subject.expect ?? []).map((fault) => `${name}: ${fault}`));
  await context.close();
}

async function open(context: BrowserContext, subject: PicturePage, stage: Stage): Promise<Page> {
  context.setDefaultTimeout(15_000);
  if (subject.as !== undefined) await stage.signIn(context, subject.as);
  const path = typeof subject.path === 'string' ? subject.path : await subject.path(stage);
  const page = await context.newPage();
  await page.goto(path);
  await subject.prepare?.(page, stage);
  // What comes into view by a transition has come, and what was just laid out is painted.
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  return page;
}
