import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { refusalTable } from '../domain/refusal.ts';
import { catalogue, errorCodes, errorSentence, findError } from './catalogue.ts';

const root = resolve(import.meta.dirname, '../..');
const reference = readFileSync(join(root, 'docs/reference/errors.md'), 'utf8');

/** Rows of the reference: code, status, sentence, again, ours. */
const documented = [...reference.matchAll(/^\| `([a-z_]+)` \| (\d+) \| (.*) \| (yes)? ?\| (yes)? ?\|$/gm)].map(
  ([, code, status, sentence, again, ours]) => ({
    code,
    status: Number(status),
    sentence,
    retryable: again === 'yes',
    reportable: ours === 'yes',
  }),
);

describe('the catalogue of errors', () => {
  test('has every code once', () => {
    expect(new Set(errorCodes).size).toBe(errorCodes.length);
  });

  test('is what the reference says, row by row and in the same order', () => {
    expect(documented).toEqual(catalogue.map((row) => ({ ...row })));
  });

  test('has the reasons of the policy, in the order in which they are checked', () => {
    const codes = refusalTable.map(({ code }) => code);
    expect(errorCodes.filter((code) => (codes as readonly string[]).includes(code))).toEqual(codes);
  });

  test('names in its sentences only data that every refusal of the code carries', () => {
    for (const { code, data } of refusalTable) {
      const named = [...(findError(code)?.sentence ?? '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(named.filter((name) => !(data as readonly string[]).includes(name as string))).toEqual([]);
    }
  });

  test('has every code that a command refuses with, and no code that nothing says', () => {
    const said = new Set<string>();
    for (const folder of ['commands', 'http', 'live', 'sign-in', 'channels', 'engine', 'domain']) {
      for (const text of sourcesOf(join(root, 'src', folder))) {
        for (const [, code] of text.matchAll(/'([a-z]+(?:_[a-z]+)*)'/g)) said.add(code as string);
        for (const [, code] of text.matchAll(/^ {2}([a-z]+(?:_[a-z]+)*):/gm)) said.add(code as string);
      }
    }
    expect(errorCodes.filter((code) => !said.has(code))).toEqual([]);
    const refused = new Set<string>();
    for (const text of sourcesOf(join(root, 'src/commands'))) {
      for (const [, code] of text.matchAll(/refused\('([a-z_]+)'/g)) refused.add(code as string);
    }
    expect(refused.size).toBeGreaterThan(15);
    expect([...refused].filter((code) => findError(code) === undefined)).toEqual([]);
  });

  test('gives each code the status that its kind has', () => {
    const forbidden = ['permission_missing', 'not_owner', 'not_a_member', 'offer_not_yours'];
    for (const { code } of refusalTable) {
      const status = forbidden.includes(code) ? 403 : code === 'version_conflict' ? 412 : 409;
      expect(findError(code)?.status, code).toBe(status);
    }
  });

  test('fills sentences in, lists too, and leaves no hole where data is missing', () => {
    expect(errorSentence({ sentence: '{agent} lacks {skills}.' }, { agent: 'anna', skills: ['french', 'tax'] })).toBe(
      'anna lacks french, tax.',
    );
    expect(errorSentence({ sentence: '{agent} is {presence}.' }, {})).toBe('? is ?.');
  });
});

function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.includes('.test.'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}
