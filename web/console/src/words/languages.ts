import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { flowWords } from './en/flow-index.ts';
import { en } from './en/index.ts';
import type { FlowWords, Words } from './words.ts';

/** The languages that we speak, by the names that they give themselves. */
export const languages = [
  { id: 'en', name: 'English' },
  { id: 'de', name: 'Deutsch' },
  { id: 'ar', name: 'العربية' },
] as const;
export type Language = (typeof languages)[number]['id'];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en & typeof flowWords };
  }
}

const rightToLeft: ReadonlySet<Language> = new Set(['ar']);

/** Which way a language is written. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return rightToLeft.has(language) ? 'rtl' : 'ltr';
}

/** The chosen language, or for `system` the first of those that the browser asks for (`de-CH`, `fr`, …) that we speak. */
export function resolveLanguage(chosen: Language | 'system', offered: readonly string[]): Language {
  if (chosen !== 'system') return chosen;
  const wanted = offered.map((tag) => tag.split('-')[0]?.toLowerCase());
  return wanted.map((tag) => languages.find(({ id }) => id === tag)?.id).find((id) => id !== undefined) ?? 'en';
}

/**
 * How dates and numbers are written: as the browser's own region does, where it speaks the language; British for English
 * elsewhere. `useLocale` is for components.
 */
export function localeFor(language: Language, offered: readonly string[]): string {
  const regional = offered.find((tag) => tag.toLowerCase().startsWith(`${language}-`));
  return regional ?? (language === 'en' ? 'en-GB' : language);
}

/** The locale of dates and numbers for the language that is shown. */
export function useLocale(): string {
  const { i18n } = useTranslation();
  return localeFor(i18n.language as Language, navigator.languages);
}

// English comes with the page; the others are asked for when they are wanted.
const loaders: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Words>>> = {
  de: async () => (await import('./de/index.ts')).de,
  ar: async () => (await import('./ar/index.ts')).ar,
};

// What only the pages of flows say is asked for with them: it would be a tenth of what the inbox begins with.
const flowLoaders: Readonly<Record<Language, () => Promise<FlowWords>>> = {
  en: async () => (await import('./en/flow-index.ts')).flowWords,
  de: async () => (await import('./de/flow-index.ts')).flowWords,
  ar: async () => (await import('./ar/flow-index.ts')).flowWords,
};
let areFlowWordsWanted = false;
const withFlowWords = new Set<string>();

void i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  initAsync: false,
  resources: { en: { translation: en } },
  // React writes text as text; escaping it twice would show the escapes.
  interpolation: { escapeValue: false },
});

/** Makes a language the page's own, loading its words at the first time. Without a connection the old one stays. */
export async function loadWords(language: Language): Promise<void> {
  if (language !== 'en' && !i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await loaders[language]());
  }
  if (areFlowWordsWanted) await addFlowWords(language);
  await i18next.changeLanguage(language);
}

/** Brings the words of the pages of flows, in English and in the language that is shown, and from then on in every other. */
export async function loadFlowWords(): Promise<void> {
  areFlowWordsWanted = true;
  await Promise.all([addFlowWords('en'), addFlowWords(i18next.language as Language)]);
}

async function addFlowWords(language: Language): Promise<void> {
  if (withFlowWords.has(language)) return;
  const words = await flowLoaders[language]();
  withFlowWords.add(language);
  i18next.addResourceBundle(language, 'translation', words, true, true);
}
