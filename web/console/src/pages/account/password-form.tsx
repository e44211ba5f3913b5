import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { queries, useSession } from '../../app/session.ts';
import { useForm } from '../../app/use-form.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { PasswordInput } from '../../design/input.tsx';
import { showToast } from '../../design/toast.tsx';
import { sessionsQuery } from './sessions-query.ts';

/** Changes one's password, for which the present one is asked: a session alone is not enough. */
export function PasswordForm() {
  const { t } = useTranslation();
  const { user } = useSession();
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const form = useForm({ currentPassword: ['credentials_wrong'], newPassword: ['password_weak'] }, async () => {
    await api.put('/v1/me/password', { body: { currentPassword, newPassword } });
    setCurrent('');
    setNew('');
    showToast({ tone: 'positive', title: t('account.changed'), text: t('account.changedText') });
    await queries.invalidateQueries(sessionsQuery);
  });
  return (
    <form onSubmit={form.submit} className="flex max-w-sm flex-col gap-4" noValidate>
      {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
      {/* Password stores look for the name that a password belongs to. */}
      <input type="hidden" name="username" autoComplete="username" value={user.email} readOnly />
      <PasswordInput
        label={t('account.currentPassword')}
        name="current-password"
        autoComplete="current-password"
        value={currentPassword}
        onChange={(event) => setCurrent(event.target.value)}
        error={form.problem.fields.currentPassword}
      />
      <PasswordInput
        label={t('account.newPassword')}
        hint={t('signIn.passwordHint')}
        name="new-password"
        autoComplete="new-password"
        value={newPassword}
        onChange={(event) => setNew(event.target.value)}
        error={form.problem.fields.newPassword}
      />
      <Button type="submit" className="self-start" loading={form.sending}>
        {t('account.changePassword')}
      </Button>
    </form>
  );
}
