/**
 * What the browser remembers between pages: the token of a visitor whom nobody named, and what was seen last. It is the
 * frame's own storage, which the page around it cannot read. Of somebody whom the page's server named nothing is kept: the
 * page names them again, or they are gone.
 */
export interface Memory {
  token(): string | null;
  keepToken(token: string | null): void;
  /** When the last message was sent that was seen in this conversation. */
  seenAt(conversationId: string): string | null;
  keepSeen(conversationId: string, at: string): void;
}

interface Kept {
  readonly token?: string;
  readonly seen?: readonly [conversationId: string, at: string];
}

/** Where texts are kept by name. */
export interface Keeps {
  getItem(name: string): string | null;
  setItem(name: string, value: string): void;
}

/** Where a browser keeps nothing at all, it lasts as long as the page. */
export function openMemory(key: string, storage: Keeps): Memory {
  const name = `baton ${key}`;
  let kept = read(storage, name);
  const keep = (next: Kept): void => {
    kept = next;
    try {
      storage.setItem(name, JSON.stringify(next));
    } catch {
      // Full, or not allowed: it is kept in memory.
    }
  };
  return {
    token: () => kept.token ?? null,
    keepToken: (token) => {
      const { token: _, ...rest } = kept;
      keep(token === null ? rest : { ...rest, token });
    },
    seenAt: (conversationId) => (kept.seen?.[0] === conversationId ? kept.seen[1] : null),
    keepSeen: (conversationId, at) => {
      if (kept.seen?.[0] !== conversationId || kept.seen[1] < at) keep({ ...kept, seen: [conversationId, at] });
    },
  };
}

function read(storage: Keeps, name: string): Kept {
  try {
    const value = JSON.parse(storage.getItem(name) ?? '{}') as unknown;
    if (typeof value !== 'object' || value === null) return {};
    const { token, seen } = value as Record<string, unknown>;
    const isSeen = Array.isArray(seen) && seen.length === 2 && seen.every((part) => typeof part === 'string');
    return {
      ...(typeof token === 'string' ? { token } : {}),
      ...(isSeen ? { seen: seen as unknown as readonly [string, string] } : {}),
    };
  } catch {
    return {};
  }
}
