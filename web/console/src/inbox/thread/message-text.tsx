import { piecesOf } from './links.ts';

/** What somebody wrote, as text: only full web addresses become links, and nothing else becomes anything. */
export function MessageText({ text }: { readonly text: string }) {
  return (
    <p dir="auto" className="text-read wrap-anywhere whitespace-pre-wrap">
      {piecesOf(text).map((piece, index) =>
        piece.kind === 'text' ? (
          piece.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text never changes, so a piece is its place.
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ),
      )}
    </p>
  );
}
