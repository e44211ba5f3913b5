/** A piece of a text: plain, or an address of the web. */
export interface Piece {
  readonly text: string;
  /** Where in the whole text it begins. */
  readonly start: number;
  /** Where it leads; null for plain text. */
  readonly href: string | null;
}

const candidate = /\bhttps?:\/\/[^\s<>"'`\p{Cf}\p{Cc}]+/giu;
/** What ends a sentence rather than an address. */
const trailing = /[.,;:!?…)\]}»“”’*_]+$/u;

/**
 * Cuts a text into plain pieces and addresses: the one rule by which anything that somebody wrote becomes a link, in the
 * console and in the widget. Only http and https are addresses, and only where they are written out: what a piece shows is
 * where it leads.
 */
export function findLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(candidate)) {
    const address = withoutTrailing(match[0]);
    const url = URL.canParse(address) ? new URL(address) : null;
    // A name before an @ makes an address look like another one.
    if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), start: end, href: null });
    pieces.push({ text: address, start: match.index, href: url.href });
    end = match.index + address.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), start: end, href: null });
  return pieces;
}

/** A closing bracket stays where it was opened inside: …/Baton_(music). */
function withoutTrailing(address: string): string {
  const bare = address.replace(trailing, '');
  const isOpen = bare.split('(').length > bare.split(')').length;
  return isOpen && address[bare.length] === ')' ? `${bare})` : bare;
}
