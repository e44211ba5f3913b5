import { useNavigate, useParams } from '@tanstack/react-router';
import { type RefObject, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../app/commands.ts';
import { usePageTitle } from '../app/page-title.ts';
import { useSession } from '../app/session.ts';
import { EmptyState } from '../design/empty-state.tsx';
import { Regions } from '../design/regions.tsx';
import type { VirtualListHandle } from '../design/virtual-list.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { ContextPanel } from './context/context-panel.tsx';
import { ConversationView } from './conversation/conversation-view.tsx';
import { openDesk } from './desk/open-desk.ts';
import { DeskContext, useDesk, useEntries, useReadVersion, useRowsOf } from './desk/use-desk.ts';
import { ConversationList } from './list/conversation-list.tsx';
import { countTabs, countUnread, listConversations, type Order, offersTo, type Tab, tabs } from './list/list-view.ts';
import { useAside } from './use-aside.ts';
import { useLeaving } from './use-leaving.ts';
import { WrapUps } from './wrap-up/wrap-ups.tsx';

/** The inbox: what waits, one conversation, and what is known about it. */
export function InboxPage() {
  const session = useSession();
  const desk = openDesk(session);
  return (
    <DeskContext value={desk}>
      <Inbox />
    </DeskContext>
  );
}

function Inbox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const desk = useDesk();
  const { conversationId = null } = useParams({ strict: false }) as { conversationId?: string };
  const [tab, setTab] = useState<Tab>('mine');
  const [order, setOrder] = useState<Order>('waiting');
  const aside = useAside(conversationId !== null);
  const list = useRef<VirtualListHandle>(null);
  const entries = useEntries();
  const elsewhere = useRowsOf('offer');
  const { viewer } = desk.rows;
  const shown = useMemo(() => listConversations(entries, tab, order, viewer), [entries, tab, order, viewer]);
  const counts = useMemo(() => countTabs(entries, viewer), [entries, viewer]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: offers are of both kinds of rows.
  const offers = useMemo(() => offersTo(desk.rows, viewer), [desk.rows, viewer, entries, elsewhere]);
  const asked = offers.find(({ offer }) => offer.conversationId === conversationId);
  const go = (id: string | null): void =>
    void (id === null
      ? navigate({ to: '/inbox' })
      : navigate({ to: '/inbox/$conversationId', params: { conversationId: id } }));

  useTitle(offers.length);
  useLeaving({ conversationId, tab, order, go });
  useListCommands({ ids: shown.map(({ conversation }) => conversation.id), conversationId, go, setTab, list });
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <ConnectionBanner />
      <Regions
        shows={conversationId === null ? 'list' : aside.isOpen && aside.isAlone ? 'aside' : 'detail'}
        list={{
          label: t('inbox.regions.list'),
          content: (
            <>
              <ConversationList
                tab={tab}
                onTab={setTab}
                order={order}
                onOrder={setOrder}
                entries={shown}
                counts={counts}
                offers={offers}
                list={list}
              />
              <WrapUps />
            </>
          ),
        }}
        detail={{
          label: t('inbox.regions.detail'),
          content:
            conversationId === null ? (
              <EmptyState icon="inbox" title={t('inbox.noneOpen')} text={t('inbox.noneOpenText')} className="flex-1" />
            ) : (
              <ConversationView
                conversationId={conversationId}
                asked={asked}
                onBack={() => go(null)}
                isAsideOpen={aside.isOpen}
                onAside={aside.toggle}
              />
            ),
        }}
        aside={
          conversationId !== null && aside.isOpen
            ? {
                label: t('inbox.aside.title'),
                content: <ContextPanel conversationId={conversationId} onClose={aside.toggle} />,
              }
            : undefined
        }
      />
      {offers[0] !== undefined && <OfferKeys key={offers[0].offer.id} asked={offers[0]} />}
    </div>
  );
}

/** What waits for an answer stands in the browser's tab, for whoever looks elsewhere. */
function useTitle(offers: number): void {
  const { t } = useTranslation();
  const desk = useDesk();
  const entries = useEntries();
  useReadVersion();
  const { agentId } = desk.self;
  const unread = entries.filter(
    (entry) =>
      entry.conversation.owner?.kind === 'agent' &&
      entry.conversation.owner.id === agentId &&
      countUnread(entry, desk.readMarks.get(entry.conversation.id), agentId) > 0,
  ).length;
  const waiting = offers + unread;
  usePageTitle(waiting === 0 ? t('inbox.title') : t('inbox.titleWith', { count: waiting }));
}

interface ListCommands {
  readonly ids: readonly string[];
  readonly conversationId: string | null;
  readonly go: (id: string | null) => void;
  readonly setTab: (tab: Tab) => void;
  readonly list: RefObject<VirtualListHandle | null>;
}

/** Moving in the list, and from list to list. */
function useListCommands({ ids, conversationId, go, setTab, list }: ListCommands): void {
  const { t } = useTranslation();
  const { rows } = useDesk();
  const move = (by: 1 | -1): void => {
    const at = conversationId === null ? -1 : ids.indexOf(conversationId);
    const next = at < 0 ? (by === 1 ? 0 : ids.length - 1) : Math.min(Math.max(at + by, 0), ids.length - 1);
    const id = ids[next];
    if (id === undefined) return;
    list.current?.scrollToIndex(next);
    go(id);
  };
  useCommands([
    { id: 'list.next', group: 'list', title: t('inbox.keys.next'), keys: 'j', onlyByKey: true, run: () => move(1) },
    {
      id: 'list.previous',
      group: 'list',
      title: t('inbox.keys.previous'),
      keys: 'k',
      onlyByKey: true,
      run: () => move(-1),
    },
    ...tabs.map((tab, index) => ({
      id: `list.${tab}`,
      group: 'list' as const,
      title: t('inbox.keys.tab', { tab: t(`inbox.tabs.${tab}`) }),
      keys: String(index + 1),
      enabled: tab !== 'all' || rows.viewer.readsAll,
      run: () => setTab(tab),
    })),
  ]);
}

/** The keys that answer the first offer. */
function OfferKeys({ asked }: { readonly asked: ReturnType<typeof offersTo>[number] }) {
  const { t } = useTranslation();
  const name = asked.about.contact.name ?? t('inbox.unnamed');
  // The buttons of its card know what is under way, and show what is refused.
  const press = (button: 'accept' | 'decline'): void =>
    document.querySelector<HTMLElement>(`[data-${button}="${CSS.escape(asked.offer.id)}"]`)?.click();
  useCommands([
    {
      id: 'offer.accept',
      group: 'conversation',
      title: t('inbox.keys.accept', { name }),
      icon: 'check',
      keys: 'a',
      run: () => press('accept'),
    },
    {
      id: 'offer.decline',
      group: 'conversation',
      title: t('inbox.keys.decline', { name }),
      icon: 'cross',
      keys: 'x',
      run: () => press('decline'),
    },
  ]);
  return null;
}
