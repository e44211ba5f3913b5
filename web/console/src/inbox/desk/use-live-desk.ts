import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { provideOwnPresence } from '../../app/presence.ts';
import { problemText } from '../../app/problem-text.ts';
import { meQuery, queries, type Session } from '../../app/session.ts';
import { showToast } from '../../design/toast.tsx';
import { openDesk } from './open-desk.ts';

/** Opens the desk with the shell, on whatever page, and hands one's own presence to the rail. */
export function useLiveDesk(session: Session): void {
  const { t } = useTranslation();
  useEffect(() => {
    const desk = openDesk(session);
    const tell = (): void => {
      const { own, statuses } = desk;
      if (own === null) return provideOwnPresence(null);
      provideOwnPresence({
        presence: own.presence,
        status: own.status,
        statuses,
        change: (next) =>
          void desk.setPresence(next).catch((error) => showToast({ tone: 'warning', title: problemText(t, error) })),
      });
    };
    tell();
    const stop = desk.subscribe(tell);
    // Beginning anew may mean that somebody's rights are others: the pages are to know it too.
    const stopWatching = desk.onBegunAnew(() => void queries.invalidateQueries(meQuery));
    const stopListening = desk.onRestored(() =>
      showToast({
        id: 'presence.restored',
        tone: 'warning',
        title: t('shell.presenceRestored'),
        text: t('shell.presenceRestoredText'),
        durationMs: 0,
      }),
    );
    return () => {
      stop();
      stopWatching();
      stopListening();
      provideOwnPresence(null);
    };
  }, [session, t]);
}
