/** Something of the setup that flows refer to. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

export const referenceKinds = ['agent', 'department', 'queue', 'flow', 'external', 'account'] as const;
export type ReferenceKind = (typeof referenceKinds)[number];

/** Everything that can be referred to, by kind and in the order of names. */
export type Names = Readonly<Record<ReferenceKind, readonly Named[]>>;

export const noNames: Names = { agent: [], department: [], queue: [], flow: [], external: [], account: [] };

type Entries = readonly { readonly id: string; readonly name?: string }[] | undefined;

/** The names of a configuration. */
export function readNames(configuration: {
  readonly agents?: Entries;
  readonly departments?: Entries;
  readonly queues?: Entries;
  readonly flows?: Entries;
  readonly externals?: Entries;
  readonly accounts?: Entries;
}): Names {
  const { agents, departments, queues, flows, externals, accounts } = configuration;
  const named = (entries: Entries): Named[] =>
    (entries ?? []).map(({ id, name }) => ({ id, name: name ?? id })).sort((a, b) => a.name.localeCompare(b.name));
  return {
    agent: named(agents),
    department: named(departments),
    queue: named(queues),
    flow: named(flows),
    external: named(externals),
    account: named(accounts),
  };
}

export function nameOf(names: Names, kind: string, id: string): string {
  return (names as Readonly<Record<string, readonly Named[]>>)[kind]?.find((one) => one.id === id)?.name ?? id;
}
