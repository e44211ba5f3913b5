/**
 * PGlite itself: PostgreSQL in WebAssembly, started with our settings and spoken to in raw wire protocol. It runs on the
 * thread that starts it and blocks it while it works; `worker.ts` gives it a thread of its own.
 */
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { assert } from '../../base/assert.ts';
import { plannerSettings } from '../planner-settings.ts';

/** What a PGlite is started on. */
export interface EngineOptions {
  /** Where the data lies; in this thread's memory when absent. */
  readonly fileSystem?: NonNullable<PGliteOptions['fs']>;
  /** A tar of a data folder to start from, instead of running initdb (2.4 s → 0.3 s). Only for an empty place. */
  readonly image?: Uint8Array;
  /** Whether a commit waits for the disk. Means nothing in memory. */
  readonly fsync: boolean;
}

/** A running PGlite. */
export interface PgliteEngine {
  /** Runs messages of the wire protocol to their end and gives back the answer's bytes. Blocks this thread. */
  execute(messages: Uint8Array): Promise<Buffer>;
  /** The data folder as an uncompressed tar. Nothing may be running, and a checkpoint should have been made. */
  dump(): Promise<Uint8Array>;
  /** Shuts PostgreSQL down in good order, with a checkpoint. */
  close(): Promise<void>;
}

/**
 * PGlite's own start parameters with `-F` (fsync off) taken out, and ours. A second `-c` for one setting wins over the
 * first, so they are only appended. No timeouts: `statement_timeout` is ignored and the idle ones hang it (design, 5).
 */
function startParameters(fsync: boolean): string[] {
  const settings = {
    fsync: fsync ? 'on' : 'off',
    // Emscripten's fdatasync does nothing and O_DSYNC is dropped; fsync is the one that reaches our file system.
    wal_sync_method: 'fsync',
    synchronous_commit: fsync ? 'on' : 'off',
    // There is no background writer: a checkpoint runs inside somebody's statement, so it should be rare but bounded.
    max_wal_size: '128MB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    TimeZone: 'UTC',
    DateStyle: 'ISO',
    bytea_output: 'hex',
    client_min_messages: 'error',
    ...plannerSettings,
    // A runaway query that spills looks busy to the watchdog; this ends it.
    temp_file_limit: '2GB',
  };
  const ours = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return [...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'), ...ours];
}

/** Starts PGlite on this thread. */
export async function startPglite(options: EngineOptions): Promise<PgliteEngine> {
  const pglite = await PGlite.create({
    startParams: startParameters(options.fsync),
    // Small write-ahead segments, so that images are small. On disk the difference to 16 MB is within the noise
    // (0.56–0.91 ms against 0.56–0.69 ms for a commit of one row, 1.5–1.9 against 1.4–1.8 ms for one of fifty).
    initDbStartParams: ['--wal-segsize=1'],
    ...(options.fileSystem ? { fs: options.fileSystem } : {}),
    ...(options.image ? { loadDataDir: new Blob([options.image as Uint8Array<ArrayBuffer>]) } : {}),
  });
  let busy = false;
  return {
    execute: async (messages) => {
      assert(!busy, 'PGlite runs one thing at a time.');
      busy = true;
      const pieces: Buffer[] = [];
      try {
        await pglite.execProtocolRawStream(messages, {
          syncToFs: false, // only browsers' file systems have something to do there
          onRawData: (piece) => pieces.push(Buffer.from(piece)), // a copy: the piece lies in PGlite's memory
        });
      } finally {
        busy = false;
      }
      return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
    },
    dump: async () => new Uint8Array(await (await pglite.dumpDataDir('none')).arrayBuffer()),
    close: () => pglite.close(),
  };
}
