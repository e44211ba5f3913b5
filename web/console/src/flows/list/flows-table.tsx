import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge } from '../../design/badge.tsx';
import { useLocale } from '../../words/languages.ts';
import { type Names, nameOf, noNames } from '../names.ts';
import type { FlowSummary } from '../queries.ts';
import { Say } from '../say.ts';

interface FlowsTableProps {
  readonly flows: readonly FlowSummary[];
  readonly names: Names | undefined;
}

/** A row for every flow. On a phone the columns that say less give way. */
export function FlowsTable({ flows, names = noNames }: FlowsTableProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const say = useMemo(() => new Say(t, locale, names), [t, locale, names]);
  const head = 'border-b border-line pe-4 pb-2 text-start text-small font-medium whitespace-nowrap text-muted';
  const cell = 'border-b border-line py-2.5 pe-4 align-middle';
  return (
    <table className="w-full border-separate border-spacing-0 text-ui">
      <thead>
        <tr>
          <th className={head}>{t('flows.name')}</th>
          <th className={`${head} max-wide:hidden`}>{t('flows.begins')}</th>
          <th className={head}>{t('flows.state')}</th>
          <th className={`${head} text-end! max-wide:hidden`}>{t('flows.running')}</th>
          <th className={`${head} pe-0! max-wide:hidden`}>{t('flows.figures.title')}</th>
        </tr>
      </thead>
      <tbody>
        {flows.map((flow) => (
          <tr key={flow.id}>
            <td className={`${cell} w-1/2 max-w-0`}>
              <Link
                to="/flows/$flowId"
                params={{ flowId: flow.id }}
                className="block min-h-6 truncate font-medium text-ink no-underline hover:underline"
              >
                {flow.name}
              </Link>
              <p className="truncate text-small text-muted">
                {flow.department === null ? t('flows.noDepartment') : nameOf(names, 'department', flow.department)}
              </p>
            </td>
            <td className={`${cell} w-1/2 max-wide:hidden`}>
              {flow.triggers.length === 0 ? (
                <span className="text-muted">{t('flows.byHand')}</span>
              ) : (
                flow.triggers.map((kind) => say.trigger(kind)).join(', ')
              )}
            </td>
            <td className={`${cell} whitespace-nowrap`}>
              <span className="flex flex-wrap gap-1">
                <Badge tone={flow.published ? 'positive' : 'neutral'}>
                  {t(`flows.states.${flow.published ? 'published' : flow.version === null ? 'draft' : 'stopped'}`)}
                </Badge>
                {flow.draft !== null && flow.version !== null && <Badge tone="accent">{t('flows.changed')}</Badge>}
              </span>
            </td>
            <td className={`${cell} text-end tabular-nums max-wide:hidden`}>{flow.running}</td>
            <td className={`${cell} pe-0! whitespace-nowrap max-wide:hidden`}>
              {flow.version !== null && <RowFigures figures={flow.figures} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a flow came to, in few words. */
function RowFigures({ figures }: Pick<FlowSummary, 'figures'>) {
  const { t } = useTranslation();
  return (
    <ul className="text-small text-muted tabular-nums">
      {(['fired', 'moved', 'savedByReply'] as const).map((name) => (
        <li key={name}>
          {t(`flows.figures.${name}`)}: {figures[name]}
        </li>
      ))}
    </ul>
  );
}
