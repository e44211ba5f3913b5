import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { deviceId } from './device-id.ts';
import { Heartbeats, type PageLife } from './heartbeats.ts';

/** A page that is hidden and shown by hand. */
class Page implements PageLife {
  hidden = false;
  on: ((what: 'shown' | 'hidden' | 'left') => void) | null = null;
  isHidden = (): boolean => this.hidden;
  listen(on: (what: 'shown' | 'hidden' | 'left') => void): () => void {
    this.on = on;
    return () => {
      this.on = null;
    };
  }
  hide(): void {
    this.hidden = true;
    this.on?.('hidden');
  }
  show(): void {
    this.hidden = false;
    this.on?.('shown');
  }
}

const present = { leased: true, lapsed: false };
const lapsed = { leased: false, lapsed: true };

describe('heartbeats', () => {
  let page: Page;
  let sent: number[];
  let last: number[];
  let answer: () => Promise<unknown>;
  let heartbeats: Heartbeats;

  beforeEach(() => {
    vi.useFakeTimers();
    page = new Page();
    [sent, last] = [[], []];
    answer = () => Promise.resolve();
    heartbeats = new Heartbeats({
      page,
      now: () => Date.now(),
      send: (seconds) => {
        sent.push(seconds);
        return answer();
      },
      sendLast: (seconds) => void last.push(seconds),
    });
    heartbeats.start();
  });
  afterEach(() => {
    heartbeats.stop();
    vi.useRealTimers();
  });

  test('[S5] come every ten seconds, three to a lease, and only where a presence is leased', async () => {
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toEqual([]);
    heartbeats.follow(present);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(sent).toEqual([30, 30, 30, 30]);
    heartbeats.follow({ leased: false, lapsed: false });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(sent).toHaveLength(4);
  });

  test('[F9] a page in the background says so once, and seldom again', async () => {
    heartbeats.follow(present);
    await vi.advanceTimersByTimeAsync(0);
    page.hide();
    await vi.advanceTimersByTimeAsync(110_000);
    expect(sent).toEqual([30, 600]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(sent).toEqual([30, 600, 600]);
    page.show();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.at(-1)).toBe(30);
  });

  test('a page that is left gives a reload time to come back, and is not hidden after that', async () => {
    heartbeats.follow(present);
    await vi.advanceTimersByTimeAsync(0);
    page.on?.('left');
    page.hide();
    await vi.advanceTimersByTimeAsync(0);
    expect([sent, last]).toEqual([[30], [45]]);
    page.show();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([30, 30]);
  });

  test('a presence that lapsed comes back when the page is looked at, and not before', async () => {
    page.hidden = true;
    heartbeats.follow(lapsed);
    await vi.advanceTimersByTimeAsync(600_000);
    page.on?.('left');
    expect([sent, last]).toEqual([[], []]);
    page.show();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([30]);
  });

  test('one that fails is no reason for a second at once, and the next one comes in its time', async () => {
    answer = () => Promise.reject(new Error('no network'));
    heartbeats.follow(present);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toHaveLength(2);
  });

  test('one that is long on its way is waited for', async () => {
    let letGo: () => void = () => {};
    answer = () =>
      new Promise<void>((resolve) => {
        letGo = resolve;
      });
    heartbeats.follow(present);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(sent).toHaveLength(1);
    letGo();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toHaveLength(2);
  });
});

test('a browser is one device for all its pages, and one that keeps nothing is a new one each time', () => {
  const texts = new Map<string, string>();
  const storage = {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
    removeItem: (key: string) => void texts.delete(key),
    key: () => null,
    length: 0,
  };
  const id = deviceId(storage);
  expect(id).toMatch(/^[\w-]{22}$/);
  expect(deviceId(storage)).toBe(id);
  texts.set('baton.device', 'no id\n');
  expect(deviceId(storage)).not.toBe('no id\n');
  const refusing = {
    ...storage,
    getItem: () => null,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  };
  expect(deviceId(refusing)).not.toBe(deviceId(refusing));
});
