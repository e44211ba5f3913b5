import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../app/commands.ts';
import { Badge } from '../../design/badge.tsx';
import { Button } from '../../design/button.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { ChannelIcon } from '../channel-icon.tsx';
import { useDesk, useEntry, useNames, useThread } from '../desk/use-desk.ts';
import type { AskedFor } from '../list/list-view.ts';
import { channelName } from '../refusal-text.ts';
import { ThreadView } from '../thread/thread-view.tsx';
import { TransferDialog } from '../transfer/transfer-dialog.tsx';
import { TransferStrip } from '../transfer/transfer-strip.tsx';
import { Composer } from './composer.tsx';
import { EndDialog } from './end-dialog.tsx';
import { OfferBar } from './offer-bar.tsx';
import { type Standing, standingOf } from './standing.ts';
import { TakeBar } from './take-bar.tsx';
import { useContact } from './use-contact.ts';

export interface ConversationViewProps {
  readonly conversationId: string;
  /** The offer of it to oneself, while it stands. */
  readonly asked: AskedFor | undefined;
  readonly onBack: () => void;
  readonly isAsideOpen: boolean;
  readonly onAside: () => void;
}

/** The second region: one conversation, and what one may do with it. */
export function ConversationView(props: ConversationViewProps) {
  const { conversationId, asked } = props;
  const desk = useDesk();
  const entry = useEntry(conversationId);
  const thread = useThread(conversationId);
  const contact = useContact(entry?.contact.id ?? thread.conversation?.contactId);
  const { t } = useTranslation();
  const [over, setOver] = useState<'transfer' | 'end' | null>(null);
  const standing = standingOf(entry, thread.conversation, {
    self: desk.self,
    departments: desk.rows.viewer.departments,
  });
  const conversation = entry?.conversation ?? thread.conversation;
  const name =
    entry?.contact.name ?? contact?.name ?? asked?.about.contact.name ?? conversation?.threadKey ?? t('inbox.unnamed');
  const close = (): void => setOver(null);
  useConversationCommands(standing, props, setOver);
  return (
    <>
      <ConversationHead {...props} name={name} standing={standing} />
      <ThreadView conversationId={conversationId} customer={name} />
      {entry !== undefined && <TransferStrip entry={entry} />}
      {asked !== undefined && <OfferBar asked={asked} />}
      {asked === undefined && entry !== undefined && standing.with === 'self' && (
        <div className="flex flex-wrap items-center gap-2 border-t border-line px-4 pt-2.5 wide:px-6">
          <Button
            icon="transfer"
            keys="t"
            size="small"
            disabled={!standing.mayTransfer}
            aria-haspopup="dialog"
            onClick={() => setOver('transfer')}
          >
            {t('inbox.actions.transfer')}
          </Button>
          <Button
            icon="end"
            keys="e"
            size="small"
            disabled={!standing.mayEnd}
            aria-haspopup="dialog"
            onClick={() => setOver('end')}
          >
            {t('inbox.actions.end')}
          </Button>
        </div>
      )}
      {asked === undefined && entry !== undefined && standing.with !== 'self' && (
        <TakeBar entry={entry} standing={standing} />
      )}
      {entry !== undefined && (standing.mayReply || standing.mayNote) && (
        <Composer key={conversationId} entry={entry} mayReply={standing.mayReply} customer={name} />
      )}
      {entry === undefined && thread.status === 'ready' && asked === undefined && <ReadOnly standing={standing} />}
      {over === 'transfer' && entry !== undefined && <TransferDialog entry={entry} customer={name} onClose={close} />}
      {over === 'end' && entry !== undefined && <EndDialog entry={entry} customer={name} onClose={close} />}
    </>
  );
}

/** What keys and the palette do with the conversation that is open. */
function useConversationCommands(
  standing: Standing,
  { onAside }: ConversationViewProps,
  open: (what: 'transfer' | 'end') => void,
): void {
  const { t } = useTranslation();
  useCommands([
    {
      id: 'conversation.transfer',
      group: 'conversation',
      title: t('inbox.actions.transfer'),
      icon: 'transfer',
      keys: 't',
      enabled: standing.mayTransfer,
      run: () => open('transfer'),
    },
    {
      id: 'conversation.end',
      group: 'conversation',
      title: t('inbox.actions.end'),
      icon: 'end',
      keys: 'e',
      enabled: standing.mayEnd,
      run: () => open('end'),
    },
    {
      id: 'conversation.aside',
      group: 'conversation',
      title: t('inbox.aside.toggle'),
      icon: 'info',
      keys: 'i',
      run: onAside,
    },
  ]);
}

interface HeadProps extends ConversationViewProps {
  readonly name: string;
  readonly standing: Standing;
}

/** Whose conversation it is, on which channel, and who has it. */
function ConversationHead({ conversationId, name, standing, onBack, isAsideOpen, onAside }: HeadProps) {
  const { t } = useTranslation();
  const names = useNames();
  const entry = useEntry(conversationId);
  const thread = useThread(conversationId);
  const conversation = entry?.conversation ?? thread.conversation;
  const parts: string[] = [];
  if (conversation !== null) {
    parts.push(channelName(t, conversation.channelKind));
    if (conversation.departmentId !== '') parts.push(names.department(conversation.departmentId));
    if (conversation.owner !== null && standing.with !== 'self') parts.push(names.owner(conversation.owner));
  }
  return (
    <header className="flex items-center gap-2 border-b border-line px-3 py-2 wide:px-6">
      <IconButton icon="back" label={t('inbox.backToList')} onClick={onBack} className="wide:hidden" />
      <div className="min-w-0 flex-1">
        <h2 dir="auto" tabIndex={-1} data-conversation-head className="truncate text-heading font-strong outline-none">
          {name}
        </h2>
        <p className="flex items-center gap-1.5 text-small text-muted">
          {conversation !== null && <ChannelIcon kind={conversation.channelKind} />}
          <span className="min-w-0 truncate">{[...new Set(parts)].join(' · ')}</span>
        </p>
      </div>
      {standing.with === 'closed' && thread.status === 'ready' && <Badge icon="end">{t('inbox.closed')}</Badge>}
      <IconButton icon="info" label={t('inbox.aside.toggle')} keys="i" pressed={isAsideOpen} onClick={onAside} />
    </header>
  );
}

/** Below a conversation that can only be read: why. */
function ReadOnly({ standing }: { readonly standing: Standing }) {
  const { t } = useTranslation();
  return (
    <p className="border-t border-line bg-sunken px-4 py-3 text-center text-ui text-muted">
      {standing.with === 'closed' ? t('inbox.readOnly.closed') : t('inbox.readOnly.elsewhere')}
    </p>
  );
}
