import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

export interface EmptyStateProps {
  readonly icon: IconName;
  readonly title: string;
  /** Why nothing is here, or what to do to change that. */
  readonly text?: ReactNode;
  readonly action?: ReactNode;
  readonly className?: string | undefined;
}

/** What stands where there is nothing: calm when that is well, helpful when it is not. */
export function EmptyState({ icon, title, text, action, className }: EmptyStateProps) {
  return (
    <div className={classNames('flex flex-col items-center justify-center px-6 py-12 text-center', className)}>
      <span className="mb-3 flex size-11 items-center justify-center rounded-full bg-hover text-muted">
        <Icon name={icon} size={20} />
      </span>
      <p className="text-read font-strong text-ink">{title}</p>
      {text !== undefined && <p className="mt-1 max-w-72 text-ui text-balance text-muted">{text}</p>}
      {action !== undefined && <div className="mt-4 flex gap-2">{action}</div>}
    </div>
  );
}
