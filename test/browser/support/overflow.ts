import type { Page } from '@playwright/test';
import { expect } from 'vitest';

/**
 * What does not fit, one line each: a page that scrolls sideways, text that sticks out of the window, text that is cut off
 * without an ellipsis, and words on buttons, tabs and labels that are cut off at all.
 *
 * Looked at is every element with words of its own that can be seen. What is hidden on purpose, for screen readers only or
 * outside the window until it has focus, is left out; so is what stands in a region that may scroll sideways.
 */
export function findOverflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const { documentElement: top, body } = document;
    const width = top.clientWidth;
    if (top.scrollWidth > width) found.push(`the page is ${top.scrollWidth} px wide in a window of ${width}`);
    const uncuttable = 'button, [role=button], [role=tab], [role=menuitem], label, legend, th';
    for (const element of body.querySelectorAll<HTMLElement>('*')) {
      if (!hasOwnWords(element) || !isSeen(element)) continue;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const name = `${element.localName} “${(element.textContent ?? '').trim().slice(0, 40)}”`;
      const isOutside = box.right > width + 1 || box.left < -1;
      if (isOutside && !mayScroll(element))
        found.push(`${name} ends ${Math.round(box.right)} px in a window of ${width}`);
      const isCut = style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
      if (isCut && !/auto|scroll/.test(style.overflowX)) {
        if (style.textOverflow !== 'ellipsis') found.push(`${name} is cut off`);
        else if (element.matches(uncuttable)) found.push(`${name} is cut off with an ellipsis`);
      }
    }
    return found;

    function hasOwnWords(element: Element): boolean {
      return [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
    }
    function isSeen(element: HTMLElement): boolean {
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
      const box = element.getBoundingClientRect();
      // For screen readers only: a pixel, however it is made.
      for (let at: Element | null = element; at !== null; at = at.parentElement) {
        const { width: w, height: h } = at.getBoundingClientRect();
        const { clipPath, overflow } = getComputedStyle(at);
        if ((w <= 1 || h <= 1) && (overflow !== 'visible' || clipPath !== 'none')) return false;
      }
      // Put outside until it has focus, as skip links are.
      return box.right > 0 && box.bottom > 0 && box.left < width;
    }
    function mayScroll(element: Element): boolean {
      for (let at = element.parentElement; at !== null && at !== body; at = at.parentElement) {
        if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return true;
      }
      return false;
    }
  });
}

/** Fails with everything on the page, as it is now, that does not fit its window or its place. */
export async function expectNoOverflow(page: Page): Promise<void> {
  expect(await findOverflow(page)).toEqual([]);
}
