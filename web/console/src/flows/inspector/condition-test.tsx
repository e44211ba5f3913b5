import { useTranslation } from 'react-i18next';
import { Combobox } from '../../design/combobox.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { Input, Textarea } from '../../design/input.tsx';
import { Select } from '../../design/select.tsx';
import type { FieldSpec, Language } from '../graph/language.ts';
import type { Say } from '../say.ts';
import { asksForList, asksForValue, fieldOf, operatorsFor, type Test, withField, withOperator } from './conditions.ts';
import { DurationField } from './duration-field.tsx';
import { type Faults, faultAt } from './faults.ts';

interface ConditionTestProps {
  readonly number: number;
  readonly test: Test;
  readonly path: string;
  readonly faults: Faults;
  readonly say: Say;
  readonly language: Language;
  readonly isReadOnly: boolean;
  readonly onChange: (test: Test) => void;
  readonly onRemove: () => void;
}

/** One condition: a field, a comparison, and what it is compared with. */
export function ConditionTest(props: ConditionTestProps) {
  const { number, test, path, faults, say, language, isReadOnly, onChange, onRemove } = props;
  const { t } = useTranslation();
  const { fields, operators } = language;
  const found = fieldOf(test.field, fields);
  const isOpen = found?.spec.name.endsWith('.*') === true;
  const allowed = operatorsFor(found?.spec.type ?? 'text', operators);
  const shown = allowed.includes(test.is) ? allowed : [...allowed, test.is];
  const setField = (name: string): void =>
    onChange(withField(test, name.endsWith('.*') ? `${name.slice(0, -1)}name` : name, fields, operators));
  return (
    <fieldset
      aria-label={t('flows.condition.test', { number })}
      className="flex min-w-0 flex-col gap-2 rounded-control bg-sunken p-2"
    >
      <div className="flex items-end gap-1" data-setting={`${path}/field`}>
        <Combobox
          className="flex-1"
          label={t('flows.condition.field')}
          error={faultAt(faults, `${path}/field`)}
          disabled={isReadOnly}
          groups={[{ choices: fields.map(({ name }) => ({ value: name, label: say.field(name) })) }]}
          value={found?.spec.name ?? null}
          onChange={setField}
        />
        {!isReadOnly && <IconButton icon="cross" label={t('flows.condition.remove', { number })} onClick={onRemove} />}
      </div>
      {isOpen && (
        <Input
          label={t('flows.condition.fieldName')}
          disabled={isReadOnly}
          value={found.own}
          onChange={(event) => onChange({ ...test, field: `${found.spec.name.slice(0, -1)}${event.target.value}` })}
        />
      )}
      <div data-setting={`${path}/is`}>
        <Select
          label={t('flows.condition.operator')}
          error={faultAt(faults, `${path}/is`)}
          disabled={isReadOnly}
          groups={[{ choices: shown.map((value) => ({ value, label: say.operator(value) })) }]}
          value={test.is}
          onChange={(is: string) => onChange(withOperator(test, is, fields))}
        />
      </div>
      {asksForValue(test.is) && (
        <div data-setting={`${path}/value`}>
          <TestValue {...props} spec={found?.spec} />
        </div>
      )}
    </fieldset>
  );
}

function TestValue({
  test,
  path,
  faults,
  say,
  isReadOnly,
  onChange,
  spec,
}: ConditionTestProps & { readonly spec: FieldSpec | undefined }) {
  const { t } = useTranslation();
  const common = { error: faultAt(faults, `${path}/value`, { below: true }), disabled: isReadOnly };
  const set = (value: unknown): void => onChange({ ...test, value });
  if (asksForList(test.is)) {
    const lines = Array.isArray(test.value) ? test.value : [];
    return (
      <Textarea
        {...common}
        label={t('flows.condition.values')}
        rows={2}
        value={lines.join('\n')}
        onChange={(event) => set(event.target.value.split('\n'))}
      />
    );
  }
  if (spec?.words !== undefined || spec?.type === 'yes_no') {
    const words: readonly (string | boolean)[] = spec.words ?? [true, false];
    return (
      <Select
        {...common}
        label={t('flows.condition.value')}
        groups={[{ choices: words.map((word) => ({ value: String(word), label: say.value(test.field, word) })) }]}
        value={String(test.value)}
        onChange={(value: string) => set(spec.type === 'yes_no' ? value === 'true' : value)}
      />
    );
  }
  if (spec?.type === 'seconds') {
    return (
      <DurationField
        of="condition"
        name="value"
        path={`${path}/value`}
        spec={{ kind: 'integer', sentence: '' }}
        value={test.value}
        onChange={set}
        {...{ faults, say, isReadOnly }}
      />
    );
  }
  const isNumber = spec?.type === 'number';
  return (
    <Input
      {...common}
      label={t('flows.condition.value')}
      type={isNumber ? 'number' : spec?.type === 'date' ? 'date' : spec?.type === 'time' ? 'time' : 'text'}
      value={String(test.value ?? '')}
      onChange={(event) => set(isNumber && event.target.value !== '' ? Number(event.target.value) : event.target.value)}
    />
  );
}
