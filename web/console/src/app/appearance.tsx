import { CSPProvider } from '@base-ui/react/csp-provider';
import { DirectionProvider } from '@base-ui/react/direction-provider';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { directionOf, type Language, loadWords, resolveLanguage } from '../words/languages.ts';
import { type Preferences, preferences, usePreferences } from './preferences.ts';

function languageOf({ language }: Preferences): Language {
  return resolveLanguage(language, navigator.languages);
}

function readingDirection({ direction }: Preferences, language: Language): 'ltr' | 'rtl' {
  return direction === 'auto' ? directionOf(language) : direction;
}

/** Puts theme, language and direction on the document, where styles and screen readers find them. */
function applyAppearance(chosen: Preferences, language: Language): void {
  const { documentElement: root } = document;
  if (chosen.theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = chosen.theme;
  root.lang = language;
  root.dir = readingDirection(chosen, language);
}

/** Before the first render: the page as it will be, so that nothing flashes, with the words that it needs. */
export async function prepareAppearance(): Promise<void> {
  const language = languageOf(preferences());
  applyAppearance(preferences(), language);
  await loadWords(language);
}

/** Keeps the document to what is chosen, and tells the components which way text runs. */
export function Appearance({ children }: { readonly children: ReactNode }) {
  const chosen = usePreferences();
  const { i18n } = useTranslation();
  const wanted = languageOf(chosen);
  const shown = i18n.language as Language;
  useEffect(() => {
    if (wanted !== shown) void loadWords(wanted);
  }, [wanted, shown]);
  useEffect(() => applyAppearance(chosen, shown), [chosen, shown]);
  return (
    // Style elements would break the page's Content-Security-Policy; the few rules of theirs stand in our style sheet.
    <CSPProvider disableStyleElements>
      <DirectionProvider direction={readingDirection(chosen, shown)}>{children}</DirectionProvider>
    </CSPProvider>
  );
}
