import { expect, test } from 'vitest';
import { findBarriers } from './support/accessible.ts';
import { describeInBrowser } from './support/describe-in-browser.ts';
import { findOverflow } from './support/overflow.ts';
import { unexpected } from './support/page-faults.ts';

// What the browser tests rest on: that they would see what is wrong. Each is tried on a sample that it must catch.

describeInBrowser('what browser tests look for', (browser) => {
  test('a barrier is found, and named with its rule and its place', async () => {
    const page = await browser.page();
    await page.setContent('<!doctype html><html lang="en"><title>x</title><main><h1>x</h1><button></button></main>');
    expect(await findBarriers(page)).toEqual([expect.stringContaining('button-name')]);
    await page.setContent('<!doctype html><html lang="en"><title>x</title><main><h1>x</h1><button>Go</button></main>');
    expect(await findBarriers(page)).toEqual([]);
  });

  test('what is wider than the window, sticks out or is cut off is found', async () => {
    const page = await browser.page({ width: 390 });
    const overflows = async (html: string): Promise<string[]> => {
      await page.setContent(`<!doctype html><body style="margin:0">${html}`);
      return findOverflow(page);
    };
    expect(await overflows('<div style="width:500px">wide</div>')).not.toEqual([]);
    expect(await overflows('<p style="position:fixed;left:380px;width:90px">out</p>')).not.toEqual([]);
    const cut = 'width:60px;overflow:hidden;white-space:nowrap';
    expect(await overflows(`<p style="${cut}">much longer than that</p>`)).toEqual([
      expect.stringContaining('cut off'),
    ]);
    expect(
      await overflows(`<button style="${cut};text-overflow:ellipsis">much longer than that</button>`),
    ).toHaveLength(1);
    expect(await overflows(`<p style="${cut};text-overflow:ellipsis">much longer than that</p>`)).toEqual([]);
    expect(await overflows('<a style="position:absolute;left:-9999px">Skip</a><p>all is well</p>')).toEqual([]);
    expect(await overflows('<div style="overflow-x:auto"><p style="width:900px">scrolls</p></div>')).toEqual([]);
  });

  test('faults of a page are told, and only expected ones are forgiven', async () => {
    const expected = [/^404 GET \/nothing-here$/, /^console: oh no$/, /^page error: .*not caught/];
    const page = await browser.page({ expect: expected });
    await page.goto('/docs');
    const nothing = page.waitForResponse((response) => response.url().endsWith('/nothing-here'));
    await page.evaluate(() => {
      console.error('oh no');
      setTimeout(() => {
        throw new Error('not caught');
      });
      void fetch('/nothing-here');
    });
    await nothing;
    expect(unexpected(['401 GET /v1/me', '404 GET /nothing-here'], expected)).toEqual(['401 GET /v1/me']);
  });

  test('a shop has people, and customers who write to it', async () => {
    const shop = await browser.shop();
    await shop.desk.online('tom');
    const { conversationId, ticketId } = await shop.customer('Ada Brennan').says('Where is my parcel?');
    expect((await shop.desk.as('tom').post(`/v1/tickets/${ticketId}/take`)).status).toBe(200);
    const { body } = await shop.desk.as('tom').get(`/v1/conversations/${conversationId}/messages`);
    expect(body.items.map(({ text }: { text: string }) => text)).toEqual(['Where is my parcel?']);
  });
});
