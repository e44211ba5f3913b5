import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type Ref, useImperativeHandle, useRef } from 'react';
import { classNames } from './class-names.ts';

/** What a list can be asked to do from outside. */
export interface VirtualListHandle {
  /** Brings a row into sight; it moves no further than it must. */
  readonly scrollToIndex: (index: number) => void;
  /** The element that scrolls. */
  readonly element: () => HTMLElement | null;
}

export interface VirtualListProps<T> {
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** The height of a row in pixels. Rows that turn out otherwise are measured. */
  readonly rowHeight: number;
  /** What the list holds, read out. */
  readonly label: string;
  readonly children: (item: T, index: number) => ReactNode;
  /** How many rows beyond the edges are kept. Default 8. */
  readonly overscan?: number;
  readonly className?: string | undefined;
  readonly ref?: Ref<VirtualListHandle>;
}

/** A list of any length of which only what is in sight is on the page. Screen readers are told the full length. */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const { items, keyOf, rowHeight, label, children, overscan = 8, className, ref } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
    overscan,
  });
  useImperativeHandle(ref, () => ({
    scrollToIndex: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
    element: () => scroller.current,
  }));
  return (
    <div ref={scroller} className={classNames('min-h-0 overflow-y-auto overscroll-contain', className)}>
      {/* biome-ignore lint/a11y/useSemanticElements: rows are positioned absolutely inside elements that a ul may not hold. */}
      <div role="list" aria-label={label} className="relative w-full" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((row) => {
          const item = items[row.index];
          return item === undefined ? null : (
            // biome-ignore lint/a11y/useSemanticElements: see above.
            <div
              key={row.key}
              ref={virtualizer.measureElement}
              role="listitem"
              data-index={row.index}
              aria-setsize={items.length}
              aria-posinset={row.index + 1}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${row.start}px)` }}
            >
              {children(item, row.index)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
