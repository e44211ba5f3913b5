import { networkOf } from '../base/network-of.ts';
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
  look(key: string): { readonly remaining: number; readonly resetSeconds: number };
  take(key: string): { readonly allowed: boolean; readonly resetSeconds: number };
}

/** How often somebody may be wrong, and how many mails they may cause. Addresses are counted by network (`networkOf`). */
export interface SignInLimits {
  /** Wrong passwords for one e-mail address, or codes for one user, from one network. */
  readonly wrongPerPair: Limit;
  /** Wrong passwords for one e-mail address, or codes for one user, from anywhere. */
  readonly wrongPerAccount: Limit;
  /** Wrong passwords, codes and links from one network. */
  readonly wrongPerAddress: Limit;
  /** Visits to providers, there and back, from one network. */
  readonly visitsPerAddress: Limit;
  /** Links that are asked for by one e-mail address. */
  readonly linksPerAccount: Limit;
  /** Links that are asked for from one network. */
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

/** Who tries. */
export interface Guesser {
  /** The address that the request comes from. */
  readonly address: string;
  /** Whose password or code it is, by whatever names them; null where that is not known. */
  readonly account: string | null;
}

type Kind = keyof SignInLimits;

/**
 * Slows guessing down, alike for accounts that exist and for those that do not. An attempt under way counts as a wrong one
 * until it turns out right: many that come at once are as few as one after another (ASVS 15.4.2).
 */
export class Attempts {
  readonly #limiters: { readonly [K in Kind]: Limiter } | null;
  readonly #problem: MakeProblem;
  /** How many attempts are under way, by kind and key. */
  readonly #underWay = new Map<string, number>();

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

  /**
   * Runs one attempt, and counts it when it was wrong. One that fails for another reason, by throwing, is none.
   *
   * @throws `rate_limited` before it runs, when there were too many, those under way among them
   */
  async attempt<T>(guesser: Guesser, run: () => Promise<T>, isWrong: (answer: T) => boolean): Promise<T> {
    this.refuseIfSpent(guesser);
    const counted = this.#countedOf(guesser);
    for (const [kind, key] of counted) this.#addUnderWay(kind, key, 1);
    try {
      const answer = await run();
      if (isWrong(answer)) for (const [kind, key] of counted) this.#limiters?.[kind].take(key);
      return answer;
    } finally {
      for (const [kind, key] of counted) this.#addUnderWay(kind, key, -1);
    }
  }

  /** What `attempt` would be refused with now, for what comes before it. @throws `rate_limited` */
  refuseIfSpent(guesser: Guesser): void {
    for (const [kind, key] of this.#countedOf(guesser)) {
      const limiter = this.#limiters?.[kind];
      if (limiter === undefined) return;
      const { remaining, resetSeconds } = limiter.look(key);
      if (remaining <= 0) throw this.#tooMany(limiter, resetSeconds);
      // Those under way are over in a moment, and mostly right.
      if (remaining <= this.#countUnderWay(kind, key)) throw this.#tooMany(limiter, 1);
    }
  }

  /** Counts somebody who asks for a link. @throws `rate_limited` */
  asksForLink({ address, account }: { readonly address: string; readonly account: string }): void {
    this.#take('linksPerAddress', networkOf(address));
    this.#take('linksPerAccount', account);
  }

  /** Counts somebody who goes to a provider, or comes back: both make rows. @throws `rate_limited` */
  visits(address: string): void {
    this.#take('visitsPerAddress', networkOf(address));
  }

  #take(kind: Kind, key: string): void {
    const limiter = this.#limiters?.[kind];
    const taken = limiter?.take(key);
    if (limiter !== undefined && taken?.allowed === false) throw this.#tooMany(limiter, taken.resetSeconds);
  }

  #countedOf({ address, account }: Guesser): readonly (readonly [Kind, string])[] {
    const network = networkOf(address);
    if (account === null) return [['wrongPerAddress', network]];
    return [
      ['wrongPerAddress', network],
      ['wrongPerPair', `${network} ${account}`],
      ['wrongPerAccount', account],
    ];
  }

  #countUnderWay(kind: Kind, key: string): number {
    return this.#underWay.get(`${kind} ${key}`) ?? 0;
  }

  #addUnderWay(kind: Kind, key: string, more: 1 | -1): void {
    const count = this.#countUnderWay(kind, key) + more;
    if (count === 0) this.#underWay.delete(`${kind} ${key}`);
    else this.#underWay.set(`${kind} ${key}`, count);
  }

  #tooMany({ limit }: Limiter, resetSeconds: number): Error {
    const { requestsMax, windowSeconds } = limit;
    return this.#problem('rate_limited', {
      data: { quota: requestsMax, windowSeconds },
      retryAfterSeconds: resetSeconds,
    });
  }
}
