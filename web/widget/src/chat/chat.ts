import type { VisitorFile } from '../../../../src/contract/webchat.ts';
import {
  type ChatState,
  firstState,
  forget,
  lastAt,
  type Outgoing,
  withEntry,
  withNewest,
  withOlder,
  withOutgoing,
  withSent,
  withSession,
} from './chat-state.ts';
import { type Connection, type Effect, type Happening, next, off, waitMs } from './connection-machine.ts';
import type { ServerEvent } from './event-stream.ts';
import type { Memory } from './memory.ts';
import { Refused, type Upload, type VisitorApi } from './visitor-api.ts';

/** What a chat needs of its surroundings; tests give their own. */
export interface ChatOptions {
  readonly api: VisitorApi;
  readonly memory: Memory;
  /** Calls back after so many milliseconds, unless it is cancelled before. */
  readonly after: (ms: number, call: () => void) => () => void;
  /** A number in [0, 1). */
  readonly fraction: () => number;
  /** A fresh id that nobody else makes. */
  readonly newId: () => string;
  /** RFC 3339. */
  readonly now: () => string;
  readonly isOnline: () => boolean;
}

/** Attempts at a message before the visitor is asked; while the browser is offline none is made. */
const attemptsMax = 5;

/** The thin loop around `chat-state.ts` and `connection-machine.ts`: asks the server, waits, and tells whoever watches. */
export class Chat {
  #state: ChatState = firstState;
  #connection: Connection = off;
  #token: string | null = null;
  #identity: string | null = null;
  #name: string | null = null;
  #isShown = false;
  #isVisible = true;
  /** What is under way for the connection, and what ends it. */
  #run = 0;
  #stop: () => void = () => {};
  /** Raised when somebody else is here: answers for whoever was before come too late. */
  #person = 0;
  #isSending = false;
  #startFailures = 0;
  /** What is being written: kept here, since what shows it comes and goes. */
  draft = '';
  #stopHolding: () => void = () => {};
  readonly #options: ChatOptions;
  readonly #watchers = new Set<() => void>();

  constructor(options: ChatOptions) {
    this.#options = options;
  }

  get state(): ChatState {
    return this.#state;
  }

  /** Calls back after each change; gives back how to stop it. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #change(state: ChatState): void {
    this.#state = state;
    this.#see();
    for (const watcher of this.#watchers) watcher();
  }

  /** Finds out who this is. */
  start(): void {
    void this.#begin();
  }

  /** The page's server names its user, or nobody any more: then the browser is nobody's in particular, and begins anew. */
  identify(jwt: string | null): void {
    if (jwt === this.#identity) return;
    if (jwt === null) this.#options.memory.keepToken(null);
    const subject = jwt === null || this.#identity === null ? null : subjectOf(jwt);
    const isSame = subject !== null && subject === subjectOf(this.#identity ?? '');
    this.#identity = jwt;
    // The same person with a fresh name goes on where they are.
    if (isSame) void this.#begin();
    else this.#becomeSomebody();
  }

  #becomeSomebody(): void {
    this.#person++;
    this.#token = null;
    this.draft = '';
    this.#stopHolding();
    this.#happen('unwanted');
    this.#change(forget(this.#state));
    void this.#begin();
  }

  /** What the visitor calls themselves. */
  setName(name: string): void {
    if (name === this.#name) return;
    this.#name = name;
    if (this.#state.phase === 'ready' && this.#identity === null) void this.#begin();
  }

  /** Whether the chat is open on the page. */
  setShown(isShown: boolean): void {
    this.#isShown = isShown;
    this.#change({ ...this.#state });
    this.#wish();
  }

  /** Whether the page itself can be seen. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    this.#change({ ...this.#state });
    this.#wish();
  }

  /** The browser says that it is online again, or not any more. */
  setOnline(): void {
    this.#tellLink();
    if (!this.#options.isOnline()) return;
    if (this.#connection.at === 'waiting') this.#happen('due');
    if (this.#state.phase === 'unreachable') void this.#begin();
    this.#stopHolding();
    void this.#sendAll();
  }

  // Who this is.

  async #begin(): Promise<boolean> {
    const { api, memory } = this.#options;
    const person = this.#person;
    const token = this.#token ?? memory.token();
    const name = this.#name;
    try {
      const session = await api.session({
        ...(this.#identity === null
          ? { ...(token === null ? {} : { token }), ...(name === null ? {} : { name }) }
          : { identity: this.#identity }),
      });
      if (person !== this.#person) return false;
      this.#token = session.token;
      this.#startFailures = 0;
      if (!session.identified) memory.keepToken(session.token);
      const seenAt = session.conversation === null ? null : memory.seenAt(session.conversation.id);
      this.#change({ ...withSession(this.#state, session), seenAt });
      this.#wish();
      void this.#sendAll();
      // Told while this was asked.
      if (name !== this.#name && this.#identity === null) void this.#begin();
      return true;
    } catch (error) {
      if (person === this.#person) this.#fail(error);
      return false;
    }
  }

  #fail(error: unknown): void {
    const { status, code, mayPass } = error instanceof Refused ? error : new Refused(0, null);
    const phase = code === 'identity_invalid' ? 'signed_out' : mayPass ? 'unreachable' : 'unavailable';
    if (phase !== 'unreachable') this.#happen('unwanted');
    else if (this.#state.phase === 'ready') return;
    this.#change({ ...this.#state, phase });
    if (phase !== 'unreachable' || !this.#options.isOnline()) return;
    const person = this.#person;
    const { after, fraction } = this.#options;
    this.#startFailures++;
    after(status === 429 ? 15_000 : waitMs({ failures: this.#startFailures + 1 }, fraction()), () => {
      if (person === this.#person && this.#state.phase === 'unreachable') void this.#begin();
    });
  }

  /** Tries again what could not be reached. */
  retryStart(): void {
    if (this.#state.phase === 'unreachable') void this.#begin();
  }

  // What is new.

  /** A chat that somebody sees, or that counts what is unread, keeps up with its conversation; a hidden page's does not. */
  #wish(): void {
    const { conversation, phase } = this.#state;
    const isWanted = phase === 'ready' && conversation !== null && (this.#isShown || this.#isVisible);
    this.#happen(isWanted ? 'wanted' : 'unwanted');
  }

  #happen(happening: Happening): void {
    const [connection, effect] = next(this.#connection, happening);
    this.#connection = connection;
    this.#tellLink();
    if (effect === 'nothing') return;
    this.#stop();
    this.#stop = () => {};
    const run = ++this.#run;
    if (effect !== 'stop') void this.#carryOut(effect, (what) => run === this.#run && this.#happen(what));
  }

  async #carryOut(effect: Exclude<Effect, 'nothing' | 'stop'>, happen: (what: Happening) => void): Promise<void> {
    switch (effect) {
      case 'begin':
        this.#token = null;
        return happen((await this.#begin()) ? 'begun' : 'failed');
      case 'load':
        return this.#load(happen);
      case 'follow':
        return this.#follow(happen);
      case 'wait':
        this.#stop = this.#options.after(waitMs(this.#connection, this.#options.fraction()), () => happen('due'));
    }
  }

  async #load(happen: (what: Happening) => void): Promise<void> {
    const person = this.#person;
    try {
      const page = await this.#options.api.transcript(this.#token ?? '');
      if (person !== this.#person) return;
      const seenAt = page.conversation === null ? null : this.#options.memory.seenAt(page.conversation.id);
      this.#change({ ...withNewest(this.#state, page), seenAt });
      happen('loaded');
    } catch (error) {
      happen(happeningOf(error));
    }
  }

  async #follow(happen: (what: Happening) => void): Promise<void> {
    const abort = new AbortController();
    this.#stop = () => abort.abort();
    const cursor = this.#state.entries.at(-1)?.cursor ?? null;
    const onEvent = ({ event, data }: ServerEvent): void => {
      if (abort.signal.aborted) return;
      if (event === '') this.#change(withEntry(this.#state, JSON.parse(data)));
      else if (event === 'standing') this.#change({ ...this.#state, standing: JSON.parse(data) });
      else happen(event === 'reset' ? 'reset' : event === 'void' ? 'voided' : 'ended');
    };
    try {
      const options = { signal: abort.signal, onOpen: () => happen('opened'), onEvent };
      await this.#options.api.follow(this.#token ?? '', cursor, options);
      happen('ended');
    } catch (error) {
      happen(happeningOf(error));
    }
  }

  #tellLink(): void {
    const link = !this.#options.isOnline() ? 'offline' : this.#connection.failures > 1 ? 'lost' : 'fine';
    if (link !== this.#state.link) this.#change({ ...this.#state, link });
  }

  /** What is in sight is seen. */
  #see(): void {
    const { conversation, seenAt } = this.#state;
    const at = lastAt(this.#state);
    if (!this.#isShown || !this.#isVisible || conversation === null || at === null || at === seenAt) return;
    this.#options.memory.keepSeen(conversation.id, at);
    this.#state = { ...this.#state, seenAt: at };
  }

  /** Earlier entries of the conversation. */
  async loadOlder(): Promise<void> {
    const { older, isLoadingOlder } = this.#state;
    const person = this.#person;
    if (older === null || isLoadingOlder) return;
    this.#change({ ...this.#state, isLoadingOlder: true });
    try {
      const page = await this.#options.api.transcript(this.#token ?? '', { before: older });
      if (person === this.#person && this.#state.older === older) this.#change(withOlder(this.#state, page));
    } catch {
      if (person === this.#person) this.#change({ ...this.#state, isLoadingOlder: false });
    }
  }

  // What the visitor says.

  /** Stores a file, for a message that is still being written. */
  upload(upload: Upload): Promise<VisitorFile> {
    return this.#options.api.upload(this.#token ?? '', upload);
  }

  /** The bytes of a file of the conversation. */
  file(id: string): Promise<Blob> {
    return this.#options.api.file(this.#token ?? '', id);
  }

  /** Answers what the account asks before a conversation. */
  answer(answers: Readonly<Record<string, string>>): void {
    this.#change({ ...this.#state, answers });
    const { name } = answers;
    if (name !== undefined && name !== '') this.setName(name);
  }

  /** Leaves a conversation that has ended behind. */
  startAnew(): void {
    this.#change({ ...this.#state, isAnew: true, answers: null });
  }

  send(text: string, files: readonly VisitorFile[]): void {
    const { newId, now } = this.#options;
    const { conversation, isAnew, answers } = this.#state;
    const form = conversation === null || isAnew ? answers : null;
    const message: Outgoing = { id: newId(), text, files, form, state: 'sending', at: now() };
    this.#change({ ...this.#state, outgoing: [...this.#state.outgoing, message] });
    void this.#sendAll();
  }

  /** Sends again, by the same id: what came through after all is there once. */
  retry(id: string): void {
    this.#change(withOutgoing(this.#state, id, { state: 'sending' }));
    void this.#sendAll();
  }

  discard(id: string): void {
    this.#change(withOutgoing(this.#state, id, null));
  }

  /** One after the other, so that they arrive in the order of writing. */
  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (;;) {
        const message = this.#state.outgoing.find(({ state }) => state === 'sending');
        if (message === undefined || this.#token === null || this.#state.phase !== 'ready') return;
        if (!(await this.#sendOne(message))) return;
      }
    } finally {
      this.#isSending = false;
    }
  }

  /** Whether the next one may go: this one was sent, or the visitor is asked about it. */
  async #sendOne({ id, text, files, form }: Outgoing): Promise<boolean> {
    const { api, isOnline, fraction } = this.#options;
    const person = this.#person;
    const message = {
      id,
      text,
      ...(files.length === 0 ? {} : { fileIds: files.map(({ reference }) => reference) }),
      ...(form === null ? {} : { form }),
    };
    for (let attempts = 1; ; attempts++) {
      try {
        const { conversation } = await api.send(this.#token ?? '', message);
        if (person !== this.#person) return true;
        this.#change(withSent(this.#state, id, conversation));
        this.#wish();
        return true;
      } catch (error) {
        if (person !== this.#person) return true;
        const refused = error instanceof Refused ? error : new Refused(0, null);
        if (!isOnline()) return false;
        const isVoid = refused.status === 401;
        if (attempts >= attemptsMax || !(refused.mayPass || isVoid)) {
          this.#change(withOutgoing(this.#state, id, { state: 'failed' }));
          return true;
        }
        if (isVoid && !(await this.#begin())) return false;
        if (isVoid) continue;
        if (refused.status === 429) this.#change(withOutgoing(this.#state, id, { state: 'held' }));
        await this.#hold(refused.retryAfterMs ?? waitMs({ failures: attempts }, fraction()));
        if (person !== this.#person) return true;
        this.#change(withOutgoing(this.#state, id, { state: 'sending' }));
      }
    }
  }

  /** Waits for so long, or until something changes that makes waiting pointless. */
  #hold(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.after(ms, resolve);
      this.#stopHolding = () => {
        cancel();
        resolve();
      };
    });
  }
}

function happeningOf(error: unknown): Happening {
  return error instanceof Refused && error.status === 401 ? 'voided' : 'failed';
}

/** Whom a JWT names, as it says itself: enough to know the same one again. Who it is, is for the server to say. */
function subjectOf(jwt: string): string | null {
  try {
    const payload = (jwt.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    return String((JSON.parse(atob(payload)) as { readonly sub?: unknown }).sub);
  } catch {
    return null;
  }
}
