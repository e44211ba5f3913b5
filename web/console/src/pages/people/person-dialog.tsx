import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../../client/src/index.ts';
import { api } from '../../app/api.ts';
import { queries } from '../../app/session.ts';
import { useForm } from '../../app/use-form.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { CopyField } from '../../design/copy-field.tsx';
import { ConfirmDialog, Dialog } from '../../design/dialog.tsx';
import { Input } from '../../design/input.tsx';
import { dateAndTime } from '../../design/relative-time.tsx';
import { showToast } from '../../design/toast.tsx';
import { useLocale } from '../../words/languages.ts';
import { type Person, peopleQuery } from './people-query.ts';

/** What an administrator does about somebody's sign-in. */
export type PersonAction = 'invite' | 'reset' | 'remove';

type Link = Answer<'post', '/v1/agents/{id}/invitation'>;

interface PersonDialogProps {
  readonly person: Person;
  readonly action: PersonAction;
  readonly onClose: () => void;
}

/** Asks for what an action needs, does it, and shows the link that came of it. */
export function PersonDialog({ person, action, onClose }: PersonDialogProps) {
  const [link, setLink] = useState<Link | null>(null);
  const made = (answer: Link): void => {
    setLink(answer);
    void queries.invalidateQueries(peopleQuery);
  };
  if (link !== null) return <LinkDialog person={person} action={action} link={link} onClose={onClose} />;
  switch (action) {
    case 'invite':
      return <InviteDialog person={person} onClose={onClose} onLink={made} />;
    case 'reset':
      return <ResetDialog person={person} onClose={onClose} onLink={made} />;
    case 'remove':
      return <RemoveDialog person={person} onClose={onClose} />;
  }
}

interface StepProps {
  readonly person: Person;
  readonly onClose: () => void;
}

function InviteDialog({ person, onClose, onLink }: StepProps & { readonly onLink: (link: Link) => void }) {
  const { t } = useTranslation();
  const { name } = person;
  const [email, setEmail] = useState(person.email ?? '');
  const form = useForm({ email: ['already_member'] }, async () => {
    onLink(await api.post('/v1/agents/{id}/invitation', { path: { id: person.agentId }, body: { email } }));
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('people.inviteTitle', { name })}
      description={t('people.inviteText', { name })}
      onSubmit={form.submit}
      footer={
        <>
          <Button onClick={onClose}>{t('design.cancel')}</Button>
          <Button type="submit" look="primary" loading={form.sending}>
            {t('people.inviteSubmit')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
        <Input
          label={t('people.email')}
          type="email"
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          error={form.problem.fields.email}
        />
      </div>
    </Dialog>
  );
}

function ResetDialog({ person, onClose, onLink }: StepProps & { readonly onLink: (link: Link) => void }) {
  const { t } = useTranslation();
  const { name } = person;
  const form = useForm({}, async () => {
    onLink(await api.post('/v1/agents/{id}/password-reset', { path: { id: person.agentId } }));
  });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={t('people.resetTitle', { name })}
      description={t('people.resetText', { name })}
      action={t('people.resetSubmit')}
      loading={form.sending}
      onConfirm={form.submit}
    >
      {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
    </ConfirmDialog>
  );
}

function RemoveDialog({ person, onClose }: StepProps) {
  const { t } = useTranslation();
  const { name } = person;
  const form = useForm({}, async () => {
    await api.delete('/v1/agents/{id}/sign-in', { path: { id: person.agentId } });
    await queries.invalidateQueries(peopleQuery);
    showToast({ tone: 'positive', title: t('people.removed', { name }) });
    onClose();
  });
  return (
    <ConfirmDialog
      open
      critical
      onClose={onClose}
      title={t('people.removeTitle', { name })}
      description={t('people.removeText', { name })}
      action={t('people.removeSubmit')}
      loading={form.sending}
      onConfirm={form.submit}
    >
      {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
    </ConfirmDialog>
  );
}

/** The link, told once: whoever has it gets in, so it is shown here and nowhere else. */
function LinkDialog({ person, action, link, onClose }: StepProps & { action: PersonAction; link: Link }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { name } = person;
  const when = dateAndTime(Date.parse(link.expiresAt), locale);
  const what =
    action === 'invite' ? t('people.linkInviteText', { name, when }) : t('people.linkResetText', { name, when });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('people.linkTitle', { name })}
      description={what}
      footer={
        <Button look="primary" onClick={onClose}>
          {t('people.done')}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {link.url !== null && <CopyField label={t('people.link')} value={link.url} />}
        {link.mailed && (
          <Banner tone="accent" icon="mail">
            {link.url === null ? t('people.linkMailedOnly') : t('people.linkMailed')}
          </Banner>
        )}
      </div>
    </Dialog>
  );
}
