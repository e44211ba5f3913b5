import type { Page } from '@playwright/test';
import { expect, test } from 'vitest';
import { describeInBrowser } from './support/describe-in-browser.ts';
import { keyOf, openSite, pageWith, shopWith, tagOf, Widget } from './widget-site.ts';

/** The whole of it, with nothing but browsers: a customer in the widget, and two agents in their consoles. */
describeInBrowser('a hand-over', (browser) => {
  test('of a widget’s customer from one agent to another, as all three see it', async () => {
    const shop = await browser.shop(shopWith());
    const site = await openSite(pageWith(tagOf(browser.url, keyOf(shop))));
    const consoleOf = async (agentId: string): Promise<Page> => {
      const page = await browser.page({ as: await shop.user(agentId) });
      await page.goto('/inbox');
      await page.getByRole('button', { name: 'Go online' }).click();
      await page.getByText('You are offline').waitFor({ state: 'detached' });
      return page;
    };
    const reply = (page: Page) => page.getByRole('textbox', { name: /^Reply to/ });
    const [tom, priya] = [await consoleOf('tom'), await consoleOf('priya')];
    const visitor = await browser.page();
    await visitor.goto(site.origin);
    const widget = new Widget(visitor);
    await widget.open();
    await widget.write('I was charged twice for one lamp.');

    await tom.getByRole('tab', { name: /Waiting/ }).click();
    await tom.getByRole('link', { name: /charged twice/ }).click();
    await tom.getByRole('button', { name: 'Take' }).click();
    await reply(tom).fill('I bring you to somebody who can return it.');
    await tom.keyboard.press('ControlOrMeta+Enter');
    await widget.says('Tom Okafor from Support is here.', 'I bring you to somebody who can return it.');

    // Three actions: the key, the choice, and send. What is typed in between is not counted.
    await tom.getByRole('heading', { level: 2 }).first().click();
    await tom.keyboard.press('t');
    await tom.getByRole('dialog').locator('[data-target="agent:priya"]').waitFor();
    await tom.keyboard.type('priya');
    await tom.keyboard.press('Enter');
    await tom.keyboard.type('Twice on Tuesday, order L-4388.');
    await tom.keyboard.press('ControlOrMeta+Enter');
    await widget.says('I bring you to somebody who can return it.', 'We are bringing you to Billing.');
    const conversation = new URL(tom.url()).pathname;
    await tom.getByRole('region', { name: 'Transfer under way' }).waitFor();

    await priya.getByText('Twice on Tuesday, order L-4388.').first().waitFor();
    await priya.keyboard.press('a');
    await reply(priya).fill('It is on its way back to you.');
    await priya.keyboard.press('ControlOrMeta+Enter');
    await widget.says('Priya Raman from Billing is here.', 'It is on its way back to you.');
    expect((await widget.lines()).join()).not.toContain('Twice on Tuesday');
    await expect.poll(() => new URL(tom.url()).pathname).not.toBe(conversation);
    await expect.poll(() => reply(tom).count()).toBe(0);
    await site.close();
  });
});
