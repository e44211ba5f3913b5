import { useTranslation } from 'react-i18next';
import { Button } from '../../design/button.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { Menu } from '../../design/menu.tsx';
import type { MenuEntry } from '../../design/menu-entries.ts';
import { type Actions, stepOfRow } from './use-actions.tsx';
import { useEditor } from './use-editor.ts';

/** What can be done with the chosen line, for whoever would rather press buttons. */
export function OutlineToolbar({ actions }: { readonly actions: Actions }) {
  const { t } = useTranslation();
  const { isReadOnly, selected, mayUndo, mayRedo, undo, redo, say } = useEditor();
  const step = stepOfRow(selected);
  const entries = useEntries(actions);
  if (isReadOnly) return null;
  const mayConnect = selected.kind === 'port' || selected.kind === 'start' || selected.kind === 'step';
  return (
    <div className="flex items-center gap-1 px-3 pt-3">
      <Button size="small" icon="plus" keys="a" onClick={() => actions.add()}>
        {t('flows.outline.add')}
      </Button>
      <span className="flex-1" />
      <IconButton
        size="small"
        icon="link"
        keys="c"
        label={t('flows.outline.connect')}
        disabled={!mayConnect}
        onClick={() => actions.connect()}
      />
      <IconButton
        size="small"
        icon="undo"
        keys="mod+z"
        label={t('flows.outline.undo')}
        disabled={!mayUndo}
        onClick={undo}
      />
      <IconButton
        size="small"
        icon="redo"
        keys="mod+shift+z"
        label={t('flows.outline.redo')}
        disabled={!mayRedo}
        onClick={redo}
      />
      <Menu
        trigger={
          <IconButton
            size="small"
            icon="more"
            label={t('flows.outline.actions', { name: step === null ? t('flows.outline.start') : say.step(step) })}
          />
        }
        entries={entries}
      />
    </div>
  );
}

function useEntries(actions: Actions): MenuEntry[] {
  const { t } = useTranslation();
  const { selected } = useEditor();
  const disabled = stepOfRow(selected) === null;
  return [
    { label: t('flows.outline.settings'), icon: 'info', keys: 'enter', onSelect: actions.openSettings },
    { label: t('flows.outline.rename'), icon: 'note', keys: 'f2', disabled, onSelect: actions.rename },
    { kind: 'line' },
    { label: t('flows.outline.duplicate'), keys: 'mod+d', icon: 'copy', disabled, onSelect: actions.duplicate },
    {
      label: t('flows.outline.copy'),
      keys: 'mod+c',
      icon: 'copy',
      disabled,
      onSelect: () => actions.copy({ withFollowing: false }),
    },
    {
      label: t('flows.outline.copyFollowing'),
      icon: 'copy',
      disabled,
      onSelect: () => actions.copy({ withFollowing: true }),
    },
    { label: t('flows.outline.paste'), keys: 'mod+v', icon: 'attach', onSelect: () => actions.paste() },
    { label: t('flows.outline.move'), keys: 'm', icon: 'transfer', disabled, onSelect: actions.move },
    { kind: 'line' },
    {
      label: t('flows.outline.remove'),
      keys: 'delete',
      icon: 'cross',
      critical: true,
      disabled,
      onSelect: actions.remove,
    },
  ];
}
