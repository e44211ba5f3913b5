import { isoInstant } from '../../base/clock.ts';
import { displayName } from '../../domain/display-name.ts';
import type { Posted } from '../post.ts';
import { type PostSignedOptions, postSigned } from '../post-signed.ts';

/** An agent's message on its way to the customer's channel. */
export interface OutboundMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly sequence: number;
  /** What the channel calls the thread. */
  readonly threadKey: string;
  /** Who it is for, the primary contact first. */
  readonly participants: readonly { readonly channel: string; readonly address: string }[];
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
  readonly at: number;
}

/**
 * Sends one message to a `custom` account's endpoint: `{type: 'message', ...}`, signed by the Standard Webhooks scheme with
 * every active secret of the account. `webhook-id` is the message's id, the same for every attempt: a receiver that has
 * seen it answers 2xx and does nothing. Any 2xx is success.
 *
 * @throws DatabaseError when the secrets cannot be read
 */
export function sendToAccount(
  delivery: {
    readonly organizationId: string;
    readonly accountId: string;
    readonly url: string;
    readonly item: OutboundMessage;
  },
  options: PostSignedOptions,
): Promise<Posted> {
  const { organizationId, accountId, url, item } = delivery;
  const { id, conversationId, sequence, threadKey, participants, text, files, author, automatic, at } = item;
  const body = {
    type: 'message',
    id,
    conversationId,
    sequence,
    thread: threadKey,
    to: {
      address: participants[0]?.address ?? '',
      participants: participants.map(({ channel, address }) => ({ channel, address })),
    },
    text,
    files: files.map((file) => ({ ...file, name: displayName(file.name) })),
    author,
    automatic,
    at: isoInstant(at),
  };
  return postSigned({ organizationId, accountId, url, id, body }, options);
}
