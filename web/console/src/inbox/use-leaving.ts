import { useEffect, useRef } from 'react';
import { useDesk, useEntries } from './desk/use-desk.ts';
import { isOwnedBy, listConversations, neighbourOf, type Order, type Tab } from './list/list-view.ts';

interface Leaving {
  readonly conversationId: string | null;
  readonly tab: Tab;
  readonly order: Order;
  readonly go: (id: string | null) => void;
}

/**
 * A conversation that one has open and no longer owns closes by itself: at the hand-over, and not before. The next of
 * one's own takes its place, and the focus goes there; whoever is writing somewhere else at that moment goes on writing.
 */
export function useLeaving({ conversationId, tab, order, go }: Leaving): void {
  const desk = useDesk();
  const entries = useEntries();
  const { viewer } = desk.rows;
  const before = useRef<{ id: string | null; ids: readonly string[] }>({ id: null, ids: [] });
  const moveFocus = useRef(false);
  const entry = entries.find(({ conversation }) => conversation.id === conversationId);
  const isMine = entry !== undefined && isOwnedBy(entry, viewer.agentId);
  useEffect(() => {
    const { id, ids } = before.current;
    const mine = listConversations(entries, 'mine', tab === 'mine' ? order : 'waiting', viewer);
    const left = id !== null && id === conversationId && !isMine;
    before.current = {
      id: isMine ? conversationId : null,
      ids: mine.map(({ conversation }) => conversation.id),
    };
    if (!left) return;
    const now = new Set(before.current.ids);
    moveFocus.current = isFocusInConversation();
    go(neighbourOf([...ids.filter((each) => each === id || now.has(each))], id));
  }, [entries, viewer, conversationId, isMine, tab, order, go]);
  useEffect(() => {
    if (!moveFocus.current) return;
    moveFocus.current = false;
    const head = conversationId === null ? '[role="tab"][aria-selected="true"]' : '[data-conversation-head]';
    document.querySelector<HTMLElement>(head)?.focus();
  }, [conversationId]);
}

/** Whether the focus was on what is going away, or nowhere. */
function isFocusInConversation(): boolean {
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body) return true;
  return document.querySelector('[data-conversation-head]')?.closest('section')?.contains(activeElement) === true;
}
