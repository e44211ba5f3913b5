import type { flowWords } from './en/flow-index.ts';
import type { en } from './en/index.ts';

type Same<T> = { readonly [K in keyof T]: T[K] extends string ? string : Same<T[K]> };

/** What a language must say: everything that English does. Its own plural forms come on top. */
export type Words = Same<typeof en>;

/** What it must say on the pages of flows. */
export type FlowWords = Same<typeof flowWords>;
