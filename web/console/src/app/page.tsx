import { type ReactNode, useEffect, useRef } from 'react';
import { usePageTitle } from './page-title.ts';

export interface PageProps {
  readonly title: string;
  /** Beside the title, quieter: how many. */
  readonly detail?: ReactNode;
  /** At the end of the head: a filter, a button. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page of the shell that is read from top to bottom. */
export function Page({ title, detail, actions, children }: PageProps) {
  usePageTitle(title);
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The focus that the shell puts at the beginning of a new page goes on to what scrolls, so that its keys work at once.
    if (document.activeElement?.contains(scroller.current) && document.activeElement !== document.body) {
      scroller.current?.focus({ preventScroll: true });
    }
  }, []);
  return (
    <div ref={scroller} tabIndex={-1} className="min-w-0 flex-1 overflow-y-auto outline-none">
      <div className="mx-auto w-full max-w-4xl px-4 pt-6 pb-16 wide:px-8 wide:pt-9">
        <header className="mb-6 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <div className="flex items-baseline gap-3">
            <h1 className="text-title font-strong">{title}</h1>
            {detail !== undefined && <span className="text-ui text-muted tabular-nums">{detail}</span>}
          </div>
          {actions}
        </header>
        {children}
      </div>
    </div>
  );
}

export interface PageSectionProps {
  readonly title: string;
  readonly text?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page: on a wide window what it is about stands beside it. */
export function PageSection({ title, text, children }: PageSectionProps) {
  return (
    <section className="grid grid-cols-1 gap-x-10 gap-y-4 border-t border-line py-7 wide:grid-cols-[14rem_minmax(0,1fr)]">
      <div>
        <h2 className="text-read font-strong">{title}</h2>
        {text !== undefined && <p className="mt-1 text-ui text-pretty text-muted">{text}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
