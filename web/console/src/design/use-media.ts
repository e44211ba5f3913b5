import { useSyncExternalStore } from 'react';

/** Below this width the rail is a bar at the foot, and regions are one column: the breakpoint `wide` of styles.css. */
export const phone = '(max-width: 47.99rem)';
/** From this width on all regions stand side by side: the breakpoint `broad` of styles.css. */
export const broad = '(min-width: 72rem)';

/** Whether a media query holds; renders again when that changes. For what styles alone cannot decide. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}
