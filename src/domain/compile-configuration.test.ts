import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileConfiguration, recompileConfiguration } from './compile-configuration.ts';
import type { ConfigurationItem } from './configuration.ts';
import { fillDocument, type WrittenDocument } from './fill-configuration.ts';
import { itemsOf } from './plan-configuration.ts';
import { bank, bankConfiguration } from './policy-fixtures.ts';

const items = itemsOf(fillDocument(bank as WrittenDocument), 1);
const item = (kind: ConfigurationItem['kind'], id: string, data: object, retired = false): ConfigurationItem => ({
  kind,
  id,
  data,
  version: 2,
  retired,
});

describe('the compiled configuration', () => {
  test('has members, permissions, own addresses and resolved settings', () => {
    const { departments, agents } = bankConfiguration;
    expect([...(departments.get('billing')?.members ?? [])].sort()).toEqual(['bella', 'bruno']);
    expect([...(departments.get('billing')?.ownAddresses ?? [])].sort()).toEqual([
      'account bills',
      'email billing@bank.example',
      'email bills@bank.example',
    ]);
    expect(departments.get('vault')?.knownToSet).toEqual(new Set(['vera']));
    expect(agents.get('susan')?.permissions.has('transfer.override')).toBe(true);
    expect(agents.get('anna')?.permissions.has('transfer.override')).toBe(false);
    expect(departments.get('sales')?.resolved).toBe(bankConfiguration.settings);
    expect(bankConfiguration.directory.agents.map(({ id }) => id)).toEqual([...bankConfiguration.agents.keys()].sort());
  });

  test('grants and denials change what the role gives, and denying wins', () => {
    const { agents } = compileConfiguration('o', 1, [
      item('agent', 'a', { grant: ['transfer.override', 'keys.manage'], deny: ['keys.manage', 'transfer.request'] }),
    ]);
    const permissions = agents.get('a')?.permissions;
    expect(
      ['transfer.override', 'keys.manage', 'transfer.request', 'message.receive'].map((p) =>
        permissions?.has(p as 'keys.manage'),
      ),
    ).toEqual([true, false, false, true]);
  });

  test('keeps only the names of what is retired, and forgets them when it comes back', () => {
    const without = recompileConfiguration(bankConfiguration, 2, [item('agent', 'bella', { name: 'Bella B.' }, true)]);
    expect(without.agents.has('bella')).toBe(false);
    expect(without.departments.get('billing')?.members).toEqual(new Set(['bruno']));
    expect(without.retired.get('agent:bella')).toBe('Bella B.');
    const back = recompileConfiguration(without, 3, [item('agent', 'bella', { departments: ['billing'] })]);
    expect(back.retired.size).toBe(0);
    expect(back.departments.get('billing')?.members.has('bella')).toBe(true);
    expect(bankConfiguration.departments.get('billing')?.members.has('bella')).toBe(true);
  });

  test('shares what a change leaves alone', () => {
    const after = recompileConfiguration(bankConfiguration, 2, [
      item('agent', 'ben', { departments: ['support'], capacity: { total: 5 } }),
    ]);
    expect(after.departments).toBe(bankConfiguration.departments);
    expect(after.queues).toBe(bankConfiguration.queues);
    expect(after.directory.queues).toBe(bankConfiguration.directory.queues);
    expect(after.agents.get('anna')).toBe(bankConfiguration.agents.get('anna'));
    expect(after.agents.get('ben')?.capacity.total).toBe(5);
    const moved = recompileConfiguration(bankConfiguration, 2, [item('agent', 'ben', { departments: ['sales'] })]);
    expect(moved.departments.get('billing')).toBe(bankConfiguration.departments.get('billing'));
    expect(moved.departments.get('sales')?.members.has('ben')).toBe(true);
    expect(moved.departments.get('support')?.members.has('ben')).toBe(false);
    expect(recompileConfiguration(bankConfiguration, 2, [])).toEqual({ ...bankConfiguration, version: 2 });
  });

  test('recompiling piece by piece comes to the same as compiling at once', () => {
    const change = fc.record({
      index: fc.nat(items.length - 1),
      retired: fc.boolean(),
      size: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const current = new Map(items.map((each) => [`${each.kind}:${each.id}`, each]));
        let configuration = compileConfiguration('o', 1, current.values());
        for (const [step, { index, retired, size }] of changes.entries()) {
          const changed = items
            .slice(index, index + size)
            .map((each) => ({ ...each, retired: retired && each.kind !== 'organization', version: step + 2 }));
          for (const each of changed) current.set(`${each.kind}:${each.id}`, each);
          configuration = recompileConfiguration(configuration, step + 2, changed);
        }
        const afresh = compileConfiguration('o', configuration.version, current.values());
        const sortedMap = (map: ReadonlyMap<string, unknown>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
        for (const part of ['programs', 'departments', 'queues', 'agents', 'accounts', 'skills', 'retired'] as const) {
          expect(sortedMap(configuration[part])).toEqual(sortedMap(afresh[part]));
        }
        expect(configuration.directory).toEqual(afresh.directory);
        expect(configuration.settings).toEqual(afresh.settings);
      }),
      { numRuns: 200 },
    );
  });
});
