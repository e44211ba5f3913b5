import type { Reference } from '../step-table.ts';

/**
 * Flows to begin with, as data: what somebody fills in stands in the graph as `<name>`, and comes out as a flow that can be
 * published as it is, or changed like any other.
 */
export interface FlowTemplate {
  readonly id: string;
  readonly name: string;
  /** What it does, in a sentence or two. */
  readonly sentence: string;
  /**
   * How it begins: `by_itself`, by its triggers; `as_entry`, as the owner of what comes in, when a channel account names it as
   * its entry, or by its triggers beside a queue that nobody is asked from.
   */
  readonly begins: 'by_itself' | 'as_entry';
  readonly asks: readonly TemplateQuestion[];
  readonly graph: TemplateGraph;
}

export interface TemplateQuestion {
  /** Stands in the graph as `<name>`. */
  readonly name: string;
  readonly answer:
    | Extract<Reference, 'agent' | 'department' | 'queue'>
    | 'seconds'
    | 'text'
    | 'zone'
    | 'time'
    | 'url'
    | 'name';
  readonly sentence: string;
  /** What it is when nobody says; none where it must be said. */
  readonly default?: string | number;
}

/** A graph as people write it, with places to fill in. */
export interface TemplateGraph {
  readonly triggers: readonly Readonly<Record<string, unknown>>[];
  readonly steps: readonly TemplateStep[];
}

export type TemplateStep = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly kind: string;
  readonly next: Readonly<Record<string, string>>;
};
