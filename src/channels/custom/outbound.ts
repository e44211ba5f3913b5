import type { Clock } from '../../base/clock.ts';
import { displayName } from '../files/display-name.ts';
import { type Posted, type PostOptions, post } from '../post.ts';
import type { ReadAccountSecrets } from './account-secrets.ts';
import { signWebhook } from './webhook-signature.ts';

/** An agent's message on its way to the customer's channel. */
export interface OutboundMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly sequence: number;
  /** What the channel calls the thread, and the customer in it. */
  readonly thread: string;
  readonly to: { readonly address: string };
  readonly text: string;
  readonly files: readonly {
    readonly id: string;
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: number;
    readonly sha256: string;
  }[];
  readonly author: { readonly kind: string; readonly id: string };
  readonly automatic: boolean;
  /** RFC 3339. */
  readonly at: string;
}

export interface OutboundOptions extends PostOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly readAccountSecrets: ReadAccountSecrets;
}

/**
 * Sends one message to a `custom` account's endpoint: `{type: 'message', ...}`, signed by the Standard Webhooks scheme with
 * every active secret of the account. `webhook-id` is the message's id, the same for every attempt: a receiver that has
 * seen it answers 2xx and does nothing. Any 2xx is success.
 *
 * @throws DatabaseError when the secrets cannot be read
 */
export async function sendToAccount(
  delivery: {
    readonly organizationId: string;
    readonly accountId: string;
    readonly url: string;
    readonly message: OutboundMessage;
  },
  options: OutboundOptions,
): Promise<Posted> {
  const { organizationId, accountId, url, message } = delivery;
  const secrets = await options.readAccountSecrets(organizationId, accountId);
  const files = message.files.map((file) => ({ ...file, name: displayName(file.name) }));
  const body = Buffer.from(JSON.stringify({ type: 'message', ...message, files }));
  const timestampSeconds = Math.floor(options.clock.now() / 1000);
  const signature = signWebhook({ id: message.id, timestampSeconds, body }, secrets);
  if (signature === '') return { kind: 'failed', why: `The account ${accountId} has no secret to sign with.` };
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Baton',
    'webhook-id': message.id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signature,
  };
  return post({ url, headers, body }, options);
}
