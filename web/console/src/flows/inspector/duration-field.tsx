import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Input } from '../../design/input.tsx';
import { Select } from '../../design/select.tsx';
import { unitOf } from '../say.ts';
import { faultAt } from './faults.ts';
import type { SettingProps } from './setting-props.ts';

const units = [
  ['second', 1, 'flows.seconds'],
  ['minute', 60, 'flows.minutes'],
  ['hour', 3_600, 'flows.hours'],
  ['day', 86_400, 'flows.days'],
] as const;
type Unit = (typeof units)[number][0];
const sizeOf = (unit: Unit): number => units.find(([name]) => name === unit)?.[1] ?? 1;

/** A length of time, in the largest unit that is whole. What is kept are seconds. */
export function DurationField(props: SettingProps & { readonly label?: string }) {
  const { of, name, path, value, onChange, faults, say, isReadOnly } = props;
  const { t } = useTranslation();
  const seconds = typeof value === 'number' ? value : null;
  const [unit, setUnit] = useState<Unit>(() => unitOf(seconds ?? 60)[0]);
  // Undoing may bring back what is not whole in the unit that was chosen.
  const shown = seconds !== null && seconds % sizeOf(unit) !== 0 ? unitOf(seconds)[0] : unit;
  const label = props.label ?? say.setting(of, name);
  return (
    <div className="flex items-end gap-2">
      <Input
        className="flex-1"
        label={label}
        type="number"
        min={0}
        value={seconds === null ? '' : seconds / sizeOf(shown)}
        disabled={isReadOnly}
        error={faultAt(faults, path)}
        onChange={(event) =>
          onChange(event.target.value === '' ? undefined : Math.round(Number(event.target.value) * sizeOf(shown)))
        }
      />
      <Select
        className="w-32"
        label={t('flows.inspector.unit', { name: label })}
        labelHidden
        disabled={isReadOnly}
        groups={[{ choices: units.map(([value, , key]) => ({ value, label: t(key) })) }]}
        value={shown}
        onChange={(next: Unit) => {
          setUnit(next);
          if (seconds !== null) onChange((seconds / sizeOf(shown)) * sizeOf(next));
        }}
      />
    </div>
  );
}
