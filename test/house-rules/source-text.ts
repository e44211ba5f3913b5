/** One place in a file that breaks a rule. */
export interface Finding {
  readonly line: number;
  readonly text: string;
}

// A string, a template or a comment, whichever begins first. A regular expression with a quote in it can mislead this
// until the end of its line (a backtick: further). That is accepted: the rules are for us, not against an adversary.
const stringOrComment = /(["'])(?:\\.|(?!\1)[^\\\n])*\1|`(?:\\[\s\S]|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

const isComment = (piece: string): boolean => piece.startsWith('//') || piece.startsWith('/*');
const blank = (piece: string): string => piece.replace(/[^\n]/g, ' ');

/** The text with comments blanked out, lines kept. */
export function withoutComments(text: string): string {
  return text.replace(stringOrComment, (piece) => (isComment(piece) ? blank(piece) : piece));
}

/** The text with comments and the insides of strings and templates blanked out, lines kept. */
export function codeOnly(text: string): string {
  return text.replace(stringOrComment, (piece) =>
    isComment(piece) ? blank(piece) : blank(piece).replace(/^.|.$/g, '"'),
  );
}

/** Strings and templates only: everything else is blanked out, lines kept. */
export function stringsOnly(text: string): string {
  let result = '';
  let last = 0;
  for (const match of text.matchAll(stringOrComment)) {
    result += blank(text.slice(last, match.index)) + (isComment(match[0]) ? blank(match[0]) : match[0]);
    last = match.index + match[0].length;
  }
  return result + blank(text.slice(last));
}

/** Every match of a global pattern, with its line. */
export function findAll(text: string, pattern: RegExp): Finding[] {
  return Array.from(text.matchAll(pattern), (match) => ({
    line: text.slice(0, match.index).split('\n').length,
    text: match[0].trim().replace(/\s+/g, ' ').slice(0, 60),
  }));
}
