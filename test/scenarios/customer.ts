import { postWebhook } from '../support/signed-post.ts';
import type { Answer, Desk } from './desk.ts';

/** A customer who writes through a channel's connector, by signed webhooks. */
export interface Customer {
  readonly address: string;
  /** Writes on a thread (their own by default). Sent again with the same id, it is a repetition. */
  write(
    text: string,
    options?: {
      readonly thread?: string;
      readonly messageId?: string;
      /** Who else is in To and Cc. */
      readonly participants?: readonly { readonly channel: string; readonly address: string }[];
    },
  ): Promise<Answer>;
}

let serial = 0;

/**
 * One secret for each account of a desk, however many customers it has: with every third one an older stops being valid, and a
 * new one may be taken for a wrong one for a tenth of a second.
 */
const secrets = new WeakMap<Desk, Map<string, Promise<string>>>();

function secretOf(desk: Desk, account: string): Promise<string> {
  const known = secrets.get(desk) ?? new Map<string, Promise<string>>();
  secrets.set(desk, known);
  const secret =
    known.get(account) ??
    desk.api.post(`/v1/channel-accounts/${account}/secrets`).then(({ body }) => body.secret as string);
  known.set(account, secret);
  return secret;
}

/** The customer who has the address on an account of the desk. */
export async function customerOf(
  desk: Desk,
  { account = 'chat', address = `customer-${++serial}` } = {},
): Promise<Customer> {
  const secret = await secretOf(desk, account);
  const url = `${desk.url}/v1/inbound/${desk.organizationId}/${account}`;
  return {
    address,
    write: (text, { thread = address, messageId = `message-${++serial}`, ...more } = {}) =>
      postWebhook(
        url,
        secret,
        { type: 'message', thread, from: { address }, messageId, text, ...more },
        { timestampSeconds: Math.floor(desk.clock.now() / 1000) },
      ),
  };
}
