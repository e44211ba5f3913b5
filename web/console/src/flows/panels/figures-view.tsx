import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../../client/src/index.ts';
import { problemText } from '../../app/problem-text.ts';
import { Banner } from '../../design/banner.tsx';
import { Skeleton } from '../../design/spinner.tsx';
import { Switch } from '../../design/switch.tsx';
import { countsOf } from '../builder/overlay.ts';
import { useEditor } from '../builder/use-editor.ts';
import { figuresQuery } from '../queries.ts';

type Figures = Answer<'get', '/v1/flows/{id}/figures'>;
type Times = Figures['firstHumanReply']['before'];

const shown = ['fired', 'running', 'moved', 'savedByReply', 'noTarget', 'failed', 'fellBack'] as const;

/** What the flow came to in four weeks, and whether people answer sooner since it is there. */
export function FiguresView() {
  const { t } = useTranslation();
  const { entry, overlay, setOverlay } = useEditor();
  const { data, error } = useQuery({ ...figuresQuery(entry.id), staleTime: 0 });
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-read font-strong">{t('flows.figures.title')}</h2>
      {error && <Banner tone="critical">{problemText(t, error)}</Banner>}
      {!data && !error && <Skeleton className="h-24 w-full" />}
      {data && (
        <>
          <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-control border border-line bg-line">
            {shown.map((name) => (
              <div
                key={name}
                className="flex items-baseline justify-between gap-2 bg-surface px-2.5 py-1.5 last:col-span-2"
              >
                <dt className="text-small text-muted">{t(`flows.figures.${name}`)}</dt>
                <dd className="text-read font-strong tabular-nums">{data[name]}</dd>
              </div>
            ))}
          </dl>
          <FirstReply figures={data} />
          <Switch
            label={t('flows.figures.overlay')}
            on={overlay.kind === 'counts'}
            onChange={(on) => setOverlay(on ? countsOf(data.ports) : { kind: 'none' })}
          />
        </>
      )}
    </section>
  );
}

function FirstReply({ figures }: { readonly figures: Figures }) {
  const { t } = useTranslation();
  const { before, after } = figures.firstHumanReply;
  return (
    <div>
      <h3 className="text-ui font-medium">{t('flows.figures.firstReply')}</h3>
      <dl className="mt-1 grid grid-cols-2 gap-2 text-ui">
        <div>
          <dt className="text-small text-muted">{t('flows.figures.before')}</dt>
          <dd>
            <ReplyTimes times={before} />
          </dd>
        </div>
        <div>
          <dt className="text-small text-muted">{t('flows.figures.after')}</dt>
          <dd>
            <ReplyTimes times={after} />
          </dd>
        </div>
      </dl>
    </div>
  );
}

function ReplyTimes({ times }: { readonly times: Times }) {
  const { t } = useTranslation();
  const { say } = useEditor();
  if (times === null || times.medianSeconds === null)
    return <span className="text-muted">{t('flows.figures.noReplies')}</span>;
  const { medianSeconds, p90Seconds } = times;
  return (
    <>
      {t('flows.figures.median', { time: say.duration(rounded(medianSeconds)) })}
      {p90Seconds !== null && (
        <span className="block text-small text-muted">
          {t('flows.figures.p90', { time: say.duration(rounded(p90Seconds)) })}
        </span>
      )}
    </>
  );
}

/** To what one would say: whole minutes from five of them on, whole hours from five. */
function rounded(seconds: number): number {
  const unit = seconds >= 18_000 ? 3_600 : seconds >= 300 ? 60 : 1;
  return Math.round(seconds / unit) * unit;
}
