import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { Kbd } from './kbd.tsx';
import { placeTooltip } from './place-tooltip.ts';
import type { TooltipSide } from './tooltip.tsx';

/** How long the pointer rests before a hint comes; the neighbours of one that was just shown come at once. */
const restMs = 450;
/** How long a hint stays after the pointer left, so that the pointer can be moved onto it. */
const lingerMs = 120;

/**
 * Shows the hints of all marked elements of the page: one layer, one set of listeners. As WCAG 1.4.13 wants it, Escape takes
 * a hint away, the pointer may move onto it, and it stays as long as pointer or focus do. A finger has no hints.
 */
export function TooltipLayer() {
  const anchor = useHintedElement();
  return anchor && createPortal(<Hint key={anchor.dataset.tooltip} anchor={anchor} />, document.body);
}

function Hint({ anchor }: { readonly anchor: HTMLElement }) {
  const hint = useRef<HTMLDivElement>(null);
  const { tooltip, tooltipKeys, tooltipSide = 'top' } = anchor.dataset;
  useLayoutEffect(() => {
    const element = hint.current;
    if (element === null) return;
    const { left, top } = placeTooltip({
      anchor: anchor.getBoundingClientRect(),
      tooltip: { width: element.offsetWidth, height: element.offsetHeight },
      window: { width: document.documentElement.clientWidth, height: window.innerHeight },
      side: tooltipSide as TooltipSide,
      isRtl: document.documentElement.dir === 'rtl',
    });
    element.style.translate = `${left}px ${top}px`;
  }, [anchor, tooltipSide]);
  return (
    <div
      ref={hint}
      role="tooltip"
      data-tooltip-hint
      dir="auto"
      // The place is measured in pixels from the window's corner, whichever way text runs.
      style={{ left: 0, top: 0 }}
      className="fixed z-50 flex max-w-72 items-center gap-2 rounded-control bg-ink px-2 py-1 text-small text-surface shadow-float transition-opacity duration-(--motion-fast) starting:opacity-0"
    >
      <span>{tooltip}</span>
      {tooltipKeys !== undefined && <Kbd keys={tooltipKeys} tone="on-filled" />}
    </div>
  );
}

/** The element whose hint is due, by pointer or by focus. */
function useHintedElement(): HTMLElement | null {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  useEffect(() => watchHints(setAnchor), []);
  return anchor;
}

/** Follows pointer and focus over marked elements and tells which one's hint is to be seen. Gives what ends it. */
function watchHints(show: (anchor: HTMLElement | null) => void): () => void {
  let shown: HTMLElement | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const set = (anchor: HTMLElement | null, afterMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => show((shown = anchor?.isConnected ? anchor : null)), afterMs);
  };
  const onPointer = (event: PointerEvent): void => {
    if (event.pointerType !== 'mouse') return;
    const target = event.target as Element | null;
    if (target?.closest('[data-tooltip-hint]')) return clearTimeout(timer);
    const anchor = target?.closest<HTMLElement>('[data-tooltip]') ?? null;
    if (anchor !== shown) set(anchor, anchor === null ? lingerMs : shown === null ? restMs : 0);
    else clearTimeout(timer);
  };
  const onFocus = (event: FocusEvent): void => {
    const anchor = (event.target as Element | null)?.closest<HTMLElement>('[data-tooltip]') ?? null;
    set(anchor?.matches(':focus-visible') ? anchor : null, 0);
  };
  const hide = (): void => set(null, 0);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') hide();
  };
  const controller = new AbortController();
  const options = { capture: true, passive: true, signal: controller.signal };
  document.addEventListener('pointerover', onPointer, options);
  document.addEventListener('focusin', onFocus, options);
  document.addEventListener('focusout', hide, options);
  document.addEventListener('pointerdown', hide, options);
  document.addEventListener('keydown', onKey, options);
  document.addEventListener('scroll', () => shown !== null && hide(), options);
  return () => {
    clearTimeout(timer);
    controller.abort();
  };
}
