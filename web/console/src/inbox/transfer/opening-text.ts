import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { serverNow } from '../../design/clock.ts';

const weekMs = 7 * 24 * 3_600_000;

/** When something opens, as short as it can be said: `opens Mon 08:00`, with a date where it is more than a week off. */
export function useOpeningText(): (opensAt: string) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (opensAt) => {
      const at = Date.parse(opensAt);
      const time = { hour: '2-digit', minute: '2-digit' } as const;
      const isToday = new Date(at).toDateString() === new Date(serverNow()).toDateString();
      const day =
        at - serverNow() > weekMs ? ({ day: 'numeric', month: 'short' } as const) : ({ weekday: 'short' } as const);
      const when = new Intl.DateTimeFormat(i18n.language, isToday ? time : { ...day, ...time }).format(at);
      return t('inbox.transfer.opens', { when });
    },
    [t, i18n.language],
  );
}
