import { defineConfig } from '@playwright/test';

/**
 * Every screen of the window over a made-up library. Needs ELECTRON_OVERRIDE_DIST_PATH and a display:
 *   npx playwright test --config tests/renderer/screens/playwright.config.ts
 * With SCREENS=<folder> each screen is also written there as a picture, in both themes and three sizes.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  globalSetup: './build.ts',
  // Each with an Electron and a profile of its own.
  workers: 2,
  fullyParallel: true,
  // Each is looked at in several looks.
  timeout: 180_000,
  // Starting Electron on a busy machine can hang before any page exists; a screen that fails fails twice.
  retries: 1,
  reporter: 'list',
  outputDir: '../../../test-results/screens',
});
