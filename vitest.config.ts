import { defineConfig } from 'vitest/config';

const long = Boolean(process.env.BATON_LONG);

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Processes, not threads: PGlite and pg hold what a thread cannot give back. Two, because the machines that run
    // this have two cores and a PostgreSQL beside the tests.
    pool: 'forks',
    maxWorkers: 2,
    // A test waits for what it expects, never for a time; these only end the ones that wait for nothing.
    testTimeout: long ? 600_000 : 30_000,
    hookTimeout: long ? 300_000 : 60_000,
    teardownTimeout: 20_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
