import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Answer, type Entry, Problem, type Target } from '../../../../client/src/index.ts';
import { Banner } from '../../design/banner.tsx';
import { Button } from '../../design/button.tsx';
import { EmptyState } from '../../design/empty-state.tsx';
import { Icon } from '../../design/icon.tsx';
import { Input, Textarea } from '../../design/input.tsx';
import type { DepartmentInfo } from '../desk/directory.ts';
import { useDesk, useDraft, useNames } from '../desk/use-desk.ts';
import { inboxProblemText, reasonText } from '../refusal-text.ts';
import { DetourChoice } from './detour-choice.tsx';
import { useOpeningText } from './opening-text.ts';
import type { Detour, Refusal, TargetChoice } from './target-choices.ts';

export interface TargetDetailsProps {
  readonly entry: Entry;
  readonly chosen: TargetChoice | null;
  readonly settings: DepartmentInfo['settings'] | undefined;
  readonly note: string;
  readonly onNote: (note: string) => void;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly detour: Detour | null;
  readonly onDetour: (detour: Detour) => void;
  /** Why the last attempt was refused. */
  readonly error: unknown;
  readonly onChooseTarget: (target: Target) => void;
}

/** What will happen, and what goes along. For a target that is blocked: why, and what would be possible. */
export function TargetDetails(props: TargetDetailsProps) {
  const { chosen, error, onChooseTarget } = props;
  const { t } = useTranslation();
  if (chosen === null) {
    return (
      <EmptyState
        icon="transfer"
        title={t('inbox.transfer.choose')}
        text={t('inbox.transfer.chooseText')}
        className="h-full max-wide:hidden"
      />
    );
  }
  return (
    <div className="flex flex-col gap-3">
      {error !== null && <RefusedNow error={error} onChooseTarget={onChooseTarget} />}
      {chosen.state === 'blocked' ? (
        <Blocked entry={props.entry} chosen={chosen} onChooseTarget={onChooseTarget} />
      ) : (
        <Possible {...props} chosen={chosen} />
      )}
    </div>
  );
}

/** The server said no at the last moment. Everything that was filled in is still there. */
function RefusedNow({ error, onChooseTarget }: Pick<TargetDetailsProps, 'error' | 'onChooseTarget'>) {
  const { t } = useTranslation();
  const names = useNames();
  const alternatives = error instanceof Problem ? (error.body.alternatives ?? []) : [];
  return (
    <Banner tone="critical">
      {inboxProblemText(t, names, error)}
      <Alternatives alternatives={alternatives as readonly Target[]} onChooseTarget={onChooseTarget} />
    </Banner>
  );
}

function Alternatives(props: {
  readonly alternatives: readonly Target[];
  readonly onChooseTarget: (target: Target) => void;
}) {
  const { t } = useTranslation();
  const names = useNames();
  if (props.alternatives.length === 0) return null;
  return (
    <div className="mt-2 flex flex-wrap items-center gap-1.5">
      <span className="text-muted">{t('inbox.transfer.instead')}</span>
      {props.alternatives.map((target) => (
        <Button key={`${target.kind}:${target.id}`} size="small" onClick={() => props.onChooseTarget(target)}>
          {names.target(target)}
        </Button>
      ))}
    </div>
  );
}

/** Why it cannot be handed there, until when, and where it could. The server explains; nothing is tried. */
function Blocked({
  entry,
  chosen,
  onChooseTarget,
}: Pick<TargetDetailsProps, 'entry' | 'onChooseTarget'> & { readonly chosen: TargetChoice }) {
  const { t } = useTranslation();
  const names = useNames();
  const { client } = useDesk();
  const opening = useOpeningText();
  const { ticketId } = entry.conversation;
  const { data } = useQuery({
    queryKey: ['explain', ticketId, chosen.key, chosen.refusal?.code],
    queryFn: () =>
      client.post('/v1/tickets/{id}/transfers/explain', { path: { id: ticketId }, body: { target: chosen.target } }),
    staleTime: 5_000,
  });
  const refusal: Refusal | null = chosen.refusal;
  const explained: Answer<'post', '/v1/tickets/{id}/transfers/explain'>['refusal'] | undefined = data?.refusal;
  const until = explained?.until ?? refusal?.until;
  return (
    <>
      <h3 className="text-read font-strong">{t('inbox.transfer.blockedTitle', { target: chosen.name })}</h3>
      <Banner tone="warning" icon="lock">
        {refusal !== null && reasonText(t, names, refusal.code, refusal.data)}
        {until !== undefined && <p className="text-muted">{opening(until)}</p>}
        <Alternatives alternatives={explained?.alternatives ?? []} onChooseTarget={onChooseTarget} />
      </Banner>
    </>
  );
}

function Possible(props: TargetDetailsProps & { readonly chosen: TargetChoice }) {
  const { entry, chosen, settings, note, onNote, reason, onReason, detour, onDetour } = props;
  const { t } = useTranslation();
  const draft = useDraft(entry.conversation.id).reply.trim();
  const notes = settings?.notes ?? 'optional';
  const hasDraft = draft !== '' && !note.includes(draft);
  return (
    <>
      <h3 dir="auto" className="text-read font-strong">
        {t('inbox.transfer.to', { target: chosen.name })}
      </h3>
      {chosen.state === 'detour' && chosen.refusal !== null && (
        <DetourChoice chosen={chosen} refusal={chosen.refusal} value={detour} onChange={onDetour} />
      )}
      <Consequences entry={entry} chosen={chosen} detour={detour} />
      {notes !== 'off' && (
        <div>
          <Textarea
            label={notes === 'required' ? t('inbox.transfer.noteRequired') : t('inbox.transfer.note')}
            hint={t('inbox.transfer.noteHint')}
            dir="auto"
            rows={3}
            maxLength={5000}
            required={notes === 'required'}
            value={note}
            onChange={(event) => onNote(event.target.value)}
          />
          {hasDraft && (
            <Button
              size="small"
              look="quiet"
              icon="copy"
              className="mt-1"
              onClick={() => onNote(note === '' ? draft : `${note}\n\n${draft}`)}
            >
              {t('inbox.transfer.addDraft')}
            </Button>
          )}
        </div>
      )}
      {settings?.reason === 'required' && (
        <Input
          label={t('inbox.transfer.reason')}
          required
          maxLength={200}
          value={reason}
          onChange={(event) => onReason(event.target.value)}
        />
      )}
    </>
  );
}

/** What becomes of oneself and of the customer, before one sends it. */
function Consequences({
  entry,
  chosen,
  detour,
}: {
  readonly entry: Entry;
  readonly chosen: TargetChoice;
  readonly detour: Detour | null;
}) {
  const { t } = useTranslation();
  const what =
    chosen.state === 'detour'
      ? detour === 'next'
        ? 'next'
        : detour === 'override'
          ? 'override'
          : 'wait'
      : chosen.step === 'admit' || chosen.step === 'assign'
        ? chosen.step
        : chosen.step === 'wait'
          ? 'wait'
          : 'offer';
  const isChat = entry.conversation.channelKind === 'webchat';
  return (
    <ul className="flex flex-col gap-1.5 text-ui text-muted">
      <li className="flex gap-2">
        <Icon name="account" className="mt-0.5" />
        {t(`inbox.transfer.you.${what}`, { target: chosen.name })}
      </li>
      <li className="flex gap-2">
        <Icon name="chat" className="mt-0.5" />
        {isChat ? t('inbox.transfer.customer.chat') : t('inbox.transfer.customer.other')}
      </li>
    </ul>
  );
}
