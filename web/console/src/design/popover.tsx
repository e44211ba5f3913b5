import { lazy } from 'react';
import { loadPersistently } from './load-persistently.ts';
import { OpensOnDemand } from './opens-on-demand.tsx';
import type { PopoverProps } from './popover-props.ts';

const loadPopup = () => loadPersistently(() => import('./popover-popup.tsx'));
const PopoverPopup = lazy(async () => ({ default: (await loadPopup()).PopoverPopup }));

/** A small panel beside its button, with anything inside. Escape and a press elsewhere close it. */
export function Popover(props: PopoverProps) {
  const { trigger, open, onOpenChange } = props;
  return (
    <OpensOnDemand
      trigger={trigger}
      opens="dialog"
      load={loadPopup}
      isOpen={open ?? false}
      onPress={() => onOpenChange?.(true)}
    >
      <PopoverPopup {...props} />
    </OpensOnDemand>
  );
}
