import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from 'vitest';

/** Level A and AA of WCAG 2.0, 2.1 and 2.2, as axe knows them. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** Places named for one broken rule; the others are counted. */
const placesMax = 3;

// Around a menu or list stand empty marks that hand on whatever focus reaches them, and so are hidden though focusable.
const focusGuards = '[data-base-ui-focus-guard]';

/** Every rule of WCAG 2.2 AA that axe finds broken: what it is about, where, and why. */
export async function findBarriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(tags).exclude(focusGuards).analyze();
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, placesMax).map(({ target, failureSummary = '' }) => {
      const why = failureSummary.split('\n').slice(1).join(';').trim().replace(/\s+/g, ' ');
      return `\n    ${target.join(' ')}: ${why}`;
    });
    const others = nodes.length > placesMax ? `\n    and ${nodes.length - placesMax} more` : '';
    return `${id}: ${help}${places.join('')}${others}`;
  });
}

/** Fails with every rule of WCAG 2.2 AA that the page, as it is now, breaks. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await findBarriers(page)).toEqual([]);
}
