import { expect, test } from 'vitest';
import { KeptAnswers } from './kept-answers.ts';

/** Answers on a clock that is turned by hand; each read is answered by hand too. */
function kept(merge?: (before: string | undefined, fresh: string) => string) {
  const clock = { ms: 0, now: () => clock.ms, monotonic: () => clock.ms };
  const reads: {
    readonly question: readonly string[];
    readonly answer: (text: string) => void;
    readonly fail: () => void;
  }[] = [];
  const answers = new KeptAnswers<[string, string], string>({
    read: (...question) =>
      new Promise((resolve, reject) => {
        reads.push({ question, answer: resolve, fail: () => reject(new Error('away')) });
      }),
    clock,
    ...(merge === undefined ? {} : { merge }),
  });
  return { answers, clock, reads };
}

test('an answer is read once for all who ask at the same time, and kept for a second', async () => {
  const { answers, clock, reads } = kept();
  expect(answers.peek('a', 'b')).toBeUndefined();
  const both = Promise.all([answers.get('a', 'b'), answers.get('a', 'b')]);
  expect(reads.map(({ question }) => question)).toEqual([['a', 'b']]);
  reads[0]?.answer('yes');
  expect(await both).toEqual(['yes', 'yes']);
  expect(answers.peek('a', 'b')).toBe('yes');
  expect(answers.peek('b', 'a')).toBeUndefined();
  clock.ms = 1_001;
  expect(answers.peek('a', 'b')).toBeUndefined();
});

test('an answer in use is read again beside those who use it, and counts from when that was asked', async () => {
  const { answers, clock, reads } = kept();
  const first = answers.get('a', 'b');
  reads[0]?.answer('yes');
  await first;
  clock.ms = 500;
  expect(answers.peek('a', 'b')).toBe('yes');
  expect(answers.peek('a', 'b')).toBe('yes');
  expect(reads).toHaveLength(2);
  clock.ms = 900;
  reads[1]?.answer('no');
  await expect.poll(() => answers.peek('a', 'b')).toBe('no');
  clock.ms = 1_501;
  expect(answers.peek('a', 'b')).toBeUndefined();
});

test('what was forgotten is not brought back by a read that was under way', async () => {
  const { answers, clock, reads } = kept();
  const first = answers.get('a', 'b');
  reads[0]?.answer('yes');
  await first;
  clock.ms = 500;
  answers.peek('a', 'b');
  answers.clear();
  reads[1]?.answer('still yes');
  await Promise.resolve();
  expect(answers.peek('a', 'b')).toBeUndefined();
  const again = answers.get('a', 'b');
  reads[2]?.answer('no');
  expect(await again).toBe('no');
});

test('a read that fails fails for who asked, and is tried again by the next', async () => {
  const { answers, reads } = kept();
  const first = answers.get('a', 'b');
  reads[0]?.fail();
  await expect(first).rejects.toThrow('away');
  const second = answers.get('a', 'b');
  reads[1]?.answer('yes');
  expect(await second).toBe('yes');
});

test('a fresh answer may keep what hangs on the identity of the one before', async () => {
  const { answers, clock, reads } = kept((before, fresh) => before ?? fresh);
  const first = answers.get('a', 'b');
  reads[0]?.answer('first');
  await first;
  clock.ms = 2_000;
  const second = answers.get('a', 'b');
  reads[1]?.answer('second');
  expect(await second).toBe('first');
});
