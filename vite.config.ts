import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import type { InlineConfig } from 'vite';

/**
 * The three things that are built for browsers, all into `web/dist`, which the server serves: the console (one page), the
 * widget's pages (what is in its iframe, and the one for trying it), and the one script that other people's pages load.
 */
const root = import.meta.dirname;
/** Where it is built. `BATON_BUILD_DIR` says another place, for a build that must not disturb the one that is served. */
export const out = resolve(root, process.env.BATON_BUILD_DIR || 'web/dist');

// What the names of files say is all that caches need: what has a hash in its name never changes.
const names = {
  entryFileNames: 'assets/[name]-[hash].js',
  chunkFileNames: 'assets/[name]-[hash].js',
  assetFileNames: 'assets/[name]-[hash][extname]',
};

const shared: InlineConfig = {
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  build: {
    target: 'es2023',
    emptyOutDir: false,
    // Inlined files would be data: addresses, which the pages' Content-Security-Policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    sourcemap: false,
  },
};

export const consoleConfig: InlineConfig = {
  ...shared,
  root: resolve(root, 'web/console'),
  plugins: [tailwindcss()],
  build: {
    ...shared.build,
    outDir: out,
    manifest: 'console.json',
    // Base UI marks every file for servers that render React; here all of them run in the browser.
    rolldownOptions: { output: names, checks: { moduleLevelDirective: false } },
  },
};

const widgetPages = ['frame', 'try'].map((name) => resolve(root, `web/widget/${name}.html`)).filter(existsSync);

export const widgetConfig: InlineConfig = {
  ...shared,
  root: resolve(root, 'web/widget'),
  build: {
    ...shared.build,
    outDir: resolve(out, 'widget'),
    manifest: 'manifest.json',
    rolldownOptions: {
      input: widgetPages,
      output: names,
    },
  },
  // The widget's pages live below /widget; their assets are found there too.
  base: '/widget/',
};

export const loaderConfig: InlineConfig = {
  ...shared,
  root: resolve(root, 'web/widget'),
  build: {
    ...shared.build,
    outDir: out,
    rolldownOptions: {
      input: resolve(root, 'web/widget/src/loader.ts'),
      // One classic script: other people's pages load it by a script tag.
      output: { format: 'iife', entryFileNames: 'widget.js' },
    },
  },
};
