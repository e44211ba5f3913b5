import { describe, expect, it } from 'vitest';
import { addEntry, applyEvent, newWorld, setStaff, type ToldEvent, type World, waitingIn } from './world.ts';

const at = '2026-11-21T12:00:00.000Z';
const conversation = {
  ...{ id: 'c', accountId: 'chat', threadKey: 'demo:x:1', departmentId: 'support', ticketId: 't', segmentId: 's' },
  ...{ owner: { kind: 'queue', id: 'support' }, pendingTransferId: null, liveOfferId: null, queuedAt: 1 },
};

function event(position: number, changes: ToldEvent['data']['changes'], more: Partial<ToldEvent> = {}): ToldEvent {
  const actor = { kind: 'agent', id: 'priya' };
  return { position, at, kind: 'conversation.changed', actor, conversationId: 'c', data: { changes }, ...more };
}

function worldWithOne(): World {
  const world = newWorld(0);
  addEntry(world, { conversation, transfer: null, offer: null }, 1);
  setStaff(world, [
    { id: 'priya', name: 'Priya', departments: ['support'], skills: [], capacity: 3, presence: 'offline', used: 0 },
  ]);
  return world;
}

describe('what the demo knows of its organization', () => {
  it('follows a conversation from its opening to its closing', () => {
    const world = newWorld(0);
    applyEvent(world, event(1, { conversation: { c: conversation } }, { kind: 'conversation.opened' }));
    expect(waitingIn(world, 'support').map(({ id }) => id)).toEqual(['c']);
    applyEvent(world, event(2, { message: { m: { conversationId: 'c', direction: 'inbound', at: 5 } } }));
    expect(world.talks.get('c')?.last).toEqual({ direction: 'inbound', at: 5 });
    applyEvent(world, event(3, { conversation: { c: { owner: { kind: 'agent', id: 'priya' }, segmentId: 's2' } } }));
    expect(waitingIn(world, 'support')).toEqual([]);
    expect(world.talks.get('c')?.ownedSince).toBe(Date.parse(at));
    applyEvent(world, event(4, { conversation: { c: { status: 'closed', owner: null } } }));
    expect(world.talks.size).toBe(0);
    expect(world.cursor).toBe(4);
  });

  it('knows who is asked, by whom, until it is answered', () => {
    const world = worldWithOne();
    applyEvent(
      world,
      event(1, {
        transfer: { x: { id: 'x', requestedBy: { kind: 'agent', id: 'amara' }, endedAt: null } },
        offer: { o: { id: 'o', conversationId: 'c', transferId: 'x', agentId: 'priya', state: 'live', offeredAt: 9 } },
        conversation: { c: { liveOfferId: 'o', pendingTransferId: 'x' } },
      }),
    );
    expect(world.offers.get('o')).toMatchObject({ agentId: 'priya', offeredAt: 9 });
    expect(world.requesters.get('x')).toBe('amara');
    expect(waitingIn(world, 'support')).toEqual([]);
    applyEvent(world, event(2, { transfer: { x: { endedAt: 10 } }, offer: { o: { state: 'accepted' } } }));
    expect([world.offers.size, world.requesters.size]).toEqual([0, 0]);
  });

  it('knows who wraps up, from the end of their stretch to the end of that', () => {
    const world = worldWithOne();
    applyEvent(
      world,
      event(1, { segment: { s2: { id: 's2', owner: { kind: 'agent', id: 'priya' }, endedAt: null } } }),
    );
    applyEvent(world, event(2, { segment: { s2: { endedAt: 5, wrapUpUntil: 65 } } }));
    expect(world.wrapUps.get('s2')).toMatchObject({ agentId: 'priya', conversationId: 'c' });
    applyEvent(world, event(3, { segment: { s2: { wrapUpEndedAt: 20 } } }));
    expect([world.wrapUps.size, world.segments.size]).toEqual([0, 0]);
  });

  it('follows presence and load', () => {
    const world = worldWithOne();
    applyEvent(world, event(1, { agent: { priya: { presence: 'online', load: { webchat: 2, email: 1 } } } }));
    expect(world.staff.get('priya')).toMatchObject({ presence: 'online', used: 3 });
    applyEvent(world, event(2, { agent: { stranger: { presence: 'online' } } }));
    expect(world.staff.size).toBe(1);
  });

  it('takes in a conversation that begins anew, whole', () => {
    const world = newWorld(0);
    const reopened = event(1, { conversation: { c: { status: 'open', owner: conversation.owner } } });
    applyEvent(world, { ...reopened, entry: { conversation, transfer: null, offer: null } });
    expect(world.talks.get('c')?.threadKey).toBe('demo:x:1');
  });
});
