import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../base/clock.ts';
import { isUuid } from '../base/ids.ts';
import type { ErrorCode } from '../contract/catalogue.ts';
import type { Fault } from '../contract/problem.ts';
import { AccountSecrets, type ReadAccountSecrets } from './custom/account-secrets.ts';
import { readSignatureHeaders, type SignatureHeaders, verifyWebhook } from './custom/webhook-signature.ts';

export interface SignedBodiesOptions {
  readonly clock: Clock;
  readonly readAccountSecrets: ReadAccountSecrets;
  /** Makes the error that the server's error handler answers as a problem. */
  readonly problem: MakeProblem;
  /** The largest body, in bytes. */
  readonly bodyLimit: number;
}

export type MakeProblem = (
  code: ErrorCode,
  details?: {
    readonly data?: Readonly<Record<string, unknown>>;
    readonly faults?: readonly Fault[];
    readonly cause?: unknown;
    readonly retryAfterSeconds?: number;
  },
) => Error;

/** Whose secrets sign a request; null when its path names nobody. */
export interface Signer {
  readonly organizationId: string;
  /** The account, or `external:ID`. */
  readonly accountId: string;
}

/**
 * Has the routes of a scope take only requests that are signed by the Standard Webhooks scheme. In this order, and nothing has
 * a side effect: headers and time → the body, bounded → its signature over the raw bytes → JSON. Whatever is wrong with them,
 * or with the address, is one and the same 401, so that nothing can be found by trying.
 */
export function acceptSigned(
  app: FastifyInstance,
  options: SignedBodiesOptions,
  signerOf: (request: FastifyRequest) => Signer | null,
): void {
  const secrets = new AccountSecrets(options.readAccountSecrets, options.clock);
  /** Requests whose signature was right. */
  const verified = new WeakSet<object>();
  const unauthenticated = (): Error => options.problem('unauthenticated');

  app.addHook('onRequest', async (request) => {
    const signer = signerOf(request);
    if (signer === null || !isUuid(signer.organizationId)) throw unauthenticated();
    if (readSignatureHeaders(request.headers, options.clock.now()) === null) throw unauthenticated();
  });

  // The parser is where raw bytes are at hand; it verifies before it parses.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: options.bodyLimit },
    async (request: FastifyRequest, raw: Buffer) => {
      const headers = readSignatureHeaders(request.headers, options.clock.now());
      const signer = signerOf(request);
      if (headers === null || signer === null || !(await isSigned(secrets, signer, headers, raw)))
        throw unauthenticated();
      verified.add(request);
      return parseJson(raw, options.problem);
    },
  );
  // A request without a body never met the parser.
  app.addHook('preValidation', async (request) => {
    if (!verified.has(request)) throw unauthenticated();
  });
}

async function isSigned(
  secrets: AccountSecrets,
  { organizationId, accountId }: Signer,
  headers: SignatureHeaders,
  raw: Uint8Array,
): Promise<boolean> {
  if (verifyWebhook(headers, raw, await secrets.of(organizationId, accountId))) return true;
  return verifyWebhook(headers, raw, await secrets.inDoubt(organizationId, accountId));
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(raw: Uint8Array, problem: MakeProblem): unknown {
  try {
    return JSON.parse(utf8.decode(raw));
  } catch {
    throw problem('malformed_body', { data: { reason: 'it is no JSON in UTF-8.' } });
  }
}
