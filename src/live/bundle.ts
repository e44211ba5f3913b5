/**
 * Several frames for one write. Streams that are sent the same frames in the same order share one bundle, and with it the
 * copy that joins them: a page of events for a department of a thousand viewers is joined once. A page begins with a fresh
 * empty bundle, so that what grew on the last one's is forgotten.
 */
export class Bundle {
  readonly #before: Bundle | null;
  readonly #last: Buffer | null;
  #longer: Map<Buffer, Bundle> | null = null;
  #joined: Buffer | null = null;

  constructor(before: Bundle | null = null, last: Buffer | null = null) {
    this.#before = before;
    this.#last = last;
  }

  /** The bundle with one frame more. */
  with(frame: Buffer): Bundle {
    this.#longer ??= new Map();
    let longer = this.#longer.get(frame);
    if (longer === undefined) {
      longer = new Bundle(this, frame);
      this.#longer.set(frame, longer);
    }
    return longer;
  }

  bytes(): Buffer {
    if (this.#joined !== null) return this.#joined;
    const parts: Buffer[] = [];
    for (let bundle: Bundle | null = this; bundle !== null; bundle = bundle.#before) {
      if (bundle.#last !== null) parts.push(bundle.#last);
    }
    this.#joined = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts.reverse());
    return this.#joined;
  }
}
