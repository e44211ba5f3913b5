import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';

/** What every field of a form takes. */
export interface FieldText {
  readonly label: string;
  /** The label is only read out; something else in sight must say what the field is. */
  readonly labelHidden?: boolean | undefined;
  /** What helps before anything was typed. */
  readonly hint?: ReactNode;
  /** What is wrong with what was typed, and what to do. It stands below the field and is read out when it appears. */
  readonly error?: ReactNode;
}

/** What the control inside must carry, so that label, hint and error belong to it. */
export interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

export interface FieldProps extends FieldText {
  readonly children: (ids: FieldIds) => ReactNode;
  readonly className?: string | undefined;
}

/** A control with its label, hint and error, joined by ids. */
export function Field({ label, labelHidden, hint, error, children, className }: FieldProps) {
  const id = useId();
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`];
  const described = [error ? errorId : '', hint ? hintId : ''].filter(Boolean).join(' ');
  return (
    <div className={classNames('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={id} className={labelHidden ? 'sr-only' : 'w-fit text-ui font-medium text-ink'}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {hint && (
        <p id={hintId} className="text-small text-muted">
          {hint}
        </p>
      )}
      <div aria-live="polite">
        {error && (
          <p id={errorId} className="flex items-start gap-1.5 text-small text-critical">
            <Icon name="critical" size={14} className="mt-px" />
            <span>{error}</span>
          </p>
        )}
      </div>
    </div>
  );
}
