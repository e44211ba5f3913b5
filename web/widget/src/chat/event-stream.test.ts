import { describe, expect, test } from 'vitest';
import { readEvents, readFrame, type ServerEvent } from './event-stream.ts';

/** A stream of these chunks, which then ends, breaks, or goes on without a word. */
function streamOf(
  chunks: readonly string[],
  end: 'ends' | 'breaks' | 'is silent' = 'ends',
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      if (end === 'ends') controller.close();
      if (end === 'breaks') setTimeout(() => controller.error(new Error('the connection is gone')), 0);
    },
  });
}

async function read(stream: ReadableStream<Uint8Array>, silenceMsMax = 1_000): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  await readEvents(stream, { silenceMsMax, onEvent: (event) => events.push(event) });
  return events;
}

describe('a stream of events', () => {
  const text = 'id: 1\ndata: {"text":"grüße 🙂"}\n\n:\n\nevent: reset\ndata: {}\n\n';
  const events = [
    { event: '', data: '{"text":"grüße 🙂"}' },
    { event: 'reset', data: '{}' },
  ];

  test('is read wherever it is cut', async () => {
    expect(await read(streamOf([text]))).toEqual(events);
    expect(await read(streamOf([...text]))).toEqual(events);
    const bytes = new TextEncoder().encode(text);
    for (let cut = 1; cut < bytes.length; cut++) {
      const stream = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(bytes.slice(0, cut));
          controller.enqueue(bytes.slice(cut));
          controller.close();
        },
      });
      expect(await read(stream)).toEqual(events);
    }
  });

  test('ends where it breaks, or says nothing for too long, and half an event is none', async () => {
    expect(await read(streamOf(['data: 1\n\ndata: 2\n'], 'breaks'))).toEqual([{ event: '', data: '1' }]);
    expect(await read(streamOf(['data: 1\n\ndata: 2\n'], 'is silent'), 5)).toEqual([{ event: '', data: '1' }]);
  });

  test('has comments and fields that mean nothing here', () => {
    expect([':', ': beat', 'id: 7', 'retry: 500', '', 'data'].map(readFrame)).toEqual(Array(6).fill(null));
    expect(readFrame('data: a\ndata:b')).toEqual({ event: '', data: 'a\nb' });
  });
});
