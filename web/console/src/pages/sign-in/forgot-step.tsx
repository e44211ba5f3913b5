import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { FrontDoor } from '../../app/front-door.tsx';
import { useForm } from '../../app/use-form.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { Input } from '../../design/input.tsx';

interface ForgotStepProps {
  readonly email: string;
  readonly onEmail: (email: string) => void;
  /** Whether this server sends mail; without it only an administrator can help. */
  readonly mails: boolean;
  readonly onBack: () => void;
}

/** Asks for a link to choose a new password. The answer is the same whether anybody signs in by that address or not. */
export function ForgotStep({ email, onEmail, mails, onBack }: ForgotStepProps) {
  const { t } = useTranslation();
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm({ email: [] }, async () => {
    await api.post('/v1/password/forgot', { body: { email } });
    setSentTo(email);
  });
  const back = (
    <Button look="quiet" icon="back" className="-ms-3 self-start" onClick={onBack}>
      {t('signIn.toSignIn')}
    </Button>
  );
  if (sentTo !== null) {
    return (
      <FrontDoor title={t('signIn.forgotDoneTitle')} text={t('signIn.forgotDoneText', { email: sentTo })}>
        {back}
      </FrontDoor>
    );
  }
  if (!mails) {
    return (
      <FrontDoor title={t('signIn.forgotTitle')} text={t('signIn.forgotNoMail')}>
        {back}
      </FrontDoor>
    );
  }
  return (
    <FrontDoor title={t('signIn.forgotTitle')} text={t('signIn.forgotText')}>
      <form onSubmit={form.submit} className="flex flex-col gap-4" noValidate>
        {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
        <Input
          large
          label={t('signIn.email')}
          type="email"
          name="email"
          autoComplete="username"
          value={email}
          onChange={(event) => onEmail(event.target.value)}
          error={form.problem.fields.email}
        />
        <Button type="submit" look="primary" size="large" loading={form.sending}>
          {t('signIn.forgotSubmit')}
        </Button>
      </form>
      {back}
    </FrontDoor>
  );
}
