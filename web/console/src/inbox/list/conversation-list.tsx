import { type Ref, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Entry } from '../../../../client/src/index.ts';
import { EmptyState } from '../../design/empty-state.tsx';
import { Icon } from '../../design/icon.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { Menu } from '../../design/menu.tsx';
import { Skeleton } from '../../design/spinner.tsx';
import { Tabs } from '../../design/tabs.tsx';
import { VirtualList, type VirtualListHandle } from '../../design/virtual-list.tsx';
import { setAlertsOn, useAlertsOn } from '../alert-choice.ts';
import { useDesk, useIsLoaded, useNames, useReadVersion } from '../desk/use-desk.ts';
import { AbsenceNotice } from './absence-notice.tsx';
import { ConversationRow, rowHeight } from './conversation-row.tsx';
import { type AskedFor, countUnread, type Order, orders, type Tab, tabs } from './list-view.ts';
import { OfferCard } from './offer-card.tsx';

export interface ConversationListProps {
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly entries: readonly Entry[];
  readonly counts: Readonly<Record<Tab, number>>;
  readonly offers: readonly AskedFor[];
  readonly list: Ref<VirtualListHandle>;
}

/** The first region: what is offered, and the conversations of a tab. */
export function ConversationList(props: ConversationListProps) {
  const { tab, onTab, order, onOrder, entries, counts, offers, list } = props;
  const { t } = useTranslation();
  const { rows } = useDesk();
  const names = useNames();
  const shown = tabs.filter((each) => each !== 'all' || rows.viewer.readsAll);
  return (
    <>
      <header className="flex items-center gap-1 ps-3 pe-1.5 pt-2">
        <h1 className="flex-1 text-heading font-strong">{t('inbox.title')}</h1>
        <ListMenu order={order} onOrder={onOrder} />
      </header>
      <AbsenceNotice />
      <Tabs
        label={t('inbox.tabs.label')}
        value={tab}
        onChange={onTab}
        items={shown.map((value) => ({ value, label: t(`inbox.tabs.${value}`), count: counts[value] }))}
        className="flex min-h-0 flex-1 flex-col"
        listClassName="overflow-x-auto px-1.5"
        panelClassName="flex min-h-0 flex-1 flex-col"
      >
        {offers.length > 0 && (
          <section
            aria-label={t('inbox.offer.list', { count: offers.length })}
            className="max-h-[60%] shrink-0 overflow-y-auto"
          >
            {offers.map((asked, index) => (
              <OfferCard key={asked.offer.id} asked={asked} names={names} hasKeys={index === 0} />
            ))}
          </section>
        )}
        <TabRows tab={tab} entries={entries} list={list} />
      </Tabs>
    </>
  );
}

function TabRows({ tab, entries, list }: Pick<ConversationListProps, 'tab' | 'entries' | 'list'>) {
  const { t } = useTranslation();
  const { rows, readMarks, self } = useDesk();
  const isLoaded = useIsLoaded();
  const names = useNames();
  const version = useReadVersion();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was read is told by the version.
  const unreadOf = useMemo(
    () => (entry: Entry) => countUnread(entry, readMarks.get(entry.conversation.id), rows.viewer.agentId),
    [readMarks, rows, version],
  );
  if (!isLoaded) return <RowsToCome />;
  if (entries.length === 0) {
    return (
      <EmptyState
        icon={tab === 'waiting' ? 'queue' : 'inbox'}
        title={t(`inbox.empty.${tab}.title`)}
        text={t(`inbox.empty.${tab}.text`)}
      />
    );
  }
  return (
    <VirtualList
      ref={list}
      items={entries}
      keyOf={({ conversation }) => conversation.id}
      rowHeight={rowHeight}
      label={t(`inbox.tabs.${tab}`)}
      className="flex-1"
    >
      {(entry) => <ConversationRow entry={entry} unread={unreadOf(entry)} names={names} selfId={self.agentId} />}
    </VirtualList>
  );
}

/** The places of the rows that are on their way. */
function RowsToCome() {
  const { t } = useTranslation();
  return (
    <div role="status">
      <span className="sr-only">{t('design.loading')}</span>
      {[40, 56, 32, 48].map((width) => (
        <div key={width} className="flex gap-2.5 border-b border-line px-3 py-3" style={{ height: rowHeight }}>
          <Skeleton className="size-7 rounded-full" />
          <div className="flex-1 space-y-2">
            <Skeleton className="h-3.5 w-1/2" />
            <Skeleton className="h-3 w-5/6" />
          </div>
        </div>
      ))}
    </div>
  );
}

function ListMenu({ order, onOrder }: Pick<ConversationListProps, 'order' | 'onOrder'>) {
  const { t } = useTranslation();
  const alertsOn = useAlertsOn();
  return (
    <Menu
      trigger={<IconButton icon="filter" size="small" label={t('inbox.listMenu')} />}
      entries={[
        {
          kind: 'choices',
          label: t('inbox.order.label'),
          value: order,
          choices: orders.map((value) => ({
            value,
            label: t(`inbox.order.${value}`),
            icon: <Icon name={value === 'waiting' ? 'queue' : 'clock'} className="text-muted" />,
          })),
          onChange: (value) => onOrder(value as Order),
        },
        { kind: 'line' },
        {
          kind: 'toggle',
          label: t('inbox.alerts.sound'),
          icon: alertsOn ? 'bell' : 'bell-off',
          on: alertsOn,
          onChange: setAlertsOn,
        },
      ]}
    />
  );
}
