import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { VisitorStreams } from './visitor-streams.ts';

test('[X28] tokens are looked at by one pass at a time, however slow, and by one more when it was asked for', async () => {
  const looks: PromiseWithResolvers<boolean>[] = [];
  const streams = new VisitorStreams({
    tail: { listen: () => () => true },
    transcripts: { conversationOf: async () => null, read: () => Promise.reject(new Error('Nothing is read.')) },
    standingOf: () => null,
    isValid: () => {
      looks.push(Promise.withResolvers());
      return (looks.at(-1) as PromiseWithResolvers<boolean>).promise;
    },
    limits: { ofVisitor: 8, ofAddress: 8, ofNode: 8 },
    onError: () => {},
    tokenCheckMs: 2 ** 31 - 1,
  });
  const response = new PassThrough() as unknown as ServerResponse;
  const visitor = { organizationId: 'o', accountId: 'web', address: 'visitor', expiresAt: null } as never;
  streams.open(response, { visitor, token: 'token', network: '192.0.2.1', cursor: undefined });
  const passes = [1, 2, 3, 4].map(() => streams.checkTokens());
  expect(looks).toHaveLength(1);
  looks[0]?.resolve(true);
  await expect.poll(() => looks.length).toBe(2);
  looks[1]?.resolve(false);
  await Promise.all(passes);
  expect([looks.length, streams.size, response.writableEnded]).toEqual([2, 0, true]);
  response.destroy();
  streams.close();
});
