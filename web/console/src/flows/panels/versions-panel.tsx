import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../../client/src/index.ts';
import { api } from '../../app/api.ts';
import { problemText } from '../../app/problem-text.ts';
import { Badge } from '../../design/badge.tsx';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { RelativeTime } from '../../design/relative-time.tsx';
import { Skeleton } from '../../design/spinner.tsx';
import { showToast } from '../../design/toast.tsx';
import { DifferenceView } from '../builder/difference-view.tsx';
import { useEditor } from '../builder/use-editor.ts';
import { differenceOf, isEmpty } from '../graph/difference.ts';
import { readEntry } from '../graph/entry.ts';

type Version = Answer<'get', '/v1/flows/{id}/versions'>['items'][number];

/** Everything that was ever published of this flow, newest first. */
export function VersionsPanel() {
  const { t } = useTranslation();
  const { entry, published, isLive, say } = useEditor();
  const [chosen, setChosen] = useState<number | null>(null);
  const { data, error } = useQuery({
    queryKey: ['flow-versions', entry.id],
    staleTime: 0,
    enabled: published !== null,
    queryFn: async () => (await api.get('/v1/flows/{id}/versions', { path: { id: entry.id } })).items,
  });
  const newest = data?.[0]?.version;
  return (
    <section>
      <h2 className="text-read font-strong">{t('flows.versions.title')}</h2>
      {error && <Banner tone="critical">{problemText(t, error)}</Banner>}
      {published === null && <p className="mt-2 text-ui text-muted">{t('flows.versions.empty')}</p>}
      {published !== null && !data && !error && <Skeleton className="mt-2 h-10 w-full" />}
      <ul className="mt-2 flex flex-col gap-1">
        {data?.map(({ version, publishedAt, publishedBy }: Version) => (
          <li key={version}>
            <button
              type="button"
              data-version={version}
              onClick={() => setChosen(version)}
              className="lifts flex w-full cursor-default flex-wrap items-center gap-x-2 rounded-control px-2 py-1.5 text-start text-ui"
            >
              <span className="font-medium">{t('flows.versions.version', { version })}</span>
              {version === newest && isLive && <Badge tone="positive">{t('flows.versions.current')}</Badge>}
              <span className="flex-1" />
              <RelativeTime at={publishedAt} className="text-small text-muted" />
              <span className="w-full text-small text-muted">
                {t('flows.versions.by', { who: say.name(publishedBy.kind, publishedBy.id) })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {chosen !== null && <VersionDialog version={chosen} onClose={() => setChosen(null)} />}
    </section>
  );
}

/** One version: how it differs from what is being built, and the way to go back to it. */
function VersionDialog({ version, onClose }: { readonly version: number; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { entry, language, say, change, isReadOnly } = useEditor();
  const { data, error } = useQuery({
    queryKey: ['flow-version', entry.id, version],
    queryFn: () => api.get('/v1/flows/{id}/versions/{version}', { path: { id: entry.id, version: String(version) } }),
  });
  const was = data && readEntry(data.entry, entry.id, language);
  const difference = was && differenceOf(was, entry);
  const take = (): void => {
    if (was === undefined) return;
    change(was);
    onClose();
    showToast({ title: t('flows.versions.taken', { version }) });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('flows.versions.version', { version })}
      description={t('flows.versions.differences', { version })}
      footer={
        <>
          <Button onClick={onClose}>{t('flows.versions.close')}</Button>
          {!isReadOnly && (
            <Button look="primary" disabled={difference === undefined || isEmpty(difference)} onClick={take}>
              {t('flows.versions.take')}
            </Button>
          )}
        </>
      }
    >
      {error && <Banner tone="critical">{problemText(t, error)}</Banner>}
      {!data && !error && <Skeleton className="h-10 w-full" />}
      {difference && isEmpty(difference) && <p className="text-ui">{t('flows.versions.none')}</p>}
      {difference && <DifferenceView difference={difference} say={say} />}
    </Dialog>
  );
}
