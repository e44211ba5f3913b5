import { Link, type LinkProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Avatar, PresenceDot } from '../design/avatar.tsx';
import { classNames } from '../design/class-names.ts';
import { Icon, type IconName } from '../design/icon.tsx';
import { Menu } from '../design/menu.tsx';
import type { MenuEntry } from '../design/menu-entries.ts';
import { Tooltip } from '../design/tooltip.tsx';
import { phone, useMedia } from '../design/use-media.ts';
import { BatonMark } from './baton-mark.tsx';
import { setPreferences, usePreferences } from './preferences.ts';
import { presenceOption, presenceOptions, useOwnPresence } from './presence.ts';
import { may, useSession } from './session.ts';
import { signOut, switchOrganization } from './sign-out.ts';

interface RailProps {
  readonly onPalette: () => void;
  readonly onKeys: () => void;
  readonly onAccount: () => void;
}

const place =
  'control flex flex-1 cursor-default items-center justify-center text-muted no-underline select-none hover:text-ink max-wide:h-14 max-wide:flex-col max-wide:gap-0.5 wide:size-10 wide:flex-none wide:rounded-control';

/** Where one can go: at the side, or on a phone at the foot, in reach of the thumb. */
export function Rail({ onPalette, onKeys, onAccount }: RailProps) {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <nav
      aria-label={t('shell.navigation')}
      className="order-3 flex shrink-0 border-t border-line bg-ground pb-[env(safe-area-inset-bottom)] wide:order-1 wide:w-14 wide:flex-col wide:items-center wide:gap-1 wide:border-0 wide:py-3"
    >
      <span className="mb-3 hidden size-10 items-center justify-center wide:flex">
        <BatonMark />
        <span className="sr-only">{t('shell.product')}</span>
      </span>
      <RailLink to="/inbox" icon="inbox" label={t('shell.inbox')} />
      {may(session, 'configuration.read') && <RailLink to="/flows" icon="flow" label={t('shell.flows')} />}
      {may(session, 'users.manage') && <RailLink to="/people" icon="people" label={t('shell.people')} />}
      <span className="hidden flex-1 wide:block" />
      <RailButton icon="search" label={t('shell.palette')} keys="mod+k" onPress={onPalette} />
      <RailButton icon="keyboard" label={t('shell.keys')} keys="?" onPress={onKeys} onWideOnly />
      <OwnMenu onAccount={onAccount} />
    </nav>
  );
}

interface RailLinkProps {
  readonly to: NonNullable<LinkProps['to']>;
  readonly icon: IconName;
  readonly label: string;
}

function RailLink({ to, icon, label }: RailLinkProps) {
  return (
    <Tooltip text={label} side="inline-end">
      <Link
        to={to}
        activeProps={{ className: 'text-accent-ink! wide:bg-selected' }}
        inactiveProps={{ className: 'wide:hover:bg-hover' }}
        className={place}
      >
        <Icon name={icon} size={18} />
        <span className="text-tiny wide:sr-only">{label}</span>
      </Link>
    </Tooltip>
  );
}

interface RailButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly keys: string;
  readonly onPress: () => void;
  readonly onWideOnly?: boolean;
}

function RailButton({ icon, label, keys, onPress, onWideOnly = false }: RailButtonProps) {
  return (
    <Tooltip text={label} keys={keys} side="inline-end">
      <button
        type="button"
        onClick={onPress}
        className={classNames(place, 'wide:hover:bg-hover', onWideOnly && 'max-wide:hidden')}
      >
        <Icon name={icon} size={18} />
        <span className="text-tiny wide:sr-only">{label}</span>
      </button>
    </Tooltip>
  );
}

/** Oneself: presence, how the page looks, the way to one's account and out. */
function OwnMenu({ onAccount }: Pick<RailProps, 'onAccount'>) {
  const { t } = useTranslation();
  const { agent, organization } = useSession();
  const own = useOwnPresence();
  const entries = useOwnEntries(onAccount);
  return (
    <Menu
      side={useMedia(phone) ? 'top' : 'inline-end'}
      align="end"
      entries={entries}
      head={
        <div className="flex items-center gap-2.5">
          <Avatar name={agent.name} size="large" />
          <div className="min-w-0">
            <p className="truncate font-strong">{agent.name}</p>
            <p className="truncate text-small text-muted">
              {t(`shell.roles.${agent.role}`)} · {organization.name}
            </p>
          </div>
        </div>
      }
      trigger={
        <button type="button" className={classNames(place, 'wide:mt-1')}>
          <Avatar name={agent.name} presence={own?.presence} />
          <span className="sr-only">{t('shell.you', { name: agent.name })}</span>
        </button>
      }
    />
  );
}

function useOwnEntries(onAccount: () => void): MenuEntry[] {
  const { t } = useTranslation();
  const { theme } = usePreferences();
  return [
    { kind: 'line' },
    ...usePresenceEntries(),
    ...useOrganizationEntries(),
    {
      kind: 'choices',
      label: t('shell.theme'),
      value: theme,
      choices: (['system', 'light', 'dark'] as const).map((value) => ({
        value,
        label: t(`shell.themes.${value}`),
        icon: <Icon name={({ system: 'system', light: 'sun', dark: 'moon' } as const)[value]} className="text-muted" />,
      })),
      onChange: (value) => setPreferences({ theme: value as typeof theme }),
    },
    { kind: 'line' },
    { label: t('shell.account'), icon: 'account', onSelect: onAccount },
    { label: t('shell.signOut'), icon: 'sign-out', onSelect: () => void signOut() },
  ];
}

function usePresenceEntries(): MenuEntry[] {
  const { t } = useTranslation();
  const own = useOwnPresence();
  if (own === null) return [];
  const options = presenceOptions(own);
  return [
    {
      kind: 'choices',
      label: t('shell.presence'),
      value: presenceOption(own),
      choices: options.map(({ value, presence, name }) => ({
        value,
        label: name ?? t(`design.presence.${presence}`),
        icon: <PresenceDot presence={presence} silent className="w-4 justify-center" />,
      })),
      onChange: (value) => {
        const chosen = options.find((option) => option.value === value);
        if (chosen !== undefined) own.change(chosen.choice);
      },
    },
    { kind: 'line' },
  ];
}

/** For those who work for several organizations. */
function useOrganizationEntries(): MenuEntry[] {
  const { t } = useTranslation();
  const { organization, organizations } = useSession();
  if (organizations.length < 2) return [];
  return [
    {
      kind: 'choices',
      label: t('shell.organization'),
      value: organization.id,
      choices: organizations.map(({ id, name }) => ({ value: id, label: name })),
      onChange: (id) => void switchOrganization(id),
    },
    { kind: 'line' },
  ];
}
