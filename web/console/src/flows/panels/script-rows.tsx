import { useTranslation } from 'react-i18next';
import { Button } from '../../design/button.tsx';
import { Combobox } from '../../design/combobox.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { Input } from '../../design/input.tsx';
import { Select } from '../../design/select.tsx';
import { useEditor } from '../builder/use-editor.ts';
import { DurationField } from '../inspector/duration-field.tsx';
import { noFaults } from '../inspector/faults.ts';

const happenings = [
  'message',
  'reply',
  'hold',
  'resume',
  'close',
  'decline',
  'accept',
  'go_offline',
  'come_online',
] as const;

/** Something that happens while the flow is tried. */
export interface ScriptRow {
  readonly afterSeconds: number;
  readonly what: (typeof happenings)[number];
  readonly text: string;
  readonly agent: string;
}

/** Every conversation begins with it. */
export const newScriptRow: ScriptRow = { afterSeconds: 0, what: 'message', text: '', agent: '' };

interface ScriptRowsProps {
  readonly rows: readonly ScriptRow[];
  readonly onChange: (rows: readonly ScriptRow[]) => void;
}

/** What happens meanwhile, and when. */
export function ScriptRows({ rows, onChange }: ScriptRowsProps) {
  const { t } = useTranslation();
  const set = (at: number, more: Partial<ScriptRow>): void =>
    onChange(rows.map((row, i) => (i === at ? { ...row, ...more } : row)));
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 text-ui font-medium">{t('flows.test.script')}</legend>
      {rows.map((row, at) => (
        <ScriptRowFields
          // biome-ignore lint/suspicious/noArrayIndexKey: an event is told by its place.
          key={at}
          row={row}
          number={at + 1}
          onChange={(more) => set(at, more)}
          onRemove={() => onChange(rows.filter((_, i) => i !== at))}
        />
      ))}
      <Button
        size="small"
        icon="plus"
        className="self-start"
        onClick={() => onChange([...rows, { ...newScriptRow, afterSeconds: (rows.at(-1)?.afterSeconds ?? 0) + 60 }])}
      >
        {t('flows.test.addRow')}
      </Button>
    </fieldset>
  );
}

interface ScriptRowFieldsProps {
  readonly row: ScriptRow;
  readonly number: number;
  readonly onChange: (more: Partial<ScriptRow>) => void;
  readonly onRemove: () => void;
}

function ScriptRowFields({ row, number, onChange, onRemove }: ScriptRowFieldsProps) {
  const { t } = useTranslation();
  const { say } = useEditor();
  const asksText = row.what === 'message' || row.what === 'reply';
  const asksAgent = ['reply', 'go_offline', 'come_online', 'decline', 'accept'].includes(row.what);
  return (
    <fieldset
      aria-label={t('flows.test.row', { number })}
      className="flex min-w-0 flex-col gap-2 rounded-control border border-line bg-sunken p-2"
    >
      <div className="flex items-end gap-1">
        <Select
          className="flex-1"
          label={t('flows.test.what')}
          groups={[{ choices: happenings.map((value) => ({ value, label: t(`flows.test.whatWords.${value}`) })) }]}
          value={row.what}
          onChange={(what) => onChange({ what })}
        />
        <IconButton icon="cross" label={t('flows.test.removeRow', { number })} onClick={onRemove} />
      </div>
      <DurationField
        of="try"
        name="after"
        path=""
        label={t('flows.test.after')}
        spec={{ kind: 'integer', sentence: '' }}
        value={row.afterSeconds}
        onChange={(value) => onChange({ afterSeconds: typeof value === 'number' ? value : 0 })}
        faults={noFaults}
        say={say}
        isReadOnly={false}
      />
      {asksText && (
        <Input
          label={t('flows.test.words')}
          value={row.text}
          maxLength={2_000}
          onChange={(event) => onChange({ text: event.target.value })}
        />
      )}
      {asksAgent && (
        <Combobox
          label={t('flows.test.agent')}
          placeholder={t('flows.inspector.choose')}
          groups={[{ choices: say.names.agent.map(({ id, name }) => ({ value: id, label: name })) }]}
          value={row.agent === '' ? null : row.agent}
          onChange={(agent) => onChange({ agent })}
        />
      )}
    </fieldset>
  );
}
