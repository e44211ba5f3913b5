import type { TFunction } from 'i18next';
import { Problem, Unreachable } from '../../../client/src/index.ts';

/** A sentence about anything that went wrong, in the reader's language: by the problem's code, never by its English title. */
export function problemText(t: TFunction, error: unknown): string {
  if (error instanceof Problem) {
    const { code, data, retryAfterMs } = error;
    if (code === 'rate_limited' && retryAfterMs !== null) {
      return t('problems.rate_limited_until', { count: Math.max(1, Math.ceil(retryAfterMs / 1000)) });
    }
    if (code === 'password_weak')
      return t(weakness(data.rule), { min: Number(data.lengthMin), max: Number(data.lengthMax) });
    return t(`problems.${code}`, { ...data, defaultValue: t('problems.unknown') });
  }
  if (error instanceof Unreachable) return t('problems.unreachable');
  return t('problems.unknown');
}

/** Which of the rules for passwords was broken, as a sentence. */
function weakness(rule: unknown) {
  switch (rule) {
    case 'too_short':
    case 'too_long':
      return 'problems.weakness.length';
    case 'frequent':
    case 'pattern':
      return 'problems.weakness.common';
    case 'personal':
      return 'problems.weakness.personal';
    default:
      return 'problems.password_weak';
  }
}

/** What is wrong with a form: by field where it belongs to one, else about the whole. */
export interface FormProblem<F extends string> {
  readonly fields: { readonly [K in F]?: string };
  readonly whole: string | null;
}

/** A form about which nothing is wrong. */
export const noProblem = { fields: {}, whole: null } as const;

/**
 * Puts a problem where it belongs. `places` says which codes are about which field; faults of validation name their
 * field themselves.
 */
export function placeProblem<F extends string>(
  t: TFunction,
  error: unknown,
  places: { readonly [K in F]: readonly string[] },
): FormProblem<F> {
  const fields = Object.keys(places) as F[];
  if (error instanceof Problem) {
    const byFault = new Map<F, string>();
    for (const fault of error.body.faults ?? []) {
      const field = fields.find((name) => fault.path === `/${name}`);
      if (field !== undefined && !byFault.has(field)) byFault.set(field, faultText(t, fault.code));
    }
    if (byFault.size > 0) return { fields: Object.fromEntries(byFault) as { [K in F]?: string }, whole: null };
    const field = fields.find((name) => places[name].includes(error.code));
    if (field !== undefined)
      return { fields: { [field]: problemText(t, error) } as { [K in F]?: string }, whole: null };
  }
  return { fields: {}, whole: problemText(t, error) };
}

function faultText(t: TFunction, code: string): string {
  return code === 'missing' || code === 'out_of_bounds' ? t('problems.fault.length') : t('problems.fault.text');
}
