import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { FrontDoor } from '../../app/front-door.tsx';
import { useForm } from '../../app/use-form.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { PasswordInput } from '../../design/input.tsx';
import { showToast } from '../../design/toast.tsx';

/** Behind a link that was mailed or given: a new password. */
export function ResetPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { token = '' } = useParams({ strict: false });
  const [password, setPassword] = useState('');
  const form = useForm({ password: ['password_weak'] }, async () => {
    await api.post('/v1/password/reset', { body: { token, password } });
    showToast({ tone: 'positive', title: t('signIn.resetDone') });
    await navigate({ to: '/sign-in' });
  });
  return (
    <FrontDoor title={t('signIn.resetTitle')} text={t('signIn.resetText')}>
      <form onSubmit={form.submit} className="flex flex-col gap-4" noValidate>
        {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
        <PasswordInput
          large
          label={t('signIn.newPassword')}
          hint={t('signIn.passwordHint')}
          name="password"
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={form.problem.fields.password}
        />
        <Button type="submit" look="primary" size="large" loading={form.sending}>
          {t('signIn.resetSubmit')}
        </Button>
      </form>
    </FrontDoor>
  );
}
