import type { Instant } from '../../base/clock.ts';
import { deriveKey, isMacOf, macOf } from '../../base/derived-keys.ts';
import { isUuid } from '../../base/ids.ts';
import type { Random } from '../../base/random.ts';
import type { WidgetAddress } from '../../domain/webchat-account.ts';

/** Who writes from a browser: the address of a contact, and the key of their thread. */
export interface Visitor extends WidgetAddress {
  /** 128 random bits, or `user:SUB` for somebody whom the account's own server named. */
  readonly address: string;
  /** What they call themselves, or are called by that server; null when nobody said. */
  readonly name: string | null;
  /** When the named one's token ends; null for everybody else, who is nobody in particular. */
  readonly expiresAt: Instant | null;
}

/** A visitor nobody knows yet. */
export function newVisitor(account: WidgetAddress, random: Random, name: string | null): Visitor {
  const address = Buffer.from(random.bytes(new Uint8Array(16))).toString('base64url');
  return { ...account, address, name, expiresAt: null };
}

type Payload = readonly [address: string, name: string | null, expiresAt: number | null];

/**
 * Tokens of visitors: `PAYLOAD.MAC`, where the payload says who it is and the mac is ours. Nothing is stored. A token holds
 * for one account of one organization; that of a named visitor also hangs on the account's secret by which they were named,
 * and ends when that secret is retired, or with the name's own expiry.
 */
export class VisitorTokens {
  readonly #key: Uint8Array;

  /** `key` is the server's for this purpose: 32 bytes. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** The visitor's token; `accountSecret` is the one that vouched for a named visitor. */
  issue(visitor: Visitor, accountSecret: string | null): string {
    const said: Payload = [visitor.address, visitor.name, visitor.expiresAt];
    const payload = Buffer.from(JSON.stringify(said)).toString('base64url');
    return `${payload}.${macOf(this.#keyOf(visitor, accountSecret), payload)}`;
  }

  /** Who presents the token; null when it is none of this account's, or void. `secrets` are the account's active ones. */
  read(token: string, account: WidgetAddress, secrets: readonly string[], now: Instant): Visitor | null {
    const [payload = '', mac = '', ...rest] = token.split('.');
    if (rest.length > 0) return null;
    const said = readPayload(payload);
    if (said === null) return null;
    const [address, name, expiresAt] = said;
    const isNamed = address.startsWith(namedPrefix);
    if (isNamed && (expiresAt === null || expiresAt <= now)) return null;
    const vouching = isNamed ? secrets : [null];
    const isOurs = vouching.some((secret) => isMacOf(this.#keyOf(account, secret), payload, mac));
    return isOurs ? { ...account, address, name, expiresAt } : null;
  }

  /** How a visitor names a file that they uploaded: nobody else's files can be named so. */
  fileReference(visitor: Visitor, fileId: string): string {
    return `${fileId}.${macOf(this.#fileKeyOf(visitor), `${fileId} ${visitor.address}`)}`;
  }

  /** The file that the visitor means; null when they uploaded no such file. */
  readFileReference(visitor: Visitor, reference: string): string | null {
    const [fileId = '', mac = ''] = reference.split('.');
    if (!isUuid(fileId)) return null;
    return isMacOf(this.#fileKeyOf(visitor), `${fileId} ${visitor.address}`, mac) ? fileId : null;
  }

  #keyOf({ organizationId, accountId }: WidgetAddress, accountSecret: string | null): Buffer {
    const key = deriveKey(this.#key, 'visitor', organizationId, accountId);
    return accountSecret === null ? key : deriveKey(key, 'named under', accountSecret);
  }

  #fileKeyOf({ organizationId, accountId }: WidgetAddress): Buffer {
    return deriveKey(this.#key, 'file', organizationId, accountId);
  }
}

const namedPrefix = 'user:';

/** The address of somebody whom the account's own server calls by this name. */
export function namedAddress(subject: string): string {
  return namedPrefix + subject;
}

/** What a payload says; its form is looked at before its mac, so that nothing else is ever computed on. */
function readPayload(payload: string): Payload | null {
  try {
    const said = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as unknown;
    if (!Array.isArray(said) || said.length !== 3) return null;
    const [address, name, expiresAt] = said as unknown[];
    if (typeof address !== 'string' || (name !== null && typeof name !== 'string')) return null;
    if (expiresAt !== null && !Number.isSafeInteger(expiresAt)) return null;
    return [address, name, expiresAt as number | null];
  } catch {
    return null;
  }
}
