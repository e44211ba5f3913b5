import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageRow } from '../../../../client/src/index.ts';
import { Avatar } from '../../design/avatar.tsx';
import { classNames } from '../../design/class-names.ts';
import { Icon, type IconName } from '../../design/icon.tsx';
import { exactTime } from '../../design/relative-time.tsx';
import type { Names } from '../desk/use-desk.ts';
import { FileChip } from './file-chip.tsx';
import { useHappeningText } from './happening-text.ts';
import { MessageText } from './message-text.tsx';
import type { Happening, ThreadLine } from './thread-lines.ts';

export interface ThreadLineViewProps {
  readonly line: ThreadLine;
  readonly names: Names;
  readonly customer: string;
  readonly selfId: string;
}

/** One line of a thread. */
export const ThreadLineView = memo(function ThreadLineView({ line, ...rest }: ThreadLineViewProps) {
  switch (line.kind) {
    case 'day':
      return <DayLine at={line.at} />;
    case 'new':
      return <NewLine />;
    case 'happening':
      return <HappeningLine at={line.at} what={line.what} {...rest} />;
    case 'message':
      return <MessageLine message={line.message} begins={line.begins} {...rest} />;
  }
});

function DayLine({ at }: { readonly at: number }) {
  const { i18n } = useTranslation();
  const text = new Intl.DateTimeFormat(i18n.language, { weekday: 'long', day: 'numeric', month: 'long' }).format(at);
  return (
    <h3 className="my-4 flex items-center gap-3 text-small font-medium text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {text}
    </h3>
  );
}

function NewLine() {
  const { t } = useTranslation();
  return (
    <p
      data-new-messages
      className="my-3 flex items-center gap-3 text-small font-medium text-accent-ink before:h-px before:flex-1 before:bg-accent after:h-px after:flex-1 after:bg-accent"
    >
      {t('inbox.thread.new')}
    </p>
  );
}

const icons: Readonly<Record<Happening['kind'], IconName>> = {
  began: 'chat',
  taken: 'check',
  requested: 'transfer',
  offered: 'transfer',
  accepted: 'check',
  declined: 'cross',
  timed_out: 'clock',
  waiting: 'clock',
  admitted: 'queue',
  cancelled: 'cross',
  returned: 'undo',
  fell_back: 'queue',
  failed: 'warning',
  requeued: 'queue',
  closed: 'end',
  reopened: 'undo',
};

interface HappeningLineProps extends Omit<ThreadLineViewProps, 'line'> {
  readonly at: number;
  readonly what: Happening;
}

/** What happened to the conversation: quieter than what was said. */
function HappeningLine({ at, what, names, customer }: HappeningLineProps) {
  const text = useHappeningText(names, customer);
  const note = what.kind === 'requested' ? what.note : null;
  return (
    <div className="my-2 flex flex-col items-center gap-1.5 text-center">
      <p className="flex max-w-full items-center gap-1.5 text-small text-muted">
        <Icon name={icons[what.kind]} size={14} />
        <span className="min-w-0 text-balance">
          {text(what)} <TimeOf at={at} />
        </span>
      </p>
      {note !== null && note !== '' && (
        <p
          dir="auto"
          className="max-w-md rounded-control bg-note px-3 py-1.5 text-start text-ui whitespace-pre-wrap wrap-anywhere"
        >
          {note}
        </p>
      )}
    </div>
  );
}

interface MessageLineProps extends Omit<ThreadLineViewProps, 'line'> {
  readonly message: MessageRow;
  readonly begins: boolean;
}

/** A message: the customer's at the start, ours at the end, notes apart from both and across the whole width. */
function MessageLine({ message, begins, names, customer, selfId }: MessageLineProps) {
  const { direction } = message;
  const body = <MessageBody message={message} />;
  if (direction === 'note') {
    return (
      <div
        data-message={message.sequence}
        className={classNames('rounded-control bg-note px-3 py-2', begins ? 'mt-3' : 'mt-1')}
      >
        <MessageHead message={message} names={names} customer={customer} selfId={selfId} />
        {body}
      </div>
    );
  }
  const isOurs = direction === 'outbound';
  return (
    <div
      data-message={message.sequence}
      className={classNames('flex gap-2.5', isOurs && 'flex-row-reverse', begins ? 'mt-4' : 'mt-1')}
    >
      <span className="w-7 shrink-0">{begins && <Avatar name={names.actor(message.author, customer)} />}</span>
      <div className={classNames('flex max-w-[min(36rem,82%)] min-w-0 flex-col', isOurs ? 'items-end' : 'items-start')}>
        {begins ? (
          <MessageHead message={message} names={names} customer={customer} selfId={selfId} />
        ) : (
          <span className="sr-only">{names.actor(message.author, customer)}</span>
        )}
        <div
          title={undefined}
          className={classNames(
            'max-w-full rounded-sheet px-3 py-1.5',
            isOurs ? 'bg-accent-soft' : 'border border-line bg-raised',
            begins && (isOurs ? 'rounded-se-small' : 'rounded-ss-small'),
          )}
        >
          {body}
        </div>
      </div>
    </div>
  );
}

function MessageHead({ message, names, customer, selfId }: Omit<MessageLineProps, 'begins'>) {
  const { t } = useTranslation();
  const { author, direction, automatic } = message;
  const by = author.kind === 'agent' && author.id === selfId ? t('inbox.you') : names.actor(author, customer);
  return (
    <p className="mb-0.5 flex max-w-full items-center gap-1.5 text-small text-muted">
      {direction === 'note' && <Icon name="note" size={14} className="text-warning" />}
      <span dir="auto" className="min-w-0 truncate font-medium text-ink">
        {by}
      </span>
      {direction === 'note' && <span>{t('inbox.thread.note')}</span>}
      {automatic && direction === 'outbound' && <span>{t('inbox.thread.automatic')}</span>}
      <TimeOf at={message.at} />
    </p>
  );
}

function MessageBody({ message }: { readonly message: MessageRow }): ReactNode {
  return (
    <>
      {message.text !== '' && <MessageText text={message.text} />}
      {message.fileIds.length > 0 && (
        <div className="my-1 flex flex-wrap gap-1.5">
          {message.fileIds.map((id) => (
            <FileChip key={id} id={id} />
          ))}
        </div>
      )}
    </>
  );
}

/** The time of day; the rest is its title. */
function TimeOf({ at }: { readonly at: number }) {
  const { i18n } = useTranslation();
  const text = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'short' }).format(at);
  return (
    <time
      dir="auto"
      dateTime={new Date(at).toISOString()}
      title={exactTime(at, i18n.language)}
      className="shrink-0 text-small text-faint tabular-nums"
    >
      {text}
    </time>
  );
}
