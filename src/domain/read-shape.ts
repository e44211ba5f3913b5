/**
 * Readers of untrusted JSON: each checks a value, adds every fault with its path, and gives back what of it can be used, so
 * that what depends on it can be checked in the same pass. A part that cannot be used is undefined; items of lists keep
 * their places.
 */

/** One thing that is wrong with a document. `path` is a JSON pointer (RFC 6901) such as `/departments/2/fallback/0`. */
export interface Fault {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export type AddFault = (path: string, code: string, message: string) => void;
export type Reader<T> = (value: unknown, path: string, fault: AddFault) => T | undefined;

export const idShape = /^[a-z0-9][a-z0-9._-]{0,63}$/;

export const readId: Reader<string> = (value, path, fault) => {
  if (typeof value === 'string' && idShape.test(value)) return value;
  fault(path, 'bad_id', 'An id has 1 to 64 of a–z, 0–9, dot, underscore and dash, and begins with a letter or digit.');
  return undefined;
};

/** Text without control characters or lone surrogates, neither of which a store or a log can hold. */
export function readText(lengthMax: number): Reader<string> {
  return (value, path, fault) => {
    const fits = typeof value === 'string' && value.trim() !== '' && value.length <= lengthMax;
    if (fits && !/\p{Cc}/u.test(value) && value.isWellFormed()) return value;
    fault(path, 'bad_text', `This must be text of 1 to ${lengthMax} characters, without control characters.`);
    return undefined;
  };
}

/** The same over several lines; empty where that says something too. */
export function readLines(lengthMax: number, { mayBeEmpty = false } = {}): Reader<string> {
  return (value, path, fault) => {
    const fits = typeof value === 'string' && value.length <= lengthMax && (mayBeEmpty || value.trim() !== '');
    if (fits && !/[^\P{Cc}\n\t]/u.test(value) && value.isWellFormed()) return value;
    const least = mayBeEmpty ? 0 : 1;
    fault(path, 'bad_text', `This must be text of ${least} to ${lengthMax} characters, without control characters.`);
    return undefined;
  };
}

export const readYesNo: Reader<boolean> = (value, path, fault) => {
  if (typeof value === 'boolean') return value;
  fault(path, 'wrong_shape', 'This must be true or false.');
  return undefined;
};

export function readInteger(min: number, max: number): Reader<number> {
  return (value, path, fault) => {
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
    fault(path, 'out_of_bounds', `This must be a whole number from ${min} to ${max}.`);
    return undefined;
  };
}

export function readWord<W extends string>(words: readonly W[]): Reader<W> {
  return (value, path, fault) => {
    if ((words as readonly unknown[]).includes(value)) return value as W;
    fault(path, 'unknown_word', `This must be one of ${words.join(', ')}.`);
    return undefined;
  };
}

export function orNull<T>(read: Reader<T>): Reader<T | null> {
  return (value, path, fault) => (value === null ? null : read(value, path, fault));
}

export function orAll<T>(read: Reader<T>): Reader<T | 'all'> {
  return (value, path, fault) => (value === 'all' ? 'all' : read(value, path, fault));
}

/** A list; items that cannot be used leave a hole in their place. With `unique`, an item that comes twice is a fault. */
export function readList<T>(
  read: Reader<T>,
  { lengthMax, unique = false, filled = false }: { lengthMax: number; unique?: boolean; filled?: boolean },
): Reader<readonly (T | undefined)[]> {
  return (value, path, fault) => {
    if (!Array.isArray(value)) {
      fault(path, 'wrong_shape', 'This must be a list.');
      return undefined;
    }
    if (value.length > lengthMax) {
      fault(path, 'too_many', `At most ${lengthMax} are allowed here.`);
      return undefined;
    }
    if (filled && value.length === 0)
      fault(path, 'empty_list', 'An empty list matches nothing; leave it out or name some.');
    const seen = new Set<unknown>();
    return value.map((item, index) => {
      if (unique && seen.has(item)) fault(`${path}/${index}`, 'repeated', `${JSON.stringify(item)} is listed twice.`);
      seen.add(item);
      return read(item, `${path}/${index}`, fault);
    });
  };
}

/** An object with these fields and no others. A field that is left out is undefined. */
export function readObject<T>(
  fields: { readonly [K in keyof T]-?: Reader<unknown> },
  required: readonly (keyof T & string)[] = [],
): Reader<Partial<T>> {
  return (value, path, fault) => {
    if (!isRecord(value)) {
      fault(path, 'wrong_shape', 'This must be an object.');
      return undefined;
    }
    const result: Record<string, unknown> = {};
    for (const [key, part] of Object.entries(value)) {
      const read = Object.hasOwn(fields, key) ? fields[key as keyof T] : undefined;
      if (read === undefined) {
        const known = Object.keys(fields).join(', ');
        fault(`${path}/${pointer(key)}`, 'unknown_key', `There is no such field here; there are ${known}.`);
      } else if (part !== undefined) result[key] = read(part, `${path}/${pointer(key)}`, fault);
    }
    for (const key of required) {
      if (!Object.hasOwn(value, key)) fault(`${path}/${key}`, 'missing', 'This must be given.');
    }
    return result as Partial<T>;
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A key as one token of a JSON pointer. */
export function pointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
