// Runs a TypeScript file of this repository on a Node that can: `node scripts/launch.mjs src/main.ts serve`.
//
// Plain JavaScript, so that every Node from 18 on can run it and say what is missing. Baton needs Node 24. On Linux
// (x64, arm64) `npm ci` brings one as an optional dependency, and npm 11.19 also puts it first on its scripts' path; but
// npm 10.8 and 11.6, in leaving out the other architecture, delete that `.bin/node` again (tried 2026-11-21). So the
// path is not relied on, and the binary is asked for by name.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import Module from 'node:module';
import { delimiter, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const majorMin = 24;
const root = fileURLToPath(new URL('..', import.meta.url));
const [file, ...args] = process.argv.slice(2);
if (!file) fail('Say which file to run: node scripts/launch.mjs FILE [ARGUMENTS].');
const path = resolve(root, file);
if (!existsSync(path)) fail(`There is no ${file} in this copy of Baton.`);
if (!existsSync(resolve(root, 'node_modules'))) fail('The dependencies are not installed. Run: npm ci');

// Stripped and compiled once, a file is read from here at the next start: it takes a third of the time off.
const compileCache = resolve(root, 'node_modules/.cache/compiled');

if (Number.parseInt(process.versions.node, 10) >= majorMin) {
  putFirstOnPath(process.execPath);
  Module.enableCompileCache(compileCache);
  process.argv.splice(1, 2, path);
  Module.runMain(path);
} else {
  const node = resolve(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  if (!existsSync(node)) fail(missingNode());
  putFirstOnPath(node);
  const env = { NODE_COMPILE_CACHE: compileCache, ...process.env };
  passOn(spawn(node, [path, ...args], { stdio: 'inherit', env }));
}

/** Tools that start themselves with `#!/usr/bin/env node` must find the same one. */
function putFirstOnPath(node) {
  process.env.PATH = dirname(node) + delimiter + (process.env.PATH ?? '');
}

/** Ends as the child ends, and gives it the signals meant for it, so that it can stop in order. */
function passOn(child) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  child.on('error', (cause) => fail(`${missingNode()} (The one in node_modules does not start: ${cause.message})`));
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    for (const name of signals) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

function missingNode() {
  const here = `Baton needs Node ${majorMin} or newer, and this is Node ${process.versions.node} on ${process.platform} ${process.arch}.`;
  const brought = process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64');
  return brought
    ? `${here} npm ci brings the right one, unless optional dependencies are left out. Run it again: npm ci --include=optional`
    : `${here} Install it from nodejs.org or with your version manager, then run the command again.`;
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
