import { Avatar } from '../avatar.tsx';
import { CountBadge, Tag } from '../badge.tsx';
import { Button } from '../button.tsx';
import { serverNow } from '../clock.ts';
import { Countdown } from '../countdown.tsx';
import { EmptyState } from '../empty-state.tsx';
import { Regions } from '../regions.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { Skeleton, Spinner } from '../spinner.tsx';
import { VirtualList } from '../virtual-list.tsx';
import { PresenceSample } from './sample-choices.tsx';
import { Row, Specimen } from './specimen.tsx';

const names = [
  'Priya Raman',
  'Tomasz Wójcik',
  'Leïla Haddad',
  'Kofi Mensah',
  'Ana Sofía Ruiz',
  '田中 結衣',
  'محمد الأحمد',
  'Zoë',
];

/** People, labels and counts. */
export function People() {
  return (
    <Specimen
      title="People and labels"
      text="A face is initials on a tint of the name. Presence has a shape as well as a colour."
    >
      <Row label="avatars">
        {names.map((name) => (
          <Avatar key={name} name={name} size="large" />
        ))}
      </Row>
      <Row label="sizes">
        <Avatar name="Priya Raman" size="small" presence="online" />
        <Avatar name="Priya Raman" presence="away" />
        <Avatar name="Priya Raman" size="large" presence="offline" />
      </Row>
      <Row label="presence">
        <PresenceSample presence="online" />
        <PresenceSample presence="away" />
        <PresenceSample presence="offline" />
      </Row>
      <Row label="labels">
        <Tag>returns</Tag>
        <Tag onRemove={() => {}}>second parcel</Tag>
        <CountBadge count={3} label="3 unread" />
        <CountBadge count={128} label="128 unread" />
      </Row>
    </Specimen>
  );
}

const start = serverNow();

/** What has to do with time, and with waiting for it. */
export function Time() {
  const ago = (ms: number): string => new Date(start - ms).toISOString();
  const ahead = (ms: number): string => new Date(start + ms).toISOString();
  return (
    <Specimen title="Time" text="Times are short and stay true by themselves; the exact one is the title.">
      <Row label="ago">
        {[10_000, 4 * 60_000, 3 * 3_600_000, 2 * 86_400_000, 40 * 86_400_000, 400 * 86_400_000].map((ms) => (
          <RelativeTime key={ms} at={ago(ms)} className="text-ui text-muted" />
        ))}
      </Row>
      <Row label="deadlines">
        <Countdown label="Answer within" until={ahead(42_000)} totalMs={45_000} />
        <Countdown label="Answer within" until={ahead(600_000)} totalMs={900_000} />
        <Countdown label="Answer within" until={ahead(6_000)} totalMs={45_000} />
        <Countdown label="Answer within" until={ahead(30_000)} totalMs={45_000} shows="ring" />
      </Row>
      <Row label="on its way">
        <Spinner label="Loading" />
        <Spinner size={24} />
        <span className="flex w-48 flex-col gap-2">
          <Skeleton className="h-3 w-full" />
          <Skeleton className="h-3 w-2/3" />
        </span>
      </Row>
    </Specimen>
  );
}

const rows = Array.from({ length: 10_000 }, (_, index) => ({
  id: String(index),
  name: names[index % names.length] ?? '',
}));

/** Long lists, pages of several regions, and places where nothing is. */
export function Places() {
  return (
    <Specimen
      title="Places"
      text="Regions stand side by side, or one at a time on a phone. The list holds 10,000 rows."
    >
      <div className="flex h-96 overflow-hidden rounded-sheet border border-line">
        <Regions
          shows="list"
          list={{
            label: 'Conversations of the sample',
            content: (
              <VirtualList items={rows} keyOf={({ id }) => id} rowHeight={48} label="Ten thousand names">
                {({ id, name }) => (
                  <button
                    type="button"
                    className="lifts flex h-12 w-full items-center gap-3 border-b border-line px-4 text-start -outline-offset-2"
                  >
                    <Avatar name={name} size="small" />
                    <span className="flex-1 truncate text-ui">{name}</span>
                    <span className="text-small text-faint tabular-nums">{id}</span>
                  </button>
                )}
              </VirtualList>
            ),
          }}
          detail={{
            label: 'Detail of the sample',
            content: (
              <EmptyState
                className="flex-1"
                icon="inbox"
                title="Nothing is waiting for you"
                text="New conversations are offered here. Until then, have a look at what waits in Support."
                action={<Button>Show what waits</Button>}
              />
            ),
          }}
        />
      </div>
    </Specimen>
  );
}
