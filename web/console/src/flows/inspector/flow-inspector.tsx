import { useTranslation } from 'react-i18next';
import { Input } from '../../design/input.tsx';
import { useEditor } from '../builder/use-editor.ts';
import type { FlowEntry } from '../graph/entry.ts';
import type { SettingSpec } from '../graph/language.ts';
import { faultsBelow } from './faults.ts';
import { SettingField } from './setting-field.tsx';

const settings = {
  department: { kind: 'reference', to: 'department', nullable: true, sentence: '' },
  returnTo: { kind: 'reference', to: 'queue', nullable: true, sentence: '' },
  duty: { kind: 'references', to: 'agent', sentence: '' },
} as const satisfies Record<string, SettingSpec>;

/** What is set of the flow itself. */
export function FlowInspector() {
  const { t } = useTranslation();
  const { entry, say, change, isReadOnly, saved } = useEditor();
  const faults = faultsBelow(saved.checked.problems, '', say);
  const set = (more: Partial<FlowEntry>, about: string): void => change({ ...entry, ...more }, `flow ${about}`);
  return (
    <div className="flex flex-col gap-4">
      <h2 className="text-read font-strong">{t('flows.outline.flow')}</h2>
      <div data-setting="name">
        <Input
          label={t('flows.name')}
          disabled={isReadOnly}
          error={faults.get('name')}
          maxLength={200}
          value={entry.name}
          onChange={(event) => set({ name: event.target.value }, 'name')}
        />
      </div>
      {(Object.keys(settings) as (keyof typeof settings)[]).map((name) => (
        <SettingField
          key={name}
          of="flow"
          name={name}
          path={name}
          spec={settings[name]}
          value={entry[name]}
          onChange={(value) => set({ [name]: value } as Partial<FlowEntry>, name)}
          faults={faults}
          say={say}
          isReadOnly={isReadOnly}
        />
      ))}
    </div>
  );
}
