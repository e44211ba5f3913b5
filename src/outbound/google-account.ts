import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { Instant } from '../base/clock.ts';
import { membersOf, nonEmptyString, readJson } from './read-json.ts';

/** A Google service account, as its key file describes it. */
export interface ServiceAccount {
  readonly clientEmail: string;
  readonly privateKey: KeyObject;
  readonly privateKeyId: string;
  /** Where its assertions are exchanged for access tokens. */
  readonly tokenUri: string;
  /** Stands for all of the above, in hexadecimal. Who only knows the e-mail address has another. */
  readonly fingerprint: string;
}

export type ReadServiceAccount =
  | { readonly kind: 'read'; readonly account: ServiceAccount }
  /** A sentence for whoever pasted the file; it repeats nothing of the key. */
  | { readonly kind: 'unusable'; readonly why: string };

const bitsMin = 2048;
/** As long as Google lets an assertion be good for. */
const assertionSeconds = 3600;

/** Reads the JSON key file that Google hands out for a service account; never throws. */
export function readServiceAccount(text: string): ReadServiceAccount {
  const file = readJson(text);
  if (typeof file !== 'object' || file === null) return unusable('The service account is no JSON object.');
  const { type, client_email, private_key, private_key_id, token_uri } = membersOf(file);
  if (type !== undefined && type !== 'service_account') return unusable('The type of the file is not service_account.');
  const [clientEmail, keyText] = [nonEmptyString(client_email), nonEmptyString(private_key)];
  const [privateKeyId, tokenUri] = [nonEmptyString(private_key_id), nonEmptyString(token_uri)];
  if (clientEmail === null) return unusable('The service account has no client_email.');
  if (keyText === null) return unusable('The service account has no private_key.');
  if (privateKeyId === null) return unusable('The service account has no private_key_id.');
  if (tokenUri === null || !URL.canParse(tokenUri)) return unusable('The service account has no URL as its token_uri.');
  const privateKey = readKey(keyText);
  if (privateKey === null) return unusable('The private_key of the service account is no private key in PEM.');
  if (privateKey.asymmetricKeyType !== 'rsa' || (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) < bitsMin) {
    return unusable(`The private_key of the service account is no RSA key of ${bitsMin} bits or more.`);
  }
  const hash = createHash('sha256').update(privateKey.export({ type: 'pkcs8', format: 'der' }));
  const fingerprint = hash.update(JSON.stringify([clientEmail, privateKeyId, tokenUri])).digest('hex');
  return { kind: 'read', account: { clientEmail, privateKey, privateKeyId, tokenUri, fingerprint } };
}

function readKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

function unusable(why: string): ReadServiceAccount {
  return { kind: 'unusable', why };
}

/** The assertion of RFC 7523 by which the account asks for an access token: a JWT, signed by RS256, good for an hour. */
export function makeAssertion(
  { clientEmail, privateKey, privateKeyId, tokenUri }: ServiceAccount,
  { scope, at }: { readonly scope: string; readonly at: Instant },
): string {
  const iat = Math.floor(at / 1000);
  const header = { alg: 'RS256', typ: 'JWT', kid: privateKeyId };
  const claims = { iss: clientEmail, scope, aud: tokenUri, iat, exp: iat + assertionSeconds };
  const signed = `${base64url(header)}.${base64url(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
