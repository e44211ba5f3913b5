import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ids } from '../../../test/support/small-node.ts';
import { claimFolder } from './claim-folder.ts';

test('a folder is the database’s that came first, of several at once too, and stays it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-claim-'));
  const claims = await Promise.all(['a', 'b', 'a', 'b'].map((name) => claimFolder(join(folder, 'files'), name, ids)));
  expect([claims[0], claims[1]]).toEqual([claims[2], claims[3]]);
  expect(claims[0]).not.toBe(claims[1]);
  const first = claims[0] ? 'a' : 'b';
  expect(await claimFolder(join(folder, 'files'), first, ids)).toBe(true);
  expect(await claimFolder(join(folder, 'files'), 'c', ids)).toBe(false);
  expect(await readdir(join(folder, 'files'))).toEqual(['database']);
  await rm(folder, { recursive: true });
});
