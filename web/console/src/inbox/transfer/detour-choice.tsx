import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../design/icon.tsx';
import { useNames } from '../desk/use-desk.ts';
import { reasonText } from '../refusal-text.ts';
import type { Detour, Refusal, TargetChoice } from './target-choices.ts';

export interface DetourChoiceProps {
  readonly chosen: TargetChoice;
  readonly refusal: Refusal;
  readonly value: Detour | null;
  readonly onChange: (detour: Detour) => void;
}

/** The target cannot take it at once, and the department leaves it to the sender how it goes on. */
export function DetourChoice({ chosen, refusal, value, onChange }: DetourChoiceProps) {
  const { t } = useTranslation();
  const names = useNames();
  const name = useId();
  return (
    <fieldset className="rounded-control bg-warning-soft px-3 py-2">
      <legend className="sr-only">{t('inbox.transfer.detour.label')}</legend>
      <p className="flex gap-2 font-medium">
        <Icon name="warning" className="mt-0.5 text-warning" />
        {reasonText(t, names, refusal.code, refusal.data)}
      </p>
      <div className="mt-1.5 flex flex-col">
        {chosen.detours.map((detour) => (
          <label key={detour} className="flex min-h-7 cursor-default items-center gap-2 pointer-coarse:min-h-11">
            <input
              type="radio"
              name={name}
              checked={detour === value}
              onChange={() => onChange(detour)}
              className="size-4 shrink-0"
            />
            {t(`inbox.transfer.detour.${detour}`, { target: chosen.name })}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
