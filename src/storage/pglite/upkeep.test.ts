import { describe, expect, it } from 'vitest';
import type { Result, Statement } from '../database.ts';
import { Upkeep } from './upkeep.ts';

const statement = (text: string): Statement => ({ name: '', text, values: [] });
const affected = (count: number): Result => ({ rows: [], count, tag: '' });

function vacuumed(text: string, count: number, waiting = 0): string | undefined {
  const upkeep = new Upkeep();
  upkeep.count([statement(text)], [affected(count)]);
  return upkeep.due(waiting)?.table;
}

describe('upkeep', () => {
  it.each([
    ['update ticket set a = 1', 'ticket'],
    ['update only ticket as t set a = 1', 'ticket'],
    ['with x as (select 1) delete from ticket using x', 'ticket'],
    ['insert into "Odd Name" values (1)', '"Odd Name"'],
    ['insert into auth.session (id) values (1)', 'auth.session'],
    ['merge into ticket using x on true when matched then update set a = 1', 'ticket'],
    ['insert into ticket values (1) on conflict do update set a = 1', 'ticket'],
  ])('counts the writes of: %s', (text, table) => {
    expect(vacuumed(text, 1000)).toBe(table);
  });

  it.each([
    'select 1 from ticket for update',
    'select 1 from ticket for no key update of ticket',
    'select 1 from ticket for update skip locked',
    'select update_at, inserted into_ from ticket',
  ])('counts nothing for: %s', (text) => {
    expect(vacuumed(text, 1000)).toBeUndefined();
  });

  it('waits for fifty rows and a fifth of the table, and while others want the connection for five times that', () => {
    expect(vacuumed('update t set a = 1', 49)).toBeUndefined();
    expect(vacuumed('update t set a = 1', 50)).toBe('t');
    expect(vacuumed('update t set a = 1', 249, 1)).toBeUndefined();
    expect(vacuumed('update t set a = 1', 250, 1)).toBe('t');
    const upkeep = new Upkeep();
    upkeep.count([statement('update t set a = 1')], [affected(50)]);
    upkeep.due(0);
    upkeep.vacuumed('t', 1000);
    upkeep.count([statement('update t set a = 1')], [affected(249)]);
    expect(upkeep.due(0)).toBeUndefined();
    upkeep.count([statement('update t set a = 1')], [affected(1)]);
    expect(upkeep.due(0)?.table).toBe('t');
  });

  it('comes after a bulk load, and not after every few inserts', () => {
    expect(vacuumed('insert into t select 1', 10_000)).toBe('t');
    expect(vacuumed('insert into t select 1', 100)).toBeUndefined();
  });
});
