// npm test: set-up, then every check and test; names of suites (their first words) as arguments run those alone. --report FILE
// writes what came of each as JSON.
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { failureLines, outcome, slowestLine, total } from '../checks/reports.mjs';
import { SUITES } from '../checks/suites.mjs';
import { readJson } from './files.mjs';
import { foreground, foregroundWithDisplay } from './launch.mjs';
import { PROJECT } from './paths.mjs';
import { main, setUp } from './setup.mjs';

/** @typedef {import('../checks/reports.mjs').Report & { name: string }} SuiteReport */

/** Checks of the sources take a core each. */
const CHECKS_AT_ONCE = 2;

/**
 * @param {import('../checks/suites.mjs').Suite} suite
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} reports
 */
async function runTests(suite, environment, reports) {
  const file = join(reports, `${suite.name.toLowerCase().replaceAll(' ', '-')}.json`);
  const { args, environment: more } = suite.reported?.(file) ?? { args: [], environment: {} };
  const start = suite.display ? foregroundWithDisplay : foreground;
  console.log(`\n━━ ${suite.name}`);
  const code = await start(process.execPath, [...suite.command, ...args], { ...environment, ...more });
  const json = await readJson(file);
  return outcome(code, json === null ? null : (suite.read?.(json) ?? null));
}

/**
 * What it says is shown when it is over: others run meanwhile.
 * @param {import('../checks/suites.mjs').Suite} suite
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} reports
 */
async function runCheck(suite, environment, reports) {
  const file = join(reports, `${suite.name.toLowerCase().replaceAll(' ', '-')}.txt`);
  const printed = await open(file, 'w');
  const code = await foreground(process.execPath, suite.command, environment, ['ignore', printed.fd, printed.fd]);
  await printed.close();
  console.log(`\n━━ ${suite.name}\n${await readFile(file, 'utf8')}`);
  return outcome(code, null);
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
  /** @param {import('../checks/suites.mjs').Suite} suite */
  const run = async (suite) => {
    const started = Date.now();
    const { count, failures, slowest } = await (suite.read ? runTests : runCheck)(suite, environment, reports);
    const seconds = Math.round((Date.now() - started) / 1000);
    const ended = `${count.failed === 0 ? '✓' : '✗'} ${suite.name}: ${count.passed} passed, ${count.failed} failed, ${seconds} s`;
    const line = slowest ? `${ended}\n${slowestLine(slowest)}` : ended;
    console.log(line);
    return { name: suite.name, count, failures, line };
  };
  const ran = [
    ...(await mapSome(
      suites.filter(({ read }) => !read),
      CHECKS_AT_ONCE,
      run,
    )),
    ...(await mapSome(
      suites.filter(({ read }) => read),
      1,
      run,
    )),
  ];
  await rm(reports, { recursive: true });
  if (reportFile !== null) await writeFile(reportFile, JSON.stringify(ran));
  const sum = total(ran.map(({ count }) => count));
  const failed = ran.flatMap(({ name, failures }) => failureLines(name, failures));
  console.log(`\n${ran.map(({ line }) => line).join('\n')}\n`);
  if (failed.length > 0) console.log(`${failed.join('\n')}\n`);
  console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`);
  return sum.failed === 0 && sum.passed > 0 ? 0 : 1;
});
