import type { LiveEvent, SnapshotPage } from './row-types.ts';

/**
 * How a client stays up to date, as a pure machine: what comes in, and what is to be done about it. `LiveConnection` is the
 * thin loop that does it.
 *
 *     stopped ─start─► starting ─last page─► connecting ─opened─► live
 *                        ▲  │                  │  ▲                │
 *                        │  └──── failed ──► waiting ◄─ broken ────┤
 *                        └──────────── reset, unreadable ──────────┘      refused: signed out, or not permitted
 *
 * **starting** takes the snapshot, page by page, and keeps the cursor of the first; its rows replace the old ones in one
 * step, when the last page is there. **connecting** opens the stream at the cursor. **live** follows. **waiting** lets a
 * growing pause pass. A reset means starting, the same way as the first time; everything else resumes at the cursor. For any
 * row of disconnections the client so ends with what it would have had.
 */

/** Why a request or a stream came to nothing. */
export type Failure = 'unreachable' | 'signed_out' | 'not_permitted';

interface States {
  readonly stopped: { readonly name: 'stopped' };
  readonly starting: {
    readonly name: 'starting';
    /** In the order of their coming. */
    readonly pages: readonly SnapshotPage[];
    /** Attempts in a row that came to nothing. */
    readonly attempts: number;
  };
  readonly connecting: { readonly name: 'connecting'; readonly cursor: number; readonly attempts: number };
  readonly live: { readonly name: 'live'; readonly cursor: number; readonly attempts: number };
  readonly waiting: {
    readonly name: 'waiting';
    /** Where to go on; null where the snapshot is still to be taken. */
    readonly cursor: number | null;
    readonly attempts: number;
  };
  readonly refused: { readonly name: 'refused'; readonly because: Exclude<Failure, 'unreachable'> };
}
export type StateName = keyof States;
export type LiveState = States[StateName];

interface Inputs {
  readonly start: { readonly kind: 'start' };
  readonly stop: { readonly kind: 'stop' };
  readonly page: { readonly kind: 'page'; readonly page: SnapshotPage };
  /** The snapshot, the opening of the stream, or the stream itself came to nothing. */
  readonly failed: { readonly kind: 'failed'; readonly why: Failure };
  readonly opened: { readonly kind: 'opened' };
  readonly event: { readonly kind: 'event'; readonly event: LiveEvent };
  /** A comment, which may carry the cursor past what was not for this viewer. */
  readonly beat: { readonly kind: 'beat'; readonly cursor: number | null };
  /** The server says that it cannot go on from there, or what came cannot be read. */
  readonly reset: { readonly kind: 'reset' };
  /** The server ends the stream in order, to be resumed. */
  readonly resume: { readonly kind: 'resume' };
  /** Nothing was heard for longer than a living server is silent. */
  readonly silence: { readonly kind: 'silence' };
  readonly pauseOver: { readonly kind: 'pauseOver' };
  /** The browser's network came, went or changed, or the page is looked at again after a long silence. */
  readonly nudge: { readonly kind: 'nudge' };
}
export type InputKind = keyof Inputs;
export type LiveInput = Inputs[InputKind];

export type LiveEffect =
  | { readonly kind: 'fetchPage'; readonly after: string | null }
  | { readonly kind: 'openStream'; readonly cursor: number }
  /** Ends whatever request is under way; nothing of it may come in any more. */
  | { readonly kind: 'hangUp' }
  | { readonly kind: 'replaceRows'; readonly pages: readonly SnapshotPage[] }
  | { readonly kind: 'applyEvent'; readonly event: LiveEvent }
  /** Begins a pause of at most so long; somewhat less, so that many who were cut off together do not come back together. */
  | { readonly kind: 'pause'; readonly msMax: number }
  | { readonly kind: 'endPause' };

export interface Step {
  readonly state: LiveState;
  readonly effects: readonly LiveEffect[];
}

type Cell<S extends StateName, I extends InputKind> = (state: States[S], input: Inputs[I]) => Step;
/** Every state with every input: a missing cell does not compile. */
type Table = { readonly [S in StateName]: { readonly [I in InputKind]: Cell<S, I> } };

const pauseMsMin = 500;
/** Judged: long enough for a server that restarts under thousands of clients, short enough for whoever looks at a banner. */
const pauseMsMax = 15_000;

const hangUp: LiveEffect = { kind: 'hangUp' };
const stay = (state: LiveState): Step => ({ state, effects: [] });
const stop = (): Step => ({ state: { name: 'stopped' }, effects: [hangUp, { kind: 'endPause' }] });

function begin(attempts: number, ...before: LiveEffect[]): Step {
  return { state: { name: 'starting', pages: [], attempts }, effects: [...before, { kind: 'fetchPage', after: null }] };
}

function connect(cursor: number, attempts: number, ...before: LiveEffect[]): Step {
  return { state: { name: 'connecting', cursor, attempts }, effects: [...before, { kind: 'openStream', cursor }] };
}

function wait(cursor: number | null, attempts: number, ...before: LiveEffect[]): Step {
  const msMax = Math.min(pauseMsMin * 2 ** attempts, pauseMsMax);
  return {
    state: { name: 'waiting', cursor, attempts: attempts + 1 },
    effects: [...before, { kind: 'pause', msMax }],
  };
}

function fail(why: Failure, cursor: number | null, attempts: number): Step {
  if (why === 'unreachable') return wait(cursor, attempts);
  return { state: { name: 'refused', because: why }, effects: [] };
}

function addPage({ pages, attempts }: States['starting'], { page }: Inputs['page']): Step {
  const all = [...pages, page];
  if (page.after !== null) {
    return {
      state: { name: 'starting', pages: all, attempts },
      effects: [{ kind: 'fetchPage', after: page.after }],
    };
  }
  // The first page is the oldest: applying an event to rows that know of it already changes nothing.
  const cursor = all[0]?.cursor ?? page.cursor;
  return connect(cursor, attempts, { kind: 'replaceRows', pages: all });
}

/** Goes on at once: what was waited for may have come. */
function goOn({ cursor }: States['waiting']): Step {
  return cursor === null ? begin(0, { kind: 'endPause' }) : connect(cursor, 0, { kind: 'endPause' });
}

const table: Table = {
  stopped: {
    start: () => begin(0),
    stop: stay,
    page: stay,
    failed: stay,
    opened: stay,
    event: stay,
    beat: stay,
    reset: stay,
    resume: stay,
    silence: stay,
    pauseOver: stay,
    nudge: stay,
  },
  starting: {
    start: stay,
    stop,
    page: addPage,
    failed: ({ attempts }, { why }) => fail(why, null, attempts),
    opened: stay,
    event: stay,
    beat: stay,
    reset: stay,
    resume: stay,
    silence: ({ attempts }) => wait(null, attempts, hangUp),
    pauseOver: stay,
    // What is under way may have gone with the network that it went over.
    nudge: ({ attempts }) => begin(attempts, hangUp),
  },
  connecting: {
    start: stay,
    stop,
    page: stay,
    failed: ({ cursor, attempts }, { why }) => fail(why, cursor, attempts),
    // Not yet a whole success: some proxies open every stream and close it at once.
    opened: ({ cursor, attempts }) => stay({ name: 'live', cursor, attempts: Math.min(attempts, 1) }),
    event: stay,
    beat: stay,
    reset: stay,
    resume: stay,
    silence: ({ cursor, attempts }) => wait(cursor, attempts, hangUp),
    pauseOver: stay,
    nudge: ({ cursor, attempts }) => connect(cursor, attempts, hangUp),
  },
  live: {
    start: stay,
    stop,
    page: stay,
    failed: ({ cursor, attempts }, { why }) => fail(why, cursor, attempts),
    opened: stay,
    event: (state, { event }) => {
      // One that was applied already is an echo.
      if (event.position <= state.cursor) return stay(state);
      return {
        state: { name: 'live', cursor: event.position, attempts: 0 },
        effects: [{ kind: 'applyEvent', event }],
      };
    },
    beat: ({ cursor }, input) => stay({ name: 'live', cursor: Math.max(cursor, input.cursor ?? 0), attempts: 0 }),
    reset: ({ attempts }) => (attempts === 0 ? begin(1, hangUp) : wait(null, attempts, hangUp)),
    resume: ({ cursor, attempts }) => wait(cursor, attempts, hangUp),
    silence: ({ cursor }) => connect(cursor, 0, hangUp),
    pauseOver: stay,
    // A connection that lives is resumed within a moment; one that died unnoticed would have been waited for.
    nudge: ({ cursor }) => connect(cursor, 0, hangUp),
  },
  waiting: {
    start: goOn,
    stop,
    page: stay,
    failed: stay,
    opened: stay,
    event: stay,
    beat: stay,
    reset: stay,
    resume: stay,
    silence: stay,
    pauseOver: ({ cursor, attempts }) => (cursor === null ? begin(attempts) : connect(cursor, attempts)),
    nudge: goOn,
  },
  refused: {
    start: () => begin(0),
    stop,
    page: stay,
    failed: stay,
    opened: stay,
    event: stay,
    beat: stay,
    reset: stay,
    resume: stay,
    silence: stay,
    pauseOver: stay,
    nudge: stay,
  },
};

export const stopped: LiveState = { name: 'stopped' };
export const stateNames = Object.keys(table) as readonly StateName[];

/** What an input makes of a state, and what is to be done about it. */
export function step(state: LiveState, input: LiveInput): Step {
  const cell = table[state.name][input.kind] as Cell<StateName, InputKind>;
  return cell(state, input);
}
