import { type Client, type MessageRow, newId } from '../../../../client/src/index.ts';

/** A message on its way: it is shown until the event that tells of it has come. */
export interface Sending {
  readonly key: string;
  readonly kind: 'reply' | 'note';
  readonly text: string;
  readonly fileIds: readonly string[];
  /** When it was sent, by the server's clock. */
  readonly at: number;
  /** The message that it has become; null until the server has answered. */
  readonly messageId: string | null;
}

export interface NewMessage {
  readonly conversationId: string;
  readonly kind: 'reply' | 'note';
  readonly text: string;
  readonly fileIds: readonly string[];
  /** Whom it was written for: refused when the owner has changed since. */
  readonly ownershipVersion: number | undefined;
}

const none: readonly Sending[] = [];

/** What is being sent, by conversation; one after the other within each, so that two never change places. */
export class Outbox {
  readonly #client: Client;
  readonly #sending = new Map<string, readonly Sending[]>();
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #listeners = new Set<() => void>();

  constructor(client: Client) {
    this.#client = client;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get(conversationId: string): readonly Sending[] {
    return this.#sending.get(conversationId) ?? none;
  }

  /** Sends it after those before it. Rejects with `Problem` or `Unreachable`: then it was not sent, and is shown no more. */
  async send(message: NewMessage): Promise<void> {
    const { conversationId, kind, text, fileIds, ownershipVersion } = message;
    const key = newId();
    const sending: Sending = { key, kind, text, fileIds, at: this.#client.now(), messageId: null };
    this.#set(conversationId, [...this.get(conversationId), sending]);
    const before = this.#last.get(conversationId) ?? Promise.resolve();
    const sent = before
      .catch(() => {})
      .then(() =>
        this.#client.post('/v1/conversations/{id}/messages', {
          path: { id: conversationId },
          body: {
            kind,
            text,
            ...(fileIds.length === 0 ? {} : { fileIds: [...fileIds] }),
            ...(ownershipVersion === undefined ? {} : { ownershipVersion }),
          },
          idempotencyKey: key,
        }),
      );
    this.#last.set(conversationId, sent);
    try {
      const { id } = await sent;
      const known = this.get(conversationId).map((each) => (each.key === key ? { ...each, messageId: id } : each));
      this.#set(conversationId, known);
    } catch (error) {
      this.#set(
        conversationId,
        this.get(conversationId).filter((each) => each.key !== key),
      );
      throw error;
    } finally {
      if (this.#last.get(conversationId) === sent) this.#last.delete(conversationId);
    }
  }

  /** Forgets what has arrived in the thread. */
  settle(conversationId: string, messages: readonly MessageRow[]): void {
    const sending = this.get(conversationId);
    if (sending.length === 0) return;
    const there = new Set(messages.map(({ id }) => id));
    const left = sending.filter(({ messageId }) => messageId === null || !there.has(messageId));
    if (left.length < sending.length) this.#set(conversationId, left);
  }

  #set(conversationId: string, sending: readonly Sending[]): void {
    if (sending.length === 0) this.#sending.delete(conversationId);
    else this.#sending.set(conversationId, sending);
    for (const listener of [...this.#listeners]) listener();
  }
}

/**
 * Those that the thread does not show yet. The event may be faster than the answer: then the text tells which message of
 * one's own it has become.
 */
export function notYetShown(
  sending: readonly Sending[],
  messages: readonly MessageRow[],
  agentId: string,
): readonly Sending[] {
  if (sending.length === 0) return sending;
  const ids = new Set(messages.map(({ id }) => id));
  const ours = messages.filter(({ author, direction }) => author.id === agentId && direction !== 'inbound').slice(-20);
  return sending.filter(({ messageId, text, at }) => {
    if (messageId !== null) return !ids.has(messageId);
    // A second of slack: the server's clock is known to about half of one.
    return !ours.some((message) => message.text === text && message.at > at - 1_000);
  });
}
