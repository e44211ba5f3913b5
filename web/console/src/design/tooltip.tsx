import { cloneElement, type ReactElement } from 'react';

export type TooltipSide = 'top' | 'bottom' | 'inline-start' | 'inline-end';

export interface TooltipProps {
  /** A few words. What is needed to use the thing must stand on it and not only here. */
  readonly text: string;
  /** The binding that does the same. */
  readonly keys?: string | undefined;
  /** Default `top`. */
  readonly side?: TooltipSide;
  /** One element that takes the focus, such as a button. It must hand on `data-` attributes. */
  readonly children: ReactElement;
}

/** A hint under the pointer or the focus: the element is only marked here, and TooltipLayer shows it. */
export function Tooltip({ text, keys, side = 'top', children }: TooltipProps) {
  return cloneElement(children as ReactElement<Record<string, unknown>>, {
    'data-tooltip': text,
    'data-tooltip-keys': keys,
    'data-tooltip-side': side,
  });
}
