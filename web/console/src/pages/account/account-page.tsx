import { useTranslation } from 'react-i18next';
import { Page, PageSection } from '../../app/page.tsx';
import { useSession } from '../../app/session.ts';
import { AppearanceChoices } from './appearance-choices.tsx';
import { PasswordForm } from './password-form.tsx';
import { SecondFactor } from './second-factor.tsx';
import { Sessions } from './sessions.tsx';

/** One's own sign-in, and how this browser shows the console. */
export function AccountPage() {
  const { t } = useTranslation();
  const { user } = useSession();
  return (
    <Page title={t('account.title')}>
      <PageSection title={t('account.you')} text={t('account.youHint')}>
        <AboutYou />
      </PageSection>
      <PageSection title={t('account.appearance')} text={t('account.appearanceText')}>
        <AppearanceChoices />
      </PageSection>
      <PageSection title={t('account.password')}>
        {user.hasPassword ? <PasswordForm /> : <p className="text-ui text-muted">{t('account.passwordNone')}</p>}
      </PageSection>
      {user.hasPassword && (
        <PageSection title={t('account.factor')} text={t('account.factorText')}>
          <SecondFactor />
        </PageSection>
      )}
      <PageSection title={t('account.sessions')}>
        <Sessions />
      </PageSection>
    </Page>
  );
}

function AboutYou() {
  const { t } = useTranslation();
  const { agent, user } = useSession();
  const rows = [
    [t('account.name'), agent.name],
    [t('account.email'), user.email],
    [t('account.role'), t(`shell.roles.${agent.role}`)],
    [t('account.departments'), agent.departments.map(({ name }) => name).join(', ') || t('account.noDepartments')],
  ];
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 text-ui">
      {rows.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-muted">{label}</dt>
          <dd className="break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
