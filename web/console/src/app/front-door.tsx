import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../design/icon.tsx';
import { type Language, languages } from '../words/languages.ts';
import { BatonMark } from './baton-mark.tsx';
import { usePageTitle } from './page-title.ts';
import { setPreferences } from './preferences.ts';

export interface FrontDoorProps {
  readonly title: string;
  readonly text?: ReactNode;
  readonly children?: ReactNode;
}

/** The page of everybody who is not inside yet: one thing to do, in the middle. */
export function FrontDoor({ title, text, children }: FrontDoorProps) {
  usePageTitle(title);
  return (
    <main className="flex min-h-dvh flex-col items-center bg-ground px-4 pt-[max(1.5rem,9vh)] pb-10">
      <div className="flex w-full max-w-96 flex-1 flex-col">
        <div className="mb-7 text-ink">
          <BatonMark size={36} />
        </div>
        <h1 className="text-title font-strong text-balance">{title}</h1>
        {text !== undefined && <p className="mt-1.5 text-read text-muted">{text}</p>}
        <div className="mt-6 flex flex-col gap-4">{children}</div>
      </div>
      <LanguageChoice />
    </main>
  );
}

/** Whoever cannot read the page yet must be able to change its language here. */
function LanguageChoice() {
  const { t, i18n } = useTranslation();
  return (
    <label className="relative mt-10 flex w-full max-w-96 items-center text-muted hover:text-ink">
      <span className="sr-only">{t('shell.language')}</span>
      <Icon name="globe" className="pointer-events-none absolute start-0" />
      <select
        value={i18n.language}
        onChange={(event) => setPreferences({ language: event.target.value as Language })}
        className="h-8 cursor-default appearance-none rounded-control bg-transparent ps-6 pe-2 text-ui pointer-coarse:h-11"
      >
        {languages.map(({ id, name }) => (
          <option key={id} value={id} lang={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
