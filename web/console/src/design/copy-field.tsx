import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { Field, type FieldText } from './field.tsx';

export interface CopyFieldProps extends FieldText {
  readonly value: string;
}

/** Something to take elsewhere: it can be selected as a whole, and a button copies it. */
export function CopyField({ value, ...text }: CopyFieldProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    // Without a secure origin there is no clipboard; the field can still be copied by hand.
    await navigator.clipboard?.writeText(value);
    setCopied(navigator.clipboard !== undefined);
  };
  return (
    <Field {...text}>
      {(ids) => (
        <div className="flex gap-2">
          <input
            {...ids}
            readOnly
            dir="ltr"
            value={value}
            onFocus={(event) => event.target.select()}
            className="entry h-8 min-w-0 flex-1 bg-sunken px-2.5 font-mono text-small"
          />
          <Button icon={copied ? 'check' : 'copy'} onClick={() => void copy()} onBlur={() => setCopied(false)}>
            <span aria-live="polite">{copied ? t('design.copied') : t('design.copy')}</span>
          </Button>
        </div>
      )}
    </Field>
  );
}
