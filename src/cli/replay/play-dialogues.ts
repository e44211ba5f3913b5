import { createHmac } from 'node:crypto';
import type { Static } from 'typebox';
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import type { accountSecretAnswer } from '../../contract/organizations.ts';
import { type Api, CallRefused } from './call-api.ts';
import type { DialoguePlan } from './plan-dialogues.ts';
import type { Fault, Played } from './play-hand-overs.ts';
import type { Dialogue, Turn } from './read-dialogues.ts';
import { runCallers } from './run-callers.ts';

/** As in playing hand-overs: so many refusals are no accident. */
const faultsMax = 100;

/** Makes a signing secret for each domain's account. */
export async function makeSecrets(
  api: Api,
  ids: Ids,
  domains: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const secrets = new Map<string, string>();
  for (const domain of domains) {
    const path = `/v1/channel-accounts/${domain}/secrets`;
    // A secret is told once: where the answer with it was lost, another one is made. Two may be active.
    while (!secrets.has(domain)) {
      const { secret } = await api.call<Static<typeof accountSecretAnswer>>({
        method: 'POST',
        path,
        body: {},
        idempotencyKey: ids.next(),
      });
      if (secret !== null) secrets.set(domain, secret);
    }
  }
  return secrets;
}

export interface Inbound {
  readonly organizationId: string;
  readonly secrets: ReadonlyMap<string, string>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Plays every customer: messages of a conversation one after another, conversations beside each other. */
export async function playDialogues(
  api: Api,
  callers: number,
  plan: DialoguePlan,
  inbound: Inbound,
  stepped: () => void,
): Promise<Played> {
  const faults: Fault[] = [];
  let commands = 0;
  await runCallers(callers, plan.dialogues, async (dialogue) => {
    if (faults.length >= faultsMax) return;
    for (const turn of dialogue.turns) {
      const sentence = await sendTurn(api, dialogue, turn, inbound);
      if (sentence !== null) {
        faults.push({
          line: turn.line,
          sentence: `Conversation ${dialogue.conversation}, line ${turn.line}: ${sentence}`,
        });
        break;
      }
      commands++;
    }
    stepped();
  });
  return { commands, faults };
}

async function sendTurn(
  api: Api,
  { conversation, domain }: Dialogue,
  turn: Turn,
  { organizationId, secrets, clock }: Inbound,
): Promise<string | null> {
  const secret = secrets.get(domain) ?? '';
  const sign = (body: string): Record<string, string> =>
    signWebhook({ id: `line-${turn.line}`, at: clock.now(), body, secret });
  const body = {
    type: 'message',
    thread: conversation,
    from: { address: conversation },
    messageId: turn.id,
    text: turn.text,
  };
  try {
    await api.call({ method: 'POST', path: `/v1/inbound/${organizationId}/${domain}`, body, sign });
    return null;
  } catch (failure) {
    if (failure instanceof CallRefused) return failure.message;
    throw failure;
  }
}

/** The headers of a Standard Webhook: HMAC-SHA256 over id, time and body, with the part of the secret behind `whsec_`. */
function signWebhook(hook: {
  readonly id: string;
  readonly at: number;
  readonly body: string;
  readonly secret: string;
}): Record<string, string> {
  const timestamp = String(Math.floor(hook.at / 1000));
  const key = Buffer.from(hook.secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${hook.id}.${timestamp}.${hook.body}`).digest('base64');
  return { 'webhook-id': hook.id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
