import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { meQuery, queries, useSession } from '../../app/session.ts';
import { useForm } from '../../app/use-form.ts';
import { Badge } from '../../design/badge.tsx';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { PasswordInput } from '../../design/input.tsx';
import { showToast } from '../../design/toast.tsx';
import { SecondFactorDialog } from './second-factor-dialog.tsx';

/** Whether a second factor is asked for, and how to change that. */
export function SecondFactor() {
  const { t } = useTranslation();
  const { user } = useSession();
  const [open, setOpen] = useState<'set-up' | 'take-off' | null>(null);
  return (
    <div className="flex items-center gap-4">
      <Badge tone={user.secondFactor ? 'positive' : 'neutral'} icon={user.secondFactor ? 'lock' : undefined}>
        {user.secondFactor ? t('account.factorOn') : t('account.factorOff')}
      </Badge>
      {user.secondFactor ? (
        <Button onClick={() => setOpen('take-off')}>{t('account.factorTakeOff')}</Button>
      ) : (
        <Button onClick={() => setOpen('set-up')}>{t('account.factorSetUp')}</Button>
      )}
      {/* Each opening begins anew: a secret that was shown once is not shown again. */}
      {open === 'set-up' && <SecondFactorDialog onClose={() => setOpen(null)} />}
      {open === 'take-off' && <TakeOffDialog onClose={() => setOpen(null)} />}
    </div>
  );
}

function TakeOffDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const form = useForm({ password: ['credentials_wrong'] }, async () => {
    await api.delete('/v1/me/second-factor', { body: { password } });
    await queries.invalidateQueries({ ...meQuery, exact: true });
    showToast({ tone: 'warning', title: t('account.factorTakenOff') });
    onClose();
  });
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={t('account.factorTakeOffTitle')}
      description={t('account.factorTakeOffText')}
      onSubmit={form.submit}
      footer={
        <>
          <Button onClick={onClose}>{t('design.cancel')}</Button>
          <Button type="submit" look="critical" loading={form.sending}>
            {t('account.factorTakeOff')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
        <PasswordInput
          label={t('account.currentPassword')}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={form.problem.fields.password}
        />
      </div>
    </Dialog>
  );
}
