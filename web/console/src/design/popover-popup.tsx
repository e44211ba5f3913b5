import { Popover as Base } from '@base-ui/react/popover';
import { classNames } from './class-names.ts';
import type { PopoverProps } from './popover-props.ts';

/** The popover itself, which is asked for when it is first opened, and then is. */
export function PopoverPopup(props: PopoverProps) {
  const { trigger, title, side = 'bottom', align = 'start', open, onOpenChange, className, children } = props;
  return (
    <Base.Root open={open} defaultOpen onOpenChange={(next) => onOpenChange?.(next)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={6} className="z-40 outline-none">
          <Base.Popup className={classNames('floats max-w-(--available-width) min-w-56 p-3 text-ui', className)}>
            {title !== undefined && <Base.Title className="mb-1.5 font-strong">{title}</Base.Title>}
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
