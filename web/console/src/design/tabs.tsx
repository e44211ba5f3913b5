import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { classNames } from './class-names.ts';

export interface TabItem<V extends string> {
  readonly value: V;
  readonly label: string;
  /** How many there are; not shown when it is missing. */
  readonly count?: number | undefined;
}

export interface TabsProps<V extends string> {
  /** What is chosen from, read out. */
  readonly label: string;
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly items: readonly TabItem<V>[];
  /** What belongs to the chosen tab. */
  readonly children: ReactNode;
  readonly className?: string | undefined;
  /** On the row of tabs, for its padding. */
  readonly listClassName?: string | undefined;
  readonly panelClassName?: string | undefined;
}

/** The tab that a key leads to: arrows walk in the direction of reading and around, Home and End to the ends. */
export function tabAfter(key: string, at: number, { count, isRtl }: { count: number; isRtl: boolean }): number | null {
  const [next, previous] = isRtl ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
  if (key === next) return (at + 1) % count;
  if (key === previous) return (at - 1 + count) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : null;
}

/** Two to five views of one place. Arrow keys walk the tabs, and the view follows the focus. */
export function Tabs<V extends string>(props: TabsProps<V>) {
  const { label, value, onChange, items, children, className, listClassName, panelClassName } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const walk = (event: KeyboardEvent): void => {
    const at = items.findIndex((item) => item.value === value);
    const next = tabAfter(event.key, at, { count: items.length, isRtl: document.documentElement.dir === 'rtl' });
    const item = next === null ? undefined : items[next];
    if (next === null || item === undefined) return;
    event.preventDefault();
    onChange(item.value);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div className={className}>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        onKeyDown={walk}
        className={classNames('flex shrink-0 gap-1 border-b border-line', listClassName)}
      >
        {items.map((item) => (
          <button
            key={item.value}
            type="button"
            role="tab"
            id={`${id}-${item.value}`}
            aria-controls={`${id}-panel`}
            aria-selected={item.value === value}
            tabIndex={item.value === value ? 0 : -1}
            onClick={() => onChange(item.value)}
            className={classNames(
              'control -mb-px flex h-9 shrink-0 cursor-default items-center gap-1.5 border-b-2 px-2 text-ui font-medium select-none pointer-coarse:h-11',
              'focus-visible:rounded-control focus-visible:-outline-offset-2',
              item.value === value ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink',
            )}
          >
            {item.label}
            {item.count !== undefined && (
              <span className="text-small font-regular text-faint tabular-nums">{item.count}</span>
            )}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`} className={panelClassName}>
        {children}
      </div>
    </div>
  );
}
