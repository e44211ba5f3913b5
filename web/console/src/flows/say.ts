import type { TFunction } from 'i18next';
import { type FlowEntry, type FlowStep, type FlowTrigger, findStep } from './graph/entry.ts';
import type { FlowProblem } from './graph/problem-place.ts';
import { type Names, nameOf } from './names.ts';

type Loose = (keys: string | string[], options?: Record<string, unknown>) => string;

/** A condition as it is written: see the server's language. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly field: string; readonly is: string; readonly value?: unknown };

/** How steps, ports, settings and conditions are called in the reader’s language. A word that we lack is said as it is. */
export class Say {
  readonly #t: Loose;
  readonly #locale: string;
  readonly names: Names;

  constructor(t: TFunction, locale: string, names: Names) {
    this.#t = t as unknown as Loose;
    this.#locale = locale;
    this.names = names;
  }

  #word(keys: readonly string[], otherwise: string): string {
    return this.#t(
      keys.map((key) => `flowLanguage.${key}`),
      { defaultValue: otherwise },
    );
  }

  kind(kind: string): string {
    return this.#word([`kinds.${kind}`], kind);
  }

  explain(kind: string): string {
    return this.#word([`explain.${kind}`], '');
  }

  trigger(kind: string): string {
    return this.#word([`triggers.${kind}`], kind);
  }

  /** A setting, of a kind of step, trigger, or within a list of one (`http_request_save`). */
  setting(of: string, name: string): string {
    return this.#word([`settings.${of}_${name}`, `settings.${name}`], name);
  }

  word(setting: string, word: string): string {
    return this.#word([`words.${setting}_${word}`, `words.${word}`], word);
  }

  weekday(day: string): string {
    const at = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].indexOf(day);
    if (at < 0) return day;
    return new Intl.DateTimeFormat(this.#locale, { weekday: 'long', timeZone: 'UTC' }).format(
      Date.UTC(2024, 0, 1 + at),
    );
  }

  operator(operator: string): string {
    return this.#word([`operators.${operator}`], operator);
  }

  /** `contact.field.vip` is “Field of the contact: vip”. */
  field(name: string): string {
    const exact = this.#word([`fields.${name}`], '');
    if (exact !== '') return exact;
    const [, stem = '', own = ''] = /^(contact\.field|ticket\.field|shared\.field|form|answer)\.(.*)$/.exec(name) ?? [];
    const open = this.#word([`fields.${stem}.any`], '');
    if (open === '') return name;
    return own === '' || own === '*' ? open : `${open}: ${own}`;
  }

  fault({ code, message }: FlowProblem): string {
    // The end of a word is its plural form where words are looked up.
    return this.#word([`faults.${code === 'too_many' ? 'too_much' : code}`], message);
  }

  name(kind: string, id: string): string {
    return nameOf(this.names, kind, id);
  }

  step({ name, kind }: FlowStep): string {
    return name ?? this.kind(kind);
  }

  port(step: FlowStep, port: string): string {
    const rows = [...rowsOf(step.branches), ...(step.portPerOption === true ? rowsOf(step.options) : [])];
    const row = rows.find(({ id }) => id === port);
    if (row === undefined) return this.#word([`ports.${port}`], port);
    if (typeof row.name === 'string' && row.name !== '') return row.name;
    if (typeof row.label === 'string') return row.label;
    return this.condition(row.when as Condition) || port;
  }

  target(entry: FlowEntry, to: string | undefined): string {
    if (to === undefined) return this.#t('flows.outline.nowhere');
    if (to === 'end') return this.#t('flows.outline.end');
    if (to === 'fallback') return this.#t('flows.outline.fallback');
    const step = findStep(entry, to);
    return step === undefined ? to : this.step(step);
  }

  duration(seconds: unknown): string {
    const value = Number(seconds);
    const [unit, size] = unitOf(value);
    return new Intl.NumberFormat(this.#locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value / size);
  }

  condition(condition: Condition | null | undefined): string {
    if (condition === null || condition === undefined) return '';
    if ('all' in condition) return this.#joined(condition.all, 'and');
    if ('any' in condition) return this.#joined(condition.any, 'or');
    if ('not' in condition) return `${this.#t('flows.condition.none')}: ${this.condition(condition.not)}`;
    const { field, is, value } = condition;
    const compared =
      value === undefined
        ? []
        : [
            [value]
              .flat()
              .map((one) => this.value(field, one))
              .join(', '),
          ];
    return [this.field(field), this.operator(is), ...compared].join(' ');
  }

  /** A value as it is shown beside its field: times in their units, words of ours in the reader’s language. */
  value(field: string, value: unknown): string {
    if (field === 'time.weekday') return this.weekday(String(value));
    if (field.startsWith('time.') && typeof value === 'number') return this.duration(value);
    if (typeof value === 'boolean') return this.#t(value ? 'flows.condition.yes' : 'flows.condition.no');
    if (field === 'conversation.status' || field === 'owner.kind') return this.word('value', String(value));
    return String(value);
  }

  #joined(parts: readonly Condition[], by: 'and' | 'or'): string {
    return parts.map((part) => this.condition(part)).join(` ${this.#t(`flows.condition.${by}`)} `);
  }

  /** What a step does, in a line. Nothing where there is nothing to say yet. */
  summary(step: FlowStep): string {
    const text = (name: string): string => (typeof step[name] === 'string' ? (step[name] as string) : '');
    const tags = (name: string, sign: string): string[] => listOf(step[name]).map((tag) => `${sign}${tag}`);
    switch (step.kind) {
      case 'assign':
        return this.#assignee(step);
      case 'branch':
        return rowsOf(step.branches)
          .map(({ id }) => this.port(step, String(id)))
          .join(' · ');
      case 'update_tag':
        return [...tags('add', '+ '), ...tags('remove', '− ')].join(', ');
      case 'update_field':
        return [placeText(step.field), text('value')].filter(Boolean).join(' = ');
      case 'wait':
        return step.until === 'opening'
          ? this.word('until', 'opening')
          : [this.duration(step.seconds), step.hours === 'business' ? this.word('hours', 'business') : '']
              .filter(Boolean)
              .join(' · ');
      case 'jump':
        return `× ${step.times}`;
      case 'date_time':
        return this.word('mode', text('mode'));
      case 'http_request':
        return [text('method'), text('url')].filter(Boolean).join(' ');
      case 'trigger_flow':
        return text('flow') && this.name('flow', text('flow'));
      case 'close':
        return text('disposition') || text('reason');
      case 'sheet_row':
        return text('range');
      case 'ai_agent':
        return text('model');
      case 'transfer':
      case 'consult':
        return this.#targetText(step.target);
      default:
        return text('text').split('\n')[0] ?? '';
    }
  }

  #assignee(step: FlowStep): string {
    const online = step.onlyOnline === true && step.who === 'team' ? this.word('presence', 'online') : '';
    const team = typeof step.team === 'string' ? this.name('department', step.team) : this.word('who', 'team');
    const agent = typeof step.agent === 'string' ? this.name('agent', step.agent) : this.word('who', 'agent');
    if (step.who === 'nobody') return this.word('who', 'nobody');
    return [step.who === 'agent' ? agent : team, online].filter(Boolean).join(' · ');
  }

  #targetText(target: unknown): string {
    const { kind, id } = (target ?? {}) as { kind?: string; id?: string };
    return kind === undefined || id === undefined ? '' : this.name(kind, id);
  }

  /** A trigger with what narrows it down. */
  triggerText(trigger: FlowTrigger): string {
    const narrowed = ['sources', 'to', 'outcomes'].flatMap((name) =>
      Array.isArray(trigger[name])
        ? [
            listOf(trigger[name])
              .map((word) => this.word(name, word))
              .join(', '),
          ]
        : [],
    );
    return [this.trigger(trigger.kind), ...narrowed].join(' · ');
  }
}

/** The largest unit in which a time is a whole number, with its seconds. */
export function unitOf(seconds: number): readonly ['day' | 'hour' | 'minute' | 'second', number] {
  const units = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ] as const;
  return units.find(([, size]) => seconds >= size && seconds % size === 0) ?? ['second', 1];
}

type Row = Readonly<Record<string, unknown>>;
const rowsOf = (value: unknown): readonly Row[] => (Array.isArray(value) ? (value as Row[]) : []);
const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const placeText = (place: unknown): string => {
  const { scope, name } = (place ?? {}) as { scope?: string; name?: string };
  return name === undefined ? '' : `${scope}.${name}`;
};
