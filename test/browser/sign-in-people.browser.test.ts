import type { Page } from '@playwright/test';
import { expect, test } from 'vitest';
import { expectAccessible } from './support/accessible.ts';
import { describeInBrowser } from './support/describe-in-browser.ts';
import { expectNoOverflow } from './support/overflow.ts';

const signedOut = /^401 GET \/v1\/me$/;

/** Opens what can be done about somebody, and does it. */
async function choose(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

/** The path of the link that a dialog shows. */
async function shownPath(page: Page): Promise<string> {
  return new URL(await page.getByLabel('Link', { exact: true }).inputValue()).pathname;
}

function rowOf(page: Page, name: string) {
  return page.getByRole('row').filter({ hasText: name });
}

describeInBrowser('people', (browser) => {
  test('[X14] are invited by a link that lets in once, and join by it', async () => {
    const shop = await browser.shop();
    const admin = await browser.page({ as: await shop.user('root') });
    await admin.goto('/people');
    await rowOf(admin, 'Lars Holm').getByText('No sign-in').waitFor();
    await choose(admin, 'Lars Holm', 'Invite');
    await admin.getByLabel('E-mail address').fill('lars@example.test');
    await expectAccessible(admin);
    await admin.getByRole('button', { name: 'Make the link' }).click();
    const path = await shownPath(admin);
    await expectAccessible(admin);
    await expectNoOverflow(admin);
    await admin.getByRole('button', { name: 'Done' }).click();
    await rowOf(admin, 'Lars Holm').getByText('Invited').waitFor();

    const guest = await browser.page({ expect: [signedOut, /^400 POST \/v1\/invitations\//] });
    await guest.goto(path);
    await guest.getByText('invites you to work as Lars Holm').waitFor();
    expect(await guest.getByLabel('E-mail address').inputValue()).toBe('lars@example.test');
    await guest.getByLabel('Password', { exact: true }).fill('lars holm lars holm');
    await guest.getByRole('button', { name: 'Join' }).click();
    await guest.getByText('contains your name or address').waitFor();
    await expectAccessible(guest);
    await guest.getByLabel('Password', { exact: true }).fill('nine slow green trains');
    await guest.getByRole('button', { name: 'Join' }).click();
    await guest.waitForURL('**/inbox');

    const late = await browser.page({ expect: [signedOut, /^404 GET \/v1\/invitations\//] });
    await late.goto(path);
    await late.getByText('This link opens nothing any more').waitFor();
    await expectAccessible(late);
    await admin.reload();
    await rowOf(admin, 'Lars Holm').getByText('Signs in').waitFor();
  });

  test('[X4] who sign in here already join another organization with their own password, asked for no new one', async () => {
    const [first, second] = [await browser.shop(), await browser.shop()];
    const tom = await first.user('tom');
    const admin = await browser.page({ as: await second.user('root') });
    await admin.goto('/people');
    await choose(admin, 'Mei Tanaka', 'Invite');
    await admin.getByLabel('E-mail address').fill(tom.email);
    await admin.getByRole('button', { name: 'Make the link' }).click();
    const path = await shownPath(admin);

    const page = await browser.page({ expect: [signedOut] });
    await page.goto(path);
    await page.getByText(`You sign in as ${tom.email} already`).waitFor();
    expect(await page.getByLabel('Password').count()).toBe(0);
    await expectAccessible(page);
    await page.getByRole('link', { name: 'Sign in to join' }).click();
    await page.getByLabel('E-mail address').fill(tom.email);
    await page.getByLabel('Password', { exact: true }).fill(tom.password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Join' }).click();
    await page.waitForURL('**/inbox');
    await page.getByRole('button', { name: 'Mei Tanaka, you' }).waitFor();
  });

  test('get a link to a new password, which ends what they were signed in to', async () => {
    const shop = await browser.shop();
    const tom = await shop.user('tom');
    const toms = await browser.page({ as: tom, expect: [/^401 /, /^404 POST \/v1\/password\/reset$/] });
    await toms.goto('/account');
    const admin = await browser.page({ as: await shop.user('root') });
    await admin.goto('/people');
    await choose(admin, 'Tom Okafor', 'Reset the password');
    await admin.getByRole('button', { name: 'Make the link' }).click();
    const path = await shownPath(admin);

    await toms.goto(path);
    await toms.getByLabel('New password').fill('nine slow green trains');
    await expectAccessible(toms);
    await toms.getByRole('button', { name: 'Save the password' }).click();
    await toms.waitForURL('**/sign-in');
    await toms.getByText('Your password is saved').waitFor();
    await toms.getByLabel('E-mail address').fill(tom.email);
    await toms.getByLabel('Password', { exact: true }).fill('nine slow green trains');
    await toms.getByRole('button', { name: 'Sign in', exact: true }).click();
    await toms.waitForURL('**/inbox');

    await toms.goto(path);
    await toms.getByLabel('New password').fill('ten slow green trains');
    await toms.getByRole('button', { name: 'Save the password' }).click();
    await toms.getByText('This link opens nothing any more').waitFor();
    expect(await toms.getByLabel('New password').inputValue()).toBe('ten slow green trains');
  });

  test('whose sign-in is removed are brought to the sign-in page by themselves', async () => {
    const shop = await browser.shop();
    const tom = await shop.user('tom');
    const toms = await browser.page({ as: tom, expect: [/^401 /] });
    await toms.goto('/account');
    await toms.getByRole('heading', { name: 'Account' }).waitFor();
    const admin = await browser.page({ as: await shop.user('root') });
    await admin.goto('/people');
    await choose(admin, 'Tom Okafor', 'Remove the sign-in');
    await expectAccessible(admin);
    await admin.getByRole('dialog').getByRole('button', { name: 'Remove the sign-in' }).click();
    await rowOf(admin, 'Tom Okafor').getByText('No sign-in').waitFor();

    await toms.waitForURL('**/sign-in?next=%2Faccount');
  });

  test('are found by a filter, and nobody takes away their own sign-in', async () => {
    const shop = await browser.shop();
    const page = await browser.page({ as: await shop.user('root') });
    await page.goto('/people');
    await rowOf(page, 'Ruth Root').waitFor();
    expect(await page.getByRole('button', { name: 'Actions for Ruth Root' }).count()).toBe(0);
    await page.getByLabel('Filter by name or address').fill('sofía');
    await rowOf(page, 'Sofía Vega').waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
    await page.getByLabel('Filter by name or address').fill('nobody of that name');
    await page.getByText('Nobody is called that').waitFor();
  });

  test('are no page for those who may not manage them', async () => {
    const shop = await browser.shop();
    const page = await browser.page({ as: await shop.user('tom') });
    await page.goto('/people');
    await page.getByText('Only administrators manage sign-ins.').waitFor();
    expect(await page.getByRole('link', { name: 'People' }).count()).toBe(0);
  });
});
