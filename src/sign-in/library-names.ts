/** Names that the library and the routes share, apart from it: importing the library takes its time. */

/** What of a request the library is told. Everything else that a client sends is kept from it. */
export interface Client {
  /** As the server sees it: headers in which clients name addresses are not among what it goes by. */
  readonly address: string;
  readonly userAgent: string | undefined;
  /** Cookies of the library's own, as a `Cookie` header; empty for none. */
  readonly cookies: string;
}

/** Why a code was not let pass: it is wrong, its challenge is over, too many were wrong, or there is nothing to confirm. */
export type CodeVerdict = 'wrong' | 'over' | 'locked' | 'off';

/** The cookie that stands for a first step that was passed. */
export const challengeCookieName = 'baton.two_factor';

/** How long the link of a reset lasts: an hour when it was mailed, a day when an administrator hands it on. */
export const resetMs = { mailed: 3_600_000, shown: 24 * 3_600_000 } as const;
