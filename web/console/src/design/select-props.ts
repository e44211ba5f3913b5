import type { ChoiceGroup } from './choice.tsx';
import type { FieldText } from './field.tsx';

export interface SelectProps<V extends string> extends FieldText {
  readonly groups: readonly ChoiceGroup<V>[];
  readonly value: V | null;
  readonly onChange: (value: V) => void;
  /** Shown while nothing is chosen. */
  readonly placeholder?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly className?: string | undefined;
}

export interface ComboboxProps<V extends string> extends SelectProps<V> {
  /** Asked for in the filter. */
  readonly filterLabel?: string | undefined;
}
