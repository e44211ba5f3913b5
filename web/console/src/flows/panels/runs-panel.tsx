import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../../client/src/index.ts';
import { api } from '../../app/api.ts';
import { problemText } from '../../app/problem-text.ts';
import { Badge } from '../../design/badge.tsx';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { RelativeTime } from '../../design/relative-time.tsx';
import { Segmented } from '../../design/segmented.tsx';
import { Skeleton } from '../../design/spinner.tsx';
import { pathOf } from '../builder/overlay.ts';
import { useEditor } from '../builder/use-editor.ts';
import { findStep } from '../graph/entry.ts';
import { FiguresView } from './figures-view.tsx';
import { Trace } from './trace.tsx';

type Run = Answer<'get', '/v1/flows/{id}/runs'>['items'][number];

/** What the flow did: figures, the runs under way, and those that have ended. */
export function RunsPanel() {
  const { t } = useTranslation();
  const { entry } = useEditor();
  const [state, setState] = useState<'live' | 'ended'>('live');
  const [open, setOpen] = useState<string | null>(null);
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['flow-runs', entry.id, state],
    staleTime: 0,
    refetchInterval: 15_000,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor }) =>
      api.get('/v1/flows/{id}/runs', { path: { id: entry.id }, query: { state, limit: 20, cursor } }),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
  const runs = data?.pages.flatMap(({ items }) => items);
  return (
    <div className="flex flex-col gap-5">
      <FiguresView />
      <section className="flex flex-col gap-2">
        <h2 className="text-read font-strong">{t('flows.runs.title')}</h2>
        <Segmented
          label={t('flows.runs.title')}
          labelHidden
          segments={(['live', 'ended'] as const).map((value) => ({ value, label: t(`flows.runs.${value}`) }))}
          value={state}
          onChange={setState}
        />
        {error && <Banner tone="critical">{problemText(t, error)}</Banner>}
        {!runs && !error && <Skeleton className="h-16 w-full" />}
        {runs?.length === 0 && (
          <p className="text-ui text-muted">{t(state === 'live' ? 'flows.runs.emptyLive' : 'flows.runs.emptyEnded')}</p>
        )}
        <ul className="flex flex-col gap-1">
          {runs?.map((run) => (
            <RunLine
              key={run.id}
              run={run}
              isOpen={open === run.id}
              onOpen={() => setOpen(open === run.id ? null : run.id)}
            />
          ))}
        </ul>
        {hasNextPage && (
          <Button size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('flows.runs.more')}
          </Button>
        )}
      </section>
    </div>
  );
}

interface RunLineProps {
  readonly run: Run;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

function RunLine({ run, isOpen, onOpen }: RunLineProps) {
  const { t } = useTranslation();
  const { entry, say } = useEditor();
  const step = run.stepId === null ? undefined : findStep(entry, run.stepId);
  const stands = run.outcome === null ? t(`flows.runs.states.${run.state}`) : t(`flows.runs.outcomes.${run.outcome}`);
  const isWrong = run.outcome === 'fell_back' || run.lastCode !== null;
  return (
    <li className="rounded-control border border-line">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onOpen}
        className="lifts flex w-full cursor-default flex-wrap items-center gap-x-2 rounded-control px-2 py-1.5 text-start text-ui"
      >
        <Badge tone={run.outcome === null ? 'accent' : isWrong ? 'warning' : 'neutral'}>{stands}</Badge>
        <span className="min-w-0 flex-1 truncate">
          {step ? t('flows.runs.at', { step: say.step(step) }) : say.trigger(run.trigger)}
        </span>
        <RelativeTime at={run.startedAt} className="text-small text-muted" />
      </button>
      {isOpen && <RunDetails run={run} />}
    </li>
  );
}

function RunDetails({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const { overlay, setOverlay, say } = useEditor();
  const { data, error } = useQuery({
    queryKey: ['flow-run', run.id],
    staleTime: 0,
    queryFn: () => api.get('/v1/flow-runs/{id}', { path: { id: run.id } }),
  });
  const steps = data?.steps ?? [];
  return (
    <div className="flex flex-col gap-2 border-t border-line p-2">
      <p className="text-small text-muted">
        {say.trigger(run.trigger)} · {t('flows.runs.version', { version: run.version })} ·{' '}
        {run.conversationId === null ? (
          t('flows.runs.noConversation')
        ) : (
          <Link to="/inbox/$conversationId" params={{ conversationId: run.conversationId }}>
            {t('flows.runs.conversation')}
          </Link>
        )}
      </p>
      {error && <Banner tone="critical">{problemText(t, error)}</Banner>}
      <Trace
        steps={steps.map(({ number, at, ...step }) => ({
          ...step,
          key: number,
          after: Math.round((Date.parse(at) - Date.parse(run.startedAt)) / 1000),
        }))}
      />
      {steps.length > 0 && (
        <Button
          size="small"
          className="self-start"
          aria-pressed={overlay.kind === 'path'}
          onClick={() => setOverlay(overlay.kind === 'path' ? { kind: 'none' } : pathOf(steps))}
        >
          {overlay.kind === 'path' ? t('flows.runs.hide') : t('flows.runs.follow')}
        </Button>
      )}
    </div>
  );
}
