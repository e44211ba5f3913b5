import type { FieldValue } from './conditions.ts';
import { findField } from './fields.ts';

/**
 * Puts fields into a text that an administrator wrote: `{{contact.name}}`, or `{{contact.name|there}}` with a word for when
 * there is none. Goes over the text once, so that braces inside a value, which a customer may have written, stay what they
 * are (X23).
 */
export function fillText(text: string, fieldValue: (field: string) => FieldValue): string {
  return text.replace(placeholder, (_, name: string, instead: string | undefined) => {
    const value = fieldValue(name.trim());
    if (value === null || value === '') return instead ?? '';
    return typeof value === 'object' ? value.join(', ') : String(value);
  });
}

const placeholder = /\{\{([^{}|]{1,150})(?:\|([^{}]{0,200}))?\}\}/g;

/** The placeholders of a text that name nothing there is. `secret.…` is for calls only. */
export function unknownPlaceholders(text: string, options: { readonly mayNameSecrets: boolean }): readonly string[] {
  return placeholdersIn(text).filter(
    (name) => findField(name) === undefined && !(options.mayNameSecrets && secretName(name) !== undefined),
  );
}

/** The fields that a text shows. */
export function placeholdersIn(text: string): readonly string[] {
  return [...text.matchAll(placeholder)].map((match) => (match[1] as string).trim());
}

/** The secret that a placeholder names; undefined for every other one. */
function secretName(name: string): string | undefined {
  return /^secret\.([a-z0-9][a-z0-9._-]{0,63})$/.exec(name)?.[1];
}

/** The secrets that a text names, once each. */
export function secretsIn(text: string): readonly string[] {
  return [...new Set(placeholdersIn(text).flatMap((name) => secretName(name) ?? []))];
}

/** Puts secrets into a text whose fields were filled in before; never the other way round, or a customer could ask for one. */
export function fillSecrets(text: string, secretOf: (name: string) => string): string {
  return text.replace(secretMark, (_, name: string) => secretOf(name));
}

/** How a secret stands in a text between the two: with a character that no text of ours may hold. */
const secretMark = /\uE000([a-z0-9._-]+)\uE000/g;

/** Like `fillText`, with secrets left as marks for `fillSecrets`. */
export function fillTextForCall(text: string, fieldValue: (field: string) => FieldValue): string {
  return fillText(text, (name) => {
    const secret = secretName(name);
    if (secret !== undefined) return `\uE000${secret}\uE000`;
    const value = fieldValue(name);
    // Nothing that somebody else wrote may look like such a mark.
    return typeof value === 'string' ? value.replaceAll('\uE000', '') : value;
  });
}
