import { expect, test } from 'vitest';
import { findLocked, type LockedPackages, type Manifest, readLockedPackages } from './support/lock-file.ts';

// Why these can go wrong: a registry may lack packages for other platforms, and npm 11.19 then writes a lock file that
// `npm ci` rejects. CONTRIBUTING says how to write a good one.

const locked = readLockedPackages();

/** Optional dependencies without an entry, as `npm ci` would complain about them. */
function missingOptional(packages: LockedPackages): string[] {
  return Object.entries(packages).flatMap(([from, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {})
      .filter((name) => !findLocked(packages, { from, name }))
      .map((name) => `${from || 'package.json'} needs ${name}`),
  );
}

function looseVersions({ dependencies, devDependencies, optionalDependencies }: Manifest): string[] {
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name}@${version}`);
}

test('every optional dependency has its entry', () => {
  const sample: LockedPackages = {
    '': { optionalDependencies: { a: '1' } },
    'node_modules/@x/b': { optionalDependencies: { c: '1', d: '1', e: '1' } },
    'node_modules/@x/b/node_modules/d': {},
    'node_modules/e': {},
  };
  expect(missingOptional(sample)).toEqual(['package.json needs a', 'node_modules/@x/b needs c']);
  expect(Object.keys(locked).length).toBeGreaterThan(1);
  expect(missingOptional(locked)).toEqual([]);
});

test('every entry has an integrity and none says where it was downloaded', () => {
  const entries = Object.entries(locked).filter(([folder, { link }]) => folder !== '' && !link);
  // Packages for other platforms that the registry lacked are named without a version, and npm ci passes over them.
  const known = entries.filter(([, { version, optional }]) => version || !optional);
  expect(known.length).toBeGreaterThan(0);
  expect(known.filter(([, { integrity }]) => !integrity).map(([folder]) => folder)).toEqual([]);
  expect(entries.filter(([, { resolved }]) => resolved).map(([folder]) => folder)).toEqual([]);
});

test('versions are pinned exactly, and the lock file has those', () => {
  expect(looseVersions({ dependencies: { a: '^1.0.0', b: '1.0.0-beta.2' }, devDependencies: { c: 'latest' } })).toEqual(
    [...['a@^1.0.0', 'c@latest']],
  );
  const root = locked[''];
  if (!root) throw new Error('The lock file has no entry for the root.');
  expect(looseVersions(root)).toEqual([]);
  const pinned = Object.entries({ ...root.dependencies, ...root.devDependencies, ...root.optionalDependencies });
  expect(pinned.filter(([name, version]) => locked[`node_modules/${name}`]?.version !== version)).toEqual([]);
});
