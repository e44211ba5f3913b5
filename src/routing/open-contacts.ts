/** A conversation that is open, and whose it is. */
export interface OpenRow {
  readonly id: string;
  readonly contactId: string;
  /** Null when no agent owns it. */
  readonly agentId: string | null;
  /** Whether it is snoozed. */
  readonly isAside: boolean;
}

/** Distinct contacts with an open ticket, by the agent who owns it. */
export class OpenContacts {
  /** Agent → contact → tickets. */
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #owned = new Map<string, { agentId: string | null; contactId: string; isAside: boolean }>();

  constructor(open: readonly OpenRow[]) {
    for (const { id, agentId, contactId, isAside } of open) {
      this.own(id, { kind: agentId === null ? 'queue' : 'agent', id: agentId ?? '' }, contactId);
      if (isAside) this.putAside(id, true);
    }
  }

  /** With those of the contacts who are coming and whom they do not have yet. */
  of(agentId: string, coming: readonly string[] = []): number {
    const contacts = this.#counts.get(agentId);
    const fresh = new Set(coming.filter((id) => contacts?.has(id) !== true));
    return (contacts?.size ?? 0) + fresh.size;
  }

  /** Who owns a conversation now; null for nobody, when it is closed. */
  own(conversationId: string, owner: { readonly kind: string; readonly id: string } | null, contactId?: string): void {
    const known = this.#owned.get(conversationId);
    const contact = contactId ?? known?.contactId;
    if (contact === undefined) return;
    if (known !== undefined) this.#count(known, -1);
    const now = { agentId: owner?.kind === 'agent' ? owner.id : null, contactId: contact, isAside: false };
    this.#count(now, 1);
    if (owner === null) this.#owned.delete(conversationId);
    else this.#owned.set(conversationId, now);
  }

  putAside(conversationId: string, isAside: boolean): void {
    const known = this.#owned.get(conversationId);
    if (known === undefined || known.isAside === isAside) return;
    this.#count(known, -1);
    known.isAside = isAside;
    this.#count(known, 1);
  }

  #count(
    { agentId, contactId, isAside }: { agentId: string | null; contactId: string; isAside: boolean },
    by: 1 | -1,
  ): void {
    if (agentId === null || isAside) return;
    let contacts = this.#counts.get(agentId);
    if (contacts === undefined) this.#counts.set(agentId, (contacts = new Map()));
    const count = (contacts.get(contactId) ?? 0) + by;
    if (count > 0) contacts.set(contactId, count);
    else contacts.delete(contactId);
  }
}
