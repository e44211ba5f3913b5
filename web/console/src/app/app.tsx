import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { ToastRegion } from '../design/toast.tsx';
import { TooltipLayer } from '../design/tooltip-layer.tsx';
import { Appearance } from './appearance.tsx';
import { router } from './router.tsx';
import { queries } from './session.ts';

/** The console, from the outside in: what it asked for, how it looks, the page of the address, and what may lie over it. */
export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Appearance>
        <RouterProvider router={router} />
        <ToastRegion />
        <TooltipLayer />
      </Appearance>
    </QueryClientProvider>
  );
}
