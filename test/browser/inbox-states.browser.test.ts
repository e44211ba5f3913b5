import type { Page } from '@playwright/test';
import { expect, test } from 'vitest';
import { findBarriers } from './support/accessible.ts';
import { describeInBrowser, type PageOptions } from './support/describe-in-browser.ts';
import { findOverflow } from './support/overflow.ts';

/** How the same states are looked at: on a desk, on a phone by night, and from right to left. */
const looks: readonly (readonly [string, PageOptions])[] = [
  ['on a wide window', { width: 1440 }],
  ['on a phone in the dark', { width: 390, colorScheme: 'dark' }],
  ['from right to left', { width: 1440, more: { locale: 'ar' } }],
];

describeInBrowser('every state of the inbox', (browser) => {
  test.each(looks)('%s has no barrier and nothing that does not fit', { timeout: 180_000 }, async (_, look) => {
    const shop = await browser.shop();
    await shop.desk.online('tom', 'mei', 'priya', 'lars');
    const made: { conversationId: string; ticketId: string }[] = [];
    for (const [i, name] of ['Ada Lovelace', 'Grace Hopper', 'Katherine Johnson', 'Alan Turing'].entries()) {
      const customer = shop.customer(name, ['chat', 'mail', 'wa'][i % 3]);
      made.push(
        await customer.says('Hello, my parcel with the lantern has not come. See https://example.test/track?id=1', {
          form: { order: `A-10${i}` },
          files: [{ name: 'receipt.pdf', mediaType: 'application/pdf', content: 'eA==' }],
        }),
      );
    }
    const [first, second, , fourth] = made as [(typeof made)[0], (typeof made)[0], (typeof made)[0], (typeof made)[0]];
    for (const { ticketId } of made.slice(0, 3)) await shop.desk.as('tom').post(`/v1/tickets/${ticketId}/take`);
    await shop.desk.conversation({ owner: { kind: 'agent', id: 'lars' } });
    const say = (text: string, kind: string) =>
      shop.desk.as('tom').post(`/v1/conversations/${first.conversationId}/messages`, { text, kind });
    await say('Good morning, I am looking for it.', 'reply');
    await say('She has written twice this week.', 'note');

    const found: string[] = [];
    const lookAt = async (state: string, page: Page): Promise<void> => {
      const faults = [...(await findBarriers(page)), ...(await findOverflow(page))];
      found.push(...faults.map((fault) => `${state}: ${fault}`));
    };
    const tom = await browser.page({ as: await shop.user('tom'), ...look });
    await tom.goto('/inbox');
    await tom.locator('[data-conversation]').first().waitFor();
    await lookAt('the list', tom);
    await tom.goto(`/inbox/${first.conversationId}`);
    await tom.locator('[data-message]').last().waitFor();
    await lookAt('a conversation', tom);
    if (look.width === 390) {
      await tom.keyboard.press('i');
      await lookAt('about it', tom);
      await tom.keyboard.press('i');
    }
    await tom.keyboard.press('t');
    await tom.locator('[data-target="agent:lars"]').click();
    await tom.locator('[role="dialog"] textarea').waitFor();
    await lookAt('a hand-over to somebody who is full', tom);
    await tom.locator('[data-target="agent:priya"]').click();
    await tom.locator('[role="dialog"] textarea').fill('charged twice');
    await tom.keyboard.press('ControlOrMeta+Enter');
    await tom.locator('section [role="timer"]').first().waitFor();
    await lookAt('an offer that is under way', tom);
    const priya = await browser.page({ as: await shop.user('priya'), ...look });
    await priya.goto('/inbox');
    await priya.locator('[data-accept]').waitFor();
    await lookAt('an offer', priya);
    await priya.goto(`/inbox/${first.conversationId}`);
    await priya.locator('[data-message]').first().waitFor();
    await lookAt('what is seen of it before it is accepted', priya);
    await shop.desk
      .as('priya')
      .post(`/v1/transfers/${(await shop.desk.lineage(first.conversationId)).transfers[0].id}/accept`);
    await priya.locator('textarea').waitFor();
    await tom.goto('/inbox');
    await tom.locator('form textarea').waitFor();
    await lookAt('a wrap-up', tom);
    await tom.goto(`/inbox/${fourth.conversationId}`);
    await tom.locator('[data-message]').first().waitFor();
    await lookAt('one that waits', tom);
    await tom.goto(`/inbox/${first.conversationId}`);
    await tom.locator('[data-message]').first().waitFor();
    await lookAt('one that has moved on', tom);
    await tom.goto(`/inbox/${second.conversationId}`);
    await tom.locator('[data-message]').first().waitFor();
    await tom.keyboard.press('e');
    await tom.getByRole('dialog').waitFor();
    await lookAt('the question before ending', tom);
    expect(found).toEqual([]);
  });
});
