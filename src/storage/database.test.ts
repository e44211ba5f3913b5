import { beforeAll, describe, expect, it } from 'vitest';
import { describeOnPostgres, describeOnStores } from '../../test/support/stores.ts';
import { DatabaseError, type Session, type Statement } from './database.ts';
import { openPostgres } from './postgres.ts';

const run = (text: string, ...values: (string | null)[]): Statement => ({ name: '', text, values });
const named = (name: string, text: string, ...values: (string | null)[]): Statement => ({ name, text, values });

async function failure(promise: Promise<unknown>): Promise<DatabaseError> {
  const error = await promise.then(
    () => undefined,
    (caught) => caught,
  );
  expect(error).toBeInstanceOf(DatabaseError);
  return error;
}

describeOnStores('the storage seam', (store) => {
  const inSession = <T>(use: (session: Session) => Promise<T>): Promise<T> => store.database.withSession(use);

  beforeAll(async () => {
    await inSession((session) =>
      session.pipeline([
        run('create table thing (id int primary key, label text, constraint label_short check (length(label) < 9))'),
      ]),
    );
  });

  it('answers every statement of a pipeline, in order, with count and tag', async () => {
    const results = await inSession((session) =>
      session.pipeline([
        run('begin'),
        named('add', 'insert into thing (id, label) select unnest($1::int[]), $2', '{1,2,3}', 'new'),
        run('update thing set label = $1 where id > $2 returning id', 'old', '1'),
        run('select id from thing order by id'),
        run('delete from thing where id = 99'),
        run('commit'),
      ]),
    );
    expect(results.map(({ tag, count }) => [tag, count])).toEqual([
      ['BEGIN', 0],
      ['INSERT', 3],
      ['UPDATE', 2],
      ['SELECT', 3],
      ['DELETE', 0],
      ['COMMIT', 0],
    ]);
    expect(results[2]?.rows).toEqual([{ id: 2 }, { id: 3 }]);
    expect(results[3]?.rows).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });

  it('throws the first error of a pipeline, executes nothing after it, and the session goes on', async () => {
    await inSession(async (session) => {
      const error = await failure(
        session.pipeline([
          run('begin'),
          run('insert into thing values (10)'),
          run('insert into thing values (10)'),
          run('insert into nowhere values (1)'),
          run('commit'),
        ]),
      );
      expect(error).toMatchObject({ reason: 'refused', code: '23505', constraint: 'thing_pkey' });
      const [rolledBack, after] = await session.pipeline([run('rollback'), run('select 1 from thing where id = 10')]);
      expect([rolledBack?.tag, after?.count]).toEqual(['ROLLBACK', 0]);
    });
  });

  it('tells that a failed transaction was not committed, by the tag of its COMMIT', async () => {
    await inSession(async (session) => {
      await session.pipeline([run('begin'), run('insert into thing values (11)')]);
      await failure(session.pipeline([run('insert into thing values (11)')]));
      expect(await session.pipeline([run('commit')])).toEqual([{ rows: [], count: 0, tag: 'ROLLBACK' }]);
    });
  });

  it('runs a pipeline outside a transaction as one: all of it or nothing', async () => {
    await inSession(async (session) => {
      await failure(session.pipeline([run('insert into thing values (12)'), run('insert into thing values (12)')]));
      expect((await session.pipeline([run('select 1 from thing where id = 12')]))[0]?.count).toBe(0);
    });
  });

  it('can use a named statement again after it failed, whether it was parsed or not', async () => {
    const add = (id: string) => named('add_one', 'insert into thing (id) values ($1)', id);
    await inSession(async (session) => {
      await failure(session.pipeline([run('select 1 / 0'), add('20')])); // never reached
      await failure(session.pipeline([add('not a number')])); // parsed, not bound
      await session.pipeline([add('20'), add('21')]);
      await failure(session.pipeline([named('bad', 'select nothing from nowhere')]));
      await failure(session.pipeline([named('bad', 'select nothing from nowhere')]));
      await session.pipeline([add('22')]);
    });
  });

  it('prepares a statement again when a migration has changed its columns', async () => {
    const all = named('all_columns', 'select * from wide');
    await inSession((session) =>
      session.pipeline([run('create table wide (a int)'), run('insert into wide values (1)')]),
    );
    await inSession((session) => session.pipeline([all]));
    await inSession((session) => session.pipeline([run('alter table wide add column b text')]));
    const error = await failure(inSession((session) => session.pipeline([all])));
    expect(error.reason).toBe('busy'); // nothing happened, try again
    const [result] = await inSession((session) => session.pipeline([all]));
    expect(result?.rows).toEqual([{ a: 1, b: null }]);
  });

  it('rolls back what a session leaves open', async () => {
    await inSession((session) => session.pipeline([run('begin'), run('insert into thing values (30)')]));
    const thrown = inSession(async (session) => {
      await session.pipeline([run('begin'), run('insert into thing values (31)')]);
      throw new Error('changed my mind');
    });
    await expect(thrown).rejects.toThrow('changed my mind');
    expect((await store.database.read(run('select 1 from thing where id in (30, 31)'))).count).toBe(0);
  });

  it('names a violated constraint, and tells values that are at fault from those that are not', async () => {
    const error = await failure(
      inSession((session) => session.pipeline([run("insert into thing values (40, 'far too long')")])),
    );
    expect(error).toMatchObject({ reason: 'refused', code: '23514', constraint: 'label_short' });
    const syntax = await failure(store.database.read(run('selec 1')));
    expect(syntax).toMatchObject({ reason: 'refused', code: '42601' });
  });

  it('refuses to write through the reading side', async () => {
    const error = await failure(store.database.read(run('insert into thing values (50)')));
    expect(error).toMatchObject({ reason: 'refused', code: '25006' });
  });

  it('reads together from one snapshot', async () => {
    const [first, second] = await store.database.readTogether([
      run('select transaction_timestamp() as at, pg_current_snapshot()::text as snapshot'),
      run('select transaction_timestamp() as at, pg_current_snapshot()::text as snapshot'),
    ]);
    expect(first?.rows).toEqual(second?.rows);
  });

  it('serves many sessions and reads at once', async () => {
    const add = (id: number) =>
      inSession((session) =>
        session.pipeline([named('add_label', 'insert into thing values ($1, $2)', String(id), 'x')]),
      );
    const reads = Array.from({ length: 100 }, () =>
      store.database.read(named('count', 'select count(*) as n from thing')),
    );
    await Promise.all([...Array.from({ length: 100 }, (_, i) => add(1000 + i)), ...reads]);
    expect((await store.database.read(run('select 1 from thing where id >= 1000'))).count).toBe(100);
  });

  it('keeps the answers of pipelines apart that are sent without waiting', async () => {
    await inSession(async (session) => {
      const [one, two, three] = await Promise.allSettled([
        session.pipeline([run('select 1 as v')]),
        session.pipeline([run('select 1 / 0')]),
        session.pipeline([run('select 3 as v')]),
      ]);
      expect(one).toMatchObject({ status: 'fulfilled', value: [{ rows: [{ v: 1 }] }] });
      expect(two).toMatchObject({ status: 'rejected', reason: { code: '22012' } });
      expect(three).toMatchObject({ status: 'fulfilled', value: [{ rows: [{ v: 3 }] }] });
    });
  });

  it('rings a doorbell for every listener until it stops listening', async () => {
    const rung: string[] = [];
    const ring = (name: string) => () => void rung.push(name);
    const stopFirst = await store.database.listen('bell', ring('first'));
    const stopSecond = await store.database.listen('bell', ring('second'));
    const stopOther = await store.database.listen('other "bell"', ring('other'));
    await store.database.notify('bell');
    await expect.poll(() => rung.toSorted()).toEqual(['first', 'second']);
    await stopFirst();
    await store.database.notify('other "bell"');
    await store.database.notify('bell');
    await expect.poll(() => rung.slice(2).toSorted()).toEqual(['other', 'second']);
    await stopSecond();
    await stopOther();
  });
});

describeOnPostgres('PostgreSQL behind the seam', (store) => {
  const ask = (text: string) => store.database.withSession((session) => session.pipeline([run(text)]));

  it('sets the limits that keep a stuck node from stopping the others', async () => {
    const text = `select name, setting from pg_settings where name in ('idle_in_transaction_session_timeout',
        'lock_timeout', 'statement_timeout', 'TimeZone') order by name`;
    const [result] = await ask(text);
    expect(result?.rows.map(({ name, setting }) => `${name} ${setting}`)).toEqual([
      'TimeZone UTC',
      'idle_in_transaction_session_timeout 2000',
      'lock_timeout 3000',
      'statement_timeout 10000',
    ]);
  });

  it('loses a session that leaves its transaction idle, says so, and serves the next one', async () => {
    await store.database.withSession(async (session) => {
      await session.pipeline([run('begin'), run("set local idle_in_transaction_session_timeout = '50ms'")]);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const error = await failure(session.pipeline([run('select 1')]));
      expect(error.reason).toBe('lost');
    });
    expect((await ask('select 1 as v'))[0]?.rows).toEqual([{ v: 1 }]);
  });

  it('calls a lock timeout busy: nothing happened, try again', async () => {
    await ask('create table contested (id int primary key)');
    await ask('insert into contested values (1)');
    await store.database.withSession(async (holder) => {
      await holder.pipeline([run('begin'), run('select 1 from contested for update')]);
      await store.database.withSession(async (session) => {
        await session.pipeline([run("set lock_timeout = '50ms'")]);
        const error = await failure(session.pipeline([run('select 1 from contested for update')]));
        expect(error).toMatchObject({ reason: 'busy', code: '55P03' });
        await session.pipeline([run("set lock_timeout = '3s'")]);
      });
    });
  });

  it('fails with `lost` when the server ends the connection in the middle, and connects again', async () => {
    const error = await failure(ask('select pg_terminate_backend(pg_backend_pid())'));
    expect(error.reason).toBe('lost');
    expect((await ask('select 1 as v'))[0]?.rows).toEqual([{ v: 1 }]);
  });

  it('rings listeners of other connections, and once after its own connection was lost', async () => {
    const other = await openPostgres({ url: store.url, applicationName: 'listener' });
    let rung = 0;
    await other.listen('bell', () => rung++);
    await store.database.notify('bell');
    await expect.poll(() => rung).toBe(1);
    await ask("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'listener doorbell'");
    await expect.poll(() => rung, { timeout: 5000 }).toBe(2);
    await store.database.notify('bell');
    await expect.poll(() => rung).toBe(3);
    await other.close();
  });

  it('gives up waiting for a free connection as busy', async () => {
    const narrow = await openPostgres({ url: store.url, engineConnections: 1, waitMsMax: 50 });
    await narrow.withSession(async () => {
      const error = await failure(narrow.withSession(async () => {}));
      expect(error.reason).toBe('busy');
    });
    await narrow.withSession(async () => {});
    await narrow.close();
  });

  it('waits for sessions in use before it closes', async () => {
    const closing = await openPostgres({ url: store.url });
    const order: string[] = [];
    const used = closing.withSession(async (session) => {
      await session.pipeline([run('select pg_sleep(0.1)')]);
      order.push('used');
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await closing.close();
    order.push('closed');
    await used;
    expect(order).toEqual(['used', 'closed']);
    expect((await failure(closing.read(run('select 1')))).reason).toBe('lost');
  });

  it('says what is wrong with an address or a password, without waiting', async () => {
    const nowhere = await failure(openPostgres({ url: 'postgres://nobody@127.0.0.1:1/none' }));
    expect(nowhere.reason).toBe('lost');
    const noDatabase = await failure(openPostgres({ url: store.url.replace(/baton_test_\w+/, 'no_such_database') }));
    expect(noDatabase).toMatchObject({ reason: 'refused', code: '3D000' });
  });
});

describe('a database error', () => {
  it('keeps what the caller needs to decide', () => {
    const error = new DatabaseError('busy', { message: 'deadlock detected', code: '40P01' });
    expect(error).toMatchObject({ name: 'DatabaseError', reason: 'busy', code: '40P01', constraint: '' });
  });
});
