import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOwnPresence } from '../../app/presence.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { useDesk, useNames } from '../desk/use-desk.ts';
import { inboxProblemText } from '../refusal-text.ts';

/** Over the list while one is offline: why nothing comes, and the way to change it. Newcomers begin here. */
export function AbsenceNotice() {
  const { t } = useTranslation();
  const desk = useDesk();
  const names = useNames();
  const own = useOwnPresence();
  const [isChanging, setChanging] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (own?.presence !== 'offline') return null;
  const comeOnline = async (): Promise<void> => {
    setChanging(true);
    setError(null);
    try {
      await desk.setPresence({ presence: 'online' });
    } catch (thrown) {
      setError(thrown);
    } finally {
      setChanging(false);
    }
  };
  return (
    <Banner
      tone="accent"
      icon="inbox"
      title={t('inbox.absence.title')}
      className="mx-2 mt-2"
      action={
        <Button look="primary" size="small" loading={isChanging} onClick={() => void comeOnline()}>
          {t('inbox.absence.comeOnline')}
        </Button>
      }
    >
      {error === null ? t('inbox.absence.text') : inboxProblemText(t, names, error)}
    </Banner>
  );
}
