import { useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useSession } from '../app/session.ts';
import { openDesk } from './desk/open-desk.ts';
import { DeskContext, useDesk, useEntries, useNames, useRowsOf } from './desk/use-desk.ts';
import { useLiveDesk } from './desk/use-live-desk.ts';
import { offersTo } from './list/list-view.ts';
import { useNews } from './use-news.ts';

/** Shows nothing: opens the desk with the shell, and tells of what must not be missed, on whatever page one is. */
export function InboxNews() {
  const session = useSession();
  useLiveDesk(session);
  return (
    <DeskContext value={openDesk(session)}>
      <News />
    </DeskContext>
  );
}

function News() {
  const { rows } = useDesk();
  const { conversationId = null } = useParams({ strict: false }) as { conversationId?: string };
  const entries = useEntries();
  const elsewhere = useRowsOf('offer');
  // biome-ignore lint/correctness/useExhaustiveDependencies: offers are of both kinds of rows.
  const offers = useMemo(() => offersTo(rows, rows.viewer), [rows, entries, elsewhere]);
  useNews(offers, useNames(), conversationId);
  return null;
}
