import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../client/src/index.ts';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { RelativeTime } from '../design/relative-time.tsx';
import { showToast } from '../design/toast.tsx';
import { openDesk } from '../inbox/desk/open-desk.ts';
import { api } from './api.ts';
import { problemText } from './problem-text.ts';
import { queries, useSession } from './session.ts';

type Alert = Answer<'get', '/v1/alerts'>['items'][number];

const alertsQuery = {
  queryKey: ['alerts'],
  staleTime: 0,
  queryFn: async () => (await api.get('/v1/alerts', { query: { limit: 20 } })).items,
};

/** What somebody must look at, above whatever page one is on, until one of those who were told says that they do. */
export function AlertsBanner() {
  const { t } = useTranslation();
  const { agent } = useSession();
  useLiveAlerts();
  const { data = [] } = useQuery(alertsQuery);
  const mine = data.filter(({ told }) => told.includes(agent.id));
  const [first, ...others] = mine;
  return (
    <div role="alert">
      {first !== undefined && (
        <section
          aria-label={t('alerts.label')}
          className="flex flex-wrap items-center gap-x-3 gap-y-1 bg-critical-soft px-4 py-2"
        >
          <Icon name="bell" className="text-critical" />
          <p className="min-w-40 flex-1 text-ui">
            <span className="font-strong">{t('alerts.title')}</span> {first.text}{' '}
            <RelativeTime at={first.raisedAt} className="text-small text-muted" />
            {others.length > 0 && (
              <span className="text-small text-muted"> {t('alerts.more', { count: others.length })}</span>
            )}
          </p>
          <AlertActions alert={first} />
        </section>
      )}
    </div>
  );
}

function AlertActions({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation();
  const seeTo = (): void => {
    api.post('/v1/alerts/{id}/acknowledge', { path: { id: alert.id } }).then(
      () => {
        showToast({ tone: 'positive', title: t('alerts.seen') });
        void queries.invalidateQueries(alertsQuery);
      },
      (error) => showToast({ tone: 'warning', title: problemText(t, error) }),
    );
  };
  return (
    <div className="flex items-center gap-3 text-ui">
      {alert.conversationId !== null && (
        <Link
          to="/inbox/$conversationId"
          params={{ conversationId: alert.conversationId }}
          className="inline-flex min-h-6 items-center"
        >
          {t('alerts.open')}
        </Link>
      )}
      <Button size="small" look="primary" onClick={seeTo}>
        {t('alerts.seeTo')}
      </Button>
    </div>
  );
}

/** Asks again whenever the stream tells of an alert, and after it began anew. */
function useLiveAlerts(): void {
  const session = useSession();
  useEffect(() => {
    const { rows } = openDesk(session);
    const again = (): void => void queries.invalidateQueries(alertsQuery);
    const stopHearing = rows.onEvent(({ kind }) => {
      if (kind.startsWith('alert.')) again();
    });
    const stopWatching = rows.onReplace(again);
    return () => {
      stopHearing();
      stopWatching();
    };
  }, [session]);
}
