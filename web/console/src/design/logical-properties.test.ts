import { expect, test } from 'vitest';

// Text may run from right to left, and the page mirrors itself by logical properties alone: ms-, pe-, start-, end-,
// border-s, rounded-e, text-start. A physical one is right only for what was measured in pixels from the left.

const files = import.meta.glob<string>('../**/*.tsx', { query: '?raw', import: 'default', eager: true });
const physical =
  /(?<![\w-])-?(?:(?:ml|mr|pl|pr|left|right|scroll-ml|scroll-mr|scroll-pl|scroll-pr)-(?!\(--active-tab)[\w[(]|(?:border|rounded)-(?:l|r|tl|tr|bl|br)(?![\w])|(?:text|float|clear)-(?:left|right)(?![\w]))/g;

const find = (text: string): string[] => text.match(physical) ?? [];

test('a physical class is found, a logical one is not', () => {
  expect(['ml-2', '-mr-1', 'left-0', 'border-l', 'rounded-tl-control', 'text-left'].flatMap(find)).toHaveLength(6);
  expect(
    find("'ms-2 -me-1 start-0 border-s rounded-ss-control text-start left-(--active-tab-left) bottom-left'"),
  ).toEqual([]);
});

test('classes are logical everywhere, so that dir="rtl" mirrors the page', () => {
  expect(Object.keys(files).length).toBeGreaterThan(20);
  const faults = Object.entries(files).flatMap(([file, text]) => find(text).map((fault) => `${file}: ${fault}`));
  expect(faults).toEqual([]);
});
