import type { ReactNode } from 'react';
import { EntryButton, findChoice } from './entry-button.tsx';
import { Field, type FieldIds } from './field.tsx';
import { OpensOnDemand } from './opens-on-demand.tsx';
import type { SelectProps } from './select-props.ts';

interface ListFieldProps<V extends string> {
  readonly field: SelectProps<V>;
  readonly load: () => Promise<unknown>;
  /** The list with its button, from the first time that it is opened. */
  readonly popup: (ids: FieldIds) => ReactNode;
}

/** A field whose value is chosen from a list: what Select and Combobox are until they are opened. */
export function ListField<V extends string>({ field, load, popup }: ListFieldProps<V>) {
  const { groups, value, placeholder, disabled, className, label, labelHidden, hint, error } = field;
  const chosen = findChoice(groups, value);
  return (
    <Field label={label} labelHidden={labelHidden} hint={hint} error={error} className={className}>
      {(ids) => (
        <OpensOnDemand
          opens="listbox"
          load={load}
          trigger={<EntryButton {...ids} disabled={disabled} chosen={chosen} placeholder={placeholder} />}
        >
          {popup(ids)}
        </OpensOnDemand>
      )}
    </Field>
  );
}
