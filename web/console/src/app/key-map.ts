/** What of a keyboard event says which keys are down. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/**
 * The binding that a press is, such as `t`, `?`, `mod+k`, `mod+shift+enter`, `escape`. `mod` is the command key on Apple's
 * keyboards and Ctrl elsewhere. Shift is named for letters and for keys that write nothing; the character of another key
 * says it already. On layouts without Latin letters, and with Alt, which writes other characters on a Mac, the place of
 * the key counts. Undefined for a modifier alone, and for the other platform's command key.
 */
export function bindingOf(press: KeyPress, { isApple }: { readonly isApple: boolean }): string | undefined {
  const { code, altKey, shiftKey } = press;
  if (['Control', 'Meta', 'Alt', 'AltGraph', 'Shift', 'Dead', 'Process'].includes(press.key)) return undefined;
  const [mod, other] = isApple ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey];
  if (other) return undefined;
  const byPlace = /^(?:Key([A-Z])|Digit(\d))$/.exec(code);
  const isLatin = /^[\x20-\x7e]$/.test(press.key);
  const writes = press.key.length === 1;
  const key = writes && byPlace && (!isLatin || altKey) ? String(byPlace[1] ?? byPlace[2]) : press.key;
  const name = key === ' ' ? 'space' : key.toLowerCase();
  const shift = shiftKey && (!writes || /^[a-z]$/.test(name));
  return [mod && 'mod', altKey && 'alt', shift && 'shift', name].filter(Boolean).join('+');
}

/** Whether a binding is one character without Ctrl, Alt or the command key: what typing and speech produce. */
export function isSingleKey(binding: string): boolean {
  return !/\b(?:mod|alt)\+/.test(binding) && (binding.replace('shift+', '').length === 1 || binding.endsWith('space'));
}

/** Where a press happened, as far as it matters to shortcuts. */
export interface KeyPlace {
  /** The focus is in something that takes text. */
  readonly typing: boolean;
  /** A dialog, menu or list lies over the page, or the focus is in one. */
  readonly covered: boolean;
  /** The person lets single keys be shortcuts. */
  readonly singleKeys: boolean;
}

/** Whether a binding may act there. While typing only bindings with Ctrl, Alt or the command key do. */
export function mayFire(binding: string, { typing, covered, singleKeys }: KeyPlace): boolean {
  if (covered) return false;
  const held = /\b(?:mod|alt)\+/.test(binding);
  if (typing && !held) return false;
  return singleKeys || !isSingleKey(binding);
}

const writtenIn =
  'textarea, select, [contenteditable=""], [contenteditable="true"], input:not([type="button"], [type="checkbox"], [type="radio"], [type="range"], [type="submit"], [type="reset"], [type="color"], [type="file"])';
const lyingOver = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';

/** Reads the place of a press from the page. Toasts and tooltips do not cover anything. */
export function placeOf(target: EventTarget | null, singleKeys: boolean): KeyPlace {
  const element = target instanceof Element ? target : null;
  return {
    typing: element?.closest(writtenIn) != null,
    covered:
      document.querySelector('[role="dialog"][data-open], [role="alertdialog"][data-open]') !== null ||
      element?.closest(lyingOver)?.hasAttribute('data-open') === true,
    singleKeys,
  };
}
