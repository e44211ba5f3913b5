import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import { type Tone, toneInks, toneSurfaces } from './tone.ts';

export interface BadgeProps {
  /** Default `neutral`. */
  readonly tone?: Tone;
  readonly icon?: IconName | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A word or two about a thing: its state, its kind. */
export function Badge({ tone = 'neutral', icon, className, children }: BadgeProps) {
  return (
    <span
      className={classNames(
        'inline-flex h-5 max-w-full align-middle shrink-0 items-center gap-1 rounded-small px-1.5 text-tiny font-medium whitespace-nowrap',
        toneInks[tone],
        toneSurfaces[tone],
        className,
      )}
    >
      {icon && <Icon name={icon} size={12} />}
      <span className="truncate">{children}</span>
    </span>
  );
}

/** How many, in a filled pill: unread messages. Nothing is shown for none; more than 99 is `99+`. */
export function CountBadge({ count, label }: { readonly count: number; readonly label: string }) {
  if (count <= 0) return null;
  return (
    <span className="inline-flex h-4.5 min-w-4.5 shrink-0 items-center justify-center rounded-full bg-accent px-1.5 text-tiny leading-none font-strong text-on-accent tabular-nums">
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}

export interface TagProps {
  /** With it, a button takes the tag away. */
  readonly onRemove?: (() => void) | undefined;
  readonly children: string;
}

/** A label that people put on things. */
export function Tag({ onRemove, children }: TagProps) {
  const { t } = useTranslation();
  return (
    <span className="inline-flex h-6 max-w-full items-center gap-1 rounded-small border border-line bg-raised px-1.5 text-small text-ink">
      <span className="truncate">{children}</span>
      {onRemove && (
        <button
          type="button"
          onClick={onRemove}
          aria-label={t('design.remove', { name: children })}
          className="lifts -me-1.5 flex size-6 items-center justify-center rounded-small text-muted hover:text-ink"
        >
          <Icon name="cross" size={12} />
        </button>
      )}
    </span>
  );
}
