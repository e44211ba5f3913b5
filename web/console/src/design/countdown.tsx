import { classNames } from './class-names.ts';
import { useNow } from './clock.ts';

/** What is left, as a clock shows it: `0:42`, `12:05`, `1:02:00`. Full seconds only, and never below zero. */
export function clockText(leftMs: number): string {
  const seconds = Math.max(0, Math.floor(leftMs / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

export interface CountdownProps {
  /** When it ends, by the server's clock: RFC 3339. */
  readonly until: string;
  /** How long it was from the start, in milliseconds: the full ring. */
  readonly totalMs: number;
  /** What runs out, read out with the time that is left. */
  readonly label: string;
  /** `ring` alone, or `text` beside it (the default). */
  readonly shows?: 'ring' | 'text';
  readonly className?: string | undefined;
}

const radius = 6;
const around = 2 * Math.PI * radius;

/** A ring that empties towards a deadline. In its last fifth it turns to warning; the number says the same. */
export function Countdown({ until, totalMs, label, shows = 'text', className }: CountdownProps) {
  const left = Math.max(0, Date.parse(until) - useNow('second'));
  const part = Math.min(1, totalMs > 0 ? left / totalMs : 0);
  const tone = part <= 0.2 ? 'text-warning' : 'text-accent-ink';
  return (
    <span
      role="timer"
      aria-label={`${label} ${clockText(left)}`}
      className={classNames('inline-flex items-center gap-1.5', className)}
    >
      <svg aria-hidden="true" viewBox="0 0 16 16" width="16" height="16" fill="none" className={tone}>
        <circle cx="8" cy="8" r={radius} stroke="currentColor" strokeWidth="2" opacity="0.2" />
        <circle
          cx="8"
          cy="8"
          r={radius}
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
          strokeDasharray={around}
          strokeDashoffset={around * (1 - part)}
          transform="rotate(-90 8 8)"
          className="transition-[stroke-dashoffset] duration-1000 ease-linear motion-reduce:transition-none"
        />
      </svg>
      {shows === 'text' && (
        <span
          aria-hidden="true"
          dir="ltr"
          className={classNames('text-small font-medium tabular-nums', part <= 0.2 ? 'text-warning' : 'text-muted')}
        >
          {clockText(left)}
        </span>
      )}
    </span>
  );
}
