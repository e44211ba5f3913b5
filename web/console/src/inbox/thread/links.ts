/** A piece of a text: plain, or a link. */
export type TextPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly href: string; readonly text: string };

const address = /\bhttps?:\/\/[^\s<>"'`\p{Cc}\p{Cf}\p{Zs}]+/giu;

/**
 * A text with its web addresses found. Only http and https are links, and only when they stand there in full: nobody is led
 * anywhere else than what they read. What ends a sentence does not belong to the address.
 */
export function piecesOf(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const found = withoutSentenceEnd(match[0]);
    const href = safeHref(found);
    if (href === null) continue;
    if (match.index > end) pieces.push({ kind: 'text', text: text.slice(end, match.index) });
    pieces.push({ kind: 'link', href, text: found });
    end = match.index + found.length;
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) });
  return pieces;
}

function withoutSentenceEnd(found: string): string {
  const trimmed = found.replace(/[.,;:!?…)\]}'"»“”]+$/u, '');
  // A closing bracket stays where it was opened inside: …/Baton_(music).
  const open = (trimmed.match(/\(/g) ?? []).length - (trimmed.match(/\)/g) ?? []).length;
  return open > 0 && found[trimmed.length] === ')' ? found.slice(0, trimmed.length + 1) : trimmed;
}

function safeHref(found: string): string | null {
  try {
    const url = new URL(found);
    const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
    // A name before the host is how one host passes for another.
    return isWeb && url.username === '' && url.password === '' ? url.href : null;
  } catch {
    return null;
  }
}
