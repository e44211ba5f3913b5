import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { languages } from '../words/languages.ts';
import type { Command } from './commands.ts';
import { setPreferences, usePreferences } from './preferences.ts';
import { presenceOption, presenceOptions, useOwnPresence } from './presence.ts';
import { may, useSession } from './session.ts';
import { signOut } from './sign-out.ts';

interface Openers {
  readonly openPalette: () => void;
  readonly openKeys: () => void;
}

/** What can be done from anywhere. */
export function useShellCommands({ openPalette, openKeys }: Openers): Command[] {
  const { t } = useTranslation();
  return [
    {
      id: 'shell.palette',
      group: 'go',
      title: t('shell.paletteOpen'),
      keys: 'mod+k',
      onlyByKey: true,
      run: openPalette,
    },
    ...useGoCommands(),
    { id: 'shell.keys', group: 'go', title: t('shell.keysOpen'), keys: '?', icon: 'keyboard', run: openKeys },
    ...usePresenceCommands(),
    ...useAppearanceCommands(),
    {
      id: 'you.sign-out',
      group: 'you',
      title: t('shell.signOut'),
      icon: 'sign-out',
      run: () => void signOut(),
    },
  ];
}

function useGoCommands(): Command[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const session = useSession();
  return [
    {
      id: 'go.inbox',
      group: 'go',
      title: t('shell.goTo', { page: t('shell.inbox') }),
      icon: 'inbox',
      run: () => void navigate({ to: '/inbox' }),
    },
    {
      id: 'go.flows',
      group: 'go',
      title: t('shell.goTo', { page: t('shell.flows') }),
      icon: 'flow',
      enabled: may(session, 'configuration.read'),
      run: () => void navigate({ to: '/flows' }),
    },
    {
      id: 'go.people',
      group: 'go',
      title: t('shell.goTo', { page: t('shell.people') }),
      icon: 'people',
      enabled: may(session, 'users.manage'),
      run: () => void navigate({ to: '/people' }),
    },
    {
      id: 'go.account',
      group: 'go',
      title: t('shell.goTo', { page: t('shell.account') }),
      icon: 'account',
      run: () => void navigate({ to: '/account' }),
    },
  ];
}

function usePresenceCommands(): Command[] {
  const { t } = useTranslation();
  const own = useOwnPresence();
  if (own === null) return [];
  return presenceOptions(own)
    .filter(({ value }) => value !== presenceOption(own))
    .map(({ value, presence, name, choice }) => ({
      id: `presence.${value}`,
      group: 'presence',
      title: t('shell.setPresence', { presence: name ?? t(`design.presence.${presence}`) }),
      run: () => own.change(choice),
    }));
}

function useAppearanceCommands(): Command[] {
  const { t } = useTranslation();
  const { theme, language, direction } = usePreferences();
  return [
    ...(['system', 'light', 'dark'] as const).map((value) => ({
      id: `theme.${value}`,
      title: t('shell.setTheme', { theme: t(`shell.themes.${value}`) }),
      icon: ({ system: 'system', light: 'sun', dark: 'moon' } as const)[value],
      enabled: theme !== value,
      run: () => setPreferences({ theme: value }),
    })),
    ...languages.map(({ id, name }) => ({
      id: `language.${id}`,
      title: t('shell.setLanguage', { language: name }),
      icon: 'globe' as const,
      enabled: language !== id,
      run: () => setPreferences({ language: id }),
    })),
    ...(['auto', 'ltr', 'rtl'] as const).map((value) => ({
      id: `direction.${value}`,
      title: t('shell.setDirection', { direction: t(`shell.directions.${value}`) }),
      icon: 'transfer' as const,
      enabled: direction !== value,
      run: () => setPreferences({ direction: value }),
    })),
  ].map((command) => ({ ...command, group: 'appearance' }));
}
