import type { ComponentProps, ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from './class-names.ts';
import { Field, type FieldText } from './field.tsx';
import { Icon, type IconName } from './icon.tsx';
import { IconButton } from './icon-button.tsx';

export interface InputProps extends FieldText, Omit<ComponentProps<'input'>, 'id'> {
  readonly icon?: IconName | undefined;
  /** Stands inside at the end: a button, a unit. */
  readonly end?: ReactNode;
  /** 40 px instead of 32: where the field is what the page is for. */
  readonly large?: boolean | undefined;
}

/** A line of text with its label, hint and error. */
export function Input({ label, labelHidden, hint, error, icon, end, large, className, ...rest }: InputProps) {
  return (
    <Field label={label} labelHidden={labelHidden} hint={hint} error={error} className={className}>
      {(ids) => (
        <div className="relative flex">
          {icon && (
            <Icon name={icon} className="pointer-events-none absolute start-2.5 top-1/2 -translate-y-1/2 text-faint" />
          )}
          <input
            {...rest}
            {...ids}
            className={classNames(
              'entry',
              large ? 'h-10 text-read' : 'h-8 text-ui',
              icon ? 'ps-8' : 'ps-2.5',
              end ? 'pe-10' : 'pe-2.5',
            )}
          />
          {end && <div className="absolute inset-y-0 end-1 flex items-center">{end}</div>}
        </div>
      )}
    </Field>
  );
}

export interface TextareaProps extends FieldText, Omit<ComponentProps<'textarea'>, 'id'> {}

/** Several lines of text. It grows with what is written, up to 40 % of the window. */
export function Textarea({ label, labelHidden, hint, error, className, rows = 3, ...rest }: TextareaProps) {
  return (
    <Field label={label} labelHidden={labelHidden} hint={hint} error={error} className={className}>
      {(ids) => (
        <textarea
          {...rest}
          {...ids}
          rows={rows}
          className="entry field-sizing-content max-h-[40vh] resize-none px-2.5 py-1.5 text-read"
        />
      )}
    </Field>
  );
}

/** A password, with a button that shows it. Pasting works, and password stores find it by `autoComplete`. */
export function PasswordInput(props: Omit<InputProps, 'type' | 'end'>) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  return (
    <Input
      {...props}
      type={shown ? 'text' : 'password'}
      spellCheck={false}
      autoCapitalize="none"
      end={
        <IconButton
          size="small"
          icon={shown ? 'eye-off' : 'eye'}
          label={shown ? t('design.hidePassword') : t('design.showPassword')}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}
