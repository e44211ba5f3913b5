import { follow, mergeEntry, openedEntry, withNote } from './merge-entry.ts';
import type {
  AgentRow,
  Entry,
  LiveEvent,
  OfferEntry,
  OfferRow,
  SegmentRow,
  SnapshotPage,
  TransferRow,
  Viewer,
  WrapUpEntry,
} from './row-types.ts';

/** What is kept, by kind and id. A row is never changed: whoever holds one holds it as it was. */
export interface KeptRows {
  /** Open conversations in view, by conversation. */
  readonly conversation: Entry;
  /** Live offers to the viewer of conversations that are not in view, by offer. */
  readonly offer: OfferEntry;
  /** What the viewer is still wrapping up, by segment. */
  readonly wrapUp: WrapUpEntry;
  /** What was told of agents since the start, by agent: fields that no event named yet are missing. */
  readonly agent: Partial<AgentRow> & { readonly id: string };
}
export type KeptKind = keyof KeptRows;

type Listener = () => void;
const nobody: Viewer = { agentId: null, readsAll: false, departments: [] };

/**
 * What a viewer knows: the snapshot, and every event since, applied. It always equals what a fresh snapshot would show,
 * once the last event has come. Listeners are told of a row, or of a kind, and only after `tell`, so that a thousand events
 * that came together are one change.
 */
export class Rows {
  #viewer: Viewer = nobody;
  #isLoaded = false;
  readonly #kept: { readonly [K in KeptKind]: Map<string, KeptRows[K]> } = {
    conversation: new Map(),
    offer: new Map(),
    wrapUp: new Map(),
    agent: new Map(),
  };
  readonly #lists: { [K in KeptKind]?: readonly KeptRows[K][] } = {};
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #touched = new Set<string>();
  readonly #onEvent = new Set<(event: LiveEvent, before: Entry | undefined) => void>();
  readonly #onReplace = new Set<() => void>();

  get viewer(): Viewer {
    return this.#viewer;
  }

  /** Whether a snapshot was taken: before that, nothing is known, not even that there is nothing. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  get<K extends KeptKind>(kind: K, id: string): KeptRows[K] | undefined {
    return this.#kept[kind].get(id);
  }

  /** All rows of a kind: the same array until one of them changes. */
  all<K extends KeptKind>(kind: K): readonly KeptRows[K][] {
    const known = this.#lists[kind] as readonly KeptRows[K][] | undefined;
    if (known !== undefined) return known;
    const list = [...this.#kept[kind].values()] as readonly KeptRows[K][];
    (this.#lists as Record<string, unknown>)[kind] = list;
    return list;
  }

  /** Calls back when the row, or with `*` any row of the kind, has changed; answers how to stop. */
  subscribe(kind: KeptKind, id: string, listener: Listener): () => void {
    const key = `${kind} ${id}`;
    let listeners = this.#listeners.get(key);
    if (listeners === undefined) this.#listeners.set(key, (listeners = new Set()));
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(key) === listeners) this.#listeners.delete(key);
    };
  }

  /** Calls back with every event, after it was applied, and with its conversation as it was before it. */
  onEvent(listener: (event: LiveEvent, before: Entry | undefined) => void): () => void {
    this.#onEvent.add(listener);
    return () => this.#onEvent.delete(listener);
  }

  /** Calls back when everything was begun anew: what others derived from events is to be read again. */
  onReplace(listener: () => void): () => void {
    this.#onReplace.add(listener);
    return () => this.#onReplace.delete(listener);
  }

  /** Forgets everything and takes a snapshot's pages, the first being the oldest. */
  replace(pages: readonly SnapshotPage[]): void {
    const last = pages.at(-1);
    if (last === undefined) return;
    this.#viewer = last.viewer;
    this.#isLoaded = true;
    for (const kind of ['conversation', 'offer', 'wrapUp'] as const) {
      for (const id of [...this.#kept[kind].keys()]) this.#delete(kind, id);
      this.#touch(kind, '*');
    }
    for (const page of pages) {
      for (const entry of page.conversations) this.#set('conversation', entry.conversation.id, entry);
    }
    for (const offer of last.offers) {
      // The last page does not know which conversations the others have shown.
      if (!this.#kept.conversation.has(offer.about.conversationId)) this.#set('offer', offer.offer.id, offer);
    }
    for (const wrapUp of last.wrapUps) this.#set('wrapUp', wrapUp.segment.id, wrapUp);
    for (const listener of this.#onReplace) listener();
  }

  apply(event: LiveEvent): void {
    const before = this.get('conversation', event.conversationId ?? '');
    for (const [id, fields] of Object.entries(event.data.changes.agent ?? {})) {
      this.#set('agent', id, { ...this.get('agent', id), ...fields, id });
    }
    if (event.conversationId !== null) {
      this.#applyWrapUps(event);
      this.#applyEntry(event, event.conversationId);
      this.#applyOffers(event, event.conversationId);
    }
    for (const listener of this.#onEvent) listener(event, before);
  }

  tell(): void {
    const touched = [...this.#touched];
    this.#touched.clear();
    for (const key of touched) for (const listener of [...(this.#listeners.get(key) ?? [])]) listener();
  }

  #applyEntry(event: LiveEvent, id: string): void {
    const before = this.get('conversation', id);
    const after = event.entry ?? openedEntry(event, id) ?? (before && mergeEntry(before, event));
    if (after === undefined) return;
    if (this.#isInView(after)) this.#set('conversation', id, after);
    else this.#delete('conversation', id);
  }

  #isInView({ conversation }: Entry): boolean {
    const { readsAll, departments, agentId } = this.#viewer;
    if (conversation.status !== 'open') return false;
    if (readsAll || departments.includes(conversation.departmentId)) return true;
    return agentId !== null && conversation.owner?.kind === 'agent' && conversation.owner.id === agentId;
  }

  #applyOffers({ data: { changes }, note, about }: LiveEvent, conversationId: string): void {
    for (const [id, fields] of Object.entries(changes.offer ?? {})) {
      const known = this.get('offer', id);
      if (known !== undefined) this.#set('offer', id, { ...known, offer: { ...known.offer, ...fields } });
      else if (fields.agentId === this.#viewer.agentId && fields.state === 'live' && about !== undefined) {
        this.#set('offer', id, { offer: fields as OfferRow, transfer: null, about });
      }
    }
    for (const [id, entry] of [...this.#kept.offer]) {
      if (entry.offer.conversationId !== conversationId) continue;
      // One that has ended, or whose conversation has come into view, is shown there.
      if (entry.offer.state !== 'live' || this.#kept.conversation.has(conversationId)) this.#delete('offer', id);
      else this.#set('offer', id, { ...entry, transfer: transferOf(entry, changes.transfer, note) });
    }
  }

  #applyWrapUps({ data: { changes }, about }: LiveEvent): void {
    for (const [id, fields] of Object.entries(changes.segment ?? {})) {
      const known = this.get('wrapUp', id);
      if (known !== undefined) {
        const segment = { ...known.segment, ...fields };
        if (segment.wrapUpEndedAt === null) this.#set('wrapUp', id, { ...known, segment });
        else this.#delete('wrapUp', id);
      } else if (about !== undefined && isWrappedUpBy(fields, this.#viewer.agentId)) {
        // The segment that ends in a wrap-up comes whole.
        this.#set('wrapUp', id, { segment: fields as SegmentRow, about });
      }
    }
  }

  #set<K extends KeptKind>(kind: K, id: string, row: KeptRows[K]): void {
    this.#kept[kind].set(id, row);
    this.#touch(kind, id);
  }

  #delete(kind: KeptKind, id: string): void {
    if (this.#kept[kind].delete(id)) this.#touch(kind, id);
  }

  #touch(kind: KeptKind, id: string): void {
    delete this.#lists[kind];
    this.#touched.add(`${kind} ${id}`).add(`${kind} *`);
  }
}

function isWrappedUpBy({ owner, wrapUpUntil, wrapUpEndedAt }: Partial<SegmentRow>, agentId: string | null): boolean {
  return typeof wrapUpUntil === 'number' && wrapUpEndedAt === null && owner?.kind === 'agent' && owner.id === agentId;
}

function transferOf(
  { offer, transfer }: OfferEntry,
  changes: Readonly<Record<string, Partial<TransferRow>>> | undefined,
  note: string | undefined,
): TransferRow | null {
  const changed = follow<TransferRow>(transfer, changes, offer.transferId);
  return changed === transfer ? transfer : withNote(changed, note);
}
