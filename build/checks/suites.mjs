// What `npm test` runs, in order, and how the outcome of each is counted.

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string[]} command a script of node_modules or build/, and its arguments
 * @property {(report: string) => { args: string[], environment: Record<string, string> }} [counted] makes it write its
 *   counts to a file
 * @property {(json: unknown) => Count} [count] reads them
 * @property {boolean} [display] shows windows
 */

const tool = (/** @type {string} */ path) => `node_modules/${path}`;

/** @param {string[]} args */
const vitest = (...args) => ({
  command: [tool('vitest/vitest.mjs'), 'run', ...args],
  counted: (/** @type {string} */ report) => ({
    args: ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    environment: {},
  }),
  count: countVitest,
});

/** @type {Suite[]} */
export const SUITES = [
  { name: 'Types', command: [tool('typescript/bin/tsc'), '--project', '.'] },
  { name: 'Types of the exported page', command: [tool('typescript/bin/tsc'), '--project', 'electron/export/page/browser'] },
  { name: 'Types of the tests of the window', command: [tool('typescript/bin/tsc'), '--project', 'tests/renderer'] },
  { name: 'Types of the window', command: [tool('svelte-check/bin/svelte-check'), '--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings'] },
  { name: 'Style', command: [tool('eslint/bin/eslint.js'), '.', '--max-warnings', '0'] },
  { name: 'Arrows', command: [tool('dependency-cruiser/bin/dependency-cruise.mjs'), '--config', 'build/checks/arrows.mjs', 'electron', 'renderer'] },
  { name: 'Unit tests', ...vitest('--exclude', 'tests/packaging/**') },
  {
    name: 'The screens',
    command: [tool('@playwright/test/cli.js'), 'test', '--config', 'tests/renderer/screens/playwright.config.ts'],
    counted: (report) => ({ args: ['--reporter=list,json'], environment: { PLAYWRIGHT_JSON_OUTPUT_FILE: report } }),
    count: countPlaywright,
    display: true,
  },
  {
    name: 'The real app',
    command: [tool('@playwright/test/cli.js'), 'test', '--config', 'tests/e2e/playwright.config.ts'],
    counted: (report) => ({ args: ['--reporter=list,json'], environment: { PLAYWRIGHT_JSON_OUTPUT_FILE: report } }),
    count: countPlaywright,
    display: true,
  },
  { name: 'The packaged app', ...vitest('tests/packaging'), display: true },
];

/** @param {unknown} json */
export function countVitest(json) {
  const { numPassedTests, numFailedTests, numPendingTests } = /** @type {Record<string, number>} */ (json);
  return { passed: numPassedTests ?? 0, failed: numFailedTests ?? 0, skipped: numPendingTests ?? 0 };
}

/** @param {unknown} json */
export function countPlaywright(json) {
  const { stats } = /** @type {{ stats: Record<string, number> }} */ (json);
  return {
    passed: (stats['expected'] ?? 0) + (stats['flaky'] ?? 0),
    failed: stats['unexpected'] ?? 0,
    skipped: stats['skipped'] ?? 0,
  };
}

/**
 * A suite that fails without naming a failed test (it crashed, or found none to run) counts as one failure; one
 * that does not count its tests counts as one test.
 *
 * @param {number} exitCode
 * @param {Count | null} counted
 * @returns {Count}
 */
export function outcome(exitCode, counted) {
  const { passed, failed, skipped } = counted ?? { passed: exitCode === 0 ? 1 : 0, failed: 0, skipped: 0 };
  return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed, skipped };
}

/** @param {Count[]} counts */
export function total(counts) {
  return counts.reduce(
    (sum, count) => ({ passed: sum.passed + count.passed, failed: sum.failed + count.failed, skipped: sum.skipped + count.skipped }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}
