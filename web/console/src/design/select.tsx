import { lazy } from 'react';
import { ListField } from './list-field.tsx';
import { loadPersistently } from './load-persistently.ts';
import type { SelectProps } from './select-props.ts';

const loadPopup = () => loadPersistently(() => import('./select-popup.tsx'));
const SelectPopup = lazy(async () => ({
  default: (await loadPopup()).SelectPopup,
})) as typeof import('./select-popup.tsx').SelectPopup;

/** One of a few. From about ten on, a Combobox is kinder. */
export function Select<V extends string>(props: SelectProps<V>) {
  return <ListField field={props} load={loadPopup} popup={(ids) => <SelectPopup {...props} ids={ids} />} />;
}
