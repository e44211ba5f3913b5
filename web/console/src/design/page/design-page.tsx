import { useTranslation } from 'react-i18next';
import { BatonMark } from '../../app/baton-mark.tsx';
import { usePageTitle } from '../../app/page-title.ts';
import { setPreferences, usePreferences } from '../../app/preferences.ts';
import { Segmented } from '../segmented.tsx';
import { Colours, Type } from './colours.tsx';
import { Buttons, Choosing, Fields, Icons } from './controls.tsx';
import { Notices, Overlays, Views } from './surfaces.tsx';
import { People, Places, Time } from './things.tsx';

/** All that the console is built from, in every state, light and dark, in both directions. */
export function DesignPage() {
  const { t } = useTranslation();
  const { theme, direction } = usePreferences();
  usePageTitle('Design');
  return (
    <main className="min-h-dvh bg-surface">
      <div className="sticky top-0 z-20 border-b border-line bg-surface">
        <div className="mx-auto flex max-w-5xl flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3 wide:px-8">
          <BatonMark />
          <h1 className="me-auto text-heading font-strong">Design</h1>
          <Segmented
            label={t('shell.theme')}
            labelHidden
            value={theme}
            onChange={(value) => setPreferences({ theme: value })}
            segments={[
              { value: 'system', label: t('shell.themes.system'), icon: 'system' },
              { value: 'light', label: t('shell.themes.light'), icon: 'sun' },
              { value: 'dark', label: t('shell.themes.dark'), icon: 'moon' },
            ]}
          />
          <Segmented
            label={t('shell.direction')}
            labelHidden
            value={direction}
            onChange={(value) => setPreferences({ direction: value })}
            segments={(['auto', 'ltr', 'rtl'] as const).map((value) => ({ value, label: value.toUpperCase() }))}
          />
        </div>
      </div>
      <div className="mx-auto max-w-5xl px-4 pt-2 pb-24 wide:px-8">
        <Colours />
        <Type />
        <Buttons />
        <Fields />
        <Choosing />
        <Overlays />
        <Notices />
        <Views />
        <People />
        <Time />
        <Places />
        <Icons />
      </div>
    </main>
  );
}
