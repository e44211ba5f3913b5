import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, it } from 'vitest';
import { fillFlow, type WrittenDocument, type WrittenFlow } from '../../src/domain/fill-configuration.ts';
import { answeringServer } from '../support/answering-server.ts';
import { serviceKeyFile } from '../support/google-key-file.ts';
import { guideExamples } from '../support/guide-examples.ts';
import { describeByHandClock } from './describe-scenarios.ts';
import { eventually } from './desk.ts';
import { careWith, FlowDesk, fromTemplate, minute, soon } from './flow-house.ts';

const key = 'sk-templates';

/** Front, where customers come in, and three teams with somebody each; whoever may go wherever the flow says. */
function teams(flows: readonly WrittenFlow[], more: Partial<WrittenDocument> = {}): WrittenDocument {
  const [entry] = flows;
  const person = (id: string, department: string) => ({ id, departments: [department], capacity: { total: null } });
  return careWith(flows, {
    departments: [{ id: 'one' }, { id: 'two' }, { id: 'three' }],
    queues: ['one', 'two', 'three'].map((id) => ({ id, department: id, distribution: 'pull' as const })),
    agents: [person('olga', 'one'), person('tim', 'two'), person('tess', 'three')],
    accounts: [
      {
        id: 'chat',
        kind: 'webchat',
        entry: { department: 'care', ...(entry && { flow: entry.id }) },
        reopenWindowSeconds: 3600,
      },
    ],
    ...more,
  });
}

/** Where a customer's conversation is once no flow has it: `department queue:one`. */
async function placeOf(flow: FlowDesk, conversationId: string): Promise<string> {
  const { departmentId, owner, status } = (await flow.desk.api.get(`/v1/conversations/${conversationId}`)).body;
  return status === 'closed' ? 'closed' : `${departmentId} ${owner.kind}:${owner.id}`;
}

/** An entry whose steps have no names of their own. */
function withoutNames(entry: any): WrittenFlow {
  return { ...entry, steps: entry.steps.map(({ name: _, ...step }: any) => step) };
}

async function comesTo(flow: FlowDesk, conversationId: string, place: string): Promise<void> {
  await soon(() => placeOf(flow, conversationId)).toBe(place);
}

describeByHandClock(
  'templates',
  (server, clock) => {
    const open = (setup: WrittenDocument, online: readonly string[] = ['ana', 'ben']) =>
      FlowDesk.open(server(), clock, setup, online);
    const contact = async (flow: FlowDesk, conversationId: string) => {
      const { contactId } = (await flow.desk.api.get(`/v1/conversations/${conversationId}`)).body;
      return (await flow.desk.api.get(`/v1/contacts/${contactId}`)).body;
    };

    it('[U10] [U19] the guide’s flow is the template of the page, and every template is listed and filled in by the API', async () => {
      const flow = await open(careWith([]));
      const [written] = guideExamples('flows.md');
      const saved = await flow.desk.api.put('/v1/flows/move-on/draft', { entry: written });
      expect([saved.status, saved.body.problems]).toEqual([200, []]);
      expect((await flow.desk.api.post('/v1/flows/move-on/publish')).status).toBe(200);
      const { ticketId } = await flow.customer();
      await flow.owned(ticketId, 'agent:ana');
      const answers = { first: 'ana', team: 'care' };
      const filled = await flow.desk.api.post('/v1/flow-templates/move-on/fill', { answers });
      expect(fillFlow(written)).toEqual(fillFlow(withoutNames(filled.body.entry)));
      const { items } = (await flow.desk.api.get('/v1/flow-templates')).body;
      const guide = readFileSync('docs/guide/flows.md', 'utf8');
      const listed = [...guide.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, id]) => id);
      for (const { id } of items) expect(listed).toContain(id);
    });

    it('[U19] shifts: a conversation goes to whoever works when it is opened', async () => {
      const shifts = fromTemplate('route-by-shifts', { morning: 'one', evening: 'two', night: 'three' });
      const flow = await open(teams([shifts]));
      for (const [time, team] of [
        ['13:59', 'one'],
        ['14:00', 'two'],
        ['22:00', 'three'],
        ['05:59', 'three'],
        ['06:00', 'one'],
      ] as const) {
        clock.goToTime(time);
        const { conversationId } = await flow.customer();
        await comesTo(flow, conversationId, `${team} queue:${team}`);
      }
    });

    it('[U19] the next shift: at its time what agents have open goes to those of the next who are online, once', async () => {
      const handing = fromTemplate('next-shift', { from: 'care', to: 'one', time: '14:00' });
      clock.goToTime('12:00');
      const flow = await open(
        teams([handing], { accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'care' } }] }),
        ['ana', 'olga'],
      );
      const [anas, waiting] = [await flow.customer(), await flow.customer()];
      await flow.desk.as('ana').post(`/v1/tickets/${anas.ticketId}/take`);
      clock.goToTime('13:59');
      await flow.pass(minute - 1);
      expect(await flow.events('flow.started')).toEqual([]);
      await flow.pass(1);
      await comesTo(flow, anas.conversationId, 'one agent:olga');
      await flow.ended('next-shift', 2);
      expect(await placeOf(flow, waiting.conversationId)).toBe('care queue:care');
      const { transfers } = await flow.desk.lineage(anas.conversationId);
      const note = (await flow.desk.as('olga').get(`/v1/transfers/${transfers.at(-1).id}`)).body.note;
      expect(note).toBe('From the shift before: ana.');
      await flow.pass(60 * minute);
      expect(await flow.events('flow.schedule_fired')).toHaveLength(1);
    });

    /** A contact who is known with these fields before they write. */
    const known = async (flow: FlowDesk, address: string, attributes: object) => {
      const body = { accountId: 'chat', contact: { address, attributes }, owner: { kind: 'queue', id: 'care' } };
      const made = await flow.desk.api.post('/v1/conversations', { ...body, threadKey: `known-${address}` });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
    };

    it('[U19] VIPs: their own agent, the team when that one is not there, and everybody else elsewhere', async () => {
      const vip = fromTemplate('route-vip', { agent: 'ana', team: 'one', others: 'two' });
      const flow = await open(teams([vip]), ['ana']);
      await comesTo(flow, (await flow.customer()).conversationId, 'two queue:two');
      await known(flow, 'maria', { vip: 'yes' });
      const { customer, conversationId } = await flow.customer({ address: 'maria' });
      await comesTo(flow, conversationId, 'care agent:ana');
      await flow.desk.as('ana').put('/v1/agents/ana/presence', { presence: 'away' });
      const later = (await customer.write('Hello', { thread: 'later' })).body.conversationId;
      await comesTo(flow, later, 'one queue:one');
    });

    it('[U19] language: asked once, remembered, and routed by', async () => {
      const byLanguage = fromTemplate('route-language', { oneTeam: 'one', twoTeam: 'two' });
      const flow = await open(teams([byLanguage]));
      const { customer, conversationId } = await flow.customer();
      await flow.standsIn('route-language', 'ask');
      expect(await flow.texts(conversationId, 'outbound')).toEqual([
        'Which language do you prefer?\n1. English\n2. العربية',
      ]);
      await customer.write('العربية');
      await comesTo(flow, conversationId, 'two queue:two');
      const again = (await customer.write('Me again', { thread: 'another' })).body.conversationId;
      await comesTo(flow, again, 'two queue:two');
      expect(await flow.texts(again, 'outbound')).toEqual([]);
      const silent = await flow.customer();
      await flow.standsIn('route-language', 'ask');
      await flow.pass(10 * minute);
      await comesTo(flow, silent.conversationId, 'one queue:one');
    });

    it('[U19] team function: a menu whose answers are ways, by number or by word; what is no answer is asked again', async () => {
      const menu = fromTemplate('route-team-function', { oneTeam: 'one', twoTeam: 'two', threeTeam: 'three' });
      const flow = await open(teams([menu]));
      const answering = async (...said: string[]) => {
        const { customer, conversationId } = await flow.customer();
        await flow.standsIn('route-team-function', 'menu');
        for (const text of said) await customer.write(text);
        return conversationId;
      };
      await comesTo(flow, await answering('my invoice'), 'two queue:two');
      await comesTo(flow, await answering('1'), 'one queue:one');
      const lost = await answering('What?');
      await eventually(async () => (await flow.texts(lost, 'outbound')).length === 2);
    });

    it('[U19] new and returning contacts go to different teams', async () => {
      const byHistory = fromTemplate('route-new-returning', { newTeam: 'one', returningTeam: 'two' });
      const flow = await open(teams([byHistory]));
      const { customer, conversationId } = await flow.customer();
      await comesTo(flow, conversationId, 'one queue:one');
      const again = (await customer.write('Me again', { thread: 'another' })).body.conversationId;
      await comesTo(flow, again, 'two queue:two');
    });

    it('[U19] the preferred AI agent: chosen once, it talks by its own instructions and hands over to the team', async () => {
      const model = await answeringServer((response, _, count) => {
        const message =
          count === 1
            ? { content: 'How can I help?' }
            : {
                tool_calls: [
                  { id: '1', type: 'function', function: { name: 'hand_over', arguments: '{"reason":"A refund."}' } },
                ],
              };
        response.end(
          JSON.stringify({
            choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: null, ...message } }],
          }),
        );
      });
      const preferred = fromTemplate('route-ai-agent', { endpoint: `${model.url}/v1`, model: 'small', team: 'one' });
      const flow = await open(teams([preferred]));
      await flow.desk.api.put('/v1/secrets/model', { value: key });
      const { customer, conversationId } = await flow.customer();
      await flow.standsIn('route-ai-agent', 'ask');
      await customer.write('Service assistant');
      await eventually(async () => (await flow.texts(conversationId, 'outbound')).includes('How can I help?'));
      await customer.write('I want my money back.');
      await comesTo(flow, conversationId, 'one queue:one');
      const instructions = JSON.parse(model.heard[0]?.body ?? '').messages[0].content;
      expect(instructions).toBe('You help with what was bought.');
      const { transfers } = await flow.desk.lineage(conversationId);
      expect((await flow.desk.as('olga').get(`/v1/transfers/${transfers.at(-1).id}`)).body.note).toBe('A refund.');
    });

    it('[U19] unassign after closing: who comes back waits for whoever is free, not for the agent of before', async () => {
      const agents = ['ana', 'ben'].map((id) => ({ id, departments: ['care'], capacity: { total: 1 } }));
      const setup = (...flows: WrittenFlow[]): WrittenDocument => ({
        departments: [{ id: 'care' }],
        queues: [{ id: 'care', department: 'care', acceptance: 'assign', preferLastAgentSeconds: 600 }],
        agents: [...agents, { id: 'sue', role: 'supervisor', departments: ['care'], channels: [] }],
        accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'care' }, reopenWindowSeconds: 3600 }],
        flows,
      });
      const flow = await open(setup(), ['ana']);
      const comesBack = async () => {
        const { customer, ticketId } = await flow.customer();
        await flow.owned(ticketId, 'agent:ana');
        await flow.desk.as('ana').post(`/v1/tickets/${ticketId}/close`);
        const other = await flow.customer();
        await flow.owned(other.ticketId, 'agent:ana');
        await flow.desk.online('ben');
        await customer.write('Once more');
        return { ticketId, other };
      };
      const first = await comesBack();
      await soon(async () => {
        const { waiting } = (await flow.desk.api.get('/v1/queues/care')).body;
        return waiting.map((row: any) => [row.ticketId, row.reason.code]);
      }).toEqual([[first.ticketId, 'waits_for_agent']]);
      for (const { ticketId } of [first, first.other]) await flow.desk.as('sue').post(`/v1/tickets/${ticketId}/close`);
      await flow.desk.as('ben').put('/v1/agents/ben/presence', { presence: 'away' });
      await flow.desk.configure(setup(fromTemplate('unassign-after-close')));
      await flow.owned((await comesBack()).ticketId, 'agent:ben');
    });

    it('[U19] escalation: a tag gives it to the second line, with the flag raised', async () => {
      const escalate = fromTemplate('escalate', { team: 'one' });
      const flow = await open(
        teams([escalate], { accounts: [{ id: 'chat', kind: 'webchat', entry: { department: 'care' } }] }),
        ['ana', 'olga'],
      );
      const { ticketId, conversationId } = await flow.customer({ text: 'This is the third time!' });
      await flow.desk.as('ana').post(`/v1/tickets/${ticketId}/take`);
      const tagged = await flow.desk.as('ana').patch(`/v1/tickets/${ticketId}`, { tags: ['escalate'] });
      expect(tagged.status, JSON.stringify(tagged.body)).toBe(200);
      await comesTo(flow, conversationId, 'one agent:olga');
      await flow.ended('escalate');
      expect(await flow.steps('escalate')).toEqual(['second-line:assigned', 'flag:flagged']);
      const whispers = await flow.texts(conversationId, 'whisper');
      expect(whispers).toEqual(['Escalated: This is the third time!']);
    });

    it('[U19] supervising: who waits too long is flagged and told of, and who is taken in time is not', async () => {
      const supervise = fromTemplate('supervise');
      const flow = await open(careWith([supervise]));
      const [waits, taken] = [await flow.customer(), await flow.customer()];
      await flow.pass(4 * minute);
      await flow.desk.as('ana').post(`/v1/tickets/${taken.ticketId}/take`);
      await flow.pass(minute - 1);
      expect(await flow.alerts()).toEqual([]);
      await flow.pass(1);
      await eventually(async () => (await flow.alerts()).length === 1);
      expect((await flow.alerts())[0]).toMatchObject({ alert: 'flow', ticketId: waits.ticketId, told: ['sue'] });
      const flags = (await flow.desk.as('sue').get('/v1/help-requests')).body.items;
      expect(flags.map((flag: any) => flag.ticketId)).toEqual([waits.ticketId]);
    });

    it('[U19] welcome and away: what is said depends on the hours, and is no answer of a person', async () => {
      const weekly = Object.fromEntries(
        ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, [['09:00', '17:00']]]),
      );
      const flow = await open(
        careWith([fromTemplate('welcome-away')], {
          departments: [{ id: 'care', hours: { zone: 'UTC', weekly, holidays: [], overrides: {} } as never }],
        }),
      );
      const said = async () => {
        const { conversationId } = await flow.customer();
        await eventually(async () => (await flow.texts(conversationId, 'outbound')).length === 1);
        return (await flow.texts(conversationId, 'outbound'))[0];
      };
      clock.goToTime('10:00');
      expect(await said()).toBe('Hello! Somebody will be with you soon.');
      clock.goToTime('17:00');
      expect(await said()).toBe('We are closed, and answer as soon as we are back.');
    });

    it('[U19] consent: asked once and written down; who says no is let go', async () => {
      const flow = await open(teams([fromTemplate('consent')]));
      const yes = await flow.customer();
      await flow.standsIn('consent', 'ask');
      await yes.customer.write('Yes');
      await comesTo(flow, yes.conversationId, 'care queue:care');
      expect((await contact(flow, yes.conversationId)).attributes).toEqual({ consent: true });
      const again = (await yes.customer.write('Me again', { thread: 'another' })).body.conversationId;
      await comesTo(flow, again, 'care queue:care');
      const no = await flow.customer();
      await flow.standsIn('consent', 'ask');
      await no.customer.write('no');
      await comesTo(flow, no.conversationId, 'closed');
      expect((await flow.texts(no.conversationId, 'outbound')).at(-1)).toMatch(/^Then we keep nothing/);
    });

    it('[U19] e-mail and phone: what is no address is asked again, either may be skipped, and nothing is asked twice', async () => {
      const flow = await open(teams([fromTemplate('collect-email-phone')]));
      const { customer, conversationId } = await flow.customer();
      await flow.standsIn('collect-email-phone', 'email');
      await customer.write('I have none');
      await eventually(async () => (await flow.texts(conversationId, 'outbound')).length === 2);
      await customer.write('It is Maria@Example.org');
      await flow.standsIn('collect-email-phone', 'phone');
      await customer.write('skip');
      await comesTo(flow, conversationId, 'care queue:care');
      expect((await contact(flow, conversationId)).attributes).toEqual({ email: 'maria@example.org' });
      const again = (await customer.write('Me again', { thread: 'another' })).body.conversationId;
      await flow.standsIn('collect-email-phone', 'phone');
      await customer.write('+1 (555) 010-9999', { thread: 'another' });
      await comesTo(flow, again, 'care queue:care');
      expect((await contact(flow, again)).attributes).toEqual({ email: 'maria@example.org', phone: '+15550109999' });
    });

    it('[U19] spam: what blocked contacts write is closed at once', async () => {
      const flow = await open(teams([fromTemplate('close-spam')]));
      await comesTo(flow, (await flow.customer()).conversationId, 'care queue:care');
      await known(flow, 'spammer', { blocked: 'yes' });
      await comesTo(flow, (await flow.customer({ address: 'spammer' })).conversationId, 'closed');
    });
  },
  { allowPrivateDelivery: true },
);

/** A spreadsheet and the sign-in before it, as Google speaks them. */
const rows: string[][] = [];
const google = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  response.setHeader('content-type', 'application/json');
  if (request.url === '/token') return response.end(JSON.stringify({ access_token: 't', expires_in: 3600 }));
  rows.push(...JSON.parse(Buffer.concat(chunks).toString()).values);
  response.end(JSON.stringify({ spreadsheetId: 'sheet', updates: { updatedRange: 'A1', updatedRows: 1 } }));
});
const googleUrl = (): string => `http://127.0.0.1:${(google.address() as AddressInfo).port}`;
afterAll(() => {
  google.close();
});

describeByHandClock(
  'templates with a spreadsheet',
  (server, clock) => {
    it('[U19] [U15] satisfaction and assignments become rows', async () => {
      const asking = fromTemplate('satisfaction', { spreadsheet: 'sheet' });
      const reporting = fromTemplate('report-assignments', { spreadsheet: 'sheet' });
      const flow = await FlowDesk.open(server(), clock, careWith([asking, reporting]), ['ana']);
      const keyFile = serviceKeyFile({ token_uri: `${googleUrl()}/token` });
      expect((await flow.desk.api.put('/v1/secrets/google', { value: keyFile })).status).toBe(200);
      rows.length = 0;
      const { ticketId, conversationId, customer } = await flow.customer();
      await flow.desk.as('ana').post(`/v1/tickets/${ticketId}/take`);
      const now = new Date(clock.now()).toISOString();
      await eventually(async () => rows.length === 1);
      expect(rows[0]).toEqual([now.slice(0, 10), now.slice(11, 16), 'ana', '', '', 'care']);
      await flow.desk.as('ana').patch(`/v1/tickets/${ticketId}`, { tags: ['solved'] });
      await flow.standsIn('satisfaction', 'ask');
      await customer.write('5');
      await comesTo(flow, conversationId, 'closed');
      expect(rows[1]).toEqual([now.slice(0, 10), '', 'ana', '5']);
      expect((await flow.texts(conversationId, 'outbound')).at(-1)).toBe('Thank you!');
    });
  },
  async () => {
    if (!google.listening) await new Promise<void>((resolve) => google.listen(0, '127.0.0.1', resolve));
    return { allowPrivateDelivery: true, sheetsUrl: googleUrl() };
  },
);
