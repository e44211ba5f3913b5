import { describe, expect, test } from 'vitest';
import { type Presence, presences } from './agent.ts';
import { type ChannelKind, channelKinds } from './channel.ts';
import type { StatusEntry } from './configuration.ts';
import { isServing, statusesWithout } from './may-serve.ts';

const status = (id: string, presence: Presence, channels: StatusEntry['channels']): [string, StatusEntry] => [
  id,
  { id, name: id, presence, channels },
];
const configuration = {
  statuses: new Map([
    status('phone-only', 'online', ['voice']),
    status('writing', 'online', ['email', 'webchat']),
    status('helping', 'online', 'all'),
    status('lunch', 'away', 'all'),
  ]),
};

/** Which kinds of channel somebody is there for. */
const served: readonly [statusId: string | null, presence: Presence, readonly ChannelKind[]][] = [
  [null, 'online', channelKinds],
  [null, 'away', []],
  [null, 'offline', []],
  ['phone-only', 'online', ['voice']],
  ['writing', 'online', ['email', 'webchat']],
  ['helping', 'online', channelKinds],
  ['lunch', 'away', []],
  // Whoever is not online serves nothing, whatever a status says by now.
  ['writing', 'away', []],
  ['writing', 'offline', []],
  ['retired-meanwhile', 'online', channelKinds],
  ['retired-meanwhile', 'away', []],
];

describe('who is there for a kind of channel', () => {
  test.each(served)('[S5] by the status %s, %s', (statusId, presence, kinds) => {
    const state = { presence, statusId };
    expect(channelKinds.filter((kind) => isServing(configuration, state, kind))).toEqual(
      channelKinds.filter((kind) => kinds.includes(kind)),
    );
  });

  test('nobody is, who was never there', () => {
    expect(channelKinds.filter((kind) => isServing(configuration, undefined, kind))).toEqual([]);
  });

  test('whom a search in the store leaves out are just those who do not serve', () => {
    for (const kind of channelKinds) {
      const without = statusesWithout(configuration, kind);
      for (const presence of presences) {
        for (const statusId of [null, ...configuration.statuses.keys(), 'retired-meanwhile']) {
          const isFound = presence === 'online' && (statusId === null || !without.includes(statusId));
          expect(isFound).toBe(isServing(configuration, { presence, statusId }, kind));
        }
      }
    }
  });
});
