import { generateKeyPairSync } from 'node:crypto';
import { readServiceAccount, type ServiceAccount } from '../../src/outbound/google-account.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What verifies the assertions of the accounts below. */
export const servicePublicKey = publicKey;

/** A key file as Google hands it out, with the parts changed that are given; undefined leaves one out. */
export function serviceKeyFile(parts: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    type: 'service_account',
    project_id: 'shop',
    private_key_id: 'key-1',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: 'baton@shop.iam.gserviceaccount.com',
    client_id: '1',
    token_uri: 'https://oauth2.googleapis.com/token',
    ...parts,
  });
}

/** The account of such a file. */
export function serviceAccount(parts: Readonly<Record<string, unknown>> = {}): ServiceAccount {
  const read = readServiceAccount(serviceKeyFile(parts));
  if (read.kind !== 'read') throw new Error(read.why);
  return read.account;
}
