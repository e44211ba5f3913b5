import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from '../../design/class-names.ts';
import { Icon } from '../../design/icon.tsx';
import { isEnd } from '../graph/entry.ts';
import type { OutlineRow } from '../graph/walk.ts';
import { countAt, isOnWay } from './overlay.ts';
import { StepIcon } from './step-icon.tsx';
import { useEditor } from './use-editor.ts';

interface OutlineLineProps {
  readonly row: OutlineRow;
  readonly isSelected: boolean;
  /** The one line that Tab comes to. */
  readonly isFocusable: boolean;
  readonly isClosed: boolean;
  readonly isFound: boolean;
  readonly problems: number;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
}

/** One line of the outline. */
export function OutlineLine(props: OutlineLineProps) {
  const { row, isSelected, isFocusable, isClosed, isFound, problems, onSelect, onOpen } = props;
  const { overlay } = useEditor();
  const stepId = 'step' in row ? row.step.id : null;
  const isOnIt = stepId !== null && isOnWay(overlay, stepId, row.kind === 'port' ? row.port : undefined);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys of all its lines.
    <div
      role="treeitem"
      aria-level={row.level}
      aria-selected={isSelected}
      aria-expanded={row.kind === 'step' && row.ports > 0 ? !isClosed : undefined}
      tabIndex={isFocusable ? 0 : -1}
      data-row={row.key}
      onClick={onSelect}
      onDoubleClick={onOpen}
      onFocus={(event) => event.target === event.currentTarget && onSelect()}
      style={{ paddingInlineStart: `${0.5 + (row.level - 1) * 0.875}rem` }}
      className={classNames(
        'flex min-h-7 cursor-default items-center gap-2 rounded-control pe-2 text-ui select-none pointer-coarse:min-h-10',
        'focus-visible:-outline-offset-2',
        isSelected ? 'bg-selected' : 'hover:bg-hover',
        row.kind === 'step' && 'mt-0.5 font-medium',
        isFound && !isSelected && 'bg-note',
        isOnIt && !isSelected && 'bg-accent-soft',
      )}
    >
      <LineText row={row} />
      {problems > 0 && <ProblemMark count={problems} />}
    </div>
  );
}

function LineText({ row }: { readonly row: OutlineRow }) {
  const { t } = useTranslation();
  const { entry, say, overlay } = useEditor();
  switch (row.kind) {
    case 'flow':
      return (
        <>
          <Icon name="info" className="text-muted" />
          <span className="min-w-0 flex-1 truncate">{t('flows.outline.flow')}</span>
        </>
      );
    case 'triggers':
      return (
        <>
          <Icon name="play" className="text-muted" />
          <span className="min-w-0 flex-1 truncate">
            {entry.triggers.length === 0
              ? t('flows.outline.noTriggers')
              : t('flows.outline.triggers', { count: entry.triggers.length })}
          </span>
        </>
      );
    case 'start':
      return (
        <>
          <Icon name="chevron-forward" className="text-muted" />
          <span className="shrink-0">{t('flows.outline.start')}</span>
          <Target to={row.to} opens={!isEnd(row.to)} />
        </>
      );
    case 'step': {
      const summary = say.summary(row.step);
      return (
        <>
          <StepIcon kind={row.step.kind} />
          {/* Beside each other by layout and not as one text: names may run the other way. */}
          <span className="flex min-w-0 flex-1 items-center gap-2">
            <span className="min-w-0 truncate">{say.step(row.step)}</span>
            {row.isLoose && <span className="shrink-0 font-regular text-warning">{t('flows.outline.loose')}</span>}
            {summary !== '' && <span className="min-w-0 shrink-[999] truncate font-regular text-muted">{summary}</span>}
          </span>
        </>
      );
    }
    case 'port': {
      const count = countAt(overlay, row.step.id, row.port);
      return (
        <>
          <span className={classNames('max-w-[60%] truncate', row.port === 'failed' ? 'text-muted' : '')}>
            {say.port(row.step, row.port)}
          </span>
          <Target to={row.to} opens={row.opens} />
          {count !== null && <Count count={count} />}
        </>
      );
    }
  }
}

function Target({ to, opens }: { readonly to: string | undefined; readonly opens: boolean }) {
  const { t } = useTranslation();
  const { entry, say } = useEditor();
  const text = say.target(entry, to);
  if (to === undefined) return <TargetText tone="text-warning">{text}</TargetText>;
  if (isEnd(to)) return <TargetText tone="text-muted">{text}</TargetText>;
  return (
    <TargetText tone="text-muted">
      {text}
      {opens && <span className="sr-only">, {t('flows.outline.opens')}</span>}
    </TargetText>
  );
}

function TargetText({ tone, children }: { readonly tone: string; readonly children: ReactNode }) {
  return (
    <span className={classNames('flex min-w-0 flex-1 items-center gap-1 text-small', tone)}>
      <span aria-hidden="true" className="rtl:-scale-x-100">
        →
      </span>
      <span className="truncate">{children}</span>
    </span>
  );
}

/** How often a port was taken. */
export function Count({ count }: { readonly count: number }) {
  const { t } = useTranslation();
  return (
    <span className="shrink-0 rounded-full bg-accent-soft px-1.5 text-tiny font-medium text-accent-ink tabular-nums">
      <span aria-hidden="true">{count}</span>
      <span className="sr-only">{t('flows.canvas.runs', { count })}</span>
    </span>
  );
}

/** That something is wrong here, and how much. */
export function ProblemMark({ count }: { readonly count: number }) {
  const { t } = useTranslation();
  return (
    <span className="inline-flex shrink-0 items-center gap-1 text-small font-medium text-critical tabular-nums">
      <Icon name="critical" size={14} />
      <span aria-hidden="true">{count}</span>
      <span className="sr-only">{t('flows.outline.problems', { count })}</span>
    </span>
  );
}
