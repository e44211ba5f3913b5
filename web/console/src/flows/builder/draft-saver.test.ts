import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../../../../client/src/index.ts';
import { renameStep } from '../graph/edit.ts';
import type { FlowEntry } from '../graph/entry.ts';
import { threeSteps } from '../graph/graph-samples.ts';
import { DraftSaver } from './draft-saver.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const named = (name: string): FlowEntry => renameStep(threeSteps, 'say', name);

/** A server that keeps one draft, and refuses what was made for another revision. */
function server() {
  const kept = { revision: 0, sent: [] as string[], isDown: false };
  const client = {
    put: async (_: string, { body }: { body: { entry: unknown; revision?: number } }) => {
      if (kept.isDown) throw new Error('away');
      if (body.revision !== kept.revision) throw new Problem({ status: 412, code: 'version_conflict', title: '' });
      kept.revision++;
      kept.sent.push((body.entry as FlowEntry).steps[0]?.name ?? '');
      return { id: 'a-flow', revision: kept.revision, problems: [] };
    },
    get: async () => ({ draft: { revision: kept.revision } }),
  };
  const saver = new DraftSaver(client as unknown as ConstructorParameters<typeof DraftSaver>[0], {
    state: 'none',
    revision: 0,
    checked: { entry: threeSteps, problems: [] },
  });
  return { kept, saver };
}

test('what is typed is saved a moment after the last key, once', async () => {
  const { kept, saver } = server();
  for (const name of ['H', 'He', 'Hey']) {
    saver.change(named(name));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(saver.view.state).toBe('unsaved');
  await vi.advanceTimersByTimeAsync(600);
  expect(kept.sent).toEqual(['Hey']);
  expect(saver.view).toMatchObject({ state: 'saved', revision: 1 });
});

test('what is taken back before it was sent is not sent', async () => {
  const { kept, saver } = server();
  saver.change(named('Hey'));
  saver.change(threeSteps);
  expect(saver.view.state).toBe('none');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(kept.sent).toEqual([]);
});

test('what changes while it is sent is sent after it', async () => {
  const { kept, saver } = server();
  saver.change(named('One'));
  const flushed = saver.flush();
  saver.change(named('Two'));
  await flushed;
  expect(kept.sent).toEqual(['One', 'Two']);
  expect(saver.isUnsaved).toBe(false);
});

test('somebody else’s draft is not written over until it is said so', async () => {
  const { kept, saver } = server();
  kept.revision = 7;
  saver.change(named('Mine'));
  await saver.flush();
  expect(saver.view.state).toBe('conflict');
  saver.change(named('Mine too'));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(kept.sent).toEqual([]);
  await saver.overwrite();
  expect(kept.sent).toEqual(['Mine too']);
  expect(saver.view).toMatchObject({ state: 'saved', revision: 8 });
});

test('what could not be sent is sent when asked again', async () => {
  const { kept, saver } = server();
  kept.isDown = true;
  saver.change(named('Hey'));
  await saver.flush();
  expect(saver.view.state).toBe('failed');
  kept.isDown = false;
  await saver.flush();
  expect(kept.sent).toEqual(['Hey']);
});

test('once it is published there is no draft, and the next one begins anew', async () => {
  const { kept, saver } = server();
  saver.change(named('Hey'));
  await saver.flush();
  saver.settle(named('Hey'));
  expect(saver.view).toMatchObject({ state: 'none', revision: 0 });
  expect(kept.sent).toHaveLength(1);
});
