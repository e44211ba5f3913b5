import { classNames } from './class-names.ts';

export interface SpinnerProps {
  /** In pixels. Default 16. */
  readonly size?: number;
  /** Said to screen readers; leave it out where the text beside it says it. */
  readonly label?: string | undefined;
  readonly className?: string | undefined;
}

/** Something is being waited for, for an unknown time. Under reduced motion it stands still and stays a broken ring. */
export function Spinner({ size = 16, label, className }: SpinnerProps) {
  return (
    <span role={label === undefined ? undefined : 'status'} className={classNames('inline-flex', className)}>
      <svg
        aria-hidden="true"
        viewBox="0 0 16 16"
        width={size}
        height={size}
        fill="none"
        className="animate-spin motion-reduce:animate-none"
      >
        <circle cx="8" cy="8" r="6" stroke="currentColor" strokeWidth="1.75" opacity="0.22" />
        <path d="M14 8a6 6 0 0 0-6-6" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
      </svg>
      {label !== undefined && <span className="sr-only">{label}</span>}
    </span>
  );
}

export interface SkeletonProps {
  /** Sizes, and rounding where it is not the usual one, as classes: `h-4 w-32`, `size-7 rounded-full`. */
  readonly className?: string | undefined;
}

/** The place of something that is on its way, in its size, so that nothing jumps when it comes. */
export function Skeleton({ className }: SkeletonProps) {
  const shape = className?.includes('rounded') ? '' : 'rounded-small';
  return (
    <span
      aria-hidden="true"
      className={classNames('block animate-breathe bg-press motion-reduce:animate-none', shape, className)}
    />
  );
}
