import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../design/dialog.tsx';
import { Kbd } from '../design/kbd.tsx';
import { Switch } from '../design/switch.tsx';
import { groupCommands, useRegisteredCommands } from './commands.ts';
import { setPreferences, usePreferences } from './preferences.ts';

interface KeySheetProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** Every key that does something where one is, and the switch that lets single keys be mere letters again. */
export function KeySheet({ open, onClose }: KeySheetProps) {
  const { t } = useTranslation();
  const { singleKeys } = usePreferences();
  const sheet = useRef<HTMLDivElement>(null);
  const commands = useRegisteredCommands().filter(({ keys }) => keys !== undefined);
  return (
    <Dialog open={open} onClose={onClose} title={t('shell.keys')} size="large" initialFocus={sheet}>
      <div ref={sheet} tabIndex={-1} className="columns-1 gap-x-10 outline-none wide:columns-2">
        {groupCommands(commands).map((group) => (
          <section key={group.name} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-small font-medium text-faint">{t(`shell.groups.${group.name}`)}</h3>
            <dl>
              {group.items.map((command) => (
                <div key={command.id} className="flex min-h-8 items-center justify-between gap-4 border-b border-line">
                  <dt className="min-w-0 text-ui">{command.title}</dt>
                  <dd>{command.keys !== undefined && <Kbd keys={command.keys} />}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="mt-2 rounded-control bg-sunken p-3">
        <Switch
          label={t('shell.singleKeys')}
          hint={singleKeys ? t('shell.singleKeysHint') : t('shell.keysOff')}
          on={singleKeys}
          onChange={(on) => setPreferences({ singleKeys: on })}
        />
      </div>
    </Dialog>
  );
}
