/** How long something that is about to appear is waited for, in milliseconds. */
const waitMsMax = 1_500;

let asked = 0;

/**
 * Puts the focus on what a selector finds, as soon as it is there and no dialog lies over it; the last one who asks wins. For
 * what follows a change: the new step’s settings, the line that a problem is about.
 */
export function focusSoon(selector: string): void {
  const turn = ++asked;
  const until = performance.now() + waitMsMax;
  const look = (): void => {
    if (turn !== asked) return;
    const found = document.querySelector<HTMLElement>(selector);
    const target = found?.matches(focusable) ? found : found?.querySelector<HTMLElement>(focusable);
    const isCovered = document.querySelector('[role="dialog"]') !== null;
    if (target && !isCovered) {
      target.focus();
      target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    } else if (performance.now() < until) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Puts the focus there at once where it is on the page already, so that keys that follow find it; otherwise soon. */
export function focusAt(selector: string): void {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) return focusSoon(selector);
  asked++;
  found.focus();
  found.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

const focusable =
  'input:not([disabled]), textarea:not([disabled]), button:not([disabled]), select:not([disabled]), [tabindex="0"], [tabindex="-1"]';

export const rowSelector = (key: string): string => `[data-row="${CSS.escape(key)}"]`;
export const settingSelector = (name: string): string => `[data-setting="${CSS.escape(name)}"]`;
/** The first setting of whatever is chosen. */
export const firstSetting = '[data-inspector] [data-setting]';
