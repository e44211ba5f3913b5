import type { Conversation } from './conversation.ts';
import type { Transfer } from './transfer.ts';

/**
 * The contact outside who hears what the customer writes: the owner, or whoever is asked to become it or for advice, where the
 * hand-over opens messages at all. Null for nobody.
 */
export function outsideListener(
  { owner }: Pick<Conversation, 'owner'>,
  pending: Pick<Transfer, 'currentTarget' | 'receipt'> | undefined,
): string | null {
  if (owner?.kind === 'external') return owner.id;
  return pending?.currentTarget.kind === 'external' && pending.receipt.messages !== null
    ? pending.currentTarget.id
    : null;
}

/** The contact outside who hears the words of a consult: the one who takes part. Null for nobody. */
export function outsideConsultant({ parties }: Pick<Conversation, 'parties'>): string | null {
  return parties.find(({ who }) => who.kind === 'external')?.who.id ?? null;
}

/** What an event says so that deliveries find it; nothing for nobody. */
export function concerningOutside(externalId: string | null): { readonly externalId?: string } {
  return externalId === null ? {} : { externalId };
}

/** An event that a contact outside is to hear of. */
export interface OutsideEvent {
  readonly position: number;
  /** `CONVERSATION:SEQUENCE`. */
  readonly id: string;
  readonly conversationId: string;
  readonly kind: string;
  readonly at: number;
  readonly ticketId: string | null;
  readonly transferId: string | null;
  readonly mode: 'cold' | 'warm' | null;
  readonly outcome: string | null;
  readonly reason: string | null;
  /** Whether it owned before the event, and whether it does since. */
  readonly owned: boolean;
  readonly owns: boolean;
  /** Whether it owns the conversation, or is asked about it, by now. */
  readonly hears: boolean;
  readonly departmentId: string;
  /** The message that the event tells of, unless the contact outside wrote it. */
  readonly message: {
    readonly id: string;
    readonly sequence: number;
    readonly direction: 'inbound' | 'consult';
    readonly text: string;
    readonly author: { readonly kind: string; readonly id: string };
    readonly at: number;
  } | null;
}
