// What the tools' own reports say, in JSON: how many tests passed, and which did not.
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */
/** @typedef {{ name: string, message: string }} Failure a test, by file and titles, or what failed outside of all tests */
/** @typedef {{ name: string, seconds: number }} Duration of a file with tests */
/** @typedef {{ count: Count, failures: Failure[], slowest?: Duration[] }} Report */

/** Files named for having taken longest: enough to see where the time of a suite goes. */
const SLOWEST = 20;
const MESSAGE_LINES = 6;
const LINE_CHARACTERS = 200;
const FRAME_OF_A_TOOL = /^\s+at .*node_modules/;

/** @param {string[]} titles */
const path = (...titles) => titles.filter((title) => title !== '').join(' › ');

/**
 * @param {unknown} json as vitest-report.mjs writes it
 * @returns {Report}
 */
export function readVitest(json) {
  const { numPassedTests, numFailedTests, numPendingTests, testResults, outside } =
    /** @type {import('vitest/reporters').JsonTestResults & { outside: Failure[] }} */ (json);
  const failed = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ ancestorTitles, title, failureMessages }) => ({
        name: path(relative(process.cwd(), name), ...ancestorTitles, title),
        message: (failureMessages ?? []).join('\n'),
      })),
  );
  return {
    count: { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests },
    failures: [...failed, ...outside],
    slowest: testResults
      .map(({ name, startTime, endTime }) => ({
        name: relative(process.cwd(), name),
        seconds: (endTime - startTime) / 1000,
      }))
      .sort((a, b) => b.seconds - a.seconds)
      .slice(0, SLOWEST),
  };
}

/**
 * @param {unknown} json
 * @returns {Report}
 */
export function readPlaywright(json) {
  const { stats, suites, errors } = /** @type {import('@playwright/test/reporter').JSONReport} */ (json);
  return {
    count: { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped },
    failures: [
      ...suites.flatMap((suite) => failedSpecs(suite, [])),
      ...errors.map(({ message, value }) => ({ name: 'outside of the tests', message: message ?? value ?? '' })),
    ],
  };
}

/**
 * @param {import('@playwright/test/reporter').JSONReportSuite} suite the first of them is the file
 * @param {string[]} above
 * @returns {Failure[]}
 */
function failedSpecs({ title, specs, suites = [] }, above) {
  const titles = [...above, title];
  const failed = specs
    .filter(({ ok }) => !ok)
    .map((spec) => ({
      name: path(...titles, spec.title),
      message: spec.tests
        .map(
          ({ results }) =>
            results
              .at(-1)
              ?.errors.map(({ message }) => message)
              .join('\n') ?? '',
        )
        .join('\n'),
    }));
  return [...failed, ...suites.flatMap((inner) => failedSpecs(inner, titles))];
}

/**
 * How a suite ended. One that fails without naming a failed test (it crashed, or found none to run) counts as one
 * failure; one that does not count its tests counts as one test.
 *
 * @param {number} exitCode
 * @param {Report | null} report
 * @returns {Report}
 */
export function outcome(exitCode, report) {
  const { count, failures, ...rest } = report ?? {
    count: { passed: exitCode === 0 ? 1 : 0, failed: 0, skipped: 0 },
    failures: [],
  };
  if (exitCode === 0) return { ...rest, count, failures };
  return {
    ...rest,
    count: { ...count, failed: Math.max(count.failed, 1) },
    failures:
      failures.length > 0
        ? failures
        : [
            {
              name: '',
              message: `It ended with exit code ${exitCode} and named no test; what it printed stands above.`,
            },
          ],
  };
}

/**
 * A line of the files that took longest, for whoever wants the suite to be quicker.
 *
 * @param {Duration[]} slowest
 */
export const slowestLine = (slowest) =>
  `  longest: ${slowest.map(({ name, seconds }) => `${name} ${Math.round(seconds)} s`).join(', ')}`;

/** @param {Count[]} counts */
export function total(counts) {
  return counts.reduce(
    (sum, count) => ({
      passed: sum.passed + count.passed,
      failed: sum.failed + count.failed,
      skipped: sum.skipped + count.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/**
 * The names of what failed, each with the first lines of what it said: whoever sees only the end of the output sees
 * what to look at.
 *
 * @param {string} suite
 * @param {Failure[]} failures
 */
export function failureLines(suite, failures) {
  return failures.flatMap(({ name, message }) => {
    const lines = stripVTControlCharacters(message)
      .split('\n')
      .filter((line) => line.trim() !== '' && !FRAME_OF_A_TOOL.test(line));
    return [
      `✗ ${path(suite, name)}`,
      ...lines.slice(0, MESSAGE_LINES).map((line) => `    ${line.trim().slice(0, LINE_CHARACTERS)}`),
    ];
  });
}
