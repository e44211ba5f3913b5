import type { Clock } from '../../base/clock.ts';
import type { LogListener } from '../../log/tail.ts';
import type { MakeProblem } from '../signed-bodies.ts';

/** Bytes, by whom they come from: a visitor, an address of the internet, an account. */
interface Bytes {
  readonly ofVisitor: number;
  readonly ofAddress: number;
  readonly ofAccount: number;
}

export interface UploadLimits {
  /** Bytes that are taken in a day, whether messages carry them or not: what is sent stays until its retention is over. */
  readonly inDay: Bytes;
  /** Bytes of a day that no message carries yet. Retention takes them away after a day (`jobs/retention.ts`). */
  readonly unsent: Bytes;
}

/**
 * What anonymous people may have us keep, on each node (X5, X26). Judged: a message carries at most 250 MB, and somebody may
 * write two of them; an address may be an office, or all customers of a provider of mobile networks.
 */
export const uploadLimits: UploadLimits = {
  inDay: { ofVisitor: 500_000_000, ofAddress: 5_000_000_000, ofAccount: 100_000_000_000 },
  unsent: { ofVisitor: 250_000_000, ofAddress: 1_000_000_000, ofAccount: 10_000_000_000 },
};

const unlimited: Bytes = { ofVisitor: Infinity, ofAddress: Infinity, ofAccount: Infinity };
/** For `makeLimiter: 'off'`. */
export const noUploadLimits: UploadLimits = { inDay: unlimited, unsent: unlimited };

const dayMs = 86_400_000;
/** What a file counts at least: it takes a row, a place in a folder, and a place here. */
const fileBytesMin = 65_536;
/** Windows under way that a quota remembers; beyond them, forgetting is kinder than running out of memory. */
const windowsMax = 50_000;

/** Whose upload it is, under names that are nobody else's. */
export interface Uploader {
  readonly visitor: string;
  readonly address: string;
  readonly account: string;
}

/** Bytes set aside for one upload. */
export interface Reservation {
  /** They lie in the store now, so many of them. */
  stored(bytes: number): void;
  /** A file has them: with the message that carries it, they are no unsent ones any more. */
  named(fileId: string): void;
  /** Nothing came of it. */
  release(): void;
}

/**
 * Counts bytes of uploads in windows of a day, in this node's memory. They are set aside before the first is read, so that
 * many uploads at once are no more than one after another.
 */
export class UploadBudgets {
  readonly #clock: Clock;
  readonly #problem: MakeProblem;
  readonly #inDay: readonly (readonly [keyof Uploader, Quota])[];
  readonly #unsent: readonly (readonly [keyof Uploader, Quota])[];
  /** By file, the oldest first, what its message gives back. */
  readonly #named = new Map<string, { readonly shares: readonly Share[]; readonly at: number }>();

  constructor(limits: UploadLimits, { clock, problem }: { readonly clock: Clock; readonly problem: MakeProblem }) {
    this.#clock = clock;
    this.#problem = problem;
    this.#inDay = quotasOf(limits.inDay);
    this.#unsent = quotasOf(limits.unsent);
  }

  /** Sets bytes aside: those that are announced, or the most that there may be. @throws the problem `uploads_full` */
  reserve(uploader: Uploader, bytes: number): Reservation {
    const now = this.#clock.monotonic();
    const asked = Math.max(bytes, fileBytesMin);
    const quotas = [...this.#inDay, ...this.#unsent];
    for (const [who, quota] of quotas) {
      const resetMs = quota.resetOf(uploader[who], asked, now);
      if (resetMs === null) continue;
      throw this.#problem('uploads_full', {
        data: { bytesMax: quota.bytesMax, windowSeconds: dayMs / 1000 },
        retryAfterSeconds: Math.max(1, Math.ceil(resetMs / 1000)),
      });
    }
    const shares = quotas.map(([who, quota]) => new Share(quota.take(uploader[who], asked, now), asked));
    return {
      stored: (given) => {
        for (const share of shares) share.shrink(Math.max(given, fileBytesMin));
      },
      named: (fileId) => this.#keep(fileId, shares.slice(this.#inDay.length), now),
      release: () => {
        for (const share of shares) share.shrink(0);
      },
    };
  }

  /** Hears of messages that carry files, by whichever node took them in. */
  readonly hear: LogListener = (events) => {
    for (const { kind, data } of events) {
      if (kind !== 'message.received') continue;
      for (const fileId of Object.keys(data.changes.file ?? {})) this.#sent(fileId);
    }
  };

  #keep(fileId: string, shares: readonly Share[], now: number): void {
    for (const [known, { at }] of this.#named) {
      if (now - at < dayMs) break;
      this.#named.delete(known);
    }
    this.#named.set(fileId, { shares, at: now });
  }

  #sent(fileId: string): void {
    for (const share of this.#named.get(fileId)?.shares ?? []) share.shrink(0);
    this.#named.delete(fileId);
  }
}

function quotasOf({ ofVisitor, ofAddress, ofAccount }: Bytes): readonly (readonly [keyof Uploader, Quota])[] {
  return [
    ['visitor', new Quota(ofVisitor)],
    ['address', new Quota(ofAddress)],
    ['account', new Quota(ofAccount)],
  ];
}

/** A key's bytes in one window. One that is over is forgotten by its quota, and what is given back to it is nobody's. */
interface Window {
  bytes: number;
  readonly endsAt: number;
}

class Quota {
  readonly bytesMax: number;
  readonly #windows = new Map<string, Window>();

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax;
  }

  /** In how many milliseconds there may be room for so many more; null when there is now. */
  resetOf(key: string, bytes: number, now: number): number | null {
    const window = this.#windows.get(key);
    if (window === undefined || now >= window.endsAt) return bytes <= this.bytesMax ? null : dayMs;
    return window.bytes + bytes <= this.bytesMax ? null : window.endsAt - now;
  }

  take(key: string, bytes: number, now: number): Window {
    let window = this.#windows.get(key);
    if (window === undefined || now >= window.endsAt) {
      if (this.#windows.size >= windowsMax) this.#forget(now);
      this.#windows.set(key, (window = { bytes: 0, endsAt: now + dayMs }));
    }
    window.bytes += bytes;
    return window;
  }

  #forget(now: number): void {
    for (const [key, { bytes, endsAt }] of this.#windows) if (now >= endsAt || bytes === 0) this.#windows.delete(key);
    if (this.#windows.size >= windowsMax) this.#windows.clear();
  }
}

/** What one upload takes of one window. */
class Share {
  readonly #window: Window;
  #bytes: number;

  constructor(window: Window, bytes: number) {
    this.#window = window;
    this.#bytes = bytes;
  }

  shrink(bytes: number): void {
    if (bytes >= this.#bytes) return;
    this.#window.bytes -= this.#bytes - bytes;
    this.#bytes = bytes;
  }
}
