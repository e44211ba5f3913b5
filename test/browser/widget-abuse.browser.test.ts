import type { Page } from '@playwright/test';
import { afterEach, describe, expect, test } from 'vitest';
import { describeInBrowser, type PageOptions } from './support/describe-in-browser.ts';
import type { Shop } from './support/shop.ts';
import { houseOf, keyOf, openSite, pageWith, type Site, shopWith, tagOf, Widget } from './widget-site.ts';

/** Text that must stay text: markup, addresses that are none, templates, and what turns a line around. */
const payloads: readonly string[] = [
  '<script>window.pwned = 1</script>',
  '<img src=x onerror="window.pwned = 1">',
  '<svg onload="window.pwned = 1"><animate onbegin="window.pwned = 1"/></svg>',
  '<iframe srcdoc="<script>parent.pwned = 1</script>"></iframe>',
  '<style>*{display:none}</style>',
  '<base href="https://evil.example/">',
  '<form action="https://evil.example"><input name=a></form>',
  '<a href="javascript:window.pwned = 1">click</a>',
  '[click](javascript:window.pwned=1) ![x](x"onerror="window.pwned=1)',
  'javascript:window.pwned=1',
  'data:text/html,<script>window.pwned=1</script>',
  'https://shop.example@evil.example/"onmouseover="window.pwned=1',
  '"><img src=x onerror=window.pwned=1>',
  "'-window.pwned-'",
  `{{constructor.constructor("window.pwned=1")()}} \${window.pwned=1}`,
  '\u202Egnp.exe <b>bold</b>',
  '&lt;b&gt;',
];

describeInBrowser('[X11] [X17] the widget among strangers', (browser) => {
  const sites: Site[] = [];
  afterEach(async () => {
    for (const site of sites.splice(0)) await site.close();
  });
  const serve = async (html: string, headers: Readonly<Record<string, string>> = {}): Promise<string> => {
    const site = await openSite(html, headers);
    sites.push(site);
    return site.origin;
  };
  const visit = async (origin: string, options: PageOptions = {}): Promise<Widget> => {
    const page = await browser.page(options);
    await page.goto(origin);
    const widget = new Widget(page);
    await widget.launcher.waitFor();
    return widget;
  };
  const isPwned = async (page: Page): Promise<boolean[]> =>
    Promise.all(page.frames().map((frame) => frame.evaluate(() => 'pwned' in window)));
  const open = async (account: object = {}): Promise<Shop> => {
    const shop = await browser.shop(shopWith(account));
    await shop.desk.online('tom', 'priya');
    return shop;
  };

  test('[X11] shows everything that anybody writes as what it is: text', async () => {
    const evil = '<img src=x onerror="window.pwned = 1">';
    const shop = await open({
      name: evil,
      greeting: `${evil}<b>Hello</b>`,
      preChat: [
        { id: 'email', label: `${evil}E-mail` },
        { id: 'toString', label: 'x' },
      ].slice(0, 1),
    });
    const widget = await visit(await serve(pageWith(tagOf(browser.url, keyOf(shop)))));
    await widget.open();
    await widget.says(`${evil}<b>Hello</b>`);
    expect(await widget.chat.locator('label').textContent()).toContain(`${evil}E-mail`);
    await widget.chat.locator('.pre-chat input').fill(evil);
    await widget.chat.locator('.pre-chat button').click();
    for (const payload of payloads) await widget.write(payload);
    await expect.poll(async () => (await widget.lines()).length).toBe(payloads.length + 1);
    const { takes, says, received } = await houseOf(shop);
    await expect.poll(async () => (await received()).length).toBe(payloads.length);
    await takes('tom');
    for (const payload of payloads) await says('tom', payload);
    await expect.poll(async () => (await widget.lines()).length).toBe(payloads.length * 2 + 2);
    const shown = await widget.chat.locator('.message .text').allTextContents();
    expect(shown).toEqual([...payloads, ...payloads]);
    const made = await widget.log.evaluate((log) => [
      ...new Set([...log.querySelectorAll('*')].map((element) => element.localName)),
    ]);
    expect(
      made.filter((name) => ['script', 'img', 'iframe', 'style', 'base', 'form', 'b', 'animate'].includes(name)),
    ).toEqual([]);
    const hrefs = await widget.log.evaluate((log) => [...log.querySelectorAll('a')].map((link) => link.href));
    expect(hrefs.filter((href) => !href.startsWith('https://'))).toEqual([]);
    expect(await isPwned(widget.page)).toEqual([false, false]);
  });

  test('[X11] its links lead out without saying from where', async () => {
    const shop = await open();
    const widget = await visit(await serve(pageWith(tagOf(browser.url, keyOf(shop)))));
    await widget.open();
    await widget.write('See https://lamps.example/a?b=1.');
    const link = widget.chat.getByRole('link', { name: 'https://lamps.example/a?b=1' });
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(await link.getAttribute('target')).toBe('_blank');
  });

  describe('[X17] messages between windows', () => {
    const forged = [
      { baton: 1, type: 'close' },
      { baton: 1, type: 'unread', count: 7 },
      { baton: 1, type: 'look', theme: 'dark', language: 'ar', title: 'pwned' },
      { baton: 1, type: 'engaged', isEngaged: true },
      { baton: 1, type: 'ready' },
    ];

    test('of another origin or another window mean nothing to the page', async () => {
      const shop = await open();
      const evil = await serve(
        `<!doctype html><title>x</title><script>for (const m of ${JSON.stringify(forged)}) parent.postMessage(m, '*');</script>`,
      );
      const body = `<h1>A shop</h1><iframe src="${evil}" title="an advertisement"></iframe>`;
      const widget = await visit(await serve(pageWith(tagOf(browser.url, keyOf(shop)), { body })));
      await widget.open();
      await widget.says('Hello. How can we help?');
      // From the page itself, as scripts of others on it would; and from a window of Baton's own origin that is not the chat.
      await widget.page.evaluate((messages) => {
        for (const message of messages) window.postMessage(message, '*');
      }, forged);
      await widget.page.evaluate(
        (src) => {
          const frame = document.createElement('iframe');
          frame.src = src;
          document.body.append(frame);
        },
        `${browser.url}/widget/frame?key=${keyOf(shop)}`,
      );
      const strangers = () =>
        widget.page.frames().filter((frame) => frame.url().startsWith(evil) || frame.url().endsWith(keyOf(shop)));
      await expect.poll(() => strangers().length).toBe(2);
      const strange = strangers();
      for (const frame of strange) {
        await frame.evaluate((messages) => {
          for (const message of messages) window.parent.postMessage(message, '*');
        }, forged);
      }
      expect(await widget.launcher.getAttribute('aria-expanded')).toBe('true');
      expect(await widget.page.locator('baton-chat .badge').isVisible()).toBe(false);
      expect(await widget.launcher.getAttribute('aria-label')).toBe('Close chat');
      expect(await widget.page.evaluate(() => localStorage.length)).toBe(0);
    }, 40_000);

    test('of another window, or of a page that lies about its origin, mean nothing to the chat', async () => {
      const shop = await open();
      // A page that shows the frame by itself, and says that it is another page.
      const frameOf = (origin: string): string =>
        `${browser.url}/widget/frame?key=${keyOf(shop)}#${new URLSearchParams({ origin })}`;
      const origin = await serve('<!doctype html><title>x</title><main></main>');
      const page = await browser.page();
      await page.goto(origin);
      const heard = await page.evaluate(
        (src) =>
          new Promise<unknown[]>((resolve) => {
            const got: unknown[] = [];
            window.addEventListener('message', ({ data }) => got.push(data));
            const frame = document.createElement('iframe');
            frame.src = src;
            frame.onload = () => {
              frame.contentWindow?.postMessage({ baton: 1, type: 'name', name: 'Mallory' }, '*');
              frame.contentWindow?.postMessage({ baton: 1, type: 'identify', jwt: 'a.b.c' }, '*');
              setTimeout(() => resolve(got), 500);
            };
            document.body.append(frame);
          }),
        frameOf('https://shop.example'),
      );
      expect(heard).toEqual([]);
      const frame = page.frames().find((each) => each.url().includes('/widget/frame'));
      // An identity that does not hold would have ended the chat.
      await frame?.locator('textarea').waitFor();
    });

    test('that are no message of ours mean nothing to the chat', async () => {
      const shop = await open();
      const widget = await visit(await serve(pageWith(tagOf(browser.url, keyOf(shop)))));
      await widget.open();
      await widget.says('Hello. How can we help?');
      await widget.page.evaluate(() => {
        const frame = document.querySelector('baton-chat')?.shadowRoot?.querySelector('iframe');
        const nonsense = [
          null,
          'hidden',
          { type: 'hidden' },
          { baton: 1, type: 'identify', jwt: { a: 1 } },
          { baton: 1, type: 'name' },
        ];
        for (const data of nonsense) frame?.contentWindow?.postMessage(data, '*');
      });
      await widget.write('Still here');
      await widget.says('Still here', 'You are in line. The next free colleague from Support will be with you.');
    });
  });

  test('pages that the account does not allow cannot show it', async () => {
    const shop = await open({ allowedOrigins: ['https://shop.example'] });
    const origin = await serve(pageWith(tagOf(browser.url, keyOf(shop))));
    const widget = await visit(origin, { expect: [/frame-ancestors/, /^failed .*\/widget\/frame/] });
    const blocked = widget.page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    await widget.launcher.click();
    await blocked;
  });

  test('stands on a page whose styles and rules mean it ill', async () => {
    const shop = await open();
    const head = `<style>
      * { display: none !important; all: unset !important; font-size: 60px !important; color: red !important; opacity: 0 !important;
        transform: rotate(45deg) !important; transition: all 9s !important; z-index: -1 !important; pointer-events: none !important }
      html, head, body, main, script { display: block !important; opacity: 1 !important; transform: none !important }
      body { transform: scale(.5) !important; filter: blur(9px) !important }
      button, iframe, svg, div { visibility: hidden !important; width: 1px !important }
    </style>`;
    const policy = [
      "default-src 'none'",
      `script-src ${browser.url}`,
      `frame-src ${browser.url}`,
      "style-src 'unsafe-inline'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; ');
    const origin = await serve(pageWith(tagOf(browser.url, keyOf(shop)), { head }), {
      'content-security-policy': policy,
    });
    const widget = await visit(origin, { expect: [/Content Security Policy/, /Content-Security-Policy/] });
    expect(await widget.launcher.boundingBox()).toMatchObject({ width: 56, height: 56 });
    await widget.open();
    await widget.write('Hello');
    await widget.says('Hello', 'You are in line. The next free colleague from Support will be with you.');
    expect(await widget.page.locator('baton-chat iframe').boundingBox()).toMatchObject({ width: 384 });
  });
});
