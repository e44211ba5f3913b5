import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';

/** The reason that is given where there is none. `.ci/run` looks for its first word. */
const missing =
  'Chromium: there is none; install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to its program';

/** Names under which systems install it. */
const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium to test with: `CHROMIUM_PATH`, else the first on the path, else how to get one in a sentence. */
export function findChromium(): { readonly program: string } | { readonly missing: string } {
  const given = process.env.CHROMIUM_PATH;
  if (given)
    return isProgram(given) ? { program: given } : { missing: `Chromium: CHROMIUM_PATH is ${given}, no program` };
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const program = programs.map((name) => join(folder, name)).find(isProgram);
    if (program !== undefined) return { program };
  }
  return { missing };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export interface OpenBrowser {
  readonly browser: Browser;
  /** Ends it and every process of its own, whatever they are doing. */
  close(): Promise<void>;
}

/**
 * Starts a Chromium without a window. It also ends when this process is killed: it reads from a pipe that only this
 * process holds open.
 */
export async function openChromium(program: string): Promise<OpenBrowser> {
  const isRoot = process.getuid?.() === 0;
  const server = await chromium.launchServer({
    executablePath: program,
    headless: true,
    // Chromium refuses to run its sandbox as root, and runs it everywhere else.
    chromiumSandbox: !isRoot,
    // Whoever started us ends us; then `close` or the pipe ends Chromium.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  try {
    const browser = await chromium.connect(server.wsEndpoint());
    return { browser, close: () => server.kill() };
  } catch (error) {
    await server.kill();
    throw error;
  }
}
