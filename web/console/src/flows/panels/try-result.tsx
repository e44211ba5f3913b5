import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../../client/src/index.ts';
import { useEditor } from '../builder/use-editor.ts';
import { clock, Trace } from './trace.tsx';

/** What would have come of it. */
export function TryResult({ result }: { readonly result: Answer<'post', '/v1/flows/dry-run'> }) {
  const { t } = useTranslation();
  const { say } = useEditor();
  const { outcome, owner, steps, happened, endedAtSeconds } = result;
  const outcomes = t('flows.runs.outcomes', { returnObjects: true }) as Readonly<Record<string, string>>;
  return (
    <div className="flex flex-col gap-3" role="status">
      <h3 className="text-ui font-strong">{t('flows.test.result')}</h3>
      <ul className="text-ui">
        <li>
          {outcome === null ? t('flows.test.open') : t('flows.test.outcome', { outcome: outcomes[outcome] ?? outcome })}
        </li>
        {owner !== null && <li>{t('flows.test.owner', { owner: say.name(owner.kind, owner.id) })}</li>}
        <li className="text-muted">{t('flows.test.ended', { time: clock(endedAtSeconds) })}</li>
      </ul>
      <h4 className="text-small font-medium text-muted">{t('flows.test.trace')}</h4>
      <Trace steps={steps.map(({ atSeconds, ...step }, key) => ({ ...step, key, after: atSeconds }))} />
      {happened.length > 0 && (
        <>
          <h4 className="text-small font-medium text-muted">{t('flows.test.happened')}</h4>
          <ol className="flex flex-col gap-0.5">
            {happened.map(({ atSeconds, kind, text, by }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: what happened has no name but its place.
              <li key={at} className="flex items-baseline gap-2 text-small">
                <span className="w-14 shrink-0 text-end text-muted tabular-nums">{clock(atSeconds)}</span>
                <span className="min-w-0">
                  <span className="text-muted">{happening(kind)}</span> {text}
                  {by !== null && <span className="text-muted"> · {by}</span>}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );

  function happening(kind: string): string {
    const words = t('flows.test.happenedWords', { returnObjects: true }) as Readonly<Record<string, string>>;
    return words[kind] ?? kind;
  }
}
