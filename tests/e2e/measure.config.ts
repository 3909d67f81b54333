import common from './common.config.ts';

export default { ...common, testMatch: '**/*.measure.ts', timeout: 900_000, retries: 0 };
