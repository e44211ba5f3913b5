import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../base/random.ts';
import {
  newWebhookSecret,
  readSignatureHeaders,
  signWebhook,
  toleranceMs,
  verifyWebhook,
} from './webhook-signature.ts';

const secret = newWebhookSecret(seededRandom(1));
const other = newWebhookSecret(seededRandom(2));
const at = 1_700_000_000;
const now = at * 1000;
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

function headers(id: string, body: string, secrets = [secret], timestamp = at): Record<string, string> {
  const signature = signWebhook({ id, timestampSeconds: timestamp, body: bytes(body) }, secrets);
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature };
}

function isAccepted(
  given: Record<string, string | string[] | undefined>,
  body: string,
  secrets = [secret],
  clock = now,
): boolean {
  const read = readSignatureHeaders(given, clock);
  return read !== null && verifyWebhook(read, bytes(body), secrets);
}

describe('signatures of the Standard Webhooks scheme', () => {
  // The vector that the scheme's own documentation gives.
  test('[X24] agree with the published vector', () => {
    const published = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const body = '{"test": 2432232314}';
    const publishedSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    expect(isAccepted(published, body, [publishedSecret], 1_614_265_330_000)).toBe(true);
    const ours = signWebhook({ id: published['webhook-id'], timestampSeconds: 1_614_265_330, body: bytes(body) }, [
      publishedSecret,
    ]);
    expect(ours).toBe(published['webhook-signature']);
  });

  // Computed with Python's hmac, apart from this code: secret = base64 of bytes 0..31, body as it stands.
  test.each([
    {
      id: 'm-1',
      body: '{"text":"caf\\u00e9 \\ud83d\\ude00"}',
      value: 'v1,0ZRZN+EGGJuIAbnslbOp0ux2XD5beTMVCA0AJfecZW0=',
    },
    { id: 'm-2', body: '{"text":"café 😀"}', value: 'v1,kj0UTtZfiVuvyzKde7SSbQvBYzQiY1ah03XD+ZG06TM=' },
    { id: 'm-3', body: '', value: 'v1,NkRR4UJ9BR/9VENpuBTjYrZAyHLzmO6BJdedT0GM8qQ=' },
  ])('[X24] agree with a vector that this code did not make: $id', ({ id, body, value }) => {
    const counted = `whsec_${Buffer.from(Array.from({ length: 32 }, (_, i) => i)).toString('base64')}`;
    expect(signWebhook({ id, timestampSeconds: at, body: bytes(body) }, [counted])).toBe(value);
  });

  test('[X24] are of the bytes: the same JSON written otherwise fails', () => {
    const escaped = '{"text":"caf\\u00e9"}';
    const given = headers('m-1', escaped);
    expect(isAccepted(given, escaped)).toBe(true);
    expect(isAccepted(given, JSON.stringify(JSON.parse(escaped)))).toBe(false);
    expect(isAccepted(given, `${escaped}\n`)).toBe(false);
  });

  test('[X24] hold for 5 minutes in both directions, and not a second longer', () => {
    const given = headers('m-1', '{}');
    for (const skew of [0, toleranceMs, -toleranceMs]) expect(isAccepted(given, '{}', [secret], now + skew)).toBe(true);
    for (const skew of [toleranceMs + 1000, -toleranceMs - 1000])
      expect(isAccepted(given, '{}', [secret], now + skew)).toBe(false);
  });

  test('[X24] bind id and time: neither can be changed, nor their border shifted', () => {
    const given = headers('m-1', '{}');
    expect(isAccepted({ ...given, 'webhook-id': 'm-2' }, '{}')).toBe(false);
    expect(isAccepted({ ...given, 'webhook-timestamp': String(at + 1) }, '{}')).toBe(false);
    expect(isAccepted(headers('a.b', '{}'), '{}')).toBe(false);
  });

  test('[X24] of two active secrets are both right, of any other wrong', () => {
    const both = [other, secret];
    expect(isAccepted(headers('m-1', '{}', [secret]), '{}', both)).toBe(true);
    expect(isAccepted(headers('m-1', '{}', [other]), '{}', both)).toBe(true);
    expect(isAccepted(headers('m-1', '{}', both), '{}', [secret])).toBe(true);
    expect(isAccepted(headers('m-1', '{}', [other]), '{}', [secret])).toBe(false);
    expect(isAccepted(headers('m-1', '{}'), '{}', [])).toBe(false);
  });

  const right = headers('m-1', '{}')['webhook-signature'] as string;
  test.each([
    ['no id', { 'webhook-id': undefined }],
    ['no timestamp', { 'webhook-timestamp': undefined }],
    ['no signature', { 'webhook-signature': undefined }],
    ['an empty id', { 'webhook-id': '' }],
    ['an endless id', { 'webhook-id': 'a'.repeat(201) }],
    ['a timestamp twice', { 'webhook-timestamp': [String(at), String(at)] }],
    ['a timestamp with a zero before it', { 'webhook-timestamp': `0${at}` }],
    ['a timestamp with a fraction', { 'webhook-timestamp': `${at}.0` }],
    ['a timestamp in words', { 'webhook-timestamp': 'now' }],
    ['an empty signature', { 'webhook-signature': '' }],
    ['a signature without a version', { 'webhook-signature': right.slice(3) }],
    ['a signature of a version that we do not know', { 'webhook-signature': right.replace('v1,', 'v2,') }],
    ['a signature cut off', { 'webhook-signature': right.slice(0, -8) }],
    ['a signature that is too long', { 'webhook-signature': `${right.slice(0, -1)}AAAA` }],
    [
      'the right signature behind too many wrong ones',
      { 'webhook-signature': `${`v1,${'A'.repeat(43)}= `.repeat(10)}${right}` },
    ],
  ])('[X24] are refused with %s', (_, change) => {
    expect(isAccepted({ ...headers('m-1', '{}'), ...change }, '{}')).toBe(false);
  });

  test('[X24] are found among others, as during a rotation', () => {
    expect(
      isAccepted({ ...headers('m-1', '{}'), 'webhook-signature': `v1a,xyz v1,${'A'.repeat(43)}= ${right}` }, '{}'),
    ).toBe(true);
  });

  test.each(['', 'whsec_', 'whsec_dG9vc2hvcnQ=', 'whsec_***', secret.slice(6)])(
    'come from no secret that is misshapen: "%s"',
    (bad) => {
      expect(signWebhook({ id: 'm', timestampSeconds: at, body: bytes('') }, [bad])).toBe('');
    },
  );
});
