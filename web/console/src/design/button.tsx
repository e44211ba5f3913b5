import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import { Kbd } from './kbd.tsx';
import { Spinner } from './spinner.tsx';

const looks = {
  /** The one thing that a page or dialog is for. At most one in sight. */
  primary:
    'border-transparent bg-accent text-on-accent shadow-low hover:not-disabled:bg-accent-strong active:not-disabled:bg-accent-strong',
  /** Everything else that is a button. */
  secondary:
    'border-line bg-raised text-ink shadow-low hover:not-disabled:border-line-strong/60 active:not-disabled:bg-sunken',
  /** Among other things, where a border would be noise. */
  quiet: 'border-transparent text-ink lifts',
  /** Takes something away for good. */
  critical:
    'border-transparent bg-critical-solid text-on-critical shadow-low hover:not-disabled:bg-critical-solid-strong active:not-disabled:bg-critical-solid-strong',
} as const;

const sizes = {
  /** 28 px: in rows and toolbars. */
  small: 'h-7 px-2 text-small gap-1.5 pointer-coarse:h-10 pointer-coarse:px-3',
  /** 32 px: the usual one. */
  medium: 'h-8 px-3 text-ui gap-2 pointer-coarse:h-11',
  /** 40 px: alone on a page. */
  large: 'h-10 px-4 text-read gap-2 pointer-coarse:h-12',
} as const;

export interface ButtonProps extends ComponentProps<'button'> {
  /** Default `secondary`. */
  readonly look?: keyof typeof looks;
  /** Default `medium`. */
  readonly size?: keyof typeof sizes;
  readonly icon?: IconName | undefined;
  /** While true a spinner stands for the icon, presses do nothing, and the focus stays where it is. */
  readonly loading?: boolean | undefined;
  /** A binding such as `mod+enter`, shown on the button and told to screen readers. It does not bind anything. */
  readonly keys?: string | undefined;
  readonly children: ReactNode;
}

/** A button. `type` is `button` unless said otherwise, so that none sends a form by accident. */
export function Button(props: ButtonProps) {
  const { look = 'secondary', size = 'medium', icon, loading, keys, className, children, onClick, ...rest } = props;
  const press = (event: MouseEvent<HTMLButtonElement>): void => {
    if (loading) event.preventDefault();
    else onClick?.(event);
  };
  const filled = look === 'primary' || look === 'critical';
  return (
    <button
      type="button"
      {...rest}
      onClick={press}
      aria-disabled={loading ? true : rest['aria-disabled']}
      aria-busy={loading ? true : undefined}
      aria-keyshortcuts={keys === undefined ? undefined : ariaShortcut(keys)}
      className={classNames(
        'control relative inline-flex shrink-0 cursor-default items-center justify-center rounded-control border font-medium whitespace-nowrap select-none',
        'disabled:border-line disabled:bg-sunken disabled:text-faint disabled:shadow-none',
        looks[look],
        sizes[size],
        className,
      )}
    >
      {loading ? <Spinner /> : icon && <Icon name={icon} className={filled ? '' : 'text-muted'} />}
      <span className="truncate">{children}</span>
      {keys !== undefined && (
        <Kbd keys={keys} tone={filled ? 'on-filled' : 'plain'} className="-me-1 pointer-coarse:hidden" />
      )}
    </button>
  );
}

/** A binding of ours as `aria-keyshortcuts` writes it: `mod+enter` → `Control+Enter`. */
export function ariaShortcut(keys: string): string {
  const names: Readonly<Record<string, string>> = { mod: 'Control', alt: 'Alt', shift: 'Shift', enter: 'Enter' };
  return keys
    .split('+')
    .map((part) => names[part.toLowerCase()] ?? part)
    .join('+');
}
