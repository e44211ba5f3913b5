import { Toast as Base } from '@base-ui/react/toast';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';
import { closeToast, type ToastOptions, type ToastOrder, takeToastOrders } from './toast-orders.ts';
import { type Tone, toneIcons, toneInks } from './tone.ts';

interface ToastData {
  readonly tone: Tone;
  readonly more: ReactNode;
  readonly action: ToastOptions['action'];
}

const toasts = Base.createToastManager<ToastData>();

function carryOut(order: ToastOrder): void {
  if (order.kind === 'close') return toasts.close(order.id);
  const { tone = 'neutral', title, text, action, more, durationMs = 6000, onClose } = order.options;
  toasts.add({
    id: order.id,
    title,
    description: text,
    timeout: durationMs,
    data: { tone, more, action },
    ...(onClose === undefined ? {} : { onClose }),
  });
}

/** The corner where toasts stand, which is asked for with the first of them. F6 goes there. */
export function ToastArea() {
  useEffect(() => takeToastOrders(carryOut), []);
  return (
    <Base.Provider toastManager={toasts} limit={4}>
      <Base.Portal>
        <Base.Viewport className="fixed inset-x-3 top-[calc(env(safe-area-inset-top)+3.75rem)] z-40 flex flex-col gap-2 outline-offset-2 wide:inset-x-auto wide:end-4 wide:top-auto wide:bottom-4 wide:w-88">
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function ToastList() {
  const shown = Base.useToastManager<ToastData>();
  const { t } = useTranslation();
  return shown.toasts.map((toast) => {
    const tone = toast.data?.tone ?? 'neutral';
    const action = toast.data?.action;
    return (
      <Base.Root
        key={toast.id}
        toast={toast}
        swipeDirection={['right', 'left']}
        className={classNames(
          'rounded-sheet border border-line bg-raised text-ink shadow-float outline-offset-2 select-none',
          'translate-x-(--toast-swipe-movement-x) transition-[opacity,translate] duration-(--motion) ease-out',
          'data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0 data-limited:hidden',
        )}
      >
        <Base.Content className="flex items-start gap-2.5 py-2.5 ps-3 pe-1.5">
          {tone !== 'neutral' && <Icon name={toneIcons[tone]} className={classNames('mt-0.5', toneInks[tone])} />}
          <div className="min-w-0 flex-1 py-px">
            <Base.Title className="text-ui font-strong" render={<p />} />
            <Base.Description className="text-ui text-muted" />
            {toast.data?.more}
            {action && (
              <Button
                size="small"
                className="mt-2"
                onClick={() => {
                  action.onSelect();
                  closeToast(toast.id);
                }}
              >
                {action.label}
              </Button>
            )}
          </div>
          <IconButton icon="cross" size="small" label={t('design.close')} onClick={() => closeToast(toast.id)} />
        </Base.Content>
      </Base.Root>
    );
  });
}
