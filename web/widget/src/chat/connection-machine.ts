/**
 * How a chat keeps up with its conversation, as a table: state × what happened → the next state and what to do.
 *
 *     off ──wanted──► loading ──loaded──► following ──ended──► waiting ──due──► following, by the cursor at hand
 *                       ▲  │ failed                │ reset                        (loading, while there is none)
 *                       │  └──────► waiting        │
 *                       └──────────────────────────┘   a reset starts again, by the same step as starting
 *
 * `voided` says that the token holds no longer: a session is begun anew, then everything is loaded. `unwanted` ends it from
 * everywhere. Whatever the disconnection, a chat ends with what a fresh start would show: either it follows without a gap
 * from its cursor, or it is loaded anew.
 */

export interface Connection {
  readonly at: 'off' | 'beginning' | 'loading' | 'following' | 'waiting';
  /** How often in a row it came to nothing. */
  readonly failures: number;
  /** Whether a page was loaded, so that there is a cursor to follow from. */
  readonly hasCursor: boolean;
}

export const off: Connection = { at: 'off', failures: 0, hasCursor: false };

export type Happening =
  | 'wanted'
  | 'unwanted'
  /** A session was begun. */
  | 'begun'
  | 'loaded'
  /** The stream is open: what failed before is over. */
  | 'opened'
  | 'failed'
  | 'ended'
  | 'reset'
  | 'voided'
  /** The wait is over, or the browser says that it is online again. */
  | 'due';

/** What is to be done; doing one thing ends the one before. */
export type Effect = 'nothing' | 'stop' | 'begin' | 'load' | 'follow' | 'wait';

type Step = (connection: Connection) => readonly [Partial<Connection>, Effect];

const stay: Step = () => [{}, 'nothing'];
const stop: Step = () => [off, 'stop'];
const load: Step = () => [{ at: 'loading', hasCursor: false }, 'load'];
const begin: Step = () => [{ at: 'beginning', hasCursor: false }, 'begin'];
const follow: Step = () => [{ at: 'following', hasCursor: true }, 'follow'];
const wait: Step = ({ failures }) => [{ at: 'waiting', failures: failures + 1 }, 'wait'];
const goOn: Step = (connection) => (connection.hasCursor ? follow(connection) : load(connection));

/** Every state and everything that can happen: a missing cell does not compile. */
const table: Readonly<Record<Connection['at'], Readonly<Record<Happening, Step>>>> = {
  off: {
    wanted: load,
    unwanted: stay,
    begun: stay,
    loaded: stay,
    opened: stay,
    failed: stay,
    ended: stay,
    reset: stay,
    voided: stay,
    due: stay,
  },
  beginning: {
    wanted: stay,
    unwanted: stop,
    begun: load,
    loaded: stay,
    opened: stay,
    failed: wait,
    ended: stay,
    reset: stay,
    voided: stay,
    due: stay,
  },
  loading: {
    wanted: stay,
    unwanted: stop,
    begun: stay,
    loaded: follow,
    opened: stay,
    failed: wait,
    ended: wait,
    reset: stay,
    voided: begin,
    due: stay,
  },
  following: {
    wanted: stay,
    unwanted: stop,
    begun: stay,
    loaded: stay,
    opened: () => [{ failures: 0 }, 'nothing'],
    failed: wait,
    ended: wait,
    reset: load,
    voided: begin,
    due: stay,
  },
  waiting: {
    wanted: stay,
    unwanted: stop,
    begun: stay,
    loaded: stay,
    opened: stay,
    failed: stay,
    ended: stay,
    reset: stay,
    voided: stay,
    due: goOn,
  },
};

/** What becomes of a connection by what happened. */
export function next(connection: Connection, happening: Happening): readonly [Connection, Effect] {
  const [changed, effect] = table[connection.at][happening](connection);
  return [{ ...connection, ...changed }, effect];
}

/** How long to wait after so many failures, in milliseconds; `fraction` in [0, 1) spreads those who failed together. */
export function waitMs({ failures }: Pick<Connection, 'failures'>, fraction: number): number {
  return Math.min(30_000, 500 * 2 ** Math.min(failures, 10)) * (0.5 + fraction / 2);
}
