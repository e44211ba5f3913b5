import type { ComponentProps } from 'react';
import type { Choice, ChoiceGroup } from './choice.tsx';
import { Icon } from './icon.tsx';

export interface EntryButtonProps extends ComponentProps<'button'> {
  readonly chosen: Choice | undefined;
  readonly placeholder?: string | undefined;
}

/** The closed half of a select or combobox: what is chosen, in something that looks like a field. */
export function EntryButton({ chosen, placeholder, ...rest }: EntryButtonProps) {
  return (
    <button
      type="button"
      role="combobox"
      aria-expanded={false}
      {...rest}
      className="entry flex h-8 cursor-default items-center justify-between gap-2 ps-2.5 pe-2 text-start text-ui"
    >
      <span className="flex min-w-0 items-center gap-2">
        {chosen?.icon}
        <span className={chosen ? 'truncate' : 'truncate text-faint'}>{chosen?.label ?? placeholder}</span>
      </span>
      <Icon name="choose" className="text-muted" />
    </button>
  );
}

/** The choice with a value, in whatever group it stands. */
export function findChoice<V extends string>(
  groups: readonly ChoiceGroup<V>[],
  value: V | null,
): Choice<V> | undefined {
  return groups.flatMap(({ choices }) => choices).find((choice) => choice.value === value);
}
