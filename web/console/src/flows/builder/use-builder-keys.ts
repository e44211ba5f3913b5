import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type Command, useCommands } from '../../app/commands.ts';
import type { Actions } from './use-actions.tsx';
import type { Editor } from './use-editor.ts';

/** What can be done from the palette, and by keys anywhere in the builder. */
export function useBuilderKeys(editor: Editor, actions: Actions): void {
  const { t } = useTranslation();
  const { isReadOnly, mayUndo, mayRedo, undo, redo } = editor;
  const command = (id: string, title: string, run: () => void, more: Partial<Command> = {}): Command => ({
    id: `flow.${id}`,
    group: 'flow',
    title,
    enabled: !isReadOnly,
    run,
    ...more,
  });
  useCommands([
    command('add', t('flows.outline.add'), () => actions.add(), { icon: 'plus' }),
    command('connect', t('flows.outline.connect'), () => actions.connect(), { icon: 'link' }),
    command('move', t('flows.outline.move'), actions.move, { icon: 'transfer' }),
    command('duplicate', t('flows.outline.duplicate'), actions.duplicate, { icon: 'copy' }),
    command('remove', t('flows.outline.remove'), actions.remove, { icon: 'cross' }),
  ]);
  useEffect(() => {
    // In a field, taking back is the field's own.
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target as Element | null;
      if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey)) return;
      if (target?.closest('input:not([type="checkbox"], [type="radio"]), textarea, [role="dialog"]')) return;
      const key = event.key.toLowerCase();
      const act = key === 'z' ? (event.shiftKey ? redo : undo) : key === 'y' ? redo : null;
      if (act === null || isReadOnly || !(act === undo ? mayUndo : mayRedo)) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [undo, redo, mayUndo, mayRedo, isReadOnly]);
}
