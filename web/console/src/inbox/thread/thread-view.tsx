import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ThreadState } from '../../../../client/src/index.ts';
import { Button } from '../../design/button.tsx';
import { EmptyState } from '../../design/empty-state.tsx';
import { Icon } from '../../design/icon.tsx';
import { Spinner } from '../../design/spinner.tsx';
import { notYetShown, type Sending } from '../desk/outbox.ts';
import { useDesk, useEntry, useMarkAsRead, useNames, useSending, useThread } from '../desk/use-desk.ts';
import { MessageText } from './message-text.tsx';
import { ThreadLineView } from './thread-line-view.tsx';
import { linesOf } from './thread-lines.ts';

export interface ThreadViewProps {
  readonly conversationId: string;
  readonly customer: string;
}

/** Within so many pixels of its end somebody reads along, and is kept there. */
const endPx = 96;
/** So near to its beginning the page before is read. */
const beginningPx = 400;

/** What was said and what happened, the newest at the end; older pages come as one scrolls to them. */
export function ThreadView({ conversationId, customer }: ThreadViewProps) {
  const { t } = useTranslation();
  const desk = useDesk();
  const thread = useThread(conversationId);
  if (thread.status === 'absent') {
    return (
      <EmptyState icon="lock" title={t('inbox.thread.absent')} text={t('inbox.thread.absentText')} className="flex-1" />
    );
  }
  if (thread.status === 'failed') {
    return (
      <EmptyState
        icon="warning"
        title={t('inbox.thread.failed')}
        action={<Button onClick={() => void desk.thread(conversationId).read()}>{t('inbox.again')}</Button>}
        className="flex-1"
      />
    );
  }
  if (thread.status === 'loading') {
    return (
      <div className="flex flex-1 items-center justify-center text-muted">
        <Spinner size={20} label={t('design.loading')} />
      </div>
    );
  }
  return <ReadyThread key={conversationId} thread={thread} conversationId={conversationId} customer={customer} />;
}

function ReadyThread({ thread, conversationId, customer }: ThreadViewProps & { readonly thread: ThreadState }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const names = useNames();
  const { agentId: selfId } = desk.self;
  // What was read when the thread was opened: the mark stays where it is while one looks.
  const [readUpTo] = useState(() => desk.readMarks.get(conversationId) ?? null);
  const lines = useMemo(() => linesOf(thread, { readUpTo, selfId, dayOf }), [thread, readUpTo, selfId]);
  const sending = notYetShown(useSending(conversationId), thread.messages, selfId);
  const last = thread.messages.at(-1)?.sequence ?? 0;
  // What one may not see (a note of another department) is counted too, and nothing to wait for.
  useMarkAsRead(conversationId, Math.max(last, useEntry(conversationId)?.conversation.messageSequence ?? 0));
  useEffect(() => desk.outbox.settle(conversationId, thread.messages), [desk, conversationId, thread.messages]);
  const scroller = useRef<HTMLDivElement>(null);
  const { isAtEnd, toEnd, missed } = usePlaceKept(scroller, {
    first: thread.messages[0]?.sequence ?? 0,
    last: last + sending.length,
  });
  const older = useOlderPages(scroller, thread, () => desk.thread(conversationId).readOlder());
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        tabIndex={0}
        onScroll={older.look}
        aria-label={t('inbox.thread.label', { name: customer })}
        role="log"
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-4 pb-4 outline-offset-[-2px] [overflow-anchor:none] wide:px-6"
      >
        <div className="mx-auto max-w-3xl">
          {thread.hasOlder && (
            <div className="flex h-12 items-center justify-center">
              {older.failed ? (
                <Button size="small" onClick={older.again}>
                  {t('inbox.thread.olderAgain')}
                </Button>
              ) : (
                <Spinner label={t('inbox.thread.older')} />
              )}
            </div>
          )}
          {lines.map((line) => (
            <ThreadLineView key={line.key} line={line} names={names} customer={customer} selfId={selfId} />
          ))}
          {sending.map((each) => (
            <SendingLine key={each.key} sending={each} />
          ))}
        </div>
      </div>
      {!isAtEnd && (
        <div className="pointer-events-none absolute inset-x-0 bottom-2 flex justify-center">
          <Button size="small" onClick={toEnd} className="pointer-events-auto shadow-float">
            {missed ? t('inbox.thread.newBelow') : t('inbox.thread.toEnd')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** A message on its way. */
function SendingLine({ sending }: { readonly sending: Sending }) {
  const { t } = useTranslation();
  const look = sending.kind === 'note' ? 'bg-note' : 'bg-accent-soft ms-auto max-w-[min(36rem,82%)]';
  return (
    <div className={`mt-2 rounded-sheet px-3 py-1.5 ${look}`}>
      <MessageText text={sending.text} />
      <p role="status" className="flex items-center gap-1.5 text-small text-muted">
        <Icon name="clock" size={12} />
        {t('inbox.thread.sending')}
      </p>
    </div>
  );
}

function dayOf(at: number): string {
  return new Date(at).toDateString();
}

/**
 * Keeps the reader's place: at the end while they read along, at the same line when older ones come above it. At the
 * first showing it goes to where the new begins, else to the end.
 */
function usePlaceKept(
  scroller: RefObject<HTMLDivElement | null>,
  { first, last }: { readonly first: number; readonly last: number },
) {
  const [isAtEnd, setAtEnd] = useState(true);
  const [missed, setMissed] = useState(false);
  const before = useRef<{ first: number; last: number; height: number } | null>(null);
  const wasAtEnd = useRef(true);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const past = before.current;
    before.current = { first, last, height: element.scrollHeight };
    if (past === null) {
      const mark = element.querySelector('[data-new-messages]');
      if (mark === null) element.scrollTop = element.scrollHeight;
      else mark.scrollIntoView({ block: 'center' });
    } else if (first < past.first) element.scrollTop += element.scrollHeight - past.height;
    else if (last > past.last) {
      if (wasAtEnd.current) element.scrollTop = element.scrollHeight;
      else setMissed(true);
    }
  }, [scroller, first, last]);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = (): void => {
      const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < endPx;
      wasAtEnd.current = atEnd;
      setAtEnd(atEnd);
      if (atEnd) setMissed(false);
    };
    look();
    // What grows by itself (pictures, the composer below) must not push the end out of sight.
    const grown = new ResizeObserver(() => {
      if (wasAtEnd.current) element.scrollTop = element.scrollHeight;
      if (before.current !== null) before.current.height = element.scrollHeight;
      look();
    });
    grown.observe(element);
    if (element.firstElementChild !== null) grown.observe(element.firstElementChild);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      grown.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller]);
  const toEnd = (): void => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight, behavior: 'instant' });
    scroller.current?.focus();
  };
  return { isAtEnd, toEnd, missed };
}

/** Reads the page before when one comes near the beginning. One that fails is read again only when somebody asks. */
function useOlderPages(scroller: RefObject<HTMLDivElement | null>, thread: ThreadState, read: () => Promise<void>) {
  const [failed, setFailed] = useState(false);
  const again = (): void => {
    setFailed(false);
    read().catch(() => setFailed(true));
  };
  const look = (): void => {
    const element = scroller.current;
    if (element === null || failed || !thread.hasOlder || thread.isLoadingOlder) return;
    if (element.scrollTop < beginningPx) again();
  };
  // A page that does not fill the window has nothing to scroll: the next one comes by itself.
  useEffect(look);
  return { failed, again, look };
}
