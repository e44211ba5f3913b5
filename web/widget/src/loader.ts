import { readSettings } from './page/settings.ts';
import { startWidget } from './page/widget.ts';

/**
 * The script of somebody's page: draws the launcher, and loads the chat into a frame when it is opened, or when there is a
 * conversation already. `window.Baton` is there from then on, and the event `baton:ready` says so.
 */
const script =
  (document.currentScript as HTMLScriptElement | null) ??
  document.querySelector<HTMLScriptElement>('script[data-key][src*="/widget.js"]');

function start(): void {
  const settings = readSettings(script);
  if (settings === null) return console.error('Baton: the script needs its key, as data-key.');
  // Two tags are one widget.
  if (window.Baton !== undefined) return;
  window.Baton = startWidget(settings);
  window.dispatchEvent(new Event('baton:ready'));
}

start();
