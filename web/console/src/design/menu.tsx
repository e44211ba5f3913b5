import { lazy } from 'react';
import { loadPersistently } from './load-persistently.ts';
import type { MenuProps } from './menu-entries.ts';
import { OpensOnDemand } from './opens-on-demand.tsx';

const loadPopup = () => loadPersistently(() => import('./menu-popup.tsx'));
const MenuPopup = lazy(async () => ({ default: (await loadPopup()).MenuPopup }));

/** A menu of actions and choices, opened by its trigger. */
export function Menu(props: MenuProps) {
  return (
    <OpensOnDemand trigger={props.trigger} opens="menu" load={loadPopup}>
      <MenuPopup {...props} />
    </OpensOnDemand>
  );
}
