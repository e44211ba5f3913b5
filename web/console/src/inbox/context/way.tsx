import { useTranslation } from 'react-i18next';
import type { SegmentRow, ThreadState } from '../../../../client/src/index.ts';
import { Badge } from '../../design/badge.tsx';
import { exactTime } from '../../design/relative-time.tsx';
import { useDepartment, useNames } from '../desk/use-desk.ts';
import { durationText } from './duration-text.ts';
import { Part } from './part.tsx';

/** The way of a conversation: its departments, and in each who had it, how long, and how they ended. */
export function Way({ thread }: { readonly thread: ThreadState }) {
  const { t } = useTranslation();
  const names = useNames();
  const segments = [...thread.segments.values()].sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  if (segments.length === 0) return null;
  const tickets = [...thread.tickets.values()].sort((a, b) => a.openedAt - b.openedAt);
  return (
    <Part title={t('inbox.aside.way')}>
      <ol className="flex flex-col gap-3">
        {tickets.map((ticket) => (
          <li key={ticket.id}>
            <p className="flex items-center gap-2">
              <span className="min-w-0 flex-1 truncate font-medium">{names.department(ticket.departmentId)}</span>
              {ticket.state !== 'open' && <Badge>{t(`inbox.aside.states.${ticket.state}`)}</Badge>}
            </p>
            <ol className="mt-1 flex flex-col border-s border-line ps-3">
              {segments
                .filter(({ ticketId }) => ticketId === ticket.id)
                .map((segment) => (
                  <WayStretch key={segment.id} segment={segment} />
                ))}
            </ol>
          </li>
        ))}
      </ol>
    </Part>
  );
}

/** One owner's stretch: a press goes to where it begins in the thread. */
function WayStretch({ segment }: { readonly segment: SegmentRow }) {
  const { t, i18n } = useTranslation();
  const names = useNames();
  const dispositions = useDepartment(segment.departmentId)?.dispositions ?? [];
  const { startedAt, endedAt, owner } = segment;
  const time = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'short' }).format(startedAt);
  const disposition = dispositions.find(({ id }) => id === segment.disposition)?.name ?? segment.disposition;
  return (
    <li>
      <button
        type="button"
        title={exactTime(startedAt, i18n.language)}
        onClick={() => showTime(startedAt)}
        className="control lifts -mx-2 flex min-h-7 w-[calc(100%+1rem)] cursor-default items-baseline gap-2 rounded-control px-2 py-0.5 text-start pointer-coarse:min-h-11"
      >
        <span className="min-w-0 flex-1">
          <span className="block truncate">{names.owner(owner)}</span>
          {disposition !== null && disposition !== undefined && (
            <span className="block truncate text-small text-muted">{disposition}</span>
          )}
        </span>
        <span className="shrink-0 text-small text-muted tabular-nums">
          {time} · {endedAt === null ? t('inbox.aside.now') : durationText(endedAt - startedAt, i18n.language)}
        </span>
      </button>
    </li>
  );
}

/** Brings the first line at or after an instant into sight, as far as the thread has been read. */
function showTime(at: number): void {
  const lines = [...document.querySelectorAll<HTMLTimeElement>('[role="log"] time')];
  const line = lines.find(({ dateTime }) => Date.parse(dateTime) >= at);
  (line ?? lines.at(-1))?.scrollIntoView({ block: 'center' });
}
