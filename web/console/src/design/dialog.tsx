import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import type { DialogProps } from './dialog-props.ts';
import { loadPersistently } from './load-persistently.ts';

const DialogSurface = lazy(async () => ({
  default: (await loadPersistently(() => import('./dialog-surface.tsx'))).DialogSurface,
}));

/** What has to be done or left before going on. Focus stays inside, and goes back to where it came from. */
export function Dialog(props: DialogProps) {
  const [wasOpened, setOpened] = useState(props.open);
  if (props.open && !wasOpened) setOpened(true);
  return wasOpened ? (
    <Suspense>
      <DialogSurface {...props} />
    </Suspense>
  ) : null;
}

export interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What will be so afterwards, and whether it can be undone. */
  readonly description: ReactNode;
  /** A verb: what the button does. */
  readonly action: string;
  readonly critical?: boolean;
  readonly loading?: boolean;
  readonly onConfirm: () => void;
  /** What went wrong, or anything else to be read before deciding. */
  readonly children?: ReactNode;
}

/** Asks once more before something that cannot be undone. The harmless button has the focus. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, onClose, title, description, action, critical = false, loading = false, onConfirm, children } = props;
  const { t } = useTranslation();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      description={description}
      size="small"
      footer={
        <>
          <Button onClick={onClose}>{t('design.cancel')}</Button>
          <Button look={critical ? 'critical' : 'primary'} loading={loading} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
