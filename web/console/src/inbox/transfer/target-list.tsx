import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar, type Presence } from '../../design/avatar.tsx';
import { Badge } from '../../design/badge.tsx';
import { classNames } from '../../design/class-names.ts';
import { Icon } from '../../design/icon.tsx';
import { Skeleton } from '../../design/spinner.tsx';
import { useNames } from '../desk/use-desk.ts';
import { inboxProblemText, reasonText } from '../refusal-text.ts';
import { useOpeningText } from './opening-text.ts';
import type { TargetChoice, TargetGroup } from './target-choices.ts';
import { useWaitText } from './wait-text.ts';

export interface TargetListProps {
  readonly id: string;
  readonly groups: readonly TargetGroup[];
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  readonly error: unknown;
  /** Where arrow keys are. */
  readonly active: string | null;
  readonly chosen: string | null;
  readonly onChoose: (choice: TargetChoice) => void;
  /** Arrow keys and Enter, as in the filter. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** The element of a choice, for `aria-activedescendant`. */
export function optionId(key: string): string {
  return `target-${key.replace(/[^\w-]+/g, '-')}`;
}

/** The targets by kind, and below them those that are blocked, with the reason. The keys are the filter's. */
export function TargetList(props: TargetListProps) {
  const { id, groups, isLoading, hasMore, error, active, chosen, onChoose, onKeyDown } = props;
  const { t } = useTranslation();
  const names = useNames();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active !== null)
      list.current?.querySelector(`#${CSS.escape(optionId(active))}`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div className="flex min-h-40 flex-1 flex-col overflow-hidden rounded-control border border-line bg-sunken max-wide:max-h-64">
      {error !== null && groups.length === 0 && (
        <p role="alert" className="px-2 py-4 text-small text-critical">
          {inboxProblemText(t, names, error)}
        </p>
      )}
      {isLoading && error === null && <TargetsToCome />}
      <div
        ref={list}
        id={id}
        role="listbox"
        tabIndex={0}
        aria-label={t('inbox.transfer.targets')}
        aria-activedescendant={active === null ? undefined : optionId(active)}
        onKeyDown={onKeyDown}
        className="min-h-0 overflow-y-auto overscroll-contain p-1 outline-offset-[-2px] empty:hidden"
      >
        {groups.map(({ kind, choices }) => (
          // biome-ignore lint/a11y/useSemanticElements: a group inside a listbox is no fieldset.
          <div key={kind} role="group" aria-label={t(`inbox.transfer.groups.${kind}`)}>
            <p aria-hidden="true" className="px-2 pt-2 pb-1 text-tiny font-medium text-faint select-none">
              {t(`inbox.transfer.groups.${kind}`)}
            </p>
            {choices.map((choice) => (
              <TargetOption
                key={choice.key}
                choice={choice}
                isActive={choice.key === active}
                isChosen={choice.key === chosen}
                onChoose={onChoose}
              />
            ))}
          </div>
        ))}
      </div>
      {!isLoading && groups.length === 0 && error === null && (
        <p role="status" className="px-2 py-6 text-center text-small text-muted">
          {t('inbox.transfer.nothing')}
        </p>
      )}
      {hasMore && <p className="px-2 py-2 text-small text-muted">{t('inbox.transfer.more')}</p>}
    </div>
  );
}

interface OptionProps {
  readonly choice: TargetChoice;
  readonly isActive: boolean;
  readonly isChosen: boolean;
  readonly onChoose: (choice: TargetChoice) => void;
}

function TargetOption({ choice, isActive, isChosen, onChoose }: OptionProps) {
  const { t } = useTranslation();
  const names = useNames();
  const { target, name, departmentName, isMove, state, refusal, presence } = choice;
  const isPerson = target.kind === 'agent';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the filter, which keeps the focus.
    // biome-ignore lint/a11y/useFocusableInteractive: it is reached by aria-activedescendant.
    <div
      id={optionId(choice.key)}
      role="option"
      aria-selected={isChosen}
      aria-disabled={state === 'blocked' ? true : undefined}
      data-state={state}
      data-target={`${target.kind}:${target.id}`}
      onClick={() => onChoose(choice)}
      className={classNames(
        'flex min-h-10 cursor-default items-center gap-2.5 rounded-control px-2 py-1.5 select-none pointer-coarse:min-h-12',
        isActive ? 'bg-hover' : '',
        isChosen && 'bg-selected',
      )}
    >
      {isPerson ? (
        <Avatar
          name={name}
          presence={(presence ?? undefined) as Presence | undefined}
          className={state === 'blocked' ? 'opacity-60' : ''}
        />
      ) : (
        <span className="flex size-7 shrink-0 items-center justify-center rounded-control bg-hover text-muted">
          <Icon name={target.kind === 'queue' ? 'queue' : 'department'} />
        </span>
      )}
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-1.5">
          <span dir="auto" className={classNames('min-w-0 truncate font-medium', state === 'blocked' && 'text-muted')}>
            {name}
          </span>
          {isMove && departmentName !== null && departmentName !== name && (
            <span className="min-w-0 shrink truncate text-small text-muted">{departmentName}</span>
          )}
        </span>
        {state === 'blocked' && refusal !== null && (
          <span className="block text-small text-muted">{reasonText(t, names, refusal.code, refusal.data)}</span>
        )}
      </span>
      <TargetMarks choice={choice} />
      {isChosen && <Icon name="check" className="text-accent-ink" />}
    </div>
  );
}

/** How much somebody has in hand, how long it would wait, and what stands in the way. */
function TargetMarks({ choice }: { readonly choice: TargetChoice }) {
  const { t } = useTranslation();
  const opening = useOpeningText();
  const waitText = useWaitText();
  const { load, isOpen, opensAt, state, refusal, warnings, presence, wait } = choice;
  const percent = load?.percent ?? null;
  const isFull = refusal?.code === 'agent_at_capacity' || warnings.some(({ code }) => code === 'agent_at_capacity');
  return (
    <span className="flex shrink-0 items-center gap-1.5">
      {!isOpen && (
        <Badge tone="warning" icon="clock">
          {opensAt === null ? t('inbox.transfer.closed') : opening(opensAt)}
        </Badge>
      )}
      {warnings.some(({ code }) => code === 'skill_missing') && (
        <Badge tone="warning">{t('inbox.transfer.lacksSkill')}</Badge>
      )}
      {wait !== null && <span className="text-small text-muted tabular-nums">{waitText(wait)}</span>}
      {presence !== null && presence !== 'online' && (
        <span className="text-small text-muted">{t(`design.presence.${presence as Presence}`)}</span>
      )}
      {load !== null && percent !== null && (
        <span
          title={t('inbox.transfer.load', { used: load.used, capacity: load.capacity ?? 0 })}
          className={classNames(
            'text-small tabular-nums',
            isFull || percent >= 100 ? 'font-medium text-warning' : 'text-muted',
          )}
        >
          {isFull && state !== 'blocked' && <span className="me-1">{t('inbox.transfer.full')}</span>}
          <span data-percent={percent}>{percent} %</span>
        </span>
      )}
    </span>
  );
}

function TargetsToCome() {
  const { t } = useTranslation();
  return (
    <div role="status" className="space-y-1 p-1">
      <span className="sr-only">{t('design.loading')}</span>
      {[60, 44, 52, 38].map((width) => (
        <div key={width} className="flex h-10 items-center gap-2.5">
          <Skeleton className="size-7 rounded-full" />
          <span className="block" style={{ width: `${width}%` }}>
            <Skeleton className="h-3.5 w-full" />
          </span>
        </div>
      ))}
    </div>
  );
}
