import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** The regions of a page, from what is chosen from to what is known about the choice. */
export type RegionName = 'list' | 'detail' | 'aside';

export interface Region {
  /** Read out when somebody goes there. */
  readonly label: string;
  readonly content: ReactNode;
}

export interface RegionsProps {
  readonly list: Region;
  readonly detail: Region;
  /** Left out, the detail takes its room. Between phone and broad windows it lies over the end of the detail. */
  readonly aside?: Region | undefined;
  /** Which one has the window to itself on a phone. */
  readonly shows: RegionName;
}

/**
 * A page of two or three regions side by side; below 768 px one at a time, the one that `shows` names: the way back
 * is a button of its content.
 */
export function Regions({ list, detail, aside, shows }: RegionsProps) {
  const onPhone = (name: RegionName): string => (shows === name ? 'flex' : 'max-wide:hidden wide:flex');
  return (
    <div className="relative flex min-h-0 min-w-0 flex-1 overflow-hidden">
      <section
        aria-label={list.label}
        className={classNames(
          'min-w-0 flex-col bg-sunken max-wide:flex-1 wide:w-80 wide:shrink-0 wide:border-e wide:border-line broad:w-88',
          onPhone('list'),
        )}
      >
        {list.content}
      </section>
      <section
        aria-label={detail.label}
        className={classNames('min-w-0 flex-1 flex-col bg-surface', onPhone('detail'))}
      >
        {detail.content}
      </section>
      {aside !== undefined && (
        <aside
          aria-label={aside.label}
          className={classNames(
            'min-w-0 flex-col overflow-y-auto bg-sunken max-wide:flex-1 wide:w-80 wide:shrink-0 wide:border-s wide:border-line',
            'wide:max-broad:absolute wide:max-broad:inset-y-0 wide:max-broad:end-0 wide:max-broad:z-10 wide:max-broad:shadow-float',
            onPhone('aside'),
          )}
        >
          {aside.content}
        </aside>
      )}
    </div>
  );
}
