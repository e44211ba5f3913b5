import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../design/button.tsx';
import { IconButton } from '../../design/icon-button.tsx';
import { focusSoon, settingSelector } from '../builder/focus-soon.ts';
import { defaultsOf } from '../graph/language.ts';
import { faultAt } from './faults.ts';
import type { SettingProps } from './setting-props.ts';

type Row = Readonly<Record<string, unknown>>;

/** A list of things with settings of their own: the ways of a branch, the options of a question, headers. */
export function RowsField(props: SettingProps & { readonly field: ComponentType<SettingProps> }) {
  const { of, name, path, spec, value, onChange, faults, say, isReadOnly, field: SettingField } = props;
  const { t } = useTranslation();
  const rows = Array.isArray(value) ? (value as Row[]) : [];
  const columns = spec.columns ?? {};
  const label = say.setting(of, name);
  const setRow = (at: number, row: Row): void => onChange(rows.map((one, i) => (i === at ? row : one)));
  const swap = (at: number, to: number): void => {
    const next = [...rows];
    const [moved] = next.splice(at, 1);
    if (moved !== undefined) next.splice(to, 0, moved);
    onChange(next);
  };
  const add = (): void => {
    onChange([...rows, newRow(columns, rows)]);
    focusSoon(settingSelector(`${path}/${rows.length}/${firstColumn(columns)}`));
  };
  const error = faultAt(faults, path);
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 text-ui font-medium">{label}</legend>
      {rows.map((row, at) => {
        const called = t('flows.inspector.rowNumber', { name: label, number: at + 1 });
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is told by its place, which is what its controls say too.
          <fieldset key={at} aria-label={called} className="min-w-0 rounded-control border border-line bg-sunken p-3">
            <div className="flex flex-col gap-3">
              {orderOf(columns).map((column) => (
                <SettingField
                  key={column}
                  of={`${of}_${name}`}
                  name={column}
                  path={`${path}/${at}/${column}`}
                  spec={columns[column] as SettingProps['spec']}
                  value={row[column]}
                  onChange={(next) => setRow(at, { ...row, [column]: next })}
                  faults={faults}
                  say={say}
                  isReadOnly={isReadOnly}
                />
              ))}
            </div>
            {!isReadOnly && (
              <div className="mt-2 flex justify-end gap-1">
                <IconButton
                  size="small"
                  icon="chevron-down"
                  className="rotate-180"
                  label={t('flows.inspector.up', { name: called })}
                  disabled={at === 0}
                  onClick={() => swap(at, at - 1)}
                />
                <IconButton
                  size="small"
                  icon="chevron-down"
                  label={t('flows.inspector.down', { name: called })}
                  disabled={at === rows.length - 1}
                  onClick={() => swap(at, at + 1)}
                />
                <IconButton
                  size="small"
                  icon="cross"
                  label={t('flows.inspector.removeRow', { name: called })}
                  onClick={() => onChange(rows.filter((_, i) => i !== at))}
                />
              </div>
            )}
          </fieldset>
        );
      })}
      {error !== undefined && <p className="text-small text-critical">{error}</p>}
      {!isReadOnly && rows.length < (spec.countMax ?? 50) && (
        <Button size="small" icon="plus" className="self-start" onClick={add}>
          {t('flows.inspector.addRow')}
        </Button>
      )}
    </fieldset>
  );
}

/** What people call a thing stands before its word, which most never change. */
function orderOf(columns: NonNullable<SettingProps['spec']['columns']>): string[] {
  return Object.keys(columns).sort((a, b) => Number(a === 'id') - Number(b === 'id'));
}

const firstColumn = (columns: NonNullable<SettingProps['spec']['columns']>): string => orderOf(columns)[0] ?? 'id';

function newRow(columns: NonNullable<SettingProps['spec']['columns']>, rows: readonly Row[]): Row {
  const row: Record<string, unknown> = defaultsOf(columns);
  if ('id' in columns) {
    const taken = new Set(rows.map(({ id }) => id));
    let number = rows.length + 1;
    while (taken.has(`way-${number}`)) number++;
    row.id = `way-${number}`;
  }
  if (columns.when?.kind === 'condition') row.when = { all: [] };
  return row;
}
