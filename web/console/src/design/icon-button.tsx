import type { ComponentProps } from 'react';
import { ariaShortcut } from './button.tsx';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import { Spinner } from './spinner.tsx';
import { Tooltip } from './tooltip.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  readonly icon: IconName;
  /** What it does. Read out, and shown as its tooltip. */
  readonly label: string;
  /** `small` is 28 px, `medium` (the default) 32; both are larger under a finger. */
  readonly size?: 'small' | 'medium';
  readonly look?: 'quiet' | 'secondary';
  readonly loading?: boolean | undefined;
  /** A binding such as `t`, shown in the tooltip. It does not bind anything. */
  readonly keys?: string | undefined;
  /** On a toggle: whether it is on. */
  readonly pressed?: boolean | undefined;
}

/** A button that is only an icon. Its label is not optional. */
export function IconButton(props: IconButtonProps) {
  const { icon, label, size = 'medium', look = 'quiet', loading, keys, pressed, className, ...rest } = props;
  return (
    <Tooltip text={label} keys={keys}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        aria-busy={loading ? true : undefined}
        aria-keyshortcuts={keys === undefined ? undefined : ariaShortcut(keys)}
        className={classNames(
          'control lifts inline-flex shrink-0 cursor-default items-center justify-center rounded-control border text-muted select-none hover:text-ink',
          'disabled:text-faint disabled:opacity-60',
          size === 'small' ? 'size-7 pointer-coarse:size-10' : 'size-8 pointer-coarse:size-11',
          look === 'quiet' ? 'border-transparent' : 'border-line bg-raised shadow-low',
          pressed && 'bg-press text-ink',
          className,
        )}
      >
        {loading ? <Spinner /> : <Icon name={icon} />}
      </button>
    </Tooltip>
  );
}
