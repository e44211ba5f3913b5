import { Select } from '../../design/select.tsx';
import { faultAt } from './faults.ts';
import type { SettingProps } from './setting-props.ts';

const effects = ['ignore', 'end', 'port'] as const;

/** What each thing that may happen meanwhile does to a wait. */
export function InterruptionsField({ of, name, path, spec, value, onChange, faults, say, isReadOnly }: SettingProps) {
  const usual = (spec.default ?? {}) as Readonly<Record<string, string>>;
  const on = { ...usual, ...((value ?? {}) as Readonly<Record<string, string>>) };
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 text-ui font-medium">{say.setting(of, name)}</legend>
      {Object.entries(on).map(([cause, effect]) => (
        <Select
          key={cause}
          label={say.word(name, cause)}
          error={faultAt(faults, `${path}/${cause}`)}
          disabled={isReadOnly}
          groups={[
            {
              // Only what is on hold can let the time stand still.
              choices: [...effects, ...(cause === 'hold' ? ['pause'] : [])].map((word) => ({
                value: word,
                label: say.word('effect', word),
              })),
            },
          ]}
          value={effect}
          onChange={(next: string) => onChange({ ...on, [cause]: next })}
        />
      ))}
    </fieldset>
  );
}
