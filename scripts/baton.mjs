#!/usr/bin/env node
// The `baton` command, on whatever Node the caller has.
process.argv.splice(2, 0, 'src/main.ts');
await import('./launch.mjs');
