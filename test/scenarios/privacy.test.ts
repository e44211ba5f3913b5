import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningNode } from '../../src/node.ts';
import { Partner } from '../support/partner.ts';
import { customerOf } from './customer.ts';
import { describeScenarios } from './describe-scenarios.ts';
import { type Client, Desk, eventually, twoDepartments } from './desk.ts';
import { readLog } from './read-log.ts';

const ofAna = { kind: 'agent', id: 'ana' };
const toBilling = { target: { kind: 'department', id: 'billing' } };
const toSupport = { target: { kind: 'department', id: 'support' } };
const card = '4111 1111 1111 1111';

/** Whoever moves to billing leaves behind what the row names; somebody belongs to both, somebody reads everything. */
function masking(row: object, more: object = {}): typeof twoDepartments {
  return {
    ...twoDepartments,
    departments: twoDepartments.departments?.map((department) =>
      department.id === 'support'
        ? { ...department, moveRules: [{ channels: 'all', destinations: ['billing'], ...row }], ...more }
        : department,
    ),
    agents: [
      ...(twoDepartments.agents ?? []),
      { id: 'both', departments: ['support', 'billing'] },
      { id: 'root', departments: [], role: 'administrator' },
    ],
  } as typeof twoDepartments;
}

async function textsOf(client: Client, conversationId: string, query = ''): Promise<string[]> {
  const { status, body } = await client.get(`/v1/conversations/${conversationId}/messages${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.items.map((message: any) => message.text);
}

async function started(desk: Desk, owner: unknown = ofAna) {
  const customer = await customerOf(desk);
  await desk.online('ana', 'cy');
  const { body } = await customer.write('Hello');
  const { conversationId, ticketId } = body;
  if (owner === ofAna) await desk.as('ana').post(`/v1/tickets/${ticketId}/take`);
  return { customer, conversationId, ticketId };
}

async function upload(desk: Desk, agentId: string, name: string, content: string): Promise<string> {
  const response = await fetch(`${desk.url}/v1/files?name=${name}`, {
    method: 'POST',
    body: content,
    headers: { authorization: `Bearer ${desk.key}`, 'baton-act-as': agentId, 'content-type': 'text/plain' },
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

/** The bytes are no JSON: only whether they are given counts. */
async function fileStatus(desk: Desk, agentId: string, path: string): Promise<number> {
  const headers = { authorization: `Bearer ${desk.key}`, 'baton-act-as': agentId };
  return (await fetch(`${desk.url}${path}`, { headers })).status;
}

describeScenarios('what a boundary masks', (server) => {
  it('[G6] [T-L7] [I29] [I36] what was said before the move is masked in every read of the destination, also split over messages, and nowhere else', async () => {
    const desk = await Desk.open(server(), masking({ redact: ['card', 'security_code'] }));
    const { customer, conversationId, ticketId } = await started(desk);
    await customer.write('my card is 4111 1111');
    await desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { text: 'Go on.' });
    await customer.write('1111 1111');
    await customer.write('737');
    await customer.write('order 4000123412341235');
    const plain = ['Hello', 'my card is 4111 1111', 'Go on.', '1111 1111', '737', 'order 4000123412341235'];
    const masked = ['Hello', 'my card is ••••', 'Go on.', '•••• 1111', '••••', 'order 4000123412341235'];

    // Offered, it is read through the same policy.
    const offer = await desk
      .as('ana')
      .post(`/v1/tickets/${ticketId}/transfers`, { target: { kind: 'agent', id: 'cy', departmentId: 'billing' } });
    expect([offer.status, offer.body.receipt.redacted]).toEqual([201, ['card', 'security_code']]);
    expect(await textsOf(desk.as('cy'), conversationId)).toEqual(masked);
    await desk.as('cy').post(`/v1/transfers/${offer.body.id}/accept`);
    const billing = (await desk.as('cy').get(`/v1/transfers/${offer.body.id}`)).body.newTicketId;
    expect((await desk.ticket(billing)).redact).toEqual(['card', 'security_code']);

    await customer.write(`again: ${card}`);
    const after = `again: ${card}`;
    expect(await textsOf(desk.as('cy'), conversationId)).toEqual([...masked, after]);
    expect(await textsOf(desk.as('dee'), conversationId)).toEqual([...masked, after]);
    expect(await textsOf(desk.as('ana'), conversationId)).toEqual(plain);
    for (const whole of [desk.api, desk.as('root'), desk.as('both')])
      expect(await textsOf(whole, conversationId)).toEqual([...plain, after]);

    // No page has other edges.
    for (const order of ['oldest_first', 'newest_first']) {
      const single: string[] = [];
      for (let cursor = ''; ; ) {
        const { body } = await desk
          .as('cy')
          .get(`/v1/conversations/${conversationId}/messages?limit=1&order=${order}${cursor}`);
        single.push(...body.items.map((message: any) => message.text));
        if (body.nextCursor === null) break;
        cursor = `&cursor=${body.nextCursor}`;
      }
      expect(order === 'oldest_first' ? single : single.toReversed()).toEqual([...masked, after]);
    }

    // A search is no oracle: what is masked is not found by what it was.
    const hits = async (client: Client, q: string) =>
      (await client.get(`/v1/search?q=${encodeURIComponent(q)}`)).body.messages.map((message: any) => message.text);
    expect(await hits(desk.as('cy'), '4111 1111')).toEqual([after]);
    expect(await hits(desk.as('cy'), '737')).toEqual([]);
    expect(await hits(desk.as('cy'), 'my card')).toEqual(['my card is ••••']);
    expect(await hits(desk.as('ana'), '737')).toEqual(['737']);

    // Sent back, support reads its own part as it always did, and what billing sends back masked as billing got it.
    const back = await desk.as('cy').post(`/v1/tickets/${billing}/transfers`, toSupport);
    expect(back.status, JSON.stringify(back.body)).toBe(201);
    expect(await textsOf(desk.as('ana'), conversationId)).toEqual([...plain, 'again: •••• 1111']);
  });

  it('[I36] live previews of the past are masked, in the snapshot and where a conversation enters', async () => {
    const desk = await Desk.open(server(), masking({ redact: ['card'] }));
    const { customer, conversationId, ticketId } = await started(desk);
    await customer.write(card);
    await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toBilling);
    const snapshot = (await desk.as('cy').get('/v1/snapshot')).body;
    const entry = snapshot.conversations.find((each: any) => each.conversation.id === conversationId);
    expect(entry.preview.text).toBe('•••• 1111');
    expect('redact' in entry.preview).toBe(false);
    const { events } = (await desk.as('cy').get('/v1/events?format=json&limit=500')).body;
    const entering = events.find((event: any) => event.entry?.conversation.id === conversationId);
    expect(entering.entry.preview.text).toBe('•••• 1111');
    expect(JSON.stringify(events)).not.toContain(card);
    await customer.write('a new one');
    const later = (await desk.as('cy').get('/v1/snapshot')).body.conversations;
    expect(later.find((each: any) => each.conversation.id === conversationId).preview.text).toBe('a new one');
  });

  it('[I36] a file of a message that is masked is not there, and the receipt says so', async () => {
    const desk = await Desk.open(server(), masking({ redact: ['card'] }));
    const { conversationId, ticketId } = await started(desk);
    const [before, later] = [await upload(desk, 'ana', 'before.txt', 'b'), await upload(desk, 'cy', 'later.txt', 'l')];
    const send = (who: string, fileId: string) =>
      desk.as(who).post(`/v1/conversations/${conversationId}/messages`, { text: 'a file', fileIds: [fileId] });
    await send('ana', before);
    const moved = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toBilling);
    expect(moved.body.receipt).toMatchObject({ files: 0, redacted: ['card'] });
    expect(moved.body.receipt.heldBack).toContainEqual({ what: 'files', why: 'redacted' });
    await desk.as('cy').post(`/v1/tickets/${moved.body.newTicketId}/take`);
    expect((await send('cy', later)).status).toBe(201);
    const statuses = (fileId: string) =>
      Promise.all(['ana', 'cy', 'both', 'root'].map((who) => fileStatus(desk, who, `/v1/files/${fileId}`)));
    expect(await statuses(before)).toEqual([200, 404, 200, 200]);
    expect(await statuses(later)).toEqual([404, 200, 200, 200]);
    const { items } = (await desk.as('cy').get(`/v1/conversations/${conversationId}/messages`)).body;
    expect(items.map((message: any) => message.fileIds)).toEqual([[], [], [later]]);
  });

  it('[T-L7] in strict mode a mistyped card is masked too, whichever department of the way says so', async () => {
    const desk = await Desk.open(
      server(),
      masking({ redact: ['card'] }, { settings: { redactOnlyValidCards: false } }),
    );
    const { customer, conversationId, ticketId } = await started(desk);
    await customer.write('4111 1111 1111 1112');
    await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toBilling);
    expect((await textsOf(desk.as('cy'), conversationId)).at(-1)).toBe('•••• 1112');
  });

  it('[T-L7] a summary is all that a department is told of a past that it may not read', async () => {
    const desk = await Desk.open(server(), masking({ history: 'summary', redact: ['card'] }));
    const { customer, conversationId, ticketId } = await started(desk);
    await desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { text: 'How can I help?' });
    await desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { text: 'secret', kind: 'note' });
    await customer.write(`${card} ${'x'.repeat(300)}`);
    expect((await desk.as('ana').get(`/v1/tickets/${ticketId}/summary`)).status).toBe(404);
    const moved = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toBilling);
    const path = `/v1/tickets/${moved.body.newTicketId}/summary`;
    const told = await desk.as('cy').get(path);
    expect(told.status, JSON.stringify(told.body)).toBe(200);
    expect(told.body).toMatchObject({
      fromMessage: 1,
      messages: { customer: 2, agent: 1, automatic: 0 },
      departments: ['support'],
      firstWords: 'Hello',
      form: [],
    });
    expect(told.body.lastWords).toBe(`•••• 1111 ${'x'.repeat(190)}`);
    expect(await textsOf(desk.as('cy'), conversationId)).toEqual([]);
    expect((await desk.as('cy').get(path)).body).toEqual(told.body);
    expect((await desk.as('leo').get(path)).status).toBe(404);
  });

  it('[I30] [I36] words of a consult are read by whoever is asked, from then until it ends; notes and whispers are not', async () => {
    const desk = await Desk.open(server(), masking({ history: 'none' }));
    const { customer, conversationId, ticketId } = await started(desk);
    const says = (who: string, kind: string, text: string) =>
      desk.as(who).post(`/v1/conversations/${conversationId}/messages`, { kind, text });
    await says('ana', 'note', 'a note');
    const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, {
      target: { kind: 'agent', id: 'cy', departmentId: 'billing' },
      mode: 'warm',
    });
    expect(asked.status, JSON.stringify(asked.body)).toBe(201);
    await says('ana', 'consult', 'What would you say?');
    await says('cy', 'consult', 'Half of it.');
    await says('ana', 'whisper', 'a whisper');
    await customer.write('Are you there?');
    expect(await textsOf(desk.as('cy'), conversationId)).toEqual(['What would you say?', 'Half of it.']);
    expect(await textsOf(desk.as('bob'), conversationId)).toHaveLength(6);
    expect((await desk.as('dee').get(`/v1/conversations/${conversationId}/messages`)).status).toBe(404);
    const found = (await desk.as('cy').get('/v1/search?q=a')).body.messages.map((message: any) => message.text);
    expect(found.toSorted()).toEqual(['Half of it.', 'What would you say?']);
    await desk.as('ana').post(`/v1/transfers/${asked.body.id}/cancel`);
    expect((await desk.as('cy').get(`/v1/conversations/${conversationId}/messages`)).status).toBe(404);
  });
});

let connector: Partner;
beforeAll(async () => {
  connector = await Partner.start();
});
afterAll(() => connector.close());

const transcripts = (server: () => RunningNode): void => {
  it('[S17] [7.10] [X27] the customer’s has nothing of what was said within, the internal one has all of it', async () => {
    const setup = masking({});
    const accounts = setup.accounts?.map((account) => ({ ...account, deliveryUrl: connector.url }));
    const desk = await Desk.open(server(), { ...setup, accounts } as typeof setup);
    await desk.online('ana', 'bob', 'sue', 'cy');
    const { customer, conversationId, ticketId } = await started(desk);
    const says = (who: string, kind: string, text: string) =>
      desk.as(who).post(`/v1/conversations/${conversationId}/messages`, { kind, text });
    await says('ana', 'note', 'canary-note');
    expect((await desk.as('ana').post(`/v1/tickets/${ticketId}/help`, { message: 'canary-help' })).status).toBe(200);
    await says('sue', 'whisper', 'canary-whisper');
    const asked = await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, {
      target: { kind: 'agent', id: 'cy', departmentId: 'billing' },
      mode: 'warm',
      note: 'canary-transfer',
      reason: 'canary-reason',
    });
    expect(asked.status, JSON.stringify(asked.body)).toBe(201);
    await says('cy', 'consult', 'canary-consult');
    await says('ana', 'reply', 'Here you are.\n2026-01-01T00:00:00.000Z  Customer: forged');
    await customer.write('=cmd|calc <script>alert(1)</script> \u001b[31m\u202e');
    const transcript = (use: string, format: string) =>
      fetch(`${desk.url}/v1/conversations/${conversationId}/transcript?for=${use}&format=${format}`, {
        headers: { authorization: `Bearer ${desk.key}`, 'baton-act-as': 'sue' },
      });
    for (const format of ['json', 'text']) {
      const forCustomer = await (await transcript('customer', format)).text();
      expect(forCustomer).toContain('Here you are.');
      expect(forCustomer.match(/canary/g)).toBeNull();
      for (const inside of ['ana', 'sue', 'cy', 'note', 'whisper', ticketId]) {
        if (format === 'text') expect(forCustomer).not.toMatch(new RegExp(`\\b${inside}\\b`));
      }
      const internal = await (await transcript('internal', format)).text();
      for (const canary of ['note', 'help', 'whisper', 'transfer', 'consult'])
        expect(internal, canary).toContain(`canary-${canary}`);
      expect(internal).toContain('asked a supervisor for help');
    }
    // Nothing forges a line, moves a cursor or turns what follows; a browser saves it and shows nothing.
    const text = await transcript('customer', 'text');
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text.headers.get('content-disposition')).toMatch(
      /^attachment; filename="transcript-[0-9a-f-]+-customer.txt"$/,
    );
    expect(text.headers.get('x-content-type-options')).toBe('nosniff');
    const lines = (await text.text()).split('\n');
    expect(lines.filter((line) => /^\S.*forged/.test(line))).toEqual([]);
    for (const letter of ['\u001b', '\u202e']) expect(lines.join('\n')).not.toContain(letter);

    // The customer's channel is sent what was said to them, and nothing else.
    const delivered = await eventually(async () => {
      const bodies = JSON.stringify(connector.of(conversationId));
      return bodies.includes('Here you are.') && bodies;
    });
    expect(delivered).not.toContain('canary');

    const exported = (await readLog(desk)).filter((event) => event.kind === 'transcript.exported');
    expect(exported).toHaveLength(5);
    expect(exported[0]).toMatchObject({
      actor: { kind: 'agent', id: 'sue' },
      data: { for: 'customer', format: 'json' },
    });

    expect((await desk.as('ana').get(`/v1/conversations/${conversationId}/transcript?for=internal`)).body.code).toBe(
      'permission_missing',
    );
    expect((await desk.as('sue').get(`/v1/conversations/${conversationId}/transcript?for=all`)).status).toBe(400);
    const foreign = '01a1fe20-3512-701f-bb54-5759f74bbddb';
    expect((await desk.as('sue').get(`/v1/conversations/${foreign}/transcript?for=internal`)).status).toBe(404);
  });

  it('[I36] nobody takes along more than they may read: a supervisor of the destination gets it masked, without the other department’s words', async () => {
    const setup = masking({ redact: ['card'] });
    const desk = await Desk.open(server(), {
      ...setup,
      agents: [...(setup.agents ?? []), { id: 'bea', departments: ['billing'], role: 'supervisor' }],
    } as typeof setup);
    const { customer, conversationId, ticketId } = await started(desk);
    await customer.write(card);
    await desk.as('ana').post(`/v1/conversations/${conversationId}/messages`, { kind: 'note', text: 'canary-note' });
    await desk.as('ana').post(`/v1/tickets/${ticketId}/transfers`, toBilling);
    for (const use of ['customer', 'internal']) {
      const { status, body } = await desk.as('bea').get(`/v1/conversations/${conversationId}/transcript?for=${use}`);
      expect(status, JSON.stringify(body)).toBe(200);
      const texts = body.lines.filter((line: any) => line.kind === 'message').map((line: any) => line.text);
      expect(texts).toEqual(['Hello', '•••• 1111']);
    }
    expect((await desk.as('leo').get(`/v1/conversations/${conversationId}/transcript?for=customer`)).status).not.toBe(
      200,
    );
  });
};

describeScenarios('transcripts', transcripts, { allowPrivateDelivery: true });
