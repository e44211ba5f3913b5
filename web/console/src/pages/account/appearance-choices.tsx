import { useTranslation } from 'react-i18next';
import { type Preferences, setPreferences, usePreferences } from '../../app/preferences.ts';
import { Segmented } from '../../design/segmented.tsx';
import { Select } from '../../design/select.tsx';
import { Switch } from '../../design/switch.tsx';
import { languages } from '../../words/languages.ts';

/** Theme, language, direction and keys of this browser. Each takes effect at once. */
export function AppearanceChoices() {
  const { t } = useTranslation();
  const { theme, language, direction, singleKeys } = usePreferences();
  return (
    <div className="flex max-w-md flex-col gap-5">
      <Segmented
        label={t('shell.theme')}
        value={theme}
        onChange={(value) => setPreferences({ theme: value })}
        segments={[
          { value: 'system', label: t('shell.themes.system'), icon: 'system' },
          { value: 'light', label: t('shell.themes.light'), icon: 'sun' },
          { value: 'dark', label: t('shell.themes.dark'), icon: 'moon' },
        ]}
      />
      <Select<Preferences['language']>
        label={t('shell.language')}
        value={language}
        onChange={(value) => setPreferences({ language: value })}
        groups={[
          { choices: [{ value: 'system', label: t('shell.languageOfBrowser') }] },
          { choices: languages.map(({ id, name }) => ({ value: id, label: name })) },
        ]}
      />
      <Segmented
        label={t('shell.direction')}
        value={direction}
        onChange={(value) => setPreferences({ direction: value })}
        segments={(['auto', 'ltr', 'rtl'] as const).map((value) => ({ value, label: t(`shell.directions.${value}`) }))}
      />
      <Switch
        label={t('shell.singleKeys')}
        hint={t('shell.singleKeysHint')}
        on={singleKeys}
        onChange={(on) => setPreferences({ singleKeys: on })}
      />
    </div>
  );
}
