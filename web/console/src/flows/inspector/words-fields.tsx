import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckList } from '../../design/check-list.tsx';
import { Textarea } from '../../design/input.tsx';
import { Switch } from '../../design/switch.tsx';
import { faultAt } from './faults.ts';
import type { SettingProps } from './setting-props.ts';

/** Some of a few words, or all of them. */
export function WordsField({ of, name, path, spec, value, onChange, faults, say, isReadOnly }: SettingProps) {
  const { t } = useTranslation();
  const label = say.setting(of, name);
  const isAll = value === 'all';
  const chosen = Array.isArray(value) ? (value as string[]) : [];
  const mayBeAll = spec.kind === 'words_or_all';
  return (
    <CheckList
      label={label}
      error={faultAt(faults, path, { below: true })}
      disabled={isReadOnly}
      head={
        mayBeAll && (
          <Switch
            label={t('flows.inspector.all')}
            on={isAll}
            disabled={isReadOnly}
            onChange={(on) => onChange(on ? 'all' : [...(spec.words ?? [])])}
          />
        )
      }
      choices={
        isAll
          ? []
          : (spec.words ?? []).map((word) => ({
              value: word,
              label: name === 'weekdays' ? say.weekday(word) : say.word(name, word),
            }))
      }
      value={chosen}
      // In the order of the language, whatever the order of choosing.
      onChange={(next) => onChange((spec.words ?? []).filter((word) => next.includes(word)))}
    />
  );
}

/** Texts, one on each line; or all. What is typed is kept while it is typed, blank lines too. */
export function LinesField({ of, name, path, spec, value, onChange, faults, say, isReadOnly }: SettingProps) {
  const { t } = useTranslation();
  const lines = Array.isArray(value) ? (value as string[]) : [];
  const [typed, setTyped] = useState<string | null>(null);
  const isKept = typed !== null && linesOf(typed).join('\n') === lines.join('\n');
  return (
    <div className="flex flex-col gap-2">
      {spec.mayBeAll && (
        <Switch
          label={`${say.setting(of, name)}: ${t('flows.inspector.all')}`}
          on={value === 'all'}
          disabled={isReadOnly}
          onChange={(on) => onChange(on ? 'all' : [])}
        />
      )}
      {value !== 'all' && (
        <Textarea
          label={say.setting(of, name)}
          hint={t('flows.inspector.onePerLine')}
          error={faultAt(faults, path, { below: true })}
          disabled={isReadOnly}
          rows={2}
          value={isKept ? typed : lines.join('\n')}
          onChange={(event) => {
            setTyped(event.target.value);
            onChange(linesOf(event.target.value));
          }}
        />
      )}
    </div>
  );
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
