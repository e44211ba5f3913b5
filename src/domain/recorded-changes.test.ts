import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConfigurationItem } from './configuration.ts';
import { fillDocument, type WrittenDocument } from './fill-configuration.ts';
import { documentOf, planConfiguration } from './plan-configuration.ts';
import { itemsBefore, type RecordedChanges } from './recorded-changes.ts';

const ids = ['a', 'b', 'c'];

function some<T>(entry: (id: string) => fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc
    .tuple(...ids.map((id) => fc.option(entry(id), { nil: null })))
    .map((all) => all.filter((each) => each !== null));
}

/** Documents that differ in what is there, what it says, and what it leaves to its defaults. */
const documents: fc.Arbitrary<WrittenDocument> = fc.record(
  {
    profile: fc.constantFrom('baton', 'glassix', 'flex'),
    settings: fc.record(
      { notes: fc.constantFrom('off', 'required'), waitLimitSeconds: fc.constantFrom(60, 900) },
      { requiredKeys: [] },
    ),
    departments: some((id) =>
      fc.record(
        {
          id: fc.constant(id),
          name: fc.constantFrom('One', 'Two'),
          botOnly: fc.boolean(),
          knownTo: fc.constantFrom(null, [], ['anna']),
          moveRules: fc.constantFrom([], [{}], [{ channels: ['email'] as const, label: 'Mail' }]),
          settings: fc.constantFrom({}, { notes: 'off' as const }),
        },
        { requiredKeys: ['id'] },
      ),
    ),
    agents: some((id) =>
      fc.record(
        { id: fc.constant(id), capacity: fc.constantFrom({ total: null }, { total: 3 }) },
        { requiredKeys: ['id'] },
      ),
    ),
    accounts: some((id) =>
      fc.oneof(
        fc.constant({ id, kind: 'email' as const, entry: { department: 'a' }, address: 'a@shop.example' }),
        fc.constant({
          id,
          type: 'webchat' as const,
          kind: 'webchat' as const,
          entry: { department: 'a' },
          theme: 'dark' as const,
        }),
        fc.constant({ id, kind: 'webchat' as const, entry: { department: 'b' } }),
      ),
    ),
    flows: some((id) => fc.record({ id: fc.constant(id), returnTo: fc.constantFrom(null, 'a') })),
  },
  { requiredKeys: [] },
) as never;

/** As a store gives it back. */
function stored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

test('[G-L3] whatever was changed since, every version is made again as it was', () => {
  fc.assert(
    fc.property(fc.array(documents, { minLength: 1, maxLength: 6 }), (versions) => {
      const items = new Map<string, ConfigurationItem>();
      const recorded: RecordedChanges[] = [];
      const were = [documentOf([])];
      for (const [version, written] of versions.entries()) {
        const current = { organizationId: 'o', version, items: [...items.values()] };
        const plan = planConfiguration(current, fillDocument(written));
        const retires = plan.retires.map((entry) => ({ ...entry, data: items.get(`${entry.kind}:${entry.id}`)?.data }));
        recorded.unshift(stored({ adds: plan.adds, changes: plan.changes, retires }));
        for (const item of plan.items) items.set(`${item.kind}:${item.id}`, stored(item));
        were.push(documentOf(items.values()));
      }
      for (const [version, was] of were.entries()) {
        const back = documentOf(itemsBefore(items.values(), recorded.slice(0, versions.length - version)));
        expect(back).toEqual(was);
      }
    }),
    { numRuns: 200 },
  );
});
