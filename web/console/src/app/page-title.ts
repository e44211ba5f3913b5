import { useEffect } from 'react';

/** Names the page in the browser's tab, as `Inbox · Baton`. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Baton`;
  }, [title]);
}
