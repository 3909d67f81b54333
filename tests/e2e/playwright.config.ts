import common from './common.config.ts';

const SETTINGS = '**/every-setting.e2e.ts';

export default {
  ...common,
  // Two that may run at once, each with a display and a folder of its own: npm test does.
  projects: [
    {
      name: 'journeys',
      testMatch: '**/*.e2e.ts',
      testIgnore: SETTINGS,
      outputDir: '../../test-results/journeys',
    },
    { name: 'settings', testMatch: SETTINGS, outputDir: '../../test-results/settings' },
  ],
};
