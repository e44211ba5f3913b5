import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { examine } from '../../src/reads/doctor.ts';
import type { Database } from '../../src/storage/database.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, eventually, twoDepartments } from './desk.ts';

const toQueue = (id: string) => ({ target: { kind: 'queue', id } });

/** Waits until the chain has caught up with the log. */
async function linked(desk: Desk): Promise<any> {
  return eventually(async () => {
    const { body } = await desk.api.get('/v1/audit/verify');
    return body.unlinked === 0 ? body : null;
  });
}

function run(database: Database, text: string, values: string[]): Promise<any> {
  return database.withSession(async (session) => (await session.pipeline([{ name: '', text, values }]))[0]);
}

describeScenarios('what has to be answered for', (server) => {
  it('[I45] every change of owner and of rules, and every key, is one entry with who, when, before and after', async () => {
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana', 'sue');
    const { ticketId, conversationId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
    const since = new Date().toISOString();
    await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toQueue('support'));
    await desk.as('sue').post(`/v1/tickets/${ticketId}/take`);
    await desk.as('sue').post(`/v1/tickets/${ticketId}/close`);
    const agents = twoDepartments.agents?.map((agent) =>
      agent.id === 'bob' ? { ...agent, grant: ['transcript.export' as const] } : agent,
    );
    await desk.configure({ ...twoDepartments, agents: agents ?? [] });
    await desk.api.post('/v1/api-keys', { name: 'reports', scopes: ['ticket.read_all'] });
    const of = async (query: string) => {
      const { status, body } = await desk.api.get(`/v1/audit?${query}`);
      expect(status, JSON.stringify(body)).toBe(200);
      return body.items;
    };
    const owners = await of(`category=ownership&conversationId=${conversationId}`);
    expect(
      owners.map((entry: any) => [entry.before, entry.after, entry.actor.id, entry.details.ownershipVersion]),
    ).toEqual([
      [{ kind: 'agent', id: 'sue' }, null, 'sue', 4],
      [{ kind: 'queue', id: 'support' }, { kind: 'agent', id: 'sue' }, 'sue', 3],
      [{ kind: 'agent', id: 'ana' }, { kind: 'queue', id: 'support' }, 'ana', 2],
      [null, { kind: 'agent', id: 'ana' }, owners.at(-1).actor.id, 1],
    ]);
    expect(owners.every((entry: any) => Date.parse(entry.at) > 0)).toBe(true);
    const [policy] = await of('category=policy&limit=1');
    expect([policy.before, policy.after]).toEqual([
      { 'agent bob': { grant: [] } },
      { 'agent bob': { grant: ['transcript.export'] } },
    ]);
    const [access] = await of('category=access&actorKind=key');
    expect([access.kind, access.details.scopes]).toEqual(['api_key.created', ['ticket.read_all']]);
    expect(JSON.stringify(access)).not.toContain('secret');
    expect((await of('actorId=sue')).map((entry: any) => entry.kind)).toEqual(['conversation.closed', 'ticket.taken']);
    const late = await of(`from=${since}&category=ownership`);
    expect(late.map((entry: any) => entry.kind)).toEqual(['conversation.closed', 'ticket.taken', 'transfer.completed']);
    const early = await of(`to=${since}&category=ownership`);
    expect(early.map((entry: any) => entry.kind)).toEqual(['conversation.opened']);
    const all: number[] = [];
    for (let cursor = ''; ; ) {
      const page = (await desk.api.get(`/v1/audit?limit=2${cursor && `&cursor=${cursor}`}`)).body;
      all.push(...page.items.map((entry: any) => entry.position));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(all).toEqual((await of('limit=100')).map((entry: any) => entry.position));
    expect((await desk.as('sue').get('/v1/audit')).status).toBe(403);
    expect((await desk.as('sue').get('/v1/audit/verify')).status).toBe(403);
  });

  it('[I12] what passed a refusal by permission stands in the audit with who did it', async () => {
    const closed = {
      ...twoDepartments,
      departments: twoDepartments.departments?.map((d) => (d.id === 'billing' ? { ...d, accepting: false } : d)) ?? [],
    };
    const desk = await Desk.open(server(), closed);
    await desk.online('sue', 'cy');
    const { ticketId } = await desk.conversation({ owner: { kind: 'agent', id: 'sue' } });
    const asked = { target: { kind: 'agent', id: 'cy', departmentId: 'billing' }, override: true };
    const passed = await desk.as('sue').post(`/v1/tickets/${ticketId}/transfers`, asked);
    expect(passed.body.state, JSON.stringify(passed.body)).toBe('offered');
    const { items } = (await desk.api.get('/v1/audit?category=override')).body;
    expect(items.map((entry: any) => [entry.actor.id, entry.details.overrides, entry.details.transferId])).toEqual([
      ['sue', ['not_accepting'], passed.body.id],
    ]);
  });

  it('[I45] the chain over the log holds, and one altered event, link or missing link is found and named', async () => {
    const { database } = server();
    const desk = await Desk.open(server(), twoDepartments);
    await desk.online('ana');
    for (let i = 0; i < 3; i++) {
      const { ticketId } = await desk.conversation({ owner: { kind: 'agent', id: 'ana' } });
      await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toQueue('support'));
      const whole = await linked(desk);
      expect(whole).toMatchObject({ holds: true, broken: null, nextAfter: null });
    }
    const { last } = await linked(desk);
    const links = await run(
      database,
      'select first_position as first, last_position as last, hash from audit_link where organization_id = $1::uuid order by 1',
      [desk.organizationId],
    );
    expect(links.rows.length).toBeGreaterThanOrEqual(3);
    expect(Buffer.from(links.rows.at(-1).hash).toString('hex')).toBe(last.hash);
    // As the guide tells anybody to compute it, without Baton.
    const events = await run(
      database,
      `select json_build_array(position, (extract(epoch from at) * 1000)::bigint, kind, actor, conversation_id, sequence, command_id, data)::text as line
        from event where organization_id = $1::uuid and position <= $2::bigint order by position`,
      [desk.organizationId, String(links.rows[0].last)],
    );
    const first = createHash('sha256')
      .update(events.rows.map(({ line }: any) => line).join('\n'))
      .digest('hex');
    expect(first).toBe(Buffer.from(links.rows[0].hash).toString('hex'));

    const ofOrganization = async () => {
      for await (const { rule, broken } of examine({ database })) {
        if (rule === 'I45') return broken.filter((each: any) => each.organizationId === desk.organizationId);
      }
      return null;
    };
    expect(await ofOrganization()).toEqual([]);
    const [, second] = links.rows;
    const ofSecond = [desk.organizationId, String(second.last)];
    const where = 'where organization_id = $1::uuid and position = $2::bigint';
    const stored = (await run(database, `select data::text from event ${where}`, ofSecond)).rows[0].data;
    await run(database, `update event set data = (data::jsonb || '{"altered": true}')::json ${where}`, ofSecond);
    const found = (await desk.api.get('/v1/audit/verify')).body;
    expect(found).toMatchObject({
      holds: false,
      broken: { firstPosition: second.first, lastPosition: second.last },
      last: { lastPosition: links.rows[0].last },
    });
    expect(await ofOrganization()).toEqual([
      { organizationId: desk.organizationId, firstPosition: second.first, lastPosition: second.last },
    ]);
    await run(database, `update event set data = $3::json ${where}`, [...ofSecond, stored]);
    expect((await desk.api.get('/v1/audit/verify')).body.holds).toBe(true);
    const without = 'delete from audit_link where organization_id = $1::uuid and first_position = $2::bigint';
    await run(database, without, [desk.organizationId, String(second.first)]);
    expect((await desk.api.get('/v1/audit/verify')).body).toMatchObject({
      holds: false,
      broken: { firstPosition: links.rows[2].first },
    });
  });
});
