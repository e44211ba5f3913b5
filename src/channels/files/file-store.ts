/**
 * Where the bytes of files lie. They are addressed by their SHA-256 and never change: storing the same bytes twice stores
 * them once, and what a database row says of a file can be checked against it. Names are no business of the store.
 */
export interface FileStore {
  /**
   * Stores what comes, up to `bytesMax`, and answers when it would survive a power cut.
   *
   * @throws FileTooLarge, FileStoreError; then nothing is kept
   */
  put(content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, bytesMax: number): Promise<StoredFile>;
  /** The bytes; null when there are none. @throws FileStoreError */
  open(sha256: string): Promise<{ readonly bytes: number; readonly content: AsyncIterable<Uint8Array> } | null>;
  /**
   * Takes bytes away for good, unless they were stored, for the first time or again, since an instant: somebody may be about
   * to name them. Answers whether they are gone. @throws FileStoreError
   */
  remove(sha256: string, untouchedSince: number): Promise<boolean>;
  /** Hashes of what lies there, in their order, after one: a portion; none when that was the last. @throws FileStoreError */
  list(after: string, limit: number): Promise<readonly string[]>;
  /** Takes away what was begun and never became a file, and was not written to since an instant. @throws FileStoreError */
  removeUnfinished(untouchedSince: number): Promise<void>;
}

export interface StoredFile {
  /** In lower-case hexadecimal. */
  readonly sha256: string;
  readonly bytes: number;
}

export class FileTooLarge extends Error {
  override name = 'FileTooLarge';
  readonly bytesMax: number;

  constructor(bytesMax: number) {
    super(`The file has more than ${bytesMax} bytes.`);
    this.bytesMax = bytesMax;
  }
}

/** The store is full, away or refuses; nothing was kept. */
export class FileStoreError extends Error {
  override name = 'FileStoreError';
}
