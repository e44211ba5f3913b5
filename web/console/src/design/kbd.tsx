import { classNames } from './class-names.ts';
import { isApple } from './platform.ts';

/** How a part of a binding is written on the keyboard in front of the reader. */
function keyCap(part: string): string {
  const caps: Readonly<Record<string, string>> = {
    mod: isApple ? '⌘' : 'Ctrl',
    alt: isApple ? '⌥' : 'Alt',
    shift: isApple ? '⇧' : 'Shift',
    enter: isApple ? '↩' : 'Enter',
    escape: 'Esc',
    arrowup: '↑',
    arrowdown: '↓',
    arrowleft: '←',
    arrowright: '→',
    space: 'Space',
  };
  return caps[part.toLowerCase()] ?? (part.length === 1 ? part.toUpperCase() : part);
}

export interface KbdProps {
  /** A binding as in `useCommand`: parts joined by `+`, such as `mod+k`, `t` or `shift+?`. */
  readonly keys: string;
  /** On a filled button the caps take the button's own colour. */
  readonly tone?: 'plain' | 'on-filled';
  readonly className?: string | undefined;
}

/** The keys of a shortcut, as the caps of this platform. Read out as text; always left to right. */
export function Kbd({ keys, tone = 'plain', className }: KbdProps) {
  const cap =
    tone === 'plain' ? 'border-line bg-sunken text-muted' : 'border-[color-mix(in_oklch,currentcolor_35%,transparent)]';
  return (
    <kbd dir="ltr" className={classNames('inline-flex items-center gap-0.5 font-sans', className)}>
      {keys.split('+').map((part) => (
        <span
          key={part}
          className={classNames(
            'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-small border px-1 text-tiny leading-none font-medium',
            cap,
          )}
        >
          {keyCap(part)}
        </span>
      ))}
    </kbd>
  );
}
