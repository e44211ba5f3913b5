import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { FrontDoor } from '../../app/front-door.tsx';
import { keepReturnPath } from '../../app/return-path.ts';
import { useForm } from '../../app/use-form.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { Input, PasswordInput } from '../../design/input.tsx';
import { DemoPeople } from './demo-people.tsx';
import type { SignInState } from './sign-in-query.ts';

interface PasswordStepProps {
  readonly state: SignInState;
  readonly email: string;
  readonly onEmail: (email: string) => void;
  readonly onSignedIn: () => Promise<void>;
  /** A code is asked for. */
  readonly onCode: () => void;
  readonly onForgot: () => void;
}

/** Address and password; providers, and in a demo its people. */
export function PasswordStep({ state, email, onEmail, onSignedIn, onCode, onForgot }: PasswordStepProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const signIn = async (asEmail: string, byPassword: string): Promise<void> => {
    const { secondFactor } = await api.post('/v1/sign-in', { body: { email: asEmail, password: byPassword } });
    if (secondFactor) onCode();
    else await onSignedIn();
  };
  const form = useForm({ email: [], password: ['credentials_wrong'] }, () => signIn(email, password));
  const title = state.organizationName
    ? t('signIn.titleTo', { organization: state.organizationName })
    : t('signIn.title');
  return (
    <FrontDoor title={title}>
      <ProviderProblem />
      {state.demo && (
        <>
          <DemoPeople people={state.demo.people} signIn={signIn} />
          <Or />
        </>
      )}
      <form onSubmit={form.submit} className="flex flex-col gap-4" noValidate>
        {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
        <Input
          large
          label={t('signIn.email')}
          type="email"
          name="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={email}
          onChange={(event) => onEmail(event.target.value)}
          error={form.problem.fields.email}
        />
        <PasswordInput
          large
          label={t('signIn.password')}
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={form.problem.fields.password}
        />
        <Button type="submit" look="primary" size="large" loading={form.sending}>
          {t('signIn.submit')}
        </Button>
        <button
          type="button"
          onClick={onForgot}
          className="w-fit cursor-default text-ui text-accent-ink hover:underline"
        >
          {t('signIn.forgot')}
        </button>
      </form>
      <Providers providers={state.providers} />
    </FrontDoor>
  );
}

/** A provider sends back here with the code of what went wrong. */
function ProviderProblem() {
  const { t } = useTranslation();
  const { problem } = useSearch({ strict: false });
  if (problem === undefined) return null;
  const known = (['address_unknown', 'address_unverified', 'no_membership'] as const).find((code) => code === problem);
  return <Banner tone="critical">{t(`problems.${known ?? 'provider_failed'}`)}</Banner>;
}

function Or() {
  const { t } = useTranslation();
  return (
    <p className="flex items-center gap-3 py-1 text-small text-faint before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {t('signIn.or')}
    </p>
  );
}

function Providers({ providers }: Pick<SignInState, 'providers'>) {
  const { t } = useTranslation();
  const { next } = useSearch({ strict: false });
  if (providers.length === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      <Or />
      {providers.map(({ id, name }) => (
        <a
          key={id}
          href={`/v1/sign-in/oidc/${encodeURIComponent(id)}`}
          onClick={() => keepReturnPath(next)}
          className="control flex h-10 items-center justify-center gap-2 rounded-control border border-line bg-raised px-4 text-read font-medium text-ink no-underline shadow-low hover:border-line-strong/60"
        >
          {t('signIn.provider', { name })}
        </a>
      ))}
    </div>
  );
}
