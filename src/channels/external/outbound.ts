import { answerFromOutside } from '../../commands/outside.ts';
import type { OutsideEvent } from '../../domain/outside-listener.ts';
import type { Engine } from '../../engine/engine.ts';
import { loadHandOff, textForOutside } from '../../reads/hand-off.ts';
import type { Reads } from '../../reads/reads.ts';
import type { Posted } from '../post.ts';
import { type PostSignedOptions, postSigned } from '../post-signed.ts';
import { type OutsideType, tellEvent, tellHandOff, tellMessage, typeOf } from './tell-outside.ts';

export interface OutsideDeliveryOptions extends PostSignedOptions {
  readonly engine: Pick<Engine, 'submit' | 'configurations'>;
  readonly reads: Reads;
}

/** Attempts at a question after which whoever is asked counts as not to be reached: some seconds of trying. */
const attemptsMax = 4;

const prefix = 'external:';

/**
 * Tells a contact outside of one event: `{type, ...}`, signed like everything that leaves us. `webhook-id` is the event's id,
 * the same for every attempt. What is over by now is not told (`lapsed`). A question that does not get through is given up
 * after four attempts, or at once where nothing may be sent there: its transfer fails, the owner stays, and a person is told.
 *
 * @throws DatabaseError
 */
export async function sendToOutside(
  delivery: {
    readonly organizationId: string;
    /** `external:ID`. */
    readonly accountId: string;
    readonly url: string;
    readonly item: OutsideEvent;
    readonly failures: number;
  },
  options: OutsideDeliveryOptions,
): Promise<Posted | { readonly kind: 'lapsed' }> {
  const { organizationId, accountId, url, item, failures } = delivery;
  const externalId = accountId.slice(prefix.length);
  const type = typeOf(item);
  const said = type === null ? null : await tell(item, type, { organizationId, externalId }, options);
  if (said === null) return { kind: 'lapsed' };
  const posted = await postSigned({ organizationId, accountId, url, id: item.id, body: said }, options);
  const isAnswered = posted.kind === 'answered' && posted.status >= 200 && posted.status < 300;
  const isQuestion = type === 'transfer.offered' || type === 'consult.asked';
  if (isAnswered || !isQuestion || item.transferId === null) return posted;
  if (posted.kind !== 'forbidden' && failures + 1 < attemptsMax) return posted;
  await options.engine.submit({
    organizationId,
    principal: { kind: 'system', part: 'external' },
    key: `unreachable:${item.id}`,
    requestHash: '',
    definition: answerFromOutside,
    input: { transferId: item.transferId, answer: 'unreachable' },
  });
  return posted;
}

async function tell(
  item: OutsideEvent,
  type: OutsideType,
  { organizationId, externalId }: { readonly organizationId: string; readonly externalId: string },
  { engine, reads }: OutsideDeliveryOptions,
): Promise<object | null> {
  const configuration = await engine.configurations.get(organizationId);
  if (configuration === null) return null;
  const reader = { organizationId, configuration };
  const event = tellEvent(item, type);
  switch (type) {
    case 'transfer.offered':
    case 'consult.asked': {
      const { transferId } = item;
      const handOff = transferId === null ? null : await loadHandOff(reads, reader, { transferId, externalId });
      return handOff && { ...event, ...tellHandOff(handOff, `/v1/external/${organizationId}/${externalId}`) };
    }
    case 'message':
    case 'consult': {
      const { message, conversationId, departmentId } = item;
      if (message === null) return null;
      const { sequence, text } = message;
      const masked = await textForOutside(reads, reader, { conversationId, departmentId, sequence, text });
      return { ...event, message: tellMessage(message, masked) };
    }
    default:
      return { ...event, outcome: item.outcome, reason: item.reason };
  }
}
