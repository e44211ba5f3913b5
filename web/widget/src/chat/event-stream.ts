/** One server-sent event; `event` is empty for those without a name. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

export interface ReadOptions {
  /** A stream that says nothing for so long, in milliseconds, has ended without saying so. */
  readonly silenceMsMax: number;
  readonly onEvent: (event: ServerEvent) => void;
}

/** Reads a stream of server-sent events to its end; answers also when it breaks, or says nothing for too long. */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  { silenceMsMax, onEvent }: ReadOptions,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const chunk = await withinTime(reader, silenceMsMax);
    if (chunk === null) return;
    const frames = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) {
      const event = readFrame(frame);
      if (event !== null) onEvent(event);
    }
  }
}

/** What comes next; null at the end, whichever way it comes. */
async function withinTime(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  silenceMsMax: number,
): Promise<Uint8Array | null> {
  const timer = setTimeout(() => void reader.cancel(), silenceMsMax);
  try {
    const { done, value } = await reader.read();
    return done ? null : value;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** The event of a frame; null for a comment. */
export function readFrame(frame: string): ServerEvent | null {
  let event = '';
  let data: string | null = null;
  for (const line of frame.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const value = line.slice(colon + 1).replace(/^ /, '');
    const field = line.slice(0, colon);
    if (field === 'event') event = value;
    else if (field === 'data') data = data === null ? value : `${data}\n${value}`;
  }
  return data === null ? null : { event, data };
}
