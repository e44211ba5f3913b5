import { expect, test } from 'vitest';
import { readSignInSettings } from './sign-in-settings.ts';

const provider = {
  id: 'house',
  name: 'House',
  issuer: 'https://login.example',
  clientId: 'baton',
  clientSecret: 'between us',
};
const publicUrl = 'https://baton.example';

test('without any of its variables, people sign in by password and links are not mailed', () => {
  expect(readSignInSettings({ BATON_SECRET: '', BATON_PUBLIC_URL: '' })).toEqual({
    secret: undefined,
    publicUrl: undefined,
    mail: undefined,
    providers: undefined,
  });
});

test('all of them are read', () => {
  const settings = readSignInSettings({
    BATON_SECRET: 's'.repeat(32),
    BATON_PUBLIC_URL: `${publicUrl}/`,
    BATON_SMTP_URL: 'smtps://user:pass@mail.example:465',
    BATON_MAIL_FROM: 'Lantern <help@lantern.example>',
    BATON_OIDC_PROVIDERS: JSON.stringify([provider, { ...provider, id: 'other', issuer: 'http://localhost:9000/x' }]),
  });
  expect(settings.publicUrl).toBe(publicUrl);
  expect(settings.mail).toEqual({
    smtpUrl: 'smtps://user:pass@mail.example:465',
    from: 'Lantern <help@lantern.example>',
  });
  expect(settings.providers?.map(({ id }) => id)).toEqual(['house', 'other']);
});

const oidc = (...providers: unknown[]) => ({
  BATON_PUBLIC_URL: publicUrl,
  BATON_OIDC_PROVIDERS: JSON.stringify(providers),
});

test.each([
  ['a short secret', { BATON_SECRET: 'short' }, 'BATON_SECRET has 5 characters'],
  ['an address with a path', { BATON_PUBLIC_URL: 'https://a.example/baton' }, 'BATON_PUBLIC_URL'],
  ['an address of another kind', { BATON_PUBLIC_URL: 'ftp://a.example' }, 'BATON_PUBLIC_URL'],
  ['a mail server that is none', { BATON_SMTP_URL: 'mail.example' }, 'BATON_SMTP_URL takes'],
  ['mails without a sender', { BATON_SMTP_URL: 'smtp://m.example' }, 'BATON_MAIL_FROM'],
  [
    'mails without an address for links',
    { BATON_SMTP_URL: 'smtp://m.example', BATON_MAIL_FROM: 'a@b.example' },
    'BATON_PUBLIC_URL',
  ],
  ['no JSON', { BATON_OIDC_PROVIDERS: '{secret' }, 'takes a JSON list'],
  ['no list', { BATON_OIDC_PROVIDERS: '{}' }, 'takes a JSON list'],
  ['a provider without a secret', oidc({ ...provider, clientSecret: undefined }), 'provider 1 needs clientSecret'],
  ['a provider that is none', oidc(provider, null), 'provider 2 needs id'],
  ['an id that cannot stand in an address', oidc({ ...provider, id: 'My House' }), 'lower-case letters'],
  ['the library’s own id', oidc({ ...provider, id: 'credential' }), 'lower-case letters'],
  ['an issuer without TLS', oidc({ ...provider, issuer: 'http://login.example' }), 'https://'],
  ['two of one id', oidc(provider, provider), 'two providers'],
  ['nowhere to come back to', { BATON_OIDC_PROVIDERS: JSON.stringify([provider]) }, 'needs BATON_PUBLIC_URL'],
])('%s is refused by name, and no secret is repeated', (_, environment, message) => {
  const read = () => readSignInSettings(environment as unknown as NodeJS.ProcessEnv);
  expect(read).toThrow(message);
  expect(read).not.toThrow(/between us|\{secret/);
});
