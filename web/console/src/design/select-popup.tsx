import { Select as Base } from '@base-ui/react/select';
import { ChoiceLine, groupLabelLook } from './choice.tsx';
import { EntryButton, findChoice } from './entry-button.tsx';
import type { FieldIds } from './field.tsx';
import { Icon } from './icon.tsx';
import type { SelectProps } from './select-props.ts';

/** The select itself, which is asked for when it is first opened, and then is. */
export function SelectPopup<V extends string>(props: SelectProps<V> & { readonly ids: FieldIds }) {
  const { groups, value, onChange, placeholder, disabled = false, ids } = props;
  const items = groups.flatMap(({ choices }) => choices.map(({ value: key, label }) => ({ value: key, label })));
  return (
    <Base.Root
      items={items}
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      disabled={disabled}
      modal={false}
      defaultOpen
    >
      <Base.Trigger {...ids} render={<EntryButton chosen={findChoice(groups, value)} placeholder={placeholder} />} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-40 outline-none">
          <Base.Popup className="floats max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto p-1">
            <Base.List>
              {groups.map((group) => (
                <Base.Group key={group.choices[0]?.value}>
                  {group.label !== undefined && (
                    <Base.GroupLabel className={groupLabelLook}>{group.label}</Base.GroupLabel>
                  )}
                  {group.choices.map((choice) => (
                    <Base.Item
                      key={choice.value}
                      value={choice.value}
                      disabled={choice.disabled ?? false}
                      className="choice"
                    >
                      <ChoiceLine choice={choice} text={<Base.ItemText>{choice.label}</Base.ItemText>} />
                      <Base.ItemIndicator render={<Icon name="check" className="text-accent-ink" />} />
                    </Base.Item>
                  ))}
                </Base.Group>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
