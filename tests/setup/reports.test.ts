import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { failureLines, outcome, slowestLine, total, type Failure, type Report } from '../../build/checks/reports.mjs';
import { SUITES } from '../../build/checks/suites.mjs';
import { folderWith } from './support/folder.ts';

const PROJECT = resolve(import.meta.dirname, '../..');
/** Whole runs of the tools, on a machine that runs other tests beside them. */
const TOOL_MS = 180_000;

/** Runs the tool of a suite of `npm test` in a folder, with the report that `npm test` asks it for. */
async function report(suite: string, folder: string, args: string[]): Promise<Report> {
  const { command, reported, read } = SUITES.find(({ name }) => name === suite) ?? {};
  if (!command || !reported || !read) throw new Error(`${suite} writes no report.`);
  const file = join(folder, 'report.json');
  const { args: more, environment } = reported(file);
  // That it runs inside of a test is none of its business.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'));
  const env = { ...Object.fromEntries(own), ...environment };
  const exitCode = await new Promise<number>((settle) => {
    const child = execFile(process.execPath, [join(PROJECT, command[0] ?? ''), ...args, ...more], {
      cwd: PROJECT,
      env,
    });
    child.on('exit', (code) => settle(code ?? -1));
  });
  return outcome(exitCode, read(JSON.parse(await readFile(file, 'utf8'))));
}

/** What each failed, without the folder it lay in. */
const named = (failures: Failure[], folder: string): Record<string, string> =>
  Object.fromEntries(failures.map(({ name, message }) => [name.replace(`${relative(PROJECT, folder)}/`, ''), message]));

test(
  'vitest: whatever fails has a name and a reason, in a test or outside of all',
  async () => {
    const folder = await folderWith({
      'vitest.config.js': `export default { test: { globals: true } };`,
      'a.test.ts': `test('passes', () => {});
      test.skip('waits', () => {});
      describe('a group', () => { test('fails', () => expect(1).toBe(2)); });
      describe('a group that cannot be set up', () => { beforeAll(() => { throw new Error('no water'); }); test('waits too', () => {}); });`,
      'b.test.ts': `throw new Error('cannot be loaded');`,
      'c.test.ts': `test('leaves a promise behind', async () => { void Promise.reject(new Error('nobody waited')); await new Promise((later) => setTimeout(later, 50)); });`,
    });
    const { count, failures, slowest } = await report('Unit tests', folder, ['run', '--root', folder]);
    expect(slowest?.map(({ name }) => basename(name)).sort()).toEqual(['a.test.ts', 'b.test.ts', 'c.test.ts']);
    expect(count).toEqual({ passed: 2, failed: 1, skipped: 2 });
    expect(named(failures, folder)).toEqual({
      'a.test.ts › a group › fails': expect.stringContaining('expected 1 to be 2'),
      'a.test.ts › a group that cannot be set up': expect.stringContaining('no water'),
      'b.test.ts': expect.stringContaining('cannot be loaded'),
      'outside of the tests': expect.stringContaining('nobody waited'),
    });
  },
  TOOL_MS,
);

test(
  'Playwright: a failed test by its file and titles, and what failed after the last',
  async () => {
    const playwright = pathToFileURL(join(PROJECT, 'node_modules/@playwright/test/index.mjs')).href;
    const folder = await folderWith({
      'playwright.config.mjs': `export default { testMatch: '*.spec.mjs', outputDir: 'results', workers: 1 };`,
      'a.spec.mjs': `import { expect, test } from '${playwright}';
      test.describe('a group', () => { test('fails', () => { expect(1).toBe(2); }); });`,
      'b.spec.mjs': `import { test as base } from '${playwright}';
      const test = base.extend({ machine: [async ({}, use) => { await use(); throw new Error('does not stop'); }, { scope: 'worker' }] });
      test('passes', ({ machine }) => {});`,
    });
    const { count, failures } = await report('The real app', folder, [
      'test',
      '--config',
      join(folder, 'playwright.config.mjs'),
    ]);
    expect(count).toEqual({ passed: 1, failed: 1, skipped: 0 });
    expect(named(failures, folder)).toEqual({
      'a.spec.mjs › a group › fails': expect.stringContaining('Expected:'),
      'outside of the tests': expect.stringContaining('does not stop'),
    });
  },
  TOOL_MS,
);

test('a suite that fails without naming a test counts as a failure', () => {
  expect(outcome(0, null)).toEqual({ count: { passed: 1, failed: 0, skipped: 0 }, failures: [] });
  const { count, failures } = outcome(3, null);
  expect(count).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(failureLines('Types', failures)).toEqual(['✗ Types', expect.stringContaining('exit code 3')]);
  const counted = (passed: number, failed: number): Report => ({ count: { passed, failed, skipped: 1 }, failures: [] });
  expect(outcome(1, counted(7, 0)).count).toEqual({ passed: 7, failed: 1, skipped: 1 });
  expect(outcome(1, counted(7, 2)).count).toEqual({ passed: 7, failed: 2, skipped: 1 });
});

test('a failure is told in a few plain lines', () => {
  const message = `\u001b[31mError: ${'x'.repeat(500)}\u001b[39m\n\n  at tool (node_modules/tool.js)\n${'  at somewhere\n'.repeat(40)}`;
  const [name, first = '', ...rest] = failureLines('Unit tests', [{ name: 'a.test.ts › fails', message }]);
  expect(name).toBe('✗ Unit tests › a.test.ts › fails');
  expect(first).toMatch(/^ {4}Error: x{193}$/);
  expect(rest).toEqual(Array.from({ length: 5 }, () => '    at somewhere'));
});

test('the counts of all suites are added up', () => {
  expect(
    total([
      { passed: 5, failed: 1, skipped: 2 },
      { passed: 4, failed: 1, skipped: 0 },
    ]),
  ).toEqual({ passed: 9, failed: 2, skipped: 2 });
});

test('the files that took longest stand in one line', () => {
  expect(
    slowestLine([
      { name: 'a.test.ts', seconds: 90.4 },
      { name: 'b.test.ts', seconds: 2 },
    ]),
  ).toBe('  longest: a.test.ts 90 s, b.test.ts 2 s');
});
