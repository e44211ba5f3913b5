/**
 * PGlite's files on disk, with the syncs that PGlite leaves out. Its own node file system has no fsync at all: turning
 * PostgreSQL's setting on changed nothing, and nothing survived simulated power cuts (measured by others). Here
 *
 * - a sync of a file reaches the disk, and syncs the folders whose entries changed since, so that the file is found;
 * - an error of a sync ends the process: the kernel may have dropped the pages, a second try would succeed falsely, and
 *   whoever was waiting for that commit must not be told that it happened;
 * - every change can be recorded, so that a test can cut the power (`test/support/power-cut.ts`).
 *
 * PostgreSQL must run with `wal_sync_method = fsync`: Emscripten's fdatasync answers without doing anything.
 */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** Hears of every change in the order in which it happened. Paths are the disk's own. */
export interface DiskObserver {
  created(path: string, kind: 'file' | 'folder'): void;
  written(path: string, position: number, bytes: Uint8Array): void;
  truncated(path: string, size: number): void;
  renamed(from: string, to: string): void;
  removed(path: string): void;
  synced(path: string): void;
  folderSynced(path: string): void;
}

/** What tests replace, and where the file system counts. */
export interface DurableFileSystemOptions {
  /** Counters that another thread may read; see `DiskActivity`. */
  readonly activity?: DiskActivity;
  readonly observer?: DiskObserver;
  /** The system call. */
  readonly sync?: (descriptor: number) => void;
  /** Must not return. By default it kills the process. */
  readonly onSyncFailure?: (error: unknown) => never;
}

/** Counts of what happened on the disk, in memory that threads share. Both wrap around. */
export class DiskActivity {
  readonly memory: SharedArrayBuffer;
  readonly #counts: Int32Array;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(8)) {
    this.memory = memory;
    this.#counts = new Int32Array(memory);
  }

  /** Reads, writes and syncs: a sign of life. */
  get operations(): number {
    return Atomics.load(this.#counts, 0);
  }

  /** Syncs that the kernel confirmed. */
  get syncs(): number {
    return Atomics.load(this.#counts, 1);
  }

  countOperation(): void {
    Atomics.add(this.#counts, 0, 1);
  }

  countSync(): void {
    Atomics.add(this.#counts, 1, 1);
  }
}

/** The parts of Emscripten's node file system that are wrapped here; see NODEFS in PGlite's dist/pglite.js. */
interface EmscriptenNode {
  readonly name: string;
}
interface EmscriptenStream {
  readonly node: EmscriptenNode;
  readonly nfd: number;
}
interface Attributes {
  readonly size?: number;
}
interface NodeFileSystem {
  realPath(node: EmscriptenNode): string;
  readonly node_ops: {
    setattr(node: EmscriptenNode, attributes: Attributes): void;
    mknod(parent: EmscriptenNode, name: string, mode: number, device: number): EmscriptenNode;
    rename(node: EmscriptenNode, newParent: EmscriptenNode, newName: string): void;
    unlink(parent: EmscriptenNode, name: string): void;
    rmdir(parent: EmscriptenNode, name: string): void;
  };
  readonly stream_ops: {
    setattr(stream: EmscriptenStream, attributes: Attributes): void;
    read(stream: EmscriptenStream, buffer: Uint8Array, offset: number, length: number, position: number): number;
    write(stream: EmscriptenStream, buffer: Uint8Array, offset: number, length: number, position: number): number;
    fsync?(stream: EmscriptenStream): number;
  };
}

const folderBits = 0o170000;
const folderMode = 0o040000;

/** PGlite's node file system with fsync. One object serves one PGlite. */
export class DurableFileSystem extends NodeFS {
  readonly #activity: DiskActivity;
  readonly #observer: DiskObserver | undefined;
  readonly #sync: (descriptor: number) => void;
  readonly #onSyncFailure: (error: unknown) => never;
  /** Folders with entries that a power cut could still take back. */
  readonly #changedFolders = new Set<string>();

  constructor(folder: string, options: DurableFileSystemOptions = {}) {
    super(folder);
    this.#activity = options.activity ?? new DiskActivity();
    this.#observer = options.observer;
    this.#sync = options.sync ?? fsyncSync;
    this.#onSyncFailure = options.onSyncFailure ?? killProcess;
  }

  override async init(...[pglite, settings]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pglite, settings);
    // Before the folder is mounted: nodes take over the functions that are there when they are made.
    emscriptenOpts.preRun?.unshift((module) => this.#wrap((module as unknown as { NODEFS: NodeFileSystem }).NODEFS));
    return { emscriptenOpts };
  }

  #wrap(disk: NodeFileSystem): void {
    const { node_ops: nodes, stream_ops: streams } = disk;
    const plain = { ...nodes };
    const plainStreams = { ...streams };
    const inside = (parent: EmscriptenNode, name: string): string => `${disk.realPath(parent)}/${name}`;
    nodes.mknod = (parent, name, mode, device) => {
      const node = plain.mknod(parent, name, mode, device);
      const path = inside(parent, name);
      this.#observer?.created(path, (mode & folderBits) === folderMode ? 'folder' : 'file');
      this.#changed(path);
      return node;
    };
    nodes.rename = (node, newParent, newName) => {
      const from = disk.realPath(node);
      const to = inside(newParent, newName);
      plain.rename(node, newParent, newName);
      this.#observer?.renamed(from, to);
      this.#changed(from);
      this.#changed(to);
    };
    for (const operation of ['unlink', 'rmdir'] as const) {
      nodes[operation] = (parent, name) => {
        plain[operation](parent, name);
        const path = inside(parent, name);
        this.#observer?.removed(path);
        this.#changed(path);
      };
    }
    nodes.setattr = (node, attributes) => {
      plain.setattr(node, attributes);
      if (attributes.size !== undefined) this.#observer?.truncated(disk.realPath(node), attributes.size);
      this.#activity.countOperation();
    };
    streams.setattr = (stream, attributes) => {
      plainStreams.setattr(stream, attributes);
      if (attributes.size !== undefined) this.#observer?.truncated(disk.realPath(stream.node), attributes.size);
      this.#activity.countOperation();
    };
    streams.read = (stream, buffer, offset, length, position) => {
      this.#activity.countOperation();
      return plainStreams.read(stream, buffer, offset, length, position);
    };
    streams.write = (stream, buffer, offset, length, position) => {
      const written = plainStreams.write(stream, buffer, offset, length, position);
      this.#activity.countOperation();
      if (this.#observer) {
        const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, written);
        this.#observer.written(disk.realPath(stream.node), position, bytes.slice());
      }
      return written;
    };
    streams.fsync = (stream) => {
      this.#syncNow(stream.nfd, disk.realPath(stream.node));
      return 0;
    };
  }

  #changed(path: string): void {
    this.#changedFolders.add(dirname(path));
    this.#activity.countOperation();
  }

  #syncNow(descriptor: number, path: string): void {
    try {
      this.#sync(descriptor);
      this.#observer?.synced(path);
      for (const folder of this.#changedFolders) this.#syncFolder(folder);
      this.#changedFolders.clear();
    } catch (error) {
      this.#onSyncFailure(error);
    }
    this.#activity.countOperation();
    this.#activity.countSync();
  }

  #syncFolder(folder: string): void {
    let descriptor: number;
    try {
      descriptor = openSync(folder, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return; // removed since; its parent is on the list too
      throw error;
    }
    try {
      this.#sync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    this.#observer?.folderSynced(folder);
  }
}

/**
 * Ends the process without another word to anybody. Not `process.exit`: on a worker that would end the worker only, and
 * it would let the main thread go on.
 */
function killProcess(error: unknown): never {
  const sentence = `Baton stops: the disk refused to sync, so commits can no longer be promised. ${String(error)}\n`;
  try {
    writeSync(2, sentence);
  } catch {
    // Nobody reads standard error.
  }
  process.kill(process.pid, 'SIGKILL');
  // The signal ends every thread; until it arrives this one must not go on.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  throw error;
}
