import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Tag } from '../../design/badge.tsx';
import { Combobox } from '../../design/combobox.tsx';
import { Switch } from '../../design/switch.tsx';
import type { Named, ReferenceKind } from '../names.ts';
import { faultAt } from './faults.ts';
import type { SettingProps } from './setting-props.ts';

/** Those of a kind, and one that is named but does not exist (any more). */
export function choicesOf(named: readonly Named[], value: unknown): { value: string; label: string }[] {
  const choices = named.map(({ id, name }) => ({ value: id, label: name }));
  if (typeof value !== 'string' || value === '' || named.some(({ id }) => id === value)) return choices;
  return [...choices, { value, label: value }];
}

/** One of the setup: an agent, a queue. */
export function ReferenceField({ of, name, path, spec, value, onChange, faults, say, isReadOnly }: SettingProps) {
  const { t } = useTranslation();
  const named = say.names[(spec.to ?? 'agent') as ReferenceKind] ?? [];
  const none = spec.to === 'department' ? t('flows.inspector.ownDepartment') : t('flows.inspector.none');
  return (
    <Combobox
      label={say.setting(of, name)}
      error={faultAt(faults, path)}
      disabled={isReadOnly}
      placeholder={t('flows.inspector.choose')}
      groups={[{ choices: [...(spec.nullable ? [{ value: '', label: none }] : []), ...choicesOf(named, value)] }]}
      value={value === null ? '' : ((value as string | undefined) ?? null)}
      onChange={(id: string) => onChange(id === '' ? null : id)}
    />
  );
}

/** Several of the setup, in an order; or all. */
export function ReferencesField({ of, name, path, spec, value, onChange, faults, say, isReadOnly }: SettingProps) {
  const { t } = useTranslation();
  const kind = (spec.to ?? 'agent') as ReferenceKind;
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  const left = (say.names[kind] ?? []).filter(({ id }) => !chosen.includes(id));
  const label = say.setting(of, name);
  return (
    <div className="flex flex-col gap-2">
      {spec.mayBeAll && (
        <Switch
          label={`${label}: ${t('flows.inspector.all')}`}
          on={value === 'all'}
          disabled={isReadOnly}
          onChange={(on) => onChange(on ? 'all' : [])}
        />
      )}
      {value !== 'all' && (
        <>
          <Combobox
            key={chosen.length}
            label={label}
            error={faultAt(faults, path, { below: true })}
            disabled={isReadOnly}
            placeholder={t('flows.inspector.addOne')}
            groups={[{ choices: left.map(({ id, name: called }) => ({ value: id, label: called })) }]}
            value={null}
            onChange={(id: string) => onChange([...chosen, id])}
          />
          {chosen.length > 0 && (
            <ul className="flex flex-wrap gap-1.5">
              {chosen.map((id) => (
                <li key={id} className="min-w-0">
                  <Tag onRemove={isReadOnly ? undefined : () => onChange(chosen.filter((one) => one !== id))}>
                    {say.name(kind, id)}
                  </Tag>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </div>
  );
}

export function ZoneField({ of, name, path, value, onChange, faults, say, isReadOnly }: SettingProps) {
  const zones = useMemo(() => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')], []);
  const named = zones.map((zone) => ({ id: zone, name: zone.replaceAll('_', ' ') }));
  return (
    <Combobox
      label={say.setting(of, name)}
      error={faultAt(faults, path)}
      disabled={isReadOnly}
      groups={[{ choices: choicesOf(named, value) }]}
      value={(value as string | undefined) ?? null}
      onChange={(zone: string) => onChange(zone)}
    />
  );
}
