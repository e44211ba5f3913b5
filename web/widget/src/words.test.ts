import { describe, expect, test } from 'vitest';
import { chatWords, chooseLanguage, count, directionOf, fill, languages, launcherWords } from './words.ts';

const placesIn = (sentence: string): string[] => [...sentence.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

describe('words', () => {
  test.each(languages)('of %s are all there, and fill in what English fills in', (language) => {
    for (const [name, sentence] of Object.entries(chatWords.en)) {
      const translated = chatWords[language][name as keyof typeof chatWords.en];
      expect(translated.trim(), name).not.toBe('');
      expect(placesIn(translated), name).toEqual(placesIn(sentence));
    }
  });

  test.each(languages)('of %s count by its own rules', (language) => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    expect(Object.keys(launcherWords[language].unread).sort()).toEqual([...pluralCategories].sort());
  });

  test('are chosen by the first wish that there are words for', () => {
    expect(chooseLanguage([null, 'tlh', 'de-AT', 'en'])).toBe('de');
    expect(chooseLanguage(['AR'])).toBe('ar');
    expect(chooseLanguage(['', undefined])).toBe('en');
    expect(languages.map(directionOf)).toEqual(['ltr', 'ltr', 'rtl']);
  });

  test('keep names of another script apart from the sentence around them', () => {
    expect(fill('{agent} from {department}', { agent: 'نور', department: 'Billing' })).toBe(
      '\u2068نور\u2069 from \u2068Billing\u2069',
    );
    expect(count('en', launcherWords.en.unread, 1)).toBe('1 unread message');
    expect(count('ar', launcherWords.ar.unread, 2)).toBe('رسالتان غير مقروءتين');
  });
});
