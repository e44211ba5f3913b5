import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readIdentity } from './identity.ts';

const guide = readFileSync(resolve(import.meta.dirname, '../../../docs/guide/widget.md'), 'utf8');

type Sign = (user: { readonly id: string; readonly name: string }, secret: string) => string;

/** The function that the guide gives to other people's servers. */
async function signAsTheGuideSays(): Promise<Sign> {
  const code = /```js\n(import \{ createHmac \}[\s\S]*?)```/.exec(guide)?.[1] ?? '';
  const { nameForBaton } = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
  return nameForBaton;
}

describe('an identity', () => {
  test('signed as the guide says is whom it names', async () => {
    const nameForBaton = await signAsTheGuideSays();
    const token = nameForBaton({ id: 'user-81', name: 'Ada' }, 'whsec_a');
    const identity = readIdentity(token, ['whsec_b', 'whsec_a'], Date.now());
    expect(identity).toMatchObject({ subject: 'user-81', name: 'Ada', secret: 'whsec_a' });
    expect(readIdentity(token, ['whsec_b'], Date.now())).toBeNull();
    expect(readIdentity(token, [], Date.now())).toBeNull();
  });

  test('ends a minute after its own time, by the clock that is passed in', async () => {
    const nameForBaton = await signAsTheGuideSays();
    const token = nameForBaton({ id: '81', name: 'Ada' }, 's');
    const { expiresAt } = readIdentity(token, ['s'], Date.now()) ?? { expiresAt: 0 };
    expect(readIdentity(token, ['s'], expiresAt - 1)).not.toBeNull();
    expect(readIdentity(token, ['s'], expiresAt)).toBeNull();
    // A server whose clock is more than a day behind ours names nobody.
    expect(readIdentity(token, ['s'], expiresAt - 86_400_000 - 120_001)).toBeNull();
  });
});
