import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

export interface CheckListProps {
  readonly label: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
  readonly head?: ReactNode;
  readonly error?: string | undefined;
  readonly disabled?: boolean;
}

/** Any of a few, all in sight. */
export function CheckList({ label, choices, value, onChange, head, error, disabled = false }: CheckListProps) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-1" disabled={disabled}>
      <legend className="mb-1 text-ui font-medium">{label}</legend>
      {head}
      <div className="flex flex-wrap gap-x-4">
        {choices.map((choice) => (
          <label key={choice.value} className="flex min-h-7 items-center gap-2 text-ui pointer-coarse:min-h-11">
            <input
              type="checkbox"
              className="size-4"
              checked={value.includes(choice.value)}
              onChange={(event) =>
                onChange(event.target.checked ? [...value, choice.value] : value.filter((one) => one !== choice.value))
              }
            />
            {choice.label}
          </label>
        ))}
      </div>
      {error !== undefined && (
        <p className="flex items-start gap-1.5 text-small text-critical">
          <Icon name="critical" size={14} className="mt-px" />
          {error}
        </p>
      )}
    </fieldset>
  );
}
