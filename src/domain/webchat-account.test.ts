import { describe, expect, test } from 'vitest';
import { checkConfiguration } from './check-configuration.ts';
import { fillDocument } from './fill-configuration.ts';
import { planConfiguration } from './plan-configuration.ts';
import { allowsOrigin, asWebchatAccount, frameAncestors, readWidgetKey, writeWidgetKey } from './webchat-account.ts';

const organizationId = '01a1fe3d-04e6-7f8a-9a72-f78283b4c18b';
const documentWith = (account: object) => ({
  departments: [{ id: 'support' }],
  accounts: [
    { id: 'site', type: 'webchat' as const, kind: 'webchat' as const, entry: { department: 'support' }, ...account },
  ],
});
const faultsOf = (account: object): string[] =>
  checkConfiguration(documentWith(account)).map(({ path, code }) => `${path.replace('/accounts/0', '')} ${code}`);

describe('a widget’s key', () => {
  test.each(['site', 'a_b', '0.x-y'])('names the account %s of its organization', (accountId) => {
    const key = writeWidgetKey({ organizationId, accountId });
    expect(key).toBe(`w_01a1fe3d04e67f8a9a72f78283b4c18b_${accountId}`);
    expect(readWidgetKey(key)).toEqual({ organizationId, accountId });
  });

  test.each([
    '',
    'w_',
    'w_01a1fe3d04e67f8a9a72f78283b4c18b',
    'w_01a1fe3d04e67f8a9a72f78283b4c18b_',
    'w_01A1FE3D04E67F8A9A72F78283B4C18B_site',
    'w_01a1fe3d04e67f8a9a72f78283b4c18b_Site',
    'w_01a1fe3d04e67f8a9a72f78283b4c18b_a b',
    'w_01a1fe3d04e67f8a9a72f78283b4c18_site',
    ' w_01a1fe3d04e67f8a9a72f78283b4c18b_site',
    `w_01a1fe3d04e67f8a9a72f78283b4c18b_${'a'.repeat(65)}`,
  ])('is not “%s”', (key) => expect(readWidgetKey(key)).toBeNull());
});

describe('an account of the widget', () => {
  test('has defaults for what it does not say', () => {
    const [account] = fillDocument(documentWith({ preChat: [{ id: 'email' }] })).accounts;
    expect(asWebchatAccount(account)).toMatchObject({
      type: 'webchat',
      allowedOrigins: null,
      greeting: null,
      preChat: [{ id: 'email', label: 'email', required: false }],
      locale: null,
      theme: 'auto',
    });
    expect(asWebchatAccount(fillDocument({ accounts: [{ id: 'a', kind: 'webchat' }] }).accounts[0])).toBeUndefined();
  });

  test('is stored as it is written', () => {
    const plan = planConfiguration(
      { organizationId, version: 1, items: [] },
      fillDocument(documentWith({ locale: 'de' })),
    );
    expect(plan.items.find(({ kind }) => kind === 'account')?.data).toEqual({
      type: 'webchat',
      kind: 'webchat',
      entry: { department: 'support', queue: null },
      locale: 'de',
    });
  });

  test('is of kind webchat, and delivered to nobody', () => {
    expect(faultsOf({ kind: 'email' })).toEqual(['/kind kind_of_webchat']);
    expect(faultsOf({ deliveryUrl: 'https://x.example' })).toEqual(['/deliveryUrl custom_only']);
    const custom = {
      type: 'custom',
      greeting: 'Hello',
      theme: 'dark',
      locale: 'de',
      preChat: [],
      allowedOrigins: null,
    };
    expect(faultsOf(custom).sort()).toEqual(
      ['/allowedOrigins', '/greeting', '/locale', '/preChat', '/theme'].map((field) => `${field} webchat_only`),
    );
  });

  test.each([
    'shop.example',
    'https://shop.example/',
    'https://SHOP.example',
    'https://shop.example:443',
    'https://u@shop.example',
    'https://*.shop.example/x',
    'ftp://shop.example',
    'null',
    '*',
    7,
    `https://${'a'.repeat(300)}.example`,
  ])('names origins as browsers write them, not as %s', (origin) => {
    expect(faultsOf({ allowedOrigins: [origin] })).toEqual(['/allowedOrigins/0 bad_origin']);
  });

  test('says its faults with their paths', () => {
    expect(faultsOf({ allowedOrigins: [] })).toEqual(['/allowedOrigins empty_list']);
    expect(faultsOf({ preChat: [{ id: 'a' }, { id: 'a' }, { label: 'x' }, { id: 'A b' }] })).toEqual([
      ...['/preChat/2/id missing', '/preChat/3/id bad_id', '/preChat/1/id duplicate_id'],
    ]);
    expect(faultsOf({ preChat: Array.from({ length: 11 }, (_, i) => ({ id: `q${i}` })) })).toEqual([
      '/preChat too_many',
    ]);
    expect(faultsOf({ locale: 'de_DE', theme: 'blue', greeting: 'a\nb' })).toEqual([
      ...['/locale bad_locale', '/theme unknown_word', '/greeting bad_text'],
    ]);
    expect(faultsOf({ allowedOrigins: ['https://a.example', 'http://localhost:5173'], locale: 'zh-Hant-TW' })).toEqual(
      [],
    );
  });

  test('lets its origins frame it and ask, and nobody else', () => {
    const [account] = fillDocument(documentWith({ allowedOrigins: ['https://shop.example'] })).accounts;
    const webchat = asWebchatAccount(account);
    if (webchat === undefined) throw new Error('The account is one of the widget.');
    expect(allowsOrigin(webchat, 'https://shop.example')).toBe(true);
    expect(allowsOrigin(webchat, 'https://shop.example.evil.test')).toBe(false);
    expect(frameAncestors(webchat)).toBe("'self' https://shop.example");
    expect(frameAncestors({ ...webchat, allowedOrigins: null })).toBe('*');
  });
});
