import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Attributes, TicketRow } from '../../../../client/src/index.ts';
import { Avatar } from '../../design/avatar.tsx';
import { Tag } from '../../design/badge.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { RelativeTime } from '../../design/relative-time.tsx';
import { ChannelIcon } from '../channel-icon.tsx';
import { type ContactInfo, useContact } from '../conversation/use-contact.ts';
import { useDesk, useEntry, useNames, useThread } from '../desk/use-desk.ts';
import { channelName } from '../refusal-text.ts';
import { Part } from './part.tsx';
import { Way } from './way.tsx';

export interface ContextPanelProps {
  readonly conversationId: string;
  readonly onClose: () => void;
}

/** The third region: who the customer is, what they were asked, and the way of the conversation so far. */
export function ContextPanel({ conversationId, onClose }: ContextPanelProps) {
  const { t } = useTranslation();
  const entry = useEntry(conversationId);
  const thread = useThread(conversationId);
  const contactId = entry?.contact.id ?? thread.conversation?.contactId;
  const contact = useContact(contactId);
  const conversation = entry?.conversation ?? thread.conversation;
  const ticket =
    entry?.ticket ?? thread.tickets.get(conversation?.ticketId ?? '') ?? [...thread.tickets.values()].at(-1);
  return (
    <>
      <header className="flex items-center gap-2 border-b border-line py-2 ps-4 pe-2">
        <h2 className="flex-1 text-read font-strong">{t('inbox.aside.title')}</h2>
        <IconButton icon="cross" size="small" label={t('inbox.aside.close')} onClick={onClose} />
      </header>
      <div className="flex flex-col gap-5 px-4 py-4">
        <WhoTheyAre contact={contact} name={contact?.name ?? entry?.contact.name ?? conversation?.threadKey ?? ''} />
        {ticket !== undefined && <Answers ticket={ticket} />}
        {thread.status === 'ready' && <Way thread={thread} />}
        {contactId !== undefined && <Earlier contactId={contactId} conversationId={conversationId} />}
      </div>
    </>
  );
}

function WhoTheyAre({ contact, name }: { readonly contact: ContactInfo | undefined; readonly name: string }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t('inbox.aside.contact')}>
      <div className="flex items-center gap-3">
        <Avatar name={name} size="large" />
        <p dir="auto" className="min-w-0 text-read font-strong wrap-anywhere">
          {name}
        </p>
      </div>
      {contact !== undefined && (
        <ul className="mt-3 flex flex-col gap-1">
          {contact.addresses.map(({ channelKind, address }) => (
            <li key={`${channelKind} ${address}`} className="flex items-center gap-2 text-ui">
              <ChannelIcon kind={channelKind} />
              <span dir="auto" className="min-w-0 wrap-anywhere">
                {address}
              </span>
            </li>
          ))}
        </ul>
      )}
      {contact !== undefined && <Fields fields={contact.attributes} className="mt-3" />}
    </section>
  );
}

function Answers({ ticket }: { readonly ticket: TicketRow }) {
  const { t } = useTranslation();
  const hasForm = Object.keys(ticket.form ?? {}).length > 0;
  const hasAttributes = Object.keys(ticket.attributes ?? {}).length > 0;
  return (
    <>
      {hasForm && (
        <Part title={t('inbox.aside.form')}>
          <Fields fields={ticket.form} />
        </Part>
      )}
      {hasAttributes && (
        <Part title={t('inbox.aside.attributes')}>
          <Fields fields={ticket.attributes} />
        </Part>
      )}
      {(ticket.tags?.length ?? 0) > 0 && (
        <Part title={t('inbox.aside.tags')}>
          <div className="flex flex-wrap gap-1.5">
            {ticket.tags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </div>
        </Part>
      )}
    </>
  );
}

/** Names and values, as they were given. */
function Fields({ fields, className = '' }: { readonly fields: Attributes; readonly className?: string }) {
  const { t } = useTranslation();
  const entries = Object.entries(fields);
  if (entries.length === 0) return null;
  const text = (value: Attributes[string]): string =>
    typeof value === 'boolean' ? t(value ? 'inbox.aside.yes' : 'inbox.aside.no') : value === null ? '–' : String(value);
  return (
    <dl className={`grid grid-cols-[minmax(5rem,auto)_minmax(0,1fr)] gap-x-3 gap-y-1 text-ui ${className}`}>
      {entries.map(([name, value]) => (
        <div key={name} className="contents">
          <dt dir="auto" className="text-muted wrap-anywhere">
            {name}
          </dt>
          <dd dir="auto" className="wrap-anywhere whitespace-pre-wrap">
            {text(value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Other conversations of the same customer. */
function Earlier({ contactId, conversationId }: { readonly contactId: string; readonly conversationId: string }) {
  const { t } = useTranslation();
  const { client } = useDesk();
  const names = useNames();
  const { data } = useQuery({
    queryKey: ['conversations of', contactId],
    queryFn: () => client.get('/v1/conversations', { query: { contactId, limit: 20 } }),
  });
  const others = (data?.items ?? []).filter(({ id }) => id !== conversationId);
  if (others.length === 0) return null;
  return (
    <Part title={t('inbox.aside.earlier')}>
      <ul className="-mx-2 flex flex-col">
        {others.map(({ id, channelKind, departmentId, openedAt, status }) => (
          <li key={id}>
            <Link
              to="/inbox/$conversationId"
              params={{ conversationId: id }}
              className="control lifts flex min-h-8 items-center gap-2 rounded-control px-2 text-ink no-underline"
            >
              <ChannelIcon kind={channelKind} />
              <span className="min-w-0 flex-1 truncate">
                {departmentId === null ? channelName(t, channelKind) : names.department(departmentId)}
                {status === 'open' && ` · ${t('inbox.aside.open')}`}
              </span>
              <RelativeTime at={openedAt} className="text-small text-muted" />
            </Link>
          </li>
        ))}
      </ul>
    </Part>
  );
}
