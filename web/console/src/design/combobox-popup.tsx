import { Combobox as Base } from '@base-ui/react/combobox';
import { useTranslation } from 'react-i18next';
import { type Choice, ChoiceLine, groupLabelLook } from './choice.tsx';
import { EntryButton, findChoice } from './entry-button.tsx';
import type { FieldIds } from './field.tsx';
import { Icon } from './icon.tsx';
import type { ComboboxProps } from './select-props.ts';

/** The combobox itself, which is asked for when it is first opened, and then is. */
export function ComboboxPopup<V extends string>(props: ComboboxProps<V> & { readonly ids: FieldIds }) {
  const { groups, value, onChange, placeholder, disabled = false, filterLabel, label, ids } = props;
  const { t } = useTranslation();
  const items = groups.map((group) => ({ label: group.label, items: [...group.choices] }));
  const chosen = findChoice(groups, value) ?? null;
  return (
    <Base.Root
      items={items}
      value={chosen}
      onValueChange={(next: Choice<V> | null) => next && onChange(next.value)}
      isItemEqualToValue={(a: Choice<V>, b: Choice<V>) => a.value === b.value}
      itemToStringLabel={(choice: Choice<V>) => choice.label}
      disabled={disabled}
      autoHighlight
      defaultOpen
    >
      <Base.Trigger {...ids} render={<EntryButton chosen={chosen ?? undefined} placeholder={placeholder} />} />
      <Base.Portal>
        <Base.Positioner align="start" sideOffset={4} className="z-40 outline-none">
          <Base.Popup
            aria-label={label}
            className="floats flex max-h-[min(22rem,var(--available-height))] w-[max(var(--anchor-width),16rem)] max-w-(--available-width) flex-col"
          >
            <div className="relative border-b border-line">
              <Icon
                name="search"
                className="pointer-events-none absolute start-3 top-1/2 -translate-y-1/2 text-faint"
              />
              <Base.Input
                aria-label={filterLabel ?? t('design.filter')}
                placeholder={filterLabel ?? t('design.filter')}
                className="h-9 w-full bg-transparent ps-9 pe-3 text-ui outline-none placeholder:text-faint pointer-coarse:h-11"
              />
            </div>
            <Base.Empty>
              <p className="px-3 py-6 text-center text-small text-muted">{t('design.nothingFound')}</p>
            </Base.Empty>
            <Base.List className="min-h-0 overflow-y-auto overscroll-contain p-1 empty:p-0">
              {(group: { label?: string; items: Choice<V>[] }) => (
                <ComboboxGroup key={group.items[0]?.value} group={group} />
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function ComboboxGroup<V extends string>({ group }: { readonly group: { label?: string; items: Choice<V>[] } }) {
  return (
    <Base.Group items={group.items}>
      {group.label !== undefined && <Base.GroupLabel className={groupLabelLook}>{group.label}</Base.GroupLabel>}
      <Base.Collection>
        {(choice: Choice<V>) => (
          <Base.Item key={choice.value} value={choice} disabled={choice.disabled ?? false} className="choice">
            <ChoiceLine choice={choice} text={choice.label} />
            <Base.ItemIndicator render={<Icon name="check" className="text-accent-ink" />} />
          </Base.Item>
        )}
      </Base.Collection>
    </Base.Group>
  );
}
