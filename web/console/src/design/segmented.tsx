import { useId } from 'react';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

export interface Segment<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly icon?: IconName | undefined;
}

export interface SegmentedProps<V extends string> {
  readonly label: string;
  readonly labelHidden?: boolean;
  readonly segments: readonly Segment<V>[];
  readonly value: V;
  readonly onChange: (value: V) => void;
}

/** One of two to four, all in sight. Radio buttons underneath: arrow keys choose. */
export function Segmented<V extends string>({ label, labelHidden, segments, value, onChange }: SegmentedProps<V>) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className={labelHidden ? 'sr-only' : 'mb-1 text-ui font-medium'}>{label}</legend>
      <div className="inline-flex max-w-full flex-wrap gap-0.5 rounded-control border border-line bg-sunken p-0.5">
        {segments.map((segment) => (
          <label
            key={segment.value}
            className={classNames(
              'control flex h-7 cursor-default items-center gap-1.5 rounded-small px-2.5 text-ui font-medium text-muted select-none pointer-coarse:h-10',
              'hover:text-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-focus',
              'has-checked:bg-raised has-checked:text-ink has-checked:shadow-low',
            )}
          >
            <input
              type="radio"
              name={name}
              value={segment.value}
              checked={segment.value === value}
              onChange={() => onChange(segment.value)}
              className="sr-only"
            />
            {segment.icon && <Icon name={segment.icon} />}
            {segment.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
