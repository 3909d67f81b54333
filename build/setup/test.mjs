// npm test: set-up, then every check and test; names of suites (their first words) as arguments run those alone. --report FILE
// writes what came of each as JSON.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { failureLines, outcome, total } from '../checks/reports.mjs';
import { SUITES } from '../checks/suites.mjs';
import { readJson } from './files.mjs';
import { foreground, foregroundWithDisplay } from './launch.mjs';
import { PROJECT } from './paths.mjs';
import { main, setUp } from './setup.mjs';

/** @typedef {import('../checks/reports.mjs').Report & { name: string }} SuiteReport */

/**
 * @param {import('../checks/suites.mjs').Suite} suite
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} reports
 */
async function runSuite(suite, environment, reports) {
  const file = join(reports, `${suite.name.toLowerCase().replaceAll(' ', '-')}.json`);
  const { args, environment: more } = suite.reported?.(file) ?? { args: [], environment: {} };
  const start = suite.display ? foregroundWithDisplay : foreground;
  const code = await start(process.execPath, [...suite.command, ...args], { ...environment, ...more });
  const json = suite.read === undefined ? null : await readJson(file);
  return outcome(code, json === null ? null : (suite.read?.(json) ?? null));
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
  /** @type {SuiteReport[]} */
  const ran = [];
  const lines = [];
  for (const suite of suites) {
    console.log(`\n━━ ${suite.name}`);
    const started = Date.now();
    const { count, failures } = await runSuite(suite, environment, reports);
    ran.push({ name: suite.name, count, failures });
    lines.push(
      `${count.failed === 0 ? '✓' : '✗'} ${suite.name}: ${count.passed} passed, ${count.failed} failed, ${Math.round((Date.now() - started) / 1000)} s`,
    );
    console.log(lines.at(-1));
  }
  await rm(reports, { recursive: true });
  if (reportFile !== null) await writeFile(reportFile, JSON.stringify(ran));
  const sum = total(ran.map(({ count }) => count));
  const failed = ran.flatMap(({ name, failures }) => failureLines(name, failures));
  console.log(`\n${lines.join('\n')}\n`);
  if (failed.length > 0) console.log(`${failed.join('\n')}\n`);
  console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`);
  return sum.failed === 0 && sum.passed > 0 ? 0 : 1;
});
