/** One block of an event stream: an event, or only a comment that keeps the connection open. */
export interface StreamBlock {
  /** `message` where the stream names none. */
  readonly event: string;
  /** Null in a block that carries no event. */
  readonly data: string | null;
  readonly id: string | null;
  /** Whether there is a comment in it, by which a server shows that it lives. */
  readonly isComment: boolean;
}

/** Cuts an event stream into its blocks, wherever the network cut it. Lines end with LF, as Baton writes them. */
export class StreamReader {
  readonly #decoder = new TextDecoder();
  #text = '';

  /** The blocks that are complete with this piece. */
  read(piece: Uint8Array): StreamBlock[] {
    this.#text += this.#decoder.decode(piece, { stream: true });
    const blocks: StreamBlock[] = [];
    let start = 0;
    for (let end = this.#text.indexOf('\n\n'); end >= 0; end = this.#text.indexOf('\n\n', start)) {
      blocks.push(readBlock(this.#text.slice(start, end)));
      start = end + 2;
    }
    this.#text = this.#text.slice(start);
    return blocks;
  }
}

function readBlock(text: string): StreamBlock {
  let event = 'message';
  let id: string | null = null;
  let isComment = false;
  const data: string[] = [];
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (colon === 0) isComment = true;
    else if (name === 'event') event = value;
    else if (name === 'data') data.push(value);
    else if (name === 'id') id = value;
  }
  return { event, data: data.length === 0 ? null : data.join('\n'), id, isComment };
}
