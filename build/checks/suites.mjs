// What `npm test` runs, in order, and how the outcome of each is read.
import { readPlaywright, readVitest } from './reports.mjs';

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string[]} command the arguments of Node.js, run in the project's folder
 * @property {(file: string) => { args: string[], environment: Record<string, string> }} [reported] makes it write its
 *   report to a file
 * @property {(json: unknown) => import('./reports.mjs').Report} [read] reads it
 * @property {boolean} [display] shows windows
 * @property {boolean} [beside] runs beside the one before it
 */

const tool = (/** @type {string} */ path) => `node_modules/${path}`;

/** @param {string[]} args */
const vitest = (...args) => ({
  command: [tool('vitest/vitest.mjs'), 'run', ...args],
  reported: (/** @type {string} */ file) => ({
    args: ['--reporter=default', '--reporter=./build/checks/vitest-report.mjs', `--outputFile.json=${file}`],
    environment: {},
  }),
  read: readVitest,
});

/** @param {string} config @param {string[]} args */
const playwright = (config, ...args) => ({
  command: [tool('@playwright/test/cli.js'), 'test', '--config', config, ...args],
  reported: (/** @type {string} */ file) => ({
    args: ['--reporter=list,json'],
    environment: { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  }),
  read: readPlaywright,
  display: true,
});

/** @type {Suite[]} */
export const SUITES = [
  // Of the sources, those that take longest first: two at once then end together.
  { name: 'Style', command: [tool('eslint/bin/eslint.js'), '.', '--max-warnings', '0'] },
  { name: 'Format', command: [tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
  { name: 'Types', command: [tool('typescript/bin/tsc'), '--project', '.'] },
  {
    name: 'Types of the window',
    command: [tool('svelte-check/bin/svelte-check'), '--tsconfig', 'renderer/tsconfig.json', '--fail-on-warnings'],
  },
  { name: 'Types of the tests of the window', command: [tool('typescript/bin/tsc'), '--project', 'tests/renderer'] },
  {
    name: 'Arrows',
    command: [
      '--import',
      './build/checks/svelte-imports.mjs',
      tool('dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      'build/checks/arrows.mjs',
      'electron',
      'renderer',
    ],
  },
  {
    name: 'Exports',
    command: [tool('knip/bin/knip.js'), '--include', 'exports,types,enumMembers,files', '--no-progress'],
  },
  {
    name: 'Types of the exported page',
    command: [tool('typescript/bin/tsc'), '--project', 'electron/export/page/browser'],
  },
  { name: 'Unit tests', ...vitest('--exclude', 'tests/{packaging,installation}/**') },
  { name: 'The screens', ...playwright('tests/renderer/screens/playwright.config.ts') },
  { name: 'The real app', ...playwright('tests/e2e/playwright.config.ts', '--project', 'journeys') },
  // They wait for much of their time, each on a display of its own.
  { name: 'The packaged app', ...vitest('tests/packaging'), display: true, beside: true },
  {
    name: 'Settings in the real app',
    ...playwright('tests/e2e/playwright.config.ts', '--project', 'settings'),
    beside: true,
  },
];
