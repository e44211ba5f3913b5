import { type KeyboardEvent, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { Entry, Target } from '../../../../client/src/index.ts';
import { Button } from '../../design/button.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { Input } from '../../design/input.tsx';
import { isApple } from '../../design/platform.ts';
import { Segmented } from '../../design/segmented.tsx';
import { useDepartment, useDesk } from '../desk/use-desk.ts';
import {
  bodyOf,
  type Detour,
  filterTargets,
  groupTargets,
  isSameTarget,
  missingIn,
  stepTo,
  type TargetChoice,
  toChoice,
} from './target-choices.ts';
import { TargetDetails } from './target-details.tsx';
import { optionId, TargetList } from './target-list.tsx';
import { TargetsSource } from './targets-source.ts';

export interface TransferDialogProps {
  readonly entry: Entry;
  readonly customer: string;
  readonly onClose: () => void;
}

const kinds = ['all', 'agent', 'queue', 'department'] as const;
type Kind = (typeof kinds)[number];

/**
 * Hands a conversation over: choose where to, say why, send. The list is what the server would allow at this moment; what
 * it refuses at the last moment is said here, and everything that was typed stays.
 */
export function TransferDialog({ entry, customer, onClose }: TransferDialogProps) {
  const { t } = useTranslation();
  const desk = useDesk();
  const { ticketId, departmentId } = entry.conversation;
  const settings = useDepartment(departmentId)?.settings;
  const [typed, setTyped] = useState('');
  const [kind, setKind] = useState<Kind>('all');
  const [active, setActive] = useState<string | null>(null);
  const [chosenKey, setChosenKey] = useState<TargetChoice | null>(null);
  const [note, setNote] = useState('');
  const [reason, setReason] = useState('');
  const [detour, setDetour] = useState<Detour | null>(null);
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const filter = useRef<HTMLInputElement>(null);
  const submit = useRef<HTMLButtonElement>(null);
  const details = useRef<HTMLDivElement>(null);

  const mayOverride = desk.may('transfer.override');
  const targets = useTargets(ticketId, kind, typed);
  const choices = useMemo(
    () => (targets.items ?? []).map((item) => toChoice(item, mayOverride)),
    [targets.items, mayOverride],
  );
  const groups = useMemo(() => groupTargets(filterTargets(choices, typed)), [choices, typed]);
  // What was chosen is shown as it is now; where the list no longer has it, as it was.
  const chosen = choices.find(({ key }) => key === chosenKey?.key) ?? chosenKey;
  const shownActive = groups.some((group) => group.choices.some(({ key }) => key === active))
    ? active
    : stepTo(groups, null, 1);
  const wayAround = detour ?? chosen?.detours[0] ?? null;
  const form = { note, reason, detour: chosen?.state === 'detour' ? wayAround : null };
  const missing = missingIn(
    { ...form, chosen },
    { notes: settings?.notes ?? 'optional', reason: settings?.reason ?? 'optional' },
  );

  const choose = (next: TargetChoice): void => {
    // At once, so that the next key that is typed is in the note already.
    flushSync(() => {
      setChosenKey(next);
      setActive(next.key);
      setDetour(null);
      setError(null);
    });
    // On to what comes next: the note where there may be one, else the button.
    const field = details.current?.querySelector<HTMLElement>('textarea, input');
    (field ?? submit.current)?.focus();
  };
  const chooseTarget = (target: Target): void => {
    const found = choices.find((each) => isSameTarget(each.target, target));
    if (found !== undefined) return choose(found);
    setTyped('');
    setKind('all');
    setChosenKey(null);
    filter.current?.focus();
  };
  const send = async (): Promise<void> => {
    if (missing !== null || chosen === null || isSending) return;
    setSending(true);
    setError(null);
    try {
      const body = bodyOf({ target: chosen.target, ...form });
      await desk.client.post('/v1/tickets/{id}/transfers', { path: { id: ticketId }, body });
      onClose();
    } catch (thrown) {
      setError(thrown);
      setSending(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (isApple ? event.metaKey : event.ctrlKey)) {
      event.preventDefault();
      event.stopPropagation();
      void send();
    }
  };
  const onListKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setActive(stepTo(groups, shownActive, event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      const found = groups.flatMap((group) => group.choices).find(({ key }) => key === shownActive);
      if (found !== undefined) choose(found);
    }
  };
  const shownKinds = kinds.filter(
    (each) => each === 'all' || settings === undefined || settings.targetKinds.includes(each),
  );
  return (
    <Dialog
      open
      onClose={onClose}
      size="large"
      title={t('inbox.transfer.title', { name: customer })}
      initialFocus={filter}
      footer={
        <>
          <Button onClick={onClose}>{t('design.cancel')}</Button>
          <Button
            ref={submit}
            look="primary"
            icon="transfer"
            keys="mod+enter"
            disabled={missing !== null}
            loading={isSending}
            onClick={() => void send()}
          >
            {t('inbox.transfer.submit')}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only hears the key that sends, from wherever one is. */}
      <div
        onKeyDown={onKeyDown}
        className="grid grid-cols-1 gap-4 wide:h-[min(26rem,56vh)] wide:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]"
      >
        <div className="flex min-h-0 min-w-0 flex-col gap-2">
          <Input
            ref={filter}
            label={t('inbox.transfer.filter')}
            labelHidden
            icon="search"
            placeholder={t('inbox.transfer.filter')}
            value={typed}
            maxLength={200}
            role="combobox"
            aria-expanded="true"
            aria-controls="transfer-targets"
            aria-autocomplete="list"
            aria-activedescendant={shownActive === null ? undefined : optionId(shownActive)}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={onListKey}
          />
          <Segmented
            label={t('inbox.transfer.kinds.label')}
            labelHidden
            value={kind}
            onChange={setKind}
            segments={shownKinds.map((value) => ({ value, label: t(`inbox.transfer.kinds.${value}`) }))}
          />
          <TargetList
            id="transfer-targets"
            groups={groups}
            isLoading={targets.items === null}
            hasMore={targets.hasMore}
            error={targets.error}
            active={shownActive}
            chosen={chosen?.key ?? null}
            onChoose={choose}
            onKeyDown={onListKey}
          />
        </div>
        <div ref={details} className="min-h-0 min-w-0 overflow-y-auto wide:border-s wide:border-line wide:ps-4">
          <TargetDetails
            entry={entry}
            chosen={chosen}
            settings={settings}
            note={note}
            onNote={setNote}
            reason={reason}
            onReason={setReason}
            detour={wayAround}
            onDetour={setDetour}
            error={error}
            onChooseTarget={chooseTarget}
          />
        </div>
      </div>
    </Dialog>
  );
}

/** The targets as the server judges them, for as long as the dialog is open. */
function useTargets(ticketId: string, kind: Kind, typed: string) {
  const { client, directory } = useDesk();
  const source = useMemo(() => new TargetsSource(client, ticketId), [client, ticketId]);
  useEffect(() => {
    source.open();
    return () => source.close();
  }, [source]);
  useEffect(() => source.look({ kind: kind === 'all' ? null : kind, typed }), [source, kind, typed]);
  const state = useSyncExternalStore(source.subscribe, () => source.state);
  useEffect(() => {
    directory.learn((state.items ?? []).map(({ target, name }) => ({ kind: target.kind, id: target.id, name })));
  }, [directory, state.items]);
  return state;
}
