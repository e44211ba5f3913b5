import { expect, test } from 'vitest';
import { compareDialogue, type MessageView } from './judge-dialogues.ts';

const dialogue = {
  conversation: 'c',
  domain: 'airline',
  turns: ['hi', 'hi', 'two  spaces'].map((text, index) => ({ line: index + 2, id: `u${index + 1}`, text })),
};
const clean = dialogue.turns.map(
  ({ id, text }, index) => ({ externalId: id, text, sequence: index + 1, direction: 'inbound' }) as MessageView,
);
const [first, second, third] = clean as [MessageView, MessageView, MessageView];

test('every message once, in order and word for word, has no difference', () => {
  expect(compareDialogue(dialogue, clean)).toEqual([]);
});

test.each([
  ['one too few', [first, second], '3 messages must be there, and 2 are.'],
  ['none', [], '3 messages must be there, and 0 are.'],
  ['one that came twice', [first, second, second, third], 'message 3 must be u3, and u2 is there.'],
  ['two in the wrong order', [second, first, third], 'message 1 must be u1, and u2 is there.'],
  [
    'a text that was changed',
    [first, second, { ...third, text: 'two spaces' }],
    'u3 must say "two  spaces", and says "two spaces".',
  ],
  [
    'a number that is not its place',
    [first, second, { ...third, sequence: 4 }],
    'u3 must have the number 3, and has 4.',
  ],
  [
    'one that we would have sent',
    [first, { ...second, direction: 'outbound' as const }, third],
    'u2 must be inbound, and is outbound.',
  ],
])('%s is a difference', (_, seen, sentence) => {
  expect(compareDialogue(dialogue, seen).join('\n')).toContain(sentence);
});
