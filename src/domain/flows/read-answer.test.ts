import { describe, expect, test } from 'vitest';
import type { AnswerKind } from './graph.ts';
import { readAnswer } from './read-answer.ts';

const options = [
  { id: 'sales', label: 'Buy something' },
  { id: 'support', label: 'Get help' },
];

describe('an answer', () => {
  test.each<[AnswerKind, string, unknown]>([
    ['text', 'anything at all', 'anything at all'],
    ['text', '', undefined],
    ['number', '42', 42],
    ['number', '3,5', 3.5],
    ['number', '-7', -7],
    ['number', 'forty-two', undefined],
    ['number', '1e9', undefined],
    ['email', 'It is Maria@Example.com, thanks', 'maria@example.com'],
    ['email', 'maria at example', undefined],
    ['phone', '+49 (30) 123-45 67', '+49301234567'],
    ['phone', '12', undefined],
    ['phone', 'call me', undefined],
    ['date', '2026-02-28', '2026-02-28'],
    ['date', '28.2.2026', '2026-02-28'],
    ['date', '30/02/2026', undefined],
    ['date', 'tomorrow', undefined],
    ['rating', '5', 5],
    ['rating', '6', undefined],
    ['rating', '0', undefined],
    ['yes_no', 'Yes!', true],
    ['yes_no', 'nein', false],
    ['yes_no', 'perhaps', undefined],
    ['choice', '2', 'Get help'],
    ['choice', '2.', 'Get help'],
    ['choice', 'buy SOMETHING', 'Buy something'],
    ['choice', 'support', 'Get help'],
    ['choice', '3', undefined],
    ['choice', '0', undefined],
  ])('of kind %s: %j is %j', (answer, said, value) => {
    expect(readAnswer({ answer, options }, said)?.value).toEqual(value);
  });

  test('of a choice names its option', () => {
    expect(readAnswer({ answer: 'choice', options }, '1')?.option).toBe('sales');
  });
});
