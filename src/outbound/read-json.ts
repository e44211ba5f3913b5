const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The value of a JSON text; undefined when it is none, or its bytes are no UTF-8. */
export function readJson(text: string | Uint8Array): unknown {
  try {
    return JSON.parse(typeof text === 'string' ? text : utf8.decode(text));
  } catch {
    return undefined;
  }
}

/** The members of an object; none for everything else, so that an answer in any shape can be asked for its parts. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The text, if it is one that says something. */
export function nonEmptyString(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The same, no longer than 500 characters: for a sentence of another server's that is repeated to people and in logs. */
export function shortSentence(value: unknown): string | null {
  return nonEmptyString(value)?.slice(0, 500) ?? null;
}
