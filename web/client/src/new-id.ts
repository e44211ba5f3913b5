/**
 * An id of 128 random bits, as 22 letters: for what is sent, so that sending twice is once. Unlike `crypto.randomUUID` it is
 * there on pages of plain HTTP too, as in a network of one's own.
 */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}
