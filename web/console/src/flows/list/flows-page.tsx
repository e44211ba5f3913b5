import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../app/page.tsx';
import { problemText } from '../../app/problem-text.ts';
import { may, useSession } from '../../app/session.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { EmptyState } from '../../design/empty-state.tsx';
import { Input } from '../../design/input.tsx';
import { Skeleton } from '../../design/spinner.tsx';
import { flowsQuery, namesQuery } from '../queries.ts';
import { FlowsTable } from './flows-table.tsx';
import { NewFlowDialog } from './new-flow-dialog.tsx';

/** The organization’s flows: what they are called, when they begin, and how it stands with them. */
export function FlowsPage() {
  const { t } = useTranslation();
  const session = useSession();
  if (may(session, 'configuration.read')) return <Flows mayWrite={may(session, 'configuration.write')} />;
  return (
    <Page title={t('flows.title')}>
      <Banner tone="warning">{t('flows.notYours')}</Banner>
    </Page>
  );
}

function Flows({ mayWrite }: { readonly mayWrite: boolean }) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState('');
  const [isMaking, setMaking] = useState(false);
  const { data: flows, error } = useQuery(flowsQuery);
  const { data: names } = useQuery(namesQuery);
  const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const shown = (flows ?? []).filter(({ id, name }) => {
    const text = `${name} ${id}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
  const make = mayWrite && (
    <Button look="primary" icon="plus" onClick={() => setMaking(true)}>
      {t('flows.new')}
    </Button>
  );
  return (
    <Page
      title={t('flows.title')}
      detail={flows && t('flows.count', { count: flows.length })}
      actions={
        <div className="flex w-full flex-wrap items-center gap-2 wide:w-auto">
          <Input
            className="min-w-40 flex-1 wide:w-56 wide:flex-none"
            icon="search"
            label={t('flows.filter')}
            labelHidden
            placeholder={t('flows.filter')}
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
          {make}
        </div>
      }
    >
      {error && <Banner tone="critical">{problemText(t, error)}</Banner>}
      {!flows && !error && <Skeleton className="h-32 w-full" />}
      {flows?.length === 0 && (
        <EmptyState icon="flow" title={t('flows.emptyTitle')} text={t('flows.emptyText')} action={make} />
      )}
      {shown.length > 0 && <FlowsTable flows={shown} names={names} />}
      {flows && flows.length > 0 && shown.length === 0 && <EmptyState icon="search" title={t('flows.noneFound')} />}
      {isMaking && <NewFlowDialog flows={flows ?? []} names={names} onClose={() => setMaking(false)} />}
    </Page>
  );
}
