import { configDefaults, defineConfig } from 'vitest/config';

const long = Boolean(process.env.BATON_LONG);

const shared = {
  // Processes, not threads: PGlite and pg hold what a thread cannot give back. Two, because the machines that run
  // this have two cores and a PostgreSQL beside the tests.
  pool: 'forks',
  maxWorkers: 2,
  // A test waits for what it expects, never for a time; these only end the ones that wait for nothing.
  testTimeout: long ? 600_000 : 30_000,
  hookTimeout: long ? 300_000 : 60_000,
  restoreMocks: true,
  unstubEnvs: true,
} as const;

const browserTests = 'test/browser/**/*.browser.test.ts';

export default defineConfig({
  test: {
    teardownTimeout: 20_000,
    projects: [
      {
        test: {
          ...shared,
          name: 'node',
          include: ['{src,test,web}/**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, browserTests],
          globalSetup: ['test/support/global-setup.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          include: [browserTests],
          globalSetup: ['test/browser/support/global-setup.ts'],
          // After the others, and one file at a time: each has a Chromium that takes both cores when it paints.
          maxWorkers: 1,
          // A page waits ten seconds for what it expects, several times in a story.
          testTimeout: 90_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
