import type { ReactElement, ReactNode } from 'react';

export interface PopoverProps {
  /** A button that opens it. */
  readonly trigger: ReactElement;
  readonly title?: string | undefined;
  readonly side?: 'bottom' | 'top' | 'inline-end' | 'inline-start';
  readonly align?: 'start' | 'center' | 'end';
  /** Leave out both `open` and `onOpenChange` for one that looks after itself. */
  readonly open?: boolean | undefined;
  readonly onOpenChange?: ((open: boolean) => void) | undefined;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}
