import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Choice, groupLabelLook } from './choice.tsx';
import type { ChooserProps } from './chooser-props.ts';
import { Icon } from './icon.tsx';

/** The chooser itself, which is asked for with the page that may open it. */
export function ChooserSurface({ open, onClose, title, filterLabel, groups, onChoose }: ChooserProps) {
  const isChosen = useRef(false);
  const choose = (value: string): void => {
    isChosen.current = true;
    onClose();
    onChoose(value);
  };
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-scrim transition-opacity duration-(--motion-fast) data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Viewport className="fixed inset-0 z-30 flex items-start justify-center px-3 pt-[12vh]">
          <Dialog.Popup
            finalFocus={() => {
              const goesElsewhere = isChosen.current;
              isChosen.current = false;
              return !goesElsewhere;
            }}
            className="flex max-h-[min(30rem,76dvh)] w-full max-w-xl flex-col overflow-hidden rounded-dialog border border-line bg-raised text-ink shadow-modal transition-[opacity,scale] duration-(--motion-fast) ease-out outline-none data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0"
          >
            <Dialog.Title className="px-4 pt-3 text-ui font-strong">{title}</Dialog.Title>
            <ChooserList filterLabel={filterLabel} groups={groups} onChoose={choose} />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface ShownGroup {
  readonly label?: string | undefined;
  readonly items: Choice[];
}

function ChooserList({ filterLabel, groups, onChoose }: Pick<ChooserProps, 'filterLabel' | 'groups' | 'onChoose'>) {
  const { t } = useTranslation();
  const items: ShownGroup[] = groups
    .filter(({ choices }) => choices.length > 0)
    .map(({ label, choices }) => ({ label, items: [...choices] }));
  return (
    <Autocomplete.Root
      open
      inline
      items={items}
      itemToStringValue={({ label }: Choice) => label}
      autoHighlight="always"
      keepHighlight
    >
      <div className="relative border-b border-line">
        <Icon name="search" className="pointer-events-none absolute start-4 top-1/2 -translate-y-1/2 text-faint" />
        <Autocomplete.Input
          aria-label={filterLabel}
          placeholder={filterLabel}
          className="h-11 w-full bg-transparent ps-11 pe-4 text-read outline-none placeholder:text-faint"
        />
      </div>
      <Autocomplete.Empty>
        <p className="px-4 py-8 text-center text-ui text-muted">{t('design.nothingFound')}</p>
      </Autocomplete.Empty>
      <Autocomplete.List className="min-h-0 overflow-y-auto overscroll-contain scroll-py-2 p-2 empty:p-0">
        {(group: ShownGroup) => (
          <Autocomplete.Group key={group.items[0]?.value} items={group.items}>
            {group.label !== undefined && (
              <Autocomplete.GroupLabel className={groupLabelLook}>{group.label}</Autocomplete.GroupLabel>
            )}
            <Autocomplete.Collection>
              {(choice: Choice) => (
                <Autocomplete.Item
                  key={choice.value}
                  value={choice}
                  onClick={() => onChoose(choice.value)}
                  className="choice text-ui data-highlighted:bg-selected"
                >
                  {choice.icon}
                  <span className="min-w-0 flex-1">
                    <span className="block truncate">{choice.label}</span>
                    {choice.detail !== undefined && (
                      <span className="block truncate text-small text-muted">{choice.detail}</span>
                    )}
                  </span>
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}
