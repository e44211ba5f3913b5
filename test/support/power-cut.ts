/**
 * Cuts the power. A `DiskRecording` hears of every change that a durable file system makes; `folderAfterCut` then builds
 * the folder as a disk may hold it when the power fails at a given point: everything that was synced, and of the rest
 * a part that a seed chooses, down to torn sectors.
 *
 * The model is as harsh as POSIX allows: a sync of a file keeps its content, a sync of a folder keeps its entries, and
 * nothing else is promised. Unsynced content survives sector by sector; unsynced entries of a folder survive up to a
 * point in their order, as journaling file systems keep them.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Random } from '../../src/base/random.ts';
import type { DiskObserver } from '../../src/storage/pglite/durable-file-system.ts';

const sectorBytes = 512;

type DiskEvent =
  | { readonly kind: 'created'; readonly path: string; readonly folder: boolean }
  | { readonly kind: 'written'; readonly path: string; readonly position: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncated'; readonly path: string; readonly size: number }
  | { readonly kind: 'renamed'; readonly from: string; readonly to: string }
  | { readonly kind: 'removed'; readonly path: string }
  | { readonly kind: 'synced'; readonly path: string }
  | { readonly kind: 'folderSynced'; readonly path: string };

/** Everything that happened in a folder since it was looked at, which must be while nobody writes to it. */
export class DiskRecording implements DiskObserver {
  readonly root: string;
  readonly events: DiskEvent[] = [];
  /** The files at the start, by path below the root; all of it counts as synced. */
  readonly start = new Map<string, Buffer | 'folder'>();

  constructor(root: string) {
    this.root = root;
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      this.start.set(relative(root, path), entry.isDirectory() ? 'folder' : readFileSync(path));
    }
  }

  /** How much has happened: remember it when a commit is acknowledged. */
  get length(): number {
    return this.events.length;
  }

  created(path: string, kind: 'file' | 'folder'): void {
    this.events.push({ kind: 'created', path: this.#below(path), folder: kind === 'folder' });
  }
  written(path: string, position: number, bytes: Uint8Array): void {
    this.events.push({ kind: 'written', path: this.#below(path), position, bytes });
  }
  truncated(path: string, size: number): void {
    this.events.push({ kind: 'truncated', path: this.#below(path), size });
  }
  renamed(from: string, to: string): void {
    this.events.push({ kind: 'renamed', from: this.#below(from), to: this.#below(to) });
  }
  removed(path: string): void {
    this.events.push({ kind: 'removed', path: this.#below(path) });
  }
  synced(path: string): void {
    this.events.push({ kind: 'synced', path: this.#below(path) });
  }
  folderSynced(path: string): void {
    this.events.push({ kind: 'folderSynced', path: this.#below(path) });
  }

  #below(path: string): string {
    return relative(this.root, path);
  }
}

/** What happened to a file's content and may still be lost. */
type ContentChange = { readonly position: number; readonly bytes: Uint8Array } | { readonly size: number };

/** A file, whatever its names are. */
class Inode {
  /** What the disk surely has. */
  content: Buffer;
  pending: ContentChange[] = [];

  constructor(content: Buffer) {
    this.content = content;
  }

  sync(): void {
    for (const change of this.pending) this.#apply(change);
    this.pending = [];
  }

  /** Keeps a part of what was not synced. Some cuts keep nearly all of it, some nearly nothing. */
  cut(random: Random): void {
    const share = random.fraction();
    for (const change of this.pending) {
      if ('size' in change) {
        if (random.fraction() < share) this.#apply(change);
        continue;
      }
      for (let at = 0; at < change.bytes.length; at += sectorBytes) {
        const bytes = change.bytes.subarray(at, at + sectorBytes);
        if (random.fraction() < share) this.#apply({ position: change.position + at, bytes });
      }
    }
    this.pending = [];
  }

  #apply(change: ContentChange): void {
    const size = 'size' in change ? change.size : Math.max(this.content.length, change.position + change.bytes.length);
    if (size !== this.content.length) {
      const resized = Buffer.alloc(size); // a hole reads as zeros
      this.content.copy(resized);
      this.content = resized;
    }
    if ('bytes' in change) this.content.set(change.bytes, change.position);
  }
}

type Entry = Inode | 'folder';

/** A change of a folder's entries: `entry` has the name from now on, or nothing has. */
interface EntryChange {
  readonly path: string;
  readonly entry: Entry | undefined;
}

/** The disk as the running system sees it, and as it would be after a cut. */
class Disk {
  /** What the running system sees. */
  readonly seen = new Map<string, Entry>();
  /** What the disk surely has. */
  readonly kept = new Map<string, Entry>();
  /** By folder, in order. */
  readonly pending = new Map<string, EntryChange[]>();

  constructor(start: ReadonlyMap<string, Buffer | 'folder'>) {
    for (const [path, content] of start) {
      const entry = content === 'folder' ? content : new Inode(Buffer.from(content));
      this.seen.set(path, entry);
      this.kept.set(path, entry);
    }
  }

  play(event: DiskEvent): void {
    switch (event.kind) {
      case 'created':
        this.#change(event.path, event.folder ? 'folder' : new Inode(Buffer.alloc(0)));
        break;
      case 'removed':
        this.#change(event.path, undefined);
        break;
      case 'renamed': {
        const entry = this.seen.get(event.from);
        this.#change(event.to, entry);
        this.#change(event.from, undefined);
        break;
      }
      case 'written':
        this.#file(event.path)?.pending.push({ position: event.position, bytes: event.bytes });
        break;
      case 'truncated':
        this.#file(event.path)?.pending.push({ size: event.size });
        break;
      case 'synced':
        this.#file(event.path)?.sync();
        if (this.seen.get(event.path) === 'folder') this.#syncFolder(event.path);
        break;
      case 'folderSynced':
        this.#syncFolder(event.path);
        break;
    }
  }

  /** The power fails. What is left is in `kept`. */
  cut(random: Random): void {
    for (const changes of this.pending.values()) {
      const survive = Math.floor(random.fraction() * (changes.length + 1));
      for (const change of changes.slice(0, survive)) this.#keep(change);
    }
    for (const entry of new Set(this.kept.values())) if (entry !== 'folder') entry.cut(random);
  }

  #file(path: string): Inode | undefined {
    const entry = this.seen.get(path);
    return entry === 'folder' ? undefined : entry;
  }

  #change(path: string, entry: Entry | undefined): void {
    if (entry) this.seen.set(path, entry);
    else this.seen.delete(path);
    const folder = parent(path);
    const changes = this.pending.get(folder) ?? [];
    changes.push({ path, entry });
    this.pending.set(folder, changes);
  }

  #syncFolder(folder: string): void {
    for (const change of this.pending.get(folder) ?? []) this.#keep(change);
    this.pending.delete(folder);
  }

  #keep({ path, entry }: EntryChange): void {
    if (entry) this.kept.set(path, entry);
    else this.kept.delete(path);
  }
}

function parent(path: string): string {
  const folder = dirname(path);
  return folder === '.' ? '' : folder;
}

/**
 * Writes, into the new folder `into`, what a disk may hold when the power fails after the first `events` changes of the
 * recording. The same random stream gives the same folder.
 */
export function folderAfterCut(
  recording: DiskRecording,
  options: { readonly events: number; readonly random: Random; readonly into: string },
): void {
  const disk = new Disk(recording.start);
  for (const event of recording.events.slice(0, options.events)) disk.play(event);
  disk.cut(options.random);
  mkdirSync(options.into, { recursive: true, mode: 0o700 });
  // Folders come before what is in them, and a file whose folder was lost is lost with it.
  const made = new Set(['']);
  for (const [path, entry] of [...disk.kept].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!made.has(parent(path))) continue;
    if (entry === 'folder') {
      mkdirSync(join(options.into, path), { mode: 0o700 });
      made.add(path);
    } else writeFileSync(join(options.into, path), entry.content);
  }
}
