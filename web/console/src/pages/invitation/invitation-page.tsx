import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Answer, Problem } from '../../../../client/src/index.ts';
import { api } from '../../app/api.ts';
import { FrontDoor } from '../../app/front-door.tsx';
import { problemText } from '../../app/problem-text.ts';
import { meQuery } from '../../app/session.ts';
import { signOut } from '../../app/sign-out.ts';
import { useForm } from '../../app/use-form.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { Input, PasswordInput } from '../../design/input.tsx';
import { useGoOn } from '../sign-in/sign-in-page.tsx';

type Invitation = Answer<'get', '/v1/invitations/{token}'>;

interface InvitationProps {
  readonly token: string;
  readonly invitation: Invitation;
}

/** Behind a link of invitation: who invites whom, and what it takes to join. */
export function InvitationPage() {
  const { t } = useTranslation();
  const { token = '' } = useParams({ strict: false });
  const { data } = useSuspenseQuery({
    queryKey: ['invitation', token],
    // A link that is over is an answer like any other here; the rest of what can go wrong is the page's to tell.
    queryFn: () =>
      api.get('/v1/invitations/{token}', { path: { token } }).catch((error: unknown) => {
        if (error instanceof Problem && error.status < 500) return error;
        throw error;
      }),
  });
  const { data: me } = useSuspenseQuery(meQuery);
  if (data instanceof Problem) {
    return (
      <FrontDoor title={t('signIn.linkOver')} text={problemText(t, data)}>
        <Link to="/sign-in">{t('signIn.toSignIn')}</Link>
      </FrontDoor>
    );
  }
  if (me?.user && me.user.email !== data.email) return <OtherAddress organization={data.organizationName} />;
  if (data.hasUser) return <JoinAgain token={token} invitation={data} isSignedIn={Boolean(me?.user)} />;
  return <JoinFirst token={token} invitation={data} />;
}

/** Somebody who has no sign-in yet: a name and a password. */
function JoinFirst({ token, invitation }: InvitationProps) {
  const { t } = useTranslation();
  const goOn = useGoOn();
  const [name, setName] = useState(invitation.agentName);
  const [password, setPassword] = useState('');
  const form = useForm({ name: [], password: ['password_weak'] }, async () => {
    await api.post('/v1/invitations/{token}', { path: { token }, body: { name, password } });
    await goOn();
  });
  const { organizationName: organization, agentName: agent } = invitation;
  return (
    <FrontDoor
      title={t('signIn.invitationTitle', { organization })}
      text={t('signIn.invitationText', { organization, agent })}
    >
      <form onSubmit={form.submit} className="flex flex-col gap-4" noValidate>
        {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
        <Input large label={t('signIn.email')} name="email" autoComplete="username" value={invitation.email} readOnly />
        <Input
          large
          label={t('signIn.name')}
          name="name"
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={form.problem.fields.name}
        />
        <PasswordInput
          large
          label={t('signIn.password')}
          hint={t('signIn.passwordHint')}
          name="password"
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          error={form.problem.fields.password}
        />
        <Button type="submit" look="primary" size="large" loading={form.sending}>
          {t('signIn.invitationSubmit')}
        </Button>
      </form>
    </FrontDoor>
  );
}

/** Somebody who signs in here already: their session joins, nothing is asked twice. */
function JoinAgain({ token, invitation, isSignedIn }: InvitationProps & { readonly isSignedIn: boolean }) {
  const { t } = useTranslation();
  const goOn = useGoOn();
  const form = useForm({}, async () => {
    await api.post('/v1/invitations/{token}', { path: { token }, body: {} });
    await goOn();
  });
  const { organizationName: organization, agentName: agent, email } = invitation;
  return (
    <FrontDoor
      title={t('signIn.invitationTitle', { organization })}
      text={isSignedIn ? t('signIn.invitationText', { organization, agent }) : t('signIn.invitationHas', { email })}
    >
      {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
      {isSignedIn ? (
        <Button look="primary" size="large" loading={form.sending} onClick={() => form.submit()}>
          {t('signIn.invitationSubmit')}
        </Button>
      ) : (
        <Link to="/sign-in" search={{ next: `/invitation/${token}` }}>
          {t('signIn.invitationSignIn')}
        </Link>
      )}
    </FrontDoor>
  );
}

function OtherAddress({ organization }: { readonly organization: string }) {
  const { t } = useTranslation();
  return (
    <FrontDoor title={t('signIn.invitationTitle', { organization })} text={t('signIn.invitationOther')}>
      <Button size="large" onClick={() => void signOut()}>
        {t('shell.signOut')}
      </Button>
    </FrontDoor>
  );
}
