import type { Trigger, TriggerKind } from './graph.ts';

/** A published flow that something sets off. */
export interface Watcher<K extends TriggerKind = TriggerKind> {
  readonly flowId: string;
  readonly version: number;
  readonly trigger: Extract<Trigger, { readonly kind: K }>;
  /** Which of the flow's triggers it is, counted from 0. */
  readonly place: number;
}

/** The triggers of published flows by kind, in the order of the flows' ids, so that every node starts them in one order. */
export class TriggerIndex {
  readonly #byKind = new Map<TriggerKind, Watcher[]>();

  add(watcher: Watcher): void {
    const some = this.#byKind.get(watcher.trigger.kind);
    if (some === undefined) this.#byKind.set(watcher.trigger.kind, [watcher]);
    else some.push(watcher);
  }

  get isEmpty(): boolean {
    return this.#byKind.size === 0;
  }

  of<K extends TriggerKind>(kind: K): readonly Watcher<K>[] {
    return (this.#byKind.get(kind) ?? none) as readonly Watcher<K>[];
  }
}

const none: readonly never[] = [];

export function indexTriggers(
  flows: Iterable<{
    readonly id: string;
    readonly version: number;
    readonly published: boolean;
    readonly triggers: readonly Trigger[];
  }>,
): TriggerIndex {
  const index = new TriggerIndex();
  const published = [...flows].filter((flow) => flow.published);
  for (const { id, version, triggers } of published.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    for (const [place, trigger] of triggers.entries()) index.add({ flowId: id, version, trigger, place });
  }
  return index;
}
