import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../app/api.ts';
import { FrontDoor } from '../../app/front-door.tsx';
import { useForm } from '../../app/use-form.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { Input } from '../../design/input.tsx';

interface CodeStepProps {
  readonly onSignedIn: () => Promise<void>;
  readonly onStartAgain: () => void;
}

/** The second factor: six digits of an app, or a backup code. Pasting and filling in by the browser work. */
export function CodeStep({ onSignedIn, onStartAgain }: CodeStepProps) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<'app' | 'backup'>('app');
  const [code, setCode] = useState('');
  const form = useForm({ code: ['code_wrong'] }, async () => {
    await api.post('/v1/sign-in/second-factor', { body: { code } });
    await onSignedIn();
  });
  const swap = (): void => {
    setKind(kind === 'app' ? 'backup' : 'app');
    setCode('');
    form.clear();
  };
  return (
    <FrontDoor title={t('signIn.codeTitle')} text={kind === 'app' ? t('signIn.codeText') : t('signIn.backupText')}>
      <form onSubmit={form.submit} className="flex flex-col gap-4" noValidate>
        {form.problem.whole && <Banner tone="critical">{form.problem.whole}</Banner>}
        <Input
          key={kind}
          large
          autoFocus
          label={kind === 'app' ? t('signIn.code') : t('signIn.backup')}
          name="code"
          dir="ltr"
          autoComplete="one-time-code"
          inputMode={kind === 'app' ? 'numeric' : 'text'}
          autoCapitalize="none"
          spellCheck={false}
          value={code}
          onChange={(event) => setCode(event.target.value)}
          error={form.problem.fields.code}
        />
        <Button type="submit" look="primary" size="large" loading={form.sending}>
          {t('signIn.codeSubmit')}
        </Button>
      </form>
      <div className="flex justify-between gap-4">
        <button type="button" onClick={swap} className="cursor-default text-ui text-accent-ink hover:underline">
          {kind === 'app' ? t('signIn.useBackup') : t('signIn.useApp')}
        </button>
        <button type="button" onClick={onStartAgain} className="cursor-default text-ui text-muted hover:underline">
          {t('signIn.startAgain')}
        </button>
      </div>
    </FrontDoor>
  );
}
