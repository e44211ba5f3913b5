import { expect, test } from 'vitest';
import { type Command, findCommand, groupCommands } from './commands.ts';

const command = (id: string, more: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: 'go',
  run: () => {},
  ...more,
});

test('of two commands with one key the later one acts: a page comes after its shell', () => {
  const commands = [command('shell', { keys: 'e' }), command('page', { keys: 'e' })];
  expect(findCommand(commands, 'e')?.id).toBe('page');
  expect(findCommand(commands, 'x')).toBeUndefined();
});

test('commands stand under their headings in the order of the groups', () => {
  const groups = groupCommands([command('a', { group: 'you' }), command('b', { group: 'conversation' }), command('c')]);
  expect(groups.map(({ name, items }) => [name, items.map(({ id }) => id)])).toEqual([
    ['conversation', ['b']],
    ['go', ['c']],
    ['you', ['a']],
  ]);
});
