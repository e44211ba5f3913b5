import type { Answer } from '../../../../client/src/index.ts';

/** The language of flows as `GET /v1/flows/language` tells it: what the builder is made from. */
export type AnsweredLanguage = Answer<'get', '/v1/flows/language'>;

/** One setting of a step or trigger. What else there is of it depends on its kind. */
export interface SettingSpec {
  readonly kind:
    | 'text'
    | 'name'
    | 'word'
    | 'words'
    | 'words_or_all'
    | 'yes_no'
    | 'integer'
    | 'reference'
    | 'references'
    | 'texts'
    | 'target'
    | 'condition'
    | 'field_place'
    | 'zone'
    | 'time'
    | 'times'
    | 'date'
    | 'url'
    | 'interruptions'
    | 'rows';
  readonly sentence: string;
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly lengthMax?: number;
  readonly lines?: boolean;
  readonly fills?: 'fields' | 'secrets';
  readonly words?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly unit?: 'seconds';
  readonly to?: string;
  readonly mayBeAll?: boolean;
  readonly kinds?: readonly string[];
  readonly columns?: Settings;
  readonly countMax?: number;
}
export type Settings = Readonly<Record<string, SettingSpec>>;

/** A port that a step has, or how its ports follow from its settings. */
export type PortSpec =
  | string
  | { readonly each: string; readonly where?: string }
  | { readonly port: string; readonly unless: string }
  | { readonly port: string; readonly ifAny: string }
  | { readonly interruptions: string };

export interface StepSpec {
  readonly kind: string;
  readonly settings: Settings;
  readonly ports: readonly PortSpec[];
}
export interface TriggerSpec {
  readonly kind: string;
  readonly settings: Settings;
}
export interface FieldSpec {
  readonly name: string;
  readonly type: string;
  readonly words?: readonly string[];
}

export interface Language {
  readonly steps: ReadonlyMap<string, StepSpec>;
  readonly triggers: ReadonlyMap<string, TriggerSpec>;
  readonly fields: readonly FieldSpec[];
  readonly operators: readonly string[];
}

/** The answer of the API, by kind. */
export function readLanguage(answer: AnsweredLanguage): Language {
  const steps = answer.steps as unknown as readonly StepSpec[];
  const triggers = answer.triggers as unknown as readonly TriggerSpec[];
  return {
    steps: new Map(steps.map((spec) => [spec.kind, spec])),
    triggers: new Map(triggers.map((spec) => [spec.kind, spec])),
    fields: answer.fields,
    operators: answer.operators,
  };
}

/** What settings are when nothing is said. */
export function defaultsOf(settings: Settings): Record<string, unknown> {
  const named = Object.entries(settings).filter(([, spec]) => 'default' in spec);
  return Object.fromEntries(named.map(([name, spec]) => [name, spec.default]));
}
