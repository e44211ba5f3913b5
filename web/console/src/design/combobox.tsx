import { lazy } from 'react';
import { EntryButton, findChoice } from './entry-button.tsx';
import { Field } from './field.tsx';
import { loadPersistently } from './load-persistently.ts';
import { OpensOnDemand } from './opens-on-demand.tsx';
import type { ComboboxProps } from './select-props.ts';

const loadPopup = () => loadPersistently(() => import('./combobox-popup.tsx'));
const ComboboxPopup = lazy(async () => ({
  default: (await loadPopup()).ComboboxPopup,
})) as typeof import('./combobox-popup.tsx').ComboboxPopup;

/** One of many: the list opens with the focus in a filter, and arrow keys walk what is left of it. */
export function Combobox<V extends string>(props: ComboboxProps<V>) {
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
          <ComboboxPopup {...props} ids={ids} />
        </OpensOnDemand>
      )}
    </Field>
  );
}
