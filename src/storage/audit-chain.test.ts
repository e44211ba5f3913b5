import { expect, it } from 'vitest';
import { insertOrganization } from '../../test/support/organization.ts';
import { ids, insertSmallOrganization } from '../../test/support/small-node.ts';
import { describeOnStoreKinds, describeOnStores, openBlankStore } from '../../test/support/stores.ts';
import { AuditChain } from '../jobs/audit-chain.ts';
import { verifyChain } from '../reads/audit.ts';
import { auditChainStore } from './audit-chain.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';

describeOnStores('the chain over the log', (store) => {
  const run = async (text: string, values: string[]) =>
    store.database.withSession(async (session) => (await session.pipeline([{ name: '', text, values }]))[0]);

  /** Events as a busy night leaves them; positions from the one after `after`. */
  async function append(organizationId: string, { after, count }: { after: number; count: number }): Promise<void> {
    await run(
      `insert into event (organization_id, position, conversation_id, sequence, command_id, kind, actor, data, at)
        select $1::uuid, n, null, null, 'c' || n, 'alert.raised', '{"kind":"system","id":"test"}', json_build_object('n', n), 'epoch'
        from generate_series($2::int + 1, $2::int + $3::int) n`,
      [organizationId, String(after), String(count)],
    );
    await run('update organization_head set position = $2::bigint where organization_id = $1::uuid', [
      organizationId,
      String(after + count),
    ]);
  }

  const linksOf = async (organizationId: string): Promise<readonly { first: number; last: number }[]> =>
    (
      await run(
        'select first_position as first, last_position as last from audit_link where organization_id = $1::uuid order by 1',
        [organizationId],
      )
    )?.rows as never;

  it('[I45] links every event once, however many write links at once', async () => {
    const organizationId = await insertSmallOrganization(store.database);
    const chain = auditChainStore(store.database);
    await append(organizationId, { after: 0, count: 3_500 });
    for (let round = 0; round < 4; round++) {
      await append(organizationId, { after: 3_500 + round * 10, count: 10 });
      await Promise.all(Array.from({ length: 8 }, () => chain.extend(organizationId, 0)));
    }
    for (let linked = 1; linked > 0; ) linked = await chain.extend(organizationId, 0);
    const links = await linksOf(organizationId);
    expect(links[0]?.first).toBe(1);
    expect(links.at(-1)?.last).toBe(3_540);
    for (const [i, link] of links.entries()) {
      if (i > 0) expect(link.first).toBe((links[i - 1]?.last ?? 0) + 1);
      expect(link.last - link.first).toBeLessThan(1_000);
    }
    const verdict = await verifyChain({ database: store.database }, organizationId, 0);
    expect(verdict).toMatchObject({ broken: null, unlinked: 0, next: null });
  });

  it('[I45] an event that was added, taken away or moved to another place in time breaks its link', async () => {
    const organizationId = await insertSmallOrganization(store.database);
    const chain = auditChainStore(store.database);
    await append(organizationId, { after: 0, count: 30 });
    await chain.extend(organizationId, 0);
    const holds = async () => (await verifyChain({ database: store.database }, organizationId, 0)).broken === null;
    expect(await holds()).toBe(true);
    await run(`update event set at = at + interval '1 second' where organization_id = $1::uuid and position = 7`, [
      organizationId,
    ]);
    expect(await holds()).toBe(false);
    await run(`update event set at = 'epoch' where organization_id = $1::uuid and position = 7`, [organizationId]);
    expect(await holds()).toBe(true);
    await run('delete from event where organization_id = $1::uuid and position = 30', [organizationId]);
    expect(await holds()).toBe(false);
  });

  it('goes on after the store was away, and links what was left when it starts', async () => {
    const organizationId = await insertSmallOrganization(store.database);
    await append(organizationId, { after: 0, count: 5 });
    const real = auditChainStore(store.database);
    const errors: unknown[] = [];
    let isAway = true;
    const chain = new AuditChain({
      store: { extend: (id, at) => (isAway ? Promise.reject(new Error('away')) : real.extend(id, at)) },
      clock: { now: () => 0, monotonic: () => 0 },
      organizations: () => [organizationId],
      onError: (error) => errors.push(error),
    });
    chain.start(60_000);
    await chain.run();
    expect([errors.length, await linksOf(organizationId)]).toEqual([1, []]);
    isAway = false;
    await chain.run();
    expect(await linksOf(organizationId)).toEqual([{ first: 1, last: 5 }]);
    await append(organizationId, { after: 5, count: 1 });
    chain.hear([{ organizationId, position: 6, commandId: ids.next() } as never]);
    await chain.run();
    expect((await linksOf(organizationId)).length).toBe(2);
    await chain.close();
  });
});

describeOnStoreKinds('the chain over a log that was jsonb', (kind) => {
  it('[I45] holds after it has become text', async () => {
    const store = await openBlankStore(kind);
    const run = (text: string) =>
      store.database.withSession(async (session) => (await session.pipeline([{ name: '', text, values: [] }]))[0]);
    const before = Object.entries(migrations).filter(([name]) => name < '0006');
    await migrate(store.database, Object.fromEntries(before));
    const organizationId = await insertOrganization(store.database);
    await run(`update organization_head set position = 2`);
    await run(`insert into event (organization_id, position, conversation_id, sequence, command_id, kind, actor, data, at)
      values ('${organizationId}', 1, null, null, 'a "quoted" key', 'alert.raised', '{"kind":"system","id":"é\u20ac"}',
          '{"zz": 1.50, "a": {"b":[1,2,{"c":"\\n\\u0007 \\\\"}]}, "long key": null}', 'epoch'),
        ('${organizationId}', 2, '${ids.next()}', 1, 'k', 'alert.raised', '{}', '{"at": 1e3}', '2026-01-01 00:00:00.123+00')`);
    // As links were computed then.
    await run(`insert into audit_link (organization_id, first_position, last_position, hash, at)
      select organization_id, 1, 2, sha256(convert_to(string_agg(jsonb_build_array(position, (extract(epoch from at) * 1000)::bigint,
        kind, actor, conversation_id, sequence, command_id, data)::text, chr(10) order by position), 'UTF8')), 'epoch'
      from event group by organization_id`);
    expect((await migrate(store.database)).executed).toContain('0006-log-as-text');
    const verdict = await verifyChain({ database: store.database }, organizationId, 0);
    expect(verdict).toMatchObject({ broken: null, unlinked: 0 });
    await store.close();
  });
});
