import { describe, expect, test } from 'vitest';
import { errorCodes } from '../../../../src/contract/catalogue.ts';
import { flowWords as arFlows } from './ar/flow-index.ts';
import { ar } from './ar/index.ts';
import { flowWords as deFlows } from './de/flow-index.ts';
import { de } from './de/index.ts';
import { flowWords as enFlows } from './en/flow-index.ts';
import { en } from './en/index.ts';
import { languages, localeFor, resolveLanguage } from './languages.ts';

type Tree = { readonly [key: string]: string | Tree };

function flatten(tree: Tree, before = ''): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[before + key, value] as [string, string]] : flatten(value, `${before}${key}.`),
  );
}

const paths = Object.keys(import.meta.glob('./*/*.ts')).sort();
const plural = /_(?:zero|one|two|few|many|other)$/;
const spoken = { en: { ...en, ...enFlows }, de: { ...de, ...deFlows }, ar: { ...ar, ...arFlows } } as unknown as Record<
  string,
  Tree
>;
const english = new Map(flatten(spoken.en as Tree));
const keysOf = (words: Iterable<string>): string[] =>
  [...new Set([...words].map((key) => key.replace(plural, '')))].sort();
const blanksOf = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

test('the languages that can be chosen are the ones that have words', () => {
  expect(languages.map(({ id }) => id).sort()).toEqual(Object.keys(spoken).sort());
});

describe.each(Object.keys(spoken))('the words in %s', (language) => {
  const words = new Map(flatten(spoken[language] as Tree));

  test('say everything that English says, and nothing else', () => {
    expect(keysOf(words.keys())).toEqual(keysOf(english.keys()));
  });

  test('are never empty', () => {
    expect([...words].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  test('have every plural form of their language', () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    const counted = [...english.keys()].filter((key) => plural.test(key)).map((key) => key.replace(plural, ''));
    const missing = [...new Set(counted)].flatMap((key) =>
      pluralCategories.map((category) => `${key}_${category}`).filter((form) => !words.has(form)),
    );
    expect(missing).toEqual([]);
  });

  test('leave the same blanks as English; a plural form may leave out its number', () => {
    const faults = [...words].filter(([key, text]) => {
      const wanted = english.get(key) ?? english.get(key.replace(plural, '_other')) ?? '';
      const kept = blanksOf(text);
      return plural.test(key)
        ? kept.some((blank) => !blanksOf(wanted).includes(blank))
        : String(kept) !== String(blanksOf(wanted));
    });
    expect(faults).toEqual([]);
  });

  test('have the same files as English', () => {
    const files = (of: string): string[] =>
      paths.filter((path) => path.startsWith(`./${of}/`)).map((path) => path.slice(of.length + 2));
    expect(files(language)).toEqual(files('en'));
  });
});

test('every code of the catalogue has a sentence in words/*/problems.ts', () => {
  expect(errorCodes.filter((code) => !english.has(`problems.${code}`))).toEqual([]);
});

describe('the language of a page', () => {
  test('is the chosen one, or the first of the browser’s that we speak', () => {
    expect(resolveLanguage('de', ['ar'])).toBe('de');
    expect(resolveLanguage('system', ['fr-FR', 'ar-EG', 'en'])).toBe('ar');
    expect(resolveLanguage('system', ['fr'])).toBe('en');
  });

  test('writes dates as the browser’s region does, and British otherwise', () => {
    expect(localeFor('en', ['en-US', 'de'])).toBe('en-US');
    expect(localeFor('en', ['fr'])).toBe('en-GB');
    expect(localeFor('de', ['en-US', 'de-AT'])).toBe('de-AT');
    expect(localeFor('ar', ['en'])).toBe('ar');
  });
});
