import { expect, it } from 'vitest';
import { type TurnKind, Turns } from './turns.ts';

/** Takes the first turn, queues the others, and gives back the order in which they came. */
async function order(...kinds: TurnKind[]): Promise<string> {
  const turns = new Turns();
  const came: string[] = [];
  await turns.take('read');
  const users = kinds.map(async (kind, i) => {
    await turns.take(kind);
    came.push(`${kind[0]}${i}`);
    turns.pass();
  });
  turns.pass();
  await Promise.all(users);
  expect(turns.idle).toBe(true);
  return came.join(' ');
}

it('gives turns of one kind in the order in which they were asked for', async () => {
  expect(await order('read', 'read', 'read')).toBe('r0 r1 r2');
});

it('lets commits go before reads, and upkeep last', async () => {
  expect(await order('upkeep', 'read', 'engine', 'read', 'engine')).toBe('e2 e4 r1 r3 u0');
});

it('lets a read through after four commits in a row, so that a busy engine does not starve screens', async () => {
  const kinds: TurnKind[] = ['read', 'read', ...Array.from({ length: 9 }, (): TurnKind => 'engine')];
  expect(await order(...kinds)).toBe('e2 e3 e4 e5 r0 e6 e7 e8 e9 r1 e10');
});
