import { useTranslation } from 'react-i18next';
import { Combobox } from '../../design/combobox.tsx';
import { Input } from '../../design/input.tsx';
import { Select } from '../../design/select.tsx';
import type { ReferenceKind } from '../names.ts';
import { faultAt } from './faults.ts';
import { choicesOf } from './reference-fields.tsx';
import type { SettingProps } from './setting-props.ts';

interface Target {
  readonly kind?: string;
  readonly id?: string;
  readonly departmentId?: string;
}

/** Whom something is handed to: what kind it is, and which. */
export function TargetField({ of, name, path, spec, value, onChange, faults, say, isReadOnly }: SettingProps) {
  const { t } = useTranslation();
  const target = (value ?? {}) as Target;
  const kinds = spec.kinds ?? [];
  const kind = target.kind ?? null;
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 text-ui font-medium">{say.setting(of, name)}</legend>
      <Select
        label={t('flows.inspector.targetKind')}
        error={faultAt(faults, path) ?? faultAt(faults, `${path}/kind`)}
        disabled={isReadOnly}
        placeholder={t('flows.inspector.choose')}
        groups={[{ choices: kinds.map((word) => ({ value: word, label: say.word('target', word) })) }]}
        value={kind}
        onChange={(next: string) => onChange({ kind: next })}
      />
      {kind !== null && (
        <Combobox
          label={say.word('target', kind)}
          error={faultAt(faults, `${path}/id`)}
          disabled={isReadOnly}
          placeholder={t('flows.inspector.choose')}
          groups={[{ choices: choicesOf(say.names[kind as ReferenceKind] ?? [], target.id) }]}
          value={target.id ?? null}
          onChange={(id: string) => onChange({ ...target, id })}
        />
      )}
      {kind === 'agent' && (
        <Combobox
          label={t('flows.inspector.inDepartment')}
          error={faultAt(faults, `${path}/departmentId`)}
          disabled={isReadOnly}
          groups={[
            {
              choices: [
                { value: '', label: t('flows.inspector.ownDepartment') },
                ...choicesOf(say.names.department, target.departmentId),
              ],
            },
          ]}
          value={target.departmentId ?? ''}
          onChange={(departmentId: string) => {
            const { departmentId: _, ...others } = target;
            onChange(departmentId === '' ? others : { ...others, departmentId });
          }}
        />
      )}
    </fieldset>
  );
}

/** A field by whose it is and what it is called. */
export function FieldPlaceField({ of, name, path, spec, value, onChange, faults, say, isReadOnly }: SettingProps) {
  const { t } = useTranslation();
  const place = value as { readonly scope?: string; readonly name?: string } | null | undefined;
  const none = spec.nullable ? [{ value: '', label: t('flows.inspector.none') }] : [];
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 text-ui font-medium">{say.setting(of, name)}</legend>
      <Select
        label={t('flows.inspector.fieldScope')}
        error={faultAt(faults, path)}
        disabled={isReadOnly}
        placeholder={t('flows.inspector.choose')}
        groups={[
          {
            choices: [
              ...none,
              ...['ticket', 'shared', 'contact'].map((word) => ({ value: word, label: say.word('scope', word) })),
            ],
          },
        ]}
        value={place === null ? '' : (place?.scope ?? null)}
        onChange={(scope: string) => onChange(scope === '' ? null : { name: '', ...place, scope })}
      />
      {place?.scope !== undefined && (
        <Input
          label={t('flows.inspector.fieldName')}
          error={faultAt(faults, `${path}/name`)}
          disabled={isReadOnly}
          value={place.name ?? ''}
          onChange={(event) => onChange({ ...place, name: event.target.value })}
        />
      )}
    </fieldset>
  );
}
