import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const repositoryRoot = resolve(import.meta.dirname, '../..');

/** What a `package.json` and an entry of the lock file have in common, as far as the tests ask. */
export interface Manifest {
  readonly version?: string;
  readonly license?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** The lock file's packages by their folder, `node_modules/a/node_modules/b`; the root's folder is the empty string. */
export type LockedPackages = Readonly<Record<string, Manifest>>;

export function readLockedPackages(): LockedPackages {
  return (JSON.parse(readFileSync(join(repositoryRoot, 'package-lock.json'), 'utf8')) as { packages: LockedPackages })
    .packages;
}

/** The folder in which Node finds `name` when a package in `from` asks for it; undefined when the lock has none. */
export function findLocked(
  packages: LockedPackages,
  { from, name }: { from: string; name: string },
): string | undefined {
  for (let folder = from; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const candidate = `${folder && `${folder}/`}node_modules/${name}`;
    if (packages[candidate]) return candidate;
    if (folder === '') return undefined;
  }
}
