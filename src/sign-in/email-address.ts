/**
 * What the sign-in library takes for an address, so that nobody is invited who could then not sign in: letters, digits and
 * `_ ' + - .` before the sign, a domain with a dot behind it.
 */
const addressShape = /^(?!\.)(?!.*\.\.)[a-z0-9_'+.-]*[a-z0-9_+-]@([a-z0-9][a-z0-9-]*\.)+[a-z]{2,}$/;

/** The address as it is kept and compared: without space around it, in lower case. Null for what is none. */
export function readAddress(text: string): string | null {
  const address = text.trim().toLowerCase();
  return address.length <= 254 && addressShape.test(address) ? address : null;
}
