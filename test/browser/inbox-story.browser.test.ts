import type { Locator, Page } from '@playwright/test';
import { expect, test } from 'vitest';
import { expectAccessible } from './support/accessible.ts';
import { describeInBrowser } from './support/describe-in-browser.ts';
import { expectNoOverflow } from './support/overflow.ts';
import type { Shop } from './support/shop.ts';

describeInBrowser('the inbox', (browser) => {
  const rowOf = (page: Page, conversationId: string): Locator =>
    page.locator(`[data-conversation="${conversationId}"]`);
  const replyBox = (page: Page): Locator => page.getByRole('textbox', { name: /^Reply to/ });
  const headOf = (page: Page, name: string): Locator => page.getByRole('heading', { name, level: 2 });
  const isFocused = (locator: Locator): Promise<boolean> =>
    locator.evaluate((element) => element === document.activeElement);
  const pageOf = async (shop: Shop, agentId: string, path = '/inbox'): Promise<Page> => {
    const page = await browser.page({ as: await shop.user(agentId) });
    await page.goto(path);
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    return page;
  };

  test('[S12] an agent hands a conversation over, another accepts: the first one’s closes by itself then and not before, the focus goes on, the draft stays', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom', 'priya');
    const ada = await shop.customer('Ada Lovelace').says('I was charged twice.');
    const grace = await shop.customer('Grace Hopper').says('Where is my lantern?');
    for (const { ticketId } of [ada, grace]) await shop.desk.as('tom').post(`/v1/tickets/${ticketId}/take`);
    const tom = await pageOf(shop, 'tom', `/inbox/${ada.conversationId}`);
    const priya = await pageOf(shop, 'priya');

    await replyBox(tom).fill('Dear Ada, I am just looking');
    await tom.getByRole('button', { name: 'Transfer' }).click();
    await tom.locator('[data-target="agent:priya"]').click();
    await tom.getByRole('dialog').getByRole('textbox', { name: 'Note' }).fill('The second charge is from Tuesday.');
    await tom.keyboard.press('ControlOrMeta+Enter');
    await tom.getByRole('region', { name: 'Transfer under way' }).getByText('Offered to Priya Raman.').waitFor();

    // Priya sees who asks, why, what was said so far, and how long she has, before she answers.
    const card = priya.getByRole('article', { name: 'Offer: Ada Lovelace' });
    await card.getByText('The second charge is from Tuesday.').waitFor();
    await expect.poll(() => card.textContent()).toContain('Tom Okafor, Support');
    await card.getByRole('timer').waitFor();
    await expectAccessible(priya);
    await card.getByRole('link', { name: 'Look' }).click();
    await priya.getByRole('log').getByText('I was charged twice.').waitFor();
    expect(await replyBox(priya).count()).toBe(0);

    // Until then Tom has it, and goes on with it.
    expect(new URL(tom.url()).pathname).toBe(`/inbox/${ada.conversationId}`);
    await replyBox(tom).focus();

    await priya.keyboard.press('a');
    await replyBox(priya).waitFor();
    await headOf(tom, 'Grace Hopper').waitFor();
    expect(new URL(tom.url()).pathname).toBe(`/inbox/${grace.conversationId}`);
    await expect.poll(() => isFocused(headOf(tom, 'Grace Hopper'))).toBe(true);
    await expect.poll(() => rowOf(tom, ada.conversationId).count()).toBe(0);
    await tom.getByText('Priya Raman has Ada Lovelace now').waitFor();

    // The draft is Tom's and nobody else's.
    expect(await replyBox(priya).inputValue()).toBe('');
    expect(await replyBox(tom).inputValue()).toBe('');
    const wrapUp = tom.getByRole('article', { name: 'Wrap up Ada Lovelace' });
    await wrapUp.getByText('Dear Ada, I am just looking').waitFor();
    await expectAccessible(tom);
    await expectNoOverflow(tom);

    // The wrap-up waits beside the next conversation, and is written into the segment that ended.
    await replyBox(tom).fill('On its way!');
    await wrapUp.getByRole('combobox', { name: 'How it ended' }).click();
    await tom.getByRole('option', { name: 'Moved on' }).click();
    await wrapUp.getByRole('textbox', { name: 'Note' }).fill('twice charged');
    await wrapUp.getByRole('button', { name: 'Done' }).click();
    await wrapUp.waitFor({ state: 'hidden' });
    expect(await replyBox(tom).inputValue()).toBe('On its way!');
    const { segments } = await shop.desk.lineage(ada.conversationId);
    expect(segments.find(({ owner }: any) => owner.id === 'tom')).toMatchObject({
      disposition: 'moved-on',
      wrapUpNote: 'twice charged',
    });

    // And Priya answers the customer.
    await replyBox(priya).fill('Ada, the second charge is on its way back.');
    await priya.keyboard.press('ControlOrMeta+Enter');
    await priya.getByRole('log').getByText('Ada, the second charge is on its way back.').waitFor();
    expect(await priya.getByRole('log').getByText('Ada, the second charge is on its way back.').count()).toBe(1);
  });

  test('[S12] a queue admits at once: the conversation closes by itself in the same moment', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom');
    const ada = await shop.customer('Ada Lovelace').says('Hello');
    await shop.desk.as('tom').post(`/v1/tickets/${ada.ticketId}/take`);
    const tom = await pageOf(shop, 'tom', `/inbox/${ada.conversationId}`);
    await replyBox(tom).waitFor();
    await tom.keyboard.press('t');
    await tom.locator('[data-target="queue:billing"]').click();
    await tom.keyboard.press('ControlOrMeta+Enter');
    await tom.getByText('No conversation is open').waitFor();
    expect(new URL(tom.url()).pathname).toBe('/inbox');
    await tom.getByRole('article', { name: 'Wrap up Ada Lovelace' }).waitFor();
  });

  test('a declined offer comes back with its reason, and both see what became of it', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom', 'mei');
    const ada = await shop.customer('Ada Lovelace').says('Hello');
    await shop.desk.as('tom').post(`/v1/tickets/${ada.ticketId}/take`);
    const tom = await pageOf(shop, 'tom', `/inbox/${ada.conversationId}`);
    const mei = await pageOf(shop, 'mei');
    await shop.desk.as('tom').post(`/v1/tickets/${ada.ticketId}/transfers`, { target: { kind: 'agent', id: 'mei' } });
    await mei.getByRole('article', { name: 'Offer: Ada Lovelace' }).waitFor();
    await mei.keyboard.press('x');
    await expectAccessible(mei);
    await mei.getByRole('textbox', { name: 'Reason' }).fill('in a meeting');
    await mei.keyboard.press('Enter');
    await mei.getByRole('article', { name: 'Offer: Ada Lovelace' }).waitFor({ state: 'hidden' });
    await tom.getByRole('region', { name: 'Notifications' }).getByText('Mei Tanaka declined').waitFor();
    await tom.getByRole('log').getByText('Mei Tanaka declined: in a meeting').waitFor();
    await tom.getByRole('log').getByText('Back with Tom Okafor').waitFor();
    await replyBox(tom).waitFor();
  });

  test('an offer is told on every page, with the way to it', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom', 'mei');
    const ada = await shop.customer('Ada Lovelace').says('Hello');
    await shop.desk.as('mei').post(`/v1/tickets/${ada.ticketId}/take`);
    const tom = await browser.page({ as: await shop.user('tom') });
    await tom.goto('/account');
    await tom.getByRole('heading', { name: 'Account' }).waitFor();
    const asked = await shop.desk
      .as('mei')
      .post(`/v1/tickets/${ada.ticketId}/transfers`, { target: { kind: 'agent', id: 'tom' }, note: 'please' });
    const notice = tom.getByRole('region', { name: 'Notifications' });
    await notice.getByText('Mei Tanaka hands Ada Lovelace over to you').waitFor();
    await notice.getByRole('timer').waitFor();
    await notice.getByRole('button', { name: 'Look' }).click();
    await tom.getByRole('log').getByText('Hello').waitFor();
    await notice.getByText('Mei Tanaka hands').waitFor({ state: 'hidden' });
    // Whoever calls it back ends it here too.
    await shop.desk.as('mei').post(`/v1/transfers/${asked.body.id}/cancel`);
    await tom.getByRole('region', { name: 'Offer: Ada Lovelace' }).waitFor({ state: 'hidden' });
  });

  test('what waits is taken with a key, answered, and ended', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom');
    const ada = await shop.customer('Ada Lovelace').says('Is anybody there?');
    const tom = await pageOf(shop, 'tom');
    await tom.getByText('Nothing is yours to answer').waitFor();
    await tom.keyboard.press('3');
    await rowOf(tom, ada.conversationId).waitFor();
    await tom.keyboard.press('j');
    await headOf(tom, 'Ada Lovelace').waitFor();
    await tom.getByText('Waits in Support').waitFor();
    await tom.keyboard.press('g');
    await replyBox(tom).waitFor();
    await tom.keyboard.press('r');
    await tom.keyboard.type('Yes, here I am.');
    await tom.keyboard.press('ControlOrMeta+Enter');
    await tom.getByRole('log').getByText('Yes, here I am.').waitFor();
    await tom.keyboard.press('Escape');
    await tom.keyboard.press('n');
    await tom.keyboard.type('a friendly one');
    await tom.keyboard.press('ControlOrMeta+Enter');
    await expect
      .poll(async () =>
        (await shop.desk.as('tom').get(`/v1/conversations/${ada.conversationId}/messages`)).body.items.map(
          ({ direction }: any) => direction,
        ),
      )
      .toEqual(['inbound', 'outbound', 'note']);
    await tom.keyboard.press('Escape');
    await tom.keyboard.press('e');
    await tom.getByRole('dialog', { name: 'End the conversation with Ada Lovelace?' }).waitFor();
    await expectAccessible(tom);
    await tom.keyboard.press('Enter');
    await tom.getByText('No conversation is open').waitFor();
    await tom.getByRole('article', { name: 'Wrap up Ada Lovelace' }).waitFor();
    await tom.goto(`/inbox/${ada.conversationId}`);
    await tom.getByText('This conversation is closed.').waitFor();
    expect(await tom.getByRole('textbox', { name: /Reply|Note for/ }).count()).toBe(0);
    await tom.getByRole('log').getByText('Yes, here I am.').waitFor();
  });

  test('an answer that comes too late says who has the conversation now, and its text stays as a draft', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom', 'ines');
    const ada = await shop.customer('Ada Lovelace').says('Hello');
    await shop.desk.as('tom').post(`/v1/tickets/${ada.ticketId}/take`);
    const tom = await browser.page({ as: await shop.user('tom'), expect: [/^403 POST/] });
    await tom.goto(`/inbox/${ada.conversationId}`);
    await replyBox(tom).fill('My answer');
    // The events are held up, as on a slow line: the page does not know yet what the server does.
    await tom.route('**/v1/conversations/*/messages', async (route) => {
      if (route.request().method() === 'POST') await shop.desk.as('ines').post(`/v1/tickets/${ada.ticketId}/take`);
      await route.continue();
    });
    await tom.keyboard.press('ControlOrMeta+Enter');
    const notice = tom.getByRole('region', { name: 'Notifications' });
    await notice.getByText('Not sent to Ada Lovelace').waitFor();
    await notice.getByText('Inês Duarte has this conversation now. Your text is kept here as a draft.').waitFor();
    await tom.getByText('No conversation is open').waitFor();
    await tom.goto(`/inbox/${ada.conversationId}`);
    await tom.getByText('This conversation is with Inês Duarte').waitFor();
    const kept = await tom.evaluate(() => JSON.stringify(Object.entries(localStorage)));
    expect(kept).toContain('My answer');
    expect(
      (await shop.desk.as('ines').get(`/v1/conversations/${ada.conversationId}/messages`)).body.items,
    ).toHaveLength(1);
  });

  test('drafts are kept by conversation in this browser, and survive a reload', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom');
    const [ada, grace] = [await shop.customer('Ada Lovelace').says('a'), await shop.customer('Grace Hopper').says('b')];
    for (const { ticketId } of [ada, grace]) await shop.desk.as('tom').post(`/v1/tickets/${ticketId}/take`);
    const tom = await pageOf(shop, 'tom', `/inbox/${ada.conversationId}`);
    await replyBox(tom).fill('for Ada');
    await rowOf(tom, grace.conversationId).click();
    await headOf(tom, 'Grace Hopper').waitFor();
    expect(await replyBox(tom).inputValue()).toBe('');
    await rowOf(tom, ada.conversationId).getByText('Draft:').waitFor();
    await tom.reload();
    await rowOf(tom, ada.conversationId).click();
    await expect.poll(() => replyBox(tom).inputValue()).toBe('for Ada');
  });

  test('without a connection the page says so, refuses what cannot be sent, and catches up by itself', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom');
    const customer = shop.customer('Ada Lovelace');
    const ada = await customer.says('first');
    await shop.desk.as('tom').post(`/v1/tickets/${ada.ticketId}/take`);
    const tom = await browser.page({ as: await shop.user('tom'), expect: [/^failed /, /ERR_INTERNET_DISCONNECTED/] });
    await tom.goto(`/inbox/${ada.conversationId}`);
    await replyBox(tom).waitFor();
    await tom.context().setOffline(true);
    await tom.getByText('No connection.').waitFor();
    await replyBox(tom).fill('Can you hear me?');
    await tom.keyboard.press('ControlOrMeta+Enter');
    await tom.getByRole('alert').getByText('Your text is kept here as a draft.').waitFor();
    expect(await replyBox(tom).inputValue()).toBe('Can you hear me?');
    await customer.says('second');
    const other = await shop.customer('Grace Hopper').says('new meanwhile');
    await tom.context().setOffline(false);
    await tom.getByText('No connection.').waitFor({ state: 'hidden' });
    await tom.getByRole('log').getByText('second').waitFor();
    await tom.keyboard.press('Escape');
    await tom.getByRole('tab', { name: /Waiting/ }).click();
    await rowOf(tom, other.conversationId).waitFor();
    await replyBox(tom).focus();
    await tom.keyboard.press('ControlOrMeta+Enter');
    await tom.getByRole('log').getByText('Can you hear me?').waitFor();
  });

  test('what came while one looked elsewhere is counted, told in the tab’s title, and marked where it begins', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom');
    const [customer, other] = [shop.customer('Ada Lovelace'), shop.customer('Grace Hopper')];
    const [ada, grace] = [await customer.says('old'), await other.says('hello')];
    for (const { ticketId } of [ada, grace]) await shop.desk.as('tom').post(`/v1/tickets/${ticketId}/take`);
    const tom = await pageOf(shop, 'tom', `/inbox/${ada.conversationId}`);
    await tom.getByRole('log').getByText('old').waitFor();
    await expect.poll(() => tom.title()).toBe('(1) Inbox · Baton');
    await rowOf(tom, grace.conversationId).click();
    await headOf(tom, 'Grace Hopper').waitFor();
    await expect.poll(() => tom.title()).toBe('Inbox · Baton');
    await customer.says('new one');
    await customer.says('new two');
    await rowOf(tom, ada.conversationId).getByText('2 new messages').waitFor();
    await rowOf(tom, ada.conversationId).click();
    await tom.getByRole('log').getByText('new two').waitFor();
    const lines = await tom
      .locator('[role=log] [data-message], [role=log] [data-new-messages]')
      .evaluateAll((all) => all.map((line) => (line as HTMLElement).dataset.message ?? 'new'));
    expect(lines).toEqual(['1', 'new', '2', '3']);
    await expect.poll(() => rowOf(tom, ada.conversationId).getByText('new messages').count()).toBe(0);
  });

  test('files are attached, sent with the message, and saved by whoever reads it', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom');
    const ada = await shop.customer('Ada Lovelace').says('Can I have the bill?');
    await shop.desk.as('tom').post(`/v1/tickets/${ada.ticketId}/take`);
    const tom = await pageOf(shop, 'tom', `/inbox/${ada.conversationId}`);
    await replyBox(tom).fill('Here it is.');
    const file = { name: 'bill <b>.pdf', mimeType: 'application/pdf', buffer: Buffer.from('a bill') };
    await tom.locator('input[type=file]').setInputFiles([file, { ...file, name: 'other.pdf' }]);
    await tom.getByRole('button', { name: 'Remove other.pdf' }).click();
    await tom.getByText('bill <b>.pdf').waitFor();
    await tom.keyboard.press('Tab');
    await tom.getByRole('button', { name: /^Send/ }).click();
    const chip = tom.getByRole('log').getByRole('link', { name: /bill/ });
    await chip.waitFor();
    await expect.poll(() => chip.textContent()).toContain('bill _b_.pdf');
    const [download] = await Promise.all([tom.waitForEvent('download'), chip.click()]);
    expect(download.suggestedFilename()).toBe('bill _b_.pdf');
  });

  test('[S12] a draft of whoever has no longer the conversation becomes a note only by a click', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom', 'mei');
    const ada = await shop.customer('Ada Lovelace').says('Hello');
    await shop.desk.as('tom').post(`/v1/tickets/${ada.ticketId}/take`);
    const tom = await pageOf(shop, 'tom', `/inbox/${ada.conversationId}`);
    await replyBox(tom).fill('half an answer');
    const asked = await shop.desk
      .as('tom')
      .post(`/v1/tickets/${ada.ticketId}/transfers`, { target: { kind: 'agent', id: 'mei' } });
    await shop.desk.as('mei').post(`/v1/transfers/${asked.body.id}/accept`);
    await tom.getByText('No conversation is open').waitFor();
    await tom.goto(`/inbox/${ada.conversationId}`);
    await tom.getByText('Your unsent reply. Nobody else sees it.').waitFor();
    const messages = async () =>
      (await shop.desk.as('mei').get(`/v1/conversations/${ada.conversationId}/messages`)).body.items;
    expect(await messages()).toHaveLength(1);
    await tom.getByRole('button', { name: 'Make it a note' }).click();
    expect(await messages()).toHaveLength(1);
    await tom.getByRole('button', { name: /^Add note/ }).click();
    await expect
      .poll(async () => (await messages()).map(({ direction, text }: any) => `${direction} ${text}`))
      .toEqual(['inbound Hello', 'note half an answer']);
  });

  test('long threads open at the newest, load older pages as one scrolls up, and keep the place', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom');
    const ada = await shop.customer('Ada Lovelace').says('message 0');
    await shop.desk.as('tom').post(`/v1/tickets/${ada.ticketId}/take`);
    for (let i = 1; i < 130; i++) {
      await shop.desk
        .as('tom')
        .post(`/v1/conversations/${ada.conversationId}/messages`, { text: `message ${i}, with some words to it` });
    }
    const tom = await pageOf(shop, 'tom', `/inbox/${ada.conversationId}`);
    const log = tom.getByRole('log');
    await log.getByText('message 129,').waitFor();
    expect(await log.getByText('message 129,').isVisible()).toBe(true);
    expect(await log.locator('[data-message]').count()).toBe(50);
    const place = () =>
      log.evaluate((element) => {
        const top = element.getBoundingClientRect().top;
        const first = [...element.querySelectorAll<HTMLElement>('[data-message]')].find(
          (line) => line.getBoundingClientRect().bottom > top + 20,
        );
        return { message: first?.dataset.message, offset: Math.round((first?.getBoundingClientRect().top ?? 0) - top) };
      });
    await log.evaluate((element) => (element.scrollTop = 500));
    const before = await place();
    await log.evaluate((element) => (element.scrollTop = 380));
    await expect.poll(() => log.locator('[data-message]').count()).toBe(100);
    const moved = await log.evaluate((element) => element.scrollTop);
    expect(moved).toBeGreaterThan(380);
    await log.evaluate((element) => (element.scrollTop += 120));
    expect(await place()).toEqual(before);
    await tom.getByRole('button', { name: 'To the newest' }).click();
    await expect
      .poll(() => log.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight))
      .toBeLessThan(4);
  });

  test('[X11] [X12] nothing that anybody sends, names of files among it, is anything but text, wherever it is shown', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom', 'mei');
    const payloads = [
      '<img src=x onerror="window.pwned=1">',
      '<script>window.pwned=1</script>',
      '"><svg onload=window.pwned=1>',
      '[a](javascript:window.pwned=1)',
      'javascript:window.pwned=1',
      '<a href="javascript:window.pwned=1">x</a>',
      '<style>*{display:none}</style>',
      '<base href="https://evil.test/">',
      '{{constructor.constructor("window.pwned=1")()}}',
      '\u202egnp.exe',
    ];
    const name = `<b onmouseover="window.pwned=1">${payloads[0]}</b>`;
    const customer = shop.customer(name);
    let made = { conversationId: '', ticketId: '' };
    for (const text of payloads) {
      made = await customer.says(text, {
        form: { field: text },
        files: [
          { name: `${text.slice(0, 80)}.html`, mediaType: 'text/html', content: Buffer.from(text).toString('base64') },
        ],
      });
    }
    await shop.desk.as('tom').post(`/v1/tickets/${made.ticketId}/take`);
    await shop.desk
      .as('tom')
      .patch(`/v1/tickets/${made.ticketId}`, { attributes: { a: payloads[0] }, tags: [payloads[2]] });
    await shop.desk.as('tom').post(`/v1/tickets/${made.ticketId}/transfers`, {
      target: { kind: 'agent', id: 'mei' },
      note: payloads.join('\n'),
    });
    const tom = await pageOf(shop, 'tom', `/inbox/${made.conversationId}`);
    const mei = await pageOf(shop, 'mei', `/inbox/${made.conversationId}`);
    for (const page of [tom, mei]) {
      await page.getByRole('log').getByText('{{constructor', { exact: false }).first().waitFor();
      await page
        .getByRole('log')
        .getByText(payloads[1] as string, { exact: true })
        .first()
        .waitFor();
      expect(await page.evaluate(() => (window as any).pwned)).toBeUndefined();
      expect(
        await page
          .locator('[role=log] script, [role=log] style, [role=log] base, [role=log] [onerror], aside [onmouseover]')
          .count(),
      ).toBe(0);
      const hrefs = await page
        .locator('main a')
        .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).protocol));
      expect([...new Set(hrefs)].filter((protocol) => protocol !== 'http:' && protocol !== 'https:')).toEqual([]);
    }
  });
});
