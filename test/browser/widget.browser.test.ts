import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { expectAccessible } from './support/accessible.ts';
import { describeInBrowser, type PageOptions } from './support/describe-in-browser.ts';
import { findOverflow } from './support/overflow.ts';
import type { Shop } from './support/shop.ts';
import { houseOf, keyOf, openSite, pageWith, type Site, shopWith, tagOf, Widget } from './widget-site.ts';

describeInBrowser('the widget', (browser) => {
  const sites: Site[] = [];
  afterEach(async () => {
    for (const site of sites.splice(0)) await site.close();
  });

  /** A page of somebody's shop, which has just been loaded. */
  const visit = async (shop: Shop, options: PageOptions & { readonly tag?: string } = {}): Promise<Widget> => {
    const site = await openSite(pageWith(tagOf(browser.url, keyOf(shop), options.tag)));
    sites.push(site);
    const page = await browser.page(options);
    await page.goto(site.origin);
    const widget = new Widget(page);
    await widget.launcher.waitFor();
    return widget;
  };
  const open = async (account: object = {}): Promise<Shop> => {
    const shop = await browser.shop(shopWith(account));
    await shop.desk.online('tom', 'priya');
    return shop;
  };

  test('is opened, written into, answered, and tells of a hand-over as it happens; a reload goes on', async () => {
    const shop = await open();
    const widget = await visit(shop);
    await widget.open();
    await widget.says('Hello. How can we help?');
    await widget.write('My lamp is broken.');
    await widget.says('My lamp is broken.', 'You are in line. The next free colleague from Support will be with you.');
    const { takes, says, transfers, accepts, closes } = await houseOf(shop);
    await takes('tom');
    await says('tom', 'Canary: a difficult one', { kind: 'note' });
    await says('tom', 'I am sorry. A refund?');
    await widget.says('Tom Okafor from Support is here.', 'I am sorry. A refund?');
    expect(await widget.chat.getByRole('heading', { level: 1 }).textContent()).toBe('Tom Okafor');
    const { id } = await transfers('tom', { kind: 'agent', id: 'priya' });
    await widget.says('I am sorry. A refund?', 'We are bringing you to Billing.');
    expect(await widget.chat.locator('.relay.under-way').count()).toBe(1);
    await widget.write('Yes, please.');
    await accepts('priya', id);
    await widget.says('Yes, please.', 'Priya Raman from Billing is here.');
    await says('priya', 'It is on its way.');
    await widget.says('Priya Raman from Billing is here.', 'It is on its way.');
    const before = await widget.lines();
    await widget.page.reload();
    await widget.open();
    await widget.says('Priya Raman from Billing is here.', 'It is on its way.');
    expect(await widget.lines()).toEqual(before);
    expect(before.join()).not.toMatch(/canary/i);
    await closes('priya');
    await widget.says('It is on its way.', 'This conversation has ended.');
    await widget.chat.getByRole('button', { name: 'Start a new one' }).click();
    await widget.says('Hello. How can we help?');
    await widget.write('One more thing.');
    await widget.says('This conversation has ended.', 'The conversation goes on.', 'One more thing.');
  });

  test('counts what was not read while it was closed, on the next page too, and loads nothing where nobody wrote', async () => {
    const shop = await open();
    const widget = await visit(shop);
    expect(await widget.page.locator('baton-chat iframe').count()).toBe(0);
    await widget.open();
    await widget.write('Hello?');
    await widget.says('Hello?', 'You are in line. The next free colleague from Support will be with you.');
    await widget.composer.press('Escape');
    const { takes, says } = await houseOf(shop);
    await takes('tom');
    await says('tom', 'One.');
    await says('tom', 'Two.');
    await widget.page.getByRole('button', { name: 'Open chat, 2 unread messages' }).waitFor();
    const counts = await widget.page.evaluate(
      () => new Promise<number>((resolve) => window.Baton?.onUnread((count) => count > 0 && resolve(count))),
    );
    expect(counts).toBe(2);
    await widget.page.reload();
    await widget.page.getByRole('button', { name: 'Open chat, 2 unread messages' }).waitFor();
    await widget.open();
    await widget.says('One.', 'Two.');
    await widget.composer.press('Escape');
    await widget.page.getByRole('button', { name: 'Open chat', exact: true }).waitFor();
  });

  describe('by keyboard', () => {
    test('opens with the focus in it, gives it back where it came from, and breaks lines by Shift and Enter', async () => {
      const shop = await open();
      const widget = await visit(shop);
      const link = widget.page.getByRole('link', { name: 'Lamps' });
      await link.focus();
      await widget.page.evaluate(() => window.Baton?.open());
      await expect.poll(() => widget.composer.evaluate((element) => element === document.activeElement)).toBe(true);
      await widget.page.keyboard.type('one');
      await widget.page.keyboard.press('Shift+Enter');
      await widget.page.keyboard.type('two');
      await widget.page.keyboard.press('Enter');
      await widget.says('one\ntwo', 'You are in line. The next free colleague from Support will be with you.');
      expect((await (await houseOf(shop)).received()).map(({ text }) => text)).toEqual(['one\ntwo']);
      await widget.page.keyboard.press('Escape');
      await expect.poll(() => link.evaluate((element) => element === document.activeElement)).toBe(true);
      await widget.launcher.focus();
      await widget.page.keyboard.press('Enter');
      await expect.poll(() => widget.composer.evaluate((element) => element === document.activeElement)).toBe(true);
      await widget.chat.getByRole('button', { name: 'Close chat' }).click();
      await expect.poll(() => widget.launcher.getAttribute('aria-expanded')).toBe('false');
    });

    test('nothing is smaller than 24 pixels', async () => {
      const shop = await open();
      const widget = await visit(shop, { width: 390 });
      await widget.open();
      await widget.write('Hello');
      await widget.says('Hello', 'You are in line. The next free colleague from Support will be with you.');
      const sizes = await widget.chat
        .locator('button:visible, textarea, input:visible, [tabindex="0"]')
        .evaluateAll((elements) =>
          elements
            .filter((element) => !element.matches('.hidden'))
            .map((element) => {
              const { width, height } = element.getBoundingClientRect();
              return Math.min(width, height);
            }),
        );
      expect(sizes.length).toBeGreaterThan(3);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(24);
    });
  });

  describe.each([
    { width: 1440, colorScheme: 'light', locale: 'en' },
    { width: 390, colorScheme: 'dark', locale: 'ar' },
    { width: 390, colorScheme: 'light', locale: 'de' },
  ] as const)('at $width px, $colorScheme, $locale', ({ width, colorScheme, locale }) => {
    test('has no barriers and fits, from the first question to the end', async () => {
      const shop = await open({
        greeting: 'Welcome to a shop with quite a long greeting, which has to fit everywhere',
        preChat: [{ id: 'email', label: 'E-mail address', required: true }],
      });
      const widget = await visit(shop, { width, colorScheme, tag: `data-locale="${locale}"` });
      const look = async (): Promise<void> => {
        await expectAccessible(widget.page);
        const frame = widget.page.frames().find((each) => each.url().includes('/widget/frame'));
        if (frame !== undefined) expect(await findOverflow(frame as unknown as typeof widget.page)).toEqual([]);
      };
      await look();
      await widget.open();
      const form = widget.chat.locator('.pre-chat');
      await form.locator('button').click();
      await form.locator('.fault').waitFor();
      await look();
      await form.locator('input').fill('ada@example.test');
      await form.locator('button').click();
      await widget.write('Hello');
      await expect.poll(async () => (await widget.lines()).length).toBe(2);
      const { takes, says, transfers, closes } = await houseOf(shop);
      await takes('tom');
      await says(
        'tom',
        `A long word: ${'Donaudampfschifffahrtsgesellschaft'.repeat(4)} and https://lamps.example/${'x'.repeat(90)}`,
      );
      await transfers('tom', { kind: 'agent', id: 'priya' });
      await expect.poll(async () => (await widget.lines()).length).toBe(5);
      await look();
      expect(await widget.chat.locator('html').getAttribute('dir')).toBe(locale === 'ar' ? 'rtl' : 'ltr');
      await closes('tom');
      await widget.chat.locator('.ended').waitFor();
      await look();
    });
  });

  test('fills a phone’s screen, and stands in its corner elsewhere', async () => {
    const shop = await open();
    const panelOf = async (width: number) => {
      const widget = await visit(shop, { width });
      await widget.open();
      return widget.page.locator('baton-chat iframe').boundingBox();
    };
    expect(await panelOf(390)).toEqual({ x: 0, y: 0, width: 390, height: 844 });
    expect(await panelOf(1440)).toMatchObject({ x: 1440 - 20 - 384, width: 384 });
  });

  test('sends files with how far they are, and gives them to be saved under a harmless name', async () => {
    const shop = await open();
    const widget = await visit(shop);
    await widget.open();
    await widget.chat.locator('input[type=file]').setInputFiles([
      {
        name: '../\u202egnp.exe<script>.html',
        mimeType: 'text/html',
        buffer: Buffer.from('<script>alert(1)</script>'),
      },
      { name: 'small.txt', mimeType: 'text/plain', buffer: Buffer.from('small') },
    ]);
    await widget.chat.locator('.attachment .file-size', { hasText: 'byte' }).nth(1).waitFor();
    await widget.write('With two files');
    await widget.says(
      ...['With two files', '_gnp.exe_script_.html', 'small.txt'],
      'You are in line. The next free colleague from Support will be with you.',
    );
    const saved = widget.page.waitForEvent('download');
    await widget.chat.getByRole('button', { name: /_gnp\.exe_script_\.html/ }).click();
    expect((await saved).suggestedFilename()).toBe('_gnp.exe_script_.html');
    const [message] = await (await houseOf(shop)).received();
    expect(message?.fileIds).toHaveLength(2);
  });

  test('[I35] comes back after a disconnection to exactly what a fresh page shows, and sends what was written meanwhile', async () => {
    const shop = await open();
    const offline = [
      /^failed .*ERR_INTERNET_DISCONNECTED$/,
      /^console: Failed to load resource/,
      /^failed GET .*\/events/,
    ];
    const widget = await visit(shop, { expect: offline });
    await widget.open();
    await widget.write('Hello');
    await widget.says('Hello', 'You are in line. The next free colleague from Support will be with you.');
    const { takes, says, transfers, accepts, received } = await houseOf(shop);
    await takes('tom');
    await widget.says('Tom Okafor from Support is here.');
    await widget.page.context().setOffline(true);
    await widget.chat.getByText('You are offline.').waitFor();
    await widget.write('Written while offline');
    await widget.says('Tom Okafor from Support is here.', 'Written while offline');
    for (let i = 1; i <= 30; i++) await says('tom', `Missed ${i}`);
    const { id } = await transfers('tom', { kind: 'agent', id: 'priya' });
    await accepts('priya', id);
    await widget.page.context().setOffline(false);
    await expect
      .poll(async () => (await received()).map(({ text }) => text))
      .toEqual(['Hello', 'Written while offline']);
    await widget.says(
      'Missed 30',
      'We are bringing you to Billing.',
      'Priya Raman from Billing is here.',
      'Written while offline',
    );
    const followed = await widget.lines();
    await widget.page.reload();
    await widget.open();
    await widget.says('Priya Raman from Billing is here.', 'Written while offline');
    expect(await widget.lines()).toEqual(followed);
  });

  test('what could not be sent can be tried again, and is there once', async () => {
    const shop = await open();
    const widget = await visit(shop, { expect: [/^400 POST/] });
    await widget.open();
    await widget.chat.locator('textarea').waitFor();
    const path = '**/v1/webchat/*/messages';
    await widget.page.route(path, (route) => route.fulfill({ status: 400, json: { code: 'validation' } }));
    await widget.write('Hello');
    await widget.chat.getByText('Not sent.').waitFor();
    await widget.page.unroute(path);
    await widget.chat.getByRole('button', { name: 'Try again' }).click();
    await widget.says('Hello', 'You are in line. The next free colleague from Support will be with you.');
    expect(await (await houseOf(shop)).received()).toHaveLength(1);
  });

  test('[X17] somebody whom the shop’s server names is on every browser who they are, and nobody else sees it', async () => {
    const shop = await open();
    const { secret } = (await shop.desk.api.post('/v1/channel-accounts/chat/secrets')).body;
    const jwtOf = (sub: string): string => {
      const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      const content = `${part({ alg: 'HS256' })}.${part({ sub, name: sub, exp: Math.floor(Date.now() / 1000) + 600 })}`;
      return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
    };
    const widget = await visit(shop);
    const become = (who: string | null): Promise<void> =>
      widget.page.evaluate((jwt) => window.Baton?.identify(jwt), who === null ? null : jwtOf(who));
    await become('Ann');
    await widget.open();
    await widget.write('Ann’s secret');
    await widget.says('Ann’s secret', 'You are in line. The next free colleague from Support will be with you.');
    await become('Bea');
    await widget.says('Hello. How can we help?');
    await become(null);
    await widget.says('Hello. How can we help?');
    await widget.page.reload();
    await widget.open();
    await widget.says('Hello. How can we help?');
    const elsewhere = await visit(shop);
    await elsewhere.page.evaluate((jwt) => window.Baton?.identify(jwt), jwtOf('Ann'));
    await elsewhere.open();
    await elsewhere.says('Ann’s secret', 'You are in line. The next free colleague from Support will be with you.');
  });

  test('can be tried on a made-up shop, which says how to come by a key', async () => {
    const shop = await open();
    const page = await browser.page({ width: 390 });
    await page.goto('/try');
    await page.getByRole('heading', { name: 'This page has no chat yet' }).waitFor();
    await expectAccessible(page);
    await page.goto(`/try?key=${keyOf(shop)}`);
    await page.getByRole('button', { name: 'Ask us something' }).click();
    await new Widget(page).says('Hello. How can we help?');
    await expectAccessible(page);
  });

  test('opened by itself, is a page with a chat', async () => {
    const shop = await open();
    const page = await browser.page();
    await page.goto(`/widget/frame?key=${keyOf(shop)}`);
    await page.locator('textarea').fill('Hello');
    await page.locator('textarea').press('Enter');
    await page.getByText('You are in line.').waitFor();
    expect(await page.getByRole('button', { name: 'Close chat' }).count()).toBe(0);
  });
});
