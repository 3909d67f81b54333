// npm test: set-up, then every check and test; names of suites (their first words) as arguments run those alone. --report FILE
// writes what came of each as JSON.
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { failureLines, outcome, slowestLine, total } from '../checks/reports.mjs';
import { SUITES } from '../checks/suites.mjs';
import { readJson } from './files.mjs';
import { foreground, foregroundWithDisplay, hasDisplay } from './launch.mjs';
import { PROJECT } from './paths.mjs';
import { main, setUp } from './setup.mjs';

/** @typedef {import('../checks/suites.mjs').Suite} Suite */
/** @typedef {import('../checks/reports.mjs').Report & { name: string }} SuiteReport */

/** Checks of the sources take a core each, and so does what waits for windows. */
const AT_ONCE = 2;

/**
 * @param {Suite} suite
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} reports
 * @param {boolean} shown what it says is shown at once: otherwise when it is over, for others run meanwhile
 */
async function runSuite(suite, environment, reports, shown) {
  const file = join(reports, suite.name.toLowerCase().replaceAll(' ', '-'));
  const { args, environment: more } = suite.reported?.(`${file}.json`) ?? { args: [], environment: {} };
  const start = suite.display ? foregroundWithDisplay : foreground;
  if (shown) console.log(`\n━━ ${suite.name}`);
  const printed = shown ? null : await open(`${file}.txt`, 'w');
  /** @type {import('node:child_process').StdioOptions} */
  const stdio = printed ? ['ignore', printed.fd, printed.fd] : 'inherit';
  const code = await start(process.execPath, [...suite.command, ...args], { ...environment, ...more }, stdio);
  if (printed) {
    await printed.close();
    console.log(`\n━━ ${suite.name}\n${await readFile(`${file}.txt`, 'utf8')}`);
  }
  const json = await readJson(`${file}.json`);
  return outcome(code, json === null ? null : (suite.read?.(json) ?? null));
}

/**
 * What runs at once, by two: the checks of the sources; then the tests, one after another. What may run beside another does
 * so where each makes a display of its own: on a shared one they would take each other's keyboard.
 *
 * @param {readonly Suite[]} suites
 * @returns {Suite[][]}
 */
function stagesOf(suites) {
  const isCheck = (/** @type {Suite} */ { read }) => !read;
  /** @type {Suite[][]} */
  const tests = [];
  for (const suite of suites.filter((one) => !isCheck(one))) {
    const last = tests.at(-1);
    if (suite.beside && last && !hasDisplay()) last.push(suite);
    else tests.push([suite]);
  }
  return [suites.filter(isCheck), ...tests];
}

/**
 * @template Item, Result
 * @param {readonly Item[]} items
 * @param {number} atOnce
 * @param {(item: Item) => Promise<Result>} run
 * @returns {Promise<Result[]>} in the order of the items
 */
async function mapSome(items, atOnce, run) {
  /** @type {Result[]} */
  const results = [];
  const waiting = [...items.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await run(next[1]);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

await main(async () => {
  const { values, positionals } = parseArgs({ options: { report: { type: 'string' } }, allowPositionals: true });
  const reportFile = values.report === undefined ? null : resolve(values.report);
  process.chdir(PROJECT);
  const wanted = positionals.map((word) => word.toLowerCase());
  const suites = SUITES.filter(
    ({ name }) => wanted.length === 0 || wanted.some((word) => name.toLowerCase().startsWith(word)),
  );
  const { environment } = await setUp({ tests: true });
  const reports = await mkdtemp(join(tmpdir(), 'forger-tests-'));
  /** @param {Suite} suite @param {boolean} shown */
  const run = async (suite, shown) => {
    const started = Date.now();
    const { count, failures, slowest } = await runSuite(suite, environment, reports, shown);
    const seconds = Math.round((Date.now() - started) / 1000);
    const ended = `${count.failed === 0 ? '✓' : '✗'} ${suite.name}: ${count.passed} passed, ${count.failed} failed, ${seconds} s`;
    const line = slowest ? `${ended}\n${slowestLine(slowest)}` : ended;
    console.log(line);
    return { name: suite.name, count, failures, line };
  };
  const ran = [];
  for (const some of stagesOf(suites))
    ran.push(...(await mapSome(some, AT_ONCE, (suite) => run(suite, suite.read !== undefined && suite === some[0]))));
  await rm(reports, { recursive: true });
  if (reportFile !== null) await writeFile(reportFile, JSON.stringify(ran));
  const sum = total(ran.map(({ count }) => count));
  const failed = ran.flatMap(({ name, failures }) => failureLines(name, failures));
  console.log(`\n${ran.map(({ line }) => line).join('\n')}\n`);
  if (failed.length > 0) console.log(`${failed.join('\n')}\n`);
  console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`);
  return sum.failed === 0 && sum.passed > 0 ? 0 : 1;
});
