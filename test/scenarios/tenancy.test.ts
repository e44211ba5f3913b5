import { expect, it } from 'vitest';
import type { RunningNode } from '../../src/node.ts';
import { sampleOf } from '../support/sample-body.ts';
import { customerOf } from './customer.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, twoDepartments } from './desk.ts';

/** Stands in every text of the first organization, and may reach nobody else. */
const canary = 'tenancy-canary';

/** Nothing of it is called as anything of another organization is. */
function setupOf(prefix: string): typeof twoDepartments {
  const words = new Set(['support', 'billing', 'legal', 'ana', 'bob', 'cy', 'dee', 'sue', 'leo', 'chat', 'mail', 'wa']);
  const renamed = JSON.stringify(twoDepartments).replace(/"([a-z]+)"/g, (quoted, word: string) =>
    words.has(word) ? `"${prefix}-${word}"` : quoted,
  );
  const setup = JSON.parse(renamed);
  return {
    ...setup,
    settings: { offerTimeoutSeconds: 86_400 },
    externals: [{ id: `${prefix}-out`, kind: 'telephone', address: '+4940123456', enabled: true }],
  };
}

interface Things {
  readonly desk: Desk;
  readonly uuids: readonly string[];
  readonly words: readonly string[];
}

/** An organization in which something of everything is there. */
async function furnish(node: RunningNode, prefix: string): Promise<Things> {
  const desk = await Desk.open(node, setupOf(prefix));
  const [ana, cy] = [`${prefix}-ana`, `${prefix}-cy`];
  await desk.online(ana, cy);
  const customer = await customerOf(desk, { account: `${prefix}-chat` });
  const { conversationId, ticketId } = (await customer.write(`${canary} ${prefix}`)).body;
  const upload = await fetch(`${desk.url}/v1/files?name=${canary}.txt`, {
    method: 'POST',
    body: `${canary} ${prefix}`,
    headers: { authorization: `Bearer ${desk.key}`, 'content-type': 'text/plain' },
  });
  const { id: fileId } = (await upload.json()) as { id: string };
  await desk.as(ana).post(`/v1/tickets/${ticketId}/take`);
  const sent = await desk
    .as(ana)
    .post(`/v1/conversations/${conversationId}/messages`, { text: `${canary} reply`, fileIds: [fileId] });
  expect(sent.status, JSON.stringify(sent.body)).toBe(201);
  await desk.as(ana).post(`/v1/tickets/${ticketId}/help`, { message: canary });
  const asked = await desk.as(ana).post(`/v1/tickets/${ticketId}/transfers`, {
    target: { kind: 'agent', id: cy, departmentId: `${prefix}-billing` },
    note: canary,
  });
  expect(asked.status, JSON.stringify(asked.body)).toBe(201);
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const other = await desk.conversation({ account: `${prefix}-mail`, owner: { kind: 'agent', id: ana } });
  const batch = await desk.as(ana).post('/v1/transfer-batches', {
    ticketIds: [other.ticketId],
    request: { target: { kind: 'department', id: `${prefix}-billing` }, note: canary },
    runAt: later,
  });
  expect(batch.status, JSON.stringify(batch.body)).toBe(201);
  const segments = (await desk.api.get(`/v1/segments?ticketId=${ticketId}`)).body.items;
  const { contactId } = (await desk.api.get(`/v1/conversations/${conversationId}`)).body;
  return {
    desk,
    uuids: [
      ...[conversationId, ticketId, other.ticketId, fileId, sent.body.id, asked.body.id, asked.body.offerId],
      ...[batch.body.id, segments[0].id, contactId, desk.organizationId],
    ],
    words: ['support', 'ana', 'cy', 'chat', 'out'].map((word) => `${prefix}-${word}`),
  };
}

describeScenarios('two organizations on one server', (server) => {
  /** What an organization's rows are, table by table; but for what follows its log by itself. */
  async function rowsOf(organizationId: string): Promise<Record<string, string>> {
    const { database } = server();
    const { rows: tables } = await database.read({
      name: '',
      text: `select format('%I.%I', c.table_schema, c.table_name) as name from information_schema.columns c
        join information_schema.tables t using (table_schema, table_name)
        where c.column_name = 'organization_id' and t.table_type = 'BASE TABLE'
          and c.table_name not in ('audit_link', 'log_cursor') order by 1`,
      values: [],
    });
    const hashes: Record<string, string> = {};
    for (const { name } of tables) {
      const text = `select md5(coalesce(string_agg(to_jsonb(t)::text, ',' order by to_jsonb(t)::text), '')) as hash
        from ${name} t where organization_id = $1::uuid`;
      hashes[name] = (await database.read({ name: '', text, values: [organizationId] })).rows[0].hash;
    }
    return hashes;
  }

  it('[I46] [X9] [X2] by no route does a key of one read or change anything of the other, whatever ids it names', async () => {
    const first = await furnish(server(), 'one');
    const second = await furnish(server(), 'two');
    const document = (await (await fetch(`${second.desk.url}/openapi.json`)).json()) as any;
    const before = await rowsOf(first.desk.organizationId);
    expect(Object.keys(before).length).toBeGreaterThan(15);
    const wrong: string[] = [];
    const statuses: number[] = [];

    const ask = async (method: string, path: string, body: unknown): Promise<{ status: number; text: string }> => {
      const response = await fetch(second.desk.url + path, {
        method,
        headers: {
          authorization: `Bearer ${second.desk.key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(10_000),
      });
      statuses.push(response.status);
      return { status: response.status, text: await response.text() };
    };

    // Under the same name each organization has its own, which the caller makes by naming it: asked last.
    const named = new Set(['PUT /v1/flows/{id}/draft', 'PUT /v1/secrets/{name}']);
    const operations = Object.entries<any>(document.paths)
      .flatMap(([template, verbs]) =>
        Object.entries<any>(verbs).map(([verb, operation]) => ({ template, method: verb.toUpperCase(), operation })),
      )
      .sort((a, b) => Number(named.has(`${a.method} ${a.template}`)) - Number(named.has(`${b.method} ${b.template}`)));
    for (const { template, method, operation } of operations) {
      const parameters = [...template.matchAll(/\{(\w+)\}/g)];
      const content = operation.requestBody?.content;
      const schema = content?.['application/json']?.schema ?? Object.values<any>(content ?? {})[0]?.schema;
      const ids = parameters.length === 0 ? [''] : [...first.uuids, ...first.words];
      for (const [index, id] of ids.entries()) {
        const path = template.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'sequence' ? '1' : id));
        const bodies =
          schema === undefined
            ? [undefined]
            : [0, 1].map((turn) => sampleOf(schema, { document, turn: index * 2 + turn, ...first }));
        for (const body of bodies) {
          const query =
            template === '/v1/events'
              ? '?format=json'
              : template === '/v1/search'
                ? `?q=${canary}`
                : template.endsWith('/transcript')
                  ? '?for=internal'
                  : '';
          const { status, text } = await ask(method, path + query, body);
          const said = `${method} ${path} ${JSON.stringify(body)?.slice(0, 200)} → ${status} ${text.slice(0, 200)}`;
          if (text.includes(`${canary} one`)) wrong.push(`leaks: ${said}`);
          if (status >= 500) wrong.push(`fails: ${said}`);
          if (parameters.length > 0 && ![400, 401, 403, 404, 405, 413, 415].includes(status)) {
            const { code } = status === 409 ? JSON.parse(text) : { code: null };
            if (code !== 'target_unknown' && !named.has(`${method} ${template}`)) wrong.push(`answers: ${said}`);
          }
        }
      }
      // On what is its own, with the ids of the other in body and query.
      for (const [index, id] of parameters.length === 0 || schema === undefined ? [] : second.uuids.entries()) {
        const path = template.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'sequence' ? '1' : id));
        const { status, text } = await ask(method, path, sampleOf(schema, { document, turn: index, ...first }));
        const said = `${method} ${path} → ${status} ${text.slice(0, 200)}`;
        if (text.includes(`${canary} one`)) wrong.push(`leaks: ${said}`);
        if (status >= 500) wrong.push(`fails: ${said}`);
      }
    }
    expect(wrong).toEqual([]);
    // Most were really looked for, and not refused by their shape.
    expect(statuses.filter((status) => status === 404).length).toBeGreaterThan(500);
    expect(await rowsOf(first.desk.organizationId)).toEqual(before);
  }, 120_000);
});
