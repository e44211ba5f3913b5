import { useTranslation } from 'react-i18next';
import { useSession } from '../../app/session.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Badge } from '../../design/badge.tsx';
import { useNow } from '../../design/clock.ts';
import { IconButton } from '../../design/icon-button.tsx';
import { Menu } from '../../design/menu.tsx';
import type { MenuEntry } from '../../design/menu-entries.ts';
import { dateAndTime } from '../../design/relative-time.tsx';
import { useLocale } from '../../words/languages.ts';
import { type Person, type SignInKind, signInKind } from './people-query.ts';
import type { PersonAction } from './person-dialog.tsx';

interface PeopleTableProps {
  readonly people: readonly Person[];
  readonly onAction: (person: Person, action: PersonAction) => void;
}

/** A row for every agent. On a phone the columns that say less give way. */
export function PeopleTable({ people, onAction }: PeopleTableProps) {
  const { t } = useTranslation();
  const head = 'border-b border-line pe-4 pb-2 text-start text-small font-medium whitespace-nowrap text-muted';
  return (
    <table className="w-full border-separate border-spacing-0 text-ui">
      <thead>
        <tr>
          <th className={head}>{t('people.name')}</th>
          <th className={`${head} max-wide:hidden`}>{t('people.role')}</th>
          <th className={head}>{t('people.signIn')}</th>
          <th className={`${head} max-wide:hidden`}>{t('people.factor')}</th>
          <th className={head}>
            <span className="sr-only">{t('people.actions', { name: '' })}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <PersonRow key={person.agentId} person={person} onAction={(action) => onAction(person, action)} />
        ))}
      </tbody>
    </table>
  );
}

/** What is as it should be is said quietly; what waits for somebody stands out. */
function SignInState({ kind }: { readonly kind: SignInKind }) {
  const { t } = useTranslation();
  const text = t(`people.states.${kind}`);
  if (kind === 'invited') return <Badge tone="accent">{text}</Badge>;
  if (kind === 'lapsed') return <Badge tone="warning">{text}</Badge>;
  return <span className={kind === 'none' ? 'text-faint' : ''}>{text}</span>;
}

interface PersonRowProps {
  readonly person: Person;
  readonly onAction: (action: PersonAction) => void;
}

function PersonRow({ person, onAction }: PersonRowProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { agent } = useSession();
  const kind = signInKind(person, useNow('minute'));
  const isOneself = person.agentId === agent.id;
  const entries = useEntries(kind, isOneself, onAction);
  const cell = 'h-13 border-b border-line py-2 pe-4 align-middle';
  const until =
    kind === 'invited' && person.invitedUntil !== null
      ? t('people.invitedUntil', { when: dateAndTime(Date.parse(person.invitedUntil), locale) })
      : undefined;
  return (
    <tr>
      <td className={`${cell} w-full max-w-0`}>
        <div className="flex items-center gap-3">
          <Avatar name={person.name} />
          <div className="min-w-0">
            <p className="flex items-center gap-2 font-medium">
              <span className="truncate">{person.name}</span>
              {isOneself && <Badge>{t('people.you')}</Badge>}
            </p>
            {person.email !== null && <p className="truncate text-small text-muted">{person.email}</p>}
          </div>
        </div>
      </td>
      <td className={`${cell} whitespace-nowrap max-wide:hidden`}>{t(`shell.roles.${person.role}`)}</td>
      <td className={`${cell} whitespace-nowrap`} title={until}>
        <SignInState kind={kind} />
      </td>
      <td className={`${cell} whitespace-nowrap text-muted max-wide:hidden`}>
        {person.hasSignIn && (person.secondFactor ? t('people.factorOn') : t('people.factorOff'))}
      </td>
      <td className={`${cell} pe-0! text-end`}>
        {entries.length > 0 && (
          <Menu
            entries={entries}
            trigger={<IconButton icon="more" label={t('people.actions', { name: person.name })} size="small" />}
          />
        )}
      </td>
    </tr>
  );
}

/** What can be done about somebody's sign-in. Nobody takes away their own. */
function useEntries(kind: SignInKind, isOneself: boolean, onAction: (action: PersonAction) => void): MenuEntry[] {
  const { t } = useTranslation();
  const entry = (label: string, icon: 'mail' | 'lock' | 'cross', action: PersonAction): MenuEntry => ({
    label,
    icon,
    critical: action === 'remove',
    onSelect: () => onAction(action),
  });
  if (isOneself) return [];
  if (kind === 'none') return [entry(t('people.invite'), 'mail', 'invite')];
  if (kind === 'active') {
    return [entry(t('people.reset'), 'lock', 'reset'), { kind: 'line' }, entry(t('people.remove'), 'cross', 'remove')];
  }
  return [
    entry(t('people.inviteAgain'), 'mail', 'invite'),
    { kind: 'line' },
    entry(t('people.remove'), 'cross', 'remove'),
  ];
}
