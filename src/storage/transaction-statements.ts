import type { Statement } from './database.ts';

// How transactions begin and end. Prepared as any other statement: a name of its own each.

export const begin: Statement = { name: 'begin', text: 'begin', values: [] };
export const beginRead: Statement = { name: 'begin_read', text: 'begin transaction read only', values: [] };
/** All its statements see one state of the database. */
export const beginSnapshot: Statement = {
  name: 'begin_snapshot',
  text: 'begin transaction isolation level repeatable read read only',
  values: [],
};
export const commit: Statement = { name: 'commit', text: 'commit', values: [] };
export const rollback: Statement = { name: 'rollback', text: 'rollback', values: [] };
