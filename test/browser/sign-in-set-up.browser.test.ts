import { expect, test } from 'vitest';
import { expectAccessible } from './support/accessible.ts';
import { describeInBrowser } from './support/describe-in-browser.ts';
import { expectNoOverflow } from './support/overflow.ts';

// On a node of its own: the first run ends with its first organization.

describeInBrowser('the first run', (browser) => {
  test('leads from the printed link to an organization with its administrator, once', async () => {
    const expected = [/^401 GET \/v1\/me$/, /^40[0-9] POST \/v1\/sign-in\/setup$/];
    const page = await browser.page({ expect: expected });
    await page.goto('/');
    await page.getByRole('heading', { name: 'This server is not set up yet' }).waitFor();
    await expectAccessible(page);
    await page.goto('/set-up');
    await page.getByText('needs the link').waitFor();

    const link = `/set-up?token=${browser.node.signIn.setUpToken}`;
    await page.goto(link);
    await page.getByLabel('Organization').fill('Harbour & Pine');
    await page.getByLabel('Your name').fill('Ruth Root');
    await page.getByLabel('E-mail address').fill('ruth@example.test');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.getByText('Use 10 to 128 characters').waitFor();
    expect(await page.getByLabel('Organization').inputValue()).toBe('Harbour & Pine');
    await expectAccessible(page);
    await expectNoOverflow(page);
    await page.getByLabel('Password', { exact: true }).fill('nine slow green trains');
    await page.getByRole('button', { name: 'Set up' }).click();
    await page.waitForURL('**/inbox');
    await page.getByRole('link', { name: 'People' }).waitFor();

    const late = await browser.page({ expect: expected });
    await late.goto(link);
    await late.getByLabel('Organization').fill('Another');
    await late.getByLabel('Your name').fill('Mallory');
    await late.getByLabel('E-mail address').fill('mallory@example.test');
    await late.getByLabel('Password', { exact: true }).fill('nine slow green trains');
    await late.getByRole('button', { name: 'Set up' }).click();
    await late.getByRole('alert').waitFor();
    await late.goto('/sign-in');
    await late.getByRole('heading', { name: 'Sign in to Harbour & Pine' }).waitFor();
  });
});
