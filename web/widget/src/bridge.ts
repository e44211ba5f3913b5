/**
 * What somebody's page and the chat in its frame say to each other, by `postMessage`. Each side takes messages only of the
 * other's window and origin, and only those that are exactly one of these; everything else is as if it had not come.
 */

/** From the page to the frame. */
export type ToFrame =
  | { readonly baton: 1; readonly type: 'shown'; readonly takesFocus: boolean }
  | { readonly baton: 1; readonly type: 'hidden' }
  /** A JWT of the page's server; null when its user has signed out. */
  | { readonly baton: 1; readonly type: 'identify'; readonly jwt: string | null }
  | { readonly baton: 1; readonly type: 'name'; readonly name: string };

/** From the frame to the page. */
export type ToPage =
  /** The frame listens; what the page has to say may be said now. */
  | { readonly baton: 1; readonly type: 'ready' }
  | { readonly baton: 1; readonly type: 'close' }
  | { readonly baton: 1; readonly type: 'unread'; readonly count: number }
  /** Whether there is a conversation, so that the next page asks what is new without being opened. */
  | { readonly baton: 1; readonly type: 'engaged'; readonly isEngaged: boolean }
  /** How the account wants to look. */
  | {
      readonly baton: 1;
      readonly type: 'look';
      readonly theme: 'auto' | 'light' | 'dark';
      readonly language: string;
      readonly title: string;
    };

type Check = (value: unknown) => boolean;
type Shapes<M extends { readonly type: string }> = {
  readonly [T in M['type']]: { readonly [F in Exclude<keyof Extract<M, { type: T }>, 'baton' | 'type'>]: Check };
};

const text =
  (lengthMax: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= lengthMax;
const yesNo: Check = (value) => typeof value === 'boolean';
const word =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string);

const toFrame: Shapes<ToFrame> = {
  shown: { takesFocus: yesNo },
  hidden: {},
  identify: { jwt: (value) => value === null || text(4_096)(value) },
  name: { name: text(200) },
};
const toPage: Shapes<ToPage> = {
  ready: {},
  close: {},
  unread: { count: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) < 1e6 },
  engaged: { isEngaged: yesNo },
  look: { theme: word('auto', 'light', 'dark'), language: text(35), title: text(200) },
};

/** The message, if it is exactly one of those that a frame is told. */
export function readToFrame(data: unknown): ToFrame | null {
  return isOneOf(toFrame, data) ? (data as ToFrame) : null;
}

/** The message, if it is exactly one of those that a page is told. */
export function readToPage(data: unknown): ToPage | null {
  return isOneOf(toPage, data) ? (data as ToPage) : null;
}

function isOneOf(shapes: Readonly<Record<string, Readonly<Record<string, Check>>>>, data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false;
  const { baton, type, ...fields } = data as Readonly<Record<string, unknown>>;
  if (baton !== 1 || typeof type !== 'string' || !Object.hasOwn(shapes, type)) return false;
  const checks = Object.entries(shapes[type] as Readonly<Record<string, Check>>);
  return checks.length === Object.keys(fields).length && checks.every(([name, check]) => check(fields[name]));
}
