import { readToPage, type ToFrame } from '../bridge.ts';
import { chooseLanguage } from '../words.ts';
import { Launcher } from './launcher.ts';
import type { PageSettings } from './settings.ts';

/** `window.Baton`: what the page may do with the widget. */
export interface PageApi {
  open(): void;
  close(): void;
  toggle(): void;
  /** Names the page's user by a JWT of its server; null when they have signed out. */
  identify(jwt: string | null): void;
  /** What the visitor is called, where nobody vouches for who they are. */
  setName(name: string): void;
  /** Calls back with the number of unread messages, now and after each change; gives back how to stop it. */
  onUnread(listener: (count: number) => void): () => void;
}

declare global {
  interface Window {
    Baton?: PageApi;
  }
}

/** Marks a browser that has a conversation: only there is the chat loaded before it is opened. */
const markName = (key: string): string => `baton ${key}`;

/** Puts the widget onto the page. */
export function startWidget(settings: PageSettings): PageApi {
  const listeners = new Set<(count: number) => void>();
  const launcher = new Launcher(settings, () => api.toggle());
  let isReady = false;
  let unread = 0;
  let jwt: string | null = null;
  let name: string | null = null;
  let focusBefore: HTMLElement | null = null;

  const tell = (message: ToFrame): void => {
    if (isReady) launcher.frameWindow?.postMessage(message, settings.origin);
  };
  const load = (): void => launcher.load(jwt !== null);
  /** The frame takes the focus, unless the visitor has gone on elsewhere while it was loaded. */
  const show = (): void => {
    const { activeElement } = document;
    const isFree = activeElement === null || activeElement === document.body || activeElement === focusBefore;
    const takesFocus = launcher.hasFocus || isFree;
    if (takesFocus) launcher.focusFrame();
    tell({ baton: 1, type: 'shown', takesFocus });
  };

  window.addEventListener('message', ({ source, origin, data }) => {
    if (source === null || source !== launcher.frameWindow || origin !== settings.origin) return;
    const message = readToPage(data);
    switch (message?.type) {
      case 'ready':
        isReady = true;
        if (jwt !== null) tell({ baton: 1, type: 'identify', jwt });
        if (name !== null) tell({ baton: 1, type: 'name', name });
        if (launcher.isOpen) show();
        return;
      case 'close':
        return api.close();
      case 'unread':
        unread = message.count;
        launcher.setUnread(unread);
        for (const listener of listeners) listener(unread);
        return;
      case 'engaged':
        return keepMark(settings.key, message.isEngaged);
      case 'look':
        launcher.setTheme(message.theme);
        return launcher.setWords(chooseLanguage([message.language]), message.title);
    }
  });

  const api: PageApi = {
    open: () => {
      if (launcher.isOpen) return;
      focusBefore = document.activeElement instanceof HTMLElement ? document.activeElement : null;
      load();
      launcher.setOpen(true);
      show();
    },
    close: () => {
      if (!launcher.isOpen) return;
      const hadFocus = launcher.hasFocus;
      launcher.setOpen(false);
      tell({ baton: 1, type: 'hidden' });
      // Back to where it came from, unless the visitor has gone on elsewhere.
      if (hadFocus && focusBefore?.isConnected === true && focusBefore !== document.body) focusBefore.focus();
      else if (hadFocus) launcher.focusButton();
    },
    toggle: () => (launcher.isOpen ? api.close() : api.open()),
    identify: (given) => {
      jwt = given === null ? null : String(given);
      tell({ baton: 1, type: 'identify', jwt });
    },
    setName: (given) => {
      name = String(given).trim().slice(0, 200);
      if (name !== '') tell({ baton: 1, type: 'name', name });
    },
    onUnread: (listener) => {
      listeners.add(listener);
      listener(unread);
      return () => listeners.delete(listener);
    },
  };
  window.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && launcher.isOpen && launcher.hasFocus) api.close();
  });
  if (hasMark(settings.key)) whenIdle(load);
  return api;
}

function hasMark(key: string): boolean {
  try {
    return localStorage.getItem(markName(key)) !== null;
  } catch {
    return false;
  }
}

function keepMark(key: string, isEngaged: boolean): void {
  try {
    if (isEngaged) localStorage.setItem(markName(key), '1');
    else localStorage.removeItem(markName(key));
  } catch {
    // The page may keep nothing: then nothing is loaded before it is opened.
  }
}

/** After what the page itself has to do. */
function whenIdle(call: () => void): void {
  if ('requestIdleCallback' in window) window.requestIdleCallback(call, { timeout: 5_000 });
  else setTimeout(call, 1_000);
}
