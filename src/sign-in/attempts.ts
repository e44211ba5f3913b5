import type { ErrorCode } from '../contract/catalogue.ts';

/** How many of something in which window. */
export interface Limit {
  /** 1–10,000,000. */
  readonly requestsMax: number;
  /** 1–3,600. */
  readonly windowSeconds: number;
}

/** Counts in windows of fixed length, in this node's memory. */
export interface Limiter {
  readonly limit: Limit;
  look(key: string): { readonly allowed: boolean; readonly resetSeconds: number };
  take(key: string): { readonly allowed: boolean; readonly resetSeconds: number };
}

/** How often somebody may be wrong, and how many mails they may cause. */
export interface SignInLimits {
  /** Wrong passwords for one e-mail address from one network address. */
  readonly wrongPerPair: Limit;
  /** Wrong passwords for one e-mail address from anywhere. */
  readonly wrongPerAccount: Limit;
  /** Wrong passwords, codes and links from one network address. */
  readonly wrongPerAddress: Limit;
  /** Visits to providers, there and back, from one network address. */
  readonly visitsPerAddress: Limit;
  /** Links that are asked for by one e-mail address. */
  readonly linksPerAccount: Limit;
  /** Links that are asked for from one network address. */
  readonly linksPerAddress: Limit;
}

/**
 * Judged. Ten wrong passwords are more than anybody mistypes; a hundred for one account in an hour are what NIST SP 800-63B
 * allows at most, and locking sooner would let anybody lock out anybody. An office behind one address signs in together.
 */
export const defaultSignInLimits: SignInLimits = {
  wrongPerPair: { requestsMax: 10, windowSeconds: 900 },
  wrongPerAccount: { requestsMax: 100, windowSeconds: 3600 },
  wrongPerAddress: { requestsMax: 100, windowSeconds: 900 },
  visitsPerAddress: { requestsMax: 300, windowSeconds: 900 },
  linksPerAccount: { requestsMax: 5, windowSeconds: 3600 },
  linksPerAddress: { requestsMax: 30, windowSeconds: 3600 },
};

type MakeProblem = (
  code: ErrorCode,
  details?: { readonly data?: Readonly<Record<string, unknown>>; readonly retryAfterSeconds?: number },
) => Error;

export interface AttemptsOptions {
  readonly limits: SignInLimits | 'off';
  readonly newLimiter: (limit: Limit) => Limiter;
  readonly problem: MakeProblem;
}

/** Slows guessing down, alike for accounts that exist and for those that do not. */
export class Attempts {
  readonly #limiters: { readonly [K in keyof SignInLimits]: Limiter } | null;
  readonly #problem: MakeProblem;

  constructor({ limits, newLimiter, problem }: AttemptsOptions) {
    this.#problem = problem;
    this.#limiters =
      limits === 'off'
        ? null
        : {
            wrongPerPair: newLimiter(limits.wrongPerPair),
            wrongPerAccount: newLimiter(limits.wrongPerAccount),
            wrongPerAddress: newLimiter(limits.wrongPerAddress),
            visitsPerAddress: newLimiter(limits.visitsPerAddress),
            linksPerAccount: newLimiter(limits.linksPerAccount),
            linksPerAddress: newLimiter(limits.linksPerAddress),
          };
  }

  /** Before anything is compared. `account` is null where it is not known whose it is. @throws `rate_limited` */
  refuseIfSpent(address: string, account: string | null): void {
    for (const [limiter, key] of this.#counted(address, account)) {
      const { allowed, resetSeconds } = limiter.look(key);
      if (!allowed) throw this.#tooMany(limiter, resetSeconds);
    }
  }

  /** After it was wrong. */
  wrong(address: string, account: string | null): void {
    for (const [limiter, key] of this.#counted(address, account)) limiter.take(key);
  }

  /** Counts somebody who asks for a link. @throws `rate_limited` */
  asksForLink(address: string, account: string): void {
    this.#take('linksPerAddress', address);
    this.#take('linksPerAccount', account);
  }

  /** Counts somebody who goes to a provider, or comes back: both make rows. @throws `rate_limited` */
  visits(address: string): void {
    this.#take('visitsPerAddress', address);
  }

  #take(kind: keyof SignInLimits, key: string): void {
    const limiter = this.#limiters?.[kind];
    const taken = limiter?.take(key);
    if (limiter !== undefined && taken?.allowed === false) throw this.#tooMany(limiter, taken.resetSeconds);
  }

  #counted(address: string, account: string | null): (readonly [Limiter, string])[] {
    if (this.#limiters === null) return [];
    const { wrongPerAddress, wrongPerAccount, wrongPerPair } = this.#limiters;
    if (account === null) return [[wrongPerAddress, address]];
    return [
      [wrongPerAddress, address],
      [wrongPerPair, `${address} ${account}`],
      [wrongPerAccount, account],
    ];
  }

  #tooMany({ limit }: Limiter, resetSeconds: number): Error {
    const { requestsMax, windowSeconds } = limit;
    return this.#problem('rate_limited', {
      data: { quota: requestsMax, windowSeconds },
      retryAfterSeconds: resetSeconds,
    });
  }
}
