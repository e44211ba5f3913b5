import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../../client/src/index.ts';
import { api } from '../../app/api.ts';
import { meQuery, queries } from '../../app/session.ts';
import { type Form, useForm } from '../../app/use-form.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { CopyField } from '../../design/copy-field.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Input, PasswordInput } from '../../design/input.tsx';
import { showToast } from '../../design/toast.tsx';
import { QrCode } from './qr-code.tsx';

type Secret = Answer<'post', '/v1/me/second-factor'>;

/**
 * Setting up the second factor, in three steps: the password; the secret in an app, proved by a code; the backup codes.
 * It is on only after the code, and the codes come with the last step, when there is something to keep them for.
 */
export function SecondFactorDialog({ onClose }: { readonly onClose: () => void }) {
  const [secret, setSecret] = useState<Secret | null>(null);
  const [isOn, setOn] = useState(false);
  if (secret === null) return <PasswordStep onClose={onClose} onSecret={setSecret} />;
  if (!isOn) return <CodeStep secret={secret} onClose={onClose} onConfirmed={() => setOn(true)} />;
  return <BackupStep codes={secret.backupCodes} onClose={onClose} />;
}

interface StepProps {
  readonly onClose: () => void;
}

function Whole({ form }: { readonly form: Form<string> }) {
  return form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>;
}

function PasswordStep({ onClose, onSecret }: StepProps & { readonly onSecret: (secret: Secret) => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const form = useForm({ password: ['credentials_wrong'] }, async () => {
    onSecret(await api.post('/v1/me/second-factor', { body: { password } }));
  });
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={t('account.factorPasswordTitle')}
      description={t('account.factorPasswordText')}
      onSubmit={form.submit}
      footer={
        <Button type="submit" look="primary" loading={form.sending}>
          {t('account.next')}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Whole form={form} />
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

interface CodeStepProps extends StepProps {
  readonly secret: Secret;
  readonly onConfirmed: () => void;
}

function CodeStep({ secret, onClose, onConfirmed }: CodeStepProps) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const form = useForm({ code: ['code_wrong'] }, async () => {
    await api.post('/v1/me/second-factor/confirm', { body: { code } });
    onConfirmed();
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('account.scanTitle')}
      description={t('account.scanText')}
      onSubmit={form.submit}
      initialFocus={field}
      footer={
        <Button type="submit" look="primary" loading={form.sending}>
          {t('account.confirm')}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Whole form={form} />
        <div className="flex flex-col items-center gap-5 wide:flex-row wide:items-start">
          <QrCode text={secret.uri} label={t('account.qr', { secret: secret.secret })} />
          <div className="flex w-full min-w-0 flex-col gap-3">
            <CopyField label={t('account.secret')} value={secret.secret} />
            <a href={secret.uri} className="w-fit text-ui">
              {t('account.uri')}
            </a>
            <Input
              ref={field}
              label={t('account.codeFromApp')}
              name="code"
              dir="ltr"
              inputMode="numeric"
              autoComplete="one-time-code"
              value={code}
              onChange={(event) => setCode(event.target.value)}
              error={form.problem.fields.code}
            />
          </div>
        </div>
      </div>
    </Dialog>
  );
}

function BackupStep({ codes, onClose }: StepProps & { readonly codes: readonly string[] }) {
  const { t } = useTranslation();
  const finish = (): void => {
    showToast({ tone: 'positive', title: t('account.factorIsOn') });
    void queries.invalidateQueries({ ...meQuery, exact: true });
    onClose();
  };
  return (
    <Dialog
      open
      onClose={finish}
      title={t('account.backupTitle')}
      description={t('account.backupText')}
      footer={
        <Button look="primary" onClick={finish}>
          {t('account.backupKept')}
        </Button>
      }
    >
      <ul dir="ltr" className="mb-4 grid grid-cols-2 gap-x-6 gap-y-1 rounded-control bg-sunken p-3 font-mono text-read">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <CopyField label={t('account.backupCopy')} labelHidden value={codes.join(' ')} />
    </Dialog>
  );
}
