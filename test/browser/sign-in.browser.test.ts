import { createHmac } from 'node:crypto';
import type { Page } from '@playwright/test';
import { expect, test } from 'vitest';
import { expectAccessible } from './support/accessible.ts';
import { describeInBrowser } from './support/describe-in-browser.ts';
import { expectNoOverflow } from './support/overflow.ts';
import type { ShopUser } from './support/shop.ts';

// Somebody who is not signed in asks who they are: that is the answer, and no fault.
const signedOut = /^401 GET \/v1\/me$/;

async function fillIn(page: Page, { email, password }: Pick<ShopUser, 'email' | 'password'>): Promise<void> {
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** What an authenticator app shows for a secret, as RFC 6238 computes it. */
function codeOf(secret: string, atMs: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((character) => alphabet.indexOf(character).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const hmac = createHmac('sha1', key).update(counter).digest();
  const start = Number(hmac.at(-1)) & 15;
  return String((hmac.readUInt32BE(start) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

describeInBrowser('signing in', (browser) => {
  test('leads to where one wanted to go, by keyboard alone', async () => {
    const tom = await (await browser.shop()).user('tom');
    const page = await browser.page({ expect: [signedOut] });
    await page.goto('/account');
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await page.getByLabel('E-mail address').focus();
    await page.keyboard.type(tom.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(tom.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Account' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/account');
    expect(await page.title()).toBe('Account · Baton');
  });

  test('[X31] says beside the password what is wrong, the same for an address that nobody has, and loses nothing', async () => {
    const tom = await (await browser.shop()).user('tom');
    const page = await browser.page({ expect: [signedOut, /^401 POST \/v1\/sign-in$/] });
    await page.goto('/sign-in');
    const told: (string | null)[] = [];
    for (const email of [tom.email, 'nobody@example.test']) {
      await fillIn(page, { email, password: 'not the password' });
      const field = page.getByLabel('Password', { exact: true });
      await page.getByText('is wrong').waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      const ids = String(await field.getAttribute('aria-describedby')).split(' ');
      told.push(await page.locator(`[id="${ids[0]}"]`).textContent());
      expect(await page.getByLabel('E-mail address').inputValue()).toBe(email);
      expect(await field.inputValue()).toBe('not the password');
    }
    expect(told[0]).toBe(told[1]);
    await expectAccessible(page);
    await fillIn(page, tom);
    await page.waitForURL('**/inbox');
  });

  test('never leads to another site', async () => {
    const tom = await (await browser.shop()).user('tom');
    const page = await browser.page({ expect: [signedOut] });
    await page.goto('/sign-in?next=//evil.test/inbox');
    await fillIn(page, tom);
    await page.waitForURL('**/inbox');
    expect(page.url().startsWith(browser.url)).toBe(true);
  });

  test('[X11] shows names as text, whatever is in them', async () => {
    const shop = await browser.shop({
      departments: [{ id: 'support', name: 'Support' }],
      agents: [
        { id: 'mallory', name: '<img src=x onerror=alert(1)>', role: 'administrator', departments: ['support'] },
      ],
    });
    const page = await browser.page({ as: await shop.user('mallory') });
    await page.goto('/people');
    await page.getByRole('table').getByText('<img src=x onerror=alert(1)>').waitFor();
    expect(await page.locator('img').count()).toBe(0);
  });

  test('lets password stores and pasting in (WCAG 3.3.8)', async () => {
    const page = await browser.page({ expect: [signedOut] });
    await page.goto('/sign-in');
    const [email, password] = [page.getByLabel('E-mail address'), page.getByLabel('Password', { exact: true })];
    expect(await email.getAttribute('autocomplete')).toBe('username');
    expect(await password.getAttribute('autocomplete')).toBe('current-password');
    await password.evaluate((field: HTMLInputElement) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', 'pasted');
      const isRefused = !field.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, cancelable: true, bubbles: true }),
      );
      if (isRefused) throw new Error('pasting was refused');
    });
    await page.getByRole('button', { name: 'Show password' }).click();
    expect(await password.getAttribute('type')).toBe('text');
  });

  test('in a demo offers its people, plainly labelled, and lets one in by one press', async () => {
    const shop = await browser.shop();
    const tom = await shop.user('tom');
    const person = { name: 'Tom Okafor', role: 'Agent in Support', email: tom.email, password: tom.password };
    browser.node.signIn.showDemo([person]);
    try {
      const page = await browser.page({ expect: [signedOut] });
      await page.goto('/sign-in');
      await page.getByText('Demo', { exact: true }).waitFor();
      await expectAccessible(page);
      await expectNoOverflow(page);
      await page.getByRole('button', { name: /^Sign in as Tom Okafor/ }).click();
      await page.waitForURL('**/inbox');
    } finally {
      browser.node.signIn.showDemo(null);
    }
  });

  test('without mail sends those who forgot to an administrator', async () => {
    const page = await browser.page({ expect: [signedOut] });
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Forgot your password?' }).click();
    await page.getByText('This server sends no mail').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Back to the sign-in' }).click();
    await page.getByLabel('E-mail address').waitFor();
  });

  test('tells what a provider answered, and nothing that it was told to say', async () => {
    const page = await browser.page({ expect: [signedOut] });
    await page.goto('/sign-in?problem=address_unknown');
    await page.getByText('Nobody signs in or is invited by this address.').waitFor();
    await page.goto('/sign-in?problem=%3Cb%3Ecall%20us%3C/b%3E');
    await page.getByText('did not come to an end').waitFor();
    expect(await page.getByText('call us').count()).toBe(0);
  });

  test('signing out leads back to the sign-in, and nothing is left behind it', async () => {
    const shop = await browser.shop();
    const page = await browser.page({ as: await shop.user('tom'), expect: [signedOut] });
    await page.goto('/account');
    await page.getByRole('button', { name: 'Tom Okafor, you' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByLabel('E-mail address').waitFor();
    await page.goBack();
    await page.getByLabel('E-mail address').waitFor();
  });
});

describeInBrowser('one’s own account', (browser) => {
  test('changes the password, which ends every other session', async () => {
    const shop = await browser.shop();
    const tom = await shop.user('tom');
    const other = await browser.page({ as: tom, expect: [/^401 /] });
    const page = await browser.page({
      as: tom,
      expect: [/^400 PUT \/v1\/me\/password$/, /^401 PUT \/v1\/me\/password$/],
    });
    await other.goto('/account');
    await other.getByRole('heading', { name: 'Account' }).waitFor();
    await page.goto('/account');
    const [current, next] = [page.getByLabel('Current password'), page.getByLabel('New password')];
    const save = page.getByRole('button', { name: 'Change the password' });
    await current.fill('not the password');
    await next.fill('four calm harbour boats');
    await save.click();
    await page.getByText('is wrong').waitFor();
    await current.fill(tom.password);
    await next.fill('short');
    await save.click();
    await page.getByText('Use 10 to 128 characters').waitFor();
    expect(await current.inputValue()).toBe(tom.password);
    await next.fill('four calm harbour boats');
    await save.click();
    await page.getByText('Your password is changed').waitFor();
    expect(await current.inputValue()).toBe('');
    await other.reload();
    await other.waitForURL('**/sign-in?next=%2Faccount');
    await fillIn(other, { email: tom.email, password: 'four calm harbour boats' });
    await other.getByRole('heading', { name: 'Account' }).waitFor();
  });

  test('shows where one is signed in, and signs out elsewhere', async () => {
    const shop = await browser.shop();
    const tom = await shop.user('tom');
    const other = await browser.page({ as: tom, expect: [/^401 /] });
    await other.goto('/account');
    const page = await browser.page({ as: tom });
    await page.goto('/account');
    await page.getByText('This browser', { exact: true }).nth(1).waitFor();
    await page.getByRole('button', { name: /^Sign out / }).click();
    await page.getByText('Signed out there').waitFor();
    expect(await page.getByRole('button', { name: /^Sign out / }).count()).toBe(0);
    await other.reload();
    await other.getByLabel('E-mail address').waitFor();
  });

  test('sets up a second factor, signs in with it and by a backup code, and takes it off', async () => {
    const shop = await browser.shop();
    const tom = await shop.user('tom');
    const page = await browser.page({ as: tom, expect: [/^401 /] });
    const { secret, backupCodes } = await setUpFactor(page, tom);

    await signOut(page);
    await page.goto('/sign-in');
    await fillIn(page, tom);
    await page.getByLabel('Code').fill('000 000');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('This code is wrong').waitFor();
    await expectAccessible(page);
    await expectNoOverflow(page);
    // The code that confirmed the secret is spent; the next one is half a minute ahead, which the server allows.
    await page.getByLabel('Code').fill(codeOf(secret, Date.now() + 30_000).replace(/(...)/, '$1 '));
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL('**/inbox');

    await signOut(page);
    await page.goto('/sign-in?next=/account');
    await fillIn(page, tom);
    await page.getByRole('button', { name: 'Use a backup code' }).click();
    await page.getByLabel('Backup code').fill(String(backupCodes[0]));
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Account' }).waitFor();

    await page.getByRole('button', { name: 'Take off' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Current password').fill(tom.password);
    await dialog.getByRole('button', { name: 'Take off' }).click();
    await page.getByText('The second factor is off').waitFor();
    await page.getByRole('button', { name: 'Set up' }).waitFor();
  });

  /** Goes through the three steps as a person with a phone would, and gives what the page showed. */
  async function setUpFactor(page: Page, tom: ShopUser): Promise<{ secret: string; backupCodes: string[] }> {
    await page.goto('/account');
    await page.getByRole('button', { name: 'Set up' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Current password').fill('not the password');
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await dialog.getByText('is wrong').waitFor();
    await dialog.getByLabel('Current password').fill(tom.password);
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await dialog.getByRole('img', { name: /QR code/ }).waitFor();
    await expectAccessible(page);
    const secret = await dialog.getByRole('textbox', { name: 'Key' }).inputValue();
    await dialog.getByLabel('Code from the app').fill(codeOf(secret, Date.now()));
    await dialog.getByRole('button', { name: 'Switch on' }).click();
    await dialog.getByText('Keep these codes').waitFor();
    await expectAccessible(page);
    const backupCodes = await dialog.getByRole('listitem').allTextContents();
    await dialog.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('button', { name: 'Take off' }).waitFor();
    return { secret, backupCodes };
  }

  /** Elsewhere: the page itself would go to the sign-in when it hears of it, while the test goes there too. */
  async function signOut(page: Page): Promise<void> {
    await page.goto('about:blank');
    await page.context().request.post(`${browser.url}/v1/sign-out`, { headers: { origin: browser.url } });
  }
});
