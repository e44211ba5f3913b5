import i18next from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import { Problem, type ProblemBody, Unreachable } from '../../../client/src/index.ts';
import { loadWords } from '../words/languages.ts';
import { placeProblem, problemText } from './problem-text.ts';
import { safeNext } from './session.ts';

const problem = (code: ProblemBody['code'], more: Partial<ProblemBody> = {}, retryAfterMs: number | null = null) =>
  new Problem({ status: 400, title: 'An English title of the server', code, ...more }, retryAfterMs);
const { t } = i18next;
const places = { email: [], password: ['credentials_wrong', 'password_weak'] };

beforeAll(() => loadWords('en'));

describe('a problem', () => {
  test('is told by its code and never by its English title', () => {
    expect(problemText(t, problem('code_wrong'))).toContain('wrong or was used');
    expect(problemText(t, problem('code_that_is_new' as never))).toContain('no words for');
    expect(problemText(t, new Unreachable('no answer'))).toContain('cannot be reached');
    expect(problemText(t, new TypeError('x is not a function'))).toContain('no words for');
  });

  test('says which rule a password breaks, and how long to wait', () => {
    const weak = { data: { rule: 'too_short', lengthMin: 10, lengthMax: 128 } };
    expect(problemText(t, problem('password_weak', weak))).toContain('10 to 128');
    expect(problemText(t, problem('rate_limited', {}, 30_000))).toContain('30 seconds');
    expect(problemText(t, problem('rate_limited', {}, 900))).toContain('1 second.');
  });

  test('stands beside the field that it is about, and over the form otherwise', () => {
    const wrong = placeProblem(t, problem('credentials_wrong'), places);
    expect(wrong.fields.password).toContain('wrong');
    expect(wrong.whole).toBeNull();
    expect(placeProblem(t, problem('busy'), places).whole).toContain('busy');
  });

  test('of validation is put beside the fields that it names, each once', () => {
    const faults = [
      { in: 'body', path: '/email', code: 'missing', message: '' },
      { in: 'body', path: '/email', code: 'bad_text', message: '' },
    ];
    const placed = placeProblem(t, problem('validation', { faults }), places);
    expect(placed).toEqual({ fields: { email: 'This is missing, or too long.' }, whole: null });
    const other = [{ in: 'body', path: '/token', code: 'missing', message: '' }];
    expect(placeProblem(t, problem('validation', { faults: other }), places).whole).not.toBeNull();
  });
});

describe('where one goes on after signing in', () => {
  test.each(['/inbox/1?tab=mine', '/people', '/invitation/abc'])('is %s, a page of ours', (path) => {
    expect(safeNext(path)).toBe(path);
  });

  test.each([
    ...['//evil.test', '/\\evil.test', 'https://evil.test', 'javascript:alert(1)', '', undefined, 7],
    ...['/sign-in', '/sign-in?next=/people', '/set-up?token=x', '/reset/abc'],
  ])('is never %s', (path) => {
    expect(safeNext(path)).toBe('/inbox');
  });
});
