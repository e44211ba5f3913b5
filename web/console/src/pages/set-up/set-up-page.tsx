import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { FrontDoor } from '../../app/front-door.tsx';
import { useForm } from '../../app/use-form.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { Input, PasswordInput } from '../../design/input.tsx';
import { useGoOn } from '../sign-in/sign-in-page.tsx';

const places = { organizationName: [], name: [], email: [], password: ['password_weak'] };
type Entry = keyof typeof places;

/** The first run: the organization and its first administrator, who is signed in with it. */
export function SetUpPage() {
  const { t } = useTranslation();
  const { token } = useSearch({ strict: false });
  const goOn = useGoOn();
  const [typed, setTyped] = useState({ organizationName: '', name: '', email: '', password: '' });
  const form = useForm(places, async () => {
    await api.post('/v1/sign-in/setup', { body: { ...typed, token: token ?? '' } });
    await goOn();
  });
  const bind = (name: Entry) => ({
    name,
    large: true,
    value: typed[name],
    error: form.problem.fields[name],
    onChange: (event: { target: { value: string } }) => setTyped({ ...typed, [name]: event.target.value }),
  });
  if (token === undefined) {
    return <FrontDoor title={t('signIn.setUpTitle')} text={t('signIn.setUpNoToken')} />;
  }
  return (
    <FrontDoor title={t('signIn.setUpTitle')} text={t('signIn.setUpText')}>
      <form onSubmit={form.submit} className="flex flex-col gap-4" noValidate>
        {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
        <Input
          {...bind('organizationName')}
          label={t('signIn.organization')}
          hint={t('signIn.organizationHint')}
          autoComplete="organization"
        />
        <Input {...bind('name')} label={t('signIn.name')} autoComplete="name" />
        <Input {...bind('email')} label={t('signIn.email')} type="email" autoComplete="username" spellCheck={false} />
        <PasswordInput
          {...bind('password')}
          label={t('signIn.password')}
          hint={t('signIn.passwordHint')}
          autoComplete="new-password"
        />
        <Button type="submit" look="primary" size="large" loading={form.sending}>
          {t('signIn.setUpSubmit')}
        </Button>
      </form>
    </FrontDoor>
  );
}
