import { isUuid } from '../base/ids.ts';
import { validationProblem } from './problems.ts';

/** Cursors are opaque to clients: base64url of where the next page begins. They name places, never rights. */
export function writeCursor(next: string | null): string | null {
  return next === null ? null : Buffer.from(next, 'utf8').toString('base64url');
}

/** A page of a list in the order of ids, from rows that were read up to one more than it holds; that one says that more follow. */
export function pageById<T extends { readonly id: string }>(
  found: readonly T[],
  limit: number,
): { readonly items: readonly T[]; readonly nextCursor: string | null } {
  const items = found.slice(0, limit);
  const next = found.length > limit ? (items.at(-1)?.id ?? null) : null;
  return { items, nextCursor: writeCursor(next) };
}

function readCursor(cursor: string | undefined, isPlace: (text: string) => boolean): string | null {
  if (cursor === undefined) return null;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (isPlace(text) && writeCursor(text) === cursor) return text;
  throw validationProblem([
    { in: 'query', path: '/cursor', code: 'bad_cursor', message: 'This is no cursor of this list; begin without one.' },
  ]);
}

/** A cursor of a list in the order of ids. @throws HttpProblem */
export function readIdCursor(cursor: string | undefined): string | null {
  return readCursor(cursor, isUuid);
}

/** A cursor of a list in the order of names. @throws HttpProblem */
export function readNameCursor(cursor: string | undefined): string | null {
  return readCursor(
    cursor,
    (text) =>
      text.length > 0 && text.length <= 500 && text.includes('\n') && !text.includes('\0') && text.isWellFormed(),
  );
}

/** A cursor of a conversation's messages. @throws HttpProblem */
export function readSequenceCursor(cursor: string | undefined): number | null {
  const text = readCursor(cursor, (place) => /^[1-9]\d{0,9}$/.test(place) && Number(place) <= 2_147_483_647);
  return text === null ? null : Number(text);
}
