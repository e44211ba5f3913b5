import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WrapUpEntry } from '../../../../client/src/index.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { serverNow, useNow } from '../../design/clock.ts';
import { Countdown } from '../../design/countdown.tsx';
import { Icon } from '../../design/icon.tsx';
import { Textarea } from '../../design/input.tsx';
import { Select } from '../../design/select.tsx';
import { useDepartment, useDesk, useDraft, useNames, useRowsOf } from '../desk/use-desk.ts';
import { inboxProblemText } from '../refusal-text.ts';

/** What is still to be wrapped up, at the foot of the list: it waits there, and keeps nobody from the next conversation. */
export function WrapUps() {
  const { t } = useTranslation();
  const now = useNow('second');
  const all = useRowsOf('wrapUp') as readonly WrapUpEntry[];
  const open = all
    .filter(({ segment }) => (segment.wrapUpUntil ?? 0) > now)
    .toSorted((a, b) => (a.segment.wrapUpUntil ?? 0) - (b.segment.wrapUpUntil ?? 0));
  const [openId, setOpenId] = useState<string | null>(null);
  // The newest opens by itself, and then whoever looks at them chooses.
  const newest = open.at(-1)?.segment.id ?? null;
  useEffect(() => setOpenId(newest), [newest]);
  if (open.length === 0) return null;
  return (
    <section
      aria-label={t('inbox.wrapUp.label', { count: open.length })}
      className="max-h-[55%] shrink-0 overflow-y-auto border-t border-line bg-surface"
    >
      {open.map((wrapUp) => (
        <WrapUpCard
          key={wrapUp.segment.id}
          wrapUp={wrapUp}
          isOpen={wrapUp.segment.id === openId}
          onToggle={() => setOpenId(wrapUp.segment.id === openId ? null : wrapUp.segment.id)}
        />
      ))}
    </section>
  );
}

interface CardProps {
  readonly wrapUp: WrapUpEntry;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function WrapUpCard({ wrapUp: { segment, about }, isOpen, onToggle }: CardProps) {
  const { t } = useTranslation();
  const until = segment.wrapUpUntil ?? serverNow();
  const name = about.contact.name ?? t('inbox.unnamed');
  return (
    <article aria-label={t('inbox.wrapUp.of', { name })} className="border-b border-line last:border-b-0">
      <h3>
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={onToggle}
          className="control lifts flex h-10 w-full cursor-default items-center gap-2 px-3 text-start outline-offset-[-2px]"
        >
          <Icon name="tag" className="text-muted" />
          <span dir="auto" className="min-w-0 flex-1 truncate font-medium">
            {t('inbox.wrapUp.of', { name })}
          </span>
          <Countdown
            until={new Date(until).toISOString()}
            totalMs={until - (segment.endedAt ?? until)}
            label={t('inbox.wrapUp.left')}
          />
          <Icon name="chevron-down" size={14} className={isOpen ? 'rotate-180 text-muted' : 'text-muted'} />
        </button>
      </h3>
      {isOpen && <WrapUpForm segment={segment} />}
    </article>
  );
}

function WrapUpForm({ segment }: { readonly segment: WrapUpEntry['segment'] }) {
  const { t } = useTranslation();
  const { client } = useDesk();
  const names = useNames();
  const dispositions = useDepartment(segment.departmentId)?.dispositions ?? [];
  const [disposition, setDisposition] = useState<string | null>(segment.disposition);
  const [note, setNote] = useState('');
  const [isSaving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const done = async (): Promise<void> => {
    if (isSaving) return;
    setSaving(true);
    setError(null);
    try {
      await client.put('/v1/segments/{id}/wrap-up', {
        path: { id: segment.id },
        body: {
          end: true,
          ...(disposition === null ? {} : { disposition }),
          ...(note.trim() === '' ? {} : { note: note.trim() }),
        },
      });
    } catch (thrown) {
      setError(thrown);
      setSaving(false);
    }
  };
  return (
    <form
      className="flex flex-col gap-2.5 px-3 pb-3"
      onSubmit={(event) => {
        event.preventDefault();
        void done();
      }}
    >
      {dispositions.length > 0 && (
        <Select
          label={t('inbox.wrapUp.disposition')}
          placeholder={t('inbox.wrapUp.choose')}
          value={disposition}
          onChange={setDisposition}
          groups={[{ choices: dispositions.map(({ id, name }) => ({ value: id, label: name })) }]}
        />
      )}
      <Textarea
        label={t('inbox.wrapUp.note')}
        rows={2}
        dir="auto"
        maxLength={5000}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <LeftDraft conversationId={segment.conversationId} />
      {error !== null && <Banner tone="critical">{inboxProblemText(t, names, error)}</Banner>}
      <div className="flex justify-end">
        <Button type="submit" look="primary" size="small" loading={isSaving}>
          {t('inbox.wrapUp.done')}
        </Button>
      </div>
    </form>
  );
}

/** What one had begun to write when the conversation went: it is still there, and only here. */
function LeftDraft({ conversationId }: { readonly conversationId: string }) {
  const { t } = useTranslation();
  const draft = useDraft(conversationId).reply;
  if (draft.trim() === '') return null;
  return (
    <div className="rounded-control border border-line bg-sunken px-2.5 py-1.5">
      <p className="flex items-center gap-2 text-small text-muted">
        <span className="flex-1">{t('inbox.wrapUp.draft')}</span>
        <Button size="small" look="quiet" icon="copy" onClick={() => void navigator.clipboard.writeText(draft)}>
          {t('design.copy')}
        </Button>
      </p>
      <p dir="auto" className="line-clamp-3 text-small whitespace-pre-wrap">
        {draft}
      </p>
    </div>
  );
}
