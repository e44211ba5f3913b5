import { useTranslation } from 'react-i18next';
import { Input, Textarea } from '../../design/input.tsx';
import { Select } from '../../design/select.tsx';
import { Switch } from '../../design/switch.tsx';
import type { SettingSpec } from '../graph/language.ts';
import { ConditionField } from './condition-field.tsx';
import { DurationField } from './duration-field.tsx';
import { faultAt } from './faults.ts';
import { InterruptionsField } from './interruptions-field.tsx';
import { FieldPlaceField, TargetField } from './place-fields.tsx';
import { ReferenceField, ReferencesField, ZoneField } from './reference-fields.tsx';
import { RowsField } from './rows-field.tsx';
import type { SettingProps } from './setting-props.ts';
import { LinesField, WordsField } from './words-fields.tsx';

/** The control of one setting, as its kind asks for. */
export function SettingField(props: SettingProps) {
  return (
    <div data-setting={props.path} className="min-w-0">
      <SettingControl {...props} />
    </div>
  );
}

function SettingControl(props: SettingProps) {
  const { of, name, path, spec, value, onChange, faults, say, isReadOnly } = props;
  const { t } = useTranslation();
  const label = say.setting(of, name);
  const error = faultAt(faults, path, { below: true });
  const common = { label, error, disabled: isReadOnly };
  switch (spec.kind) {
    case 'yes_no':
      return (
        <>
          <Switch label={label} on={value === true} onChange={onChange} disabled={isReadOnly} />
          {error !== undefined && <p className="text-small text-critical">{error}</p>}
        </>
      );
    case 'integer':
      if (spec.unit === 'seconds') return <DurationField {...props} />;
      return (
        <Input
          {...common}
          type="number"
          min={spec.min}
          max={spec.max}
          value={typeof value === 'number' ? value : ''}
          onChange={(event) => onChange(event.target.value === '' ? undefined : Number(event.target.value))}
        />
      );
    case 'word':
      return (
        <Select
          {...common}
          placeholder={t('flows.inspector.choose')}
          groups={[
            {
              choices: [
                ...(spec.nullable ? [{ value: '', label: t('flows.inspector.none') }] : []),
                ...(spec.words ?? []).map((word) => ({ value: word, label: say.word(name, word) })),
              ],
            },
          ]}
          value={value === null ? '' : ((value as string | undefined) ?? null)}
          onChange={(word: string) => onChange(word === '' ? null : word)}
        />
      );
    case 'words':
    case 'words_or_all':
      return <WordsField {...props} />;
    case 'texts':
    case 'times':
      return <LinesField {...props} />;
    case 'reference':
      return <ReferenceField {...props} />;
    case 'references':
      return <ReferencesField {...props} />;
    case 'zone':
      return <ZoneField {...props} />;
    case 'target':
      return <TargetField {...props} />;
    case 'field_place':
      return <FieldPlaceField {...props} />;
    case 'condition':
      return <ConditionField {...props} />;
    case 'interruptions':
      return <InterruptionsField {...props} />;
    case 'rows':
      return <RowsField {...props} field={SettingField} />;
    default:
      return <TextField {...props} label={label} error={error} />;
  }
}

const inputTypes: Partial<Record<SettingSpec['kind'], string>> = { time: 'time', date: 'date', url: 'url' };

function TextField({
  spec,
  value,
  onChange,
  isReadOnly,
  label,
  error,
}: SettingProps & { label: string; error: string | undefined }) {
  const { t } = useTranslation();
  const text = typeof value === 'string' ? value : '';
  const hint =
    spec.fills &&
    t('flows.inspector.fills', { example: `{{${spec.fills === 'secrets' ? 'secret.name' : 'contact.name'}}}` });
  const change = (next: string): void => onChange(next === '' && spec.nullable ? null : next);
  const common = { label, error, hint, disabled: isReadOnly, value: text, maxLength: spec.lengthMax };
  if (spec.lines) return <Textarea {...common} onChange={(event) => change(event.target.value)} />;
  return (
    <Input
      {...common}
      type={inputTypes[spec.kind] ?? 'text'}
      spellCheck={spec.kind === 'text'}
      onChange={(event) => change(event.target.value)}
    />
  );
}
