import { useNavigate } from '@tanstack/react-router';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Entry } from '../../../../client/src/index.ts';
import { useCommands } from '../../app/commands.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { classNames } from '../../design/class-names.ts';
import { isApple } from '../../design/platform.ts';
import { showToast } from '../../design/toast.tsx';
import type { DraftKind } from '../desk/drafts.ts';
import { useDesk, useDraft, useNames } from '../desk/use-desk.ts';
import { inboxProblemText } from '../refusal-text.ts';
import { AttachButton, AttachedFiles } from './attached-files.tsx';
import { KindTabs } from './kind-tabs.tsx';
import { UnsentReply } from './unsent-reply.tsx';
import { useAttachments } from './use-attachments.ts';

export interface ComposerProps {
  readonly entry: Entry;
  /** Whoever does not own the conversation writes notes only. */
  readonly mayReply: boolean;
  readonly customer: string;
}

/** Longer than any channel's longest message; the server says the same. */
const textLengthMax = 20_000;

/** Where one writes: to the customer, or a note for colleagues. What is not sent stays, as the writer's draft. */
export function Composer({ entry, mayReply, customer }: ComposerProps) {
  const { t } = useTranslation();
  const desk = useDesk();
  const names = useNames();
  const navigate = useNavigate();
  const { id, ownershipVersion } = entry.conversation;
  const [chosen, setChosen] = useState<DraftKind>('reply');
  const kind = mayReply ? chosen : 'note';
  const draft = useDraft(id);
  const text = draft[kind];
  const [error, setError] = useState<unknown>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const attachments = useAttachments(setError);
  const write = (next: string): void => desk.drafts.set(id, kind, next);
  const isEmpty = text.trim() === '';
  const isReady = !attachments.isUploading && text.length <= textLengthMax && !isEmpty;

  const send = async (): Promise<void> => {
    if (!isReady) return;
    const fileIds = attachments.files.flatMap(({ fileId }) => fileId ?? []);
    const taken = attachments.takeAll();
    setError(null);
    write('');
    try {
      await desk.outbox.send({
        conversationId: id,
        kind,
        text,
        fileIds,
        ownershipVersion: kind === 'reply' ? ownershipVersion : undefined,
      });
    } catch (thrown) {
      // Back where it was written, before what was begun since.
      const begun = desk.drafts.get(id)[kind];
      desk.drafts.set(id, kind, begun === '' ? text : `${text}\n\n${begun}`);
      attachments.putBack(taken);
      setError(thrown);
      if (!isShown.current) tellElsewhere(thrown);
    }
  };

  // The conversation may have gone to somebody else meanwhile, and this box with it.
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const tellElsewhere = (why: unknown): void => {
    showToast({
      tone: 'critical',
      title: t('inbox.compose.notSent', { name: customer }),
      text: `${inboxProblemText(t, names, why)} ${t('inbox.compose.kept')}`,
      durationMs: 0,
      action: {
        label: t('inbox.offer.look'),
        onSelect: () => void navigate({ to: '/inbox/$conversationId', params: { conversationId: id } }),
      },
    });
  };

  const focusOn = (next: DraftKind): void => {
    setChosen(next);
    field.current?.focus();
  };
  useCommands([
    {
      id: 'conversation.reply',
      group: 'conversation',
      title: t('inbox.compose.reply'),
      icon: 'reply',
      keys: 'r',
      enabled: mayReply,
      run: () => focusOn('reply'),
    },
    {
      id: 'conversation.note',
      group: 'conversation',
      title: t('inbox.compose.note'),
      icon: 'note',
      keys: 'n',
      run: () => focusOn('note'),
    },
  ]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (isApple ? event.metaKey : event.ctrlKey) && !event.nativeEvent.isComposing) {
      event.preventDefault();
      void send();
    }
    if (event.key === 'Escape') field.current?.blur();
  };
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    attachments.add(files);
  };
  return (
    <div className="px-4 pt-2.5 pb-3 wide:px-6">
      {error !== null && (
        <Banner
          tone="critical"
          className="mb-2"
          action={
            <Button size="small" onClick={() => setError(null)}>
              {t('inbox.compose.dismiss')}
            </Button>
          }
        >
          {inboxProblemText(t, names, error)} {t('inbox.compose.kept')}
        </Banner>
      )}
      {!mayReply && draft.reply.trim() !== '' && (
        <UnsentReply
          text={draft.reply}
          onMakeNote={() => {
            desk.drafts.set(id, 'note', draft.note === '' ? draft.reply : `${draft.note}\n\n${draft.reply}`);
            desk.drafts.set(id, 'reply', '');
            field.current?.focus();
          }}
        />
      )}
      <div
        className={classNames(
          'overflow-hidden rounded-sheet border border-line-strong has-[textarea:focus-visible]:border-focus',
          kind === 'note' ? 'bg-note' : 'bg-raised',
        )}
      >
        <KindTabs kind={kind} mayReply={mayReply} onChange={focusOn} />
        <textarea
          ref={field}
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          // An empty field would turn to the left, and its hint with it.
          dir={text === '' ? undefined : 'auto'}
          rows={2}
          aria-label={
            kind === 'note' ? t('inbox.compose.noteLabel') : t('inbox.compose.replyLabel', { name: customer })
          }
          placeholder={kind === 'note' ? t('inbox.compose.notePlaceholder') : t('inbox.compose.replyPlaceholder')}
          className="field-sizing-content block max-h-[38vh] min-h-14 w-full resize-none bg-transparent px-3 py-2 text-read text-ink outline-none placeholder:text-faint"
        />
        <AttachedFiles attachments={attachments} />
        <div className="flex items-center gap-2 px-1.5 pb-1.5">
          <AttachButton onFiles={attachments.add} />
          {text.length > textLengthMax && (
            <span role="status" className="text-small text-critical tabular-nums">
              {t('inbox.compose.tooLong', { count: text.length - textLengthMax })}
            </span>
          )}
          <span className="flex-1" />
          <Button
            look="primary"
            size="small"
            icon="send"
            keys="mod+enter"
            disabled={!isReady}
            onClick={() => void send()}
          >
            {kind === 'note' ? t('inbox.compose.addNote') : t('inbox.compose.send')}
          </Button>
        </div>
      </div>
    </div>
  );
}
