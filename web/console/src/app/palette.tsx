import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog } from '@base-ui/react/dialog';
import { useTranslation } from 'react-i18next';
import { groupLabelLook } from '../design/choice.tsx';
import { Icon } from '../design/icon.tsx';
import { Kbd } from '../design/kbd.tsx';
import { type Command, type GroupOfCommands, groupCommands, useRegisteredCommands } from './commands.ts';

interface PaletteProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Everything that can be done from here, found by typing: the one list that nobody has to learn. */
export function Palette({ open, onClose }: PaletteProps) {
  const { t } = useTranslation();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-30 bg-scrim transition-opacity duration-(--motion-fast) data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Viewport className="fixed inset-0 z-30 flex items-start justify-center px-3 pt-[12vh]">
          <Dialog.Popup
            aria-label={t('shell.palette')}
            className="flex max-h-[min(27rem,76dvh)] w-full max-w-xl flex-col overflow-hidden rounded-dialog border border-line bg-raised text-ink shadow-modal transition-[opacity,scale] duration-(--motion-fast) ease-out outline-none data-ending-style:scale-98 data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0"
          >
            <PaletteList onClose={onClose} />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteList({ onClose }: Pick<PaletteProps, 'onClose'>) {
  const { t } = useTranslation();
  const commands = useRegisteredCommands().filter(({ onlyByKey }) => onlyByKey !== true);
  return (
    <Autocomplete.Root
      open
      inline
      items={groupCommands(commands)}
      itemToStringValue={({ title, alsoCalled }: Command) => `${title} ${alsoCalled ?? ''}`}
      autoHighlight="always"
      keepHighlight
    >
      <div className="relative border-b border-line">
        <Icon name="search" className="pointer-events-none absolute start-4 top-1/2 -translate-y-1/2 text-faint" />
        <Autocomplete.Input
          aria-label={t('shell.paletteSearch')}
          placeholder={t('shell.paletteSearch')}
          className="h-12 w-full bg-transparent ps-11 pe-4 text-read outline-none placeholder:text-faint"
        />
      </div>
      <Autocomplete.Empty>
        <p className="px-4 py-10 text-center text-ui text-muted">{t('shell.paletteEmpty')}</p>
      </Autocomplete.Empty>
      <Autocomplete.List className="min-h-0 overflow-y-auto overscroll-contain scroll-py-2 p-2 empty:p-0">
        {(group: GroupOfCommands) => (
          <Autocomplete.Group key={group.name} items={group.items}>
            <Autocomplete.GroupLabel className={groupLabelLook}>
              {t(`shell.groups.${group.name}`)}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(command: Command) => (
                <Autocomplete.Item
                  key={command.id}
                  value={command}
                  onClick={() => {
                    onClose();
                    command.run();
                  }}
                  className="choice text-ui data-highlighted:bg-selected"
                >
                  <span className="flex w-4 justify-center text-muted">
                    {command.icon && <Icon name={command.icon} />}
                  </span>
                  <span className="min-w-0 flex-1 truncate">{command.title}</span>
                  {command.keys !== undefined && <Kbd keys={command.keys} />}
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}
