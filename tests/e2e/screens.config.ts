import common from './common.config.ts';

export default { ...common, testMatch: '**/*.screens.ts', timeout: 3_600_000 };
