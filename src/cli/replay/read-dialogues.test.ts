import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { realDataAbsent, realDataPath } from '../../../test/support/real-data.ts';
import { checkConfiguration } from '../../domain/check-configuration.ts';
import { openDataFile } from './open-data-file.ts';
import { planDialogues } from './plan-dialogues.ts';
import { readDialogues } from './read-dialogues.ts';

const header = 'domain\tsplit\tconversation\tturn\tutterance_id\tutterance\tslot_labels\tintent';
const turn = (conversation: string, number: string, text: string, domain = 'airline'): string =>
  `${domain}\ttrain\t${conversation}\t${number}\t${conversation}-${number}\t${text}\tO\topeninggreeting`;
const file = (...lines: string[]): string[] => [[header, ...lines].join('\n')];

test('the order of the lines is the order of the conversation, whatever the turns are numbered', async () => {
  const dialogues = await readDialogues(file(turn('a', '4', 'one'), turn('b', '0.0', 'hi'), turn('a', '2.0', 'two')));
  expect(dialogues.map(({ conversation, turns }) => [conversation, ...turns.map(({ text }) => text)])).toEqual([
    ['a', 'one', 'two'],
    ['b', 'hi'],
  ]);
});

test('a limit keeps the first conversations, with all of their turns', async () => {
  const dialogues = await readDialogues(file(turn('a', '1', 'one'), turn('b', '1', 'x'), turn('a', '2', 'two')), 1);
  expect(dialogues.map(({ conversation, turns }) => [conversation, turns.length])).toEqual([['a', 2]]);
});

test.each([
  [
    'an utterance that stands in the file twice',
    [turn('a', '1', 'x'), turn('a', '1', 'y')],
    'Line 3: utterance a-1 stands in the file twice.',
  ],
  [
    'a conversation in two domains',
    [turn('a', '1', 'x'), turn('a', '2', 'y', 'finance')],
    'Line 3: conversation a stands in airline and in finance.',
  ],
])('%s is refused with its line', async (_, lines, sentence) => {
  await expect(readDialogues(file(...lines))).rejects.toThrow(sentence);
});

describe.each([
  ['the small chats', join(import.meta.dirname, 'fixtures/turns.tsv'), { conversations: 5, messages: 14, domains: 2 }],
  [
    'the real chats',
    realDataPath('dialogues/multidogo_turns.tsv.xz'),
    { conversations: 9_406, messages: 79_773, domains: 4 },
  ],
])('%s', (_, path, expected) => {
  test('are read whole, and the document has no fault', async ({ skip }) => {
    if (path === null) return skip(realDataAbsent);
    const { dialogues, messages, domains, configuration } = planDialogues(await readDialogues(openDataFile(path)));
    expect({ conversations: dialogues.length, messages, domains: domains.length }).toEqual(expected);
    expect(checkConfiguration(configuration)).toEqual([]);
  });
});
