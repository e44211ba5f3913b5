import { afterEach, expect, it } from 'vitest';
import { SteppedClock } from '../../test/support/hand-clock.ts';
import { insertOrganization } from '../../test/support/organization.ts';
import { insertSmallOrganization } from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import { systemClock } from '../base/clock.ts';
import { uuidIds } from '../base/ids.ts';
import { seededRandom } from '../base/random.ts';
import { changeTicket } from '../commands/attributes.ts';
import { startConversation } from '../commands/start-conversation.ts';
import { type CommandDefinition, done, refused } from '../domain/command.ts';
import { type Database, DatabaseError, type Session, type Statement } from '../storage/database.ts';
import { Engine, type EngineOptions } from './engine.ts';
import type { Answer, EngineError, Submission } from './submission.ts';

const ids = uuidIds(systemClock, seededRandom(1));

/** Makes a contact, or does what the input says instead: the smallest command with a row, an event and every way to fail. */
const makeContact: CommandDefinition<
  { readonly name: string; readonly does?: 'throw' | 'refuse' | 'bad_value' | 'duplicate' },
  { readonly id: string }
> = {
  name: 'makeContact',
  needs: () => ({}),
  decide(draft, { name, does }) {
    const id = does === 'duplicate' ? '00000000-0000-7000-8000-000000000001' : draft.newId();
    if (does === 'refuse') return refused('note_required');
    draft.add('contact', does === 'bad_value' ? 'not-a-uuid' : id, {
      id: does === 'bad_value' ? 'not-a-uuid' : id,
      name,
      attributes: {},
      createdAt: draft.now,
    });
    draft.emit('contact.created', { details: { contactId: id } });
    if (does === 'throw') throw new Error('a decider that throws');
    return done({ id });
  },
};

describeOnStores('the engine', (store) => {
  const engines: Engine[] = [];
  const open = (options: Partial<EngineOptions> = {}): Engine => {
    const engine = new Engine({ database: store.database, clock: systemClock, ids, ...options });
    engines.push(engine);
    return engine;
  };
  afterEach(async () => {
    for (const engine of engines.splice(0)) await engine.stop();
  });

  const submission = (organizationId: string, fields: Partial<Submission<any, any>> = {}): Submission<any, any> => ({
    organizationId,
    principal: { kind: 'key', keyId: 'test', scopes: [] },
    key: ids.next(),
    requestHash: 'hash',
    definition: makeContact,
    input: { name: 'Ada' },
    ...fields,
  });
  const count = async (table: string, organizationId: string): Promise<number> =>
    (
      await store.database.read({
        name: '',
        text: `select count(*) as n from ${table} where organization_id = '${organizationId}'`,
        values: [],
      })
    ).rows[0]?.n;

  it('[I32] gives equal keys one answer and one effect, also when they come at once', async () => {
    const organizationId = await insertOrganization(store.database);
    const engine = open();
    const one = submission(organizationId);
    const [a, b] = await Promise.all([engine.submit(one), engine.submit(one)]);
    const again = await open().submit(one);
    expect([a.repeated, b.repeated, again.repeated]).toEqual([false, true, true]);
    expect(
      new Set([a, b, again].map((answer) => (answer.kind === 'done' ? (answer.answer as { id: string }).id : null)))
        .size,
    ).toBe(1);
    expect(await count('contact', organizationId)).toBe(1);
  });

  it('keeps refusals for equal keys too, and refuses the same key with another request', async () => {
    const organizationId = await insertOrganization(store.database);
    const engine = open();
    const one = submission(organizationId, { input: { name: 'Ada', does: 'refuse' } });
    expect(await engine.submit(one)).toMatchObject({
      kind: 'refused',
      repeated: false,
      refusal: { code: 'note_required' },
    });
    expect(await engine.submit(one)).toMatchObject({ kind: 'refused', repeated: true });
    await expect(engine.submit({ ...one, requestHash: 'other' })).rejects.toMatchObject({ reason: 'key_reused' });
    expect(await count('event', organizationId)).toBe(0);
  });

  it('lets a bad command fail alone: a decider that throws, a value that no statement can take', async () => {
    const organizationId = await insertOrganization(store.database);
    const defects: unknown[] = [];
    const engine = open({ onDefect: (error) => defects.push(error) });
    const kinds = ['good', 'throw', 'good', 'bad_value', 'good', 'refuse'] as const;
    const answers = await Promise.allSettled(
      kinds.map((does) =>
        engine.submit(submission(organizationId, { input: { name: does, ...(does === 'good' ? {} : { does }) } })),
      ),
    );
    expect(
      answers.map((answer) =>
        answer.status === 'fulfilled' ? answer.value.kind : (answer.reason as EngineError).reason,
      ),
    ).toEqual(['done', 'broken', 'done', 'broken', 'done', 'refused']);
    expect(await count('contact', organizationId)).toBe(3);
    expect(defects).toHaveLength(2);
  });

  it('lets a command that always meets a unique index fail alone, too', async () => {
    const organizationId = await insertOrganization(store.database);
    const engine = open();
    const submit = (does: 'good' | 'duplicate') =>
      engine.submit(submission(organizationId, { input: { name: does, ...(does === 'good' ? {} : { does }) } }));
    await submit('duplicate');
    const answers = await Promise.allSettled([submit('good'), submit('duplicate'), submit('good')]);
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await count('contact', organizationId)).toBe(3);
  });

  it('[I34] numbers the events of an organization without gaps, whatever fails between', async () => {
    const organizationId = await insertOrganization(store.database);
    const engine = open();
    await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) =>
        engine.submit(submission(organizationId, { input: { name: 'x', ...(i % 3 === 0 ? { does: 'throw' } : {}) } })),
      ),
    );
    const events = await store.database.read({
      name: '',
      text: `select position from event where organization_id = '${organizationId}' order by position`,
      values: [],
    });
    expect(events.rows.map((row) => row.position)).toEqual(Array.from({ length: events.count }, (_, i) => i + 1));
    expect(events.count).toBe(26);
  });

  it('never commits what was decided by an older configuration', async () => {
    const organizationId = await insertOrganization(store.database);
    let changed = false;
    const seen: number[] = [];
    const definition: typeof makeContact = {
      ...makeContact,
      decide(draft, input) {
        seen.push(draft.configuration.version);
        return makeContact.decide(draft, input);
      },
    };
    const engine = open({
      pause: async (moment) => {
        // Between this node's decision and its commit another one changes the configuration.
        if (moment !== 'decided' || changed || store.kind === 'pglite') return;
        changed = true;
        await raiseVersion(store.database, organizationId);
      },
    });
    if (store.kind === 'pglite') {
      await engine.submit(submission(organizationId));
      await raiseVersion(store.database, organizationId);
    }
    await engine.submit(submission(organizationId, { definition }));
    expect(seen.at(-1)).toBe(2);
    expect(await count('contact', organizationId)).toBe(store.kind === 'pglite' ? 2 : 1);
  });

  it('asks the command row before it runs anything again, when the connection is lost at the commit', async () => {
    const organizationId = await insertOrganization(store.database);
    for (const committed of [true, false]) {
      let lost = false;
      const database = losingDatabase(store.database, async (session, statements) => {
        if (lost || statements.at(-1)?.name !== 'commit') return session.pipeline(statements);
        lost = true;
        if (committed) await session.pipeline(statements);
        else await session.pipeline([{ name: 'rollback', text: 'rollback', values: [] }]);
        throw new DatabaseError('lost', { message: 'The connection was cut.' });
      });
      const before = await count('contact', organizationId);
      const answer = await open({ database }).submit(submission(organizationId));
      expect(answer).toMatchObject({ kind: 'done' });
      expect(lost).toBe(true);
      expect(await count('contact', organizationId)).toBe(before + 1);
    }
  });

  it('answers busy, with nothing half done, when the store stays away', async () => {
    const organizationId = await insertOrganization(store.database);
    const engine = open();
    await engine.submit(submission(organizationId));
    const before = await count('event', organizationId);
    const away = losingDatabase(store.database, () =>
      Promise.reject(new DatabaseError('full', { message: 'No space left.' })),
    );
    const broken = open({ database: away });
    await expect(broken.submit(submission(organizationId))).rejects.toMatchObject({ reason: 'busy' });
    expect(await count('event', organizationId)).toBe(before);
  });

  it('refuses beyond its bounds at once, and drops what its caller gave up', async () => {
    const organizationId = await insertOrganization(store.database);
    const engine = open({ waitingMax: 3, batchMax: 1 });
    const gone = new AbortController();
    const waiting = [
      submission(organizationId),
      submission(organizationId, { signal: gone.signal }),
      submission(organizationId),
    ].map((one) => engine.submit(one));
    gone.abort();
    await expect(engine.submit(submission(organizationId))).rejects.toMatchObject({ reason: 'busy' });
    const answers = await Promise.allSettled(waiting);
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((answers[1] as PromiseRejectedResult).reason).toMatchObject({ reason: 'abandoned' });
  });

  it('[I32] a caller who asks again is answered although the connection that asked first is gone', async () => {
    const organizationId = await insertOrganization(store.database);
    const engine = open();
    const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
    const one = submission(organizationId);
    const two = submission(organizationId);
    const given = [
      engine.submit({ ...one, signal: first.signal }),
      engine.submit({ ...one, signal: second.signal }),
      engine.submit({ ...two, signal: first.signal }),
      engine.submit({ ...two, signal: third.signal }),
    ];
    first.abort();
    third.abort();
    const answers = await Promise.allSettled(given);
    expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.kind : answer.reason.reason))).toEqual(
      ['done', 'done', 'abandoned', 'abandoned'],
    );
    expect(await count('contact', organizationId)).toBe(1);
  });

  it('an organization that floods the engine, or waits too long, is refused, and no other', async () => {
    const [flooding, waiting, other] = await Promise.all([1, 2, 3].map(() => insertOrganization(store.database)));
    const clock = new SteppedClock();
    const turns: (() => void)[] = [];
    let defer: EngineOptions['defer'] = (run) => turns.push(run);
    const engine = open({ waitingMax: 3, clock, defer: (run) => defer?.(run) });
    const submit = (organizationId = '') => engine.submit(submission(organizationId));
    const given = [submit(flooding), submit(flooding), submit(flooding), submit(waiting)];
    await expect(submit(flooding)).rejects.toMatchObject({ reason: 'busy' });
    given.push(submit(waiting));
    clock.pass(1_001);
    await expect(submit(waiting)).rejects.toMatchObject({ reason: 'busy' });
    given.push(submit(other));
    defer = setImmediate;
    for (const turn of turns) turn();
    expect((await Promise.all(given)).map(({ kind }) => kind)).toEqual(given.map(() => 'done'));
  });

  it('refuses everybody beyond what its memory may hold', async () => {
    const organizations = await Promise.all([1, 2, 3].map(() => insertOrganization(store.database)));
    const engine = open({ waitingMax: 2, waitingAllMax: 2, batchMax: 1 });
    const answers = await Promise.allSettled(organizations.map((id) => engine.submit(submission(id))));
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });

  it('a change of configuration gets its turn, although the system always has something to do', async () => {
    const organizationId = await insertOrganization(store.database);
    const clock = new SteppedClock();
    const engine = open({ clock, lanes: 1 });
    const system: Partial<Submission<any, any>> = { principal: { kind: 'system', part: 'test' } };
    let settled = 0;
    let isOver = false;
    // Two that take turns, so that one of them waits whenever a batch is formed.
    const go = async (): Promise<void> => {
      while (!isOver && settled < 100) {
        await engine.submit(submission(organizationId, system));
        settled++;
        clock.pass(50);
      }
    };
    const [one, two] = [go(), go()];
    const definition = { ...makeContact, configuration: true } as typeof makeContact;
    await engine.submit(submission(organizationId, { definition }));
    isOver = true;
    await Promise.all([one, two]);
    // Three hundred milliseconds are six of their turns.
    expect(settled).toBeLessThan(20);
  });

  it('finds every ticket of a batch, also when its memory holds fewer', async () => {
    const organizationId = await insertSmallOrganization(store.database);
    const engine = open({ copiesMax: 1 });
    const run = <I, A>(definition: CommandDefinition<I, A>, input: I): Promise<Answer<A>> =>
      engine.submit({ ...submission(organizationId), principal: { kind: 'system', part: 'test' }, definition, input });
    const started = await Promise.all(
      Array.from({ length: 24 }, (_, n) =>
        run(startConversation, {
          accountId: 'web',
          channelKind: 'webchat',
          contact: { address: `visitor ${n}` },
          owner: { kind: 'queue', id: 'support' },
        }),
      ),
    );
    const ticketIds = started.flatMap((answer) => (answer.kind === 'done' ? [answer.answer.ticketId] : []));
    for (const round of [1, 2]) {
      const answers = await Promise.all(
        ticketIds.map((ticketId) => run(changeTicket, { ticketId, tags: [`round ${round}`] })),
      );
      expect(answers.map((answer) => answer.kind)).toEqual(started.map(() => 'done'));
    }
  });

  it('[X1] tells of an organization that does not exist, and keeps one organization from another', async () => {
    await expect(open().submit(submission(ids.next()))).rejects.toMatchObject({ reason: 'organization_unknown' });
  });
});

async function raiseVersion(database: Database, organizationId: string): Promise<void> {
  await database.withSession((session) =>
    session.pipeline([
      {
        name: '',
        text: `update organization_head set config_version = config_version + 1 where organization_id = '${organizationId}'`,
        values: [],
      },
    ]),
  );
}

/** A database whose engine sessions answer as `pipeline` says. */
function losingDatabase(
  database: Database,
  pipeline: (session: Session, statements: readonly Statement[]) => ReturnType<Session['pipeline']>,
): Database {
  return Object.create(database, {
    withSession: {
      value: <T>(use: (session: Session) => Promise<T>) =>
        database.withSession((session) => use({ pipeline: (statements) => pipeline(session, statements) })),
    },
    read: { value: (statement: Statement) => database.read(statement) },
    readTogether: { value: (statements: readonly Statement[]) => database.readTogether(statements) },
  }) as Database;
}
