import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Entry } from '../../../../client/src/index.ts';
import { Avatar } from '../../design/avatar.tsx';
import { CountBadge } from '../../design/badge.tsx';
import { classNames } from '../../design/class-names.ts';
import { Icon } from '../../design/icon.tsx';
import { RelativeTime } from '../../design/relative-time.tsx';
import { ChannelIcon } from '../channel-icon.tsx';
import { contactName } from '../contact-name.ts';
import { type Names, useDraft } from '../desk/use-desk.ts';
import { Deadline } from './deadline.tsx';
import { waitingSince } from './list-view.ts';

export interface ConversationRowProps {
  readonly entry: Entry;
  readonly unread: number;
  readonly names: Names;
  readonly selfId: string;
}

/** The height of a row in pixels: three lines and their air. */
export const rowHeight = 80;

/** A conversation in a list: who, what was said last, where it is, and how long they have waited. */
export const ConversationRow = memo(function ConversationRow(props: ConversationRowProps) {
  const { entry, unread, names, selfId } = props;
  const { conversation, transfer } = entry;
  const name = contactName(entry);
  const hasDraft = useDraft(conversation.id).reply !== '';
  const { t } = useTranslation();
  const owner = conversation.owner;
  const department = names.department(conversation.departmentId);
  const place = owner?.kind === 'agent' && owner.id !== selfId ? names.agent(owner.id) : null;
  return (
    <Link
      to="/inbox/$conversationId"
      params={{ conversationId: conversation.id }}
      data-conversation={conversation.id}
      activeProps={{ className: 'bg-selected' }}
      inactiveProps={{ className: 'lifts' }}
      style={{ height: rowHeight }}
      className="control relative flex cursor-default gap-2.5 border-b border-line px-3 py-2.5 text-ink no-underline outline-offset-[-2px]"
    >
      <Avatar name={name} className="mt-0.5" />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="flex items-baseline gap-2">
          <span
            dir="auto"
            className={classNames('min-w-0 flex-1 truncate', unread > 0 ? 'font-strong' : 'font-medium')}
          >
            {name}
          </span>
          <Wait entry={entry} />
        </span>
        <span className="flex items-center gap-2">
          <span className={classNames('flex min-w-0 flex-1 gap-1', unread > 0 ? 'text-ink' : 'text-muted')}>
            {hasDraft && <span className="shrink-0 font-medium text-accent-ink">{t('inbox.draft')}</span>}
            <PreviewText entry={entry} names={names} selfId={selfId} />
          </span>
          <CountBadge count={unread} label={t('inbox.unread', { count: unread })} />
        </span>
        <span className="mt-auto flex items-center gap-1.5 text-small text-muted">
          <ChannelIcon kind={conversation.channelKind} />
          <span className="min-w-0 truncate">
            {department}
            {owner?.kind === 'queue' && names.queue(owner.id) !== department && ` · ${names.queue(owner.id)}`}
            {place !== null && ` · ${place}`}
          </span>
          <span className="ms-auto flex shrink-0 items-center gap-1.5">
            {transfer !== null && (
              <span className="flex items-center gap-1 text-accent-ink">
                <Icon name="transfer" size={14} />
                <span className="sr-only">{t('inbox.row.transferring')}</span>
              </span>
            )}
            <Deadline entry={entry} />
          </span>
        </span>
      </span>
    </Link>
  );
});

/** Since when they have waited, or when something was last said. */
function Wait({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation();
  const since = waitingSince(entry);
  const at = since ?? entry.preview?.at ?? entry.conversation.openedAt;
  return (
    <span
      className={classNames(
        'flex shrink-0 items-center gap-1 text-small tabular-nums',
        since === null ? 'text-faint' : 'text-muted',
      )}
    >
      {since !== null && (
        <>
          <Icon name="clock" size={12} />
          <span className="sr-only">{t('inbox.row.waitsSince')}</span>
        </>
      )}
      <RelativeTime at={new Date(at).toISOString()} />
    </span>
  );
}

/** What was said last, and by whom where it was not the customer. */
function PreviewText({ entry, names, selfId }: Pick<ConversationRowProps, 'entry' | 'names' | 'selfId'>) {
  const { t } = useTranslation();
  const { preview } = entry;
  if (preview === null) return <span className="text-faint">{t('inbox.row.nothingSaid')}</span>;
  const text = preview.text.replace(/\s+/g, ' ').trim() || t('inbox.row.onlyFiles');
  const isOwn = preview.author.kind === 'agent' && preview.author.id === selfId;
  const by = isOwn ? t('inbox.you') : names.actor(preview.author, contactName(entry));
  return (
    <>
      {preview.direction === 'outbound' && (
        <span dir="auto" className="max-w-1/3 shrink-0 truncate">
          {t('inbox.row.by', { by })}
        </span>
      )}
      <span dir="auto" className="min-w-0 flex-1 truncate">
        {text}
      </span>
    </>
  );
}
