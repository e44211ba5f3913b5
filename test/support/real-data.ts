import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Where real input lies: `BATON_TEST_DATA`, by default a folder beside the repository. It may be absent. */
const realDataFolder = resolve(root, process.env.BATON_TEST_DATA ?? '../shared/data');

/** The reason that a test gives when it skips for want of real input. `.ci/run` looks for its first two words. */
export const realDataAbsent = 'real data: BATON_TEST_DATA names no folder that has it';

/** A file of real input, as bytes, or null where it is absent; then a test skips with `realDataAbsent`. */
export function readRealData(name: string): Buffer | null {
  try {
    return readFileSync(join(realDataFolder, name));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}

/** Where a file of real input lies, for what opens files itself; null where it is absent. */
export function realDataPath(name: string): string | null {
  const path = join(realDataFolder, name);
  return existsSync(path) ? path : null;
}
