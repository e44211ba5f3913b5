import type { TooltipSide } from './tooltip.tsx';

/** A rectangle in the window, in CSS pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface TooltipRoom {
  /** What the hint is about. */
  readonly anchor: Box;
  readonly tooltip: Pick<Box, 'width' | 'height'>;
  readonly window: Pick<Box, 'width' | 'height'>;
  readonly side: TooltipSide;
  readonly isRtl: boolean;
}

const gapPx = 6;
const edgePx = 4;

/** Where a hint stands: at its side, at the opposite one where there is no room, and never beyond the window. */
export function placeTooltip({ anchor, tooltip, window, side, isRtl }: TooltipRoom): Pick<Box, 'left' | 'top'> {
  const isBeside = side.startsWith('inline');
  const [size, start, length, room] = isBeside
    ? [tooltip.width, anchor.left, anchor.width, window.width]
    : [tooltip.height, anchor.top, anchor.height, window.height];
  const [before, after] = [start - gapPx - size, start + length + gapPx];
  const wantsBefore = isBeside ? (side === 'inline-start') !== isRtl : side === 'top';
  const fits = wantsBefore ? before >= edgePx : after + size <= room - edgePx;
  const along = wantsBefore === fits ? before : after;
  const clamp = (value: number, space: number): number => Math.max(edgePx, Math.min(value, space - edgePx));
  const centred = isBeside
    ? clamp(anchor.top + (anchor.height - tooltip.height) / 2, window.height - tooltip.height)
    : clamp(anchor.left + (anchor.width - tooltip.width) / 2, window.width - tooltip.width);
  return isBeside ? { left: along, top: centred } : { left: centred, top: along };
}
