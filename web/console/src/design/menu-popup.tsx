import { Menu as Base } from '@base-ui/react/menu';
import { ariaShortcut } from './button.tsx';
import { ChoiceLine, groupLabelLook } from './choice.tsx';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import { Kbd } from './kbd.tsx';
import type { MenuAction, MenuChoices, MenuEntry, MenuProps } from './menu-entries.ts';

/** The menu itself, which is asked for when it is first opened, and then is. */
export function MenuPopup({ trigger, entries, head, side = 'bottom', align = 'end' }: MenuProps) {
  return (
    <Base.Root modal={false} defaultOpen>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={6} className="z-40 outline-none">
          <Base.Popup className="floats max-h-(--available-height) min-w-52 overflow-y-auto p-1 text-ui">
            {head !== undefined && <div className="px-2 py-1.5">{head}</div>}
            {entries.map((entry, index) => (
              <MenuPart key={'label' in entry ? entry.label : `line ${index}`} entry={entry} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function MenuPart({ entry }: { readonly entry: MenuEntry }) {
  switch (entry.kind) {
    case 'line':
      return <Base.Separator className="mx-2 my-1 h-px bg-line" />;
    case 'choices':
      return <MenuChoicesPart entry={entry} />;
    case 'toggle':
      return (
        <Base.CheckboxItem checked={entry.on} onCheckedChange={entry.onChange} className="choice">
          {entry.icon && <Icon name={entry.icon} className="text-muted" />}
          <span className="flex-1">{entry.label}</span>
          <Base.CheckboxItemIndicator render={<Icon name="check" className="text-accent-ink" />} />
        </Base.CheckboxItem>
      );
    default:
      return <MenuActionPart entry={entry} />;
  }
}

function MenuActionPart({ entry }: { readonly entry: MenuAction }) {
  return (
    <Base.Item
      onClick={entry.onSelect}
      disabled={entry.disabled ?? false}
      aria-keyshortcuts={entry.keys === undefined ? undefined : ariaShortcut(entry.keys)}
      className={classNames('choice', entry.critical && 'text-critical')}
    >
      {entry.icon && <Icon name={entry.icon} className={entry.critical ? '' : 'text-muted'} />}
      <span className="min-w-0 flex-1 truncate">{entry.label}</span>
      {entry.keys !== undefined && <Kbd keys={entry.keys} />}
    </Base.Item>
  );
}

function MenuChoicesPart({ entry }: { readonly entry: MenuChoices }) {
  return (
    <Base.Group>
      <Base.GroupLabel className={groupLabelLook}>{entry.label}</Base.GroupLabel>
      <Base.RadioGroup value={entry.value} onValueChange={(value: string) => entry.onChange(value)}>
        {entry.choices.map((choice) => (
          <Base.RadioItem
            key={choice.value}
            value={choice.value}
            disabled={choice.disabled ?? false}
            closeOnClick
            className="choice"
          >
            <ChoiceLine choice={choice} text={choice.label} />
            <Base.RadioItemIndicator render={<Icon name="check" className="text-accent-ink" />} />
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}
