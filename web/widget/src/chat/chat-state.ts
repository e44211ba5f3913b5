import type {
  MessageEntry,
  Transcript,
  TranscriptEntry,
  VisitorFile,
  VisitorSession,
  VisitorStanding,
  VisitorView,
} from '../../../../src/contract/webchat.ts';

/** What a chat knows, and how each thing that happens changes it. Nothing here waits, asks or remembers. */
export interface ChatState {
  /**
   * - `starting`: who this is, and what the account asks for, is not known yet;
   * - `unreachable`: it could not be found out, and is tried again;
   * - `unavailable`: there is no such account, or not for this page;
   * - `signed_out`: the page's server named somebody, and that name has ended.
   */
  readonly phase: 'starting' | 'ready' | 'unreachable' | 'unavailable' | 'signed_out';
  readonly account: VisitorSession['account'] | null;
  readonly conversation: VisitorSession['conversation'];
  /** Oldest first; `older` is where earlier ones are, if there are any. */
  readonly entries: readonly TranscriptEntry[];
  readonly older: string | null;
  readonly isLoadingOlder: boolean;
  readonly view: VisitorView | null;
  /** Where the visitor stands in line; null while they wait in none, or it is not known. */
  readonly standing: VisitorStanding | null;
  /** Messages of this page that the server has not shown us yet, in the order of writing. */
  readonly outgoing: readonly Outgoing[];
  readonly link: 'fine' | 'lost' | 'offline';
  /** Whether the visitor wants a new conversation: the one that ended is out of sight. */
  readonly isAnew: boolean;
  /** Answers to what the account asks before a conversation; null until they were given. */
  readonly answers: Readonly<Record<string, string>> | null;
  /** When the last message was sent that the visitor saw. */
  readonly seenAt: string | null;
}

export interface Outgoing {
  readonly id: string;
  readonly text: string;
  readonly files: readonly VisitorFile[];
  readonly form: Readonly<Record<string, string>> | null;
  /** `held`: too much was sent at once; it goes in a moment. `sent`: the server has it, and will show it to us. */
  readonly state: 'sending' | 'held' | 'sent' | 'failed';
  readonly at: string;
}

export const firstState: ChatState = {
  phase: 'starting',
  account: null,
  conversation: null,
  entries: [],
  older: null,
  isLoadingOlder: false,
  view: null,
  standing: null,
  outgoing: [],
  link: 'fine',
  isAnew: false,
  answers: null,
  seenAt: null,
};

/** Somebody else is here: nothing of whoever was before is left. */
export function forget(state: ChatState): ChatState {
  return { ...firstState, account: state.account, link: state.link };
}

export function withSession(state: ChatState, { account, conversation }: VisitorSession): ChatState {
  if (conversation?.id === state.conversation?.id) return { ...state, phase: 'ready', account, conversation };
  // What is still to be sent goes to where this visitor is now.
  const { outgoing, answers } = state;
  return { ...forget(state), outgoing, answers, phase: 'ready', account, conversation };
}

/** The newest page, in place of everything that was there. */
export function withNewest(state: ChatState, page: Transcript): ChatState {
  const { conversation, entries, older, view } = page;
  return { ...state, conversation, entries, older, view, standing: null, outgoing: unconfirmed(state, entries) };
}

/** Earlier entries, before those that are there. */
export function withOlder(state: ChatState, page: Transcript): ChatState {
  return { ...state, entries: [...page.entries, ...state.entries], older: page.older, isLoadingOlder: false };
}

/** One entry more. One that is there already changes nothing: what came twice happened once. */
export function withEntry(state: ChatState, entry: TranscriptEntry): ChatState {
  if (state.entries.some(({ cursor }) => cursor === entry.cursor)) return state;
  const entries = [...state.entries, entry];
  const { conversation } = state;
  if (entry.kind === 'message' || conversation === null)
    return { ...state, entries, outgoing: unconfirmed(state, [entry]) };
  const status = entry.view.phase === 'closed' ? 'closed' : 'open';
  const standing = entry.view.phase === 'waiting' ? state.standing : null;
  return { ...state, entries, view: entry.view, standing, conversation: { ...conversation, status } };
}

function unconfirmed({ outgoing }: ChatState, entries: readonly TranscriptEntry[]): readonly Outgoing[] {
  if (outgoing.length === 0) return outgoing;
  const shown = new Set(entries.flatMap((entry) => (entry.kind === 'message' ? [entry.id] : [])));
  return outgoing.filter(({ id }) => !shown.has(id));
}

export function withOutgoing(state: ChatState, id: string, change: Partial<Outgoing> | null): ChatState {
  const outgoing = state.outgoing.flatMap((each) => {
    if (each.id !== id) return [each];
    return change === null ? [] : [{ ...each, ...change }];
  });
  return { ...state, outgoing };
}

/** The server has taken a message in, into this conversation: the one at hand, the first, or one begun anew. */
export function withSent(state: ChatState, id: string, conversation: { readonly id: string }): ChatState {
  const sent = { ...withOutgoing(state, id, { state: 'sent' }), isAnew: false, answers: null };
  if (conversation.id === state.conversation?.id) return sent;
  const begun = { id: conversation.id, status: 'open' } as const;
  return { ...sent, conversation: begun, entries: [], older: null, view: null, seenAt: null };
}

/** Whether the account's questions come before the next message. */
export function asksFirst({ account, conversation, isAnew, answers }: ChatState): boolean {
  return (account?.preChat.length ?? 0) > 0 && answers === null && (conversation === null || isAnew);
}

/** Whether a conversation is over, and the visitor has not begun anew. */
export function hasEnded({ conversation, isAnew }: ChatState): boolean {
  return conversation?.status === 'closed' && !isAnew;
}

/** What is shown of the past: nothing of a conversation that ended, once the visitor begins anew. */
export function shownEntries({ entries, isAnew }: ChatState): readonly TranscriptEntry[] {
  return isAnew ? [] : entries;
}

/** Messages of others since the visitor last looked or wrote. */
export function unreadCount({ entries, seenAt }: ChatState): number {
  let unread = 0;
  for (const entry of entries) {
    if (entry.kind !== 'message') continue;
    if (entry.from === 'visitor') unread = 0;
    else if (seenAt === null || entry.at > seenAt) unread++;
  }
  return unread;
}

/** When the last message was sent; null when there is none. */
export function lastAt({ entries }: ChatState): string | null {
  return entries.findLast((entry): entry is MessageEntry => entry.kind === 'message')?.at ?? null;
}
