import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListedTarget } from './target-choices.ts';

type Wait = NonNullable<ListedTarget['wait']>;

const minute = 60;
/** From so many seconds on a wait is told in hours. */
const long = 7_200;

/** Between what the wait in a queue is likely to be, or why nothing can be said; empty where that stands beside it already. */
export function useWaitText(): (wait: Wait) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (wait) => {
      const { lowSeconds, highSeconds, basis, reason, accepts } = wait;
      if (lowSeconds === null || highSeconds === null)
        return reason === 'few_accepts'
          ? t('inbox.transfer.wait.fewAccepts', { count: accepts ?? 0 })
          : reason === 'nobody_online'
            ? t('inbox.transfer.wait.nobodyOnline')
            : '';
      const range = rangeText({ lowSeconds, highSeconds }, i18n.language);
      return basis === 'default' || basis === 'line' ? t('inbox.transfer.wait.little', { range }) : range;
    },
    [t, i18n.language],
  );
}

/** `2–4 min`, `up to` left out: below a minute is one. */
export function rangeText(
  { lowSeconds, highSeconds }: { readonly lowSeconds: number; readonly highSeconds: number },
  locale: string,
): string {
  const [unit, size] = highSeconds < long ? (['minute', minute] as const) : (['hour', 60 * minute] as const);
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' });
  const high = Math.max(1, Math.ceil(highSeconds / size));
  const low = Math.floor(lowSeconds / size);
  return low === high ? format.format(high) : format.formatRange(low, high);
}
