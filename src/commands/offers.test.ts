import { expect, it } from 'vitest';
import { type Item, ids, insertSmallOrganization } from '../../test/support/small-node.ts';
import { describeOnStores } from '../../test/support/stores.ts';
import { systemClock } from '../base/clock.ts';
import type { CommandDefinition } from '../domain/command.ts';
import type { Principal } from '../domain/principal.ts';
import { Engine } from '../engine/engine.ts';
import { readAgentStates } from '../storage/read-agents.ts';
import { readRow } from '../storage/tables.ts';
import { acceptOffer } from './answer-offer.ts';
import { requestTransfer } from './request-transfer.ts';
import { startConversation } from './start-conversation.ts';

const department = (id: string, units: number): Item => [
  'department',
  id,
  { id, defaultQueue: id, moveRules: [{}], settings: { channelUnits: { webchat: units } } },
];
const setup: readonly Item[] = [
  ['organization', 'organization', { profile: 'baton' }],
  department('support', 2),
  department('billing', 1),
  department('sales', 3),
  ...['support', 'billing', 'sales'].map((id): Item => ['queue', id, { id, department: id, distribution: 'pull' }]),
  ['agent', 'ana', { id: 'ana', departments: ['support'], capacity: { total: null } }],
  ['agent', 'ben', { id: 'ben', departments: ['billing', 'sales'], capacity: { total: 3 } }],
  ['account', 'web', { id: 'web', kind: 'webchat', entry: { department: 'support' } }],
];
const person = (agentId: string): Principal => ({ kind: 'user', userId: `u-${agentId}`, agentId });

describeOnStores('the room that an offer holds', (store) => {
  it('[I12] [I11] is what its destination takes of an agent, however much or little it takes where it is', async () => {
    const engine = new Engine({ database: store.database, clock: systemClock, ids });
    const organizationId = await insertSmallOrganization(store.database, setup);
    const send = async <I, A>(definition: CommandDefinition<I, A>, input: I, principal: Principal): Promise<A> => {
      const answer = await engine.submit({
        ...{ organizationId, principal, definition, input },
        key: ids.next(),
        requestHash: '',
      });
      if (answer.kind === 'refused') throw new Error(JSON.stringify(answer.refusal));
      return answer.answer;
    };
    const offerTo = async (departmentId: string): Promise<string> => {
      const contact = { address: ids.next() };
      const started = { accountId: 'web', channelKind: 'webchat', contact } as const;
      const { ticketId } = await send(startConversation, started, person('ana'));
      const request = { target: { kind: 'agent', id: 'ben', departmentId }, mode: 'cold' } as const;
      return (await send(requestTransfer, { ticketId, request }, person('ana'))).offerId ?? '';
    };
    const load = async (): Promise<number> => {
      const { rows } = await store.database.read(readAgentStates(organizationId, ['ben']));
      return readRow('agent', rows[0]).load.webchat ?? 0;
    };

    const heavier = await offerTo('sales');
    expect(await load()).toBe(3);
    await expect(offerTo('billing')).rejects.toThrow('agent_at_capacity');
    await send(acceptOffer, { offer: { offerId: heavier } }, person('ben'));
    expect(await load()).toBe(3);
    await engine.stop();
  });
});
