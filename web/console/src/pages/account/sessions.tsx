import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../../client/src/index.ts';
import { api } from '../../app/api.ts';
import { problemText } from '../../app/problem-text.ts';
import { queries } from '../../app/session.ts';
import { Badge } from '../../design/badge.tsx';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { Icon } from '../../design/icon.tsx';
import { dateAndTime } from '../../design/relative-time.tsx';
import { Skeleton } from '../../design/spinner.tsx';
import { showToast } from '../../design/toast.tsx';
import { useLocale } from '../../words/languages.ts';
import { readDevice } from './read-device.ts';
import { sessionsQuery } from './sessions-query.ts';

type SignedInAt = Answer<'get', '/v1/me/sessions'>['items'][number];

/** Every browser where one is signed in, each with the way to end it. */
export function Sessions() {
  const { t } = useTranslation();
  const { data, error } = useQuery(sessionsQuery);
  if (error) return <Banner tone="critical">{problemText(t, error)}</Banner>;
  if (!data) return <Skeleton className="h-12 w-full" />;
  return (
    <ul className="flex flex-col">
      {data.items.map((session) => (
        <SessionRow key={session.id} session={session} />
      ))}
    </ul>
  );
}

function SessionRow({ session }: { readonly session: SignedInAt }) {
  const { t } = useTranslation();
  const [ending, setEnding] = useState(false);
  const locale = useLocale();
  const device = useDeviceName(session.userAgent);
  const end = async (): Promise<void> => {
    setEnding(true);
    try {
      await api.delete('/v1/me/sessions/{id}', { path: { id: session.id } });
      await queries.invalidateQueries(sessionsQuery);
      showToast({ tone: 'positive', title: t('account.sessionEnded'), text: device });
    } catch (error) {
      showToast({ tone: 'critical', title: problemText(t, error) });
    } finally {
      setEnding(false);
    }
  };
  return (
    <li className="flex flex-wrap items-center gap-3 border-b border-line py-2.5 first:pt-0 last:border-0">
      <Icon name="device" className="text-muted" />
      <div className="min-w-40 flex-1">
        <p className="flex items-center gap-2 text-ui font-medium">
          <span className="truncate">{device}</span>
          {session.isCurrent && <Badge tone="positive">{t('account.thisDevice')}</Badge>}
        </p>
        <p className="text-small text-muted">
          {t('account.signedIn', { when: dateAndTime(Date.parse(session.createdAt), locale) })}
          {session.address && <span dir="ltr"> · {session.address}</span>}
        </p>
      </div>
      {!session.isCurrent && (
        <Button
          size="small"
          loading={ending}
          onClick={() => void end()}
          aria-label={t('account.endSessionOf', { device })}
        >
          {t('account.endSession')}
        </Button>
      )}
    </li>
  );
}

function useDeviceName(userAgent: string | null): string {
  const { t } = useTranslation();
  const { browser, system } = readDevice(userAgent);
  if (browser === null) return t('account.unknownDevice');
  return system === null ? browser : t('account.deviceOn', { browser, system });
}
