import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/button.tsx';
import type { Choice, ChoiceGroup } from '../../design/choice.tsx';
import { Chooser } from '../../design/chooser.tsx';
import { Dialog } from '../../design/dialog.tsx';
import { showToast } from '../../design/toast.tsx';
import { paste, readClip, writeClip } from '../graph/clipboard.ts';
import { addStep, connect, duplicateStep, moveStep, removeStep, removeWithFollowing } from '../graph/edit.ts';
import { type FlowStep, findStep, type Place } from '../graph/entry.ts';
import { portsIn } from '../graph/ports.ts';
import { type OutlineRow, placeOfRow, rowKey, stepsBelow } from '../graph/walk.ts';
import { firstSetting, focusSoon, rowSelector } from './focus-soon.ts';
import { StepIcon } from './step-icon.tsx';
import type { Editor } from './use-editor.ts';

/** What is asked before something is done. */
type Asked =
  | { readonly kind: 'add'; readonly place: Place; readonly thenTo: string }
  | { readonly kind: 'connect'; readonly place: Place }
  | { readonly kind: 'move'; readonly step: FlowStep }
  | { readonly kind: 'remove'; readonly step: FlowStep };

/** Everything that can be done with a line of the outline, from wherever it is asked for. */
export interface Actions {
  readonly add: (place?: Place) => void;
  readonly connect: (place?: Place) => void;
  readonly move: () => void;
  readonly duplicate: () => void;
  readonly remove: () => void;
  readonly openSettings: () => void;
  readonly rename: () => void;
  /** The chosen step as text; null when none is chosen. */
  readonly copied: (options: { readonly withFollowing: boolean }) => string | null;
  readonly copy: (options: { readonly withFollowing: boolean }) => void;
  readonly cut: () => string | null;
  readonly paste: (text?: string) => void;
}

/** What was copied last, where the browser does not let a page read the clipboard. Also between flows. */
let lastClip = '';

export function stepOfRow(row: OutlineRow): FlowStep | null {
  return row.kind === 'step' || row.kind === 'port' ? row.step : null;
}

/** The actions, and the dialogs that they ask in. `onSettings` shows the settings where they are not in sight. */
export function useActions(editor: Editor, onSettings: () => void) {
  const { t } = useTranslation();
  const { entry, language, selected, select, change } = editor;
  const [asked, setAsked] = useState<Asked | null>(null);
  const step = stepOfRow(selected);
  const here = placeOfRow(selected, language) ?? 'start';
  const go = (key: string): void => {
    select(key);
    focusSoon(rowSelector(key));
  };
  const openSettings = (): void => {
    onSettings();
    focusSoon(firstSetting);
  };
  const added = (made: { entry: typeof entry; id: string }): void => {
    change(made.entry);
    select(rowKey.step(made.id));
  };
  const takeAway = (id: string, next: typeof entry): void => {
    const at = editor.rows.findIndex(({ key }) => key === rowKey.step(id));
    const before = editor.rows.slice(0, at).findLast((row) => row.kind !== 'port') ?? editor.rows[0];
    change(next);
    go(before?.key ?? rowKey.start);
  };
  const actions: Actions = {
    add: (place = here) => setAsked({ kind: 'add', place, thenTo: firstSetting }),
    connect: (place = here) => setAsked({ kind: 'connect', place }),
    move: () => step && setAsked({ kind: 'move', step }),
    duplicate: () => {
      if (step === null) return;
      const made = duplicateStep(entry, step.id, language);
      added(made);
      focusSoon(rowSelector(rowKey.step(made.id)));
    },
    remove: () => {
      if (step === null) return;
      if (stepsBelow(entry, step.id).size > 1) setAsked({ kind: 'remove', step });
      else takeAway(step.id, removeStep(entry, step.id, language));
    },
    openSettings,
    rename: () => {
      onSettings();
      focusSoon('[data-step-name]');
    },
    copied: (options) => {
      if (step === null) return null;
      lastClip = writeClip(entry, step.id, options);
      return lastClip;
    },
    copy: (options) => {
      const text = actions.copied(options);
      if (text !== null) void navigator.clipboard?.writeText(text).catch(() => {});
    },
    cut: () => {
      const text = actions.copied({ withFollowing: false });
      if (step !== null) takeAway(step.id, removeStep(entry, step.id, language));
      return text;
    },
    paste: (text = lastClip) => {
      const clip = readClip(text, language) ?? readClip(lastClip, language);
      if (clip === null) return void showToast({ title: t('flows.outline.pastedNothing') });
      const made = paste(entry, clip, here, language);
      added(made);
      focusSoon(rowSelector(rowKey.step(made.id)));
    },
  };
  const dialogs = (
    <>
      <KindChooser
        editor={editor}
        asked={asked?.kind === 'add' ? asked : null}
        onClose={() => setAsked(null)}
        onKind={(place, kind) => {
          added(addStep(entry, place, kind, language));
          openSettings();
        }}
      />
      <PlaceChooser
        editor={editor}
        asked={asked?.kind === 'connect' || asked?.kind === 'move' ? asked : null}
        onClose={() => setAsked(null)}
        onTarget={(place, to) => {
          const key = place === 'start' ? rowKey.start : rowKey.port(place.stepId, place.port);
          if (to === 'new') return setAsked({ kind: 'add', place, thenTo: firstSetting });
          change(connect(entry, place, to));
          go(key);
        }}
        onPlace={(moved, place) => {
          change(moveStep(entry, moved.id, place, language));
          go(rowKey.step(moved.id));
        }}
      />
      {asked?.kind === 'remove' && (
        <RemoveDialog
          editor={editor}
          step={asked.step}
          onClose={() => setAsked(null)}
          onRemove={(next) => {
            setAsked(null);
            takeAway(asked.step.id, next);
          }}
        />
      )}
    </>
  );
  return { actions, dialogs };
}

interface AskedProps<A> {
  readonly editor: Editor;
  readonly asked: A | null;
  readonly onClose: () => void;
}

function KindChooser({
  editor,
  asked,
  onClose,
  onKind,
}: AskedProps<Extract<Asked, { kind: 'add' }>> & { readonly onKind: (place: Place, kind: string) => void }) {
  const { t } = useTranslation();
  const { language, say } = editor;
  const choices = [...language.steps.keys()].map((kind) => ({
    value: kind,
    label: say.kind(kind),
    detail: say.explain(kind),
    icon: <StepIcon kind={kind} />,
  }));
  return (
    <Chooser
      open={asked !== null}
      onClose={onClose}
      title={t('flows.chooser.kind')}
      filterLabel={t('flows.chooser.kindFilter')}
      groups={[{ choices }]}
      onChoose={(kind) => asked && onKind(asked.place, kind)}
    />
  );
}

interface PlaceChooserProps extends AskedProps<Extract<Asked, { kind: 'connect' | 'move' }>> {
  readonly onTarget: (place: Place, to: string) => void;
  readonly onPlace: (step: FlowStep, place: Place) => void;
}

function PlaceChooser({ editor, asked, onClose, onTarget, onPlace }: PlaceChooserProps) {
  const { t } = useTranslation();
  const { say } = editor;
  const isMove = asked?.kind === 'move';
  const places = isMove ? placesFor(editor, asked.step, t) : [];
  const groups = isMove
    ? [{ choices: places.map(({ label }, at) => ({ value: String(at), label })) }]
    : targetsFor(editor, asked?.place ?? 'start', t);
  const title = isMove
    ? t('flows.chooser.move', { name: say.step(asked.step) })
    : t('flows.chooser.connect', { port: asked ? placeName(editor, asked.place, t) : '' });
  return (
    <Chooser
      open={asked !== null}
      onClose={onClose}
      title={title}
      filterLabel={isMove ? t('flows.chooser.moveFilter') : t('flows.chooser.connectFilter')}
      groups={groups}
      onChoose={(value) => {
        if (asked?.kind === 'connect') onTarget(asked.place, value);
        const chosen = places[Number(value)];
        if (isMove && chosen !== undefined) onPlace(asked.step, chosen.place);
      }}
    />
  );
}

type Translate = TFunction;

/** What a place is called: its port, or the start. */
function placeName({ entry, say }: Editor, place: Place, t: Translate): string {
  if (place === 'start') return t('flows.outline.start');
  const step = findStep(entry, place.stepId);
  return step === undefined ? place.port : say.port(step, place.port);
}

function targetsFor({ entry, rows, say }: Editor, place: Place, t: Translate): ChoiceGroup[] {
  const steps: Choice[] = rows.flatMap((row) =>
    row.kind === 'step' && (place === 'start' || row.step.id !== place.stepId)
      ? [
          {
            value: row.step.id,
            label: say.step(row.step),
            detail: say.summary(row.step),
            icon: <StepIcon kind={row.step.kind} />,
          },
        ]
      : [],
  );
  const own = place === 'start' ? undefined : findStep(entry, place.stepId);
  const isJump = own?.kind === 'jump' && place !== 'start' && place.port === 'jump';
  const over = [
    { value: 'end', label: t('flows.chooser.end') },
    ...(place === 'start' ? [] : [{ value: 'fallback', label: t('flows.chooser.fallback') }]),
  ];
  return [
    { label: t('flows.chooser.ends'), choices: isJump ? [] : over },
    { label: t('flows.chooser.steps'), choices: [...steps, { value: 'new', label: t('flows.chooser.newStep') }] },
  ];
}

function placesFor({ entry, rows, language, say }: Editor, moved: FlowStep, t: Translate) {
  const ports = rows.flatMap((row) => (row.kind === 'step' && row.step.id !== moved.id ? [row.step] : []));
  return [
    { place: 'start' as Place, label: t('flows.chooser.atStart') },
    ...ports.flatMap((step) =>
      portsIn(language, step)
        .filter((port) => findStep(entry, step.id)?.next[port] !== moved.id)
        .map((port) => ({
          place: { stepId: step.id, port } as Place,
          label: t('flows.chooser.after', { step: say.step(step), port: say.port(step, port) }),
        })),
    ),
  ];
}

interface RemoveDialogProps {
  readonly editor: Editor;
  readonly step: FlowStep;
  readonly onClose: () => void;
  readonly onRemove: (next: Editor['entry']) => void;
}

function RemoveDialog({ editor, step, onClose, onRemove }: RemoveDialogProps) {
  const { t } = useTranslation();
  const { entry, language, say } = editor;
  const count = stepsBelow(entry, step.id).size;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('flows.outline.removeTitle', { name: say.step(step) })}
      description={t('flows.outline.removeText')}
      footer={
        <>
          <Button onClick={onClose}>{t('design.cancel')}</Button>
          <Button look="critical" onClick={() => onRemove(removeWithFollowing(entry, step.id))}>
            {t('flows.outline.removeAll', { count })}
          </Button>
          <Button look="critical" onClick={() => onRemove(removeStep(entry, step.id, language))}>
            {t('flows.outline.removeOne')}
          </Button>
        </>
      }
    />
  );
}
