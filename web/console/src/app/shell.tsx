import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { loadPersistently } from '../design/load-persistently.ts';
import { onSignedOut } from './api.ts';
import { useCommandKeys, useCommands } from './commands.ts';
import { Loading } from './page-states.tsx';
import { Rail } from './rail.tsx';
import { useShellCommands } from './shell-commands.ts';

// Asked for once the page stands, so that they open at once and hold up nothing.
const Palette = lazy(async () => ({ default: (await loadPersistently(() => import('./palette.tsx'))).Palette }));
const KeySheet = lazy(async () => ({ default: (await loadPersistently(() => import('./key-sheet.tsx'))).KeySheet }));
const AlertsBanner = lazy(async () => ({
  default: (await loadPersistently(() => import('./alerts-banner.tsx'))).AlertsBanner,
}));
const InboxNews = lazy(async () => ({
  default: (await loadPersistently(() => import('../inbox/inbox-news.tsx'))).InboxNews,
}));

/** The frame around every page of somebody who is signed in: the rail, the page, and what opens over both. */
export function Shell() {
  const { t } = useTranslation();
  const [over, setOver] = useState<'palette' | 'keys' | null>(null);
  const page = useFocusOnNewPage();
  const navigate = useNavigate();
  useReturnAfterSignIn();
  useCommandKeys();
  useCommands(useShellCommands({ openPalette: () => setOver('palette'), openKeys: () => setOver('keys') }));
  return (
    <div className="flex h-dvh flex-col bg-ground wide:flex-row">
      <a
        href="#page"
        className="absolute start-2 top-2 z-50 -translate-y-20 rounded-control bg-raised px-3 py-2 text-ui shadow-float focus:translate-y-0"
      >
        {t('shell.skip')}
      </a>
      <main
        ref={page}
        id="page"
        tabIndex={-1}
        className="order-2 flex min-h-0 min-w-0 flex-1 flex-col overflow-hidden bg-surface outline-none wide:my-2 wide:me-2 wide:rounded-sheet wide:border wide:border-line wide:shadow-low"
      >
        <Suspense>
          <AlertsBanner />
        </Suspense>
        <div className="flex min-h-0 min-w-0 flex-1">
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </div>
      </main>
      <Rail
        onPalette={() => setOver('palette')}
        onKeys={() => setOver('keys')}
        onAccount={() => void navigate({ to: '/account' })}
      />
      <Suspense>
        <InboxNews />
      </Suspense>
      <Suspense>
        <Palette open={over === 'palette'} onClose={() => setOver(null)} />
        <KeySheet open={over === 'keys'} onClose={() => setOver(null)} />
      </Suspense>
    </div>
  );
}

/** On another page the focus starts at its beginning: otherwise it would stay on a link that has done its work. */
function useFocusOnNewPage() {
  const page = useRef<HTMLElement>(null);
  const section = useLocation({ select: ({ pathname }) => pathname.split('/')[1] });
  const shown = useRef(section);
  useEffect(() => {
    if (shown.current !== section) page.current?.focus({ preventScroll: true });
    shown.current = section;
  }, [section]);
  return page;
}

/**
 * When the session ends while one works, the whole page goes to the sign-in and comes back: nothing that the last person
 * saw stays in its memory.
 */
function useReturnAfterSignIn(): void {
  useEffect(() => {
    onSignedOut(() => {
      const { pathname, search } = window.location;
      window.location.assign(`/sign-in?${new URLSearchParams({ next: pathname + search })}`);
    });
    return () => onSignedOut(() => {});
  }, []);
}
