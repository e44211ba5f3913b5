import { useTranslation } from 'react-i18next';
import { Button } from '../../design/button.tsx';
import { focusSoon, settingSelector } from '../builder/focus-soon.ts';
import { ConditionGroup } from './condition-group.tsx';
import { groupOf, newTest } from './conditions.ts';
import { faultAt } from './faults.ts';
import type { SettingProps } from './setting-props.ts';

/** What must hold: groups of conditions, each of them a field, a comparison and a value. */
export function ConditionField({ of, name, path, spec, value, onChange, faults, say, isReadOnly }: SettingProps) {
  const { t } = useTranslation();
  const label = say.setting(of, name);
  const limit = (): void => {
    onChange({ all: [newTest] });
    focusSoon(settingSelector(`${path}/all/0/field`));
  };
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-ui font-medium">{label}</legend>
      {value === null || value === undefined ? (
        <div className="flex items-center justify-between gap-2">
          <span className="text-ui text-muted">{t('flows.condition.always')}</span>
          {!isReadOnly && (
            <Button size="small" icon="plus" onClick={limit}>
              {t('flows.condition.limit')}
            </Button>
          )}
        </div>
      ) : (
        <ConditionGroup
          group={groupOf(value)}
          path={path}
          faults={faults}
          say={say}
          isReadOnly={isReadOnly}
          onChange={onChange}
          onRemove={spec.nullable ? () => onChange(null) : undefined}
        />
      )}
      {faultAt(faults, path) !== undefined && <p className="text-small text-critical">{faultAt(faults, path)}</p>}
    </fieldset>
  );
}
