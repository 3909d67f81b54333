import base from './playwright.config.ts';

export default { ...base, testMatch: '**/*.measure.ts', timeout: 900_000, retries: 0 };
