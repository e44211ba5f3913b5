import { useTranslation } from 'react-i18next';
import type { Entry } from '../../../../client/src/index.ts';
import { classNames } from '../../design/class-names.ts';
import { useNow } from '../../design/clock.ts';
import { clockText } from '../../design/countdown.tsx';
import { deadlineOf } from './list-view.ts';

const hourMs = 3_600_000;
const soonMs = 60_000;

/** What is left until something runs out, where that is less than an hour. */
export function Deadline({ entry }: { readonly entry: Entry }) {
  const deadline = deadlineOf(entry);
  return deadline === null ? null : <Left until={deadline} />;
}

function Left({ until }: { readonly until: number }) {
  const { t } = useTranslation();
  const left = until - useNow('second');
  if (left <= 0 || left > hourMs) return null;
  return (
    <span dir="ltr" className={classNames('tabular-nums', left < soonMs ? 'font-medium text-warning' : 'text-muted')}>
      <span className="sr-only">{t('inbox.row.left')}</span>
      {clockText(left)}
    </span>
  );
}
