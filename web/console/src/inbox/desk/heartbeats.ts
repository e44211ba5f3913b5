/**
 * Signs of life. Whoever is there by a choice made in a console is there as long as one of their pages, or another device of
 * theirs, says so: every ten seconds by a lease of thirty, from a page in the background by one of ten minutes, since browsers
 * put such pages to sleep. A page that is left says how long a reload may take, and no more: it does not sign anybody off.
 *
 * A presence that had lapsed comes back with the next heartbeat; a page that nobody looks at brings nobody back.
 */
const shownSeconds = 30;
const hiddenSeconds = 600;
const leavingSeconds = 45;
const beatEveryMs = 10_000;
/** A page in the background has time, and may get little. */
const hiddenBeatEveryMs = 120_000;

/** What heartbeats are about: one's own presence, as far as it is known. */
export interface Lease {
  /** Whether it holds only with heartbeats. */
  readonly leased: boolean;
  /** Whether it held so, and is lost. */
  readonly lapsed: boolean;
}

/** What becomes of the page. */
export interface PageLife {
  readonly isHidden: () => boolean;
  /** Calls back when it is shown, hidden or left; answers how to stop. */
  listen(on: (what: 'shown' | 'hidden' | 'left') => void): () => void;
}

export interface HeartbeatOptions {
  readonly page: PageLife;
  readonly now: () => number;
  /** Sends one. What fails is tried again with the next. */
  readonly send: (leaseSeconds: number) => Promise<unknown>;
  /** The last of a page that is left, which waits for no answer. */
  readonly sendLast: (leaseSeconds: number) => void;
}

export class Heartbeats {
  readonly #options: HeartbeatOptions;
  #lease: Lease = { leased: false, lapsed: false };
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopListening: (() => void) | undefined;
  #lastAt = Number.NEGATIVE_INFINITY;
  #isSending = false;
  #isLeft = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), beatEveryMs);
    this.#stopListening = this.#options.page.listen((what) => this.#hear(what));
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#stopListening?.();
  }

  /** What is known of one's presence now. Where a heartbeat could be missing, it is sent at once. */
  follow(lease: Lease): void {
    const before = this.#lease;
    this.#lease = lease;
    if ((lease.leased && !before.leased) || (lease.lapsed && !before.lapsed)) void this.#beat();
  }

  #tick(): void {
    const isRested = this.#options.now() - this.#lastAt >= hiddenBeatEveryMs;
    if (!this.#options.page.isHidden() || isRested) void this.#beat();
  }

  #hear(what: 'shown' | 'hidden' | 'left'): void {
    if (what === 'left') {
      this.#isLeft = true;
      if (this.#lease.leased) this.#options.sendLast(leavingSeconds);
      return;
    }
    // A page that is left is hidden after that: its last word has been said.
    if (what === 'shown') this.#isLeft = false;
    if (!this.#isLeft) void this.#beat();
  }

  async #beat(): Promise<void> {
    const { leased, lapsed } = this.#lease;
    const isHidden = this.#options.page.isHidden();
    if (this.#isSending || !(leased || (lapsed && !isHidden))) return;
    this.#isSending = true;
    this.#lastAt = this.#options.now();
    try {
      await this.#options.send(isHidden ? hiddenSeconds : shownSeconds);
    } catch {
      // The connection says so elsewhere; the next one comes in ten seconds.
    } finally {
      this.#isSending = false;
    }
  }
}

/** The page that this runs in. */
export function browserPage(): PageLife {
  return {
    isHidden: () => document.visibilityState === 'hidden',
    listen: (on) => {
      const onVisibility = (): void => on(document.visibilityState === 'hidden' ? 'hidden' : 'shown');
      const onHide = (): void => on('left');
      // Back from the browser's own store of pages.
      const onShow = (): void => on('shown');
      document.addEventListener('visibilitychange', onVisibility);
      window.addEventListener('pagehide', onHide);
      window.addEventListener('pageshow', onShow);
      return () => {
        document.removeEventListener('visibilitychange', onVisibility);
        window.removeEventListener('pagehide', onHide);
        window.removeEventListener('pageshow', onShow);
      };
    },
  };
}
