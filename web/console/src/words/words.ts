import type { en } from './en/index.ts';

type Same<T> = { readonly [K in keyof T]: T[K] extends string ? string : Same<T[K]> };

/** What a language must say: everything that English does. Its own plural forms come on top. */
export type Words = Same<typeof en>;
