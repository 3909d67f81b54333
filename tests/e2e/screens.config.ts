import base from './playwright.config.ts';

export default { ...base, testMatch: '**/*.screens.ts', timeout: 3_600_000 };
