import type { Locator, Page } from '@playwright/test';
import { expect, test } from 'vitest';
import { expectAccessible } from './support/accessible.ts';
import { describeInBrowser, type InBrowser } from './support/describe-in-browser.ts';

// The components, on the page that shows all of them: each by pointer and by keyboard alone, and where the focus is after.

async function openDesign(browser: InBrowser): Promise<Page> {
  const page = await browser.page();
  await page.goto('/design');
  await page.getByRole('heading', { name: 'Design', exact: true }).waitFor();
  return page;
}

const hasFocus = (locator: Locator): Promise<boolean> =>
  locator.evaluate((element) => element === document.activeElement);

/** Waits until it has the focus: popups give it back when they have gone. */
async function expectFocus(locator: Locator): Promise<void> {
  await expect.poll(() => hasFocus(locator)).toBe(true);
}

describeInBrowser('the components', (browser) => {
  test('a select is opened by an arrow key, chosen from by typing, and keeps the focus', async () => {
    const page = await openDesign(browser);
    const select = page.getByRole('combobox', { name: 'Department' }).first();
    await select.focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { name: /Billing/ }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('b');
    await page.keyboard.press('Enter');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    expect(await select.textContent()).toContain('Billing');
    await expectFocus(select);
    // Opened before, it opens by itself from then on.
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { name: /Support/ }).click();
    expect(await select.textContent()).toContain('Support');
  });

  test('a combobox opens with the focus in its filter, and says so when nothing is left', async () => {
    const page = await openDesign(browser);
    const combobox = page.getByRole('combobox', { name: 'Hand over to' }).first();
    await combobox.click();
    const filter = page.getByRole('combobox', { name: 'Filter' });
    await expectFocus(filter);
    await page.keyboard.type('nobody');
    await page.getByText('Nothing found').waitFor();
    await filter.fill('woj');
    await filter.fill('tomasz');
    await page.getByRole('option', { name: /Tomasz/ }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    expect(await combobox.textContent()).toContain('Tomasz Wójcik');
    await expectFocus(combobox);
  });

  test('a menu is opened by Enter, walked by arrows, and gives the focus back', async () => {
    const page = await openDesign(browser);
    const trigger = page.getByRole('button', { name: 'Menu', exact: true });
    await trigger.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: /Transfer/ }).waitFor();
    await expectAccessible(page);
    const away = page.getByRole('menuitemradio', { name: 'away' });
    await away.click();
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await expectFocus(trigger);
    await page.keyboard.press('Enter');
    expect(await away.getAttribute('aria-checked')).toBe('true');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await expectFocus(trigger);
  });

  test('a popover and a dialog take the focus, keep it, and give it back at Escape', async () => {
    const page = await openDesign(browser);
    for (const name of ['Popover', 'Dialog']) {
      const trigger = page.getByRole('button', { name, exact: true });
      await trigger.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await expectFocus(trigger);
    }
  });

  test('what cannot be undone is asked with the focus on the harmless button', async () => {
    const page = await openDesign(browser);
    await page.getByRole('button', { name: 'Confirmation' }).click();
    await expectFocus(page.getByRole('dialog').getByRole('button', { name: 'Cancel' }));
  });

  test('toasts are told to screen readers, can be reached by F6, and closed', async () => {
    const page = await openDesign(browser);
    await page.getByRole('button', { name: 'critical', exact: true }).click();
    const region = page.getByRole('region', { name: /notifications/i });
    await region.getByText('Kofi declined').waitFor();
    expect(await region.getAttribute('aria-live')).toBe('polite');
    await expectAccessible(page);
    await page.keyboard.press('F6');
    await expect.poll(() => region.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await region.getByRole('button', { name: 'Close' }).click();
    await region.getByText('Kofi declined').waitFor({ state: 'detached' });
  });

  test('a hint comes under the pointer and the focus, stays under the pointer, and goes at Escape (WCAG 1.4.13)', async () => {
    const page = await openDesign(browser);
    const button = page.getByRole('button', { name: 'Write a note' });
    const hint = page.getByRole('tooltip');
    await button.hover();
    await hint.getByText('Write a note').waitFor();
    await hint.hover();
    await page.keyboard.press('Escape');
    await hint.waitFor({ state: 'detached' });
    await page.mouse.move(0, 0);
    await page.keyboard.press('Tab');
    await button.focus();
    await hint.waitFor();
  });

  test('tabs are walked by arrows, and only the chosen one is in the row of Tab', async () => {
    const page = await openDesign(browser);
    const mine = page.getByRole('tab', { name: /^Mine/ });
    await mine.focus();
    await page.keyboard.press('ArrowRight');
    const team = page.getByRole('tab', { name: /My departments/ });
    await expectFocus(team);
    expect(await team.getAttribute('aria-selected')).toBe('true');
    expect(await mine.getAttribute('tabindex')).toBe('-1');
    await page
      .getByRole('tabpanel', { name: /My departments/ })
      .getByText('“team”')
      .waitFor();
  });

  test('a list of ten thousand rows has a few of them on the page, and tells how many there are', async () => {
    const page = await openDesign(browser);
    const list = page.getByRole('list', { name: 'Ten thousand names' });
    const rows = list.getByRole('listitem');
    expect(await rows.count()).toBeLessThan(60);
    expect(await rows.first().getAttribute('aria-setsize')).toBe('10000');
    await list.evaluate((element) => element.parentElement?.scrollTo({ top: 10_000 * 48 }));
    await list.getByText('9999', { exact: true }).waitFor();
  });
});
