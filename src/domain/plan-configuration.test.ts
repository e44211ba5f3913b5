import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConfigurationItem } from './configuration.ts';
import { fillDocument, type WrittenDocument } from './fill-configuration.ts';
import { documentOf, itemsOf, planConfiguration } from './plan-configuration.ts';
import { bank, bankWith } from './policy-fixtures.ts';

const document = fillDocument(bank as WrittenDocument);
const current = { organizationId: 'bank', version: 4, items: itemsOf(document, 4) };
const plan = (written: WrittenDocument, successors = {}) =>
  planConfiguration(current, fillDocument(written), successors);
const applied = (items: Iterable<ConfigurationItem>, changed: Iterable<ConfigurationItem>) => [
  ...new Map([...items, ...changed].map((item) => [`${item.kind}:${item.id}`, item])).values(),
];
const sortLists = (written: WrittenDocument) =>
  Object.fromEntries(
    Object.entries(fillDocument(written)).map(([name, value]) => [
      name,
      Array.isArray(value) ? [...value].sort((a, b) => (a.id < b.id ? -1 : 1)) : value,
    ]),
  );

describe('a plan', () => {
  test('of the same document changes nothing', () => {
    const same = plan(bank as WrittenDocument);
    expect(same).toMatchObject({ adds: [], changes: [], retires: [], items: [], opens: { pairs: [], more: false } });
    expect(same.unchanged).toBe(current.items.length);
    expect(same.configuration.version).toBe(5);
  });

  test('from nothing adds everything, in the order in which things refer to each other', () => {
    const first = planConfiguration({ organizationId: 'bank', version: 0, items: [] }, document);
    expect(first.adds.length).toBe(current.items.length);
    expect([...new Set(first.adds.map(({ kind }) => kind))]).toEqual([
      'organization',
      'program',
      'skill',
      'department',
      'queue',
      'agent',
      'account',
    ]);
    expect(first.items.every(({ version }) => version === 1)).toBe(true);
  });

  test('names each field that changes, with before and after', () => {
    const { changes, items, unchanged } = plan(
      bankWith({
        settings: { mayCancel: false },
        agents: { ben: { capacity: { total: 4 }, name: 'Ben' } },
        queues: { sales: { lengthMax: 9 } },
      }),
    );
    expect(changes).toEqual([
      {
        kind: 'organization',
        id: 'organization',
        name: 'organization',
        fields: [{ field: 'settings.mayCancel', before: null, after: false }],
      },
      { kind: 'queue', id: 'sales', name: 'sales', fields: [{ field: 'lengthMax', before: null, after: 9 }] },
      {
        kind: 'agent',
        id: 'ben',
        name: 'Ben',
        fields: [
          { field: 'name', before: 'ben', after: 'Ben' },
          {
            field: 'capacity',
            before: { total: 2, perChannel: {}, interruptible: [] },
            after: { total: 4, perChannel: {}, interruptible: [] },
          },
        ],
      },
    ]);
    expect(items.map(({ kind, id, version }) => `${kind} ${id} ${version}`)).toEqual([
      'organization organization 5',
      'queue sales 5',
      'agent ben 5',
    ]);
    expect(unchanged).toBe(current.items.length - 3);
  });

  test('does not take another order of keys, or a default that is written out, for a change', () => {
    const items = current.items.map((item) => {
      const data = Object.fromEntries(Object.entries(item.data as object).reverse());
      return item.kind === 'agent' ? { ...item, data: { skills: [], role: 'agent', ...data } } : { ...item, data };
    });
    expect(planConfiguration({ ...current, items }, document).changes).toEqual([]);
  });

  test('retires what the document leaves out, to the successor it names', () => {
    const without: WrittenDocument = {
      ...bank,
      agents: bank.agents.filter(({ id }) => id !== 'ben' && id !== 'fred'),
    } as WrittenDocument;
    const { retires, items, configuration } = plan(without, { agents: { ben: 'anna' } });
    expect(retires).toEqual([
      { kind: 'agent', id: 'ben', name: 'ben', successor: 'anna' },
      { kind: 'agent', id: 'fred', name: 'fred', successor: null },
    ]);
    expect(items).toMatchObject([
      { id: 'ben', retired: true, version: 5 },
      { id: 'fred', retired: true },
    ]);
    expect(configuration.agents.has('ben')).toBe(false);
    expect(configuration.retired.get('agent:ben')).toBe('ben');
    // And once retired, it is not retired again; back in the document, it is added.
    const after = applied(current.items, items);
    expect(planConfiguration({ ...current, version: 5, items: after }, fillDocument(without)).items).toEqual([]);
    expect(planConfiguration({ ...current, version: 5, items: after }, document).adds.map(({ id }) => id)).toEqual([
      'ben',
      'fred',
    ]);
  });

  test('[G10] [G-L3] lists every pair that a first row opens, before it is saved', () => {
    const closed = bankWith({ departments: { support: { moveRules: [] } } });
    const before = { ...current, items: itemsOf(fillDocument(closed), 4) };
    const { opens } = planConfiguration(before, document);
    expect(opens.more).toBe(false);
    const pairs = opens.pairs
      .filter(({ channel }) => channel === 'email')
      .map(({ from, to, before: was, after }) => `${from} ${to} ${was} ${after}`);
    expect(pairs).toEqual(['billing', 'finance', 'nights', 'sales', 'vault'].map((id) => `support ${id} closed open`));
    expect(opens.pairs.filter(({ to }) => to === 'finance').map(({ channel }) => channel)).toEqual(['email']);
    expect(opens.pairs.some(({ channel }) => channel === 'voice')).toBe(false);
    expect(planConfiguration(current, fillDocument(closed)).opens.pairs).toEqual([]);
  });

  test('[G24] lists what opens for assistants or under conditions as such', () => {
    const rules = (moveRules: object[]) =>
      itemsOf(fillDocument(bankWith({ departments: { support: { moveRules } } })), 4);
    const opened = (before: object[], after: object[]) =>
      planConfiguration({ ...current, items: rules(before) }, documentOf(rules(after)))
        .opens.pairs.filter(({ channel, to }) => channel === 'sms' && to === 'sales')
        .map(({ before: was, after: is }) => `${was} ${is}`);
    const assistant = { assistant: true, exemptFromMoveRules: true };
    expect(opened([], [assistant])).toEqual(['closed assistants']);
    expect(opened([], [{ assistant: true }])).toEqual([]);
    expect(opened([assistant], [{ contact: { vip: true } }])).toEqual(['assistants conditional']);
    expect(opened([{ actors: ['flow'] }], [{}])).toEqual(['conditional open']);
    expect(opened([{}], [{ actors: ['flow'] }])).toEqual([]);
  });

  test('lists what a change of boundary, program, channels or receive rules opens', () => {
    const from = (before: Parameters<typeof bankWith>[0], after: Parameters<typeof bankWith>[0]) =>
      planConfiguration(
        { ...current, items: itemsOf(fillDocument(bankWith(before)), 4) },
        fillDocument(bankWith(after)),
      ).opens.pairs.length;
    expect(
      from(
        { departments: { finance: { channels: ['email'] } } },
        { departments: { finance: { channels: ['email', 'sms'] } } },
      ),
    ).toBe(1);
    expect(from({ departments: { sales: { receiveRules: [{ origins: ['vault'] }] } } }, {})).toBe(8);
    expect(from({ profile: 'singlecomm' }, { profile: 'respond' })).toBeGreaterThan(50);
    expect(
      from({ profile: 'singlecomm' }, { profile: 'singlecomm', departments: { nights: { program: 'day' } } }),
    ).toBeGreaterThan(50);
  });
});

describe('items and documents', () => {
  test('an item holds only what its defaults do not say', () => {
    const data = (kind: string, id: string) => current.items.find((item) => item.kind === kind && item.id === id)?.data;
    expect(data('agent', 'anna')).toEqual({ departments: ['support'] });
    expect(data('department', 'sales')).toEqual({ program: 'day' });
    expect(data('account', 'mail')).toEqual({ kind: 'email', entry: { department: 'support', queue: null } });
  });

  test('a document comes back from its items', () => {
    expect(documentOf(current.items)).toEqual(sortLists(bank as WrittenDocument));
  });

  test('whatever is planned and applied is what the document says', () => {
    const agents = fc.dictionary(
      fc.constantFrom('anna', 'ben', 'zoe', 'yan'),
      fc.record({
        departments: fc.subarray(['support', 'billing']),
        capacity: fc.record({ total: fc.option(fc.nat(5), { nil: null }) }),
      }),
    );
    const change = fc.record({
      profile: fc.constantFrom('baton', 'glassix'),
      settings: fc.record(
        { mayCancel: fc.boolean(), whenFull: fc.constantFrom('wait', 'refuse') },
        { requiredKeys: [] },
      ),
      agents,
      departments: fc.record(
        { support: fc.record({ moveRules: fc.constantFrom([], [{}], [{ channels: ['email'] }]) }) },
        { requiredKeys: [] },
      ),
    });
    fc.assert(
      fc.property(fc.array(change as fc.Arbitrary<Parameters<typeof bankWith>[0]>, { maxLength: 4 }), (steps) => {
        let state: { organizationId: string; version: number; items: ConfigurationItem[] } = { ...current };
        for (const step of steps) {
          const written = bankWith(step);
          const next = planConfiguration(state, fillDocument(written));
          state = { ...state, version: state.version + 1, items: applied(state.items, next.items) };
          expect(documentOf(state.items)).toEqual(sortLists(written));
          expect(planConfiguration(state, fillDocument(written)).items).toEqual([]);
        }
      }),
      { numRuns: 50 },
    );
  });
});
