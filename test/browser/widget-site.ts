/** Somebody's site with the widget on it: a server of its own, so of another origin than Baton's. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FrameLocator, Locator, Page } from '@playwright/test';
import type { WrittenDocument } from '../../src/domain/fill-configuration.ts';
import { writeWidgetKey } from '../../src/domain/webchat-account.ts';
import type {} from '../../web/widget/src/page/widget.ts';
import type { Shop } from './support/shop.ts';

export interface Site {
  /** Another origin than Baton's, and than that of `127.0.0.1` with the same port. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves the page at every path, with these headers besides. */
export async function openSite(html: string, headers: Readonly<Record<string, string>> = {}): Promise<Site> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A page as shops have them, with the widget's tag; `head` and `body` are the shop's own. */
export function pageWith(
  tag: string,
  { head = '', body = '<h1>A shop</h1><p><a href="#x">Lamps</a></p>' } = {},
): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title><link rel="icon" href="data:,">
    <meta name="viewport" content="width=device-width, initial-scale=1">${head}</head><body><main>${body}</main>${tag}</body></html>`;
}

/** The tag as the guide gives it. */
export function tagOf(url: string, key: string, attributes = ''): string {
  return `<script src="${url}/widget.js" data-key="${key}" ${attributes} async></script>`;
}

/** The shop of the widget's tests: whoever opens its chat is in line in Support; what `account` says comes besides. */
export function shopWith(account: object = {}): WrittenDocument {
  return {
    departments: [
      { id: 'support', name: 'Support', moveRules: [{}] },
      { id: 'billing', name: 'Billing', moveRules: [{}] },
    ],
    queues: ['support', 'billing'].map((id) => ({ id, department: id, distribution: 'pull' as const })),
    agents: [
      { id: 'tom', name: 'Tom Okafor', departments: ['support'], capacity: { total: null } },
      { id: 'priya', name: 'Priya Raman', departments: ['billing'], capacity: { total: null } },
    ],
    accounts: [
      { id: 'chat', name: 'Lamp shop', type: 'webchat', kind: 'webchat', entry: { department: 'support' }, ...account },
    ],
  };
}

export function keyOf({ organizationId }: Shop, accountId = 'chat'): string {
  return writeWidgetKey({ organizationId, accountId });
}

/** The widget on a page, as its visitor sees it. */
export class Widget {
  readonly page: Page;
  readonly launcher: Locator;
  readonly chat: FrameLocator;
  readonly composer: Locator;
  /** The thread. */
  readonly log: Locator;

  constructor(page: Page) {
    this.page = page;
    this.launcher = page.locator('baton-chat .launcher');
    this.chat = page.frameLocator('baton-chat iframe');
    this.composer = this.chat.locator('textarea');
    this.log = this.chat.getByRole('log');
  }

  async open(): Promise<void> {
    await this.launcher.click();
    await this.chat.getByRole('main').waitFor();
  }

  async write(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** What the thread says, line by line, without times and without what keeps scripts apart. */
  async lines(): Promise<string[]> {
    const lines = await this.log.evaluate((log) =>
      [
        ...log.querySelectorAll(
          '.turn > span:not(.avatar), .day, .greeting-words, .message .text, .message .file-name, .message .critical',
        ),
      ].map((element) => element.textContent ?? ''),
    );
    return lines.map((line) => line.replace(/[\u2066-\u2069]/g, '').trim());
  }

  /** Waits until the thread says so at its end. */
  async says(...last: string[]): Promise<void> {
    const deadline = performance.now() + 10_000;
    let lines: string[] = [];
    while (performance.now() < deadline) {
      lines = await this.lines().catch(() => []);
      if (JSON.stringify(lines.slice(-last.length)) === JSON.stringify(last)) return;
      await this.page.waitForTimeout(25);
    }
    throw new Error(`The thread ends ${JSON.stringify(lines.slice(-last.length - 2))}, not ${JSON.stringify(last)}.`);
  }
}

/** What the people of the shop do with the one open conversation. */
export async function houseOf(shop: Shop) {
  const { items } = (await shop.desk.api.get('/v1/conversations?status=open')).body;
  const [{ id }] = items as [{ id: string }];
  const done = async (answer: Promise<{ status: number; body: any }>): Promise<any> => {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  };
  const ticketId = async (): Promise<string> => (await done(shop.desk.api.get(`/v1/conversations/${id}`))).ticketId;
  return {
    id,
    takes: async (who: string) => done(shop.desk.as(who).post(`/v1/tickets/${await ticketId()}/take`)),
    says: (who: string, text: string, more: object = {}) =>
      done(shop.desk.as(who).post(`/v1/conversations/${id}/messages`, { text, ...more })),
    transfers: async (who: string, target: object) =>
      done(shop.desk.as(who).post(`/v1/tickets/${await ticketId()}/transfers`, { target, note: 'canary' })),
    accepts: (who: string, transferId: string) => done(shop.desk.as(who).post(`/v1/transfers/${transferId}/accept`)),
    closes: async (who: string) => done(shop.desk.as(who).post(`/v1/tickets/${await ticketId()}/close`)),
    /** What the shop has received, oldest first. */
    received: async (): Promise<{ text: string; fileIds: string[] }[]> =>
      (await done(shop.desk.api.get(`/v1/conversations/${id}/messages`))).items.filter(
        ({ direction }: { direction: string }) => direction === 'inbound',
      ),
  };
}
