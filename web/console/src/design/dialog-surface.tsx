import { Dialog as Base } from '@base-ui/react/dialog';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from './class-names.ts';
import type { DialogProps } from './dialog-props.ts';
import { IconButton } from './icon-button.tsx';

const widths = { small: 'max-w-sm', medium: 'max-w-lg', large: 'max-w-3xl' } as const satisfies Record<
  NonNullable<DialogProps['size']>,
  string
>;

/** The dialog itself, which is asked for when one is first opened. */
export function DialogSurface(props: DialogProps) {
  const { open, onClose, title, description, size = 'medium', footer, onSubmit, initialFocus, children } = props;
  const { t } = useTranslation();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit?.();
  };
  const inside = (
    <>
      <div className="ps-5 pe-14 pt-4 pb-3">
        <Base.Title className="text-heading font-strong">{title}</Base.Title>
        {description !== undefined && (
          <Base.Description className="mt-0.5 text-ui text-muted" render={<div />}>
            {description}
          </Base.Description>
        )}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 pb-5">{children}</div>
      {footer !== undefined && (
        <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line bg-sunken px-5 py-3">
          {footer}
        </div>
      )}
      {/* Last in order, so that the focus begins in what the dialog is about. */}
      <IconButton
        icon="cross"
        size="small"
        label={t('design.close')}
        onClick={onClose}
        className="absolute end-3 top-3.5"
      />
    </>
  );
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-30 bg-scrim transition-opacity duration-(--motion) data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Viewport className="fixed inset-0 z-30 flex items-end justify-center wide:items-start wide:px-4 wide:pt-[12vh]">
          <Base.Popup
            {...(initialFocus === undefined ? {} : { initialFocus })}
            className={classNames(
              'relative flex max-h-[94dvh] w-full flex-col overflow-hidden rounded-t-dialog border border-line bg-surface text-ink shadow-modal outline-none',
              'transition-[opacity,translate] duration-(--motion) ease-out data-ending-style:translate-y-2 data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0',
              'wide:max-h-[76dvh] wide:rounded-dialog',
              widths[size],
            )}
          >
            {onSubmit === undefined ? (
              inside
            ) : (
              <form onSubmit={submit} noValidate className="flex min-h-0 flex-1 flex-col">
                {inside}
              </form>
            )}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
