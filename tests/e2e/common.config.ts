import { defineConfig } from '@playwright/test';

/** What all that runs the real app under Playwright has in common. */
export default defineConfig({
  testDir: '.',
  // One window and one engine at a time: the machine has few cores and the app a single-instance lock.
  workers: 1,
  // What does not come is noticed by the minute; this is for journeys of many steps on a busy machine.
  timeout: 480_000,
  expect: { timeout: 60_000 },
  // On a heavily loaded machine Electron was once seen to hang at launch; a second failure counts.
  retries: process.env['CI'] ? 1 : 0,
  reporter: [['list']],
  outputDir: '../../test-results',
});
