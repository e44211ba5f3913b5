import type { Clock } from '../base/clock.ts';
import type { ReadAccountSecrets } from './custom/account-secrets.ts';
import { signWebhook } from './custom/webhook-signature.ts';
import { type Posted, type PostOptions, post } from './post.ts';

export interface PostSignedOptions extends PostOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly readAccountSecrets: ReadAccountSecrets;
}

/**
 * Posts JSON, signed by the Standard Webhooks scheme with every active secret of the account, or of the contact outside
 * (`external:ID`). `id` is the `webhook-id`, the same for every attempt.
 *
 * @throws DatabaseError when the secrets cannot be read
 */
export async function postSigned(
  delivery: {
    readonly organizationId: string;
    readonly accountId: string;
    readonly url: string;
    readonly id: string;
    readonly body: object;
  },
  options: PostSignedOptions,
): Promise<Posted> {
  const { organizationId, accountId, url, id } = delivery;
  const secrets = await options.readAccountSecrets(organizationId, accountId);
  const body = Buffer.from(JSON.stringify(delivery.body));
  const timestampSeconds = Math.floor(options.clock.now() / 1000);
  const signature = signWebhook({ id, timestampSeconds, body }, secrets);
  if (signature === '') return { kind: 'failed', why: `${accountId} has no secret to sign with.` };
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Baton',
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signature,
  };
  return post({ url, headers, body }, options);
}
