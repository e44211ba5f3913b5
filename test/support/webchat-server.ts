/** A server with the widget's routes, on a port of the system's choosing, over a small node. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { secureRandom } from '../../src/base/random.ts';
import { openDiskFileStore } from '../../src/channels/files/disk-file-store.ts';
import type { FileStore } from '../../src/channels/files/file-store.ts';
import type { WebchatOptions } from '../../src/channels/webchat/door.ts';
import { webchatRoutes } from '../../src/channels/webchat/routes.ts';
import { writeWidgetKey } from '../../src/domain/webchat-account.ts';
import { RateLimiter } from '../../src/http/rate-limits.ts';
import { accountSecretsReader } from '../../src/storage/read-account-secrets.ts';
import { visitorReader } from '../../src/storage/read-visitor.ts';
import { answers, bareServer, type Item, ids, listen, type SmallNode } from './small-node.ts';
import { VisitorClient } from './visitor-client.ts';

export interface WebchatServer {
  readonly url: string;
  readonly errors: unknown[];
  readonly store: FileStore;
  /** A browser on a page of `origin` (default: one that says nothing of itself). */
  visitor(organizationId: string, accountId?: string, origin?: string): VisitorClient;
  close(): Promise<void>;
}

export async function startWebchatServer(
  node: SmallNode,
  options: Partial<WebchatOptions> & { readonly clock?: Clock } = {},
): Promise<WebchatServer> {
  const errors: unknown[] = [];
  const clock = options.clock ?? systemClock;
  const folder = await mkdtemp(join(tmpdir(), 'baton-webchat-'));
  const store = await openDiskFileStore(folder, ids);
  const app = bareServer((error) => errors.push(error));
  app.register((scope) =>
    webchatRoutes(scope, {
      engine: node.engine,
      tail: node.tail,
      random: secureRandom(),
      ids,
      reads: visitorReader(node.database),
      rooms: { peek: () => null },
      readAccountSecrets: accountSecretsReader(node.database),
      configurationOf: (organizationId) => node.engine.configurations.refresh(organizationId),
      store,
      key: new Uint8Array(32).fill(7),
      ...answers,
      makeLimiter: (limit) => new RateLimiter(limit, clock),
      sendFrame: (_, reply, frameAncestors) => reply.send(frameAncestors),
      onError: (error) => errors.push(error),
      ...options,
      clock,
    }),
  );
  const url = await listen(app);
  const clients: VisitorClient[] = [];
  return {
    url,
    errors,
    store,
    visitor: (organizationId, accountId = 'chat', origin = undefined) => {
      const client = new VisitorClient({
        url,
        key: writeWidgetKey({ organizationId, accountId }),
        ...(origin === undefined ? {} : { origin }),
      });
      clients.push(client);
      return client;
    },
    close: async () => {
      await app.close();
      for (const client of clients) client.cut();
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * A shop whose people have names, with the ids by which the house calls them hidden in words that must reach no customer:
 * support and billing move to each other and to a department that not everybody may know of.
 */
export const webchatShop: readonly Item[] = [
  ['organization', 'organization', { profile: 'baton', settings: {} }],
  ...[
    ['dept-kiwi-support', 'Support', null],
    ['dept-kiwi-billing', 'Billing', null],
    ['dept-kiwi-fraud', 'Canary Fraud Desk', ['agent-kiwi-faye']],
  ].map(
    ([id, name, knownTo]): Item => [
      'department',
      id as string,
      { id, name, knownTo, defaultQueue: `queue-${id}`, moveRules: [{}] },
    ],
  ),
  ...['dept-kiwi-support', 'dept-kiwi-billing', 'dept-kiwi-fraud'].map(
    (id): Item => [
      'queue',
      `queue-${id}`,
      { id: `queue-${id}`, name: 'Canary queue', department: id, distribution: 'pull' },
    ],
  ),
  ...[
    ['agent-kiwi-tom', 'Tom Okafor', ['dept-kiwi-support']],
    ['agent-kiwi-mei', 'Mei Tanaka', ['dept-kiwi-support']],
    ['agent-kiwi-priya', 'Priya Raman', ['dept-kiwi-billing']],
    ['agent-kiwi-faye', undefined, ['dept-kiwi-fraud']],
    ['agent-kiwi-ines', 'Inês Duarte', ['dept-kiwi-support', 'dept-kiwi-billing', 'dept-kiwi-fraud']],
  ].map(
    ([id, name, departments]): Item => [
      'agent',
      id as string,
      {
        id,
        ...(name === undefined ? {} : { name }),
        departments,
        role: id === 'agent-kiwi-ines' ? 'supervisor' : 'agent',
        capacity: { total: null },
      },
    ],
  ),
  [
    'account',
    'chat',
    {
      id: 'chat',
      name: 'Shop chat',
      type: 'webchat',
      kind: 'webchat',
      entry: { department: 'dept-kiwi-support' },
      reopenWindowSeconds: 3_600,
    },
  ],
  [
    'account',
    'asking',
    {
      id: 'asking',
      type: 'webchat',
      kind: 'webchat',
      entry: { department: 'dept-kiwi-support' },
      allowedOrigins: ['https://shop.example'],
      greeting: 'Hello!',
      preChat: [
        { id: 'email', label: 'Your e-mail address', required: true },
        { id: 'order', label: 'Order number' },
      ],
      locale: 'de',
      theme: 'dark',
      reopenWindowSeconds: 0,
    },
  ],
  ['account', 'custom', { id: 'custom', kind: 'webchat', entry: { department: 'dept-kiwi-support' } }],
];
