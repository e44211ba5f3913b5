import { count, directionOf, type Language, launcherWords } from '../words.ts';
import { launcherStyles, phone } from './launcher-styles.ts';
import { frameAddress, languageOfPage, type PageSettings } from './settings.ts';

/** Above everything that pages usually have, below what browsers put on top by themselves. */
const layer = '2147483000';

const talk =
  'M14 4.8c5.4 0 9.6 3.6 9.6 8.2s-4.2 8.2-9.6 8.2c-1.2 0-2.3-.2-3.4-.5l-4.5 2 .9-4.2C5.3 17 4.4 15.1 4.4 13c0-4.6 4.2-8.2 9.6-8.2ZM10.3 13h.01M14 13h.01M17.7 13h.01';
const down = 'm7.5 11 6.5 6.5 6.5-6.5';

/**
 * The launcher and the panel on somebody's page. They stand beside the page's body, in a shadow root of their own: neither
 * the page's styles nor what it does with its body reach them.
 */
export class Launcher {
  readonly #settings: PageSettings;
  readonly #host = document.createElement('baton-chat');
  readonly #root: HTMLElement;
  readonly #panel: HTMLElement;
  readonly #button: HTMLButtonElement;
  readonly #badge: HTMLElement;
  #language: Language;
  #title = '';
  #frame: HTMLIFrameElement | null = null;
  #unread = 0;

  constructor(settings: PageSettings, onPress: () => void) {
    this.#settings = settings;
    this.#language = languageOfPage(settings);
    shield(this.#host);
    const shadow = this.#host.attachShadow({ mode: 'open' });
    addStyles(shadow);
    this.#panel = part('div', 'panel');
    this.#badge = part('span', 'badge');
    this.#button = part('button', 'launcher');
    this.#button.type = 'button';
    this.#button.ariaHasPopup = 'dialog';
    this.#button.append(drawing('talk', talk), drawing('down', down), this.#badge);
    this.#root = part('div', 'root');
    this.#root.append(this.#panel, this.#button);
    shadow.append(this.#root);
    this.#button.addEventListener('click', onPress);
    this.setTheme(settings.theme ?? 'auto');
    this.#root.classList.toggle('start', settings.side === 'start');
    this.#root.dir = getComputedStyle(document.documentElement).direction;
    this.#write();
    document.documentElement.append(this.#host);
    for (const what of ['resize', 'scroll']) window.visualViewport?.addEventListener(what, () => this.#fit());
  }

  /** A phone's keyboard takes its room from below, and browsers tell only of what is left to be seen. */
  #fit(): void {
    const { visualViewport: seen } = window;
    const isFull = this.isOpen && seen !== null && seen.scale === 1 && matchMedia(phone).matches;
    this.#panel.style.height = isFull ? `${seen.height}px` : '';
    this.#panel.style.top = isFull ? `${seen.offsetTop}px` : '';
  }

  /** The chat's window, once there is a frame. */
  get frameWindow(): Window | null {
    return this.#frame?.contentWindow ?? null;
  }

  get isOpen(): boolean {
    return this.#root.classList.contains('open');
  }

  /** Loads the chat, if it is not there yet. */
  load(isNamed: boolean): void {
    if (this.#frame !== null) return;
    const frame = document.createElement('iframe');
    frame.src = frameAddress(this.#settings, isNamed);
    this.#frame = frame;
    this.#write();
    this.#panel.append(frame);
  }

  /** Shows or hides the panel. */
  setOpen(isOpen: boolean): void {
    this.#root.classList.toggle('open', isOpen);
    this.#fit();
    this.#write();
  }

  focusFrame(): void {
    this.#frame?.focus();
  }

  focusButton(): void {
    this.#button.focus();
  }

  /** Whether the keyboard is in the chat: what is focused inside of a frame is the frame, to the page. */
  get hasFocus(): boolean {
    return document.activeElement === this.#host;
  }

  setUnread(count: number): void {
    this.#unread = count;
    this.#write();
  }

  setTheme(theme: string): void {
    this.#root.classList.remove('auto', 'light', 'dark');
    this.#root.classList.add(theme);
  }

  setWords(language: Language, title: string): void {
    [this.#language, this.#title] = [language, title];
    this.#write();
  }

  #write(): void {
    const words = launcherWords[this.#language];
    const unread = this.#unread === 0 || this.isOpen ? '' : count(this.#language, words.unread, this.#unread);
    this.#button.lang = this.#language;
    this.#button.ariaExpanded = String(this.isOpen);
    this.#button.ariaLabel = this.isOpen ? words.close : [words.open, unread].filter(Boolean).join(', ');
    this.#badge.hidden = unread === '';
    this.#badge.textContent = this.#unread > 99 ? '99+' : String(this.#unread);
    this.#badge.dir = directionOf(this.#language);
    if (this.#frame !== null) this.#frame.title = this.#title === '' ? words.frame : this.#title;
  }
}

// Made piece by piece: pages may forbid that elements are made of text.
function part<T extends 'div' | 'span' | 'button'>(tag: T, name: string): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}

/** A drawing on a grid of 28, by one line. */
function drawing(name: string, path: string): SVGElement {
  const make = (tag: string, attributes: Readonly<Record<string, string>>): SVGElement => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag) as SVGElement;
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    return element;
  };
  const svg = make('svg', { class: name, viewBox: '0 0 28 28', width: '28', height: '28', 'aria-hidden': 'true' });
  svg.append(make('path', { d: path }));
  return svg;
}

/** Rules of the page that mean everything, even important ones, do not reach an element whose own say so too. */
function shield(host: HTMLElement): void {
  const styles = { all: 'initial', display: 'block', position: 'fixed', 'z-index': layer };
  for (const [name, value] of Object.entries(styles)) host.style.setProperty(name, value, 'important');
  for (const edge of ['top', 'left', 'width', 'height']) host.style.setProperty(edge, '0', 'important');
}

/** By a style sheet object, which pages with a strict Content-Security-Policy allow, where the browser has them. */
function addStyles(shadow: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(launcherStyles);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement('style');
    style.textContent = launcherStyles;
    shadow.append(style);
  }
}
