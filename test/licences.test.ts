import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  findLocked,
  type LockedPackages,
  type Manifest,
  readLockedPackages,
  repositoryRoot,
} from './support/lock-file.ts';

/** Licences that let anyone run, change and pass on Baton with this package in it, and ask for no more than a notice. */
const allowed = new Set([
  ...[
    'MIT',
    'MIT-0',
    'ISC',
    '0BSD',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'CC0-1.0',
    'Unlicense',
  ],
]);

/** Whether an SPDX expression without nesting allows it: one of those joined by OR, all of those joined by AND. */
function isAllowed(expression: string | undefined): boolean {
  const choices = (expression ?? '').replace(/^\((.*)\)$/, '$1').split(' OR ');
  return choices.some((choice) => choice.split(' AND ').every((licence) => allowed.has(licence.trim())));
}

/** Folders of everything that is installed for people who run Baton, the packages for other platforms too. */
function runtimePackages(packages: LockedPackages): string[] {
  const reached = new Set<string>();
  const visit = (from: string): void => {
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = packages[from] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      // What a package works with if it happens to be there is not brought along.
      if (peerDependenciesMeta?.[name]?.optional === true && dependencies?.[name] === undefined) continue;
      const folder = findLocked(packages, { from, name });
      if (folder === undefined || reached.has(folder)) continue;
      reached.add(folder);
      visit(folder);
    }
  };
  visit('');
  return [...reached];
}

test('a licence is judged by its SPDX expression', () => {
  expect(['MIT', '(MIT OR GPL-3.0-only)', 'Apache-2.0 AND MIT'].map(isAllowed)).toEqual([true, true, true]);
  expect(['GPL-3.0-only', 'MIT AND GPL-3.0-only', 'SEE LICENSE IN FILE', undefined].map(isAllowed)).not.toContain(true);
});

test('every package that runs in production has a licence from the list', () => {
  const locked = readLockedPackages();
  const folders = runtimePackages(locked);
  expect(folders).toContain('node_modules/fastify');
  expect(folders).not.toContain('node_modules/vitest');
  const refused = folders.flatMap((folder) => {
    const file = join(repositoryRoot, folder, 'package.json');
    // Packages for other platforms are not here; the lock file has copied their licence.
    const installed = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : locked[folder];
    return isAllowed(installed?.license) ? [] : [`${folder}: ${installed?.license ?? 'no licence'}`];
  });
  expect(refused).toEqual([]);
});
