/**
 * A text that others wrote, as far as it may be kept: at most so many characters, whole ones, and none that a store cannot hold.
 * What a service or a model answers may have any of them, and a run must not come to a stand by it.
 */
export function cutText(text: string, lengthMax: number): string {
  return text.replaceAll('\0', '').slice(0, lengthMax).toWellFormed();
}
