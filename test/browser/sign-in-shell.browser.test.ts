import type { Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { expectAccessible } from './support/accessible.ts';
import { describeInBrowser, type PageOptions } from './support/describe-in-browser.ts';
import { expectNoOverflow } from './support/overflow.ts';

const signedOut = /^401 GET \/v1\/me$/;

describeInBrowser('the shell', (browser) => {
  const open = async (path: string, options: PageOptions = {}): Promise<Page> => {
    const shop = await browser.shop();
    const page = await browser.page({ as: await shop.user('root'), ...options });
    await page.goto(path);
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    return page;
  };

  test('its commands open by Ctrl K, are found by typing, and go where they say', async () => {
    const page = await open('/account');
    await page.keyboard.press('Control+k');
    const input = page.getByRole('combobox', { name: 'What do you want to do?' });
    await input.waitFor();
    await expectAccessible(page);
    await input.fill('people');
    await page.getByRole('option', { name: 'Go to People' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/people');
    await input.waitFor({ state: 'detached' });
  });

  test('its keys are shown by ?, which is a letter while one types', async () => {
    const page = await open('/people');
    await page.getByLabel('Filter by name or address').fill('Ruth');
    await page.keyboard.press('?');
    expect(await page.getByLabel('Filter by name or address').inputValue()).toBe('Ruth?');
    await page.getByRole('heading', { name: 'People' }).click();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('a part that cannot be fetched takes nothing down, and comes once it can be', async () => {
    const shop = await browser.shop();
    const page = await browser.page({ as: await shop.user('root'), expect: [/key-sheet/] });
    let refused = 0;
    await page.route(/key-sheet/, (route) => (++refused <= 2 ? route.abort() : route.continue()));
    await page.goto('/account');
    await page.getByRole('heading', { name: 'Account' }).click();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    expect(refused).toBeGreaterThan(2);
  });

  test('single keys can be switched off, and stay off in this browser (WCAG 2.1.4)', async () => {
    const page = await open('/account');
    await page.getByRole('switch', { name: 'Single-key shortcuts' }).click();
    await page.reload();
    await page.getByRole('heading', { name: 'Account' }).click();
    await page.keyboard.press('?');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'What do you want to do?' }).waitFor();
    expect(await page.getByRole('dialog', { name: 'Keys' }).count()).toBe(0);
  });

  test('theme, language and direction take effect at once and outlive a reload', async () => {
    const page = await open('/account');
    await page.getByText('Dark', { exact: true }).click();
    const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    expect(await ground()).toBe('dark');
    await page.getByRole('combobox', { name: 'Language' }).click();
    await page.getByRole('option', { name: 'العربية' }).click();
    await page.getByRole('heading', { level: 1, name: 'الحساب' }).waitFor();
    const written = (): Promise<string[]> =>
      page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);
    expect(await written()).toEqual(['ar', 'rtl']);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'الحساب' }).waitFor();
    expect([await ground(), ...(await written())]).toEqual(['dark', 'ar', 'rtl']);
  });

  test('the first Tab skips to the page, and going elsewhere puts the focus at its beginning', async () => {
    const page = await open('/people');
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to the page' });
    expect(await skip.evaluate((link) => link === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('page');
    await page.getByRole('link', { name: 'Inbox' }).click();
    await page.waitForURL('**/inbox');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('page');
    await page.getByRole('button', { name: 'Commands' }).focus();
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('heading', { name: 'People' }).waitFor();
    expect(await page.evaluate(() => document.getElementById('page')?.contains(document.activeElement))).toBe(true);
  });

  test('on a phone the ways stand at the foot, each at least 44 px high', async () => {
    const page = await open('/people', { width: 390 });
    const box = await page.getByRole('link', { name: 'Inbox' }).boundingBox();
    expect(box?.y).toBeGreaterThan(700);
    expect(box?.height).toBeGreaterThanOrEqual(44);
  });

  test('says what is wrong when what a page shows cannot be loaded', async () => {
    const shop = await browser.shop();
    const page = await browser.page({ as: await shop.user('root'), expect: [/^failed GET \/v1\/users/] });
    await page.route('**/v1/users*', (route) => route.abort('connectionrefused'));
    await page.goto('/people');
    await page.getByText('The server cannot be reached').waitFor();
    await expectAccessible(page);
  });

  test('says so when the page itself cannot be loaded, as after the server was renewed, and offers to load it again', async () => {
    const shop = await browser.shop();
    const missing = [
      /^failed GET \/assets\/account-page/,
      /^console: .*(dynamically imported module|Failed to fetch)/s,
    ];
    const page = await browser.page({ as: await shop.user('root'), expect: missing });
    await page.route('**/assets/account-page*', (route) => route.abort('failed'));
    await page.goto('/people');
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Go to Account' }).click();
    await page.getByText('This page did not load').waitFor();
    await expectAccessible(page);
    await page.unroute('**/assets/account-page*');
    await page.getByRole('button', { name: 'Load again' }).click();
    await page.getByRole('heading', { name: 'Account' }).waitFor();
  });
});

const pages = ['/people', '/account'];
const pagesBefore = ['/sign-in', '/reset/some-token', '/set-up?token=x', '/design'];

// Barriers depend on light and dark and on the width, not on the language; whether everything fits depends on all of them.
const looks = [
  { name: '1440 px, light', options: {}, barriers: true },
  { name: '390 px, dark', options: { width: 390, colorScheme: 'dark' }, barriers: true },
  { name: '1440 px, dark, right to left', options: { colorScheme: 'dark', more: { locale: 'ar' } }, barriers: false },
  { name: '390 px, light, right to left', options: { width: 390, more: { locale: 'ar' } }, barriers: false },
  { name: '390 px, light, in German', options: { width: 390, more: { locale: 'de-DE' } }, barriers: false },
] as const satisfies readonly { name: string; options: PageOptions; barriers: boolean }[];

describeInBrowser('every page', (browser) => {
  describe.each(looks)('at $name', ({ options, barriers }) => {
    const look = async (page: Page, path: string): Promise<void> => {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      // Nothing is on its way any more.
      await expect.poll(() => page.locator('main .animate-breathe:visible').count()).toBe(path === '/design' ? 2 : 0);
      await expectNoOverflow(page);
      if (barriers) await expectAccessible(page);
    };

    test('fits and has no barrier for those who are signed in', async () => {
      const shop = await browser.shop();
      const page = await browser.page({ as: await shop.user('root'), ...options });
      for (const path of pages) await look(page, path);
    });

    test('fits and has no barrier for those who are not yet', async () => {
      await browser.shop();
      const page = await browser.page({ expect: [signedOut], ...options });
      for (const path of pagesBefore) await look(page, path);
    });
  });
});
