import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { openSettings } from './settings.ts';

test('files lie in the data folder, or where it is said', () => {
  expect(openSettings({}).filesDir).toBe(resolve('.baton', 'files'));
  expect(openSettings({ BATON_DATA_DIR: '/srv/baton' }).filesDir).toBe(join('/srv/baton', 'files'));
  const both = openSettings({ BATON_DATA_DIR: '/srv/baton', BATON_FILES_DIR: 'shared' });
  expect([both.dataDir, both.filesDir]).toEqual(['/srv/baton', resolve('shared')]);
});

test('requests a minute are a whole number within bounds', () => {
  expect(openSettings({ BATON_REQUESTS_PER_MINUTE: '' }).requestsPerMinute).toBeUndefined();
  expect(openSettings({ BATON_REQUESTS_PER_MINUTE: '10000000' }).requestsPerMinute).toBe(10_000_000);
  for (const wrong of ['0', '-1', '1.5', '10000001', 'many'])
    expect(() => openSettings({ BATON_REQUESTS_PER_MINUTE: wrong })).toThrow(`BATON_REQUESTS_PER_MINUTE is ${wrong};`);
});
