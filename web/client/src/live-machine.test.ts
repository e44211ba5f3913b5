import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LiveEffect, type LiveInput, type LiveState, stateNames, step, stopped } from './live-machine.ts';
import type { LiveEvent, SnapshotPage } from './row-types.ts';

const page = (cursor: number, after: string | null = null): SnapshotPage => ({
  cursor,
  viewer: { agentId: 'ana', readsAll: false, departments: [] },
  conversations: [],
  offers: [],
  wrapUps: [],
  after,
});
const event = (position: number): LiveEvent => ({
  position,
  at: '2026-01-01T00:00:00.000Z',
  kind: 'message.received',
  actor: { kind: 'system', id: 'test' },
  conversationId: null,
  sequence: null,
  data: { changes: {} },
});

/** What comes of inputs in a row: the last state, and everything that was to be done. */
function run(state: LiveState, ...inputs: LiveInput[]): { state: LiveState; effects: readonly LiveEffect[] } {
  return inputs.reduce<{ state: LiveState; effects: readonly LiveEffect[] }>(
    (so, input) => {
      const { state: next, effects } = step(so.state, input);
      return { state: next, effects: [...so.effects, ...effects] };
    },
    { state, effects: [] },
  );
}

const start: LiveInput = { kind: 'start' };
const opened: LiveInput = { kind: 'opened' };
const away: LiveInput = { kind: 'failed', why: 'unreachable' };
const live = (cursor: number, attempts = 0): LiveState => ({ name: 'live', cursor, attempts });

describe('the live machine', () => {
  test('takes the snapshot page by page, keeps the first page’s cursor, and replaces the rows once', () => {
    const { state, effects } = run(
      stopped,
      start,
      { kind: 'page', page: page(10, 'a') },
      { kind: 'page', page: page(14, 'b') },
      { kind: 'page', page: page(19) },
    );
    expect(state).toEqual({ name: 'connecting', cursor: 10, attempts: 0 });
    expect(effects).toEqual([
      { kind: 'fetchPage', after: null },
      { kind: 'fetchPage', after: 'a' },
      { kind: 'fetchPage', after: 'b' },
      { kind: 'replaceRows', pages: [page(10, 'a'), page(14, 'b'), page(19)] },
      { kind: 'openStream', cursor: 10 },
    ]);
  });

  test('applies each event once, in order, and moves its cursor with them and with comments', () => {
    const { state, effects } = run(
      live(10),
      { kind: 'event', event: event(11) },
      { kind: 'event', event: event(11) },
      { kind: 'beat', cursor: 15 },
      { kind: 'beat', cursor: null },
      { kind: 'event', event: event(12) },
      { kind: 'event', event: event(16) },
    );
    expect(state).toEqual(live(16));
    expect(effects.map((each) => each.kind === 'applyEvent' && each.event.position)).toEqual([11, 16]);
  });

  test('resumes at its cursor after a stream that broke, and starts again after a reset, by the same steps', () => {
    const broken = run(live(10), away, { kind: 'pauseOver' });
    expect(broken.effects).toEqual([
      { kind: 'pause', msMax: 500 },
      { kind: 'openStream', cursor: 10 },
    ]);
    const reset = run(live(10), { kind: 'reset' });
    expect(reset.effects).toEqual([{ kind: 'hangUp' }, { kind: 'fetchPage', after: null }]);
    expect(run(reset.state, { kind: 'page', page: page(99) }).state).toMatchObject({ name: 'connecting', cursor: 99 });
  });

  test('waits longer with every failure, never longer than a quarter of a minute, and from the beginning after a success', () => {
    let state: LiveState = live(10);
    const pauses: number[] = [];
    for (let i = 0; i < 8; i++) {
      const failed = run(state, away, { kind: 'pauseOver' });
      for (const effect of failed.effects) if (effect.kind === 'pause') pauses.push(effect.msMax);
      state = failed.state;
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    const again = run(state, opened, { kind: 'beat', cursor: null }, away);
    expect(again.effects).toContainEqual({ kind: 'pause', msMax: 500 });
  });

  test('does not take a stream that opens and closes at once for a success', () => {
    const once = run({ name: 'connecting', cursor: 10, attempts: 3 }, opened, away);
    expect(once.effects).toEqual([{ kind: 'pause', msMax: 1000 }]);
  });

  test('does not start again and again when every stream begins with a reset', () => {
    const first = run(live(10), { kind: 'reset' }, { kind: 'page', page: page(20) }, opened, { kind: 'reset' });
    expect(first.effects.at(-1)).toEqual({ kind: 'pause', msMax: 1000 });
    expect(first.state).toMatchObject({ name: 'waiting', cursor: null });
  });

  test('takes silence for death, and looks at once when the network changes', () => {
    for (const kind of ['silence', 'nudge'] as const) {
      expect(run(live(10), { kind }).effects).toEqual([{ kind: 'hangUp' }, { kind: 'openStream', cursor: 10 }]);
    }
    // Also for what is under way: it may have gone with the network that it went over.
    expect(run({ name: 'connecting', cursor: 10, attempts: 2 }, { kind: 'nudge' })).toEqual({
      state: { name: 'connecting', cursor: 10, attempts: 2 },
      effects: [{ kind: 'hangUp' }, { kind: 'openStream', cursor: 10 }],
    });
    expect(run({ name: 'starting', pages: [page(5)], attempts: 2 }, { kind: 'nudge' })).toEqual({
      state: { name: 'starting', pages: [], attempts: 2 },
      effects: [{ kind: 'hangUp' }, { kind: 'fetchPage', after: null }],
    });
    const waiting: LiveState = { name: 'waiting', cursor: 10, attempts: 5 };
    expect(run(waiting, { kind: 'nudge' })).toEqual({
      state: { name: 'connecting', cursor: 10, attempts: 0 },
      effects: [{ kind: 'endPause' }, { kind: 'openStream', cursor: 10 }],
    });
  });

  test('gives up where it is refused, until it is started again', () => {
    const refused = run({ name: 'connecting', cursor: 10, attempts: 0 }, { kind: 'failed', why: 'signed_out' });
    expect(refused).toEqual({ state: { name: 'refused', because: 'signed_out' }, effects: [] });
    expect(run(refused.state, { kind: 'nudge' }, away, { kind: 'pauseOver' }).state).toEqual(refused.state);
    expect(run(refused.state, start).effects).toEqual([{ kind: 'fetchPage', after: null }]);
  });

  test('whatever comes in whatever order, it never goes back, opens one thing at a time, and always has something under way', () => {
    const input = fc.oneof<fc.Arbitrary<LiveInput>[]>(
      ...(['start', 'opened', 'reset', 'resume', 'silence', 'pauseOver', 'nudge'] as const).map((kind) =>
        fc.constant<LiveInput>({ kind }),
      ),
      fc.constant(away),
      fc.nat(50).map((position) => ({ kind: 'event', event: event(position) }) as const),
      fc.nat(50).map((cursor) => ({ kind: 'beat', cursor }) as const),
      fc.nat(50).map((cursor) => ({ kind: 'page', page: page(cursor, cursor % 3 === 0 ? 'x' : null) }) as const),
    );
    fc.assert(
      fc.property(fc.array(input, { maxLength: 60 }), (inputs) => {
        let state: LiveState = stopped;
        let under: 'nothing' | 'request' | 'pause' = 'nothing';
        for (const each of inputs) {
          // The loop hands in only what is under way: a pause that ends, a request that answers.
          if (each.kind === 'pauseOver' && under !== 'pause') continue;
          const before = state;
          const next = step(state, each);
          state = next.state;
          for (const effect of next.effects) {
            if (effect.kind === 'pause') under = 'pause';
            if (effect.kind === 'fetchPage' || effect.kind === 'openStream') under = 'request';
          }
          if (before.name === 'live' && state.name === 'live')
            expect(state.cursor).toBeGreaterThanOrEqual(before.cursor);
          expect(stateNames).toContain(state.name);
          if (state.name === 'waiting') expect(under).toBe('pause');
          if (state.name === 'starting' || state.name === 'connecting' || state.name === 'live')
            expect(under).toBe('request');
        }
      }),
    );
  });
});
