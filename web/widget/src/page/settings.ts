import { chooseLanguage, type Language } from '../words.ts';

/** What the script's own tag says: `<script src="https://HOST/widget.js" data-key="w_…" async></script>`. */
export interface PageSettings {
  /** Baton's origin: where the script came from. */
  readonly origin: string;
  readonly key: string;
  /** `data-locale`: the language of the widget's words, over what the account says; null is the account's. */
  readonly locale: string | null;
  /** `data-theme`: `auto`, `light` or `dark`, over what the account says; null is the account's. */
  readonly theme: string | null;
  /** `data-side`: at which side of the page the launcher stands. Default `end`, the right of a page from left to right. */
  readonly side: 'start' | 'end';
}

/** Reads the tag; null when it lacks what is needed. */
export function readSettings(script: HTMLScriptElement | null): PageSettings | null {
  const { key, locale, theme, side } = script?.dataset ?? {};
  if (script === null || key === undefined || key === '') return null;
  return {
    origin: new URL(script.src).origin,
    key,
    locale: locale === undefined || locale === '' ? null : locale,
    theme: theme === 'auto' || theme === 'light' || theme === 'dark' ? theme : null,
    side: side === 'start' ? 'start' : 'end',
  };
}

/** The language until the account has told its own. */
export function languageOfPage({ locale }: PageSettings): Language {
  return chooseLanguage([locale, document.documentElement.lang, ...navigator.languages]);
}

/** The address of the chat's page. What stands behind the # is for that page only, and is sent to nobody. */
export function frameAddress({ origin, key, locale, theme }: PageSettings, isNamed: boolean): string {
  const hints = new URLSearchParams({ origin: location.origin, language: document.documentElement.lang });
  if (locale !== null) hints.set('locale', locale);
  if (theme !== null) hints.set('theme', theme);
  if (isNamed) hints.set('identity', '1');
  return `${origin}/widget/frame?key=${encodeURIComponent(key)}#${hints}`;
}
