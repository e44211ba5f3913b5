import { lazy, Suspense } from 'react';
import { loadPersistently } from './load-persistently.ts';
import { useToastsWanted } from './toast-orders.ts';

export { closeToast, showToast } from './toast-orders.ts';

const ToastArea = lazy(async () => ({ default: (await loadPersistently(() => import('./toast-area.tsx'))).ToastArea }));

/** Where toasts will stand: around nothing, once on the page. Their area comes with the first of them. */
export function ToastRegion() {
  return useToastsWanted() ? (
    <Suspense>
      <ToastArea />
    </Suspense>
  ) : null;
}
