import type { Locator, Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import { expectAccessible } from './support/accessible.ts';
import { describeInBrowser } from './support/describe-in-browser.ts';
import { expectNoOverflow } from './support/overflow.ts';
import type { Shop } from './support/shop.ts';

/** As the shop of the tests, under the rules of Salesforce's documents: whoever is not online is no target at all. */
const onlyWhoIsThere: WrittenDocument = {
  profile: 'salesforce',
  departments: [
    { id: 'support', name: 'Support', moveRules: [{ destinations: ['billing'] }] },
    { id: 'billing', name: 'Billing' },
  ],
  queues: ['support', 'billing'].map((id) => ({ id, name: id, department: id, distribution: 'pull' as const })),
  agents: [
    { id: 'tom', name: 'Tom Okafor', departments: ['support'], capacity: { total: 5 } },
    { id: 'mei', name: 'Mei Tanaka', departments: ['support'], capacity: { total: 4 } },
    { id: 'priya', name: 'Priya Raman', departments: ['billing'], capacity: { total: 5 } },
  ],
  accounts: [{ id: 'chat', name: 'Website chat', kind: 'webchat', entry: { department: 'support' } }],
};

describeInBrowser('handing over in the inbox', (browser) => {
  /** A conversation of Tom's, open in his browser. */
  async function open(
    shop: Shop,
    who = 'tom',
    expected: readonly RegExp[] = [],
  ): Promise<{ page: Page; conversationId: string; ticketId: string }> {
    const made = await shop.customer('Ada Lovelace').says('My parcel has not come.');
    await shop.desk.as(who).post(`/v1/tickets/${made.ticketId}/take`);
    const page = await browser.page({ as: await shop.user(who), expect: expected });
    await page.goto(`/inbox/${made.conversationId}`);
    await page.getByRole('log').getByText('My parcel has not come.').waitFor();
    return { page, ...made };
  }
  const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Hand over Ada Lovelace' });
  const submitOf = (page: Page): Locator => dialogOf(page).getByRole('button', { name: 'Transfer' });
  const option = (page: Page, target: string): Locator => page.locator(`[data-target="${target}"]`);
  const filterOf = (page: Page): Locator => page.getByRole('combobox', { name: 'Find a person, queue or department' });
  const isFocused = (locator: Locator): Promise<boolean> =>
    locator.evaluate((element) => element === document.activeElement);
  const stateOf = async (shop: Shop, conversationId: string) =>
    (await shop.desk.lineage(conversationId)).transfers.map(
      ({ state, target }: any) => `${state} ${target.kind}:${target.id}`,
    );

  test('[C7][S7] Transfer and End stand above the reply box, labelled and reached by keyboard, in one’s own open conversations only', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom', 'mei');
    const { page, conversationId, ticketId } = await open(shop);
    const [transfer, end, box] = [
      page.getByRole('button', { name: /^Transfer/ }),
      page.getByRole('button', { name: /^End/ }),
      page.getByRole('textbox', { name: 'Reply to Ada Lovelace' }),
    ] as const;
    for (const button of [transfer, end]) {
      const [above, below] = await Promise.all([button.boundingBox(), box.boundingBox()]);
      expect((above?.y ?? 0) + (above?.height ?? 0)).toBeLessThanOrEqual(below?.y ?? 0);
      await button.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
    }
    await expectAccessible(page);

    const waiting = await shop.customer('Grace Hopper').says('Hello?');
    const colleagues = await shop.customer('Ida Rhodes').says('Hello?');
    await shop.desk.as('mei').post(`/v1/tickets/${colleagues.ticketId}/take`);
    await shop.desk.as('tom').post(`/v1/tickets/${ticketId}/close`);
    for (const id of [waiting.conversationId, colleagues.conversationId, conversationId]) {
      await page.goto(`/inbox/${id}`);
      await page.getByRole('log').waitFor();
      expect(await transfer.count(), id).toBe(0);
      expect(await end.count(), id).toBe(0);
      await page.keyboard.press('t');
      await page.keyboard.press('e');
      expect(await page.getByRole('dialog').count()).toBe(0);
    }
  });

  test('[S8] three actions hand over: T, Enter on the choice, and send; nothing can be sent before there is a choice', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom', 'priya');
    const { page, conversationId } = await open(shop);
    await page.keyboard.press('t');
    await option(page, 'department:billing').waitFor();
    expect(await submitOf(page).isDisabled()).toBe(true);
    await page.keyboard.press('ControlOrMeta+Enter');
    expect(await stateOf(shop, conversationId)).toEqual([]);
    await page.keyboard.press('Enter');
    await expect.poll(() => submitOf(page).isDisabled()).toBe(false);
    await page.keyboard.press('ControlOrMeta+Enter');
    await dialogOf(page).waitFor({ state: 'hidden' });
    expect(await stateOf(shop, conversationId)).toEqual(['completed department:billing']);
  });

  test('[S8] a kind, then a recipient, then Transfer, by pointer', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom', 'priya');
    const { page, conversationId } = await open(shop);
    await page.getByRole('button', { name: 'Transfer' }).click();
    await dialogOf(page).getByText('People', { exact: true }).first().click();
    await expect
      .poll(() =>
        page.getByRole('option').evaluateAll((all) => all.every((one) => one.matches('[data-target^="agent:"]'))),
      )
      .toBe(true);
    await option(page, 'agent:priya').click();
    await submitOf(page).click();
    await dialogOf(page).waitFor({ state: 'hidden' });
    expect(await stateOf(shop, conversationId)).toEqual(['offered agent:priya']);
    await page.getByRole('region', { name: 'Transfer under way' }).getByText('Offered to Priya Raman.').waitFor();
  });

  test('[S9] whoever goes or comes leaves or joins the list within a second', async () => {
    const shop = await browser.shop(onlyWhoIsThere);
    await shop.desk.online('tom', 'mei', 'priya');
    const { page } = await open(shop);
    await page.keyboard.press('t');
    await option(page, 'agent:priya').waitFor();
    expect(await option(page, 'agent:mei').count()).toBe(1);
    const change = async (agentId: string, presence: string, shown: 'attached' | 'detached'): Promise<number> => {
      await shop.desk.as(agentId).put(`/v1/agents/${agentId}/presence`, { presence });
      const from = performance.now();
      await option(page, `agent:${agentId}`).waitFor({ state: shown });
      return performance.now() - from;
    };
    for (const [agentId, presence, shown] of [
      ['priya', 'away', 'detached'],
      ['priya', 'online', 'attached'],
      ['mei', 'offline', 'detached'],
      ['mei', 'online', 'attached'],
    ] as const) {
      expect(await change(agentId, presence, shown), `${agentId} ${presence}`).toBeLessThan(1_000);
    }
  });

  test('[S10] each person’s share of capacity is the server’s, and who is full is listed with a warning', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom', 'mei', 'priya', 'lars');
    await shop.desk.conversation({ owner: { kind: 'agent', id: 'lars' } });
    await shop.desk.conversation({ owner: { kind: 'agent', id: 'mei' } });
    await shop.desk.conversation({ owner: { kind: 'agent', id: 'mei' } });
    const { page } = await open(shop);
    await page.keyboard.press('t');
    await option(page, 'agent:lars').waitFor();
    for (const id of ['mei', 'priya', 'lars']) {
      const { used, capacity } = await shop.desk.agent(id);
      const shown = await option(page, `agent:${id}`).locator('[data-percent]').textContent();
      expect(shown, id).toBe(`${Math.round((used / capacity) * 100)} %`);
    }
    await expect.poll(() => option(page, 'agent:lars').textContent()).toMatch(/Full\s*100 %/);
    await option(page, 'agent:lars').click();
    await dialogOf(page).getByText('Lars Holm has no free slot: 1 of 1 are in use.').waitFor();
    await dialogOf(page).getByText('Wait until there is room').waitFor();
    // And the figure follows: Mei takes one more while the list is open.
    await shop.desk.conversation({ owner: { kind: 'agent', id: 'mei' } });
    await expect.poll(() => option(page, 'agent:mei').locator('[data-percent]').textContent()).toBe('60 %');
    await expectAccessible(page);
    await expectNoOverflow(page);
  });

  test('a full colleague is waited for where the sender chooses so, and the strip says until when', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom', 'lars');
    await shop.desk.conversation({ owner: { kind: 'agent', id: 'lars' } });
    const { page, conversationId } = await open(shop);
    await page.keyboard.press('t');
    await expect.poll(() => isFocused(filterOf(page))).toBe(true);
    await page.keyboard.type('lars');
    await expect.poll(() => page.getByRole('option').count()).toBe(1);
    await option(page, 'agent:lars').waitFor();
    await page.keyboard.press('Enter');
    await dialogOf(page).getByText('Wait until there is room').waitFor();
    await page.keyboard.press('ControlOrMeta+Enter');
    const strip = page.getByRole('region', { name: 'Transfer under way' });
    await strip.getByText('Waits for Lars Holm.').waitFor();
    expect(await strip.getByRole('timer').count()).toBe(1);
    await strip.getByRole('button', { name: 'Cancel the transfer' }).click();
    await strip.waitFor({ state: 'hidden' });
    expect(await stateOf(shop, conversationId)).toEqual(['cancelled agent:lars']);
  });

  test('a blocked target stands below with the rule that blocks it, what would be possible instead, and cannot be sent', async () => {
    const shop = await browser.shop();
    await shop.desk.online('priya', 'tom');
    const made = await shop.customer('Ada Lovelace').says('About a bill.');
    await shop.desk.as('tom').post(`/v1/tickets/${made.ticketId}/take`);
    await shop.desk
      .as('tom')
      .post(`/v1/tickets/${made.ticketId}/transfers`, { target: { kind: 'department', id: 'billing' } });
    const { newTicketId } = (await shop.desk.lineage(made.conversationId)).transfers[0];
    await shop.desk.as('priya').post(`/v1/tickets/${newTicketId}/take`);
    const page = await browser.page({ as: await shop.user('priya') });
    await page.goto(`/inbox/${made.conversationId}`);
    await page.getByRole('button', { name: 'Transfer' }).waitFor();
    await page.keyboard.press('t');
    const sales = option(page, 'department:sales');
    await sales.waitFor();
    await expect.poll(() => sales.getAttribute('aria-disabled')).toBe('true');
    await expect.poll(() => sales.textContent()).toContain('No rule of Billing lets Web chat move to Sales.');
    // Playwright waits for ever for what is disabled; a person may press it to read more.
    await sales.click({ force: true });
    expect(await submitOf(page).isDisabled()).toBe(true);
    await dialogOf(page).getByText('Instead:').waitFor();
    await dialogOf(page).getByRole('button', { name: 'Support', exact: true }).click();
    await dialogOf(page).getByRole('heading', { name: 'To Support' }).waitFor();
    expect(await submitOf(page).isDisabled()).toBe(false);
    await expectAccessible(page);
  });

  test('what is refused at the last moment says why, and everything that was typed stays', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom', 'mei');
    const { page, conversationId } = await open(shop, 'tom', [/^409 POST/]);
    // Mei leaves in the moment between the press and the request.
    await page.route('**/v1/tickets/*/transfers', async (route) => {
      await shop.desk.as('mei').put('/v1/agents/mei/presence', { presence: 'offline' });
      await route.continue();
    });
    await page.keyboard.press('t');
    await option(page, 'agent:mei').click();
    await dialogOf(page).getByRole('textbox', { name: 'Note' }).fill('She was charged twice.');
    await submitOf(page).click();
    const why = dialogOf(page).getByRole('alert');
    await why.getByText('Mei Tanaka is offline.').waitFor();
    const note = dialogOf(page).getByRole('textbox', { name: 'Note' });
    expect(await note.inputValue()).toBe('She was charged twice.');
    // The list has noticed meanwhile: she can still have it when she is back.
    await dialogOf(page).getByText('Deliver when they are back').waitFor();
    await why.getByRole('button', { name: 'Support' }).click();
    await dialogOf(page).getByRole('heading', { name: 'To Support' }).waitFor();
    expect(await note.inputValue()).toBe('She was charged twice.');
    await page.unroute('**/v1/tickets/*/transfers');
    await submitOf(page).click();
    await dialogOf(page).waitFor({ state: 'hidden' });
    expect(await stateOf(shop, conversationId)).toEqual(['refused agent:mei', 'completed queue:support']);
  });

  describe('with the keyboard alone', () => {
    test('one finds somebody by typing, walks the list, writes a note, sends, and calls it back', async () => {
      const shop = await browser.shop();
      await shop.desk.online('tom', 'mei', 'priya');
      const { page, conversationId } = await open(shop);
      await page.keyboard.press('t');
      const filter = filterOf(page);
      await expect.poll(() => isFocused(filter)).toBe(true);
      await option(page, 'agent:priya').waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      const second = await filter.getAttribute('aria-activedescendant');
      await page.keyboard.press('ArrowUp');
      expect(await filter.getAttribute('aria-activedescendant')).not.toBe(second);
      await page.keyboard.type('pri');
      await expect.poll(() => page.getByRole('option').count()).toBe(1);
      await page.keyboard.press('Enter');
      const note = dialogOf(page).getByRole('textbox', { name: 'Note' });
      await expect.poll(() => note.evaluate((element) => element === document.activeElement)).toBe(true);
      await page.keyboard.type('a late bill');
      await page.keyboard.press('ControlOrMeta+Enter');
      await page.getByRole('region', { name: 'Transfer under way' }).waitFor();
      const [transfer] = (await shop.desk.lineage(conversationId)).transfers;
      expect([transfer.state, transfer.note]).toEqual(['offered', 'a late bill']);
      for (let i = 0; i < 40; i++) {
        if (
          await page.evaluate(
            () =>
              document.activeElement?.localName === 'button' &&
              document.activeElement.textContent === 'Cancel the transfer',
          )
        )
          break;
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('Enter');
      await expect.poll(() => stateOf(shop, conversationId)).toEqual(['cancelled agent:priya']);
    });
  });
});
