import type { CommandDefinition } from '../../src/domain/command.ts';
import { done } from '../../src/domain/command.ts';
import type { Statement } from '../../src/storage/database.ts';
import type { SeedOptions } from './run-seed.ts';

/** Baton made wrong on purpose, one way at a time: what the auditor must notice, and by which invariant. */
export interface Mutation {
  readonly name: string;
  readonly noticedBy: readonly string[];
  readonly options: Pick<SeedOptions, 'spoil' | 'alter' | 'without'>;
}

type Definition = CommandDefinition<never, unknown>;

/** Only commands of this name, decided otherwise. */
function altered(
  name: string,
  decide: (definition: Definition, draft: never, input: never) => ReturnType<Definition['decide']>,
): NonNullable<SeedOptions['alter']> {
  return (definition) =>
    definition.name === name
      ? { ...definition, decide: (draft, input) => decide(definition, draft as never, input) }
      : definition;
}

/** A store that leaves some statements out of a batch's second half, now and then. */
function withoutStatement(name: RegExp, every = 1): (statements: readonly Statement[]) => readonly Statement[] {
  let seen = 0;
  return (statements) => {
    if (statements.at(-1)?.name !== 'commit' || !statements.some((statement) => name.test(statement.name)))
      return statements;
    seen++;
    return seen % every === 0 ? statements.filter((statement) => !name.test(statement.name)) : statements;
  };
}

/** A store that answers some commits and rolls them back. */
function withRollback(every: number): (statements: readonly Statement[]) => readonly Statement[] {
  let seen = 0;
  return (statements) => {
    if (statements.at(-1)?.name !== 'commit' || ++seen % every !== 0) return statements;
    return [...statements.slice(0, -1), { name: 'rollback', text: 'rollback', values: [] }];
  };
}

/** The draft with some of its members replaced; its private state stays its own. */
function proxied(draft: object, members: Readonly<Record<string, unknown>>): object {
  return new Proxy(draft, {
    get: (target, name) => {
      if (typeof name === 'string' && name in members) return members[name];
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}

const withoutVersions = (input: Record<string, unknown>): Record<string, unknown> => {
  const { ticketVersion: _, request, ...rest } = input as { ticketVersion?: number; request?: Record<string, unknown> };
  if (request === undefined) return rest;
  const { ticketVersion: __, ...asked } = request;
  return { ...rest, request: asked };
};

export const mutations: readonly Mutation[] = [
  {
    name: 'a change of load that is not saved',
    noticedBy: ['I34', 'I11'],
    options: { spoil: withoutStatement(/^update_agent/, 3) },
  },
  {
    name: 'a segment that is not ended',
    noticedBy: ['I34'],
    options: { spoil: withoutStatement(/^update_segment/, 3) },
  },
  {
    name: 'events that are not appended',
    noticedBy: ['I34'],
    options: { spoil: withoutStatement(/^append_events/, 5) },
  },
  {
    name: 'a head that is not moved',
    noticedBy: ['I34', 'defect'],
    options: { spoil: withoutStatement(/^move_heads/, 5) },
  },
  {
    name: 'answers that are not remembered',
    noticedBy: ['acknowledged', 'I34'],
    options: { spoil: withoutStatement(/^remember_commands/, 5) },
  },
  {
    name: 'a commit that is none, and answers like one',
    noticedBy: ['acknowledged', 'I34', 'defect'],
    options: { spoil: withRollback(7) },
  },
  {
    name: 'a stale version of a ticket that is accepted',
    noticedBy: ['I7'],
    options: {
      alter: (definition) => ({
        ...definition,
        decide: (draft, input) => definition.decide(draft, withoutVersions(input) as never),
      }),
    },
  },
  {
    name: 'a capacity that taking a ticket does not respect',
    noticedBy: ['I12'],
    options: {
      alter: altered('takeTicket', (definition, draft, input) => {
        const { configuration } = draft as { configuration: { agents: ReadonlyMap<string, object> } };
        const agents = new Map(
          [...configuration.agents].map(([id, agent]) => [id, { ...agent, capacity: { total: null, perChannel: {} } }]),
        );
        return definition.decide(proxied(draft, { configuration: { ...configuration, agents } }) as never, input);
      }),
    },
  },
  {
    name: 'a reply by somebody who is not the owner',
    noticedBy: ['I10'],
    options: {
      alter: altered('sendMessage', (definition, draft, input) => {
        const { actor } = draft as { actor: { kind: string; id: string } };
        const conversationId = (input as { conversationId: string }).conversationId;
        const find = (kind: string, id: string): unknown => {
          const row = (draft as { find(kind: string, id: string): { owner: unknown } | undefined }).find(kind, id);
          return kind === 'conversation' && id === conversationId && row && actor.kind === 'agent'
            ? { ...row, owner: { kind: 'agent', id: actor.id } }
            : row;
        };
        return definition.decide(proxied(draft, { find }) as never, input);
      }),
    },
  },
  {
    name: 'a run whose turns are not written down',
    noticedBy: ['I34', 'I41', 'I1'],
    options: { spoil: withoutStatement(/^update_flow_?[rR]un/, 3) },
  },
  {
    name: 'steps that are not written down',
    noticedBy: ['I34'],
    options: { spoil: withoutStatement(/^(insert|add)_flow_?[sS]tep/, 3) },
  },
  {
    name: 'a flow that gives up and tells nobody',
    noticedBy: ['I43'],
    options: {
      alter: altered('advanceRun', (definition, draft, input) => {
        const { emit } = draft as { emit(kind: string, options: object): void };
        const silent = (kind: string, options: object): void => {
          if (kind !== 'alert.raised') emit.call(draft, kind, options);
        };
        return definition.decide(proxied(draft, { emit: silent }) as never, input);
      }),
    },
  },
  {
    name: 'a flow that assigns to whoever is away, unasked',
    noticedBy: ['I14'],
    options: {
      alter: altered('advanceRun', (definition, draft, input) => {
        const { configuration } = draft as { configuration: { flows: ReadonlyMap<string, { steps: object[] }> } };
        const flows = new Map(
          [...configuration.flows].map(([id, flow]) => [
            id,
            { ...flow, steps: flow.steps.map((step) => ({ ...step, onlyOnline: false })) },
          ]),
        );
        return definition.decide(proxied(draft, { configuration: { ...configuration, flows } }) as never, input);
      }),
    },
  },
  {
    name: 'a run that lets go of a ticket that it still owns',
    noticedBy: ['I1', 'I10'],
    options: {
      alter: altered('advanceRun', (definition, draft, input) => {
        const { change } = draft as { change(kind: string, id: string, fields: object): unknown };
        const gone = (kind: string, id: string, fields: object): unknown =>
          change.call(draft, kind, id, kind === 'flowRun' && 'owns' in fields ? { ...fields, owns: false } : fields);
        return definition.decide(proxied(draft, { change: gone }) as never, input);
      }),
    },
  },
  {
    name: 'an alert that is told once and never again',
    noticedBy: ['I40'],
    options: { alter: altered('repeatAlert', () => done(null)) },
  },
  {
    name: 'an alert that is told on after it was acknowledged',
    noticedBy: ['alert'],
    options: {
      alter: altered('acknowledgeAlert', (definition, draft, input) => {
        const { change } = draft as { change(kind: string, id: string, fields: object): unknown };
        const on = (kind: string, id: string, fields: Record<string, unknown>): unknown => {
          const { nextAt: _, ...others } = fields;
          return change.call(draft, kind, id, others);
        };
        return definition.decide(proxied(draft, { change: on }) as never, input);
      }),
    },
  },
  {
    name: 'a firing of a schedule that is never over',
    noticedBy: ['I40'],
    options: { alter: altered('finishFiring', () => done(null)) },
  },
  { name: 'a dispatcher that does nothing', noticedBy: ['I17', 'I15'], options: { without: new Set(['dispatcher']) } },
  { name: 'a sweeper that does nothing', noticedBy: ['I26', 'I40'], options: { without: new Set(['sweeper']) } },
];
