// `npm run build`, also run by `npm ci` as its prepare step: the console, the widget and the typed client, into web/dist
// and web/client/dist.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = resolve(import.meta.dirname, '..');

if (!existsSync(join(root, 'node_modules/vite'))) {
  // Installed for production only: what was built before, or is built elsewhere, is served.
  process.stdout.write('The pages are not built: Vite is a development dependency, and is not installed.\n');
  process.exit(0);
}

// Whoever asks for a build, such as a test run that has said something else, gets what is shipped.
process.env.NODE_ENV = 'production';
const { build } = await import('vite');
const { consoleConfig, loaderConfig, out, widgetConfig } = await import('../vite.config.ts');
rmSync(out, { recursive: true, force: true });
for (const config of [consoleConfig, widgetConfig, loaderConfig]) await build(config);
compress(out);
// The typed client as plain JavaScript with its types: what is published, and what Node can load from node_modules.
const compiler = [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'web/client/tsconfig.build.json'];
if (!process.env.BATON_BUILD_DIR) execFileSync(process.execPath, compiler, { cwd: root, stdio: 'inherit' });

/** Puts a Brotli and a gzip copy beside every text that is worth it, so that serving costs no time. */
function compress(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !/\.(?:js|css|html|svg)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    if (bytes.length < 500) continue;
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}
