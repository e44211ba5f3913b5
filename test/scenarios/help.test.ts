import { expect, it } from 'vitest';
import { describeScenarios } from './describe-scenarios.ts';
import { Desk, twoDepartments } from './desk.ts';
import { readLog } from './read-log.ts';

const ofAna = { kind: 'agent', id: 'ana' };
const codeOf = ({ status, body }: { status: number; body: any }) => [status, body?.code];

/** The desk with a supervisor in each of two departments. */
const supervised = {
  ...twoDepartments,
  agents: [
    ...(twoDepartments.agents ?? []),
    { id: 'bea', departments: ['billing'], role: 'supervisor', capacity: { total: 5 } },
  ],
} as typeof twoDepartments;

describeScenarios('asking a supervisor for help', (server) => {
  it('[S17] [S18] the flag is seen by the department’s supervisors, whispers go both ways, and clearing it is told', async () => {
    const desk = await Desk.open(server(), supervised);
    await desk.online('ana', 'bob', 'sue', 'bea');
    const { ticketId, conversationId } = await desk.conversation({ owner: ofAna });
    const help = (who: string, message = 'She wants a refund of 900 €.') =>
      desk.as(who).post(`/v1/tickets/${ticketId}/help`, { message });
    const clear = (who: string) => desk.as(who).post(`/v1/tickets/${ticketId}/help/clear`);
    const flags = async (who: string) => (await desk.as(who).get('/v1/help-requests')).body.items;
    expect(codeOf(await clear('ana'))).toEqual([409, 'help_not_raised']);
    expect(codeOf(await help('bob'))).toEqual([403, 'not_owner']);
    expect(codeOf(await help('bea'))).toEqual([404, 'not_found']);
    expect(codeOf(await help('ana', ''))).toEqual([400, 'validation']);
    const raised = await help('ana');
    expect(raised.status, JSON.stringify(raised.body)).toBe(200);
    expect(await flags('sue')).toMatchObject([
      {
        conversationId,
        ticketId,
        departmentId: 'support',
        channelKind: 'webchat',
        agentId: 'ana',
        message: 'She wants a refund of 900 €.',
      },
    ]);
    expect(await flags('bea')).toEqual([]);
    expect((await desk.api.get('/v1/help-requests')).body.items).toHaveLength(1);
    expect(codeOf(await desk.as('ana').get('/v1/help-requests'))).toEqual([403, 'permission_missing']);
    expect((await desk.api.get(`/v1/conversations/${conversationId}`)).body.help).toMatchObject({ agentId: 'ana' });

    const whisper = (who: string, text: string) =>
      desk.as(who).post(`/v1/conversations/${conversationId}/messages`, { kind: 'whisper', text });
    expect((await whisper('sue', 'Offer her half.')).status).toBe(201);
    expect((await whisper('ana', 'Thank you.')).status).toBe(201);
    expect(codeOf(await whisper('bob', 'I would not.'))).toEqual([403, 'not_owner']);
    // Asked again, the flag stays as it was raised.
    await help('ana', 'She is still not happy.');
    expect((await flags('sue'))[0].message).toBe('She is still not happy.');
    const { items } = (await desk.as('sue').get(`/v1/conversations/${conversationId}/messages`)).body;
    expect(items.map(({ direction, text }: any) => [direction, text])).toEqual([
      ['whisper', 'She wants a refund of 900 €.'],
      ['whisper', 'Offer her half.'],
      ['whisper', 'Thank you.'],
      ['whisper', 'She is still not happy.'],
    ]);
    expect(codeOf(await clear('bob'))).toEqual([403, 'permission_missing']);
    expect((await clear('sue')).status).toBe(200);
    expect(await flags('sue')).toEqual([]);
    const told = (await readLog(desk)).filter(({ kind }) => kind.startsWith('help.'));
    expect(told.map(({ kind, actor, data }) => [kind, actor.id, data.agentId, data.because])).toEqual([
      ['help.raised', 'ana', 'ana', undefined],
      ['help.cleared', 'sue', 'ana', 'asked'],
    ]);
    const heard = (await desk.as('sue').get('/v1/events?format=json&after=0&limit=500')).body.events;
    expect(heard.map(({ kind }: any) => kind)).toContain('help.raised');
    const elsewhere = (await desk.as('bea').get('/v1/events?format=json&after=0&limit=500')).body.events;
    expect(elsewhere.filter(({ kind }: any) => kind.startsWith('help.') || kind === 'whisper.said')).toEqual([]);
  });

  it('[S18] the flag goes down with what it was raised for: closed, moved, taken over, handed on, merged', async () => {
    const desk = await Desk.open(server(), {
      ...supervised,
      settings: { acceptance: 'assign' },
    });
    await desk.online('ana', 'bob', 'sue');
    const other = await desk.conversation({ owner: ofAna, contact: 'ada', account: 'mail' });
    const ends: [string, (ticketId: string) => Promise<any>][] = [
      ['closed', (id) => desk.as('ana').post(`/v1/tickets/${id}/close`)],
      [
        'handed_over',
        (id) => desk.as('ana').post(`/v1/tickets/${id}/transfers`, { target: { kind: 'department', id: 'billing' } }),
      ],
      [
        'handed_over',
        (id) => desk.as('ana').post(`/v1/tickets/${id}/transfers`, { target: { kind: 'agent', id: 'bob' } }),
      ],
      ['taken', (id) => desk.as('sue').post(`/v1/tickets/${id}/take`)],
      ['merged', (id) => desk.as('ana').post(`/v1/tickets/${id}/merge`, { into: other.ticketId })],
    ];
    for (const [because, end] of ends) {
      const started = await desk.api.post('/v1/conversations', {
        accountId: 'mail',
        threadKey: `thread-${because}-${Math.random()}`,
        contact: { address: 'ada' },
        owner: ofAna,
      });
      const { id, ticketId } = started.body;
      expect((await desk.as('ana').post(`/v1/tickets/${ticketId}/help`, { message: 'Help!' })).status).toBe(200);
      const ended = await end(ticketId);
      expect(ended.status, JSON.stringify(ended.body)).toBeLessThan(300);
      expect((await desk.api.get(`/v1/conversations/${id}`)).body.help).toBeNull();
      const told = (await readLog(desk)).filter(
        (event) => event.kind === 'help.cleared' && event.conversationId === id,
      );
      expect(told.map(({ data }) => data.because)).toEqual([because]);
    }
    expect((await desk.as('sue').get('/v1/help-requests')).body.items).toEqual([]);
  });
});
