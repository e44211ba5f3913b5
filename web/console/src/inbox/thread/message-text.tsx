import { findLinks } from '../../../../client/src/index.ts';

/** What somebody wrote, as text: only full web addresses become links, and nothing else becomes anything. */
export function MessageText({ text }: { readonly text: string }) {
  return (
    <p dir="auto" className="text-read wrap-anywhere whitespace-pre-wrap">
      {findLinks(text).map(({ text: piece, start, href }) =>
        href === null ? (
          piece
        ) : (
          <a key={start} href={href} target="_blank" rel="noopener noreferrer nofollow">
            {piece}
          </a>
        ),
      )}
    </p>
  );
}
