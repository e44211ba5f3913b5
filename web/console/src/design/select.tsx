import { lazy } from 'react';
import { EntryButton, findChoice } from './entry-button.tsx';
import { Field } from './field.tsx';
import { loadPersistently } from './load-persistently.ts';
import { OpensOnDemand } from './opens-on-demand.tsx';
import type { SelectProps } from './select-props.ts';

const loadPopup = () => loadPersistently(() => import('./select-popup.tsx'));
const SelectPopup = lazy(async () => ({
  default: (await loadPopup()).SelectPopup,
})) as typeof import('./select-popup.tsx').SelectPopup;

/** One of a few. From about ten on, a Combobox is kinder. */
export function Select<V extends string>(props: SelectProps<V>) {
  const { groups, value, placeholder, disabled, className, label, labelHidden, hint, error } = props;
  return (
    <Field label={label} labelHidden={labelHidden} hint={hint} error={error} className={className}>
      {(ids) => (
        <OpensOnDemand
          opens="listbox"
          load={loadPopup}
          trigger={
            <EntryButton {...ids} disabled={disabled} chosen={findChoice(groups, value)} placeholder={placeholder} />
          }
        >
          <SelectPopup {...props} ids={ids} />
        </OpensOnDemand>
      )}
    </Field>
  );
}
