import { render } from 'preact';
import { newId } from '../../client/src/new-id.ts';
import { readToFrame, type ToPage } from './bridge.ts';
import { openStorage } from './chat/browser-storage.ts';
import { Chat } from './chat/chat.ts';
import { unreadCount } from './chat/chat-state.ts';
import { openMemory } from './chat/memory.ts';
import { openVisitorApi } from './chat/visitor-api.ts';
import { App } from './view/app.tsx';
import { focusFirst } from './view/focus-first.ts';
import { SettingContext, settingOf } from './view/setting.ts';
import './view/styles.css';
import { chooseLanguage, directionOf, type Language } from './words.ts';

/**
 * The page in the widget's frame. Around it is somebody's page, of which it knows the origin (from its own address, so that
 * a page that lies about it hears nothing) and takes a few words; it tells that page a few words, and nothing of the
 * conversation. Opened by itself, it is a page with a chat.
 */
const key = new URLSearchParams(location.search).get('key') ?? '';
const hints = new URLSearchParams(location.hash.slice(1));
const pageOrigin = hints.get('origin');
const isFramed = window.parent !== window;

const chat = new Chat({
  api: openVisitorApi(key),
  memory: openMemory(key, openStorage()),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  fraction: Math.random,
  newId,
  now: () => new Date().toISOString(),
  isOnline: () => navigator.onLine,
});

function tellPage(message: ToPage): void {
  if (isFramed && pageOrigin !== null) window.parent.postMessage(message, pageOrigin);
}

const close = isFramed ? (): void => tellPage({ baton: 1, type: 'close' }) : null;

function languageNow(): Language {
  const { account } = chat.state;
  return chooseLanguage([hints.get('locale'), account?.locale, hints.get('language'), ...navigator.languages]);
}

let drawnIn: Language | null = null;
/** Whether the chat was opened, and nothing in it has the focus yet. */
let wantsFocus = false;

/** What the page was told last: it hears only what is new. */
const told = new Map<ToPage['type'], string>();

function tellNews(message: ToPage): void {
  const text = JSON.stringify(message);
  if (told.get(message.type) === text) return;
  told.set(message.type, text);
  tellPage(message);
}

function draw(): void {
  const language = languageNow();
  const { account, phase, conversation } = chat.state;
  const theme = hints.get('theme') ?? account?.theme ?? 'auto';
  const { documentElement: top } = document;
  top.lang = language;
  top.dir = directionOf(language);
  top.dataset.theme = theme;
  document.title = account?.name ?? document.title;
  if (phase === 'ready') {
    const look = theme === 'light' || theme === 'dark' ? theme : 'auto';
    tellNews({ baton: 1, type: 'look', theme: look, language, title: account?.name ?? '' });
    tellNews({ baton: 1, type: 'engaged', isEngaged: conversation !== null });
    tellNews({ baton: 1, type: 'unread', count: unreadCount(chat.state) });
  }
  // What takes the focus may be drawn only now.
  if (wantsFocus && phase === 'ready') focusFirst(() => (wantsFocus = false));
  const root = document.getElementById('app');
  if (root === null || language === drawnIn) return;
  drawnIn = language;
  render(
    <SettingContext.Provider value={settingOf(chat, language)}>
      <App onClose={close} />
    </SettingContext.Provider>,
    root,
  );
}

window.addEventListener('message', ({ source, origin, data }) => {
  if (!isFramed || source !== window.parent || origin !== pageOrigin) return;
  const message = readToFrame(data);
  switch (message?.type) {
    case 'shown':
      wantsFocus = message.takesFocus;
      return chat.setShown(true);
    case 'hidden':
      wantsFocus = false;
      return chat.setShown(false);
    case 'identify':
      return chat.identify(message.jwt);
    case 'name':
      return chat.setName(message.name);
  }
});

window.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing) close?.();
});
window.addEventListener('online', () => chat.setOnline());
window.addEventListener('offline', () => chat.setOnline());
document.addEventListener('visibilitychange', () => chat.setVisible(document.visibilityState === 'visible'));

chat.watch(draw);
chat.setVisible(document.visibilityState === 'visible');
if (!isFramed) chat.setShown(true);
draw();
tellPage({ baton: 1, type: 'ready' });
// A page that knows who this is says so at once, before anything is asked of the server.
if (!isFramed || !hints.has('identity')) chat.start();
