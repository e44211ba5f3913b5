import type { Page } from '@playwright/test';
import { expect, test } from 'vitest';
import { expectAccessible } from './support/accessible.ts';
import { describeInBrowser, type InBrowser } from './support/describe-in-browser.ts';
import { expectNoOverflow } from './support/overflow.ts';
import type { Shop } from './support/shop.ts';

// The builder, by keyboard alone: whoever does not see the canvas, or has no pointer, builds the same flows.

const keys = (page: Page) => ({
  press: async (...names: readonly string[]): Promise<void> => {
    for (const name of names) await page.keyboard.press(name);
  },
  type: (text: string): Promise<void> => page.keyboard.type(text),
});

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement;
    const labelled = at?.id ? document.querySelector(`label[for="${CSS.escape(at.id)}"]`)?.textContent : null;
    return labelled ?? at?.getAttribute('aria-label') ?? at?.textContent ?? '';
  });

/** Waits until the focus is on what is labelled so. */
async function expectFocus(page: Page, label: string | RegExp): Promise<void> {
  await expect.poll(() => focused(page)).toMatch(label);
}

async function openFlows(browser: InBrowser, shop: Shop, as = 'root', more: object = {}): Promise<Page> {
  const page = await browser.page({ as: await shop.user(as), ...more });
  await page.goto('/flows');
  await page.getByRole('heading', { name: 'Flows', exact: true }).waitFor();
  return page;
}

async function newFlow(page: Page, name: string): Promise<void> {
  const { press, type } = keys(page);
  await page.getByRole('button', { name: 'New flow' }).first().focus();
  await press('Enter');
  await page.getByRole('dialog').waitFor();
  await expectFocus(page, /Name of the flow/);
  await type(name);
  await press('Enter');
  await page.getByRole('tree').waitFor();
}

const lineText = (page: Page): Promise<string> =>
  page.evaluate(() => (document.activeElement?.textContent ?? '').replace(/\s*→\s*/, ' → '));

/** Puts the focus on a line of the outline, with the arrow keys. */
async function walkTo(page: Page, name: RegExp, from: 'top' | 'here' = 'top'): Promise<void> {
  const { press } = keys(page);
  const inTree = await page.evaluate(() => document.activeElement?.closest('[role="tree"]') !== null);
  if (!inTree) await page.locator('[role="treeitem"][tabindex="0"]').focus();
  if (from === 'top') await press('Home');
  for (let lines = 0; lines < 60; lines++) {
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'treeitem');
    if (name.test(await lineText(page))) return;
    const before = await page.evaluate(() => (document.activeElement as HTMLElement).dataset.row);
    await press('ArrowDown');
    await page.waitForFunction((row) => (document.activeElement as HTMLElement).dataset.row !== row, before);
  }
  throw new Error(`There is no line ${name}.`);
}

/** Adds a step at the line that has the focus, by typing what it does. */
async function add(page: Page, what: string): Promise<void> {
  const { press, type } = keys(page);
  await press('a');
  await expectFocus(page, /Type what it is to do/);
  await type(what);
  await press('Enter');
  await page.waitForFunction(() => document.activeElement?.closest('[data-inspector]') !== null);
}

/** Lets the port whose line has the focus lead to what is typed. */
async function connect(page: Page, to: string): Promise<void> {
  const { press, type } = keys(page);
  await press('Enter');
  await expectFocus(page, /Type the name of a step/);
  await type(to);
  await press('Enter');
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'treeitem');
}

/** Goes by Tab to the setting of that name. */
async function tabTo(page: Page, label: RegExp): Promise<void> {
  for (let stops = 0; stops < 40; stops++) {
    if (label.test(await focused(page))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`No setting is called ${label}.`);
}

/** Chooses from the list of the setting that has the focus. */
async function choose(page: Page, typed: string): Promise<void> {
  const { press, type } = keys(page);
  await press('ArrowDown');
  await page.getByRole('option').first().waitFor();
  await type(typed);
  await page.locator('[role="option"][data-highlighted]').filter({ hasText: typed }).waitFor();
  await press('Enter');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
}

const saved = (page: Page) => page.locator('[data-save="saved"]').waitFor();

describeInBrowser('the builder', (browser) => {
  test('[U1] builds the page of the third seed from an empty canvas, by keyboard alone', async () => {
    const shop = await browser.shop();
    const page = await openFlows(browser, shop);
    const { press, type } = keys(page);
    await newFlow(page, 'Move it on');
    await expectAccessible(page);

    // The trigger: a conversation that a contact opens.
    await walkTo(page, /No triggers/);
    await press('Enter');
    await expectFocus(page, /Add a trigger/);
    await press('Enter');
    await expectFocus(page, /Type when it is to begin/);
    await type('opened');
    await press('Enter');
    await page.getByRole('checkbox', { name: 'A contact' }).waitFor();

    // Assign to the first agent.
    await walkTo(page, /^Start/);
    await add(page, 'assign');
    await expectFocus(page, /To whom/);
    await choose(page, 'An agent');
    await tabTo(page, /^Agent$/);
    await choose(page, 'Tom');
    await press('Escape');
    await walkTo(page, /^Nobody found/);
    await connect(page, 'end');
    await walkTo(page, /^Declined/);
    await connect(page, 'end');

    // Wait for a quarter of an hour.
    await walkTo(page, /^Assigned/);
    await add(page, 'wait');
    await expectFocus(page, /How long/);
    expect(await page.getByRole('spinbutton', { name: 'How long' }).inputValue()).toBe('15');
    await press('Escape');

    // Is it still open, and was nothing written to the customer?
    await walkTo(page, /^Time is over/);
    await add(page, 'branch');
    await tabTo(page, /Add a condition/);
    await press('Enter');
    await expectFocus(page, /^Field/);
    await tabTo(page, /Add a condition/);
    await press('Enter');
    await page.getByRole('group', { name: 'Condition 2' }).waitFor();
    await expectFocus(page, /^Field/);
    await choose(page, 'time since last outgoing');
    await tabTo(page, /^Comparison/);
    await choose(page, 'does not exist');
    await press('Escape');
    await walkTo(page, /^Otherwise/);
    await connect(page, 'end');

    // Assign to somebody of the team who is online.
    await walkTo(page, /Conversation: open or closed.* → End/);
    await add(page, 'assign');
    await expectFocus(page, /To whom/);
    await tabTo(page, /^Team$/);
    await choose(page, 'Support');
    expect(await page.getByRole('switch', { name: 'Only assign to agents who are online' }).isChecked()).toBe(true);
    await press('Escape');

    // And say so.
    await walkTo(page, /^Assigned → End/);
    await add(page, 'comment');
    await expectFocus(page, /The note/);
    await type('Moved on: nobody had answered.');
    await press('Escape');
    for (const port of [/^Nobody found → Leads/, /^Declined → Leads/]) {
      await walkTo(page, port);
      await connect(page, 'fallback');
    }
    await saved(page);
    await expectAccessible(page);
    await expectNoOverflow(page);

    const publish = page.getByRole('button', { name: 'Publish', exact: true });
    await expect.poll(() => publish.getAttribute('aria-disabled')).toBe('false');
    await publish.focus();
    await press('Enter');
    await page.getByRole('dialog').getByText('for the first time, with 5 steps').waitFor();
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).focus();
    await press('Enter');
    await page.getByText('“Move it on” is published').waitFor();
    await page.locator('[data-save="none"]').waitFor();

    const { body } = await shop.desk.api.get('/v1/flows/move-it-on');
    expect(body).toMatchObject({ published: true, draft: null, problems: [] });
    const { entry } = body;
    expect(entry.triggers).toMatchObject([{ kind: 'conversation_opened', sources: ['contact'] }]);
    expect(entry.start).toBe('assign-1');
    expect(Object.fromEntries(entry.steps.map((step: { id: string }) => [step.id, step]))).toMatchObject({
      'assign-1': {
        who: 'agent',
        agent: 'tom',
        next: { assigned: 'wait-1', nobody: 'end', declined: 'end', failed: 'fallback' },
      },
      'wait-1': { seconds: 900, hours: 'always', next: { elapsed: 'branch-1', failed: 'fallback' } },
      'branch-1': {
        branches: [
          {
            id: 'way-1',
            when: {
              all: [
                { field: 'conversation.status', is: 'equal_to', value: 'open' },
                { field: 'time.since_last_outgoing', is: 'does_not_exist' },
              ],
            },
          },
        ],
        next: { 'way-1': 'assign-2', else: 'end', failed: 'fallback' },
      },
      'assign-2': {
        who: 'team',
        team: 'support',
        onlyOnline: true,
        next: { assigned: 'comment-1', nobody: 'fallback', declined: 'fallback', failed: 'fallback' },
      },
      'comment-1': { text: 'Moved on: nobody had answered.', next: { done: 'end', failed: 'fallback' } },
    });
    expect(entry.steps).toHaveLength(5);
  });

  /** A flow of three steps as a draft, opened in the builder. */
  async function openDraft(shop: Shop, more: { readonly id?: string; readonly page?: object } = {}): Promise<Page> {
    const { id = 'greet' } = more;
    const entry = {
      id,
      name: 'Greet and wait',
      triggers: [{ kind: 'conversation_opened', sources: ['contact'] }],
      start: 'hello',
      steps: [
        { id: 'hello', kind: 'send_message', text: 'Good morning', next: { sent: 'wait', failed: 'fallback' } },
        { id: 'wait', kind: 'wait', seconds: 900, next: { elapsed: 'note', failed: 'fallback' } },
        { id: 'note', kind: 'comment', text: 'Waited', next: { done: 'end', failed: 'end' } },
      ],
    };
    const put = await shop.desk.as('root').put(`/v1/flows/${id}/draft`, { entry });
    expect(put.status, JSON.stringify(put.body)).toBe(200);
    const page = await browser.page({ as: await shop.user('root'), ...more.page });
    await page.goto(`/flows/${id}`);
    await page.getByRole('tree').waitFor();
    return page;
  }

  const draftOf = async (shop: Shop, id = 'greet') => (await shop.desk.api.get(`/v1/flows/${id}`)).body.draft?.entry;
  const stepNames = async (page: Page): Promise<string[]> =>
    page
      .locator('[data-row^="step "]')
      .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.row ?? ''));

  test('[G13] lists what is wrong, leads to the port, and refuses to publish until it is mended', async () => {
    const shop = await browser.shop();
    const page = await openDraft(shop);
    const { press } = keys(page);
    await walkTo(page, /^Wait/);
    await add(page, 'assign');
    await press('Escape');
    await saved(page);
    const publish = page.getByRole('button', { name: 'Publish', exact: true });
    await expect.poll(() => publish.getAttribute('aria-disabled')).toBe('true');
    expect(await page.locator('#publish-why').textContent()).toContain('2 problems must be mended');
    await publish.focus();
    await press('Enter');
    expect(await page.getByRole('dialog').count()).toBe(0);

    await page.getByRole('tab', { name: /^Problems/ }).focus();
    await press('Enter');
    await page.getByText('This port leads nowhere yet.').first().waitFor();
    await expectAccessible(page);
    await page.locator('[data-problem$="/next/nobody"]').focus();
    await press('Enter');
    await expectFocus(page, /^Nobody found/);
    await connect(page, 'fallback');
    await walkTo(page, /^Declined/);
    await connect(page, 'end');
    await saved(page);
    await expect.poll(() => publish.getAttribute('aria-disabled')).toBe('false');
    expect((await draftOf(shop)).steps[2].next).toEqual({
      assigned: 'note',
      nobody: 'fallback',
      declined: 'end',
      failed: 'fallback',
    });

    // A setting that is missing is led to as well.
    await walkTo(page, /^Add a comment/);
    await press('Enter');
    await page.getByRole('textbox', { name: 'The note' }).fill('');
    await page.getByRole('tab', { name: /^Problems 1/ }).click();
    await page.locator('[data-problem$="/text"]').click();
    await expectFocus(page, /^The note$/);
    await page.getByText('This must be text').waitFor();
  });

  test('takes back and does again, copies and pastes between flows, duplicates, moves and deletes, all by keys', async () => {
    const shop = await browser.shop();
    const page = await openDraft(shop);
    const { press } = keys(page);
    const steps = ['step hello', 'step wait', 'step note'];
    expect(await stepNames(page)).toEqual(steps);
    await walkTo(page, /^Wait/);
    await press('ControlOrMeta+d');
    await expect.poll(() => stepNames(page)).toEqual(['step hello', 'step wait', 'step wait-1', 'step note']);
    await press('ControlOrMeta+z');
    await expect.poll(() => stepNames(page)).toEqual(steps);
    await press('ControlOrMeta+Shift+z');
    await expect.poll(async () => (await stepNames(page)).length).toBe(4);
    await press('ControlOrMeta+z');

    // With what follows, or alone so that the way closes.
    await walkTo(page, /^Wait/);
    await press('Delete');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Delete 2 steps' }).waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Delete it alone' }).click();
    await expect.poll(() => stepNames(page)).toEqual(['step hello', 'step note']);
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'treeitem');
    await press('ControlOrMeta+z');
    await expect.poll(() => stepNames(page)).toEqual(steps);

    // Moved behind another, found by typing.
    await walkTo(page, /^Send a message/);
    await press('m');
    await expectFocus(page, /Type the name of a step/);
    await keys(page).type('Wait: Time');
    await press('Enter');
    await expect.poll(() => stepNames(page)).toEqual(['step wait', 'step hello', 'step note']);
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'treeitem');
    await press('ControlOrMeta+z');

    await walkTo(page, /^Send a message/);
    await press('ControlOrMeta+c');
    await saved(page);
    await page.goto('/flows');
    await newFlow(page, 'Another');
    await walkTo(page, /^Start/);
    await press('ControlOrMeta+v');
    await expect.poll(() => stepNames(page)).toEqual(['step send-message-1']);
    await saved(page);
    expect((await draftOf(shop, 'another')).steps).toMatchObject([
      { id: 'send-message-1', text: 'Good morning', next: { sent: 'end', failed: 'fallback' } },
    ]);

    // Searching leads to what has the words.
    await walkTo(page, /^Start/);
    await press('/');
    await expectFocus(page, /Search in this flow/);
    await keys(page).type('good');
    await page.getByText('1 found').waitFor();
    await press('Enter');
    await expectFocus(page, /^Send a message/);
  });

  test('keeps every version, goes back to one, and stops', async () => {
    const shop = await browser.shop();
    const page = await openDraft(shop);
    const publish = page.getByRole('button', { name: 'Publish', exact: true });
    const dialog = page.getByRole('dialog');
    const submit = async (): Promise<void> => {
      await publish.click();
      await dialog.getByRole('button', { name: 'Publish' }).click();
      await page.locator('[data-save="none"]').waitFor();
    };
    await submit();
    await page.locator('[data-row="step wait"]').click();
    await page.getByRole('spinbutton', { name: 'How long' }).fill('20');
    await saved(page);
    await publish.click();
    await dialog.getByText('How long').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Publish' }).click();
    await page.locator('[data-save="none"]').waitFor();

    await page.getByRole('tab', { name: 'Versions' }).click();
    const versions = page.locator('[data-version]');
    await expect.poll(() => versions.count()).toBe(2);
    await versions.last().click();
    await dialog.getByText('How long').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Take as draft' }).click();
    await saved(page);
    expect((await draftOf(shop)).steps[1].seconds).toBe(900);

    await page.getByRole('button', { name: 'Actions for Greet and wait' }).click();
    await page.getByRole('menuitem', { name: 'Stop' }).click();
    await dialog.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped', { exact: true }).waitFor();
    expect((await shop.desk.api.get('/v1/flows/greet')).body.published).toBe(false);
    await page.getByRole('button', { name: 'Publish again' }).waitFor();
  });

  test('asks whose draft counts when somebody else has saved another', async () => {
    const shop = await browser.shop();
    const page = await openDraft(shop, { page: { expect: [/^412 PUT/] } });
    await shop.desk.as('root').put('/v1/flows/greet/draft', { entry: { ...(await draftOf(shop)), name: 'Theirs' } });
    await page.locator('[data-row="flow"]').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Mine');
    await page.getByText('Somebody else has changed this draft').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Overwrite theirs' }).click();
    await saved(page);
    expect((await draftOf(shop)).name).toBe('Mine');
  });

  test('tries a flow in time that is not real, and shows its way on the canvas', async () => {
    const shop = await browser.shop();
    const page = await openDraft(shop);
    await page.getByRole('tab', { name: 'Try it' }).click();
    await page.getByRole('button', { name: 'Play' }).click();
    await page.getByText('What would happen').waitFor();
    await page.getByText('15:00').first().waitFor();
    await expectAccessible(page);
    await page.getByRole('tab', { name: 'Runs' }).click();
    await page.getByText('No run is under way.').waitFor();
    await page.getByRole('switch', { name: 'Show counts on the canvas' }).click();
    await expectAccessible(page);
  });

  test('is the same on the canvas: arrow keys go from step to step, Enter opens the settings', async () => {
    const shop = await browser.shop();
    const page = await openDraft(shop);
    const { press } = keys(page);
    await page.locator('[data-node="hello"]').focus();
    await press('ArrowDown');
    await expectFocus(page, /^Wait/);
    await press('ArrowDown');
    await expectFocus(page, /^Add a comment/);
    await press('ArrowUp');
    await expectFocus(page, /^Wait/);
    await press('Enter');
    await expectFocus(page, /^How long/);
  });

  test.each([
    ['dark', 1440],
    ['dark', 390],
    ['light', 390],
    ['light', 900],
  ] as const)('has no barrier and nothing cut off, %s and %i px wide', async (colorScheme, width) => {
    const shop = await browser.shop();
    const page = await openDraft(shop, { page: { colorScheme, width } });
    await expectAccessible(page);
    await expectNoOverflow(page);
    await page.locator('[data-row="step wait"]').click();
    await keys(page).press('Space');
    await page.locator('[data-inspector] [data-setting="seconds"]').waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    if (width < 1152) await page.getByRole('group', { name: 'View' }).getByText('Canvas').click();
    await page.locator('[data-node="wait"]').waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    await page.goto('/flows');
    await page.getByRole('link', { name: 'Greet and wait' }).waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
  });

  test('whoever only reads the configuration sees it all and changes nothing', async () => {
    const shop = await browser.shop();
    await openDraft(shop);
    const page = await browser.page({ as: await shop.user('ines') });
    await page.goto('/flows/greet');
    await page.getByText('You may look at this flow, not change it.').waitFor();
    expect(await page.getByRole('button', { name: 'Add a step', exact: true }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Publish', exact: true }).count()).toBe(0);
  });

  test('begins with a template, filled in', async () => {
    const shop = await browser.shop();
    const page = await openFlows(browser, shop);
    await page.getByRole('button', { name: 'New flow' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New flow' });
    await dialog.getByRole('combobox', { name: 'Begin with' }).click();
    await page.getByRole('option', { name: 'Move it on if nobody answers' }).click();
    await dialog.getByRole('combobox', { name: 'Who gets it first?' }).click();
    await page.getByRole('option', { name: 'Tom Okafor' }).click();
    await dialog.getByRole('combobox', { name: 'Which team' }).click();
    await page.getByRole('option', { name: 'Support' }).click();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Build it' }).click();
    await page.getByRole('tree').waitFor();
    await expect.poll(() => stepNames(page)).toHaveLength(5);
    await expect
      .poll(() => page.getByRole('button', { name: 'Publish', exact: true }).getAttribute('aria-disabled'))
      .toBe('false');
  });

  test('[G13] whoever is told of an alert sees it on every page, until somebody sees to it', async () => {
    const shop = await browser.shop();
    const entry = {
      id: 'watch',
      triggers: [{ kind: 'conversation_opened', sources: ['contact'] }],
      start: 'tell',
      steps: [
        {
          id: 'tell',
          kind: 'alert',
          people: ['ines'],
          text: 'Ada waits for you',
          next: { alerted: 'end', failed: 'end' },
        },
      ],
    };
    const published = await shop.desk.as('root').post('/v1/flows/watch/publish', { entry });
    expect(published.status, JSON.stringify(published.body)).toBe(200);
    const page = await browser.page({ as: await shop.user('ines') });
    await page.goto('/inbox');
    await page.getByRole('tab', { name: /^Mine/ }).waitFor();
    await shop.customer('Ada Lovelace').says('Hello?');
    const banner = page.getByRole('region', { name: 'Alerts' });
    await banner.getByText('Ada waits for you').waitFor();
    await banner.getByRole('link', { name: 'Open the conversation' }).waitFor();
    await expectAccessible(page);
    await banner.getByRole('button', { name: 'I see to it' }).focus();
    await keys(page).press('Enter');
    await banner.waitFor({ state: 'detached' });
    expect((await shop.desk.as('ines').get('/v1/alerts?state=open')).body.items).toEqual([]);
  });
});
