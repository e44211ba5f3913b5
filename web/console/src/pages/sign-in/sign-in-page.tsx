import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FrontDoor } from '../../app/front-door.tsx';
import { meQuery, queries, safeNext } from '../../app/session.ts';
import { signOut } from '../../app/sign-out.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { CodeStep } from './code-step.tsx';
import { ForgotStep } from './forgot-step.tsx';
import { PasswordStep } from './password-step.tsx';
import { signInQuery } from './sign-in-query.ts';

/** The way in: address and password, then perhaps a code; or a link by mail. What was typed survives each step. */
export function SignInPage() {
  const { t } = useTranslation();
  const { data: state } = useSuspenseQuery(signInQuery);
  const { data: me } = useSuspenseQuery(meQuery);
  const [step, setStep] = useState<'password' | 'code' | 'forgot'>('password');
  const [email, setEmail] = useState('');
  const goOn = useGoOn();

  if (state.needsSetup) return <FrontDoor title={t('signIn.needsSetupTitle')} text={t('signIn.needsSetupText')} />;
  if (me?.user) return <NoPlace email={me.user.email} />;
  switch (step) {
    case 'forgot':
      return (
        <ForgotStep email={email} onEmail={setEmail} mails={state.mailsLinks} onBack={() => setStep('password')} />
      );
    case 'code':
      return <CodeStep onSignedIn={goOn} onStartAgain={() => setStep('password')} />;
    case 'password':
      return (
        <PasswordStep
          state={state}
          email={email}
          onEmail={setEmail}
          onSignedIn={goOn}
          onCode={() => setStep('code')}
          onForgot={() => setStep('forgot')}
        />
      );
  }
}

/** After signing in: to where one wanted to go. A person who belongs nowhere yet may still join; else they are told. */
export function useGoOn(): () => Promise<void> {
  const navigate = useNavigate();
  const { next } = useSearch({ strict: false });
  return async () => {
    const me = await queries.fetchQuery({ ...meQuery, staleTime: 0 });
    const href = safeNext(next);
    if (me?.agent || href.startsWith('/invitation/')) await navigate({ href });
  };
}

function NoPlace({ email }: { readonly email: string }) {
  const { t } = useTranslation();
  return (
    <FrontDoor title={t('signIn.noPlaceTitle')}>
      <Banner tone="warning">{t('signIn.noPlaceText', { email })}</Banner>
      <Button size="large" onClick={() => void signOut()}>
        {t('signIn.otherAddress')}
      </Button>
    </FrontDoor>
  );
}
