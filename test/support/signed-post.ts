import { signWebhook } from '../../src/channels/custom/webhook-signature.ts';

/** How a webhook is signed, where a test wants it otherwise than right. */
export interface Signing {
  readonly webhookId?: string;
  readonly timestampSeconds?: number;
}

let posts = 0;

/** Posts JSON as a webhook, signed by the Standard Webhooks scheme. A text goes as it is. */
export async function postWebhook(
  url: string,
  secret: string,
  body: unknown,
  signing: Signing = {},
): Promise<{ status: number; headers: Headers; body: any }> {
  const { webhookId = `post-${process.pid}-${++posts}` } = signing;
  const { timestampSeconds = Math.floor(Date.now() / 1000) } = signing;
  const raw = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method: 'POST',
    body: raw,
    headers: {
      'content-type': 'application/json',
      'webhook-id': webhookId,
      'webhook-timestamp': String(timestampSeconds),
      'webhook-signature': signWebhook({ id: webhookId, timestampSeconds, body: Buffer.from(raw) }, [secret]),
    },
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
