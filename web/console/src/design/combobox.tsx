import { lazy } from 'react';
import { ListField } from './list-field.tsx';
import { loadPersistently } from './load-persistently.ts';
import type { ComboboxProps } from './select-props.ts';

const loadPopup = () => loadPersistently(() => import('./combobox-popup.tsx'));
const ComboboxPopup = lazy(async () => ({
  default: (await loadPopup()).ComboboxPopup,
})) as typeof import('./combobox-popup.tsx').ComboboxPopup;

/** One of many: the list opens with the focus in a filter, and arrow keys walk what is left of it. */
export function Combobox<V extends string>(props: ComboboxProps<V>) {
  return <ListField field={props} load={loadPopup} popup={(ids) => <ComboboxPopup {...props} ids={ids} />} />;
}
