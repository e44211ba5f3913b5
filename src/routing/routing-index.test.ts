import { describe, expect, test } from 'vitest';
import { type AgentState, newAgentState } from '../domain/agent.ts';
import type { WrittenAgent, WrittenQueue } from '../domain/fill-configuration.ts';
import { compile } from '../domain/policy-fixtures.ts';
import type { Settings } from '../domain/settings.ts';
import type { LogEvent } from '../storage/event-log.ts';
import type { WaitingRow } from './lines.ts';
import { RoutingIndex } from './routing-index.ts';

/** A shop with one department, whose queues and agents each test names; everybody is online, and everything by hand. */
function floor(options: {
  readonly queues?: readonly Partial<WrittenQueue>[];
  readonly agents: Readonly<Record<string, Partial<WrittenAgent>>>;
  readonly states?: Readonly<Record<string, Partial<AgentState>>>;
  readonly settings?: Partial<Settings>;
  readonly waiting?: readonly Partial<WaitingRow>[];
}) {
  const clock = { now: 1_000_000 };
  const document = {
    settings: { askAgainSeconds: 60, ...options.settings },
    departments: [{ id: 'shop', defaultQueue: 'shop' }],
    skills: [{ id: 'french' }, { id: 'tax' }],
    queues: (options.queues ?? [{}]).map((queue, i) => ({
      id: i === 0 ? 'shop' : `q${i}`,
      department: 'shop',
      ...queue,
    })),
    agents: Object.entries(options.agents).map(([id, agent]) => ({
      id,
      departments: ['shop'],
      capacity: { total: 1 },
      ...agent,
    })),
    accounts: [],
  };
  const rowOf = (changes: Partial<WaitingRow>, i: number): WaitingRow => ({
    id: `t${i}`,
    ticketId: `ticket${i}`,
    contactId: `contact${i}`,
    queueId: 'shop',
    departmentId: 'shop',
    channelKind: 'webchat',
    priority: 100,
    queuedAt: clock.now + i,
    waitUntil: null,
    skills: [],
    lastAgentId: null,
    preferredAgentId: null,
    preferredUntil: null,
    passedOver: [],
    passedOverAt: null,
    liveOfferId: null,
    pendingTransferId: null,
    ...changes,
  });
  const agents = Object.keys(options.agents).map(
    (id): AgentState => ({ ...newAgentState(id, 0), presence: 'online', ...options.states?.[id] }),
  );
  const waiting = (options.waiting ?? []).map(rowOf);
  const index = new RoutingIndex(
    compile(document),
    { position: 0, agents, waiting, open: [], past: [] },
    () => clock.now,
  );
  /** Everything that is proposed now: `ticket → agent`. */
  const proposals = (): string[] => {
    const all: string[] = [];
    for (let next = index.propose(); next !== null; next = index.propose())
      all.push(`${next.conversationId} → ${next.candidates.join(' ')}`);
    return all;
  };
  const tell = (changes: Record<string, unknown>, conversationId: string | null = null): void =>
    index.apply({
      position: index.position + 1,
      conversationId,
      at: clock.now,
      data: { changes },
    } as unknown as LogEvent);
  const arrive = (changes: Partial<WaitingRow>, i: number): void => {
    const { queueId, ...row } = rowOf(changes, i);
    tell({ conversation: { [row.id]: { ...row, owner: { kind: 'queue', id: queueId } } } }, row.id);
  };
  return { index, clock, proposals, tell, arrive };
}

describe('what is proposed', () => {
  test('is in the order of service, to as many as are free, and nothing twice', () => {
    const { proposals } = floor({
      agents: { ann: {}, bob: {} },
      waiting: [{}, { priority: 50 }, {}],
    });
    expect(proposals()).toEqual(['t1 → ann bob', 't0 → bob']);
    expect(proposals()).toEqual([]);
  });

  test('[F7] goes on as soon as a slot is freed, or somebody comes', () => {
    const { proposals, tell } = floor({
      agents: { ann: {}, bob: {} },
      states: { ann: { load: { webchat: 1 } }, bob: { presence: 'away' } },
      waiting: [{}, {}],
    });
    expect(proposals()).toEqual([]);
    tell({ agent: { ann: { load: {} } } });
    expect(proposals()).toEqual(['t0 → ann']);
    tell({ agent: { bob: { presence: 'online' } } });
    expect(proposals()).toEqual(['t1 → bob']);
  });

  test('comes anew when it was refused, and rests after the second time until the next look', () => {
    const { index, proposals } = floor({ agents: { ann: {} }, waiting: [{}] });
    for (let time = 0; time < 2; time++) {
      expect(proposals()).toEqual(['t0 → ann']);
      index.refuse('t0');
    }
    expect(proposals()).toEqual([]);
    index.tryAgain();
    expect(proposals()).toEqual(['t0 → ann']);
  });

  test('[I40] is judged anew when a clock that had jumped is set back', () => {
    const { clock, index, proposals, tell } = floor({
      agents: { ann: {} },
      waiting: [{ waitUntil: 1_060_000 }, { waitUntil: null }],
      states: { ann: { presence: 'away' } },
    });
    clock.now += 3_600_000;
    // The log speaks of one whose wait seems over, and what is refused now rests by that clock.
    tell({ conversation: { t0: { eventSequence: 2 } } }, 't0');
    tell({ agent: { ann: { presence: 'online' } } });
    for (let time = 0; time < 2; time++) {
      expect(proposals()).toEqual(['t1 → ann']);
      index.refuse('t1');
    }
    expect(proposals()).toEqual([]);
    clock.now -= 3_600_000;
    expect(index.nextTime).toBe(clock.now);
    index.advance();
    expect(proposals()).toEqual(['t0 → ann']);
    expect(index.nextTime).not.toBe(clock.now);
    tell({ agent: { ann: { load: {} } }, conversation: { t0: { owner: { kind: 'flow', id: 'f' } } } }, 't0');
    expect(proposals()).toEqual(['t1 → ann']);
  });

  test('a ticket that nobody in its line can take holds up no other line', () => {
    const { proposals, arrive } = floor({
      queues: [{}, { skills: ['tax'] }],
      agents: { ann: { channels: ['webchat'] } },
      waiting: [{ queueId: 'q1' }, { channelKind: 'email' }],
    });
    expect(proposals()).toEqual([]);
    arrive({}, 2);
    expect(proposals()).toEqual(['t2 → ann']);
  });

  test('a direct queue is served before shared ones, by its agent alone, and not again after a no', () => {
    const { proposals } = floor({
      agents: { ann: {}, bob: {} },
      waiting: [{ priority: 0 }, { queueId: 'direct:ann' }, { queueId: 'direct:bob', passedOver: ['bob'] }],
    });
    expect(proposals()).toEqual(['t1 → ann', 't0 → bob']);
  });

  test('a queue that agents take from by hand is left alone', () => {
    expect(floor({ queues: [{ distribution: 'pull' }], agents: { ann: {} }, waiting: [{}] }).proposals()).toEqual([]);
  });

  test('what began to wait again is unknown until it is read', () => {
    const { index, proposals, tell } = floor({ agents: { ann: {} } });
    tell({ conversation: { t9: { owner: { kind: 'queue', id: 'shop' }, queuedAt: 5 } } }, 't9');
    expect([...index.unread.keys()]).toEqual(['t9']);
    expect(proposals()).toEqual([]);
    // Somebody has it before it was read: then there is nothing to read.
    tell({ conversation: { t9: { owner: { kind: 'agent', id: 'ann' } } } }, 't9');
    expect([...index.unread]).toEqual([]);
  });
});

describe('who is asked', () => {
  test('first whoever had the customer last, if they are free', () => {
    const { proposals } = floor({
      agents: { ann: {}, bob: {}, cid: {} },
      states: { cid: { lastAssignedAt: 99 } },
      waiting: [{ lastAgentId: 'cid' }],
    });
    expect(proposals()).toEqual(['t0 → cid ann bob']);
  });

  test('only the one whom it waits for, while they are there and their time lasts', () => {
    const preferred = { preferredAgentId: 'bob', preferredUntil: 1_030_000 };
    const busy = { bob: { load: { webchat: 1 } } };
    const { clock, index, proposals } = floor({ agents: { ann: {}, bob: {} }, states: busy, waiting: [preferred] });
    expect(proposals()).toEqual([]);
    expect(index.nextTime).toBe(1_030_000);
    clock.now = 1_030_000;
    index.advance();
    expect(proposals()).toEqual(['t0 → ann']);
    const leaves = floor({ agents: { ann: {}, bob: {} }, states: busy, waiting: [preferred] });
    expect(leaves.proposals()).toEqual([]);
    leaves.tell({ agent: { bob: { presence: 'away' } } });
    expect(leaves.proposals()).toEqual(['t0 → ann']);
    const gone = floor({
      agents: { ann: {}, bob: {} },
      states: { bob: { presence: 'offline' } },
      waiting: [preferred],
    });
    expect(gone.proposals()).toEqual(['t0 → ann']);
  });

  test('not again who said no, while somebody else is there; then after a while; alone at once', () => {
    const passed = { passedOver: ['ann'], passedOverAt: 990_000 };
    const agents = { ann: {}, bob: {} };
    const full = { bob: { load: { webchat: 1 } } };
    const { clock, index, proposals, tell } = floor({ agents, states: full, waiting: [passed] });
    expect(proposals()).toEqual([]);
    tell({ agent: { bob: { load: {} } } });
    expect(proposals()).toEqual(['t0 → bob']);
    index.refuse('t0');
    tell({ agent: { bob: { load: { webchat: 1 } } } });
    clock.now = 1_050_000;
    index.advance();
    expect(proposals()).toEqual(['t0 → ann']);
    const alone = floor({ agents, states: { bob: { presence: 'offline' } }, waiting: [passed] });
    expect(alone.proposals()).toEqual(['t0 → ann']);
  });

  test('with a skill, and with less of it as time goes by', () => {
    const { clock, index, proposals } = floor({
      queues: [
        {
          skills: ['french'],
          skillLevels: { french: 5 },
          relaxation: [
            { afterSeconds: 60, lowerBy: 2 },
            { afterSeconds: 90, drop: ['french'] },
          ],
        },
      ],
      agents: { ann: {}, bob: { skills: ['french'] } },
      waiting: [{ queuedAt: 1_000_000 }, { queuedAt: 1_000_000 }],
    });
    expect(proposals()).toEqual([]);
    clock.now = 1_060_000;
    index.advance();
    expect(proposals()).toEqual(['t0 → bob']);
    clock.now = 1_090_000;
    index.advance();
    expect(proposals()).toEqual(['t1 → ann']);
  });

  test('[U12] in turns: a joiner begins at the others’ least, also before the log has told of it', () => {
    const { index, proposals, tell } = floor({
      queues: [{ strategy: 'round_robin' }],
      agents: {
        ann: { capacity: { total: null } },
        bob: { capacity: { total: null } },
        joe: { capacity: { total: null } },
      },
      states: {
        ann: { rotation: { shop: { turns: 7, recent: [] } } },
        bob: { rotation: { shop: { turns: 8, recent: [] } } },
        joe: { presence: 'offline' },
      },
    });
    const first = (i: number): string => (proposals()[0] ?? '').split(' ')[2] ?? `nobody for ${i}`;
    const row = (i: number) => ({ owner: { kind: 'queue', id: 'shop' }, ...index.ticket(`t${i}`)?.row });
    const give = (i: number): string => {
      tell({
        conversation: {
          [`t${i}`]: {
            ...row(i),
            id: `t${i}`,
            contactId: 'c',
            departmentId: 'shop',
            channelKind: 'webchat',
            priority: 100,
            queuedAt: i,
            skills: [],
            passedOver: [],
            liveOfferId: null,
            pendingTransferId: null,
          },
        },
      });
      return first(i);
    };
    expect([give(0), give(1), give(2)]).toEqual(['ann', 'bob', 'ann']);
    tell({ agent: { joe: { presence: 'online' } } });
    const given = Array.from({ length: 9 }, (_, i) => give(3 + i));
    expect(given[0]).toBe('joe');
    for (const id of ['ann', 'bob', 'joe']) expect(given.filter((one) => one === id)).toHaveLength(3);
  });

  test('no more than so many within so long', () => {
    const { clock, index, proposals, arrive } = floor({
      queues: [{ assignmentsMax: { count: 2, seconds: 60 } }],
      agents: { ann: { capacity: { total: null } } },
      waiting: [{}, {}, {}],
    });
    expect(proposals()).toEqual(['t0 → ann', 't1 → ann']);
    arrive({}, 3);
    expect(proposals()).toEqual([]);
    clock.now += 60_000;
    index.advance();
    expect(proposals()).toEqual(['t2 → ann', 't3 → ann']);
  });

  test('what can be interrupted makes room for what cannot', () => {
    const capacity = { total: 2, interruptible: ['email' as const] };
    const { proposals } = floor({
      agents: { ann: { capacity } },
      states: { ann: { load: { email: 2 } } },
      waiting: [{ channelKind: 'email' }, { channelKind: 'webchat' }],
    });
    expect(proposals()).toEqual(['t1 → ann']);
  });

  test('a capacity that somebody set for now, as long as it stands', () => {
    const by = { kind: 'agent' as const, id: 'sue' };
    const override = { total: 0, perChannel: {}, interruptible: [], by, at: 0, reason: null, until: 1_010_000 };
    const { clock, index, proposals } = floor({
      agents: { ann: {} },
      states: { ann: { capacityOverride: override } },
      waiting: [{}],
    });
    expect(proposals()).toEqual([]);
    clock.now = 1_010_000;
    index.advance();
    expect(proposals()).toEqual(['t0 → ann']);
  });
});

test('[F26] queues in which nobody waits cost the others nothing', () => {
  /** Milliseconds for a thousand circles of a slot that is freed and the next who gets it; the best of a few. */
  const timeOf = (idle: number): number => {
    const waiting = Array.from({ length: 3_000 }, () => ({}));
    const { index, proposals, tell } = floor({
      queues: Array.from({ length: idle + 1 }, () => ({})),
      agents: { ann: {} },
      waiting,
    });
    const times = [];
    for (let start = 0; start < 3_000; start += 600) {
      const before = performance.now();
      for (let i = start; i < start + 600; i++) {
        expect(proposals()).toEqual([`t${i} → ann`]);
        tell({
          conversation: { [`t${i}`]: { owner: { kind: 'agent', id: 'ann' } } },
          agent: { ann: { load: { webchat: 1 } } },
        });
        tell({ agent: { ann: { load: {} } } });
        index.advance();
      }
      times.push(performance.now() - before);
    }
    return Math.min(...times);
  };
  // The bench says how little; here only that nobody walks through all of them.
  expect(timeOf(500) / timeOf(0)).toBeLessThan(4);
});

describe('a place in line', () => {
  test('[I20] is one more than those who are served before, and falls as they go', () => {
    const { index, tell } = floor({ agents: { ann: { capacity: { total: 0 } } }, waiting: [{}, { priority: 90 }, {}] });
    const places = () => ['t0', 't1', 't2'].map((id) => index.waitOf(id)?.position);
    expect(places()).toEqual([2, 1, 3]);
    tell({ conversation: { t1: { owner: { kind: 'agent', id: 'ann' } } } }, 't1');
    expect(places()).toEqual([1, undefined, 2]);
    tell({ conversation: { t2: { priority: 0 } } }, 't2');
    expect(places()).toEqual([2, undefined, 1]);
  });

  test('has no figure where nobody is online, and a range where somebody is', () => {
    const waiting = [{}];
    const gone = floor({ agents: { ann: {} }, states: { ann: { presence: 'offline' } }, waiting });
    expect(gone.index.waitOf('t0')?.estimate).toEqual({ kind: 'unknown', reason: 'nobody_online' });
    const busy = floor({ agents: { ann: {} }, states: { ann: { load: { webchat: 1 } } }, waiting });
    expect(busy.index.waitOf('t0')?.estimate).toMatchObject({ kind: 'range', basis: 'default' });
  });
});
