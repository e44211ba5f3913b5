import { useInfiniteQuery } from '@tanstack/react-query';
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
import { filterPeople, type Person, peopleQuery } from './people-query.ts';
import { PeopleTable } from './people-table.tsx';
import { type PersonAction, PersonDialog } from './person-dialog.tsx';

/** The organization's agents and their sign-ins: who can get in, who is invited, and how to change that. */
export function PeoplePage() {
  const { t } = useTranslation();
  const allowed = may(useSession(), 'users.manage');
  if (allowed) return <People />;
  return (
    <Page title={t('people.title')}>
      <Banner tone="warning">{t('people.notYours')}</Banner>
    </Page>
  );
}

function People() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState('');
  const [chosen, setChosen] = useState<{ person: Person; action: PersonAction } | null>(null);
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(peopleQuery);
  const people = data?.pages.flatMap(({ items }) => items);
  const shown = filterPeople(people ?? [], filter);
  return (
    <Page
      title={t('people.title')}
      detail={people && !hasNextPage && t('people.count', { count: people.length })}
      actions={
        <Input
          className="w-full wide:w-64"
          icon="search"
          label={t('people.filter')}
          labelHidden
          placeholder={t('people.filter')}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      }
    >
      {error && <Banner tone="critical">{problemText(t, error)}</Banner>}
      {!people && !error && <PeopleOnTheirWay />}
      {people?.length === 0 && <EmptyState icon="people" title={t('people.emptyTitle')} text={t('people.emptyText')} />}
      {shown.length > 0 && <PeopleTable people={shown} onAction={(person, action) => setChosen({ person, action })} />}
      {people && people.length > 0 && shown.length === 0 && (
        <EmptyState icon="search" title={t('people.nobodyFound')} />
      )}
      {hasNextPage && (
        <Button className="mt-4" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('people.more')}
        </Button>
      )}
      {chosen && <PersonDialog {...chosen} onClose={() => setChosen(null)} />}
    </Page>
  );
}

function PeopleOnTheirWay() {
  return (
    <div className="flex flex-col gap-3 pt-2">
      {['w-3/4', 'w-2/3', 'w-4/5', 'w-1/2'].map((width) => (
        <div key={width} className="flex h-10 items-center gap-3">
          <Skeleton className="size-7 rounded-full" />
          <Skeleton className={`h-4 ${width}`} />
        </div>
      ))}
    </div>
  );
}
