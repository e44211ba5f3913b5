import { describe, expect, test } from 'vitest';
import type {
  MessageEntry,
  Transcript,
  TranscriptEntry,
  TurnEntry,
  VisitorSession,
} from '../../../../src/contract/webchat.ts';
import { Chat } from './chat.ts';
import { asksFirst, hasEnded, shownEntries, unreadCount } from './chat-state.ts';
import { openMemory } from './memory.ts';
import { type MessageToSend, Refused, type VisitorApi } from './visitor-api.ts';

// The chat over a server of a few lines and a clock that the test turns.

const account: VisitorSession['account'] = { name: 'Shop', greeting: null, preChat: [], locale: null, theme: 'auto' };
const at = (n: number): string => new Date(Date.UTC(2026, 0, 1, 10, 0, n)).toISOString();

class House {
  conversation: VisitorSession['conversation'] = null;
  entries: TranscriptEntry[] = [];
  readonly received: MessageToSend[] = [];
  readonly sessions: object[] = [];
  /** What requests come to instead of an answer, one for each. */
  readonly failing: Refused[] = [];
  /** Bound to the open stream; null when nobody follows. */
  tell: ((event: string, data: unknown) => void) | null = null;
  breakOff: () => void = () => {};
  followedFrom: (string | null)[] = [];
  account = account;
  isOnline = true;
  #serial = 0;

  #fail(): void {
    const failure = this.failing.shift();
    if (failure !== undefined) throw failure;
    if (!this.isOnline) throw new Refused(0, null);
  }

  message(text: string, from: MessageEntry['from'] = 'agent', id = `m${this.#serial + 1}`): void {
    this.#add({
      kind: 'message',
      cursor: '',
      id,
      from,
      name: from === 'agent' ? 'Tom' : null,
      text,
      files: [],
      at: at(++this.#serial),
    });
  }

  turn(code: TurnEntry['code'], view: Partial<TurnEntry['view']> = {}): void {
    const whole = { phase: 'waiting' as const, agent: null, department: null, to: null, ...view };
    this.#add({ kind: 'turn', cursor: '', code, view: whole, at: at(++this.#serial) });
  }

  #add(entry: TranscriptEntry): void {
    const placed = { ...entry, cursor: `c${this.entries.length + 1}` } as TranscriptEntry;
    this.entries.push(placed);
    this.tell?.('', placed);
  }

  page(entries = this.entries): Transcript {
    const turn = this.entries.findLast((entry) => entry.kind === 'turn') as TurnEntry | undefined;
    return {
      conversation: this.conversation,
      view: turn?.view ?? null,
      entries: [...entries],
      cursor: entries.at(-1)?.cursor ?? null,
      older: null,
      reset: false,
    };
  }

  readonly api: VisitorApi = {
    session: async (body) => {
      this.sessions.push(body);
      this.#fail();
      const isNamed = 'identity' in body;
      return {
        token: isNamed ? `named ${body.identity}` : (body.token ?? `fresh ${this.sessions.length}`),
        identified: isNamed,
        expiresAt: null,
        name: null,
        conversation: this.conversation,
        account: this.account,
      };
    },
    transcript: async () => {
      this.#fail();
      return this.page();
    },
    send: async (_token, message) => {
      this.#fail();
      const isNew = !this.received.some(({ id }) => id === message.id);
      this.received.push(message);
      this.conversation ??= { id: 'conversation', status: 'open' };
      if (isNew) this.message(message.text, 'visitor', message.id);
      return { conversation: this.conversation };
    },
    follow: async (_token, cursor, { signal, onOpen, onEvent }) => {
      this.#fail();
      this.followedFrom.push(cursor);
      onOpen();
      await new Promise<void>((resolve) => {
        this.tell = (event, data) => onEvent({ event, data: JSON.stringify(data) });
        this.breakOff = () => {
          this.tell = null;
          resolve();
        };
        signal.addEventListener('abort', () => resolve());
        const seen = this.entries.findIndex((entry) => entry.cursor === cursor);
        for (const entry of this.entries.slice(seen + 1)) this.tell('', entry);
      });
    },
    upload: () => Promise.reject(new Refused(0, null)),
    file: () => Promise.reject(new Refused(0, null)),
  };
}

/** Time that passes only when a test says so. */
class Timers {
  #waiting: { ms: number; call: () => void }[] = [];
  readonly after = (ms: number, call: () => void): (() => void) => {
    const one = { ms, call };
    this.#waiting.push(one);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== one);
    };
  };

  /** Everything that was waited for, as if its time had come; how long each wait was to be. */
  async pass(): Promise<number[]> {
    const due = this.#waiting;
    this.#waiting = [];
    for (const { call } of due) call();
    await settle();
    return due.map(({ ms }) => ms);
  }
}

/** Lets everything run that waits for nothing. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 0));
};

const begin = async (house = new House(), kept: Record<string, string> = {}) => {
  const timers = new Timers();
  let serial = 0;
  const storage = {
    getItem: (name: string) => kept[name] ?? null,
    setItem: (name: string, value: string) => {
      kept[name] = value;
    },
  };
  const chat = new Chat({
    api: house.api,
    memory: openMemory('w_key', storage),
    after: timers.after,
    fraction: () => 0,
    newId: () => `own${++serial}`,
    now: () => at(0),
    isOnline: () => house.isOnline,
  });
  chat.start();
  await settle();
  return { chat, house, timers, kept };
};
const texts = ({ state }: Chat): string[] => [
  ...state.entries.map((entry) => (entry.kind === 'message' ? entry.text : `(${entry.code})`)),
  ...state.outgoing.map(({ text, state: sending }) => `${text} [${sending}]`),
];

describe('a chat', () => {
  test('asks for nothing more than a session before the first message, and follows from then on', async () => {
    const { chat, house } = await begin();
    chat.setShown(true);
    expect(house.followedFrom).toEqual([]);
    chat.send('hello', []);
    expect(texts(chat)).toEqual(['hello [sending]']);
    await settle();
    expect(house.received).toEqual([{ id: 'own1', text: 'hello' }]);
    house.turn('served', { phase: 'served', agent: 'Tom' });
    house.message('good day');
    await settle();
    expect(texts(chat)).toEqual(['hello', '(served)', 'good day']);
    expect(chat.state.view?.agent).toBe('Tom');
  });

  test('is whom it was on the next page, and somebody new where it may keep nothing', async () => {
    const { kept } = await begin();
    const again = await begin(new House(), kept);
    expect(again.house.sessions).toEqual([{ token: 'fresh 1' }]);
    expect((await begin()).house.sessions).toEqual([{}]);
  });

  test.each([
    ['a second', 1],
    ['an hour', 400],
  ])('[I35] after %s without a connection knows exactly what a fresh start would', async (_, missed) => {
    const { chat, house, timers } = await begin();
    chat.setShown(true);
    chat.send('hello', []);
    await settle();
    house.breakOff();
    await settle();
    for (let i = 0; i < missed; i++) house.message(`missed ${i}`);
    house.turn('closed', { phase: 'closed' });
    await timers.pass();
    const fresh = await begin(house);
    fresh.chat.setShown(true);
    await settle();
    expect(chat.state.entries).toEqual(fresh.chat.state.entries);
    expect(chat.state.view).toEqual(fresh.chat.state.view);
    expect(chat.state.conversation?.status).toBe('closed');
    expect(house.followedFrom[1]).toBe('c1');
  });

  test('starts again where the server says so', async () => {
    const { chat, house } = await begin();
    chat.setShown(true);
    chat.send('hello', []);
    await settle();
    house.entries = [];
    house.message('another conversation');
    house.tell?.('reset', {});
    await settle();
    expect(texts(chat)).toEqual(['another conversation']);
  });

  test('says that the connection is lost when it does not come back at once, and comes back when the browser does', async () => {
    const { chat, house, timers } = await begin();
    chat.setShown(true);
    chat.send('hello', []);
    await settle();
    house.failing.push(new Refused(0, null), new Refused(502, null));
    house.breakOff();
    await settle();
    expect(chat.state.link).toBe('fine');
    await timers.pass();
    expect(chat.state.link).toBe('lost');
    house.isOnline = false;
    chat.setOnline();
    expect(chat.state.link).toBe('offline');
    house.isOnline = true;
    chat.setOnline();
    await settle();
    await timers.pass();
    expect(chat.state.link).toBe('fine');
  });

  test('does not follow behind a hidden page, unless it is open', async () => {
    const { chat, house } = await begin();
    chat.send('hello', []);
    await settle();
    expect(house.followedFrom).toHaveLength(1);
    chat.setVisible(false);
    house.tell = null;
    chat.setVisible(true);
    await settle();
    expect(house.followedFrom).toHaveLength(2);
    chat.setShown(true);
    chat.setVisible(false);
    await settle();
    expect(house.tell).not.toBeNull();
  });
});

describe('a message', () => {
  test('goes again by the same id until it is there, and is there once', async () => {
    const { chat, house, timers } = await begin();
    house.failing.push(new Refused(0, null), new Refused(503, 'busy', 2_000));
    chat.send('hello', []);
    await settle();
    expect(texts(chat)).toEqual(['hello [sending]']);
    expect(await timers.pass()).toEqual([500]);
    expect(await timers.pass()).toEqual([2_000]);
    expect(house.received.map(({ id }) => id)).toEqual(['own1']);
    chat.setShown(true);
    await settle();
    expect(texts(chat)).toEqual(['hello']);
  });

  test('that came through although its answer did not is shown once', async () => {
    const { chat, house, timers } = await begin();
    const { send } = house.api;
    let isLost = true;
    Object.assign(house.api, {
      send: async (token: string, message: MessageToSend) => {
        const answer = await send(token, message);
        if (isLost) {
          isLost = false;
          throw new Refused(0, null);
        }
        return answer;
      },
    });
    chat.setShown(true);
    chat.send('hello', []);
    await settle();
    await timers.pass();
    await settle();
    expect(house.received.map(({ id }) => id)).toEqual(['own1', 'own1']);
    expect(texts(chat)).toEqual(['hello']);
  });

  test('is left to the visitor after some attempts, who may try again or drop it; the next ones go on', async () => {
    const { chat, house, timers } = await begin();
    house.failing.push(...Array.from({ length: 5 }, () => new Refused(500, 'internal')));
    chat.send('one', []);
    await settle();
    for (let i = 0; i < 4; i++) await timers.pass();
    expect(texts(chat)).toEqual(['one [failed]']);
    chat.send('two', []);
    await settle();
    expect(house.received.map(({ text }) => text)).toEqual(['two']);
    chat.retry('own1');
    await settle();
    expect(house.received.map(({ id }) => id)).toEqual(['own2', 'own1']);
    house.failing.push(new Refused(400, 'validation'));
    chat.send('three', []);
    await settle();
    expect(texts(chat).at(-1)).toBe('three [failed]');
    chat.discard('own3');
    expect(texts(chat).join()).not.toContain('three');
  });

  test('waits while the browser is offline, and several arrive in their order', async () => {
    const { chat, house } = await begin();
    house.isOnline = false;
    chat.setOnline();
    for (const text of ['one', 'two', 'three']) chat.send(text, []);
    await settle();
    expect(house.received).toEqual([]);
    house.isOnline = true;
    chat.setOnline();
    await settle();
    expect(house.received.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  });

  test('[X26] that was too much at once says so, and goes when the server says', async () => {
    const { chat, house, timers } = await begin();
    house.failing.push(new Refused(429, 'rate_limited', 30_000));
    chat.send('hello', []);
    await settle();
    expect(texts(chat)).toEqual(['hello [held]']);
    expect(await timers.pass()).toEqual([30_000]);
    expect(house.received).toHaveLength(1);
  });

  test('goes on in a session begun anew when the token holds no longer', async () => {
    const { chat, house } = await begin();
    house.failing.push(new Refused(401, 'visitor_unknown'));
    chat.send('hello', []);
    await settle();
    expect(house.sessions).toHaveLength(2);
    expect(house.received).toHaveLength(1);
  });
});

describe('who it is', () => {
  test('[X17] is somebody else after a page names them: nothing of before is left, and nothing of them is kept', async () => {
    const { chat, house, kept } = await begin();
    chat.setShown(true);
    chat.send('said by nobody', []);
    await settle();
    const before = JSON.stringify(kept);
    house.conversation = null;
    house.entries = [];
    chat.identify('jwt of Ann');
    expect(texts(chat)).toEqual([]);
    await settle();
    expect(house.sessions.at(-1)).toEqual({ identity: 'jwt of Ann' });
    expect(chat.state.conversation).toBeNull();
    expect(JSON.stringify(kept)).not.toContain('Ann');
    expect(JSON.parse(before)).toBeTruthy();
    chat.identify(null);
    await settle();
    expect(house.sessions.at(-1)).toEqual({});
  });

  test('a page whose user’s name does not hold says so, and asks nothing more', async () => {
    const { chat, house, timers } = await begin();
    house.failing.push(new Refused(401, 'identity_invalid'));
    chat.identify('expired');
    await settle();
    expect(chat.state.phase).toBe('signed_out');
    expect(await timers.pass()).toEqual([]);
    chat.identify('fresh');
    await settle();
    expect(chat.state.phase).toBe('ready');
  });

  test('the same person with a fresh name goes on where they are', async () => {
    const { chat, house } = await begin();
    const nameOf = (sub: string, exp: number): string =>
      `h.${btoa(JSON.stringify({ sub, exp })).replace(/=+$/, '')}.mac`;
    chat.setShown(true);
    chat.identify(nameOf('ann', 1));
    await settle();
    chat.send('hello', []);
    await settle();
    chat.draft = 'half a sentence';
    chat.identify(nameOf('ann', 2));
    expect([texts(chat), chat.draft]).toEqual([['hello'], 'half a sentence']);
    await settle();
    expect(house.sessions.at(-1)).toEqual({ identity: nameOf('ann', 2) });
    chat.identify(nameOf('bea', 2));
    expect([texts(chat), chat.draft]).toEqual([[], '']);
  });

  test('an answer for whoever was before comes too late', async () => {
    const { chat, house } = await begin();
    house.conversation = { id: 'of Ann', status: 'open' };
    house.message('for Ann only');
    chat.identify('Ann');
    house.conversation = null;
    house.entries = [];
    chat.identify('Bea');
    await settle();
    expect(house.sessions.slice(-2)).toEqual([{ identity: 'Ann' }, { identity: 'Bea' }]);
    expect(texts(chat)).toEqual([]);
  });

  test('a name is told, also one that comes while it begins', async () => {
    const { chat, house } = await begin();
    chat.setName('Ada');
    await settle();
    expect(house.sessions.at(-1)).toEqual({ token: 'fresh 1', name: 'Ada' });
  });

  test('what is not there is not tried again, and what is away is', async () => {
    const gone = new House();
    gone.failing.push(new Refused(404, 'not_found'));
    const { chat, timers } = await begin(gone);
    expect(chat.state.phase).toBe('unavailable');
    expect(await timers.pass()).toEqual([]);
    const away = new House();
    away.failing.push(new Refused(0, null));
    const other = await begin(away);
    expect(other.chat.state.phase).toBe('unreachable');
    await other.timers.pass();
    expect(other.chat.state.phase).toBe('ready');
  });
});

describe('before, after and beside', () => {
  test('what the account asks comes before the first message, and goes with it once', async () => {
    const house = new House();
    house.account = { ...account, preChat: [{ id: 'email', label: 'E-mail', required: true }] };
    const { chat } = await begin(house);
    expect(asksFirst(chat.state)).toBe(true);
    chat.answer({ email: 'a@b.example' });
    expect(asksFirst(chat.state)).toBe(false);
    chat.send('one', []);
    chat.send('two', []);
    await settle();
    expect(house.received[0]?.form).toEqual({ email: 'a@b.example' });
    chat.send('three', []);
    await settle();
    expect(house.received[2]?.form).toBeUndefined();
  });

  test('a conversation that ended is left behind by a new one', async () => {
    const { chat, house } = await begin();
    chat.setShown(true);
    chat.send('hello', []);
    await settle();
    house.turn('closed', { phase: 'closed' });
    await settle();
    expect(hasEnded(chat.state)).toBe(true);
    chat.startAnew();
    expect(shownEntries(chat.state)).toEqual([]);
    house.conversation = { id: 'another', status: 'open' };
    house.entries = [];
    chat.send('hello again', []);
    await settle();
    house.tell?.('reset', {});
    await settle();
    expect(texts(chat)).toEqual(['hello again']);
    expect(hasEnded(chat.state)).toBe(false);
  });

  test('messages count as unread until they are in sight, on the next page too', async () => {
    const { chat, house, kept } = await begin();
    chat.send('hello', []);
    await settle();
    house.message('one');
    house.message('two');
    await settle();
    expect(unreadCount(chat.state)).toBe(2);
    chat.setShown(true);
    expect(unreadCount(chat.state)).toBe(0);
    chat.setShown(false);
    house.message('three');
    await settle();
    expect(unreadCount(chat.state)).toBe(1);
    const next = await begin(house, kept);
    expect(unreadCount(next.chat.state)).toBe(1);
  });
});
