import type { ReactNode, RefObject } from 'react';

export interface DialogProps {
  readonly open: boolean;
  /** Asked to close by Escape, the cross, or a press beside it. */
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  /** `small` 384 px, `medium` (the default) 512, `large` 768; all of them as wide as the window on a phone. */
  readonly size?: 'small' | 'medium' | 'large';
  /** The buttons, the main one last. */
  readonly footer?: ReactNode;
  /** With it, the dialog is a form: Enter in a field and its submit button call this. */
  readonly onSubmit?: (() => void) | undefined;
  /** What has the focus at first. Default: the first thing of the contents that can have it. */
  readonly initialFocus?: RefObject<HTMLElement | null> | undefined;
  readonly children?: ReactNode;
}
